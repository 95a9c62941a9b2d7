"""How well and how fast names are matched, beside plain rapidfuzz and splink: `python -m bench resolve`."""

import csv
import logging
import math
import os
import resource
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import splink.comparison_library as levels
from rapidfuzz import fuzz
from splink import Linker, SettingsCreator, block_on
from splink.backends.duckdb import DuckDBAPI

from ingest.resolve import reference
from ingest.resolve.comparisons import comparisons
from ingest.resolve.names import latin, normal
from ingest.resolve.pairs import party
from ingest.resolve.party import Party
from ingest.resolve.score import compare
from ingest.resolve.words import country

GOLD = Path(__file__).parent.parent / "tests" / "ingest" / "resolve" / "gold.csv"
_PRECISION = 0.99
_SURE = 1.96  # standard errors of a 95 % interval


@dataclass(frozen=True)
class Pair:
    """A pair of the gold set, and what a person decided."""

    left: Party
    right: Party
    is_same: bool
    part: str
    kind: str


@dataclass(frozen=True)
class Figures:
    """What a method made of a part of the gold set; decisions are same, ask or different."""

    method: str
    part: str
    right: int
    wrong: int
    true: int
    asked: int
    pairs: int

    def __str__(self) -> str:
        precision, recall = _told(self.right, self.right + self.wrong), _told(self.right, self.true)
        asked = _told(self.asked, self.pairs)
        return f"{self.method:<34}{self.part:<6}{self.pairs:>5}   precision {precision}   recall {recall}   ask {asked}"


def tell() -> Iterator[str]:
    """The lines of the report: quality on both halves of the gold set for each method, then speed."""
    gold = tuple(pairs())
    yield f"{len(gold)} pairs judged by hand ({sum(each.is_same for each in gold)} same); 95 % intervals (Wilson)"
    for method, decide in _methods(gold):
        for part in ("dev", "test"):
            yield str(_figures(method, part, gold, decide))
    yield from _kinds(gold)
    yield from _speed()


def pairs() -> Iterator[Pair]:
    """The gold set."""
    with GOLD.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield Pair(party(row, "left"), party(row, "right"), row["truth"] == "same", row["part"], row["kind"])


def _methods(gold: Sequence[Pair]) -> Iterator[tuple[str, Callable[[Pair], str]]]:
    yield "clusterscape", lambda pair: compare(pair.left, pair.right).decision
    yield "clusterscape, without registers", lambda pair: compare(pair.left, pair.right, with_known=False).decision
    for method, scores in (
        ("token_sort", {pair: _sorted_tokens(pair) for pair in gold}),
        ("token_set", {pair: _token_set(pair) for pair in gold}),
        ("splink", _splink(gold)),
    ):
        yield f"{method}, most right on dev", _cut(gold, scores, 0)
        yield f"{method}, precise on dev", _cut(gold, scores, _PRECISION)


def _sorted_tokens(pair: Pair) -> float:
    return fuzz.token_sort_ratio(latin(pair.left.name), latin(pair.right.name)) if _may_be(pair) else 0.0


def _token_set(pair: Pair) -> float:
    return fuzz.token_set_ratio(latin(pair.left.name), latin(pair.right.name)) if _may_be(pair) else 0.0


def _may_be(pair: Pair) -> bool:
    # Names alone would make namesakes abroad the same: the country is told to every method.
    one, two = country(pair.left.country), country(pair.right.country)
    return not one or not two or one == two


def _cut(gold: Sequence[Pair], scores: dict[Pair, float], least: float) -> Callable[[Pair], str]:
    """Decide by the threshold of the most right on dev among those of a precision, there, of at least `least`."""
    dev = [pair for pair in gold if pair.part == "dev"]
    tried = [(*_quality(dev, scores, cut), cut) for cut in sorted({scores[pair] for pair in dev})]
    best = max(((rightly, cut) for precision, rightly, cut in tried if precision >= least), default=(0.0, math.inf))[1]
    return lambda pair: "same" if scores[pair] >= best else "different"


def _quality(dev: Sequence[Pair], scores: dict[Pair, float], cut: float) -> tuple[float, float]:
    chosen = [pair for pair in dev if scores[pair] >= cut]
    precision = sum(pair.is_same for pair in chosen) / len(chosen)
    return precision, sum(pair.is_same == (scores[pair] >= cut) for pair in dev) / len(dev)


def _splink(gold: Sequence[Pair]) -> dict[Pair, float]:
    """Match weights by splink: name, its words, city and country; u from random pairs, m from the labels of dev."""
    logging.getLogger("splink").setLevel(logging.ERROR)
    database = duckdb.connect()
    _fill(database, gold)
    api = DuckDBAPI(database)
    linker = Linker([api.register("lefts"), api.register("rights")], _settings(), log_level=logging.ERROR)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    linker.training.estimate_m_from_pairwise_labels(api.register("labels"))  # type: ignore[no-untyped-call]
    found = linker.inference.predict().as_record_list()
    weights = {row["unique_id_l"]: row["match_weight"] for row in found}
    return {pair: float(weights.get(at, -99.0)) for at, pair in enumerate(gold)}


def _fill(database: duckdb.DuckDBPyConnection, gold: Sequence[Pair]) -> None:
    """One table for each side, and the labels of dev."""
    for side in ("left", "right"):
        database.execute(
            f"CREATE TABLE {side}s (unique_id INT, pair INT, name TEXT, words TEXT[], city TEXT, country TEXT)"
        )
        rows = [[at, at, *_row(getattr(pair, side))] for at, pair in enumerate(gold)]
        database.executemany(f"INSERT INTO {side}s VALUES (?, ?, ?, ?, ?, ?)", rows)
    database.execute(
        "CREATE TABLE labels (source_dataset_l TEXT, unique_id_l INT, source_dataset_r TEXT, unique_id_r INT)"
    )
    same = [["lefts", at, "rights", at] for at, pair in enumerate(gold) if pair.part == "dev" and pair.is_same]
    database.executemany("INSERT INTO labels VALUES (?, ?, ?, ?)", same)


def _row(each: Party) -> list[object]:
    name = normal(each.name)
    return [name, sorted(set(name.split())), latin(each.city) or None, country(each.country) or None]


def _settings() -> SettingsCreator:
    return SettingsCreator(
        link_type="link_only",
        comparisons=[
            levels.JaroWinklerAtThresholds("name", [0.96, 0.9, 0.8]),
            levels.ArrayIntersectAtSizes("words", [4, 3, 2, 1]),
            levels.JaroWinklerAtThresholds("city", [0.9]),
            levels.ExactMatch("country"),
        ],
        blocking_rules_to_generate_predictions=[block_on("pair")],
        additional_columns_to_retain=["pair"],
    )


def _figures(method: str, part: str, gold: Sequence[Pair], decide: Callable[[Pair], str]) -> Figures:
    chosen = [pair for pair in gold if pair.part == part]
    decided = [(pair.is_same, decide(pair)) for pair in chosen]
    return Figures(
        method,
        part,
        right=sum(truth and said == "same" for truth, said in decided),
        wrong=sum(not truth and said == "same" for truth, said in decided),
        true=sum(truth for truth, _ in decided),
        asked=sum(said == "ask" for _, said in decided),
        pairs=len(chosen),
    )


def _told(hits: int, tries: int) -> str:
    low, high = interval(hits, tries)
    return f"{hits / tries if tries else 0:.3f} ({low:.3f}-{high:.3f})"


def interval(hits: int, tries: int) -> tuple[float, float]:
    """The 95 % interval of a share, after Wilson: it holds for few tries and for shares near 0 and 1."""
    if not tries:
        return 0.0, 1.0
    share, square = hits / tries, _SURE**2
    middle = (share + square / (2 * tries)) / (1 + square / tries)
    half = _SURE * math.sqrt(share * (1 - share) / tries + square / (4 * tries**2)) / (1 + square / tries)
    return max(0.0, middle - half), min(1.0, middle + half)


def _kinds(gold: Sequence[Pair]) -> Iterator[str]:
    yield "\nOn test, by kind of pair (with registers): decided rightly / asked / pairs"
    chosen = [pair for pair in gold if pair.part == "test"]
    for kind in sorted({pair.kind for pair in chosen}):
        said = [(pair.is_same, compare(pair.left, pair.right).decision) for pair in chosen if pair.kind == kind]
        right = sum(decision == ("same" if truth else "different") for truth, decision in said)
        yield f"  {kind:<16}{right:>4} / {sum(decision == 'ask' for _, decision in said)} / {len(said)}"


def _speed() -> Iterator[str]:
    """All of GLEIF against all of ROR: each blocked, then scored, in as many processes as the machine has cores."""
    started, worked = time.perf_counter(), _processor()
    many, few = reference.gleif(), reference.ror()
    counted = {"same": 0, "ask": 0, "different": 0}
    for _, _, verdict in comparisons(many, few):
        counted[verdict.decision if verdict else "different"] += 1
    seconds, processor = time.perf_counter() - started, _processor() - worked
    own, largest = (resource.getrusage(of).ru_maxrss / 1024 for of in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    yield f"\n{len(many):,} against {len(few):,}: {sum(counted.values()):,} candidate pairs {counted}"
    yield f"{seconds:.1f} s on the clock (aim: under 60 s), {processor:.1f} s of processor in all processes"
    yield f"peak memory {own:,.0f} MiB, and at most {largest:,.0f} MiB of each process beside it (aim: under 2,048 MiB)"


def _processor() -> float:
    """The time that this process, and those it started and that ended, have used of the processor."""
    return sum(os.times()[:4])
