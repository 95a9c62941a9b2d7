"""What became different from one version of the vocabulary to the next, computed from the two."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby, pairwise

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.namespace import RDF, RDFS, SKOS
from rdflib.term import Node

from ontology import catalogue
from ontology.namespaces import CSC, ONTOLOGY, shorten

LABELS, DEFINITIONS, AXIOMS, NOTES, TRANSLATIONS = "labels", "definitions", "axioms", "notes", "translations"
_TEXTS = {
    RDFS.label: LABELS,
    CSC.inverseLabel: LABELS,
    CSC.collectionLabel: LABELS,
    SKOS.definition: DEFINITIONS,
    SKOS.editorialNote: NOTES,
    SKOS.scopeNote: NOTES,
    SKOS.example: NOTES,
}


@dataclass(frozen=True)
class Statement:
    """One thing said of a term, as it can be read: `Statement("rdfs:subClassOf", "org:Role", "")`."""

    property: str
    value: str
    lang: str


@dataclass(frozen=True)
class Change:
    """What became different of one term: of which sort it is, what is said now and what no more."""

    term: URIRef
    sort: str
    added: tuple[Statement, ...]
    removed: tuple[Statement, ...]


@dataclass(frozen=True)
class Difference:
    """Two versions, one after the other."""

    before: str
    after: str
    added: tuple[URIRef, ...]
    removed: tuple[URIRef, ...]
    changed: tuple[Change, ...]

    def of(self, sort: str) -> tuple[Change, ...]:
        """The changes of one sort: labels, definitions, axioms, notes or translations."""
        return tuple(change for change in self.changed if change.sort == sort)

    def translated(self) -> dict[tuple[str, str], list[URIRef]]:
        """The terms that were put into other languages: `{("skos:definition", "it, pt"): [csc:Cluster]}`."""
        found: dict[tuple[str, str], list[URIRef]] = {}
        for change in self.of(TRANSLATIONS):
            for name, own in groupby(change.added, key=lambda each: each.property):
                langs = ", ".join(sorted({each.lang for each in own}))
                found.setdefault((name, langs), []).append(change.term)
        return found


def differences() -> tuple[Difference, ...]:
    """The steps from version to version, newest first."""
    return tuple(
        difference(before, after, catalogue.edition(before), catalogue.edition(after))
        for after, before in pairwise(catalogue.versions())
    )


def difference(before: str, after: str, old: Graph, new: Graph) -> Difference:
    """What one version has and the other has not, term by term."""
    olds, news = _terms(old), _terms(new)
    changed = (change for term in sorted(olds & news) for change in _changes(term, old, new))
    return Difference(before, after, tuple(sorted(news - olds)), tuple(sorted(olds - news)), tuple(changed))


def _terms(triples: Graph) -> set[URIRef]:
    return {term for term in triples.subjects(RDF.type) if isinstance(term, URIRef) and term.startswith(CSC)}


def _changes(term: URIRef, old: Graph, new: Graph) -> Iterable[Change]:
    olds, news = _said(term, old), _said(term, new)
    fresh = {(TRANSLATIONS if _translates(each, olds) else own, each) for own, each in news - olds}
    for sort in (LABELS, DEFINITIONS, AXIOMS, NOTES, TRANSLATIONS):
        added = [each for own, each in fresh if own == sort]
        removed = [each for own, each in olds - news if own == sort]
        if added or removed:
            yield Change(term, sort, _ordered(added), _ordered(removed))


def _translates(statement: Statement, olds: set[tuple[str, Statement]]) -> bool:
    """Whether this was said before, but in no words of this language."""
    langs = {each.lang for _, each in olds if each.property == statement.property}
    return bool(statement.lang) and any(langs) and statement.lang not in langs


def _said(term: URIRef, triples: Graph) -> set[tuple[str, Statement]]:
    return {
        (_TEXTS.get(URIRef(str(predicate)), AXIOMS), _statement(predicate, value, triples))
        for predicate, value in triples.predicate_objects(term)
        if value != ONTOLOGY
    }


def _statement(predicate: Node, value: Node, triples: Graph) -> Statement:
    lang = value.language or "" if isinstance(value, Literal) else ""
    return Statement(shorten(str(predicate)), _text(value, triples), lang)


def _text(value: Node, triples: Graph) -> str:
    # A blank node is not the same in two versions: what counts is what it holds.
    if isinstance(value, BNode):
        if (value, RDF.first, None) in triples:
            return " / ".join(_text(each, triples) for each in Collection(triples, value))
        return "; ".join(sorted(f"{shorten(str(p))} {_text(o, triples)}" for p, o in triples.predicate_objects(value)))
    return shorten(str(value)) if isinstance(value, URIRef) else str(value)


def _ordered(statements: Iterable[Statement]) -> tuple[Statement, ...]:
    return tuple(sorted(statements, key=lambda each: (each.property, each.lang, each.value)))
