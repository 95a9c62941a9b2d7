"""Maps as RDF: what the graph states between the things that are shown, with their names and what the file is."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set

from rdflib import Literal, URIRef
from rdflib.namespace import DCAT, DCTERMS, PROV, RDF, RDFS, SKOS, XSD
from rdflib.term import Identifier

from graph.networks.portraits import last
from graph.networks.ties import Tie
from graph.query import bind_many, view
from graph.store import Row, Scope, Store, Triple
from viz.export.view import View

_BATCH = 2_000  # things asked for in one query: its text stays under 250 kB
_SAID = frozenset({RDF.type, RDFS.label, SKOS.prefLabel, DCTERMS.title})
_SELECT = URIRef("http://www.w3.org/ns/shacl#select")
_VERSION = URIRef("http://www.w3.org/ns/dcat#version")  # of DCAT 3, which rdflib does not know yet


def triples(shown: View, store: Store, scope: Scope, ties: Iterable[Tie] = ()) -> set[Triple]:
    """The statements of a map: of things their kinds and names, and whatever ties two of them, directly or through
    a membership, a participation or a recognition; as the scope may see them.

    A link that is worked out from what its ends share is told as such (`_derived`), with what stands behind it: what is
    shared, by its names, and the statements that tie it to the things.
    """
    things = {node.iri for node in shown.network.nodes}
    worked_out = _worked_out(shown, ties)
    behind = {URIRef(each) for tie in worked_out for each in tie.shared if _is_address(each)} - things
    found: set[Triple] = {*_described(shown), *_derived(shown, worked_out)}
    for row in _rows(store, scope, "map-statements", "thing", things | behind):
        if row["property"] in _SAID or _joins(row["thing"], row["value"], things, behind):
            found.add((row["thing"], row["property"], row["value"]))
    ends: defaultdict[Identifier, set[Identifier]] = defaultdict(set)
    for row in _rows(store, scope, "map-joints", "thing", things | behind):
        ends[row["node"]].add(row["thing"])
    joints = [URIRef(node) for node, own in ends.items() if len(own) > 1 and own & things and node not in things]
    for row in _rows(store, scope, "map-joined", "node", joints):
        found.add((row["node"], row["property"], row["value"]))
    return found


def _joins(one: Identifier, other: Identifier, things: Set[URIRef], behind: Set[URIRef]) -> bool:
    """Whether a statement ties two things of the map, or one to what stands behind a link."""
    return other in things or (one in things and other in behind)


def _worked_out(shown: View, ties: Iterable[Tie]) -> list[Tie]:
    """The links of the map that no source states: those of what their ends share."""
    kept = {(str(edge.source), str(edge.target), edge.relation) for edge in shown.links}
    return [tie for tie in ties if tie.shared and (tie.source, tie.target, last(tie.relation)) in kept]


def _derived(shown: View, links: Iterable[Tie]) -> Iterator[Triple]:
    """Each link as an entity of its own, so that nobody takes it for a statement: the two things that it relates, by
    which property or class, how much they share, and what it was derived from.
    """
    for number, tie in enumerate(links, 1):
        link = URIRef(f"{shown.told.address}#link-{number}")
        yield link, RDF.type, PROV.Entity
        yield link, DCTERMS.isPartOf, URIRef(shown.told.address)
        yield link, DCTERMS.relation, URIRef(tie.source)
        yield link, DCTERMS.relation, URIRef(tie.target)
        if _is_address(tie.relation):
            yield link, DCTERMS.type, URIRef(tie.relation)
        yield link, RDF.value, Literal(tie.weight)
        for each in sorted(tie.shared):
            yield link, PROV.wasDerivedFrom, URIRef(each) if _is_address(each) else Literal(each)


def _is_address(text: str) -> bool:
    return text.startswith(("http://", "https://", "urn:"))


def _rows(store: Store, scope: Scope, name: str, slot: str, things: Iterable[URIRef]) -> Iterator[Row]:
    ordered: Sequence[URIRef] = sorted(things)
    for start in range(0, len(ordered), _BATCH):
        yield from store.select(bind_many(view(name), {slot: tuple(ordered[start : start + _BATCH])}), scope)


def _described(shown: View) -> Iterator[Triple]:
    """What the file is: a data set with title, licence, release, sources and the query of its links."""
    told = shown.told
    dataset = URIRef(told.address)
    yield dataset, RDF.type, DCAT.Dataset
    yield dataset, DCTERMS.title, Literal(told.title, lang=told.lang)
    yield dataset, DCTERMS.description, Literal(told.help, lang=told.lang)
    yield dataset, DCTERMS.publisher, Literal(told.publisher)
    yield dataset, _VERSION, Literal(told.release)
    yield dataset, DCTERMS.license, URIRef(told.licence)
    yield dataset, _SELECT, Literal(told.query)
    if told.date:
        yield dataset, DCTERMS.issued, Literal(told.date, datatype=XSD.date)
    for source in told.sources:
        yield dataset, DCTERMS.source, URIRef(source.url)
        yield URIRef(source.url), DCTERMS.title, Literal(source.title)
