"""What a pact comes with: its measures, the outputs that are expected, and who watches over it."""

from collections.abc import Mapping
from dataclasses import dataclass

from rdflib import URIRef

from graph.description import Described, describe, facts, named_terms
from graph.reader import Reader, ref
from graph.things import Fact, Named, Thing

PARTS = ("measures", "outputs", "seats")


@dataclass(frozen=True)
class Entry:
    """A measure, an output or a seat; `of` is the pact, policy or committee that it belongs to."""

    named: Named
    of: Named
    facts: Mapping[str, Fact]


@dataclass(frozen=True)
class Pact:
    """The parts of a pact, each by name."""

    parts: Mapping[str, tuple[Entry, ...]]


def read_pact(reader: Reader, thing: Thing, lang: str) -> Pact:
    """What one pact comes with."""
    rows = [(str(row["part"]), ref(row["thing"]), ref(row["of"])) for row in reader.rows("pact", pact=(thing.iri,))]
    described = describe(reader, sorted({each for _, each, _ in rows})) if rows else {}
    reader.learn({each for row in rows for each in row[1:]} | named_terms(described.values()))
    made = {
        part: [_entry(reader, each, of, described, lang) for name, each, of in rows if name == part] for part in PARTS
    }
    ordered = {part: sorted(each, key=lambda entry: reader.rank(entry.named.iri, lang)) for part, each in made.items()}
    return Pact({part: tuple(entries) for part, entries in ordered.items()})


def _entry(reader: Reader, iri: URIRef, of: URIRef, described: Described, lang: str) -> Entry:
    told = facts(reader, lang, iri, described.get(iri, {}), {})
    return Entry(reader.called(iri, lang), reader.called(of, lang), {fact.name: fact for fact in told})
