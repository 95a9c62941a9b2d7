"""Maps as RDF: what the graph states between the things that are shown, with their names and what the file is."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from rdflib import Literal, URIRef
from rdflib.namespace import DCAT, DCTERMS, RDF, RDFS, SKOS, XSD
from rdflib.term import Identifier

from graph.query import bind_many, view
from graph.store import Row, Scope, Store, Triple
from viz.export.view import View

_BATCH = 2_000  # things asked for in one query: its text stays under 250 kB
_SAID = frozenset({RDF.type, RDFS.label, SKOS.prefLabel, DCTERMS.title})
_SELECT = URIRef("http://www.w3.org/ns/shacl#select")
_VERSION = URIRef("http://www.w3.org/ns/dcat#version")  # of DCAT 3, which rdflib does not know yet


def triples(shown: View, store: Store, scope: Scope) -> set[Triple]:
    """The statements of a map: of things their kinds and names, and whatever ties two of them, directly or through
    a membership, a participation or a recognition; as the scope may see them.
    """
    things = {node.iri for node in shown.network.nodes}
    found: set[Triple] = set(_described(shown))
    for row in _rows(store, scope, "map-statements", "thing", things):
        if row["property"] in _SAID or row["value"] in things:
            found.add((row["thing"], row["property"], row["value"]))
    ends: defaultdict[Identifier, set[Identifier]] = defaultdict(set)
    for row in _rows(store, scope, "map-joints", "thing", things):
        ends[row["node"]].add(row["thing"])
    joints = [URIRef(node) for node, own in ends.items() if len(own) > 1 and node not in things]
    for row in _rows(store, scope, "map-joined", "node", joints):
        found.add((row["node"], row["property"], row["value"]))
    return found


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
