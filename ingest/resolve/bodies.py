"""What the graph says of each organisation: what it is compared by, and which sources speak of it."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from rdflib import Literal, URIRef
from rdflib.namespace import DCTERMS, FOAF, OWL, RDF, RDFS, SKOS

from graph.store import Line, Scope, Store
from graph.terms import read
from ingest.resolve.party import Party
from ingest.resolve.reference import LEI
from ingest.source import Source
from ingest.versions import REMOVED, Version
from ontology.model import LANGUAGES, model
from ontology.namespaces import CSC, NUTS, SCHEMA

Age: TypeAlias = tuple[bool, bool, bool, str, str]

_TYPE = f"<{RDF.type}>"
_NAMES = (RDFS.label, SKOS.prefLabel, SKOS.altLabel, CSC.acronym)
_COMPARED = frozenset({
    RDF.type, *_NAMES, CSC.city, CSC.country, CSC.region, FOAF.homepage, OWL.sameAs, SCHEMA.leiCode, DCTERMS.identifier,
})  # fmt: skip
_OWN = frozenset({"catalogue", "inferred", "identity", "quality", "ontology"})
ASIDE = "aside.json"  # which sources are left out where organisations are compared
_DESCRIBED = """
SELECT DISTINCT ?source ?thing WHERE {{
  VALUES ?source {{ {graphs} }} VALUES ?class {{ {classes} }} GRAPH ?source {{ ?thing a ?class }}
}}
"""
# The codes of NUTS that are not those of ISO 3166.
_COUNTRIES = {"EL": "GR", "UK": "GB"}


@dataclass(frozen=True)
class Body:
    """An organisation as all sources together describe it; `party` is what it is compared by."""

    iri: str
    party: Party
    sources: tuple[str, ...]

    @property
    def name(self) -> str:
        """What it is called first of all."""
        return self.party.name


@dataclass(frozen=True)
class Known:
    """What is known of a source where two organisations are weighed: who may see it, its age, whether it is shipped."""

    hidden: bool = False
    shipped: bool = True
    since: str = "9"  # after every time that is written


def bodies(store: Store, aside: frozenset[str] = frozenset()) -> dict[str, Body]:
    """All organisations that any source describes, or any but some, by their IRIs, in the order of these."""
    found: dict[str, set[str]] = defaultdict(set)
    graphs = (graph for graph in store.graphs() if _name(graph) not in _OWN | aside)
    query = _DESCRIBED.format(
        graphs=" ".join(f"<{each}>" for each in sorted(graphs)),
        classes=" ".join(f"<{each}>" for each in sorted(model().subclasses(CSC.Organisation))),
    )
    for row in store.select(query, Scope.OPERATOR):
        if isinstance(row["thing"], URIRef):
            found[str(row["thing"])].add(_name(str(row["source"])))
    return {iri: Body(iri, _party(store, iri), tuple(sorted(of))) for iri, of in sorted(found.items())}


def aside(artefacts: Path, sources: Iterable[Source]) -> frozenset[str]:
    """The sources of a release whose organisations nobody wants compared; remembered beside it.

    What is shipped is not compared either, but it is what others are compared with, and looked up in the registers.
    """
    path = artefacts / ASIDE
    before = frozenset[str](json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else frozenset[str]()
    given = tuple(sources)
    without = {each.id for each in given if not (each.resolve or each.shipped)}
    now = (before - {each.id for each in given}) | without
    if now != before:
        path.write_text(json.dumps(sorted(now)), encoding="utf-8")
    return now


def unknown(iri: str) -> Body:
    """What has an address and is described by no source."""
    return Body(iri, Party(iri.rpartition("/")[2].replace("-", " ")), ())


def known(versions: Sequence[Version], sources: Iterable[Source]) -> Mapping[str, Known]:
    """What is known of each source that a release holds, or that is being loaded."""
    found: dict[str, Known] = {}
    for each in versions:
        since = found[each.source].since if each.source in found and each.action != REMOVED else each.when
        found[each.source] = Known(each.visibility != "public", each.shipped, since)
    for source in sources:
        since = found[source.id].since if source.id in found else "9"
        found[source.id] = Known(source.visibility != "public", source.shipped, since)
    return found


def age(body: Body, sources: Mapping[str, Known], declared: frozenset[str]) -> Age:
    """Of two organisations that are one, the one whose age sorts first is kept: public, declared, shipped, oldest."""
    of = [sources.get(each, Known()) for each in body.sources] or [Known()]
    return (
        all(each.hidden for each in of),
        body.iri not in declared,
        not any(each.shipped for each in of),
        min(each.since for each in of),
        body.iri,
    )


def _party(store: Store, iri: str) -> Party:
    said: dict[URIRef, list[str]] = defaultdict(list)
    names: dict[URIRef, list[Literal]] = defaultdict(list)
    for line in store.lines(f"<{iri}>", None, None):
        property_, term = URIRef(line[1][1:-1]), read(line[2])
        # Only what sources state: what is concluded or decided from it would change it back and forth.
        if property_ not in _COMPARED or not _sources(store, line):
            continue
        said[property_].append(str(term))
        if isinstance(term, Literal):
            names[property_].append(term)
    ordered = list(dict.fromkeys(str(each) for each in _named(names)))
    name = ordered[0] if ordered else iri.rpartition("/")[2].replace("-", " ")
    return Party(
        name=name,
        names=tuple(each for each in ordered if each != name),
        city=min(said[CSC.city], default=""),
        country=_country(said),
        website=min(said[FOAF.homepage], default=""),
        identifiers=tuple(_identifiers(said)),
        kind=_kind(said[RDF.type]),
    )


def _sources(store: Store, line: Line) -> set[str]:
    """The sources that state something."""
    return {_name(graph) for graph in store.graphs_of(line)} - _OWN


def _name(graph: str) -> str:
    return graph.rpartition("/")[2]


def _named(names: Mapping[URIRef, Sequence[Literal]]) -> Iterator[Literal]:
    """All names, what something is called before what it is called too, in the order of the languages."""
    order = [*LANGUAGES, ""]
    for predicate in _NAMES:
        found = names.get(predicate, [])
        yield from sorted(
            found, key=lambda each: ((order.index(each.language or "") if (each.language or "") in order else 9), each)
        )


def _country(said: Mapping[URIRef, Sequence[str]]) -> str:
    if stated := said.get(CSC.country):
        return min(stated).rpartition("/")[2]
    regions = [each.removeprefix(NUTS) for each in said.get(CSC.region, ()) if each.startswith(NUTS)]
    return _COUNTRIES.get(min(regions)[:2], min(regions)[:2]) if regions else ""


def _identifiers(said: Mapping[URIRef, Sequence[str]]) -> Iterator[str]:
    yield from sorted(said.get(OWL.sameAs, ()))
    yield from sorted(LEI + each for each in said.get(SCHEMA.leiCode, ()))
    yield from sorted(said.get(DCTERMS.identifier, ()))


def _kind(types: Iterable[str]) -> str:
    """The narrowest class that is stated."""
    stated = {URIRef(each) for each in types if each.startswith(CSC)}
    above = {upper for each in stated for upper in model().superclasses(each) if upper != each}
    return min((each.rpartition("#")[2] for each in stated - above), default="")
