"""How much is known of the things of each class: of how many a property has a value, or is said to be unknown."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from rdflib import OWL, URIRef

from graph.store import Row, Scope, Store
from graph.validating.alongside import side_by_side
from graph.validating.conditions import term
from ontology.namespaces import CSC
from ontology.shapes import Shape, shapes

_NOTHING: Mapping[URIRef, int] = MappingProxyType({})
_THINGS = "SELECT ?class (COUNT(?thing) AS ?number) WHERE { ?thing a ?class } GROUP BY ?class"
_KNOWN = (
    "SELECT ?class (COUNT(?thing) AS ?number) WHERE {{ {{ SELECT DISTINCT ?thing WHERE {{ ?thing {path} ?value }} }} "
    "?thing a ?class }} GROUP BY ?class"
)
_UNKNOWN = (
    f"SELECT ?class ?path (COUNT(DISTINCT ?thing) AS ?number) WHERE {{ ?thing {term(CSC.unknown)} ?path ; a ?class }} "
    "GROUP BY ?class ?path"
)


@dataclass(frozen=True)
class Filled:
    """One property of one class: of how many things it is known, and of how many it is said to be unknown."""

    path: URIRef
    known: int
    unknown: int
    asked: str | None  # how grave it is where it is missing; None where nobody asks for it


@dataclass(frozen=True)
class Completeness:
    """One class: how many things it has, and what is known of them."""

    cls: URIRef
    things: int
    fields: tuple[Filled, ...]


def completeness(store: Store) -> tuple[Completeness, ...]:
    """Every class of ours that has things, by its properties in the order of pages."""
    totals = _counts(store, _THINGS)
    present = {cls: shape for cls, shape in shapes().items() if totals.get(cls) and cls != OWL.Thing}
    paths = {each.path for shape in present.values() for each in shape.constraints if not each.derived}
    there = [path for path in sorted(paths) if any(True for _ in store.lines(None, term(path), None))]
    counted = side_by_side(store, [_KNOWN.format(path=term(path)) for path in there])
    known = dict.fromkeys(paths, _NOTHING) | {path: _numbers(rows) for path, rows in zip(there, counted, strict=True)}
    unknown = {
        (URIRef(str(row["class"])), URIRef(str(row["path"]))): int(str(row["number"]))
        for row in store.select(_UNKNOWN, Scope.OPERATOR)
    }
    return tuple(_of(shape, totals[cls], known, unknown) for cls, shape in sorted(present.items()))


def _of(
    shape: Shape,
    total: int,
    known: Mapping[URIRef, Mapping[URIRef, int]],
    unknown: Mapping[tuple[URIRef, URIRef], int],
) -> Completeness:
    fields = (
        Filled(
            each.path,
            known[each.path].get(shape.cls, 0),
            unknown.get((shape.cls, each.path), 0),
            each.severity if each.minimum else None,
        )
        for each in shape.constraints
        if not each.derived
    )
    return Completeness(shape.cls, total, tuple(fields))


def _counts(store: Store, query: str) -> dict[URIRef, int]:
    return _numbers(store.select(query, Scope.OPERATOR))


def _numbers(rows: Iterable[Row]) -> dict[URIRef, int]:
    return {URIRef(str(row["class"])): int(str(row["number"])) for row in rows}
