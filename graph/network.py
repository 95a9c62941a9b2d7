"""The network of clusters, members, pacts, policies, value chains, practices and projects, read from a store."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import TypeAlias

from rdflib import Literal, URIRef
from rdflib.term import Identifier

from graph.query import bind_many, view
from graph.store import Row, Scope, Store
from ontology.model import pick
from ontology.namespaces import CSC, ID

LINK_VIEWS = (
    "network-memberships",
    "network-affiliations",
    "network-participations",
    "network-recognitions",
    "network-direct",
)
_Pair: TypeAlias = tuple[URIRef, URIRef, str]
_AllFacts: TypeAlias = defaultdict[Identifier, defaultdict[str, list[Identifier]]]
MOST = 4_000  # things on the map: more cannot be told apart, and placing them takes time and memory by their square
_BATCH = 1_000  # things asked for in one query
_FACTS = ("founded", "signedOn", "start", "end", "city", "sector", "level", "policyKind", "excellenceLabel")


@dataclass(frozen=True)
class Word:
    """A term with its name in the language of the network."""

    key: str
    label: str


@dataclass(frozen=True)
class Fact:
    """One short thing to say of a node: `founded`, `2019`."""

    label: str
    value: str


@dataclass(frozen=True)
class Node:
    """A thing on the map. `weight` is the number of its links."""

    iri: URIRef
    kind: str
    collection: str
    slug: str
    label: str
    acronym: str
    countries: tuple[str, ...]
    areas: tuple[str, ...]
    facts: tuple[Fact, ...]
    weight: int

    @property
    def key(self) -> str:
        """The part of the IRI that names the thing: `cluster/produtech`."""
        return f"{self.kind}/{self.slug}"


@dataclass(frozen=True)
class Edge:
    """A link between two things. `judged` marks one that no source states: the compilers' judgement."""

    source: URIRef
    target: URIRef
    relation: str
    role: str
    since: str
    judged: bool


@dataclass(frozen=True)
class Network:
    """Things and links, with the names of kinds, relations, countries and areas that occur among them."""

    lang: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    kinds: tuple[Word, ...]
    relations: tuple[Word, ...]
    countries: tuple[Word, ...]
    areas: tuple[Word, ...]


def read_network(store: Store, scope: Scope, lang: str = "en") -> Network:
    """The network, with names in a language or the next best; of more than `MOST` things, those with most links."""
    words = _Words(store.select(view("network-words"), scope), lang)
    rows = (row for name in LINK_VIEWS for row in store.select(view(name), scope))
    judged = frozenset(map(_pair, store.select(view("network-judgements"), scope)))
    links = _links(rows, judged, words)
    things, facts = _placed(store, scope, lang, links)
    edges = tuple(links[pair] for pair in sorted(links) if pair[0] in things and pair[1] in things)
    degree = _degrees(edges)
    nodes = tuple(thing.node(facts[iri], words, degree[iri]) for iri, thing in sorted(things.items()))
    return Network(
        lang,
        nodes,
        edges,
        kinds=_listed({node.kind: words.of(words.kinds[node.kind]) for node in nodes}),
        relations=_listed({edge.relation: words.of(CSC[edge.relation]) for edge in edges}),
        countries=_listed({_last(term): words.of(term) for iri in things for term in facts[iri]["country"]}),
        areas=_listed({_last(term): words.of(term) for iri in things for term in facts[iri]["thematicArea"]}),
    )


class _Words:
    """What terms of the vocabulary and of code lists are called in one language."""

    def __init__(self, rows: Iterable[Row], lang: str) -> None:
        labels: defaultdict[Identifier, dict[str, str]] = defaultdict(dict)
        self.kinds: dict[str, Identifier] = {}
        for row in rows:
            _add_label(labels[row["term"]], row["label"])
            if "kind" in row:
                self.kinds[str(row["kind"])] = row["term"]
        self._labels = {term: _best(found, lang) for term, found in labels.items()}

    def of(self, term: Identifier) -> str:
        """The name of a term, or its text where it has none."""
        return self._labels.get(term) or (str(term) if isinstance(term, Literal) else _last(term))


class _Thing:
    """What the rows say of one thing, until it can be made a node."""

    def __init__(self, iri: URIRef, row: Row) -> None:
        self.iri = iri
        self.kind = str(row["kind"])
        self.collection = str(row["collection"])
        self.labels: dict[str, str] = {}
        self.acronyms: set[str] = set()
        self.label = ""

    def node(self, facts: Mapping[str, list[Identifier]], words: _Words, weight: int) -> Node:
        """The node with its facts in words."""
        slug = _last(self.iri)
        return Node(
            self.iri,
            self.kind,
            self.collection,
            slug,
            label=self.label or slug,
            acronym=min(self.acronyms, default=""),
            countries=tuple(sorted(_last(term) for term in facts["country"])),
            areas=tuple(sorted(_last(term) for term in facts["thematicArea"])),
            facts=tuple(Fact(words.of(CSC[name]), _said(facts[name], words)) for name in _FACTS if facts[name]),
            weight=weight,
        )


def _things(rows: Iterable[Row], lang: str) -> dict[URIRef, _Thing]:
    things: dict[URIRef, _Thing] = {}
    for row in rows:
        iri = row["thing"]
        # A thing of two kinds (an organisation that is also a body) has one page: that of the kind its IRI names.
        if not isinstance(iri, URIRef) or not iri.startswith(ID[f"{row['kind']}/"]):
            continue
        thing = things.setdefault(iri, _Thing(iri, row))
        if len(things) > MOST:
            break  # too many to be shown: nobody needs to know the rest
        if "label" in row:
            _add_label(thing.labels, row["label"])
        if "acronym" in row:
            thing.acronyms.add(str(row["acronym"]))
    for thing in things.values():
        thing.label = _best(thing.labels, lang)
    return things


def _facts(rows: Iterable[Row]) -> _AllFacts:
    facts: _AllFacts = defaultdict(lambda: defaultdict(list))
    for row in rows:
        facts[row["thing"]][_last(row["property"])].append(row["value"])
    return facts


def _placed(store: Store, scope: Scope, lang: str, links: Iterable[_Pair]) -> tuple[dict[URIRef, _Thing], _AllFacts]:
    """The things of the network with their facts; where there are too many, those with most links."""
    things = _things(store.select(view("network-things"), scope), lang)
    if len(things) <= MOST:
        return things, _facts(store.select(view("network-facts"), scope))
    ends = Counter(end for source, target, _ in links for end in (source, target))
    most = sorted(ends, key=lambda end: (-ends[end], end))[:MOST]
    things = _things(_asked(store, scope, "network-things", most), lang)
    return things, _facts(_asked(store, scope, "network-facts", sorted(things)))


def _asked(store: Store, scope: Scope, name: str, things: Sequence[URIRef]) -> Iterator[Row]:
    for start in range(0, len(things), _BATCH):
        yield from store.select(bind_many(view(name), {"thing": tuple(things[start : start + _BATCH])}), scope)


def _links(rows: Iterable[Row], judged: Set[_Pair], words: _Words) -> dict[_Pair, Edge]:
    """One edge for each pair and relation: several rows that say the same are one link, stated if any row states it."""
    found: dict[_Pair, Edge] = {}
    for row in rows:
        pair = _pair(row)
        if pair[0] != pair[1]:
            edge = _edge(pair, row, pair in judged or "basis" in row, words)
            found[pair] = _merged(found[pair], edge) if pair in found else edge
    return found


def _pair(row: Row) -> _Pair:
    return URIRef(row["source"]), URIRef(row["target"]), _last(row["relation"])


def _edge(pair: _Pair, row: Row, judged: bool, words: _Words) -> Edge:
    role = words.of(row["role"]) if "role" in row else ""
    return Edge(*pair, role, str(row.get("since", "")), judged)


def _merged(one: Edge, other: Edge) -> Edge:
    roles = sorted({part for edge in (one, other) for part in edge.role.split(", ") if part})
    since = min((edge.since for edge in (one, other) if edge.since), default="")
    return Edge(one.source, one.target, one.relation, ", ".join(roles), since, one.judged and other.judged)


def _degrees(edges: Iterable[Edge]) -> defaultdict[URIRef, int]:
    degree: defaultdict[URIRef, int] = defaultdict(int)
    for edge in edges:
        degree[edge.source] += 1
        degree[edge.target] += 1
    return degree


def _listed(names: Mapping[str, str]) -> tuple[Word, ...]:
    """Words in the order of their names."""
    return tuple(Word(key, label) for key, label in sorted(names.items(), key=lambda pair: pair[1].casefold()))


def _add_label(labels: dict[str, str], label: Identifier) -> None:
    # Two names in one language: keep the first by alphabet, so that the map is the same at every reading.
    lang = (label.language or "") if isinstance(label, Literal) else ""
    labels[lang] = min(labels.get(lang, str(label)), str(label))


def _best(labels: Mapping[str, str], lang: str) -> str:
    best = pick(labels, lang)
    return best[0] if best else ""


def _said(values: Iterable[Identifier], words: _Words) -> str:
    return ", ".join(sorted({words.of(value) for value in values}))


def _last(term: Identifier) -> str:
    return str(term).rstrip("/").replace("#", "/").rsplit("/", 1)[-1]
