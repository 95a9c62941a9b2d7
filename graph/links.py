"""What points at a thing: grouped by property and kind, relations shown as the thing at their other end."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
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
    named_terms,
    terms,
    why_path,
)
from graph.reader import ENDS, Reader, local, ref, same
from graph.searching.places import Places
from graph.things import Link, LinkGroup
from ontology.iri import fold
from ontology.model import Kind
from ontology.namespaces import CSC
from ontology.saying import Said

SHOWN = 50  # links of a group on a page; the rest is paged
_FEW = 200  # links of a group up to which each is looked at
_SAMPLE = 20  # of more relations, those that are looked at to know how they lead on
# Rows and statements about statements stand behind what is shown; their number would bury everything else.
BACKING = frozenset({CSC.Record, CSC.ImportRun, RDF.Statement})
_FIGURES = CSC.figureOf

Key: TypeAlias = tuple[URIRef, Kind]
Graphs: TypeAlias = frozenset[URIRef]
Order: TypeAlias = Sequence[tuple[str, str, str]]  # by name: the folded name, the thing that is shown, the node


class UnknownLinks(LookupError):
    """Nothing points at the thing under this name."""


@dataclass(frozen=True)
class Incoming:
    """What points at a thing, before anything is named: the nodes of each group, and the figures.

    `ends` and `orders` keep what was found of each group: a hub of many thousands is followed once, and sorted once for
    each language.
    """

    thing: URIRef
    groups: Mapping[Key, Sequence[URIRef]]
    figures: tuple[URIRef, ...]
    ends: dict[Key, Mapping[URIRef, URIRef]] = field(default_factory=dict)
    orders: dict[tuple[Key, str], Order] = field(default_factory=dict)


@dataclass(frozen=True)
class Shown:
    """What is read about the nodes that are shown: what relations say, and which graphs hold each link."""

    relations: Described
    graphs: Mapping[tuple[URIRef, URIRef], Graphs]

    def other_end(self, node: URIRef, via: URIRef) -> URIRef:
        """The thing to show for a node: itself, or the other end of a relation."""
        said = self.relations.get(node, {})
        return next((ref(min(said[end])) for end in ENDS if end != via and end in said), node)


@dataclass(frozen=True)
class Page:
    """One page of a group: the nodes shown, how many there are in all, and where it goes on."""

    nodes: tuple[URIRef, ...]
    total: int
    next: str | None


def incoming(reader: Reader, thing: URIRef) -> Incoming:
    """Everything that points at a thing."""
    groups: dict[Key, dict[URIRef, None]] = {}
    figures: set[URIRef] = set()
    shown, places = cache(partial(_tells, reader)), Places(reader.model)
    for predicate, node in _pairs(reader, thing):
        if predicate == _FIGURES:
            figures.add(node)
        elif (located := places.find(f"<{node}>")) and shown(predicate, located[0]):
            groups.setdefault((predicate, located[0]), {})[node] = None
    _without_repeats(groups)
    return Incoming(thing, {key: tuple(nodes) for key, nodes in groups.items()}, tuple(sorted(figures)))


def _tells(reader: Reader, predicate: URIRef, kind: Kind) -> bool:
    """Whether a link is shown: what lies in a region is; the levels of a hierarchy are shown step by step."""
    if kind.cls in BACKING:
        return False
    if predicate == CSC.within:
        return SKOS.Concept not in reader.model.superclasses(kind.cls)
    return predicate not in reader.model.shortcuts


def _without_repeats(groups: dict[Key, dict[URIRef, None]]) -> None:
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
        known = ", ".join(sorted(names)) or "–"
        raise UnknownLinks(
            Said.of("links", "there are no links “{name}” here; there are: {known}", name=name, known=known)
        )
    return names[name]


def page(reader: Reader, found: Incoming, key: Key, lang: str, limit: int, cursor: str | None, text: str = "") -> Page:
    """The nodes of a group by the name of what is shown for them, from a cursor on; those with the words of a text."""
    words = fold(text).split()
    everything = _ordered(reader, found, key, lang)
    ordered = [each for each in everything if all(word in each[0] for word in words)] if words else everything
    start = bisect_right(ordered, cursors.read(cursor, (str, str, str))) if cursor else 0
    shown = ordered[start : start + limit]
    more = cursors.write(shown[-1]) if shown and start + limit < len(ordered) else None
    return Page(tuple(URIRef(node) for _, _, node in shown), len(ordered), more)


def _ordered(reader: Reader, found: Incoming, key: Key, lang: str) -> Order:
    if (key, lang) not in found.orders:
        if key not in found.ends:
            found.ends[key] = _ends(reader, found, key)
        ends = found.ends[key]
        reader.learn(ends.values())
        found.orders[key, lang] = sorted((*reader.rank(end, lang), str(node)) for node, end in ends.items())
    return found.orders[key, lang]


def _ends(reader: Reader, found: Incoming, key: Key) -> Mapping[URIRef, URIRef]:
    """The thing to show for each node of a group, with the names of most learnt on the way."""
    nodes = found.groups[key]
    if len(nodes) <= _FEW:
        shown = Shown(describe(reader, nodes) if reader.is_relation(key[1]) else {}, {})
        return {node: shown.other_end(node, key[0]) for node in nodes}
    if not reader.is_relation(key[1]):
        rows = reader.table("link-names", thing=(found.thing,), via=(key[0],))
        reader.remember_labels((node, text, tag) for node, text, tag in rows)
        return {node: node for node in nodes}
    return _far_ends(reader, found, key)


def _far_ends(reader: Reader, found: Incoming, key: Key) -> Mapping[URIRef, URIRef]:
    """The other ends of very many relations of one kind, which all have theirs by the same property."""
    nodes = found.groups[key]
    some = describe(reader, nodes[:_SAMPLE]).values()
    ends: dict[str, str] = {}
    for end in (end for end in ENDS if end != key[0] and any(end in said for said in some)):
        rows = list(reader.table("link-ends", thing=(found.thing,), via=(key[0],), end=(end,)))
        reader.remember_labels((other, text, tag) for _, other, text, tag in rows if text)
        first: dict[str, str] = {}
        for node, other, _, _ in rows:
            first[node] = min(other, first.get(node, other))
        ends = first | ends
    return {node: same(ends.get(str(node), node)) for node in nodes}


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


def _pairs(reader: Reader, thing: URIRef) -> Iterator[tuple[URIRef, URIRef]]:
    """Each link that may be shown: the property, and the node that has it."""
    properties = [ref(row["property"]) for row in reader.rows("link-properties", thing=(thing,))]
    wanted = sorted(each for each in properties if each == CSC.within or each not in reader.model.shortcuts)
    for predicate in wanted:
        view = "links" if predicate.startswith(CSC) else "links-stated"
        for (node,) in reader.table(view, thing=(thing,), property=(predicate,)):
            yield predicate, same(node)
    located = reader.model.locate(thing)
    if located and located.kind.cls == CSC.Document:
        for row in reader.rows("supported", document=(thing,)):
            yield PROV.wasDerivedFrom, ref(row["subject"])


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
