"""A network of things and links, read from a store: what a map draws, whichever links it is made of."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rdflib import URIRef

from graph.networks.outline import FACTS, Outline, class_of, outline, read_outline, shared
from graph.networks.portraits import Portraits, last
from graph.networks.ties import Tie
from graph.store import Scope, Store
from ontology.model import model
from ontology.namespaces import CSC

THING = "thing"  # the kind of what is no kind of ours: its slug is its whole address


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
    return in_words(read_outline(store, scope, most), lang)


def assemble(portraits: Portraits, lang: str, links: Sequence[Tie], things: Iterable[str] | None = None) -> Network:
    """The network of some links: between the given things only, if these are given, or else of whatever they join."""
    return in_words(outline(portraits, links, things), lang)


def in_words(outline: Outline, lang: str) -> Network:
    """An outline in words of a language, or of the next best."""
    said = _Telling(outline.portraits, lang)
    nodes = tuple(said.node(iri, outline) for iri in outline.things)
    return Network(
        lang,
        nodes,
        tuple(said.edges(nodes, outline.links)),
        kinds=said.listed({node.kind: class_of(node.kind) for node in nodes}),
        relations=said.listed({last(tie.relation): tie.relation for tie in outline.links}),
        countries=said.listed(_values(outline, "country")),
        areas=said.listed(_values(outline, "thematicArea")),
        hidden=outline.hidden,
        cut=outline.cut,
    )


class _Telling:
    """Says things and links in one language."""

    def __init__(self, portraits: Portraits, lang: str) -> None:
        self._portraits, self._lang = portraits, lang
        self._heads = {name: self.label(str(CSC[name])) for name in FACTS}

    def label(self, term: str) -> str:
        return self._portraits.label(term, self._lang)

    def node(self, iri: str, outline: Outline) -> Node:
        facts, located = self._portraits.facts(iri), model().locate(iri)
        return Node(
            URIRef(iri),
            located.kind.name if located else THING,
            located.kind.collection if located else "",
            located.slug if located else iri,
            label=self.label(iri),
            acronym=min(facts.get("acronym", ()), default=""),
            countries=_lasts(facts.get("country", ())),
            areas=_lasts(facts.get("thematicArea", ())),
            facts=tuple(Fact(head, self._said(facts[name])) for name, head in self._heads.items() if name in facts),
            weight=outline.degree.get(iri, 0),
            regions=_lasts(facts.get("region", ())),
            point=outline.points.get(iri),
        )

    def edges(self, nodes: Iterable[Node], links: Iterable[Tie]) -> Iterator[Edge]:
        iris: Mapping[str, URIRef] = {str(node.iri): node.iri for node in nodes}  # so that each is kept once
        for tie in links:
            yield Edge(
                iris[tie.source],
                iris[tie.target],
                last(tie.relation),
                self._said(tie.roles) if tie.roles else "",
                tie.since,
                tie.judged,
                tie.until,
                tie.weight,
                tie.directed,
                tuple(sorted(map(self.label, shared(tie)))),
            )

    def listed(self, terms: Mapping[str, str]) -> tuple[Word, ...]:
        """Words in the order of their names."""
        words = (Word(key, self.label(term)) for key, term in terms.items())
        return tuple(sorted(words, key=lambda word: (word.label.casefold(), word.key)))

    def _said(self, values: Iterable[str]) -> str:
        names = set(map(self.label, values))
        return ", ".join(sorted(names)) if len(names) > 1 else next(iter(names), "")


def _values(outline: Outline, name: str) -> dict[str, str]:
    facts = map(outline.portraits.facts, outline.things)
    return {last(value): value for each in facts for value in each.get(name, ())}


def _lasts(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(last(value) for value in values)) if values else ()
