"""What decisions come to: which address stands for which other, in the graph and in the record of who decided."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from types import MappingProxyType

from rdflib import Literal, URIRef
from rdflib.namespace import DCTERMS, OWL, PROV, RDF, RDFS, SKOS, XSD

from graph.reasoning.inference import INFERRED
from graph.store import Change, Line, Store, Triple
from ingest.resolve import organisations
from ingest.resolve.decide import IDENTITY, PROPOSAL, SAME, UNDONE, Decision, in_force
from ontology import iri
from ontology.namespaces import CSC, ID, ONTOLOGY, SCHEMA

GRAPH = iri.of_source("identity")
CHOSEN = "chosen"  # stands in the evidence where somebody said which address is kept
LEI = "https://rdf.gleif.org/L1/L-"  # GLEIF's own IRIs: of the entity; with -LEI at the end, of the code itself
_OWN = frozenset({GRAPH, INFERRED, ONTOLOGY, iri.of_source("catalogue"), iri.of_source("quality")})
_NAMES = frozenset(f"<{each}>" for each in (RDFS.label, SKOS.prefLabel))
_OTHER_NAME = f"<{SKOS.altLabel}>"
_SUBJECT, _PREDICATE = f"<{RDF.subject}>", f"<{RDF.predicate}>"
_CLASSES = MappingProxyType({IDENTITY: CSC.IdentityDecision, PROPOSAL: CSC.ProposalDecision})
_SIGNS = MappingProxyType({SAME: "=", "different": "≠", "ask": "?"})


@dataclass(frozen=True)
class Merges:
    """Which address stands for which other, and the decisions that others speak against."""

    kept: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    against: tuple[Decision, ...] = ()

    def of(self, address: str) -> str:
        """The address that stands for one."""
        return self.kept.get(address, address)


def is_ours(decision: Decision) -> bool:
    """Whether a decision is about two things here, and not about a thing and its entry in a register."""
    return decision.kind == IDENTITY and decision.left.startswith(ID) and decision.right.startswith(ID)


def by_pair(decisions: Sequence[Decision]) -> dict[frozenset[str], Decision]:
    """What holds of each pair: what a person decided last, else what a rule did."""
    found: dict[frozenset[str], Decision] = {}
    for each in in_force(decisions):
        before = found.get(each.pair)
        if is_ours(each) and not (before and each.by_rule and not before.by_rule):
            found[each.pair] = each
    return found


def merges(decisions: Sequence[Decision]) -> Merges:
    """What the decisions come to, whatever the order they were made in; one against others is left aside."""
    holding = by_pair(decisions)
    groups = Groups(pair for pair, each in holding.items() if each.verdict == "different")
    joined, against = list[Decision](), list[Decision]()
    for each in sorted((each for each in holding.values() if each.verdict == SAME), key=_weight):
        (joined if groups.join(each.left, each.right) else against).append(each)
    kept: dict[str, str] = {}
    for members, ties in groups.tied(joined):
        root = _root(members, ties)
        kept |= {each: root for each in members if each != root}
    return Merges(MappingProxyType(kept), tuple(against))


def contradicts(decisions: Sequence[Decision], left: str, right: str) -> tuple[Decision, ...]:
    """The decisions that two are different which would be broken if these two were one."""
    known = merges(decisions)
    members = defaultdict(set)
    for each in {left, right, *known.kept, *known.kept.values()}:
        members[known.of(each)].add(each)
    pairs = {frozenset(pair) for pair in product(members[known.of(left)], members[known.of(right)])}
    return tuple(each for pair, each in by_pair(decisions).items() if pair in pairs and each.verdict == "different")


def to_fill_again(store: Store, before: Merges, after: Merges) -> frozenset[str]:
    """The sources that must be filled from their files, since what was written as one is to be two again."""
    parted = {
        keep
        for old, keep in before.kept.items()
        if old not in after.kept or after.of(old) != after.of(keep)
    }  # fmt: skip
    lines = (line for keep in parted for line in _mentions(store, keep))
    graphs = {graph for line in lines for graph in store.graphs_of(line)} - _OWN
    return frozenset(graph.rpartition("/")[2] for graph in graphs)


def rewrite(store: Store, known: Merges) -> Mapping[URIRef, Change]:
    """Write the kept address for each other one, in every graph; its name becomes another name of the one kept."""
    lost: dict[URIRef, set[Line]] = defaultdict(set)
    come: dict[URIRef, set[Line]] = defaultdict(set)
    terms = {f"<{old}>": f"<{keep}>" for old, keep in known.kept.items()}
    for line, new in _moves(store, terms):
        for graph in store.graphs_of(line) - _OWN:
            lost[graph].add(line)
            come[graph].add(new)
    return {graph: _changed(store, graph, come[graph], gone) for graph, gone in lost.items()}


def then(first: Change, second: Change) -> Change:
    """Two changes of one graph, one after the other, as one."""
    gone = (first.gone | second.gone) if not second.cut else first.gone
    if first.lost is None or first.come is None or second.lost is None or second.come is None:
        added, removed = first.added + second.added, first.removed + second.removed
        return Change(added, removed, gone, first.cut or second.cut)
    lost = (first.lost - second.come) | (second.lost - first.come)
    come = (first.come - second.lost) | (second.come - first.lost)
    return Change(len(come), len(lost), gone, first.cut or second.cut, lost, come)


def described(store: Store, decisions: Sequence[Decision], known: Merges) -> Iterator[Triple]:
    """The identity graph: every decision but open questions, what replaces what, and the entries in registers.

    Of what no source speaks of any more, no more is said than that something was decided.
    """
    undone = {each.undoes for each in decisions if each.undoes}
    for each in decisions:
        if each.verdict != "ask":
            yield from _told(each)
        keep = known.of(each.keep or each.left)
        if each.kind == IDENTITY and each.verdict == SAME and is_described(store, keep):
            yield place(each.number), CSC.keeps, URIRef(keep)
            if not is_ours(each) and each.number not in undone:
                yield from _linked(URIRef(keep), each.right)
    for old, keep in known.kept.items():
        yield URIRef(old), DCTERMS.isReplacedBy, URIRef(keep)


def is_described(store: Store, address: str) -> bool:
    """Whether a source says what something is."""
    return any(store.graphs_of(line) - _OWN for line in store.lines(f"<{address}>", f"<{RDF.type}>", None))


def place(number: int) -> URIRef:
    """The address of a decision."""
    return ID[f"decision/{number}"]


def sources_of(decision: Decision) -> tuple[frozenset[str], frozenset[str]]:
    """The sources that spoke of the two when it was decided, as the evidence keeps them."""
    return _listed(decision, "left sources"), _listed(decision, "right sources")


def hide(store: Store, decisions: Sequence[Decision], hidden: frozenset[str]) -> None:
    """Leave out of the identity graph of a store what would tell of hidden sources, named by their ids."""
    told = tuple(each for each in decisions if not _speaks_of(each, hidden))
    spoken = {
        address
        for each in decisions
        for address, sources in zip((each.left, each.right), sources_of(each), strict=True)
        if not sources or sources - hidden
    }
    kept = {old: keep for old, keep in merges(decisions).kept.items() if {old, keep} <= spoken}
    store.replace(GRAPH, list(described(store, told, Merges(MappingProxyType(kept)))))


def _speaks_of(decision: Decision, hidden: frozenset[str]) -> bool:
    if decision.kind == PROPOSAL:
        return decision.right in hidden
    return any(side & hidden for side in sources_of(decision))


class Groups:
    """Addresses that are one, kept apart from those that must not be."""

    def __init__(self, apart: Iterable[frozenset[str]]) -> None:
        self._members: dict[str, set[str]] = {}
        self._apart = set(apart)

    def of(self, address: str) -> set[str]:
        """All that are one with an address, itself among them."""
        return self._members.get(address, {address})

    def join(self, left: str, right: str) -> bool:
        """Make two groups one, unless somebody said that two of them are different."""
        one, two = self.of(left), self.of(right)
        if any(frozenset(pair) in self._apart for pair in product(one, two)):
            return False
        both = one | two
        self._members |= dict.fromkeys(both, both)
        return True

    def tied(self, joined: Sequence[Decision]) -> Iterator[tuple[set[str], list[Decision]]]:
        """Each group with the decisions that made it."""
        ties: dict[int, list[Decision]] = defaultdict(list)
        for each in joined:
            ties[id(self._members[each.left])].append(each)
        for decisions in ties.values():
            yield self._members[decisions[0].left], decisions


def _weight(decision: Decision) -> tuple[bool, float, str, str]:
    """Persons first, then what is surer; never the order in which they were made."""
    first, second = sorted(decision.pair) if len(decision.pair) == 2 else (decision.left, decision.left)
    return decision.by_rule, -decision.score, first, second


def _root(members: set[str], ties: Sequence[Decision]) -> str:
    """The address that is kept: the one somebody chose last, else the one that none of the decisions replaced."""
    chosen = [each for each in ties if CHOSEN in each.evidence and each.keep in members]
    if chosen:
        return max(chosen, key=lambda each: each.number).keep
    replaced = {one for each in ties for one in each.pair if each.keep and one != each.keep}
    return min(members - replaced or members, key=rank)


def rank(address: str) -> tuple[bool, str]:
    """Which of two addresses is rather kept, all else being equal: one that the shipped table declares."""
    return address not in organisations.declared(), address


def _mentions(store: Store, address: str) -> Iterator[Line]:
    yield from store.lines(f"<{address}>", None, None)
    yield from store.lines(None, None, f"<{address}>")


def _moves(store: Store, terms: Mapping[str, str]) -> Iterator[tuple[Line, Line]]:
    """Every line that names an address that is replaced, and what it becomes."""
    for old in terms:
        for line in (*store.lines(old, None, None), *store.lines(None, None, old)):
            yield line, _moved(line, terms)
            # What is said of a statement must fit what the statement became.
            if line[1] == _SUBJECT and line[2] == old:
                for said in store.lines(line[0], _PREDICATE, None):
                    if said[2] in _NAMES:
                        yield said, (said[0], _PREDICATE, _OTHER_NAME)


def _moved(line: Line, terms: Mapping[str, str]) -> Line:
    subject, predicate, value = line
    is_name = subject in terms and predicate in _NAMES
    return terms.get(subject, subject), _OTHER_NAME if is_name else predicate, terms.get(value, value)


def _changed(store: Store, graph: URIRef, come: set[Line], lost: set[Line]) -> Change:
    new = frozenset(line for line in come if graph not in store.graphs_of(line))
    old = frozenset(lost)
    store.change(graph, new, old)
    subjects = {line[0] for line in old}
    gone = frozenset(each[1:-1] for each in subjects if not any(store.lines(each, None, None)))
    return Change(len(new), len(old), gone, False, old, new)


def _told(decision: Decision) -> Iterator[Triple]:
    about = place(decision.number)
    yield about, RDF.type, _CLASSES.get(decision.kind, CSC.Decision)
    yield about, RDFS.label, Literal(_title(decision))
    yield about, CSC.verdict, ID[f"concept/verdict-{decision.verdict}"]
    yield about, CSC.decidedBy, Literal(decision.by)
    yield about, PROV.endedAtTime, Literal(decision.when, datatype=XSD.dateTime)
    yield from ((about, CSC.ground, Literal(f"{part}: {said}")) for part, said in decision.evidence.items() if said)
    if decision.undoes:
        yield about, CSC.undoes, place(decision.undoes)
        return
    yield about, CSC.score, Literal(f"{decision.score:.3f}", datatype=XSD.decimal)
    if decision.kind == IDENTITY:
        yield from ((about, PROV.used, URIRef(each)) for each in (decision.left, decision.right))
    else:
        yield about, PROV.used, iri.of_source(decision.right)


def _title(decision: Decision) -> str:
    """What a decision is called in any language: `TICE.PT = Associação TICE`."""
    if decision.kind != IDENTITY:
        return f"{decision.right}: {decision.evidence.get('quote', decision.left)[:80]}"
    left, right = (decision.evidence.get(side) or getattr(decision, side) for side in ("left", "right"))
    return f"{left} {'↛' if decision.verdict == UNDONE else _SIGNS.get(decision.verdict, '~')} {right}"


def _linked(about: URIRef, entry: str) -> Iterator[Triple]:
    yield about, OWL.sameAs, URIRef(entry)
    if entry.startswith(LEI):
        yield about, SCHEMA.leiCode, Literal(entry.removeprefix(LEI))


def _listed(decision: Decision, part: str) -> frozenset[str]:
    return frozenset(decision.evidence.get(part, "").split())
