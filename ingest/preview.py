"""What the first rows of a file would say, as a table that people read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rdflib import Literal, URIRef
from rdflib.namespace import PROV, RDF
from rdflib.term import Node

from graph.store import Triple
from ontology.model import Model
from ontology.namespaces import CSC, ID, shorten

# How it is known is told by the page of the thing; here it would bury what is said.
_WITNESSES = (str(ID["record/"]), str(ID["statement/"]))


@dataclass(frozen=True)
class Line:
    """One statement in words: `Line(2, "cluster/aed", "country", "Portugal")`."""

    row: int
    thing: str
    property: str
    value: str


def table(sample: Iterable[tuple[int, Triple]], model: Model, lang: str = "en") -> list[Line]:
    """The statements of the first rows, without those that only tell where they come from."""
    told = [(row, triple) for row, triple in sample if not str(triple[0]).startswith(_WITNESSES)]
    return [
        Line(row, _short(subject), _property(predicate, model, lang), _value(value, model, lang))
        for row, (subject, predicate, value) in dict.fromkeys(told)
        if predicate != PROV.wasDerivedFrom
    ]


def _short(term: Node) -> str:
    text = str(term)
    return text.removeprefix(str(ID)) if text.startswith(str(ID)) else shorten(text)


def _property(term: Node, model: Model, lang: str) -> str:
    if term == RDF.type:
        return _KIND[lang if lang in _KIND else "en"]
    return model.label(URIRef(str(term)), lang) or _short(term)


_KIND = {"en": "is a", "pt": "é", "it": "è", "ro": "este"}


def _value(term: Node, model: Model, lang: str) -> str:
    if isinstance(term, Literal):
        return f"{term} ({term.language})" if term.language else str(term)
    label = model.label(URIRef(str(term)), lang) if str(term).startswith((str(CSC), str(ID["concept/"]))) else None
    return label or _short(term)


def columns(lines: Sequence[Line]) -> list[tuple[str, str, str, str]]:
    """The lines as cells."""
    return [(str(each.row), each.thing, each.property, each.value) for each in lines]
