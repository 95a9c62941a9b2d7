"""Reasons as readers see them: every term by its name, every stated premise with those who say it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from rdflib import Literal, URIRef
from rdflib.namespace import RDF, SKOS
from rdflib.term import Identifier, Node

from graph.description import Rows, behind, cite, terms, why_path
from graph.reader import Reader, local, ref
from graph.reasoning.why import Axiom, Explanation, Reason
from graph.store import Triple
from graph.things import Citation, Named, Value
from ontology.namespaces import CSC


@dataclass(frozen=True)
class ToldAxiom:
    """An axiom in names; `form` tells what it says: subClassOf, propertyChainAxiom, TransitiveProperty."""

    form: str
    subject: Named
    predicate: Named
    values: tuple[Named, ...]


@dataclass(frozen=True)
class ToldReason:
    """One way in which a statement follows."""

    rule: str
    title: str
    axioms: tuple[ToldAxiom, ...]
    premises: tuple["Told", ...]


@dataclass(frozen=True)
class Told:
    """A statement in names, who states it, and from what it follows; `path` is the page of its reasons.

    `again` is true where its reasons are not repeated, as they were told before.
    """

    subject: Named
    predicate: Named
    value: Value
    citations: tuple[Citation, ...]
    reasons: tuple[ToldReason, ...]
    more: int
    deeper: bool
    again: bool
    path: str


def tell(reader: Reader, lang: str, found: Explanation) -> Told:
    """An explanation in the names of a language."""
    everything = list(_all(found))
    subjects = sorted({each.triple[0] for each in everything if each.stated and isinstance(each.triple[0], URIRef)})
    rows = behind(reader, reader.rows("citations", subject=subjects)) if subjects else {}
    named = {term for each in everything for term in (*each.triple, *each.stated) if isinstance(term, URIRef)}
    reader.learn(named | terms(rows))
    ends = {term for each in everything for term in each.triple[::2] if isinstance(term, URIRef)}
    return _Teller(reader, lang, rows, _codes(reader, lang, ends)).told(found)


def _all(found: Explanation) -> Iterator[Explanation]:
    yield found
    for reason in found.reasons:
        for premise in reason.premises:
            yield from _all(premise)


def _codes(reader: Reader, lang: str, things: Iterable[URIRef]) -> Mapping[URIRef, str]:
    """What tells things of one name apart: their code, or the end of their IRI."""
    labels = {thing: reader.called(thing, lang).label for thing in things}
    shared = Counter(labels.values())
    alike = sorted(thing for thing, label in labels.items() if shared[label] > 1)
    rows = reader.rows("facts", thing=alike) if alike else ()
    codes = {ref(row["thing"]): str(row["value"]) for row in rows if row["property"] == SKOS.notation}
    return {thing: codes.get(thing) or local(thing) for thing in alike}


class _Teller:
    """What tells one explanation, in the order of reading: it knows what was told before."""

    def __init__(self, reader: Reader, lang: str, rows: Rows, codes: Mapping[URIRef, str]) -> None:
        self._reader = reader
        self._lang = lang
        self._rows = rows
        self._codes = codes
        self._explained: set[Triple] = set()

    def told(self, found: Explanation) -> Told:
        """A statement, and below it its reasons, where these were not told before."""
        subject, predicate, value = found.triple
        assert isinstance(predicate, URIRef)
        again = bool(found.reasons) and found.triple in self._explained
        if found.reasons:
            self._explained.add(found.triple)
        return Told(
            subject=self._named(subject),
            predicate=self._property(predicate),
            value=self._value(value),
            citations=self._cited(found),
            reasons=() if again else tuple(map(self._reason, found.reasons)),
            more=found.more,
            deeper=found.deeper,
            again=again,
            path=why_path(subject, predicate, value),
        )

    def _cited(self, found: Explanation) -> tuple[Citation, ...]:
        subject, predicate, value = found.triple
        if not (found.stated and isinstance(subject, URIRef) and isinstance(value, Identifier)):
            return ()
        said = (subject, URIRef(str(predicate)), value)
        return cite(self._reader, self._lang, self._rows, said, frozenset(found.stated))

    def _reason(self, reason: Reason) -> ToldReason:
        title = reason.titles.get(self._lang) or reason.titles["en"]
        return ToldReason(
            reason.rule, title, tuple(map(self._axiom, reason.axioms)), tuple(map(self.told, reason.premises))
        )

    def _axiom(self, axiom: Axiom) -> ToldAxiom:
        form = local(URIRef(str(axiom.values[0] if axiom.predicate == RDF.type else axiom.predicate)))
        names = tuple(
            self._property(node) if isinstance(node, URIRef) else self._named(node)
            for node in (axiom.subject, axiom.predicate, *axiom.values)
        )
        return ToldAxiom(form, names[0], names[1], names[2:])

    def _property(self, term: URIRef) -> Named:
        """A class or property; one of ours has its page in the reference."""
        path = f"/ontology/{local(term)}" if term.startswith(CSC) else None
        return Named(term, self._reader.property_label(term, self._lang), self._lang, None, path)

    def _named(self, node: Node) -> Named:
        if not isinstance(node, URIRef):
            return Named(URIRef(f"_:{node}"), f"_:{node}", "", None, None)
        if node.startswith(CSC):
            return self._property(node)
        named = self._reader.called(node, self._lang)
        return replace(named, label=f"{named.label} ({self._codes[node]})") if node in self._codes else named

    def _value(self, node: Node) -> Value:
        if isinstance(node, Literal):
            return Value(node, str(node), node.language or "", None, (), inferred=False)
        target = self._named(node)
        return Value(target.iri, target.label, target.lang, target, (), inferred=False)
