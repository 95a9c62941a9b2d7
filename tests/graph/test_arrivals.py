"""What points at a thing: found alike however much it is, and of much each link read once."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from itertools import chain
from typing import TypeVar

import pytest
from rdflib import ORG, RDF, RDFS, SKOS, Literal, URIRef
from rdflib.term import Identifier

from graph import arrivals
from graph.arrivals import incoming, ordered
from graph.description import INFERRED
from graph.embedded import EmbeddedStore
from graph.query import VIEWS
from graph.reader import Reader
from graph.reading import read_thing
from graph.store import Row, Scope, Store, Triple
from ontology.iri import of_source
from ontology.model import LANGUAGES, model
from ontology.namespaces import CSC, ID

MEMBERS = 1_000
BULK = {path.stem for path in VIEWS.glob("link*.rq")} - {"link-properties", "links-some", "link-graphs"}
T = TypeVar("T")
HUB, SEAT, BODY = ID["cluster/hub"], ID["organisation/seat"], ID["organisation/body"]


class Watched(Reader):
    """A reader that notes what it asks, and counts the rows that it is given."""

    def __init__(self, store: Store) -> None:
        super().__init__(store, model(), Scope.PUBLIC)
        self.asked: list[tuple[str, set[Identifier]]] = []
        self.given = 0

    def rows(self, name: str, **values: Iterable[Identifier]) -> Iterator[Row]:
        return self._noted(super().rows(name, **self._note(name, values)))

    def table(self, name: str, **values: Iterable[Identifier]) -> Iterator[list[str]]:
        return self._noted(super().table(name, **self._note(name, values)))

    def _note(self, name: str, values: Mapping[str, Iterable[Identifier]]) -> dict[str, tuple[Identifier, ...]]:
        told = {key: tuple(each) for key, each in values.items()}
        self.asked.append((name, set(chain(*told.values()))))
        return told

    def _noted(self, rows: Iterator[T]) -> Iterator[T]:
        for row in rows:
            self.given += 1
            yield row


def said() -> Iterator[Triple]:
    """A cluster with members of all sorts: with names in several languages, by another property, and without any."""
    yield from ((HUB, RDF.type, CSC.Cluster), (SEAT, RDF.type, CSC.Organisation))
    for number in range(MEMBERS):
        member, joined = ID[f"organisation/m{number}"], ID[f"membership/hub-m{number}"]
        yield from ((member, RDF.type, CSC.Company), (member, CSC.parentBody, SEAT), (joined, RDF.type, CSC.Membership))
        yield joined, CSC.inCluster, HUB
        if number % 10 != 3:
            yield joined, CSC.member, member
        if number % 10 == 7:
            yield joined, CSC.heldBy, BODY  # another end, which comes after the member
        if number % 10 != 4:
            name = RDFS.label if number % 10 != 5 else SKOS.prefLabel
            yield member, name, Literal(f"Mêmber {number * 7919 % MEMBERS}", "en")
        if number % 10 == 6:
            yield from ((member, RDFS.label, Literal(f"Membro {number}", lang)) for lang in ("pt", "it"))


def inferred() -> Iterator[Triple]:
    for number in range(MEMBERS):
        member = ID[f"organisation/m{number}"]
        yield from ((member, CSC.memberOf, HUB), (HUB, CSC.hasMember, member))
        yield from ((member, ORG.memberOf, HUB), (HUB, ORG.hasMember, member))


@pytest.fixture(scope="module")
def store() -> EmbeddedStore:
    made = EmbeddedStore.memory()
    made.replace(of_source("hub"), said())
    made.replace(INFERRED, inferred())
    return made


@pytest.mark.parametrize("thing", [HUB, SEAT], ids=["relations", "plain"])
def test_many_links_are_found_and_ordered_as_few_are(
    store: EmbeddedStore, thing: URIRef, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = Reader(store, model(), Scope.PUBLIC)
    found = incoming(reader, thing)
    assert [len(nodes) for nodes in found.groups.values()] == [MEMBERS]
    monkeypatch.setattr(arrivals, "MANY", MEMBERS)
    plainly = incoming(reader.anew(), thing)
    assert {key: set(nodes) for key, nodes in found.groups.items()} == {
        key: set(nodes) for key, nodes in plainly.groups.items()
    }
    for key in found.groups:
        for lang in LANGUAGES:
            assert ordered(reader, found, key, lang) == ordered(reader.anew(), plainly, key, lang)


def test_of_many_links_each_is_read_once_for_its_page(store: EmbeddedStore) -> None:
    reader = Watched(store)
    thing = read_thing(reader, partial(incoming, reader), model().kind("cluster"), "hub", "en")
    assert [group.total for group in thing.links] == [MEMBERS]
    # Once for each of the two ways to another end, with its labels, of which some have three; the fifty shown come on top.
    assert Counter(name for name, _ in reader.asked if name in BULK) == {"link-ends": 2}
    assert reader.given < 2.2 * MEMBERS + 1_000
    # To look for who states what only follows, in other terms, costs a look at each link, and gives no row.
    assert not [name for name, told in reader.asked if {ORG.memberOf, ORG.hasMember} & told]
