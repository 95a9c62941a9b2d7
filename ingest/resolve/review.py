"""What a steward sees of the decisions on identity, and what becomes of the decisions that he takes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from rdflib import URIRef

from graph.release import Draft, Release
from graph.store import Line, Store
from ingest.resolve import bodies, identity
from ingest.resolve.bodies import Body
from ingest.resolve.decide import ASK, DIFFERENT, IDENTITY, SAME, UNDONE, BadDecision, Decision, Journal, numbered, undo
from ingest.resolve.identity import CHOSEN, Merges
from ingest.resolve.settle import judged, keeper
from ingest.work import Order
from ontology.model import Located, model
from ontology.namespaces import ID

ZONES = (ASK, SAME, DIFFERENT, "linked", UNDONE)
_FACTS = ("type", "isDefinedBy", "name")


class Contradicted(BadDecision):
    """What shall be one was decided to be different, or the other way round."""


@dataclass(frozen=True)
class Side:
    """One of the two: its address, what it is called, which address it has now, the sources and what they say."""

    iri: str
    name: str
    now: str
    sources: tuple[str, ...]
    facts: tuple[Line, ...]


class Review:
    """The decisions kept with a release, and the organisations that they are about."""

    def __init__(self, release: Release) -> None:
        self.store: Store = release.open()
        self.decisions = Journal(release.artefacts).read()
        self._artefacts: Path = release.artefacts

    @cached_property
    def merges(self) -> Merges:
        """What the decisions come to now."""
        return identity.merges(self.decisions)

    @cached_property
    def bodies(self) -> dict[str, Body]:
        """All organisations of the release."""
        return bodies.bodies(self.store)

    def zone(self, name: str) -> tuple[Decision, ...]:
        """The entries that hold in one zone, surest first; an open question is left out where one side is gone."""
        if name == ASK:
            return tuple(sorted(self._open(), key=lambda each: (-each.score, each.number)))
        if name == UNDONE:
            return tuple(each for each in self.decisions if each.kind == IDENTITY and each.verdict == UNDONE)
        undone = {each.undoes for each in self.decisions}
        if name == "linked":
            links = (each for each in self.decisions if each.verdict == SAME and each.kind == IDENTITY)
            return tuple(each for each in links if not identity.is_ours(each) and each.number not in undone)
        holding = identity.by_pair(self.decisions).values()
        return tuple(each for each in holding if each.verdict == name)

    def find(self, number: int) -> Decision:
        """The entry of a number; raises `BadDecision`."""
        found = numbered(self.decisions, number)
        if found.kind != IDENTITY:
            raise BadDecision(f"number {number} is about a proposal: see `clusterscape propose`")
        return found

    def history(self, entry: Decision) -> tuple[Decision, ...]:
        """All that was decided of the same two, oldest first."""
        return tuple(each for each in self.decisions if each.kind == IDENTITY and each.pair == entry.pair)

    def sides(self, entry: Decision) -> tuple[Side, Side]:
        """The two that an entry is about."""
        return self._side(entry, entry.left, "left"), self._side(entry, entry.right, "right")

    def address(self, text: str) -> str:
        """The IRI that is meant: an IRI, `organisation/slug`, `organisations/slug` or a slug; raises `BadDecision`."""
        kind, _, slug = text.removeprefix(ID).rpartition("/")
        kinds = {each.collection: each.name for each in model().kinds}
        found = str(ID[f"{kinds.get(kind, kind) or 'organisation'}/{slug}"])
        if not any(self.store.lines(f"<{found}>", None, None)) and found not in self.merges.kept:
            raise BadDecision(f"nothing is known of “{text}” here: give an IRI, or like organisation/tice-pt")
        return found

    def pair(self, left: str, right: str) -> Decision:
        """An entry on two that somebody names, as if it had been asked; raises `BadDecision`."""
        one, two = self.address(left), self.address(right)
        if one == two:
            raise BadDecision(f"“{left}” and “{right}” are one address")
        here, there = model().locate(one), model().locate(two)
        if not (isinstance(here, Located) and isinstance(there, Located) and here.kind == there.kind):
            raise BadDecision(f"“{left}” and “{right}” are of different kinds, and cannot be one")
        evidence = {"left": self._name(one), "right": self._name(two), "reason": "A person named the two."}
        return Decision(IDENTITY, one, two, ASK, "", evidence=evidence | self._sources(one, two))

    def decided(self, entry: Decision, verdict: str, by: str, keep: str = "") -> Decision:
        """What a person decides of the two of an entry; raises `BadDecision`, `Contradicted`."""
        if not identity.is_ours(entry):
            raise BadDecision("a link to a register is there or undone: use `clusterscape resolve undo`")
        holds = identity.by_pair(self.decisions).get(entry.pair)
        if holds and holds.verdict == verdict and not holds.by_rule and not keep:
            raise BadDecision(f"{holds.by} decided this already (number {holds.number})")
        evidence = dict(entry.evidence) | ({CHOSEN: "yes"} if keep else {})
        if verdict == DIFFERENT:
            self._refuse_chain(entry)
            return Decision(IDENTITY, entry.left, entry.right, DIFFERENT, by, "", entry.score, evidence)
        if against := [each for each in identity.contradicts(self.decisions, entry.left, entry.right) if each != holds]:
            raise Contradicted(
                f"others that would be one were decided to be different: {_told(against)}; undo that first"
            )
        kept = self._kept(entry, keep)
        return Decision(IDENTITY, entry.left, entry.right, SAME, by, kept, entry.score, evidence)

    def undone(self, number: int, by: str) -> Decision:
        """The entry that undoes another; raises `BadDecision`."""
        self.find(number)
        return undo(self.decisions, number, by)

    def order(self, made: Sequence[Decision], by: str) -> Order:
        """The load that brings decisions into a release: what is to be two again is filled from the archive."""
        count = len(self.decisions)
        told = [*self.decisions, *(replace(each, number=count + at) for at, each in enumerate(made, start=1))]
        again = identity.to_fill_again(self.store, self.merges, identity.merges(told))
        return Order(again=again, prepare=_appending(made), by=by)

    def look(self) -> tuple[Decision, ...]:
        """What the rule says of all organisations against each other, of pairs that nobody has looked at."""
        known = self.bodies
        found = judged(self.store, known, tuple(known.values()), self.decisions, keeper(self._artefacts, ()))
        return tuple(found)

    def _open(self) -> list[Decision]:
        """Of each pair that was asked, or whose decision was undone, and on which nothing holds: the first entry."""
        holding = identity.by_pair(self.decisions)
        found: dict[frozenset[str], Decision] = {}
        for each in self.decisions:
            if identity.is_ours(each) and each.pair not in holding:
                found.setdefault(each.pair, each)
        kept = self.merges.of
        return [
            each
            for each in (*found.values(), *self.merges.against)
            if kept(each.left) != kept(each.right) and {kept(each.left), kept(each.right)} <= self.bodies.keys()
        ]

    def _side(self, entry: Decision, iri: str, side: str) -> Side:
        now = self.merges.of(iri)
        facts = sorted(line for line in self.store.lines(f"<{now}>", None, None) if _is_fact(line))
        known = self.bodies.get(now)
        sources = known.sources if known else tuple(entry.evidence.get(f"{side} sources", "").split())
        return Side(iri, entry.evidence.get(side) or self._name(now), now, sources, tuple(facts))

    def _name(self, iri: str) -> str:
        return self.bodies[iri].name if iri in self.bodies else iri.rpartition("/")[2]

    def _sources(self, *sides: str) -> dict[str, str]:
        found = (self.bodies.get(self.merges.of(each)) for each in sides)
        told = zip(("left sources", "right sources"), found, strict=False)
        return {part: " ".join(body.sources) for part, body in told if body}

    def _kept(self, entry: Decision, keep: str) -> str:
        sides = [self.merges.of(entry.left), self.merges.of(entry.right)]
        if keep:
            chosen = self.address(keep)
            if chosen not in {entry.left, entry.right, *sides}:
                raise BadDecision(f"“{keep}” is none of the two")
            return chosen
        age = keeper(self._artefacts, ())
        return min(sides, key=lambda each: (each not in self.bodies, *age(self._body(each))))

    def _body(self, iri: str) -> Body:
        return self.bodies.get(iri) or bodies.unknown(iri)

    def _refuse_chain(self, entry: Decision) -> None:
        """Persons said of others that make these two one: which of them is wrong, only they can tell."""
        persons = [
            each for each in identity.by_pair(self.decisions).values() if not each.by_rule and each.pair != entry.pair
        ]
        known = identity.merges(persons)
        if known.of(entry.left) == known.of(entry.right):
            through = [each for each in persons if each.verdict == SAME and known.of(each.left) == known.of(entry.left)]
            raise Contradicted(f"the two are one through {_told(through)}; undo one of these first")


def _is_fact(line: Line) -> bool:
    local = URIRef(line[1][1:-1]).rpartition("#")[2].rpartition("/")[2]
    return local not in _FACTS


def _told(decisions: Sequence[Decision]) -> str:
    return " and ".join(f"decision {each.number} ({each.by})" for each in decisions)


def _appending(made: Sequence[Decision]) -> Callable[[Draft], object]:
    return lambda draft: Journal(draft.artefacts).append(made)
