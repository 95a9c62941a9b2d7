"""Who says what, as lines: the record of a row, and the description of a statement that points to it.

A statement is described by RDF reification (RDF Schema 1.1, section 5.3): every SPARQL 1.1 store can be asked for it.
"""

import hashlib
from collections.abc import Iterator, Sequence

from rdflib.namespace import PROV, RDF, RDFS

from graph.store import Line
from ingest import lines
from ontology import iri
from ontology.namespaces import CSC, ID

_RECORD = lines.iri(CSC.Record)
_IN_SOURCE = lines.iri(CSC.inSource)
_ROW = lines.iri(CSC.row)
_DESCRIBES = lines.iri(CSC.describes)
_DERIVED = lines.iri(PROV.wasDerivedFrom)
_STATEMENT = lines.iri(RDF.Statement)
_SUBJECT, _PREDICATE, _OBJECT = (lines.iri(each) for each in (RDF.subject, RDF.predicate, RDF.object))
_COMMENT = lines.iri(RDFS.comment)
_BASIS = lines.iri(CSC.basis)
_JUDGEMENT = lines.iri(ID["concept/basis-judgement"])
_STATEMENTS = f"<{ID}statement/"


def place(source: str, key: str) -> str:
    """The record of a row: `<…/id/record/{source}/{key}>`."""
    return f"<{ID}record/{source}/{iri.slug(key)}>"


def record(stated_in: str, graph: str, number: int, documents: Sequence[str]) -> Iterator[Line]:
    """What is said of a record: its source, its row, and the documents it cites."""
    yield stated_in, lines.TYPE, _RECORD
    yield stated_in, _IN_SOURCE, graph
    yield stated_in, _ROW, lines.typed(str(number), "integer")
    for document in documents:
        yield stated_in, _DERIVED, document


def describes(stated_in: str, subject: str) -> Line:
    """That a record is about a thing."""
    return stated_in, _DESCRIBES, subject


def statement(said: Line, stated_in: str, *, judgement: bool = False, words: str = "") -> Iterator[Line]:
    """The description of one statement: in which record it stands, on what ground, in what words."""
    subject, predicate, value = said
    seed = f"{stated_in}\n{subject}\n{predicate}\n{lines.seed(value)}"
    about = f"{_STATEMENTS}{hashlib.sha256(seed.encode()).hexdigest()[:16]}>"
    yield about, lines.TYPE, _STATEMENT
    yield about, _SUBJECT, subject
    yield about, _PREDICATE, predicate
    yield about, _OBJECT, value
    yield about, _DERIVED, stated_in
    if judgement:
        yield about, _BASIS, _JUDGEMENT
    if words:
        yield about, _COMMENT, lines.text(words, "en")
