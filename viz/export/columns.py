"""What files say of each thing and each link: one list of columns for all formats."""

from collections.abc import Callable
from typing import TypeAlias

from graph.networks.network import Edge
from viz.export.spans import first_day, last_day
from viz.export.view import Dot, View

Value: TypeAlias = str | int | float | bool


def _facts(view: View, dot: Dot) -> str:
    return "; ".join(f"{fact.label}: {fact.value}" for fact in dot.node.facts)


def _longitude(view: View, dot: Dot) -> float | str:
    return dot.node.point[0] if dot.node.point else ""


def _latitude(view: View, dot: Dot) -> float | str:
    return dot.node.point[1] if dot.node.point else ""


# (name, type as XML Schema calls it, description, value of a dot in a view)
NODES: tuple[tuple[str, str, str, Callable[[View, Dot], Value]], ...] = (
    ("iri", "string", "the address of the thing", lambda view, dot: str(dot.node.iri)),
    ("page", "string", "the page that tells of it", lambda view, dot: dot.page),
    ("label", "string", "its name", lambda view, dot: dot.node.label),
    ("short", "string", "its name on the map", lambda view, dot: dot.short),
    ("acronym", "string", "its acronym", lambda view, dot: dot.node.acronym),
    ("kind", "string", "its kind", lambda view, dot: dot.node.kind),
    ("kind_label", "string", "what the kind is called", lambda view, dot: view.kind(dot.node.kind)),
    ("countries", "string", "its countries", lambda view, dot: view.listed(dot.node.countries)),
    ("regions", "string", "its regions (NUTS)", lambda view, dot: ", ".join(dot.node.regions)),
    ("areas", "string", "its thematic areas", lambda view, dot: view.listed(dot.node.areas)),
    ("facts", "string", "what else is said of it", _facts),
    ("group", "string", "what its colour says", lambda view, dot: dot.group),
    ("links", "integer", "how many links it has here", lambda view, dot: dot.node.weight),
    ("x", "double", "its place on the map, to the right", lambda view, dot: dot.x),
    ("y", "double", "its place on the map, downwards", lambda view, dot: dot.y),
    ("size", "double", "its radius on the map", lambda view, dot: dot.size),
    ("colour", "string", "its colour on a light ground", lambda view, dot: dot.ink.light),
    ("longitude", "double", "where it stands, if that is known", _longitude),
    ("latitude", "double", "where it stands, if that is known", _latitude),
)  # fmt: skip

EDGES: tuple[tuple[str, str, str, Callable[[View, Edge], Value]], ...] = (
    ("relation", "string", "what joins the two", lambda view, edge: edge.relation),
    ("label", "string", "what the relation is called", lambda view, edge: view.names.get(edge.relation, edge.relation)),
    ("role", "string", "in which role", lambda view, edge: edge.role),
    ("since", "string", "since when, as the source has it", lambda view, edge: edge.since),
    ("until", "string", "until when, as the source has it", lambda view, edge: edge.until),
    ("start", "date", "the first day", lambda view, edge: first_day(edge.since)),
    ("end", "date", "the last day", lambda view, edge: last_day(edge.until)),
    ("weight", "double", "how strong it is: mostly, how much the two share", lambda view, edge: edge.weight),
    ("directed", "boolean", "whether it points from source to target", lambda view, edge: edge.directed),
    ("judged", "boolean", "whether it is a judgement of the compilers", lambda view, edge: edge.judged),
    ("shared", "string", "what the two share, up to five", lambda view, edge: "; ".join(edge.why)),
)


def facts(view: View) -> list[tuple[str, str]]:
    """What every file says of itself, by name."""
    told = view.told
    return [
        ("title", told.title),
        ("description", told.help),
        ("publisher", told.publisher),
        ("release", told.release),
        ("date", told.date),
        ("language", told.lang),
        ("licence", told.licence),
        ("address", told.address),
        ("query", told.query),
        ("legend", "; ".join(f"{entry.label} {entry.ink.light} ({entry.count})" for entry in view.legend)),
        (
            "sources",
            "; ".join(_credited(*each) for each in ((one.title, one.licence, one.url) for one in told.sources)),
        ),
    ]


def _credited(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
