"""Ask all servers the same, in turn, and tell how many times quicker ours is: above 1 it is the quicker one."""

import argparse
import http.client
import os
import random
import statistics
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from bench.server import HOST, PATIENCE
from bench.sparql import work
from bench.sparql.asking import Asked, ask, rate, rows
from bench.sparql.data import NAMES, Data, made, read
from bench.sparql.servers import Peak, Server, started
from bench.sparql.work import Question, Work
from bench.sparql.writes import writes

_LOOKUPS = 20_000
_ROWS = (300_000, 1_000_000)
_BRIEF, _OFTEN = 0.025, 8  # seconds, below which answers are asked for so many times as often: one alone tells little
_PARTS = ("mix", "wide", "weak", "rate", "stream", "start", "write")


def run(arguments: Sequence[str]) -> None:
    """Make the data, start the servers, and print what each took."""
    asked = _arguments(arguments)
    with made(asked.data, asked.folder) as data:
        read(data)
        file = data.file if asked.rdflib else None
        with started(data.store, data.location, file, asked.processes) as servers:
            for line in _lines(asked, data, servers):
                print(line, flush=True)
        if "write" in asked.parts:
            for line in writes(data):
                print(line, flush=True)


def _arguments(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench sparql", description=__doc__)
    parser.add_argument("--data", choices=NAMES, default="1m", help="what the servers hold (default 1m)")
    parser.add_argument("--folder", type=Path, help="where the data are kept for another run")
    parser.add_argument(
        "--rounds",
        type=int,
        default=5,
        help="how often each thing is done, in turn (default 5); what takes under 10 ms, 8 times as often",
    )
    parser.add_argument("--seconds", type=float, default=3.0, help="of each measure of throughput (default 3)")
    cores = len(os.sched_getaffinity(0))
    parser.add_argument("--processes", type=int, default=cores, help=f"of ours that listen (default {cores}: cores)")
    parser.add_argument("--rdflib", action="store_true", help="rdflib-endpoint too, which reads the file into memory")
    parser.add_argument("--parts", nargs="+", choices=_PARTS, default=list(_PARTS), help="what to measure")
    return parser.parse_args(arguments)


def _lines(asked: argparse.Namespace, data: Data, servers: list[Server]) -> Iterator[str]:
    yield f"{data.triples:,} triples, {asked.rounds} rounds in turn; ratios: how many times quicker clusterscape is"
    yield f"  clusterscape listens in {asked.processes} of its processes (--processes)"
    asks = work.of(data)
    if "start" in asked.parts:
        yield from (f"  start of {each.name}: {each.seconds:.2f} s, {each.memory():.0f} MiB" for each in servers)
    for server in servers:
        rate(server, asks.lookups(random.Random(17), 1_000), 2, 1.0)
        server.rest()
    if "mix" in asked.parts:
        yield from _mix("analysts, each query a new one", asks.mix, servers, asked.rounds)
        yield from _mix("the same again", asks.mix, servers, asked.rounds, again=True)
    if "wide" in asked.parts and asks.wide:
        yield from _mix("the same of a country, a class or all, each query a new one", asks.wide, servers, asked.rounds)
    if "weak" in asked.parts and asks.weak:
        yield from _weak(servers[0], asks.weak, asked.rounds)
        yield from _mix("weak shapes of the engine", asks.weak, servers[:2], asked.rounds)
    if "rate" in asked.parts:
        yield from _rates(servers, asks, asked.rounds, asked.seconds)
    if "stream" in asked.parts:
        for count in sorted({min(each, data.triples) for each in _ROWS}):
            yield from _streams(servers[:2], count, asked.rounds)


def _mix(
    what: str, asked: Mapping[str, Question], servers: list[Server], rounds: int, *, again: bool = False
) -> Iterator[str]:
    yield f"\n{what}: median and 95th percentile in ms"
    yield f"  {'':<28}" + "".join(f"{each.name:>22}" for each in servers) + f"{'ratios':>16}"
    ratios: list[list[float]] = [[] for _ in servers[1:]]
    spent = dict.fromkeys((each.name for each in servers), 0.0)
    for name, question in asked.items():
        counted = _counted(question, servers)
        before = [server.computing() for server in servers]
        # By what is measured: no query of one part is asked again in another, where a server may know it.
        taken = _turns(question, servers, rounds, again=again, seed=what)
        for server, earlier in zip(servers, before, strict=True):
            spent[server.name] += (server.computing() - earlier) / (len(taken[server.name]) + 1) / len(asked)
        own = [pair[0] / pair[1] for pair in (_told(taken[each.name], taken[servers[0].name]) for each in servers[1:])]
        for kept, ratio in zip(ratios, own, strict=True):
            kept.append(ratio)
        figures = "".join(f"{_spread(taken[each.name]):>22}" for each in servers)
        yield f"  {name:<28}{figures}{'':>4}" + "".join(f"{ratio:>10.2f} ×" for ratio in own)
        if len(set(counted.values())) > 1:
            yield f"    ROWS DIFFER: {counted}"
    for server, kept in zip(servers[1:], ratios, strict=True):
        worst = min(kept)
        yield f"  against {server.name}: geometric mean {statistics.geometric_mean(kept):.2f} ×, worst {worst:.2f} ×"
    yield "  computing for each: " + ", ".join(f"{name} {each * 1000:.1f} ms" for name, each in spent.items())


def _counted(question: Question, servers: list[Server]) -> dict[str, int]:
    query = question(random.Random(11))
    return {server.name: rows(server, query) for server in servers}


def _turns(question: Question, servers: list[Server], rounds: int, *, again: bool, seed: str) -> dict[str, list[float]]:
    chance, taken = random.Random(seed), {server.name: list[float]() for server in servers}
    connections = {each.name: http.client.HTTPConnection(HOST, each.port, timeout=5 * PATIENCE) for each in servers}
    query = question(chance)
    warming = [ask(each, query, again=again, connection=connections[each.name]).seconds for each in servers]
    for turn in range(rounds * (_OFTEN if max(warming) < _BRIEF else 1)):
        query = query if again else question(chance)
        for server in servers[:: 1 if turn % 2 else -1]:
            asked = ask(server, query, again=again, connection=connections[server.name])
            taken[server.name].append(asked.seconds * 1000)
    for connection in connections.values():
        connection.close()
    return taken


def _told(theirs: list[float], ours: list[float]) -> tuple[float, float]:
    return statistics.median(theirs), statistics.median(ours)


def _spread(taken: list[float]) -> str:
    ordered = sorted(taken)
    return f"{statistics.median(taken):.2f} / {ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]:.2f}"


def _weak(server: Server, asked: Mapping[str, Question], rounds: int) -> Iterator[str]:
    yield "\nrewriting: the same query as written (rewrite=false) and rewritten, medians in ms"
    plain = server._replace(name="as written", path=f"{server.path}?rewrite=false&")
    for name, question in asked.items():
        taken = _turns(question, [server, plain], rounds, again=False, seed="rewriting")
        before, after = _told(taken["as written"], taken[server.name])
        yield f"  {name:<28}{before:>12.2f}{after:>12.2f}{before / after:>12.1f} ×"


def _rates(servers: list[Server], asks: Work, rounds: int, seconds: float) -> Iterator[str]:
    chance = random.Random(13)
    few = asks.lookups(chance, 100)
    for what, connections, repeated in (
        ("lookups, each a new one", 1, False),
        ("lookups, each a new one", 8, False),
        ("lookups, each a new one", 32, False),
        ("the same hundred again", 8, True),
        ("the same hundred again", 64, True),
    ):
        taken: dict[str, list[float]] = {each.name: [] for each in servers}
        spent = dict.fromkeys(taken, 0.0)
        for turn in range(rounds):
            for server in servers[:: 1 if turn % 2 else -1]:
                queries = few if repeated else asks.lookups(chance, _LOOKUPS)
                before = server.computing()
                taken[server.name].append(rate(server, queries, connections, seconds))
                spent[server.name] += (server.computing() - before) / (taken[server.name][-1] * seconds) / rounds
        yield f"\n{what}, {connections} connections: answers a second, and microseconds of computing for each"
        ours = statistics.median(taken[servers[0].name])
        for server in servers:
            median = statistics.median(taken[server.name])
            yield f"  {server.name:<20}{median:>10,.0f}{spent[server.name] * 1e6:>10,.0f} µs{ours / median:>12.2f} ×"


def _streams(servers: list[Server], count: int, rounds: int) -> Iterator[str]:
    yield f"\n{count:,} rows as JSON: seconds, ms to the first byte, MiB at most over what the server held before"
    query = f"SELECT ?s ?p ?o {{ ?s ?p ?o }} LIMIT {count}"
    taken: dict[str, list[Asked]] = {each.name: [] for each in servers}
    over = dict[str, float]()
    for server in servers:  # in a round of its own: to look at the memory takes time of what is timed
        with Peak(server) as peak:
            ask(server, query)
        over[server.name] = peak.over
    for turn in range(rounds):
        for server in servers[:: 1 if turn % 2 else -1]:
            taken[server.name].append(ask(server, query))
    ours = statistics.median(asked.seconds for asked in taken[servers[0].name])
    for server in servers:
        seconds = statistics.median(asked.seconds for asked in taken[server.name])
        first = statistics.median(asked.first for asked in taken[server.name]) * 1000
        size = taken[server.name][0].size / 1e6
        told = f"{seconds:>8.2f} s{first:>8.1f} ms{over[server.name]:>8.0f} MiB{size:>8.1f} MB"
        yield f"  {server.name:<20}{told}{seconds / ours:>8.2f} ×"


if __name__ == "__main__":
    run(sys.argv[1:])
