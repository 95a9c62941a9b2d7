"""What is said of things that they may have in common: regions, fields, value chains, ecosystems, priorities, goals."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass

from rdflib import Literal, URIRef

from graph.networks.portraits import last
from graph.networks.tabular import ask
from graph.query import bind_many, view
from graph.store import Scope, Store
from ontology.model import LANGUAGES, pick

FIELDS = ("economicActivity", "thematicArea", "sector")  # what a thing works in
CHAINS = ("inValueChain", "inEcosystem")
TOLD = (*FIELDS, *CHAINS)  # what a community is named by
COMMON = (*TOLD, "matchesPriority", "hasGoal")
_LEVEL_2 = 4  # letters of the code of a region of the second level; longer codes begin with that of the region around
_BATCH = 1_000


@dataclass(frozen=True)
class Traits:
    """For each property the values of each thing, by the place of the thing in a network."""

    values: Mapping[str, Mapping[int, frozenset[str]]]

    def of(self, *properties: str) -> dict[int, frozenset[str]]:
        """The values of some properties together."""
        found: defaultdict[int, set[str]] = defaultdict(set)
        for name in properties:
            for at, values in self.values.get(name, {}).items():
                found[at] |= values
        return {at: frozenset(values) for at, values in found.items()}

    def rarity(self, *properties: str) -> dict[str, float]:
        """How much each value says of things that share it: the rarer among those with that property, the more.

        Inverse document frequency (Spärck Jones 1972): near 0 for what all have of which the property is told, if many.
        """
        found: dict[str, float] = {}
        for name in properties:
            own = self.values.get(name, {})
            counts = Counter(value for values in own.values() for value in values)
            found |= {value: math.log((1 + len(own)) / count) for value, count in counts.items()}
        return found

    def only(self, things: Set[int]) -> "Traits":
        """The traits of some things."""
        return Traits({name: {at: v for at, v in own.items() if at in things} for name, own in self.values.items()})

    def regions(self) -> dict[int, frozenset[str]]:
        """The regions of each thing, as large as the second level of NUTS where a smaller one is told."""
        return {at: frozenset(map(wider, own)) for at, own in self.values.get("region", {}).items()}


def wider(region: str) -> str:
    """The region of the second level around a smaller one; NUTS codes begin with the code of what is around them."""
    base, code = region[: -len(last(region))], last(region)
    return base + code[:_LEVEL_2]


def traits(store: Store, scope: Scope, places: Mapping[str, int]) -> Traits:
    """The traits of the things whose places are given."""
    found: defaultdict[str, defaultdict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    for thing, property_, value in ask(store, scope, view("structure-traits")).rows:
        if thing in places:
            found[last(property_)][places[thing]].add(value)
    return Traits({name: {at: frozenset(own) for at, own in values.items()} for name, values in found.items()})


def names(store: Store, scope: Scope, terms: Iterable[str]) -> dict[str, dict[str, str]]:
    """What each term is called in each language or the next best; a text is its own name."""
    asked = sorted(set(terms))
    iris = [URIRef(term) for term in asked if term.startswith(("http://", "https://", "urn:"))]
    labels: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for term, lang, text in _labels(store, scope, iris):
        labels[term][lang] = min(labels[term].get(lang, text), text)
    return {term: {lang: (pick(labels[term], lang) or (last(term), ""))[0] for lang in LANGUAGES} for term in asked}


def _labels(store: Store, scope: Scope, iris: list[URIRef]) -> Iterator[tuple[str, str, str]]:
    for start in range(0, len(iris), _BATCH):
        query = bind_many(view("structure-names"), {"term": tuple(iris[start : start + _BATCH])})
        for row in store.select(query, scope):
            label = row["label"]
            yield str(row["term"]), (label.language or "") if isinstance(label, Literal) else "", str(label)
