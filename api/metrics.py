"""Figures for whoever watches the service, in the text format of Prometheus."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import TypeAlias

from fastapi import APIRouter, Request, Response

from api.current import Current
from api.deps import PoolDep
from api.serving.lights import Light
from graph.answering.tally import OUTCOMES, STEPS, Tally
from graph.answering.workers import QueryPool
from graph.store import NotAStore

_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_Samples: TypeAlias = Iterable[tuple[str, Mapping[str, str], float]]  # ending of the name, labels, value

router = APIRouter(tags=["service"])


@router.get("/metrics", response_class=Response, summary="Figures for Prometheus")
def read_metrics(request: Request, pool: PoolDep) -> Response:
    """Queries by outcome, their seconds, who waits and works, memory, and the release that is served."""
    state = request.app.state
    lines = [*_of_queries(pool.tally), *_of_work(pool), *_of_lights(state.lights), *_of_release(state.current)]
    return Response("\n".join([*lines, ""]), headers={"Content-Type": _TYPE, "Cache-Control": "no-store"})


def _of_queries(tally: Tally) -> Iterator[str]:
    outcomes: _Samples = [("", {"outcome": each}, tally.outcomes[each]) for each in OUTCOMES]
    yield from _metric("queries_total", "counter", "Queries that ended, by how they did.", outcomes)
    counted = list(accumulate(tally.steps))
    bounds = [*(f"{step:g}" for step in STEPS), "+Inf"]
    steps: _Samples = [("_bucket", {"le": bound}, n) for bound, n in zip(bounds, counted, strict=True)]
    whole: _Samples = [("_sum", {}, tally.seconds), ("_count", {}, counted[-1])]
    yield from _metric("query_seconds", "histogram", "Seconds that queries worked.", [*steps, *whole])
    ended: _Samples = [("", {}, tally.ended)]
    yield from _metric("workers_ended_total", "counter", "Worker processes that were ended.", ended)


def _of_work(pool: QueryPool) -> Iterator[str]:
    runs = pool.runs()
    states = [("", {"state": state}, sum(run.state == state for run in runs)) for state in ("waits", "works", "pauses")]
    yield from _metric("queries_open", "gauge", "Queries that wait, work or pause.", states)
    yield from _metric("query_memory_bytes", "gauge", "Memory that queries hold.", [("", {}, pool.memory)])


def _of_lights(lights: Sequence[Light]) -> Iterator[str]:
    lost = sum(each.lost for each in lights)
    yield from _metric("light_processes_lost_total", "counter", "Light processes that were lost.", [("", {}, lost)])


def _of_release(current: Current) -> Iterator[str]:
    try:
        served = current.served()
    except NotAStore:
        yield from _metric("ready", "gauge", "Whether a release is served.", [("", {}, 0)])
        return
    yield from _metric("ready", "gauge", "Whether a release is served.", [("", {}, 1)])
    named = [("", {"release": served.release.name}, 1)]
    yield from _metric("release_info", "gauge", "The release that is served.", named)
    yield from _metric("release_triples", "gauge", "Statements in it.", [("", {}, served.library.triples)])


def _metric(name: str, kind: str, told: str, samples: _Samples) -> Iterator[str]:
    yield f"# HELP clusterscape_{name} {told}"
    yield f"# TYPE clusterscape_{name} {kind}"
    for ending, labels, value in samples:
        marks = ",".join(f'{label}="{text}"' for label, text in labels.items())
        yield f"clusterscape_{name}{ending}{f'{{{marks}}}' if marks else ''} {value:.15g}"
