"""The same term as rdflib and as the engine know it."""

from collections.abc import Iterable
from functools import lru_cache

import pyoxigraph as ox
from rdflib import BNode, Literal, URIRef
from rdflib.term import Identifier, Node

from ontology.namespaces import PREFIXES

# Without its own, rdflib would rewrite the text of a number or date it understands ("01" to "1").
_XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"


_KEPT = 500  # characters of a term that is kept: some of them are what a stranger asks about


class UnknownTerm(TypeError):
    """A term that RDF 1.1 does not have."""


def to_engine(term: Node) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    """An rdflib term as the engine's."""
    match term:
        case URIRef():
            return ox.NamedNode(str(term))
        case BNode():
            return ox.BlankNode(str(term))
        case Literal(language=str() as language):
            return ox.Literal(str(term), language=language)
        case Literal(datatype=URIRef() as datatype):
            return ox.Literal(str(term), datatype=ox.NamedNode(str(datatype)))
        case Literal():
            return ox.Literal(str(term))
    raise UnknownTerm(f"{term!r} is no IRI, blank node or literal")


def from_engine(term: object) -> Identifier:
    """An engine's term as rdflib's, its text untouched."""
    match term:
        case ox.NamedNode():
            return _iri(term.value)
        case ox.BlankNode():
            return BNode(term.value)
        case ox.Literal():
            return _literal(term)
    raise UnknownTerm(f"{term!r} is no IRI, blank node or literal")


# The same few hundred properties, graphs and documents come again and again.
@lru_cache(2**16)
def _iri(text: str) -> URIRef:
    return URIRef(text)


def _literal(term: ox.Literal) -> Literal:
    if term.language:
        return Literal(term.value, lang=term.language)
    if term.datatype.value == _XSD_STRING:
        return Literal(term.value)
    return Literal(term.value, datatype=URIRef(term.datatype.value), normalize=False)


def node(iri: Node) -> ox.NamedNode:
    """An IRI for the engine, where nothing else will do; raises `UnknownTerm`."""
    if not isinstance(iri, URIRef):
        raise UnknownTerm(f"{iri!r} is no IRI")
    return ox.NamedNode(str(iri))


def is_iri(text: str) -> bool:
    """Whether a text is an IRI with a scheme."""
    try:
        ox.NamedNode(text)
    except ValueError:
        return False
    return True


def is_language(text: str) -> bool:
    """Whether a text is a language tag (BCP 47)."""
    try:
        ox.Literal("", language=text)
    except ValueError:
        return False
    return True


def to_quad(triple: tuple[Node, Node, Node], graph: ox.NamedNode) -> ox.Quad:
    """A triple in a named graph, for the engine."""
    subject, predicate, value = triple
    about = ox.BlankNode(str(subject)) if isinstance(subject, BNode) else node(subject)
    return ox.Quad(about, node(predicate), to_engine(value), graph)


def serialised(triples: Iterable[tuple[Node, Node, Node]], media_type: str) -> bytes:
    """Triples in an RDF format, with those of our prefixes that are used."""
    graph = ox.NamedNode(_XSD_STRING)  # any will do: only the triples are written
    made = [to_quad(triple, graph).triple for triple in sorted(triples)]
    text = " ".join(f"{each.subject} {each.predicate} {each.object}" for each in made)
    prefixes = {prefix: namespace for prefix, namespace in PREFIXES.items() if namespace in text}
    return ox.serialize(made, format=ox.RdfFormat.from_media_type(media_type), prefixes=prefixes) or b""


def serialised_quads(quads: Iterable[tuple[Node, Node, Node, URIRef]], media_type: str) -> bytes:
    """The same for triples in their graphs, in a format that names these."""
    made = [to_quad((subject, predicate, value), node(graph)) for subject, predicate, value, graph in sorted(quads)]
    return ox.serialize(made, format=ox.RdfFormat.from_media_type(media_type)) or b""


def written(term: Node) -> str:
    """A term as N-Triples writes it."""
    return str(to_engine(term))


def parsed(text: str) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    """The engine's term for what N-Triples writes."""
    return _parsed(text) if len(text) <= _KEPT else _parsed.__wrapped__(text)


@lru_cache(2**14)
def _parsed(text: str) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    if text.startswith("<") and "\\" not in text:
        return ox.NamedNode(text[1:-1])
    if text.startswith("_:"):
        return ox.BlankNode(text[2:])
    (quad,) = ox.parse(f"<x:> <x:> {text} .".encode(), format=ox.RdfFormat.N_TRIPLES)
    term = quad.object
    assert isinstance(term, ox.NamedNode | ox.BlankNode | ox.Literal)
    return term


def read(text: str) -> Identifier:
    """The rdflib term for what N-Triples writes."""
    return from_engine(parsed(text))
