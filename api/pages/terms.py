"""What the pages of a class and of a property show, put together from the vocabulary, the shapes and the data."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from rdflib import OWL, URIRef

from api.i18n import Words
from api.pages.termed import Termed, Told, all_termed, defined, termed
from graph.library import Library
from graph.usage import Usage
from ontology.model import model
from ontology.reference import Reference, Term, Use
from ontology.shapes import Constraint, shapes

_KEPT = 2  # releases
_ASKED = 3  # properties that the query of a class asks for
_NEEDS = {"violation": "required", "warning": "recommended", "info": "wanted"}


@dataclass(frozen=True)
class Row:
    """A property as a class has it."""

    property: Termed
    definition: Told | None
    values: tuple[Termed, ...]
    code_lists: tuple[Termed, ...]
    count: str
    need: str
    or_unknown: bool
    total: int
    inherited_from: Termed | None


@dataclass(frozen=True)
class Coming:
    """A property that leads to a class."""

    property: Termed
    domain: tuple[Termed, ...]
    total: int
    inherited_from: Termed | None


@dataclass(frozen=True)
class Match:
    """A term of another vocabulary, and how ours relates to it."""

    relation: str
    target: Termed


@lru_cache(_KEPT)
def usage(library: Library) -> Usage:
    """How a release uses the vocabulary."""
    return Usage(library.reader)


def rows(found: Reference, cls: URIRef, text: Words, totals: Mapping[URIRef, int]) -> tuple[Row, ...]:
    """The properties of a class: its own, those from above, and those that only its shape names."""
    asked = constraints(cls)
    uses = {use.property: use for use in found.uses(cls)}
    for path, constraint in asked.items():
        uses.setdefault(path, Use(path, constraint.inherited_from))
    made = [_row(found, use, asked.get(use.property), text, totals) for use in uses.values()]
    return tuple(sorted(made, key=lambda row: (row.inherited_from is not None, not row.need, row.need != "required")))


def coming(found: Reference, cls: URIRef, text: Words, totals: Mapping[URIRef, int]) -> tuple[Coming, ...]:
    """The properties whose values are things of a class."""
    return tuple(
        Coming(
            termed(use.property, text),
            all_termed(found.domain(use.property), text),
            totals.get(use.property, 0),
            termed(use.inherited_from, text) if use.inherited_from else None,
        )
        for use in found.incoming(cls)
    )


def matches(found: Reference, term: Term, text: Words) -> tuple[Match, ...]:
    """The alignments of a term, in words."""
    return tuple(
        Match(termed(each.relation, text).label, termed(each.target, text)) for each in found.alignments(term.iri)
    )


@cache
def constraints(cls: URIRef) -> Mapping[URIRef, Constraint]:
    """What the shape of a class asks of each property."""
    shape = shapes().get(cls)
    return {each.path: each for each in shape.constraints} if shape else {}


def query(found: Reference, term: Term, totals: Mapping[URIRef, int]) -> str:
    """SPARQL that lists the things of a class, with what it requires first, then what is used."""
    uses = [use.property for use in found.uses(term.iri) if found.find_iri(use.property)]
    required = {path for path, each in constraints(term.iri).items() if each.minimum and each.severity == "violation"}
    own = {use.property for use in found.uses(term.iri) if use.inherited_from is None and use.property in required}
    ranked = sorted(
        (each for each in uses if totals.get(each) or each in own),
        key=lambda each: (each not in own, model().order(each)),
    )
    chosen = [found.terms[each.split("#")[1]] for each in ranked[:_ASKED]]
    variables = "".join(f" ?{each.name}" for each in chosen)
    optional = "".join(f"  OPTIONAL {{ ?thing csc:{each.name} ?{each.name} }}\n" for each in chosen)
    return (
        "PREFIX csc: <https://w3id.org/clusterscape/ontology#>\n\n"
        f"SELECT ?thing{variables}\nWHERE {{\n  ?thing a csc:{term.name} .\n{optional}}}\nORDER BY ?thing\nLIMIT 100\n"
    )


def query_of_property(term: Term) -> str:
    """SPARQL that lists the statements with a property."""
    return (
        "PREFIX csc: <https://w3id.org/clusterscape/ontology#>\n\n"
        f"SELECT ?thing ?value\nWHERE {{ ?thing csc:{term.name} ?value }}\nORDER BY ?thing\nLIMIT 100\n"
    )


def _row(found: Reference, use: Use, asked: Constraint | None, text: Words, totals: Mapping[URIRef, int]) -> Row:
    source = use.inherited_from
    ranges = found.range(use.property) or ((*asked.classes, *asked.datatypes) if asked else ())
    lists = found.code_lists(use.property) or (((asked.code_list,) if asked.code_list else ()) if asked else ())
    return Row(
        property=termed(use.property, text),
        definition=defined(use.property, text.lang),
        values=all_termed(ranges, text),
        code_lists=all_termed(lists, text),
        count=_count(asked),
        need=_NEEDS[asked.severity] if asked and asked.minimum else "",
        or_unknown=bool(asked and asked.or_unknown),
        total=totals.get(use.property, 0),
        inherited_from=termed(source, text) if source else None,
    )


def _count(asked: Constraint | None) -> str:
    least = asked.minimum if asked else 0
    most = "n" if asked is None or asked.maximum is None else str(asked.maximum)
    return most if str(least) == most else f"{least}–{most}"


def lineage(found: Reference, term: Term, text: Words) -> tuple[Termed, ...]:
    """The classes above a class, from the widest to the nearest, ours and outside."""
    above = [each for each in found.ancestors(term.iri) if each not in {term.iri, OWL.Thing}]
    return all_termed(reversed(above), text)
