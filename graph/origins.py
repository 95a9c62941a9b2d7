"""Where a statement was stated: in which version of which source, row or page, loaded when, decided by whom."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from rdflib import RDFS, Literal, URIRef
from rdflib.namespace import PROV
from rdflib.term import Identifier

from graph.description import JUDGEMENT, document
from graph.reader import Reader, Record, ref
from graph.store import Triple
from graph.things import Document, Named, Source
from ontology.iri import fold
from ontology.namespaces import CSC

_Facts = Mapping[URIRef, tuple[Identifier, ...]]


@dataclass(frozen=True)
class Origin:
    """One place where a statement stands: the source as it is now, the row or page, and on what ground."""

    named: Named
    source: Source | None
    row: int | None = None
    documents: tuple[Document, ...] = ()
    page: int | None = None
    quote: str | None = None
    confidence: str | None = None
    judgement: bool = False
    words: str | None = None
    decided_by: str | None = None
    decided: str | None = None


@dataclass(frozen=True)
class Decided:
    """A decision that another address means a thing: by whom, when, how sure, on what grounds."""

    thing: Named
    other: str
    verdict: Named
    by: str
    when: str | None
    score: str | None
    grounds: tuple[str, ...]


class Finder:
    """Finds where statements stand, for readers of one language."""

    def __init__(self, reader: Reader, sources: Iterable[Source], lang: str) -> None:
        self._reader = reader
        self._lang = lang
        self._sources = {each.iri: each for each in sources}

    def origins(self, triple: Triple, graphs: Iterable[URIRef]) -> tuple[Origin, ...]:
        """Where a statement stands, in the graphs that state it; nowhere where it only follows."""
        subject, predicate, value = triple
        if not (isinstance(subject, URIRef) and isinstance(predicate, URIRef) and isinstance(value, URIRef | Literal)):
            return ()
        said = _statements(self._reader, subject, predicate, value)
        found = [made for (graph, _), facts in said.items() for made in self._of_statement(graph, facts)]
        told = {each.named.iri for each in found}
        for graph in sorted(frozenset(graphs) - told):
            found += self._of_rows(graph, subject)
        return tuple(sorted(found, key=_order))

    def _of_statement(self, graph: URIRef, facts: _Facts) -> Iterator[Origin]:
        derived = [ref(each) for each in facts.get(PROV.wasDerivedFrom, ()) if isinstance(each, URIRef)]
        records = self._reader.records(derived)
        others = frozenset(each for each in derived if each not in records)
        by, when = _decided(self._reader, facts)
        for record in records.values() or (Record(graph, None, frozenset()),):
            yield replace(
                self._at(record, others),
                page=int(_text(facts, CSC.page) or "0") or None,
                quote=_text(facts, CSC.quote),
                confidence=_text(facts, CSC.confidence),
                judgement=JUDGEMENT in facts.get(CSC.basis, ()),
                words=_text(facts, RDFS.comment),
                decided_by=by,
                decided=when,
            )

    def _of_rows(self, graph: URIRef, subject: URIRef) -> Iterator[Origin]:
        """A source that traces things, not statements: its rows about the thing; else the source alone."""
        rows = [row for row in self._reader.rows("describing", subject=(subject,)) if row["graph"] == graph]
        records = self._reader.records(ref(row["record"]) for row in rows)
        for record in records.values() or (Record(graph, None, frozenset()),):
            yield self._at(record, frozenset())

    def _at(self, record: Record, others: frozenset[URIRef]) -> Origin:
        reader, documents = self._reader, sorted(record.documents | others)
        reader.learn((record.source, *documents))
        named = reader.called(record.source, self._lang)
        cited = tuple(document(reader, self._lang, each) for each in documents)
        return Origin(named, self._sources.get(record.source), record.number, cited)


def _order(origin: Origin) -> tuple[str, int, int, str]:
    return fold(origin.named.label), origin.row or 0, origin.page or 0, origin.quote or ""


def decisions(reader: Reader, triple: Triple, lang: str) -> tuple[Decided, ...]:
    """The decisions by which other addresses were found to mean the things of a statement."""
    things = [term for term in triple[::2] if isinstance(term, URIRef)]
    rows = list(reader.rows("decisions", thing=things)) if things else []
    grounds: dict[Identifier, set[str]] = defaultdict(set)
    for row in rows:
        grounds[row["decision"]] |= {str(row["ground"])} if "ground" in row else set()
    one_each = {row["decision"]: row for row in rows}
    reader.learn(term for row in rows for term in (row["thing"], row["verdict"]))
    return tuple(
        Decided(
            thing=reader.called(ref(row["thing"]), lang),
            other=str(row.get("other", "")),
            verdict=reader.called(ref(row["verdict"]), lang),
            by=str(row["by"]),
            when=str(row["when"]) if "when" in row else None,
            score=str(row["score"]) if "score" in row else None,
            grounds=tuple(sorted(grounds[decision])),
        )
        for decision, row in sorted(one_each.items())
    )


def _statements(
    reader: Reader, subject: URIRef, predicate: URIRef, value: Identifier
) -> dict[tuple[URIRef, URIRef], _Facts]:
    """What the descriptions of a statement say, by the graph that holds them."""
    rows = reader.rows("statements", subject=(subject,), predicate=(predicate,), object=(value,))
    return _grouped((ref(row["graph"]), ref(row["statement"]), ref(row["property"]), row["value"]) for row in rows)


def _grouped(rows: Iterable[tuple[URIRef, URIRef, URIRef, Identifier]]) -> dict[tuple[URIRef, URIRef], _Facts]:
    found: dict[tuple[URIRef, URIRef], dict[URIRef, set[Identifier]]] = defaultdict(lambda: defaultdict(set))
    for graph, statement, path, value in rows:
        found[graph, statement][path].add(value)
    return {key: {path: tuple(sorted(values)) for path, values in facts.items()} for key, facts in found.items()}


def _decided(reader: Reader, facts: _Facts) -> tuple[str | None, str | None]:
    """Who decided, as the statement says itself, or the decision that it names."""
    named = [ref(each) for each in facts.get(PROV.wasGeneratedBy, ()) if isinstance(each, URIRef)]
    told = {ref(row["property"]): str(row["value"]) for row in (reader.rows("facts", thing=named) if named else ())}
    by = _text(facts, CSC.decidedBy) or told.get(CSC.decidedBy)
    return by, told.get(PROV.endedAtTime)


def _text(facts: _Facts, path: URIRef) -> str | None:
    return next(map(str, facts.get(path, ())), None)
