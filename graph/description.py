"""What is said of things, property by property, each value with those who say it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from itertools import chain
from typing import TypeAlias
from urllib.parse import urlencode

from rdflib import Literal, URIRef
from rdflib.namespace import GEO, RDF, RDFS, SKOS
from rdflib.term import Identifier, Node

from graph.reader import Reader, Record, local, ref
from graph.store import Row
from graph.terms import written
from graph.things import Citation, Document, Fact, Value
from ontology.iri import fold, of_source
from ontology.model import preferred
from ontology.namespaces import CSC, ID, shorten

INFERRED = of_source("inferred")
JUDGEMENT = ID["concept/basis-judgement"]
# Shown elsewhere on the page, or said better by the relation from which it was derived.
NOT_FACTS = frozenset({RDF.type, RDFS.label, SKOS.prefLabel, GEO.hasGeometry})

_NAMING = frozenset({RDF.type, RDFS.label, SKOS.prefLabel})

Statement: TypeAlias = tuple[URIRef, URIRef, Identifier]
Values: TypeAlias = Mapping[Identifier, frozenset[URIRef]]  # each value with the graphs that hold it


@dataclass(frozen=True)
class Backing:
    """One row of a source behind a statement, before its documents have names."""

    record: Record
    judgement: bool
    words: str | None


Rows: TypeAlias = Mapping[Statement, tuple[Backing, ...]]
Described: TypeAlias = Mapping[URIRef, Mapping[URIRef, Values]]


def describe(reader: Reader, things: Iterable[URIRef]) -> Described:
    """All statements about things that pages show: by thing, property and value, with the graphs they stand in."""
    return _by_thing(reader.rows("facts", thing=things))


def describe_one(reader: Reader, thing: URIRef) -> Described:
    """The same of one thing, without the shortcuts: what a relation says better, perhaps ten thousand times."""
    has = graphs_of_properties(reader.rows("thing-properties", thing=(thing,)))
    # What only follows in terms from outside is not shown: to read it costs a look at each of its values.
    wanted = sorted(each for each in has if each not in reader.model.shortcuts and is_shown(each, has[each]))
    return _by_thing(reader.rows("thing-facts", thing=(thing,), property=wanted)) if wanted else {}


def graphs_of_properties(rows: Iterable[Row]) -> dict[URIRef, set[URIRef]]:
    """The graphs that each property stands in."""
    graphs: dict[URIRef, set[URIRef]] = defaultdict(set)
    for row in rows:
        graphs[ref(row["property"])].add(ref(row["graph"]))
    return graphs


def _by_thing(rows: Iterable[Row]) -> Described:
    found: dict[URIRef, dict[URIRef, dict[Identifier, set[URIRef]]]] = {}
    for row in rows:
        values = found.setdefault(ref(row["thing"]), {}).setdefault(ref(row["property"]), {})
        values.setdefault(row["value"], set()).add(ref(row["graph"]))
    return {
        thing: {
            predicate: {value: frozenset(graphs) for value, graphs in values.items() if is_shown(predicate, graphs)}
            for predicate, values in said.items()
            if any(is_shown(predicate, graphs) for graphs in values.values())
        }
        for thing, said in found.items()
    }


def is_shown(predicate: URIRef, graphs: Set[URIRef]) -> bool:
    """Whether a statement is for readers: what follows in terms from outside is for SPARQL and RDF."""
    return graphs != {INFERRED} or predicate.startswith(CSC) or predicate in _NAMING


def why_path(subject: Node, predicate: URIRef, value: Node) -> str:
    """The page that tells why a statement holds."""
    written_value = str(value) if isinstance(value, URIRef) else written(value)
    return "/why?" + urlencode({"s": str(subject), "p": shorten(predicate), "o": written_value}, safe=":/")


def behind(reader: Reader, rows: Iterable[Row]) -> Rows:
    """The rows of sources behind statements, from the answers of the two views on citations."""
    given = list(rows)
    records = reader.records(ref(row["record"]) for row in given)
    found: dict[Statement, list[Backing]] = defaultdict(list)
    for row in given:
        if row["record"] not in records:
            continue
        words = str(row["words"]) if "words" in row else None
        judged = row.get("basis") == JUDGEMENT
        backing = Backing(records[ref(row["record"])], judged, words)
        found[ref(row["subject"]), ref(row["property"]), row["value"]].append(backing)
    return {statement: tuple(each) for statement, each in found.items()}


def terms(rows: Rows) -> set[URIRef]:
    """All sources and documents named in citations, so that their names can be looked up together."""
    return {iri for each in chain(*rows.values()) for iri in (each.record.source, *each.record.documents)}


def cite(
    reader: Reader, lang: str, rows: Rows, statement: Statement, graphs: frozenset[URIRef]
) -> tuple[Citation, ...]:
    """Who says a statement; where no row is kept (reference data), the graph itself is the source."""
    backing = rows.get(statement, ())
    cited = [_citation(reader, lang, each) for each in backing]
    silent = graphs - {each.record.source for each in backing} - {INFERRED}
    cited += [Citation(reader.called(graph, lang), (), None, judgement=False, words=None) for graph in silent]
    return tuple(sorted(cited, key=lambda each: (fold(each.source.label), each.row or 0, str(each.source.iri))))


def facts(reader: Reader, lang: str, about: URIRef, said: Mapping[URIRef, Values], rows: Rows) -> tuple[Fact, ...]:
    """The properties of a thing in the order of the vocabulary."""
    ordered = sorted(said, key=lambda each: (reader.order(each), fold(reader.property_label(each, lang)), str(each)))
    names = _names(ordered)
    return tuple(
        Fact(
            each, names[each], reader.property_label(each, lang), values(reader, lang, (about, each), said[each], rows)
        )
        for each in ordered
    )


def values(reader: Reader, lang: str, of: tuple[URIRef, URIRef], said: Values, rows: Rows) -> tuple[Value, ...]:
    """The values of one property of one thing: the reader's language first, then by name."""
    thing, predicate = of
    made = (
        _value(
            reader, lang, (thing, predicate, term), cite(reader, lang, rows, (thing, predicate, term), graphs), graphs
        )
        for term, graphs in said.items()
    )
    return tuple(sorted(made, key=lambda value: _value_order(value, lang)))


def named_terms(said: Iterable[Mapping[URIRef, Values]]) -> set[URIRef]:
    """The IRIs among values and graphs, so that their names can be looked up together."""
    found: set[URIRef] = set()
    for properties in said:
        for each in properties.values():
            found |= {term for term in each if isinstance(term, URIRef)}
            found |= {graph for graphs in each.values() for graph in graphs}
    return found


def _citation(reader: Reader, lang: str, by: Backing) -> Citation:
    documents = (document(reader, lang, iri) for iri in by.record.documents)
    ordered = tuple(sorted(documents, key=lambda each: (each.label, each.iri)))
    return Citation(reader.called(by.record.source, lang), ordered, by.record.number, by.judgement, by.words)


def document(reader: Reader, lang: str, iri: URIRef) -> Document:
    """A document by its name and addresses."""
    named = reader.called(iri, lang)
    return Document(iri, named.label, reader.address(iri), named.path)


def _value(
    reader: Reader, lang: str, said: Statement, citations: tuple[Citation, ...], graphs: frozenset[URIRef]
) -> Value:
    term = said[2]
    inferred = graphs == {INFERRED}
    why = why_path(*said)
    if isinstance(term, URIRef):
        target = reader.called(term, lang)
        return Value(term, target.label, target.lang, target, citations, inferred, why)
    tag = term.language or "" if isinstance(term, Literal) else ""
    return Value(term, str(term), tag, None, citations, inferred, why)


def _value_order(value: Value, lang: str) -> tuple[int, str, str]:
    order = preferred(lang)
    rank = order.index(value.lang) if value.lang in order else len(order)
    return (0 if value.target else rank), fold(value.text), str(value.term)


def _names(properties: Iterable[URIRef]) -> dict[URIRef, str]:
    """Local names; where two properties share one, all but our own say their prefix too."""
    taken: dict[str, list[URIRef]] = defaultdict(list)
    for each in properties:
        taken[local(each)].append(each)
    return {
        each: name if len(same) == 1 or each.startswith(CSC) else shorten(each).replace(":", "_")
        for name, same in taken.items()
        for each in same
    }
