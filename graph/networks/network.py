"""A network of things and links, read from a store: what a map draws, whichever links it is made of."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from rdflib import URIRef

from graph.networks.portraits import Point, Portraits, last
from graph.networks.tabular import ask
from graph.networks.ties import Tie, judged, ties
from graph.query import view
from graph.store import Scope, Store
from ontology.model import model
from ontology.namespaces import CSC, ID

MOST = 100_000  # things of one network: so many can be drawn, sent and placed
MOST_LINKS = 400_000  # links of it
WHOLE = Path(__file__).parent / "projections" / "whole.rq"
THING = "thing"  # the kind of what is no kind of ours: its slug is its whole address
NAMED = 5  # of all that two things share, so many are named
_FACTS = ("founded", "signedOn", "start", "end", "city", "sector", "level", "policyKind", "excellenceLabel")


@dataclass(frozen=True, slots=True)
class Word:
    """A term with its name in the language of the network."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One short thing to say of a node: `founded`, `2019`."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Node:
    """A thing on the map. `weight` is the number of its links, `regions` are NUTS codes, `point` is where it stands."""

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
    regions: tuple[str, ...] = ()
    point: tuple[float, float] | None = None  # longitude, latitude

    @property
    def key(self) -> str:
        """The part of the IRI that names the thing: `cluster/produtech`."""
        return f"{self.kind}/{self.slug}"


@dataclass(frozen=True, slots=True)
class Edge:
    """A link between two things. `judged` marks one that no source states: the compilers' judgement.

    Where the two share something, `why` names up to five of what they share and `weight` says how many there are.
    """

    source: URIRef
    target: URIRef
    relation: str
    role: str
    since: str
    judged: bool
    until: str = ""
    weight: float = 1.0
    directed: bool = True
    why: tuple[str, ...] = ()


@dataclass(frozen=True)
class Network:
    """Things and links, with the names of kinds, relations, countries and areas that occur among them.

    `hidden` is how many things there are beside these, left out as there are too many; `cut` is whether links between
    these are left out too.
    """

    lang: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    kinds: tuple[Word, ...]
    relations: tuple[Word, ...]
    countries: tuple[Word, ...]
    areas: tuple[Word, ...]
    hidden: int = 0
    cut: bool = False


def read_network(store: Store, scope: Scope, lang: str = "en", most: int | None = None) -> Network:
    """The whole network, with names in a language or the next best; of too many things, those with most links."""
    links = ties(ask(store, scope, whole()), judged(store, scope))
    return assemble(Portraits(store, scope, lang), lang, links, _things(store, scope), most)


@cache
def whole() -> str:
    """The query of all links."""
    return WHOLE.read_text(encoding="utf-8")


def assemble(
    portraits: Portraits, lang: str, links: Sequence[Tie], things: Iterable[str] | None = None, most: int | None = None
) -> Network:
    """The network of some links: between the given things only, if these are given, or else of whatever they join."""
    if things is not None:
        known = frozenset(things)
        links = [tie for tie in links if tie.source in known and tie.target in known]
    degree = _degrees(links)
    found = sorted(degree if things is None else known)
    kept = _kept(found, degree, MOST if most is None else most)
    if len(kept) < len(found):
        among = frozenset(kept)
        links = [tie for tie in links if tie.source in among and tie.target in among]
    strongest = _strongest(links)
    made = _made(portraits, lang, kept, strongest, _degrees(strongest))
    return replace(made, hidden=len(found) - len(kept), cut=len(strongest) < len(links))


def _things(store: Store, scope: Scope) -> Iterator[str]:
    for thing, kind in ask(store, scope, view("network-things")).rows:
        # A thing of two kinds (an organisation that is also a body) has one page: that of the kind its IRI names.
        if thing.startswith(f"{ID}{kind}/"):
            yield thing


def _kept(found: Sequence[str], degree: Mapping[str, int], most: int) -> Sequence[str]:
    return found if len(found) <= most else sorted(sorted(found, key=lambda iri: (-degree.get(iri, 0), iri))[:most])


def _strongest(links: Sequence[Tie]) -> Sequence[Tie]:
    """As many links as one network may have, those that weigh most."""
    if len(links) <= MOST_LINKS:
        return links
    order = sorted(range(len(links)), key=lambda at: (-links[at].weight, at))
    return [links[at] for at in sorted(order[:MOST_LINKS])]


def _degrees(links: Iterable[Tie]) -> Mapping[str, int]:
    degree: defaultdict[str, int] = defaultdict(int)
    for tie in links:
        degree[tie.source] += 1
        degree[tie.target] += 1
    return degree


def _made(
    portraits: Portraits, lang: str, kept: Sequence[str], links: Sequence[Tie], degree: Mapping[str, int]
) -> Network:
    portraits.learn(kept)
    portraits.learn(_terms(portraits, kept, links))
    points, relations = portraits.points(kept), {last(tie.relation): tie.relation for tie in links}
    nodes = tuple(_node(iri, portraits, degree.get(iri, 0), points.get(iri)) for iri in kept)
    return Network(
        lang,
        nodes,
        tuple(_edges(nodes, links, portraits)),
        kinds=_listed(portraits, {node.kind: class_of(node.kind) for node in nodes}),
        relations=_listed(portraits, relations),
        countries=_listed(portraits, _values(portraits, kept, "country")),
        areas=_listed(portraits, _values(portraits, kept, "thematicArea")),
    )


def _terms(portraits: Portraits, kept: Sequence[str], links: Sequence[Tie]) -> set[str]:
    """All that has to have a name beside the things themselves."""
    named = frozenset(("country", "thematicArea", *_FACTS))
    facts = (fact for iri in kept for fact in portraits.facts(iri).items())
    values = {value for name, found in facts if name in named for value in found}
    linked = {each for tie in links for each in (*tie.roles, *_first(tie))} | {tie.relation for tie in links}
    classes = {str(kind.cls) for kind in model().kinds} | {str(CSC[name]) for name in _FACTS}
    return {each for each in values | linked | classes if each.startswith(("http://", "https://"))}


def _first(tie: Tie) -> Sequence[str]:
    return sorted(tie.shared)[:NAMED]


def _node(iri: str, portraits: Portraits, weight: int, point: Point | None) -> Node:
    facts, located = portraits.facts(iri), model().locate(iri)
    slug = located.slug if located else iri
    return Node(
        URIRef(iri),
        located.kind.name if located else THING,
        located.kind.collection if located else "",
        slug,
        label=portraits.label(iri),
        acronym=min(facts.get("acronym", ()), default=""),
        countries=_lasts(facts.get("country", ())),
        areas=_lasts(facts.get("thematicArea", ())),
        facts=tuple(
            Fact(portraits.label(str(CSC[name])), _said(facts[name], portraits)) for name in _FACTS if name in facts
        ),
        weight=weight,
        regions=_lasts(facts.get("region", ())),
        point=point,
    )


def _edges(nodes: Iterable[Node], links: Iterable[Tie], portraits: Portraits) -> Iterator[Edge]:
    iris: Mapping[str, URIRef] = {str(node.iri): node.iri for node in nodes}  # so that each is kept once
    for tie in links:
        yield Edge(
            iris[tie.source],
            iris[tie.target],
            last(tie.relation),
            _said(tie.roles, portraits) if tie.roles else "",
            tie.since,
            tie.judged,
            tie.until,
            tie.weight,
            tie.directed,
            tuple(sorted(portraits.label(each) for each in _first(tie))),
        )


def class_of(kind: str) -> str:
    """The address of the class that a kind stands for."""
    found = next((each.cls for each in model().kinds if each.name == kind), None)
    return str(found) if found else kind


def _values(portraits: Portraits, things: Iterable[str], name: str) -> dict[str, str]:
    return {last(value): value for iri in things for value in portraits.facts(iri).get(name, ())}


def _listed(portraits: Portraits, terms: Mapping[str, str]) -> tuple[Word, ...]:
    """Words in the order of their names."""
    words = (Word(key, portraits.label(term)) for key, term in terms.items())
    return tuple(sorted(words, key=lambda word: (word.label.casefold(), word.key)))


def _lasts(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(last(value) for value in values)) if values else ()


def _said(values: Iterable[str], portraits: Portraits) -> str:
    names = {portraits.label(value) for value in values}
    return ", ".join(sorted(names)) if len(names) > 1 else next(iter(names), "")
