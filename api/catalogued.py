"""The description of the graph as a dataset, in DCAT-AP 3 and VoID."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from rdflib import RDF, XSD, Graph, Literal, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, VOID
from rdflib.term import Node

from graph.census import Census
from graph.reader import Reader
from graph.terms import is_iri
from graph.things import Source
from ontology.namespaces import CSC, ID, PREFIXES

_FILE_TYPES = "http://publications.europa.eu/resource/authority/file-type/"
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
_LANGUAGES = "http://publications.europa.eu/resource/authority/language/"
# ISO 639-3, as the Publications Office names languages.
_CODES = {"en": "ENG", "pt": "POR", "it": "ITA", "ro": "RON"}
_FORMATS = (("RDF_TURTLE", "text/turtle"), ("RDF_N_TRIPLES", "application/n-triples"))
_VOCABULARIES = ("rdfs", "skos", "dcterms", "prov", "org", "qb", "geo", "foaf")
_DATES = (
    (re.compile(r"\d{4}", re.ASCII), XSD.gYear),
    (re.compile(r"\d{4}-\d\d", re.ASCII), XSD.gYearMonth),
    (re.compile(r"\d{4}-\d\d-\d\d", re.ASCII), XSD.date),
)
_MEASURES = ("triples", "entities", "distinctSubjects", "distinctObjects", "properties", "classes")


@dataclass(frozen=True)
class Facts:
    """What is said beside the numbers: the address of the service, name and description by language, the sources."""

    root: str
    titles: Mapping[str, str]
    descriptions: Mapping[str, str]
    publisher: str
    sources: Sequence[Source]
    reader: Reader

    def at(self, path: str) -> URIRef:
        """An address of the service."""
        return URIRef(f"{self.root}{path}")

    def dump(self, graph: str, media_type: str) -> URIRef:
        """Where all that a graph says can be had (SPARQL 1.1 Graph Store HTTP Protocol)."""
        return self.at(f"/graphs?graph={quote(graph, safe='')}&format={quote(media_type, safe='')}")


def described(facts: Facts, census: Census, sizes: Mapping[str, int | None]) -> Graph:
    """A catalogue with one dataset, which has a subset for each source; numbers that are not known are left out."""
    made, catalogue, dataset = Graph(), facts.at("/dataset#catalogue"), facts.at("/dataset#this")
    for each, cls in ((catalogue, DCAT.Catalog), (dataset, DCAT.Dataset), (dataset, VOID.Dataset)):
        made.add((each, RDF.type, cls))
    for each in (catalogue, dataset):
        _add_texts(made, each, DCTERMS.title, facts.titles)
        _add_texts(made, each, DCTERMS.description, facts.descriptions)
        made.add((each, DCTERMS.publisher, _agent(made, facts, facts.publisher)))
        made.add((each, FOAF.homepage, facts.at("/")))
        for lang in facts.titles:
            made.add((each, DCTERMS.language, URIRef(_LANGUAGES + _CODES[lang])))
    made.add((catalogue, DCAT.dataset, dataset))
    made.add((catalogue, DCAT.service, _service(made, facts, dataset)))
    _add_counts(made, dataset, census)
    _add_access(made, dataset, facts)
    for source in facts.sources:
        _add_source(made, dataset, facts, source, sizes.get(str(source.iri)))
    return made


def _add_texts(made: Graph, about: URIRef, predicate: URIRef, texts: Mapping[str, str]) -> None:
    for lang, text in texts.items():
        made.add((about, predicate, Literal(text, lang=lang or None)))


def _agent(made: Graph, facts: Facts, name: str) -> URIRef:
    agent = facts.at(f"/dataset#by-{quote(name, safe='')}")
    made.add((agent, RDF.type, FOAF.Agent))
    made.add((agent, FOAF.name, Literal(name)))
    return agent


def _service(made: Graph, facts: Facts, dataset: URIRef) -> URIRef:
    service = facts.at("/sparql#service")
    made.add((service, RDF.type, DCAT.DataService))
    made.add((service, DCTERMS.title, Literal("SPARQL 1.1", lang="en")))
    made.add((service, DCAT.endpointURL, facts.at("/sparql")))
    made.add((service, DCAT.endpointDescription, facts.at("/sparql")))
    made.add((service, DCTERMS.conformsTo, URIRef("https://www.w3.org/TR/sparql11-protocol/")))
    made.add((service, DCAT.servesDataset, dataset))
    return service


def _add_counts(made: Graph, dataset: URIRef, census: Census) -> None:
    classes, properties = census.classes, census.properties
    counts = (
        *(census.triples, census.subjects, census.subjects, census.objects),
        *(None if properties is None else len(properties), None if classes is None else len(classes)),
    )
    for name, count in zip(_MEASURES, counts, strict=True):
        _add_count(made, dataset, VOID[name], count)
    for number, (cls, count) in enumerate(sorted((classes or {}).items())):
        part = URIRef(f"{dataset}-class-{number}")
        made.add((dataset, VOID.classPartition, part))
        made.add((part, VOID["class"], URIRef(cls)))
        _add_count(made, part, VOID.entities, count)
    for number, (name, count) in enumerate(sorted((properties or {}).items())):
        part = URIRef(f"{dataset}-property-{number}")
        made.add((dataset, VOID.propertyPartition, part))
        made.add((part, VOID.property, URIRef(name)))
        _add_count(made, part, VOID.triples, count)


def _add_count(made: Graph, about: URIRef, predicate: Node, count: int | None) -> None:
    if count is not None:
        made.add((about, predicate, Literal(str(count), datatype=XSD.integer)))


def _add_access(made: Graph, dataset: URIRef, facts: Facts) -> None:
    made.add((dataset, VOID.sparqlEndpoint, facts.at("/sparql")))
    made.add((dataset, VOID.uriSpace, Literal(str(ID))))
    made.add((dataset, VOID.uriLookupEndpoint, facts.at("/describe?iri=")))
    made.add((dataset, DCAT.landingPage, facts.at("/")))
    for prefix in _VOCABULARIES:
        made.add((dataset, VOID.vocabulary, URIRef(PREFIXES[prefix])))
    made.add((dataset, VOID.vocabulary, URIRef(str(CSC))))
    newest = max((source.issued for source in facts.sources if source.issued), default=None)
    if newest:
        made.add((dataset, DCTERMS.modified, _dated(newest)))


def _dated(text: str) -> Literal:
    """A date as exact as it is written; what is none is told as the text that it is."""
    return Literal(text, datatype=next((each for form, each in _DATES if form.fullmatch(text)), None))


def _add_source(made: Graph, dataset: URIRef, facts: Facts, source: Source, size: int | None) -> None:
    made.add((dataset, VOID.subset, source.iri))
    made.add((dataset, DCTERMS.hasPart, source.iri))
    made.add((source.iri, RDF.type, DCAT.Dataset))
    made.add((source.iri, RDF.type, VOID.Dataset))
    _add_texts(made, source.iri, DCTERMS.title, facts.reader.labels(source.iri) or {"": source.title})
    _add_texts(made, source.iri, DCTERMS.description, {"": source.rights} if source.rights else {})
    made.add((source.iri, DCTERMS.publisher, _agent(made, facts, source.publisher)))
    _add_count(made, source.iri, VOID.triples, size)
    if source.issued:
        made.add((source.iri, DCTERMS.issued, _dated(source.issued)))
    for file_type, media_type in _FORMATS:
        address = facts.dump(str(source.iri), media_type)
        made.add((source.iri, VOID.dataDump, address))
        copy = URIRef(f"{facts.root}/dataset#{source.slug}-{file_type.lower()}")
        made.add((source.iri, DCAT.distribution, copy))
        made.add((copy, RDF.type, DCAT.Distribution))
        made.add((copy, DCAT.accessURL, address))
        made.add((copy, DCAT.downloadURL, address))
        made.add((copy, DCTERMS.format, URIRef(_FILE_TYPES + file_type)))
        made.add((copy, DCAT.mediaType, URIRef(_MEDIA_TYPES + media_type)))
        if is_iri(source.licence):
            made.add((copy, DCTERMS.license, URIRef(source.licence)))
        elif source.licence:
            made.add((copy, DCTERMS.rights, Literal(source.licence)))
