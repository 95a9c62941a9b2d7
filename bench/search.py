"""Measure the search over generated things: how quickly an index is made, and how quickly it answers with facets.

`python -m bench search --things 1000000 [--searches 600] [--store FOLDER]`

Each thing has names in one to three languages, and as many links as a thing of the shipped data has on average. The
searches are all different, so that none is answered from what was kept: single words, frequent and rare, two and three
words, beginnings, exact names, wrongly spelt words, each with one or two facets or with none. One search is all that a
page needs: the things, their labels and facts, and the counts of all facets.
"""

import argparse
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path

from rdflib import URIRef

from graph.embedded import EmbeddedStore
from graph.query import view
from graph.reader import Reader
from graph.searching.building import build
from graph.searching.finding import find
from graph.searching.index import Index
from graph.searching.suggesting import suggest
from graph.store import Scope
from graph.things import Asked
from ontology.model import LANGUAGES, model
from ontology.namespaces import COUNTRY, CSC, ID, NUTS

_LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"
_TEXT = "<http://purl.org/dc/terms/description>"
_SOURCES = 8
_KINDS = ("organisation",) * 12 + ("cluster", "policy", "good-practice", "project", "event", "document", "measure")
_COUNTRIES = ("PRT", "ITA", "ROU", "ESP", "FRA", "DEU", "BGR", "GRC", "HRV", "SVN")
_SYLLABLES = ("ba", "ce", "di", "fo", "gu", "la", "me", "ni", "po", "ru", "sa", "te", "vi", "zo", "tra", "ston", "ler")
_COMMON = {
    "en": (
        "cluster",
        "health",
        "centre",
        "innovation",
        "association",
        "energy",
        "water",
        "food",
        "digital",
        "regional",
    ),
    "pt": ("saúde", "centro", "inovação", "associação", "energia", "água", "alimentar", "digital", "regional", "mar"),
    "it": ("salute", "centro", "innovazione", "associazione", "energia", "acqua", "cibo", "digitale", "regionale"),
    "ro": ("sănătate", "centru", "inovare", "asociație", "energie", "apă", "hrană", "digital", "regional", "marin"),
}


class _World:
    """Things as lines of N-Triples, the same for the same number."""

    def __init__(self, things: int) -> None:
        self._random = random.Random(7)
        self._things = things
        # As in names that people give: few words are frequent, and most are rare.
        self._words = ["".join(self._random.choices(_SYLLABLES, k=self._random.randint(2, 4))) for _ in range(60_000)]
        self.names: list[str] = []

    def lines(self) -> Iterator[tuple[int, str]]:
        """Each line with the number of its source."""
        for number in range(40):
            for lang in LANGUAGES:
                yield 0, self._say("value-chain", number, _LABEL, f'"{_COMMON[lang][number % 9]} {number}"@{lang}')
                yield 0, self._say("thematic-area", number, _LABEL, f'"{_COMMON[lang][number % 9]} {number}"@{lang}')
        for code in _COUNTRIES:
            yield 0, f'<{COUNTRY[code]}> {_LABEL} "Country {code}"@en .\n'
            for region in range(30):
                yield 0, f'<{NUTS[f"{code[:2]}{region:02}"]}> {_LABEL} "Region {code} {region}"@en .\n'
        for number in range(self._things):
            yield from self._thing(number)

    def _thing(self, number: int) -> Iterator[tuple[int, str]]:
        pick, source = self._random, self._random.randrange(_SOURCES)
        kind, country = pick.choice(_KINDS), pick.choice(_COUNTRIES)
        for lang in pick.sample(LANGUAGES, pick.choice((1, 1, 2))):
            name = self._name(lang)
            if number % 997 == 0:
                self.names.append(name)
            yield source, self._say(kind, number, _LABEL, f'"{name}"@{lang}')
        if pick.random() < 0.3:
            words = " ".join(self._name("en") for _ in range(4))
            yield source, self._say(kind, number, _TEXT, f'"{words}"@en')
        region = pick.randrange(30)
        links = [
            (CSC.country, COUNTRY[country]),
            (CSC.region, NUTS[f"{country[:2]}{region:02}"]),
            *([(CSC.thematicArea, ID[f"thematic-area/{pick.randrange(40)}"])] if pick.random() < 0.5 else []),
            *([(CSC.inValueChain, ID[f"value-chain/{pick.randrange(40)}"])] if pick.random() < 0.5 else []),
        ]
        for predicate, value in links:
            yield source, self._say(kind, number, f"<{predicate}>", f"<{value}>")
        if pick.random() < 0.5:
            yield source, self._say(kind, number, f"<{CSC.start}>", f'"{pick.randint(1990, 2026)}"')

    def _name(self, lang: str) -> str:
        pick = self._random
        rare = (self._words[int(len(self._words) * pick.random() ** 3)] for _ in range(2))
        return " ".join((pick.choice(_COMMON[lang]), *rare)).capitalize()

    @staticmethod
    def _say(kind: str, number: int, predicate: str, value: str) -> str:
        return f"<{ID[f'{kind}/{number}']}> {predicate} {value} .\n"

    def searches(self, number: int) -> list[Asked]:
        """Different searches, of all sorts in turn."""
        pick, found = random.Random(11), []
        for turn in range(number):
            words = pick.choice(self.names).split()
            rare = pick.choice(words[1:])
            common = pick.choice(_COMMON[pick.choice(LANGUAGES)])
            text = (
                *(common, rare, f"{common} {rare}", " ".join(words), rare[:4], f"{common} {rare[:3]}"),
                *(_misspelt(rare, pick), f"{rare} {pick.choice(words)} {common}"),
            )[turn % 8]
            filters: dict[str, tuple[str, ...]] = {}
            if turn % 3:
                filters["country"] = tuple(pick.sample(_COUNTRIES, turn % 3))
            if turn % 5 == 0:
                filters["kind"] = ("organisation", "cluster")
            filters["year"] = (str(1990 + turn % 37),) if turn % 7 == 0 else ()
            found.append(Asked(filters, text, None, 20))
        return found


def _misspelt(word: str, pick: random.Random) -> str:
    at = pick.randrange(1, len(word) - 1)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def run(arguments: Sequence[str]) -> None:
    """Generate, build, search, and print what each took."""
    parser = argparse.ArgumentParser(prog="bench search")
    parser.add_argument("--things", type=int, default=100_000)
    parser.add_argument("--searches", type=int, default=600)
    parser.add_argument("--store", type=Path, help="where the generated store is kept for the next time")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name, nullcontext(given.store or Path(name) / "store") as folder:
        world = _World(given.things)
        store = _filled(folder, world)
        index = _built(store, Path(name) / "index", given.things)
        _searched(index, Reader(store, model(), Scope.PUBLIC), world.searches(given.searches))


def _filled(folder: Path, world: _World) -> EmbeddedStore:
    known = (folder / "CURRENT").exists()
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as place:
        files = [Path(place) / f"{number}.nt" for number in range(_SOURCES)]
        opened = [path.open("w", encoding="utf-8") for path in files]
        total = 0
        for source, line in world.lines():
            opened[source].write(line)
            total += 1
        for each in opened:
            each.close()
        if not known:
            store = EmbeddedStore.open(folder)
            for number, path in enumerate(files):
                store.fill(URIRef(ID[f"source/s{number}"]), path)
            store.tidy(total)  # as a load does
            del store
    print(f"{total:,} triples", flush=True)
    return EmbeddedStore.read_only(folder)


def _built(store: EmbeddedStore, folder: Path, things: int) -> Index:
    started, before = time.perf_counter(), os.times()
    read = 0.0
    for name in ("search-texts", "search-linked", "search-years"):
        begun = time.process_time()
        store.answer(view(name), "text/tab-separated-values", Scope.PUBLIC)
        read += time.process_time() - begun
    print(f"of these, the engine's answers alone: {read:,.1f} s of computing", flush=True)
    started, before = time.perf_counter(), os.times()
    build(store, model(), Scope.PUBLIC, folder)
    seconds, after = time.perf_counter() - started, os.times()
    worked = after.user + after.system - before.user - before.system
    size = sum(path.stat().st_size for path in folder.iterdir())
    print(
        f"index made: {seconds:,.1f} s by the clock, {things / seconds:,.0f} things/s; {worked:,.1f} s of computing",
        flush=True,
    )
    print(
        f"            {things / worked:,.0f} things for each second of computing; {size / 2**20:,.0f} MiB", flush=True
    )
    return Index(folder, model())


def _searched(index: Index, reader: Reader, asked: Sequence[Asked]) -> None:
    found: list[int] = []

    def search(each: Asked) -> None:
        found.append(find(index, reader, each, "en").total)

    for each in asked[:8]:
        search(each)
    found.clear()
    _tell("search with facets and entries", [_timed(search, each) for each in asked[8:]])
    print(f"{'things found (median, most)':<44}{statistics.median(found):>10,.0f}{max(found):>12,}", flush=True)
    typed = [each.text[: 3 + number % 5] for number, each in enumerate(asked)]
    _tell("suggestions", [_timed(lambda text: suggest(index, reader, text, "en", 8), text) for text in typed])
    _tell(
        "a year alone, most things", [_timed(search, Asked({"year": (str(year),)}, "")) for year in range(1990, 2027)]
    )


def _timed(what: Callable[..., object], argument: object) -> tuple[float, float]:
    started, worked = time.perf_counter(), time.thread_time()
    what(argument)
    return 1000 * (time.perf_counter() - started), 1000 * (time.thread_time() - worked)


def _tell(what: str, taken: Sequence[tuple[float, float]]) -> None:
    for name, of in (("clock", 0), ("computing", 1)):
        ordered = sorted(each[of] for each in taken)
        told = (ordered[int(len(ordered) * part)] for part in (0.5, 0.95, 0.99))
        print(f"{f'{what}, {name}: p50, p95, p99':<60}" + "".join(f"{each:>9.1f}" for each in told) + " ms", flush=True)
