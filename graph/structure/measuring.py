"""A network measured: each measure by its own module, from one reading of the store."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from graph.networks.network import Network, read_network
from graph.networks.portraits import last
from graph.networks.tabular import ask
from graph.query import view
from graph.store import Scope, Store
from graph.structure import structure
from graph.structure.bridges import bridges
from graph.structure.centrality import between, degrees, pagerank
from graph.structure.communities import communities, named
from graph.structure.crowding import crowds, overlaps
from graph.structure.gaps import gaps
from graph.structure.resilience import breaks
from graph.structure.specialisation import profiles
from graph.structure.structure import Community, Missing, Structure
from graph.structure.traits import CHAINS, COMMON, FIELDS, TOLD, Traits, names, traits
from graph.structure.web import Numbers, web_of
from ontology.model import LANGUAGES

CLUSTER, ORGANISATION, PROJECT = "cluster", "organisation", "project"
MEMBERS = ("Membership", "Affiliation")
# Links by which two have worked together; not those that only put them under one policy or ministry.
TOGETHER = frozenset({*MEMBERS, "Participation", "managedBy", "pactOf", "signedBy", "hostedBy", "concernsCluster"})
_FIRST = 8  # things of a community that are told
_DIGITS = 9


def write(store: Store, folder: Path, whole: Network | None = None) -> Path:
    """Measure all that a store says, whoever may see it, and keep what came out in a folder."""
    network = whole or read_network(store, Scope.OPERATOR)
    return structure.write(measure(store, Scope.OPERATOR, network), folder)


def measure(store: Store, scope: Scope, network: Network) -> Structure:
    """All measures of a network."""
    told = traits(store, scope, {str(node.iri): at for at, node in enumerate(network.nodes)})
    net = web_of(network)
    degree, share, rank = degrees(net), between(net), pagerank(net)
    groups = communities(net)
    ties = _Ties(network)
    own = told.only(ties.clusters - ties.former)
    regions, fields = own.regions(), own.of(*FIELDS, *CHAINS)
    keys = tuple(node.key for node in network.nodes)
    return Structure(
        len(net.pairs),
        keys,
        tuple(node.countries for node in network.nodes),
        tuple(int(each) for each in degree),
        _rounded(share.share),
        share.error,
        _rounded(rank),
        tuple(_communities(groups, degree, _names(store, scope, network, groups, told, degree))),
        {keys[at]: number for number, own in enumerate(groups) for at in own},
        breaks(net),
        tuple(bridges(len(keys), ties.memberships)),
        tuple(gaps(own.of(*COMMON), own.rarity(*COMMON), ties.circles())),
        tuple(_missing(store, scope)),
        {name: tuple(profiles(_placed(told, name))) for name in FIELDS},
        tuple(overlaps(regions, fields, ties.members)),
        tuple(crowds(regions, fields)),
        _states(told),
    )


class _Ties:
    """Who is a member of what and worked with whom, by place."""

    def __init__(self, network: Network) -> None:
        at = {node.iri: place for place, node in enumerate(network.nodes)}
        self._kind = [node.kind for node in network.nodes]
        self.clusters = frozenset(place for place, kind in enumerate(self._kind) if kind == CLUSTER)
        self.memberships: defaultdict[int, list[int]] = defaultdict(list)
        self.members: defaultdict[int, set[int]] = defaultdict(set)
        self._worked: defaultdict[int, set[int]] = defaultdict(set)
        self.former: set[int] = set()  # clusters that another one followed
        for edge in network.edges:
            one, other = at[edge.source], at[edge.target]
            if edge.relation in MEMBERS and other in self.clusters:
                self.memberships[one].append(other)
            if edge.relation == MEMBERS[0] and other in self.clusters:
                self.members[other].add(one)
            if edge.relation == "predecessor":
                self.former.add(other)
            if edge.relation in TOGETHER or edge.relation == "predecessor":
                self._worked[one].add(other)
                self._worked[other].add(one)

    def circles(self) -> dict[int, frozenset[int]]:
        """Whom each cluster worked with, and the projects of its organisations."""
        return {cluster: frozenset(self._worked[cluster] | self._projects(cluster)) for cluster in self.clusters}

    def _projects(self, cluster: int) -> set[int]:
        own = (other for other in self._worked[cluster] if self._kind[other] == ORGANISATION)
        return {project for who in own for project in self._worked[who] if self._kind[project] == PROJECT}


def _states(told: Traits) -> dict[str, str]:
    """The country in which most things of each region are."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    states = told.values.get("country", {})
    for at, regions in told.regions().items():
        for region in regions:
            counts[region].update(last(state) for state in states.get(at, ()))
    return {region: min(own, key=lambda state: (-own[state], state)) for region, own in counts.items() if own}


def _placed(told: Traits, field: str) -> Iterator[tuple[str, str]]:
    """A region and a field for each thing that has both."""
    regions = told.regions()
    for at, values in told.values.get(field, {}).items():
        for region in regions.get(at, ()):
            for value in values:
                yield region, value


def _communities(
    groups: Sequence[Sequence[int]], degree: Numbers, called: Sequence[Mapping[str, str]]
) -> Iterator[Community]:
    for own, told in zip(groups, called, strict=True):
        yield Community(told, len(own), tuple(_by_links(own, degree)[:_FIRST]))


def _names(
    store: Store,
    scope: Scope,
    network: Network,
    groups: Sequence[Sequence[int]],
    told: Traits,
    degree: Numbers,
) -> list[dict[str, str]]:
    """The name of each community: what is common in it, or else the thing with most links; never twice the same."""
    common = named(groups, told.of(*TOLD), degree)
    words = names(store, scope, (trait for own in common for trait in own))
    made: list[dict[str, str]] = []
    used: set[str] = set()
    for own, shared in zip(groups, common, strict=True):
        hub = network.nodes[_by_links(own, degree)[0]].label
        parts = [[_capital(words[trait][lang]) for trait in shared] or [hub] for lang in LANGUAGES]
        if (first := " · ".join(parts[0])) in used:
            parts = [[*each, hub] for each in parts]
        used.add(first)
        made.append({lang: " · ".join(dict.fromkeys(each)) for lang, each in zip(LANGUAGES, parts, strict=True)})
    return made


def _by_links(own: Sequence[int], degree: Numbers) -> list[int]:
    return sorted(own, key=lambda at: (-degree[at], at))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _missing(store: Store, scope: Scope) -> Iterator[Missing]:
    for kind, thing, country in ask(store, scope, view("structure-none")).rows:
        yield Missing(kind, thing, last(country) if country else "")


def _rounded(values: Numbers) -> tuple[float, ...]:
    return tuple(values.round(_DIGITS).tolist())
