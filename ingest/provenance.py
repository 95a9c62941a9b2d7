"""Who says what: every row of a file is a record, and each of its statements points back to it.

A statement is described by RDF reification (RDF Schema 1.1, section 5.3): every SPARQL 1.1 store can be asked for it.
"""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import datetime

from rdflib import Literal, URIRef
from rdflib.namespace import DCAT, DCTERMS, PROV, RDF, RDFS, VOID, XSD

from graph.store import Triple
from ingest.source import Source
from ingest.versions import Version
from ontology import iri
from ontology.namespaces import CSC, ID

JUDGEMENT = ID["concept/basis-judgement"]
CATALOGUE = iri.of_source("catalogue")


def statement(triple: Triple, stated_in: URIRef, *, judgement: bool = False, words: str = "") -> Iterator[Triple]:
    """The description of one statement: in which record it stands, on what ground, in what words."""
    subject, predicate, value = triple
    seed = "\n".join((stated_in.n3(), *(term.n3() for term in triple)))
    place = ID["statement/" + hashlib.sha256(seed.encode()).hexdigest()[:16]]
    yield place, RDF.type, RDF.Statement
    yield place, RDF.subject, subject
    yield place, RDF.predicate, predicate
    yield place, RDF.object, value
    yield place, PROV.wasDerivedFrom, stated_in
    if judgement:
        yield place, CSC.basis, JUDGEMENT
    if words:
        yield place, RDFS.comment, Literal(words, lang="en")


def run(started: datetime, ended: datetime, deed: str = "") -> tuple[URIRef, tuple[Triple, ...]]:
    """One import run; `deed` is what somebody asked for, where it was more than to load what changed."""
    place = ID[f"run/{started:%Y%m%dT%H%M%S%f}"]
    asked = ((place, RDFS.comment, Literal(deed, lang="en")),) if deed else ()
    return place, (
        (place, RDF.type, CSC.ImportRun),
        (place, RDFS.label, Literal(f"Import run of {started:%Y-%m-%d %H:%M:%S} UTC", lang="en")),
        (place, PROV.startedAtTime, Literal(started)),
        (place, PROV.endedAtTime, Literal(ended)),
        *asked,
    )


def description(source: Source, import_run: URIRef, fingerprint: str, version: Version) -> Iterator[Triple]:
    """What is known of a source: the entry of its graph in the catalogue (DCAT, PROV, VoID)."""
    graph = source.graph
    dataset = iri.of("dataset", source.dataset.id)
    yield graph, RDF.type, CSC.Source
    yield graph, RDF.type, DCAT.Dataset
    yield from ((graph, DCTERMS.title, text) for text in _texts(source.title))
    yield from ((graph, RDFS.label, text) for text in _texts(source.title))
    yield graph, DCTERMS.publisher, Literal(source.publisher)
    yield graph, DCTERMS.license, URIRef(source.license)
    yield graph, DCTERMS.rights, Literal(source.rights)
    if source.issued:
        datatype = {4: XSD.gYear, 7: XSD.gYearMonth}.get(len(source.issued), XSD.date)
        yield graph, DCTERMS.issued, Literal(source.issued, datatype=datatype, normalize=False)
    yield from ((graph, DCTERMS.language, Literal(tag)) for tag in source.language)
    yield graph, CSC.version, Literal(str(version.number), datatype=XSD.integer)
    yield graph, CSC.visibility, ID[f"concept/visibility-{source.visibility}"]
    yield graph, CSC.checksum, Literal(version.checksum)
    yield graph, CSC.fingerprint, Literal(fingerprint)
    yield graph, CSC.fileName, Literal(version.file_name)
    yield from size(graph, version.triples)
    yield graph, PROV.wasGeneratedBy, import_run
    yield graph, DCTERMS.isPartOf, dataset
    yield dataset, RDF.type, DCAT.Catalog
    yield from ((dataset, RDFS.label, text) for text in _texts(source.dataset.title))


def _texts(texts: Mapping[str, str]) -> list[Literal]:
    return [Literal(text, lang=lang) for lang, text in texts.items()]


_OWN_TITLES = {
    "vocabulary": {"en": "Vocabulary", "pt": "Vocabulário", "it": "Vocabolario", "ro": "Vocabular"},
    "inferred": {
        "en": "Inferred statements",
        "pt": "Afirmações inferidas",
        "it": "Affermazioni dedotte",
        "ro": "Afirmații deduse",
    },
    "identity": {
        "en": "Decisions on identity",
        "pt": "Decisões de identidade",
        "it": "Decisioni di identità",
        "ro": "Decizii de identitate",
    },
    "quality": {
        "en": "Quality figures",
        "pt": "Números de qualidade",
        "it": "Cifre di qualità",
        "ro": "Cifre de calitate",
    },
    "catalogue": {
        "en": "Catalogue of sources",
        "pt": "Catálogo de fontes",
        "it": "Catalogo delle fonti",
        "ro": "Catalogul surselor",
    },
}


def own(graph: URIRef, name: str, triples: int | None = None, fingerprint: str = "") -> Iterator[Triple]:
    """The entry of a graph that this program makes itself: vocabulary, what is inferred, and the catalogue."""
    yield graph, RDF.type, CSC.Source
    yield graph, RDF.type, DCAT.Dataset
    yield from ((graph, RDFS.label, text) for text in _texts(_OWN_TITLES[name]))
    yield from ((graph, DCTERMS.title, text) for text in _texts(_OWN_TITLES[name]))
    yield graph, DCTERMS.publisher, Literal("Clusterscape")
    yield graph, DCTERMS.license, URIRef("https://creativecommons.org/licenses/by/4.0/")
    if triples is not None:
        yield from size(graph, triples)
    if fingerprint:
        yield graph, CSC.fingerprint, Literal(fingerprint)


def size(graph: URIRef, triples: int) -> Iterator[Triple]:
    """How many triples a graph has."""
    yield graph, VOID.triples, Literal(str(triples), datatype=XSD.integer)
