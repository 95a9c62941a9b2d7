"""Terms as N-Triples writes them, made without objects in between: a large file has many millions of them.

Each text is the one that `graph.terms.written` gives for the same term; a test holds them to each other.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType

from rdflib import Literal, URIRef
from rdflib.namespace import RDF, RDFS, XSD

from graph.store import Line, Triple
from graph.terms import read, written

TYPE = f"<{RDF.type}>"
LABEL = f"<{RDFS.label}>"
# What N-Triples escapes in a literal, and what no IRI may hold (RFC 3987; N-Triples, production IRIREF).
_ESCAPED = re.compile(r'["\\\x00-\x1f\x7f]')
_NO_IRI = re.compile(r'[\x00-\x20<>"{}|\\^`\x7f-\x9f]')
_SCRIPT = re.compile(r'"@([a-z]+)-([a-z]{4})$')  # `sr-Latn`: the engine keeps tags in small letters
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:.")
_XSD: Mapping[str, str] = MappingProxyType(
    {
        name: f'"^^<{XSD[name]}>'
        for name in ("integer", "decimal", "boolean", "date", "gYear", "gYearMonth", "anyURI", "dateTime")
    }
)


def text(said: str, lang: str = "") -> str:
    """A plain or language-tagged literal."""
    if _ESCAPED.search(said) or not (lang.isalpha() and lang.islower() if lang else True):
        return written(Literal(said, lang=lang or None))
    return f'"{said}"@{lang}' if lang else f'"{said}"'


def typed(said: str, datatype: str) -> str:
    """A literal of a datatype of XML Schema: `typed("2019", "gYear")`. The text holds nothing to be escaped."""
    return f'"{said}{_XSD[datatype]}'


def of_type(said: str, datatype: URIRef) -> str:
    """A literal of any datatype."""
    return written(Literal(said, datatype=datatype, normalize=False))


def iri(address: str) -> str:
    """An IRI; the caller knows that it is one."""
    return f"<{address}>"


def is_iri(address: str) -> bool:
    """Whether a text can be written as an IRI, so that the engine reads it again."""
    if _SCHEME.match(address) is None or _NO_IRI.search(address) is not None:
        return False
    try:
        written(URIRef(address))
    except ValueError:
        return False
    return True


def line(triple: Triple) -> Line:
    """A triple of rdflib's terms."""
    subject, predicate, value = triple
    return written(subject), written(predicate), written(value)


def triple(told: Line) -> Triple:
    """The triple that a line writes."""
    subject, predicate, value = told
    return read(subject), read(predicate), read(value)


def seed(term: str) -> str:
    """A term as it enters a digest: as rdflib writes it in N3, which differs in what is escaped and in capitals."""
    if "\\" in term:
        return read(term).n3()
    return _SCRIPT.sub(lambda found: f'"@{found[1]}-{found[2].capitalize()}', term) if term[-5:-4] == "-" else term
