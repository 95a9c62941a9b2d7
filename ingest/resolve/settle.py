"""After a load has filled its sources: which organisations are one, what is asked, and what is linked to registers."""

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

from rdflib import URIRef
from rdflib.namespace import RDFS, SKOS

from graph.release import Draft
from graph.store import Change, Store, Triple
from graph.terms import read
from ingest import versions
from ingest.progress import Watcher
from ingest.resolve import bodies, identity, organisations, place
from ingest.resolve.bodies import Age, Body
from ingest.resolve.comparisons import comparisons
from ingest.resolve.decide import ASK, DIFFERENT, IDENTITY, SAME, UNDONE, Decision, Journal, by_rule, in_force
from ingest.resolve.identity import GRAPH, Groups, Merges
from ingest.resolve.names import normal
from ingest.resolve.party import Party, Verdict
from ingest.resolve.reference import LEI, ROR, gleif, ror
from ingest.resolve.score import compare
from ingest.resolve.words import country
from ingest.source import Source
from ingest.spool import Spool
from ontology.namespaces import ID

RULE = "4"  # goes up when two are compared otherwise, or what is sure changes
LINKS = "links.json"  # which organisations were looked up in the registers, and by what
_SHORTEST = 6  # letters of a name that is looked up: shorter ones are initials, which many share
_COUNTRY_AFTER = re.compile(r" \([^()]*\)$")  # ROR: “Bondalti (Portugal)”
_MOST = 10  # members of a group that are all compared with those of another before the two become one


@dataclass(frozen=True)
class Settled:
    """How many pairs a rule decided and asked, what was made one, what was linked, and what that changed."""

    same: int = 0
    ask: int = 0
    merged: int = 0
    linked: int = 0
    changes: Mapping[URIRef, Change] = field(default_factory=lambda: MappingProxyType({}))


def settle(draft: Draft, sources: Sequence[Source], watcher: Watcher) -> Settled:
    """Compare the organisations of changed sources with all others, and write what the decisions come to."""
    watcher.begin("Comparing organisations")
    journal = Journal(draft.artefacts)
    decided = journal.read()
    before = identity.merges(decided)
    changes = dict(identity.rewrite(draft.store, before))
    known = bodies.bodies(draft.store, bodies.aside(draft.artefacts, sources))
    new = {source.id for source in sources if source.resolve}
    mine = [body for body in known.values() if new & set(body.sources)]
    found = tuple(judged(draft.store, known, mine, decided, keeper(draft.artefacts, sources)))
    links = Lookup(draft.artefacts, known, decided)
    linked = tuple(links.decided())
    decided = (*decided, *journal.append((*found, *linked)))
    links.keep()
    after = identity.merges(decided)
    for graph, change in identity.rewrite(draft.store, after).items():
        changes[graph] = identity.then(changes[graph], change) if graph in changes else change
    changes[GRAPH] = _write(draft, decided, after)
    return Settled(
        same=sum(each.verdict == SAME for each in found),
        ask=sum(each.verdict == ASK for each in found),
        merged=len(after.kept),
        linked=sum(each.verdict == SAME for each in linked),
        changes=changes,
    )


def judged(
    store: Store,
    known: Mapping[str, Body],
    mine: Sequence[Body],
    decided: Sequence[Decision],
    keeper: Callable[[Body], Age],
) -> Iterator[Decision]:
    """What the rule says of each pair that nobody has looked at: one, or a question; surest first."""
    groups = Groups(pair for pair, each in identity.by_pair(decided).items() if each.verdict == DIFFERENT)
    for old, keep in identity.merges(decided).kept.items():
        groups.join(old, keep)
    looked_at = {each.pair for each in decided if each.kind == IDENTITY}
    compared = sorted(
        _compared(mine, tuple(known.values()), looked_at),
        key=lambda each: (-each[2].score, each[0].iri, each[1].iri),
    )
    for left, right, verdict in compared:
        doubt = _doubt(store, known, groups, left, right) if verdict.decision == SAME else ""
        if verdict.decision == SAME and not doubt and not groups.join(left.iri, right.iri):
            doubt = "it would make two one that somebody said are different"
        sure = verdict.decision == SAME and not doubt
        keep = min((left, right), key=keeper).iri if sure else ""
        yield decision(left, right, verdict, SAME if sure else ASK, keep, doubt)


def keeper(artefacts: Path, sources: Sequence[Source]) -> Callable[[Body], Age]:
    """By what it is told which of two addresses is kept, given what a release knows and what is being loaded."""
    of = bodies.known(versions.read(artefacts), sources)
    declared = organisations.declared()
    return lambda body: bodies.age(body, of, declared)


def decision(left: Body, right: Body, verdict: Verdict, said: str, keep: str, doubt: str = "") -> Decision:
    """A decision of the rule on two organisations, with all that spoke for it."""
    evidence = {"left": left.name, "right": right.name, "reason": verdict.reason, "doubt": doubt, **verdict.evidence}
    sides = {"left sources": " ".join(left.sources), "right sources": " ".join(right.sources)}
    kept = {part: text for part, text in (evidence | sides).items() if text}
    return Decision(IDENTITY, left.iri, right.iri, said, by_rule(RULE), keep, verdict.score, kept)


class Lookup:
    """Organisations looked up in the registers; each once, until something else is said of it."""

    def __init__(self, artefacts: Path, known: Mapping[str, Body], decided: Sequence[Decision]) -> None:
        self._path = artefacts / LINKS
        self._known = known
        self._decided = decided
        self._before: dict[str, str] = json.loads(self._path.read_text()) if self._path.is_file() else {}
        self._now = {iri: _digest(body.party) for iri, body in known.items()}

    def decided(self) -> Iterator[Decision]:
        """New links, and those taken back since what is said of an organisation changed."""
        changed = [self._known[iri] for iri, digest in self._now.items() if self._before.get(iri) != digest]
        if not changed:
            return
        asked = {each.iri for each in changed}
        theirs = {each.pair: each for each in in_force(self._decided) if each.left in asked and _is_link(each)}
        seen = {each.pair for each in self._decided if _is_link(each) and not each.by_rule}
        held = {each.right: each.left for each in in_force(self._decided) if _is_link(each)}
        held |= {entry: iri for iri, body in self._known.items() for entry in body.party.identifiers}
        found = {each.pair: each for each in linked(changed) if held.get(each.right, each.left) == each.left}
        for pair, old in theirs.items():
            if pair not in found and old.by_rule and old.verdict == SAME:
                yield replace(old, verdict=UNDONE, by=by_rule(RULE), undoes=old.number, when="", keep="")
        yield from (each for pair, each in found.items() if pair not in theirs.keys() | seen)

    def keep(self) -> None:
        """Remember what was looked up."""
        self._path.write_text(json.dumps(self._now, indent=0, sort_keys=True), encoding="utf-8")


def linked(known: Sequence[Body]) -> Iterator[Decision]:
    """The entries of ROR and GLEIF that organisations surely are: one name, one country, and no other entry has it."""
    for register, entries in ((ROR, ror()), (identity.LEI, gleif())):
        asking = [body for body in known if not any(_is_in(register, each) for each in body.party.identifiers)]
        taken = defaultdict(list)
        for body, entry in _fits(asking, entries):
            taken[entry.identifiers].append((body, entry))
        for bodies_ in taken.values():
            if len(bodies_) == 1:
                yield _link(*bodies_[0], register)


def unnamed(store: Store, known: Merges) -> Iterator[Triple]:
    """A name for what is kept though no source calls it so any more: one of its other names."""
    for keep in sorted(set(known.kept.values())):
        names = [tuple(store.lines(f"<{keep}>", f"<{each}>", None)) for each in (RDFS.label, SKOS.altLabel)]
        if not names[0] and names[1]:
            yield URIRef(keep), RDFS.label, read(min(line[2] for line in names[1]))


def _write(draft: Draft, decided: Sequence[Decision], known: Merges) -> Change:
    with Spool(draft.scratch / "identity") as spool:
        spool.write(identity.described(draft.store, decided, known))
        spool.write(unnamed(draft.store, known))
    return draft.store.fill(GRAPH, spool.path)


def _compared(
    mine: Sequence[Body], known: Sequence[Body], looked_at: set[frozenset[str]]
) -> Iterator[tuple[Body, Body, Verdict]]:
    """Every pair that is worth asking about, once, with what comes of comparing it."""
    if not mine:
        return
    seen = set(looked_at)

    def is_known(one: int, two: int) -> bool:
        pair = frozenset((mine[one].iri, known[two].iri))
        is_seen = len(pair) < 2 or pair in seen
        seen.add(pair)
        return is_seen

    for one, two, verdict in comparisons([each.party for each in mine], [each.party for each in known], is_known):
        if verdict:
            yield mine[one], known[two], verdict


def _doubt(store: Store, known: Mapping[str, Body], groups: Groups, left: Body, right: Body) -> str:
    """Why two that look like one are asked about all the same; nothing where nothing speaks against it."""
    if _are_related(store, left.iri, right.iri):
        return "a source says how one is related to the other, so they are two"
    for one in sorted(groups.of(left.iri))[:_MOST]:
        for two in sorted(groups.of(right.iri))[:_MOST]:
            if one in known and two in known and {one, two} != {left.iri, right.iri}:
                verdict = compare(known[one].party, known[two].party)
                if verdict.decision == DIFFERENT:
                    return f"it would make “{known[one].name}” one with “{known[two].name}”: {verdict.reason}"
    return ""


def _are_related(store: Store, left: str, right: str) -> bool:
    return any(store.lines(f"<{left}>", None, f"<{right}>")) or any(store.lines(f"<{right}>", None, f"<{left}>"))


def _fits(asking: Sequence[Body], entries: Sequence[Party]) -> Iterator[tuple[Body, Party]]:
    """Each body with the one entry of its country that has one of its names; none where several have."""
    wanted: dict[tuple[str, str], list[str]] = defaultdict(list)
    for body in asking:
        for key in _keys(body.party):
            wanted[key].append(body.iri)
    lands = {land for _, land in wanted}
    found: dict[str, set[Party]] = defaultdict(set)
    for entry in entries:
        for key in _keys(entry) & wanted.keys() if entry.country in lands else ():
            for each in wanted[key]:
                found[each].add(entry)
    for body in asking:
        if len(found[body.iri]) == 1 and not _are_apart(body.party, *found[body.iri]):
            yield body, next(iter(found[body.iri]))


def _are_apart(left: Party, right: Party) -> bool:
    """Whether both say in which town they are, and say otherwise."""
    here, there = place.key(left.city), place.key(right.city)
    return bool(here and there) and not here & there


def _keys(party: Party) -> set[tuple[str, str]]:
    """The names of a party that are long enough to tell it from others, with its country."""
    land = country(party.country)
    names = {normal(_COUNTRY_AFTER.sub("", name)) for name in (party.name, *party.names)}
    return {(name, land) for name in names if land and len(name) >= _SHORTEST}


def _link(body: Body, entry: Party, register: str) -> Decision:
    code = next(each for each in entry.identifiers if _is_in(register, each))
    address = identity.LEI + code.removeprefix(LEI) if code.startswith(LEI) else code
    name = min(name for name, _ in _keys(body.party) & _keys(entry))
    evidence = {
        "left": body.name,
        "right": entry.name,
        "reason": f"One entry of the register has the name “{name}” in the country, and no other organisation here.",
        "country": country(entry.country),
        "city": f"{body.party.city} / {entry.city}" if body.party.city and entry.city else "",
        "left sources": " ".join(body.sources),
    }
    said = {part: text for part, text in evidence.items() if text}
    return Decision(IDENTITY, body.iri, address, SAME, by_rule(RULE), body.iri, 1.0, said)


def _is_in(register: str, identifier: str) -> bool:
    return identifier.startswith(register) or (register == identity.LEI and identifier.startswith(LEI))


def _is_link(each: Decision) -> bool:
    return each.kind == IDENTITY and not each.right.startswith(ID)


def _digest(party: Party) -> str:
    return hashlib.sha256(f"{RULE} {party!r}".encode()).hexdigest()[:16]
