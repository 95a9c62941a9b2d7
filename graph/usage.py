"""How the vocabulary is used in a release: how often, and one real example of each class and property."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from rdflib import RDF, Graph, URIRef
from rdflib.term import Identifier

from graph.description import NOT_FACTS, describe, facts, named_terms
from graph.reader import Reader, ref
from graph.terms import serialised
from graph.things import Fact, Named
from ontology.namespaces import CSC

_KEPT = 512  # examples: more than the vocabulary has terms
_TURTLE = "text/turtle"


@dataclass(frozen=True)
class Example:
    """One thing of a class: its name, what it says, and the same in Turtle."""

    thing: Named
    facts: tuple[Fact, ...]
    turtle: str


@dataclass(frozen=True)
class Statement:
    """One thing with one value of a property; `value` has a name where it is a thing."""

    thing: Named
    value: Identifier
    named: Named | None


class Usage:
    """What is counted once of a release, which never changes."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._pick = lru_cache(_KEPT)(self._first)
        self._of_class = lru_cache(_KEPT)(self._totals)

    @cached_property
    def classes(self) -> Mapping[URIRef, int]:
        """The number of things of each class."""
        return self._totals("class-totals", "class")

    @cached_property
    def properties(self) -> Mapping[URIRef, int]:
        """The number of things on which each property stands."""
        return self._totals("property-totals", "property")

    @cached_property
    def named(self) -> Mapping[tuple[URIRef, str], int]:
        """The number of things of each class that have a name for readers of each language."""
        rows = self._reader.rows("names-by-language")
        return {(ref(row["class"]), str(row["served"])): int(str(row["total"])) for row in rows if "class" in row}

    def properties_of(self, cls: URIRef) -> Mapping[URIRef, int]:
        """The number of things of a class on which each property stands."""
        return self._of_class("properties-of-class", "property", cls)

    def properties_to(self, cls: URIRef) -> Mapping[URIRef, int]:
        """The number of things on which each property has a thing of a class as its value."""
        return self._of_class("properties-to-class", "property", cls)

    def example(self, cls: URIRef, lang: str) -> Example | None:
        """The thing of a class that says most; None where there is none."""
        found = self._pick("example-of-class", "class", cls)
        if not found:
            return None
        iri = ref(found["thing"])
        said = describe(self._reader, (iri,))[iri]
        told = {each: said[each] for each in said if each not in NOT_FACTS and each != CSC.name}
        self._reader.learn((iri, *named_terms((told,))))
        shown = facts(self._reader, lang, iri, told, {})
        turtle = serialised(_of(iri, {**told, RDF.type: said.get(RDF.type, {})}), _TURTLE).decode()
        return Example(self._reader.called(iri, lang), shown, turtle)

    def statement(self, property: URIRef, lang: str) -> Statement | None:
        """The first statement with a property; None where there is none."""
        found = self._pick("example-of-property", "property", property)
        if not found:
            return None
        thing, value = ref(found["thing"]), found["value"]
        self._reader.learn((thing, value))
        named = self._reader.called(value, lang) if isinstance(value, URIRef) else None
        return Statement(self._reader.called(thing, lang), value, named)

    def _first(self, view: str, name: str, term: URIRef) -> Mapping[str, Identifier] | None:
        return next(iter(self._reader.rows(view, **{name: (term,)})), None)

    def _totals(self, view: str, name: str, cls: URIRef | None = None) -> Mapping[URIRef, int]:
        rows = self._reader.rows(view, **({"class": (cls,)} if cls else {}))
        return {ref(row[name]): int(str(row["total"])) for row in rows if name in row}


def _of(iri: URIRef, said: Mapping[URIRef, Mapping[Identifier, object]]) -> Graph:
    triples = Graph()
    for predicate, values in said.items():
        for value in values:
            triples.add((iri, predicate, value))
    return triples
