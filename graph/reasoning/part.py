"""One part of a large new graph, in a process of its own: what follows from it, and what does not conform.

It is looked at in memory, beside a release that knows nothing of it: so its own things are those that the release says
nothing of. `graph.reasoning.parts` judges whether the parts leave one another alone.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from sys import intern

from rdflib import RDF

from graph.embedded import EmbeddedStore
from graph.reasoning.beside import STANDS, Beside, Known, Slot
from graph.reasoning.facts import Memory, Pair
from graph.reasoning.inference import INFERRED, LABELS, names
from graph.store import Line
from graph.terms import read, written
from graph.validating.reach import reach
from graph.validating.validation import Finding, derivations, findings
from ontology.namespaces import CSC

_TYPE, _NAME = written(RDF.type), written(CSC.name)


class Entangled(Exception):
    """What a part says cannot be told from it and the release alone."""


@dataclass(frozen=True)
class Task:
    """A part of a file of N-Triples, from one byte to another; `strange` are terms that no part may name.

    Where it is `brief`, what would only be good to know is counted, and not told.
    """

    known: Path  # the store of what is known
    said: Path
    start: int
    end: int
    target: Path  # where what follows is written
    strange: frozenset[str] = frozenset()
    brief: bool = False


@dataclass(frozen=True)
class Found:
    """What one part comes to. Things are told as numbers made of their addresses: there may be millions."""

    stated: int  # triples about its own things
    inferred: int
    own: frozenset[int]
    named: frozenset[int]  # what it names that neither it nor the release says anything of
    met: Mapping[Slot, frozenset[int]]  # the ends, of what rules join, that are none of its own things
    shared: frozenset[Line]  # stated of things of the release
    restated: frozenset[Line]  # stated, and followed from the release
    hubs: frozenset[Line]  # stated of things of the release, and new
    follows: frozenset[Line]  # the same, by rule
    crossing: frozenset[Line]  # those of both that lead to things of its own
    predicates: frozenset[str]  # what its own things say
    classes: frozenset[str]
    findings: tuple[Finding, ...]
    infos: int  # what was only counted


def look(task: Task) -> Found | None:
    """Conclude from a part, and check it; None where that cannot be done apart."""
    try:
        return _Part(task, _known(task.known)).found()
    except Entangled:
        return None


@lru_cache(1)
def _known(folder: Path) -> Known:
    return Known(EmbeddedStore.read_only(folder))


class _Part:
    """One part at work; triples are kept as pairs by predicate, which Python handles quickest."""

    def __init__(self, task: Task, known: Known) -> None:
        self._task = task
        self._known = known
        self._store = EmbeddedStore.of(_text(task))
        self._stated = _by_predicate(self._store.text())
        self._own = _unsaid({subject for pairs in self._stated.values() for subject, _ in pairs}, known)
        self._follows = self._conclude()
        self._own |= _unsaid({subject for pairs in self._follows.values() for subject, _ in pairs} - self._own, known)
        self._written = self._keep()
        self._hubs = frozenset(line for line in self._foreign(self._all()) if not any(known.store.lines(*line)))
        self._demand_apart()

    def found(self) -> Found:
        """All that the part comes to."""
        own = self._own
        shared = frozenset(self._foreign(self._stated.items()))
        said = {predicate for predicate, pairs in self._all() if any(subject in own for subject, _ in pairs)}
        broken = tuple(self._broken())
        told = [each for each in broken if not (self._task.brief and each.severity == "info")]
        return Found(
            stated=sum(map(len, self._stated.values())) - len(shared),
            inferred=self._written,
            own=frozenset(map(_number, own)),
            named=frozenset(map(_number, self._named())),
            met=self._met(),
            shared=shared,
            restated=frozenset(line for line in shared if self._followed(line)),
            hubs=self._hubs & shared,
            follows=self._hubs - shared,
            crossing=frozenset(line for line in self._hubs if line[2] in own),
            predicates=frozenset(said),
            classes=frozenset(value for pairs in self._of(_TYPE) for subject, value in pairs if subject in own),
            findings=(*self._derived(), *told),
            infos=len(broken) - len(told),
        )

    def _followed(self, line: Line) -> bool:
        known = self._known
        return line[1] in known.program.predicates() and INFERRED in known.store.graphs_of(line)

    def _all(self) -> Iterator[tuple[str, set[Pair]]]:
        """What is stated, and what follows."""
        yield from self._stated.items()
        yield from self._follows.items()

    def _of(self, predicate: str) -> Iterator[set[Pair]]:
        yield from (pairs for each, pairs in self._all() if each == predicate)

    def _foreign(self, said: Iterable[tuple[str, set[Pair]]]) -> Iterator[Line]:
        """What is said of other things than its own."""
        own = self._own
        for predicate, pairs in said:
            yield from ((subject, predicate, value) for subject, value in pairs if subject not in own)

    def _conclude(self) -> dict[str, set[Pair]]:
        program, stated = self._known.program, self._stated
        asked = {each: program.values(each) for each in program.predicates() & stated.keys()}
        facts, delta = Memory(), Memory()
        for predicate, values in asked.items():
            pairs = {pair for pair in stated[predicate] if pair[1] in values} if values else stated[predicate]
            facts.add(predicate, pairs)
            delta.add(predicate, pairs)
        beside = Beside(facts, self._known, self._own)
        program.close(beside, delta, beside.add)
        return {predicate: beside.found.pairs(predicate) for predicate in beside.found.predicates()}

    def _keep(self) -> int:
        """Write what follows and is said of its own things, the names of these included; how many triples it is."""
        text = {predicate: _written(predicate, pairs) for predicate, pairs in self._follows.items()}
        for each in text.values():
            self._store.take(each)
        for subject, predicate, value in names(self._store, None):
            self._follows.setdefault(predicate, set()).add((subject, value))
        number = 0
        with self._task.target.open("wb") as target:
            for predicate, pairs in self._follows.items():
                kept = {pair for pair in pairs if pair[0] in self._own}
                is_all = predicate in text and len(kept) == len(pairs)
                target.write(text[predicate] if is_all else _written(predicate, kept))
                number += len(kept)
        self._store.take(_written(_NAME, self._follows.get(_NAME, ())))
        return number

    def _demand_apart(self) -> None:
        """Names and classes of what is known decide on more than one part; so does what the release waits for."""
        telling = {*LABELS, *self._known.beyond}
        if any(line[1] in telling for line in self._hubs) or any(map(self._known.names, self._own)):
            raise Entangled
        strange = self._task.strange
        if strange and any(not strange.isdisjoint(pair) for pairs in self._stated.values() for pair in pairs):
            raise Entangled

    def _named(self) -> set[str]:
        """What it names that neither it nor the release says anything of."""
        objects = {value for _, pairs in self._all() for _, value in pairs if value.startswith("<")}
        return _unsaid(objects - self._own, self._known)

    def _met(self) -> Mapping[Slot, frozenset[int]]:
        found: dict[Slot, frozenset[int]] = {}
        for slot in {each for pair in self._known.joins for each in pair}:
            predicate, end, cls = slot
            pairs = [pair for pairs in self._of(predicate) for pair in pairs if cls in {None, pair[1]}]
            terms = {pair[end // 2] for pair in pairs} if end != STANDS else {""} if pairs else set()
            if outside := terms - self._own:
                found[slot] = frozenset(map(_number, outside))
        return found

    def _derived(self) -> Iterator[Finding]:
        """What is stated though it only follows from other statements."""
        for check in derivations():
            for subject, value in self._stated.get(written(check.target.term), ()):
                yield Finding(check, read(subject), read(value))

    def _broken(self) -> Iterator[Finding]:
        """What does not conform: of its own things, and of what they are to things of the release."""
        known = {
            term for _, pairs in self._all() for pair in pairs for term in pair if term.startswith("<")
        } - self._own
        self._store.take(self._known.context(known))
        for each in findings(self._store, self._known.checks):
            of_own = written(each.focus) in self._own
            if of_own or (reach(each.check).is_of_value and each.value and written(each.value) in self._own):
                yield each


def _unsaid(terms: Iterable[str], known: Known) -> set[str]:
    return {term for term in terms if not known.says_of(term)}


def _text(task: Task) -> bytes:
    with task.said.open("rb") as file:
        file.seek(task.start)
        return file.read(task.end - task.start)


def _by_predicate(text: bytes) -> dict[str, set[Pair]]:
    found: defaultdict[str, set[Pair]] = defaultdict(set)
    for line in text.decode().split("\n"):
        if line:
            subject, predicate, value = line[:-2].split(" ", 2)
            found[predicate].add((intern(subject), intern(value)))
    return dict(found)


def _written(predicate: str, pairs: Iterable[Pair]) -> bytes:
    return "".join([f"{subject} {predicate} {value} .\n" for subject, value in pairs]).encode()


def _number(term: str) -> int:
    return int.from_bytes(blake2b(term.encode(), digest_size=8).digest(), "little")
