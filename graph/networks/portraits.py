"""What the things of a network are called and what is said of them, for any number of things at once."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from functools import lru_cache
from typing import TypeAlias

from rdflib import URIRef
from rdflib.namespace import DCTERMS, RDFS, SKOS

from graph.networks.tabular import ask
from graph.query import bind_many, view
from graph.reading import position
from graph.store import Scope, Store
from ontology.model import pick

Facts: TypeAlias = Mapping[str, Sequence[str]]  # the last part of a property, and its values
Names: TypeAlias = str | Mapping[str, str]  # by language; one alone where there is no other
Point: TypeAlias = tuple[float, float]

_NAMES = {str(each): rank for rank, each in enumerate((RDFS.label, SKOS.prefLabel, DCTERMS.title))}
_BATCH = 2_000  # things asked for in one query: its text stays under 250 kB
_MANY = 10_000  # things from which on all are read
_LONGEST = 400  # letters of a name: more is no name, and every reader would have to load it
_NOTHING: Facts = {}


class Portraits:
    """Names in all languages and facts of things and terms, read from one store for one scope."""

    def __init__(self, store: Store, scope: Scope) -> None:
        self._store, self._scope = store, scope
        self._names: dict[str, Names] = {}
        self._facts: dict[str, Facts] = {}

    def learn(self, things: Iterable[str]) -> None:
        """Read what is said of things; nothing is asked twice."""
        unknown = set(things) - self._facts.keys()
        self._read(unknown, self._scanned(unknown) if len(unknown) > _MANY else self._asked(sorted(unknown)))

    def label(self, term: str, lang: str) -> str:
        """The name of a thing or term in a language or the next best; where it has none, the last part of its address,
        or the text that it is.
        """
        names = self._names.get(term)
        if isinstance(names, str) or names is None:
            return names or last(term)
        best = pick(names, lang)
        return (best[0] if best else "") or last(term)

    def facts(self, thing: str) -> Facts:
        """What was read of a thing beside its name."""
        return self._facts.get(thing, _NOTHING)

    def points(self, things: Sequence[str]) -> dict[str, Point]:
        """Longitude and latitude of those things that stand at a point."""
        among = () if len(things) > _BATCH else tuple(map(URIRef, things))
        asked = bind_many(view("network-points"), {"thing": among} if among else {})
        rows = ask(self._store, self._scope, asked).rows
        found = ((thing, position(text)) for thing, text in sorted(rows))
        return {thing: (point.longitude, point.latitude) for thing, point in found if point}

    def _read(self, things: Set[str], rows: Iterable[list[str]]) -> None:
        names: defaultdict[str, dict[str, tuple[int, str]]] = defaultdict(dict)
        facts: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for thing, predicate, value, lang in rows:
            rank = _NAMES.get(predicate)
            if rank is None:
                facts[thing][last(predicate)].append(value)
            else:
                # Two names in one language: keep the first by alphabet, so that the map is always the same.
                name = (rank, value)
                names[thing][lang] = min(names[thing].get(lang, name), name)
        self._names |= {thing: _called(found) for thing, found in names.items()}
        self._facts |= {thing: facts.get(thing, _NOTHING) for thing in things}

    def _asked(self, things: Sequence[str]) -> Iterator[list[str]]:
        for start in range(0, len(things), _BATCH):
            asked = {"thing": tuple(map(URIRef, things[start : start + _BATCH]))}
            yield from ask(self._store, self._scope, bind_many(view("network-portraits"), asked)).rows

    def _scanned(self, things: Set[str]) -> Iterator[list[str]]:
        """The rows of many things out of those of all: three times sooner than asking for each."""
        rows = ask(self._store, self._scope, view("network-portraits-of-all")).rows
        return (row for row in rows if row[0] in things)


def _called(names: Mapping[str, tuple[int, str]]) -> Names:
    told = {lang: name[:_LONGEST] for lang, (_, name) in names.items()}
    return told if len(set(told.values())) > 1 else next(iter(told.values()))


@lru_cache(100_000)
def last(term: str) -> str:
    """The last part of an address: `csc:managedBy` is `managedBy`; of what is no address, all of it."""
    if not term.startswith(("http://", "https://", "urn:")):
        return term
    return term.rstrip("/").replace("#", "/").rsplit("/", 1)[-1]
