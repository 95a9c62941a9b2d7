"""Where sources disagree: a property that has one value at a time, and is given several.

Which properties have one value is said in the vocabulary (`csc:oneValue`) or by a shape (`sh:maxCount 1`). Figures of
one thing, indicator, period, scope and unit have one value too. What is only less precise (2019 beside 2019-03-26,
5 200 000 beside 5 186 352) is kept apart, as are texts in several languages, which are no disagreement at all.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from functools import cache, lru_cache
from itertools import combinations
from pathlib import Path

from rdflib import OWL, RDF, XSD, Literal, URIRef
from rdflib.term import Identifier

from graph.query import bind, bind_many, view
from graph.reasoning.inference import INFERRED
from graph.store import Row, Scope, Store
from graph.terms import read as read_term
from graph.terms import written
from ontology.catalogue import vocabulary
from ontology.iri import fold
from ontology.namespaces import CSC
from ontology.shapes import shapes

FILE = "disagreements.json"
DIFFERENT, LESS_PRECISE = "different", "less-precise"
_BATCH = 2_000  # things asked for in one query
_KEPT = 4  # releases whose disagreements are held in memory
_DATES = frozenset({XSD.date, XSD.gYear, XSD.gYearMonth})
_NUMBERS = frozenset({XSD.integer, XSD.decimal, XSD.double, XSD.float})
_ABOUT = ("indicator", "period", "scope", "unit")


@dataclass(frozen=True)
class Claim:
    """Who gives a value: the source, the row of its file, the documents behind it."""

    source: str
    row: int | None = None
    documents: tuple[str, ...] = ()


@dataclass(frozen=True)
class Opinion:
    """One of the values, in the syntax of N-Triples, with those who give it."""

    value: str
    claims: tuple[Claim, ...]


@dataclass(frozen=True)
class Disagreement:
    """Several values where one can hold; `about` says of a figure its indicator, period, scope and unit."""

    thing: str
    path: str
    degree: str
    about: Mapping[str, str]
    opinions: tuple[Opinion, ...]

    @property
    def sources(self) -> frozenset[str]:
        """All sources that give one of the values."""
        return frozenset(claim.source for opinion in self.opinions for claim in opinion.claims)


def find(store: Store) -> tuple[Disagreement, ...]:
    """All disagreements of a graph, by thing and property."""
    found = (*_of_properties(store), *_of_figures(store))
    return tuple(sorted(found, key=lambda each: (each.thing, each.path, sorted(each.about.items()))))


@cache
def single() -> Mapping[URIRef, frozenset[URIRef] | None]:
    """The properties that have one value, and the classes of which that is asked; None where it is of everything."""
    asked: dict[URIRef, set[URIRef]] = defaultdict(set)
    for cls, shape in shapes().items():
        for each in shape.constraints:
            if each.maximum == 1 and not each.derived:
                asked[each.path].add(cls)
    known = vocabulary()
    always = {*known.subjects(CSC.oneValue, Literal(True)), *known.subjects(RDF.type, OWL.FunctionalProperty)}
    found: dict[URIRef, frozenset[URIRef] | None] = {path: frozenset(asked[path]) for path in sorted(asked)}
    return found | dict.fromkeys(sorted(URIRef(str(path)) for path in always))


def compare(values: Iterable[Identifier]) -> str | None:
    """How values differ: `different`, only `less-precise`, or not at all; texts in other languages are not compared."""
    by_language: dict[str | None, set[Identifier]] = defaultdict(set)
    for value in values:
        by_language[getattr(value, "language", None)].add(value)
    found = {_compared(_distinct(same)) for same in by_language.values()}
    return next((degree for degree in (DIFFERENT, LESS_PRECISE) if degree in found), None)


def _compared(distinct: Sequence[Identifier]) -> str | None:
    if len(distinct) < 2:
        return None
    same = all(_is_less_precise(one, other) for one, other in combinations(distinct, 2))
    return LESS_PRECISE if same else DIFFERENT


def _distinct(values: Iterable[Identifier]) -> list[Identifier]:
    """One of each value that means something else: capitals, accents and 1.0 for 1 do not count."""
    found: dict[object, Identifier] = {}
    for value in sorted(values, key=str):
        found.setdefault(_meaning(value), value)
    return list(found.values())


def _meaning(value: Identifier) -> object:
    if not isinstance(value, Literal) or value.datatype in _DATES:
        return value
    number = _number(value) if value.datatype in _NUMBERS else None
    return fold(str(value)) if number is None else number


def _is_less_precise(one: Identifier, other: Identifier) -> bool:
    """Whether one is the other with less said."""
    if not (isinstance(one, Literal) and isinstance(other, Literal)):
        return False
    if {one.datatype, other.datatype} <= _DATES:
        return str(one).startswith(str(other)) or str(other).startswith(str(one))
    if {one.datatype, other.datatype} <= _NUMBERS:
        first, second = _number(one), _number(other)
        return first is not None and second is not None and (_is_round(first, second) or _is_round(second, first))
    return False


def _number(value: Literal) -> Decimal | None:
    try:
        return Decimal(str(value)).normalize()
    except ArithmeticError:  # no number, or 1e9999999, which is beyond what can be reckoned with
        return None


def _is_round(rough: Decimal, exact: Decimal) -> bool:
    """Whether a number is another one rounded, with two digits at least: 5.2 million is 5 186 352."""
    exponent = rough.as_tuple().exponent
    digits = len(rough.as_tuple().digits)
    if not isinstance(exponent, int) or digits < 2 or rough == exact:
        return False
    return exact.is_finite() and abs(exact - rough) <= Decimal(5).scaleb(exponent - 1)


def _of_properties(store: Store) -> Iterator[Disagreement]:
    for path, classes in single().items():
        several = bind(view("several-values"), {"property": path})
        things = sorted({URIRef(str(row["thing"])) for row in store.select(several, Scope.OPERATOR)})
        if things:
            yield from _of_property(store, path, _of_classes(store, things, classes))


def _of_classes(store: Store, things: Sequence[URIRef], classes: frozenset[URIRef] | None) -> Sequence[URIRef]:
    if classes is None:
        return things
    rows = _asked(store, "facts", "thing", things)
    kept = {URIRef(str(row["thing"])) for row in rows if row["property"] == RDF.type and row["value"] in classes}
    return sorted(kept)


def _of_property(store: Store, path: URIRef, things: Sequence[URIRef]) -> Iterator[Disagreement]:
    said: dict[URIRef, dict[Identifier, set[URIRef]]] = defaultdict(lambda: defaultdict(set))
    for row in _asked(store, "facts", "thing", things):
        if row["property"] == path and row["graph"] != INFERRED:
            said[URIRef(str(row["thing"]))][row["value"]].add(URIRef(str(row["graph"])))
    differing = {thing: degree for thing in sorted(said) if (degree := compare(tuple(said[thing])))}
    claims = _claims(store, path, sorted(differing))
    for thing, degree in differing.items():
        yield _made(thing, path, degree, {}, [(value, thing, said[thing][value]) for value in said[thing]], claims)


def _of_figures(store: Store) -> Iterator[Disagreement]:
    """Figures that say something else of the same thing, time and scope, in the same unit."""
    groups: dict[tuple[Identifier, ...], list[Row]] = defaultdict(list)
    for row in store.select(view("several-figures"), Scope.OPERATOR):
        groups[tuple(row[name] for name in ("of", *_ABOUT))].append(row)
    figures = sorted({URIRef(str(row["figure"])) for rows in groups.values() for row in rows})
    claims = _claims(store, CSC.value, figures)
    for (of, *about), rows in groups.items():
        degree = compare({row["value"] for row in rows})
        if degree:
            told = {name: written(term) for name, term in zip(_ABOUT, about, strict=True)}
            given = [(row["value"], URIRef(str(row["figure"])), {URIRef(str(row["graph"]))}) for row in rows]
            yield _made(URIRef(str(of)), CSC.value, degree, told, given, claims)


_Claims = Mapping[tuple[URIRef, Identifier], Sequence[Claim]]
_Given = tuple[Identifier, URIRef, set[URIRef]]  # a value, of which subject, in which graphs


def _made(
    thing: URIRef, path: URIRef, degree: str, about: Mapping[str, str], given: Iterable[_Given], claims: _Claims
) -> Disagreement:
    by_value: dict[str, set[Claim]] = defaultdict(set)
    for value, subject, graphs in given:
        told = [claim for claim in claims.get((subject, value), ()) if URIRef(claim.source) in graphs]
        silent = graphs - {URIRef(claim.source) for claim in told}
        by_value[written(value)] |= {*told, *(Claim(str(graph)) for graph in silent)}
    opinions = tuple(Opinion(value, tuple(sorted(by_value[value], key=_claim_order))) for value in sorted(by_value))
    return Disagreement(str(thing), str(path), degree, about, opinions)


def _claim_order(claim: Claim) -> tuple[str, int, tuple[str, ...]]:
    return claim.source, claim.row or 0, claim.documents


def _claims(store: Store, path: URIRef, subjects: Sequence[URIRef]) -> dict[tuple[URIRef, Identifier], list[Claim]]:
    """The rows that say a property of things, by thing and value."""
    found: dict[tuple[URIRef, Identifier, str, int | None], set[str]] = defaultdict(set)
    for row in _asked(store, "claims", "subject", subjects):
        if row.get("property") in {path, None}:
            number = int(str(row["row"])) if "row" in row else None
            documents = found[URIRef(str(row["subject"])), row["value"], str(row["source"]), number]
            documents |= {str(row["document"])} if "document" in row else set()
    claims: dict[tuple[URIRef, Identifier], list[Claim]] = defaultdict(list)
    for (subject, value, source, number), documents in found.items():
        claims[subject, value].append(Claim(source, number, tuple(sorted(documents))))
    return claims


def _asked(store: Store, name: str, parameter: str, things: Sequence[URIRef]) -> Iterator[Row]:
    for start in range(0, len(things), _BATCH):
        query = bind_many(view(name), {parameter: tuple(things[start : start + _BATCH])})
        yield from store.select(query, Scope.OPERATOR)


def write(found: Sequence[Disagreement], artefacts: Path) -> None:
    """Keep disagreements beside their release."""
    text = json.dumps([asdict(each) for each in found], ensure_ascii=False)
    (artefacts / FILE).write_text(text, encoding="utf-8")


@lru_cache(_KEPT)
def read(artefacts: Path) -> tuple[Disagreement, ...]:
    """The disagreements of a release; none where it was made before they were kept."""
    try:
        said = json.loads((artefacts / FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return ()
    return tuple(Disagreement(**each | {"opinions": tuple(map(_opinion, each["opinions"]))}) for each in said)


def _opinion(said: Mapping[str, list[dict[str, object]]]) -> Opinion:
    claims = (Claim(**{**each, "documents": tuple(_texts(each["documents"]))}) for each in said["claims"])  # type: ignore[arg-type]
    return Opinion(str(said["value"]), tuple(claims))


def _texts(said: object) -> Iterator[str]:
    assert isinstance(said, list)
    yield from map(str, said)


def value_of(opinion: Opinion) -> Identifier:
    """The value of an opinion as a term."""
    return read_term(opinion.value)
