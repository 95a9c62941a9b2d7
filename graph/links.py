"""What points at a thing: grouped by property and kind, relations shown as the thing at their other end."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from rdflib import URIRef
from rdflib.namespace import PROV, RDF, SKOS

from graph import cursor as cursors
from graph.description import (
    INFERRED,
    NOT_FACTS,
    Described,
    Rows,
    behind,
    cite,
    describe,
    facts,
    is_shown,
    named_terms,
    terms,
    why_path,
)
from graph.reader import ENDS, Reader, local, ref
from graph.things import Link, LinkGroup
from ontology.model import Kind
from ontology.namespaces import CSC

SHOWN = 50  # links of a group on a page; the rest is paged
# Rows and statements about statements stand behind what is shown; their number would bury everything else.
BACKING = frozenset({CSC.Record, CSC.ImportRun, RDF.Statement})

Key: TypeAlias = tuple[URIRef, Kind]
Graphs: TypeAlias = frozenset[URIRef]


class UnknownLinks(LookupError):
    """Nothing points at the thing under this name."""


@dataclass(frozen=True)
class Incoming:
    """What points at a thing, before anything is named: by group, each pointing node with the graphs that say so."""

    thing: URIRef
    groups: Mapping[Key, Mapping[URIRef, Graphs]]
    figures: tuple[URIRef, ...]
    relations: Described

    def other_end(self, node: URIRef, via: URIRef) -> URIRef:
        """The thing to show for a node: itself, or the other end of a relation."""
        for predicate in ENDS:
            if predicate != via:
                for value in sorted(self.relations.get(node, {}).get(predicate, {})):
                    return ref(value)
        return node


@dataclass(frozen=True)
class Page:
    """One page of a group: the nodes shown, how many there are in all, and where it goes on."""

    nodes: tuple[URIRef, ...]
    total: int
    next: str | None


def incoming(reader: Reader, thing: URIRef) -> Incoming:
    """Everything that points at a thing."""
    groups: dict[Key, dict[URIRef, set[URIRef]]] = {}
    figures: set[URIRef] = set()
    for predicate, node, graph in _pairs(reader, thing):
        located = reader.model.locate(node)
        if predicate == CSC.figureOf:
            figures.add(node)
        elif located and located.kind.cls not in BACKING and _tells(reader, predicate, located.kind):
            groups.setdefault((predicate, located.kind), {}).setdefault(node, set()).add(graph)
    _without_repeats(groups)
    relations = {node for (_, kind), nodes in groups.items() if reader.is_relation(kind) for node in nodes}
    frozen = {key: {node: frozenset(graphs) for node, graphs in nodes.items()} for key, nodes in groups.items()}
    return Incoming(thing, frozen, tuple(sorted(figures)), describe(reader, sorted(relations)))


def _tells(reader: Reader, predicate: URIRef, kind: Kind) -> bool:
    """Whether a link is shown: what lies in a region is; the levels of a hierarchy are shown step by step."""
    if predicate == CSC.within:
        return SKOS.Concept not in reader.model.superclasses(kind.cls)
    return predicate not in reader.model.shortcuts


def _without_repeats(groups: dict[Key, dict[URIRef, set[URIRef]]]) -> None:
    """What is stated to be in a region is not said again to lie within it."""
    for predicate, kind in [key for key in groups if key[0] == CSC.within]:
        for node in groups.get((CSC.region, kind), {}):
            groups[predicate, kind].pop(node, None)
        if not groups[predicate, kind]:
            del groups[predicate, kind]


def group_name(key: Key) -> str:
    """The name of a group in addresses: `signedBy-pacts`."""
    return f"{local(key[0])}-{key[1].collection}"


def find(found: Incoming, name: str) -> Key:
    """The group of this name; raises `UnknownLinks`."""
    names = {group_name(key): key for key in found.groups}
    if name not in names:
        raise UnknownLinks(f"there are no links “{name}” here; there are: {', '.join(sorted(names)) or 'none'}")
    return names[name]


def page(reader: Reader, found: Incoming, key: Key, lang: str, limit: int, cursor: str | None) -> Page:
    """The nodes of a group by the name of what is shown for them, from a cursor on."""
    ends = {node: found.other_end(node, key[0]) for node in found.groups[key]}
    reader.learn(ends.values())
    ordered = sorted((*reader.rank(end, lang), str(node)) for node, end in ends.items())
    start = bisect_right(ordered, cursors.read(cursor, (str, str, str))) if cursor else 0
    shown = ordered[start : start + limit]
    more = cursors.write(shown[-1]) if shown and start + limit < len(ordered) else None
    return Page(tuple(URIRef(node) for _, _, node in shown), len(ordered), more)


def citations(reader: Reader, found: Incoming, pages: Iterable[Page]) -> Rows:
    """The rows behind the links that are shown, and behind what their relations say."""
    nodes = {node for each in pages for node in each.nodes}
    relations = sorted(node for node in nodes if node in found.relations)
    plain = nodes - found.relations.keys()
    rows = list(reader.rows("citations", subject=relations)) if relations else []
    if plain:
        rows += (row for row in reader.rows("citations_of_links", value=(found.thing,)) if row["subject"] in plain)
    return behind(reader, rows)


def group(reader: Reader, lang: str, found: Incoming, key: Key, shown: Page, rows: Rows) -> LinkGroup:
    """A group with its links, named and cited."""
    predicate, kind = key
    links = tuple(_link(reader, lang, found, key, node, rows) for node in shown.nodes)
    return LinkGroup(predicate, kind, group_name(key), label(reader, found, key, lang), shown.total, links, shown.next)


def order(reader: Reader, found: Incoming) -> list[Key]:
    """The groups in the order of a page."""
    return sorted(found.groups, key=lambda key: (key[1].order, reader.model.order(key[0]), group_name(key)))


def label(reader: Reader, found: Incoming, key: Key, lang: str) -> str:
    """What a group is called: the property read backwards, and the kind where several share it; `Memberships`."""
    predicate, kind = key
    plural = reader.collection_label(kind, lang)
    if reader.is_relation(kind):
        only = sum(other == kind for _, other in found.groups) == 1
        return plural if only else f"{plural} ({reader.property_label(predicate, lang)})"
    backwards = reader.model.label(predicate, lang, CSC.inverseLabel)
    if backwards is None:
        return f"{plural} ({reader.property_label(predicate, lang)})"
    alone = sum(other == predicate for other, _ in found.groups) == 1
    return backwards if alone else f"{backwards}: {plural}"


def to_name(found: Incoming, pages: Iterable[Page], rows: Rows) -> set[URIRef]:
    """All IRIs on the page that need a name, to be looked up together."""
    nodes = {node for each in pages for node in each.nodes}
    graphs = {graph for group in found.groups.values() for node in group.keys() & nodes for graph in group[node]}
    return nodes | graphs | terms(rows) | named_terms(found.relations[node] for node in nodes & found.relations.keys())


def _pairs(reader: Reader, thing: URIRef) -> Iterable[tuple[URIRef, URIRef, URIRef]]:
    for row in reader.rows("links", thing=(thing,)):
        predicate, graph = ref(row["property"]), ref(row["graph"])
        if is_shown(predicate, {graph}):
            yield predicate, ref(row["subject"]), graph
    located = reader.model.locate(thing)
    if located and located.kind.cls == CSC.Document:
        for row in reader.rows("supported", document=(thing,)):
            yield PROV.wasDerivedFrom, ref(row["subject"]), ref(row["graph"])


def _link(reader: Reader, lang: str, found: Incoming, key: Key, node: URIRef, rows: Rows) -> Link:
    via, graphs = key[0], found.groups[key][node]
    end = found.other_end(node, via)
    inferred = graphs == {INFERRED}
    said = found.relations.get(node, {})
    telling = {each: said[each] for each in said if each not in NOT_FACTS | {via} and end not in said[each]}
    return Link(
        thing=reader.called(end, lang),
        through=reader.called(node, lang) if said else None,
        facts=facts(reader, lang, node, telling, rows),
        citations=cite(reader, lang, rows, (node, via, found.thing), graphs),
        inferred=inferred,
        why=why_path(node, via, found.thing) if via != PROV.wasDerivedFrom else None,
    )
