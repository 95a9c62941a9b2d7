"""What points at a thing, before anything is named: by property and kind, each node with the thing to show for it.

A hub of ten thousand links is read as texts, each property with its names at once: as terms, or asked for again, they
would take a second.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from rdflib import URIRef
from rdflib.namespace import PROV, RDF, SKOS

from graph.description import INFERRED, describe, graphs_of_properties, is_shown
from graph.reader import ENDS, Reader, ref, same
from ontology.iri import fold
from ontology.model import Kind, preferred
from ontology.namespaces import CSC

# Rows and statements about statements stand behind what is shown; their number would bury everything else.
BACKING = frozenset({CSC.Record, CSC.ImportRun, RDF.Statement})
MANY = 200  # links by one property from which their names are read with them
_FIGURES = CSC.figureOf

Key: TypeAlias = tuple[URIRef, Kind]
Labels: TypeAlias = dict[str, dict[str, str]]  # of things, by language
Order: TypeAlias = Sequence[tuple[str, str, str]]  # by name: the folded name, the thing that is shown, the node


@dataclass(frozen=True)
class Ends:
    """The thing to show for each node, itself or the other end of a relation, and the labels that were read with it."""

    things: Mapping[str, str]
    labels: Labels


@dataclass(frozen=True)
class Incoming:
    """What points at a thing: the nodes of each group, and the figures.

    `ends` and `orders` keep what was found of each group: a hub is followed once, and sorted once for each language.
    """

    thing: URIRef
    groups: Mapping[Key, Sequence[str]]
    figures: tuple[URIRef, ...]
    ends: dict[Key, Ends] = field(default_factory=dict)
    orders: dict[tuple[Key, str], Order] = field(default_factory=dict)


def incoming(reader: Reader, thing: URIRef) -> Incoming:
    """Everything that points at a thing."""
    groups: dict[Key, Sequence[str]] = {}
    ends: dict[Key, Ends] = {}
    figures: set[URIRef] = set()
    for predicate, nodes, followed in _links(reader, thing):
        if predicate == _FIGURES:
            figures.update(map(same, nodes))
            continue
        for kind, each in _by_kind(reader, nodes).items():
            if _tells(reader, predicate, kind):
                groups[predicate, kind] = each
                if followed and followed[0] == reader.is_relation(kind):
                    ends[predicate, kind] = followed[1]
    _without_repeats(groups)
    return Incoming(thing, groups, tuple(sorted(figures)), ends)


def ordered(reader: Reader, found: Incoming, key: Key, lang: str) -> Order:
    """The nodes of a group by the name of what is shown for them."""
    if (key, lang) not in found.orders:
        if key not in found.ends:
            found.ends[key] = _ends(reader, found, key)
        ends = found.ends[key]
        shown = {node: ends.things[node] for node in found.groups[key]}
        others = {end: same(end) for end in shown.values() if end not in ends.labels}
        reader.learn(others.values())
        ranks = {end: reader.rank(iri, lang)[0] for end, iri in others.items()}
        ranks |= {end: fold(_best(labels, lang)) for end, labels in ends.labels.items()}
        found.orders[key, lang] = sorted((ranks[end], end, node) for node, end in shown.items())
    return found.orders[key, lang]


def _best(labels: Mapping[str, str], lang: str) -> str:
    """The label in a language, or that which stands in for it."""
    return labels.get(lang) or next(labels[each] for each in (*preferred(lang), *sorted(labels)) if each in labels)


def other_end(said: Mapping[URIRef, Iterable[object]], node: URIRef, via: URIRef) -> URIRef:
    """The thing to show for a node of which this is said: itself, or the other end of a relation."""
    return next((same(min(map(str, said[end]))) for end in ENDS if end != via and end in said), node)


def _by_kind(reader: Reader, nodes: Iterable[str]) -> dict[Kind, tuple[str, ...]]:
    # What begins alike is of one kind: each beginning is looked up once, as there may be very many nodes.
    heads: dict[str, dict[str, None]] = defaultdict(dict)
    for node in nodes:
        heads[node.rpartition("/")[0]][node] = None
    found: dict[Kind, list[str]] = defaultdict(list)
    for each in heads.values():
        if located := next(filter(None, map(reader.model.locate, each)), None):
            found[located.kind] += each
    return {kind: tuple(each) for kind, each in found.items()}


def _tells(reader: Reader, predicate: URIRef, kind: Kind) -> bool:
    """Whether a link is shown: what lies in a region is; the levels of a hierarchy are shown step by step."""
    if kind.cls in BACKING:
        return False
    if predicate == CSC.within:
        return SKOS.Concept not in reader.model.superclasses(kind.cls)
    return predicate not in reader.model.shortcuts


def _without_repeats(groups: dict[Key, Sequence[str]]) -> None:
    """What is stated to be in a region is not said again to lie within it."""
    for predicate, kind in [key for key in groups if key[0] == CSC.within]:
        said = set(groups.get((CSC.region, kind), ()))
        groups[predicate, kind] = tuple(node for node in groups[predicate, kind] if node not in said)
        if not groups[predicate, kind]:
            del groups[predicate, kind]


def _links(reader: Reader, thing: URIRef) -> Iterator[tuple[URIRef, Iterable[str], tuple[bool, Ends] | None]]:
    """Each property whose links may be shown, and the nodes; of many also what they lead to, if all are relations."""
    rows = list(reader.rows("link-properties", thing=(thing,)))
    graphs = graphs_of_properties(rows)
    totals: dict[URIRef, int] = defaultdict(int)
    for row in rows:
        totals[ref(row["property"])] += int(str(row["total"]))
    for predicate in sorted(each for each in graphs if is_shown(each, graphs[each])):
        if predicate != CSC.within and predicate in reader.model.shortcuts:
            continue
        if not predicate.startswith(CSC) and INFERRED in graphs[predicate]:
            yield predicate, _nodes(reader, "links-stated", thing, predicate), None
        elif totals[predicate] <= MANY or predicate == _FIGURES:
            yield predicate, _nodes(reader, "links", thing, predicate), None
        else:
            joins, ends = _followed(reader, thing, predicate)
            yield predicate, ends.things, (joins, ends)
    located = reader.model.locate(thing)
    if located and located.kind.cls == CSC.Document:
        yield PROV.wasDerivedFrom, (str(row["subject"]) for row in reader.rows("supported", document=(thing,))), None


def _nodes(reader: Reader, view: str, thing: URIRef, predicate: URIRef) -> Iterator[str]:
    return (node for (node,) in reader.table(view, thing=(thing,), property=(predicate,)))


def _followed(reader: Reader, thing: URIRef, via: URIRef) -> tuple[bool, Ends]:
    """Very many nodes with what is shown for them, by the way that some of them lead on; and whether they do."""
    some = [same(node) for node in _nodes(reader, "links-some", thing, via)]
    said = describe(reader, [node for node in some if _joins(reader, node)]).values()
    ways = [end for end in ENDS if end != via and any(end in each for each in said)]
    things: dict[str, str] = {}
    labels: Labels = {}
    for node, text, tag in reader.table("link-names", thing=(thing,), via=(via,)) if not ways else ():
        things[node] = node
        _label(labels, node, text, tag)
    for end in reversed(ways):  # the first of them counts, so it is the last to be told
        first: dict[str, str] = {}
        for node, other, text, tag in reader.table("link-ends", thing=(thing,), via=(via,), end=(end,)):
            if other:
                first[node] = min(other, first[node]) if node in first else other
                _label(labels, other, text, tag)
            else:
                things.setdefault(node, node)
        things |= first
    return bool(ways), Ends(things, labels)


def _label(labels: Labels, thing: str, text: str, tag: str) -> None:
    """One more label of a thing, if it has one; of several in one language the first by its text."""
    if not text:
        return
    known = labels.get(thing)
    if known is None:
        labels[thing] = {tag: text}
    else:
        known[tag] = min(text, known.get(tag, text))


def _joins(reader: Reader, node: URIRef) -> bool:
    located = reader.model.locate(node)
    return located is not None and reader.is_relation(located.kind)


def _ends(reader: Reader, found: Incoming, key: Key) -> Ends:
    """The thing to show for each node of a group, where it was not read with the nodes."""
    nodes = [same(node) for node in found.groups[key]]
    said = describe(reader, nodes) if reader.is_relation(key[1]) else {}
    # Plain texts as keys: a term of rdflib is never equal to one.
    return Ends({str(node): str(other_end(said.get(node, {}), node, key[0])) for node in nodes}, {})
