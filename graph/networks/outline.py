"""A network before it has words: its things and links and what is known of them, the same in every language."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from graph.networks.portraits import Point, Portraits
from graph.networks.tabular import ask
from graph.networks.ties import Tie, judged, ties
from graph.query import view
from graph.store import Scope, Store
from ontology.base import shipped
from ontology.model import model
from ontology.namespaces import CSC, ID

MOST = 100_000  # things of one network: so many can be drawn, sent and placed
MOST_LINKS = 400_000  # links of it
WHOLE = Path(__file__).parent / "projections" / "whole.rq"
NAMED = 5  # of all that two things share, so many are named
FACTS = ("founded", "signedOn", "start", "end", "city", "sector", "level", "policyKind", "excellenceLabel")


@dataclass(frozen=True)
class Outline:
    """Things and links by their addresses, the strongest where there are too many; `portraits` knows what they say.

    `hidden` is how many things there are beside these, `cut` whether links between these are left out.
    """

    portraits: Portraits
    things: Sequence[str]
    links: Sequence[Tie]
    degree: Mapping[str, int]
    points: Mapping[str, Point]
    hidden: int = 0
    cut: bool = False

    def __len__(self) -> int:
        return len(self.things) + len(self.links)

    def first(self, most: int) -> "Outline":
        """The outline of those things that have most links, if there are more."""
        return self if len(self.things) <= most else _drawn(self.portraits, self.things, self.links, most, self)


def read_outline(store: Store, scope: Scope, most: int | None = None) -> Outline:
    """The outline of the whole network; of too many things, those with most links."""
    links = ties(ask(store, scope, whole()), judged(store, scope))
    return outline(Portraits(store, scope), links, _things(store, scope), most)


@cache
def whole() -> str:
    """The query of all links."""
    return shipped(WHOLE)


def outline(
    portraits: Portraits, links: Sequence[Tie], things: Iterable[str] | None = None, most: int | None = None
) -> Outline:
    """The outline of some links: between the given things only, if these are given, or else of whatever they join."""
    if things is None:
        found = {end for tie in links for end in (tie.source, tie.target)}
    else:
        found = set(things)
        links = [tie for tie in links if tie.source in found and tie.target in found]
    return _drawn(portraits, sorted(found), links, MOST if most is None else most)


def _drawn(
    portraits: Portraits, found: Sequence[str], links: Sequence[Tie], most: int, of: Outline | None = None
) -> Outline:
    """What is left of things and links where there are too many; part of what was left before, if that is given."""
    kept = _kept(found, degrees(links), most)
    if len(kept) < len(found):
        among = frozenset(kept)
        links = [tie for tie in links if tie.source in among and tie.target in among]
    strongest = _strongest(links)
    portraits.learn(kept)
    portraits.learn(_terms(portraits, kept, strongest))
    points = of.points if of else portraits.points(kept)
    hidden = len(found) - len(kept) + (of.hidden if of else 0)
    cut = len(strongest) < len(links) or (of is not None and of.cut)
    return Outline(portraits, kept, strongest, degrees(strongest), points, hidden, cut)


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


def degrees(links: Iterable[Tie]) -> Mapping[str, int]:
    """How many links each thing has."""
    degree: defaultdict[str, int] = defaultdict(int)
    for tie in links:
        degree[tie.source] += 1
        degree[tie.target] += 1
    return degree


def _terms(portraits: Portraits, kept: Sequence[str], links: Sequence[Tie]) -> set[str]:
    """All that has to have a name beside the things themselves."""
    named = frozenset(("country", "thematicArea", *FACTS))
    facts = (fact for iri in kept for fact in portraits.facts(iri).items())
    values = {value for name, found in facts if name in named for value in found}
    linked = {each for tie in links for each in (*tie.roles, *shared(tie))} | {tie.relation for tie in links}
    classes = {str(kind.cls) for kind in model().kinds} | {str(CSC[name]) for name in FACTS}
    return {each for each in values | linked | classes if each.startswith(("http://", "https://"))}


def shared(tie: Tie) -> Sequence[str]:
    """The first of what the two ends of a link share."""
    return sorted(tie.shared)[:NAMED]


def class_of(kind: str) -> str:
    """The address of the class that a kind stands for."""
    found = next((each.cls for each in model().kinds if each.name == kind), None)
    return str(found) if found else kind
