"""What points at a thing: grouped by property and kind, relations shown as the thing at their other end."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from rdflib import URIRef
from rdflib.namespace import PROV

from graph import cursor as cursors
from graph.arrivals import Incoming, Key, ordered, other_end
from graph.description import (
    INFERRED,
    NOT_FACTS,
    Described,
    Rows,
    behind,
    cite,
    describe,
    facts,
    named_terms,
    terms,
    why_path,
)
from graph.reader import Reader, local, ref, same
from graph.things import Link, LinkGroup
from ontology.iri import fold
from ontology.namespaces import CSC
from ontology.saying import Said

SHOWN = 50  # links of a group on a page; the rest is paged

Graphs: TypeAlias = frozenset[URIRef]


class UnknownLinks(LookupError):
    """Nothing points at the thing under this name."""


@dataclass(frozen=True)
class Shown:
    """What is read about the nodes that are shown: what relations say, and which graphs hold each link."""

    relations: Described
    graphs: Mapping[tuple[URIRef, URIRef], Graphs]

    def other_end(self, node: URIRef, via: URIRef) -> URIRef:
        """The thing to show for a node: itself, or the other end of a relation."""
        return other_end(self.relations.get(node, {}), node, via)


@dataclass(frozen=True)
class Page:
    """One page of a group: the nodes shown, how many there are in all, and where it goes on."""

    nodes: tuple[URIRef, ...]
    total: int
    next: str | None


def group_name(key: Key) -> str:
    """The name of a group in addresses: `signedBy-pacts`."""
    return f"{local(key[0])}-{key[1].collection}"


def find(found: Incoming, name: str) -> Key:
    """The group of this name; raises `UnknownLinks`."""
    names = {group_name(key): key for key in found.groups}
    if name not in names:
        known = ", ".join(sorted(names)) or "–"
        raise UnknownLinks(
            Said.of("links", "there are no links “{name}” here; there are: {known}", name=name, known=known)
        )
    return names[name]


def page(reader: Reader, found: Incoming, key: Key, lang: str, limit: int, cursor: str | None, text: str = "") -> Page:
    """The nodes of a group by the name of what is shown for them, from a cursor on; those with the words of a text."""
    words = fold(text).split()
    everything = ordered(reader, found, key, lang)
    matching = [each for each in everything if all(word in each[0] for word in words)] if words else everything
    start = bisect_right(matching, cursors.read(cursor, (str, str, str))) if cursor else 0
    shown = matching[start : start + limit]
    more = cursors.write(shown[-1]) if shown and start + limit < len(matching) else None
    return Page(tuple(same(node) for _, _, node in shown), len(matching), more)


def look(reader: Reader, found: Incoming, nodes: Mapping[Key, Sequence[URIRef]]) -> Shown:
    """What is said of the nodes that are shown."""
    relations = sorted({node for (_, kind), each in nodes.items() if reader.is_relation(kind) for node in each})
    return Shown(describe(reader, relations), _graphs(reader, found, nodes))


def _graphs(
    reader: Reader, found: Incoming, nodes: Mapping[Key, Sequence[URIRef]]
) -> Mapping[tuple[URIRef, URIRef], Graphs]:
    graphs: dict[tuple[URIRef, URIRef], set[URIRef]] = defaultdict(set)
    every = sorted({node for each in nodes.values() for node in each})
    for row in reader.rows("link-graphs", subject=every, thing=(found.thing,)) if every else ():
        graphs[ref(row["subject"]), ref(row["property"])].add(ref(row["graph"]))
    if any(predicate == PROV.wasDerivedFrom for predicate, _ in nodes):
        for row in reader.rows("supported", document=(found.thing,)):
            graphs[ref(row["subject"]), PROV.wasDerivedFrom].add(ref(row["graph"]))
    return {pair: frozenset(each) for pair, each in graphs.items()}


def citations(reader: Reader, found: Incoming, shown: Shown, pages: Iterable[Page]) -> Rows:
    """The rows behind the links that are shown, and behind what their relations say."""
    nodes = {node for each in pages for node in each.nodes}
    plain = sorted(nodes - shown.relations.keys())
    rows = list(reader.rows("citations", subject=sorted(shown.relations))) if shown.relations else []
    if plain:
        rows += reader.rows("citations_of_links", subject=plain, given=(found.thing,))
    return behind(reader, rows)


def group(reader: Reader, lang: str, found: Incoming, key: Key, at: Page, shown: Shown, rows: Rows) -> LinkGroup:
    """A group with its links, named and cited."""
    predicate, kind = key
    links = tuple(_link(reader, lang, found.thing, key, node, shown, rows) for node in at.nodes)
    return LinkGroup(predicate, kind, group_name(key), label(reader, found, key, lang), at.total, links, at.next)


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


def to_name(shown: Shown, pages: Iterable[Page], rows: Rows) -> set[URIRef]:
    """All IRIs on the page that need a name, to be looked up together."""
    nodes = {node for each in pages for node in each.nodes}
    graphs = {graph for each in shown.graphs.values() for graph in each}
    return nodes | graphs | terms(rows) | named_terms(shown.relations.values())


def _link(reader: Reader, lang: str, thing: URIRef, key: Key, node: URIRef, shown: Shown, rows: Rows) -> Link:
    via = key[0]
    graphs, end = shown.graphs.get((node, via), frozenset()), shown.other_end(node, via)
    said = shown.relations.get(node, {})
    telling = {each: said[each] for each in said if each not in NOT_FACTS | {via} and end not in said[each]}
    return Link(
        thing=reader.called(end, lang),
        through=reader.called(node, lang) if said else None,
        facts=facts(reader, lang, node, telling, rows),
        citations=cite(reader, lang, rows, (node, via, thing), graphs),
        inferred=graphs == {INFERRED},
        why=why_path(node, via, thing) if via != PROV.wasDerivedFrom else None,
    )
