"""A large new graph concluded from and checked in parts, in memory, where these leave one another alone.

They do where no thing is spoken of in two parts, the release waits for none of them, and no rule joins what two of them
say of a third. Then all that follows follows from one part and the release; and so it is with what does not conform,
for the checks that look at a thing and its values. The few others are asked of the whole, where they can matter.
"""

import gc
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import pairwise
from multiprocessing import get_context
from pathlib import Path

from rdflib import URIRef

from graph.answering.confinement import end_with_pool
from graph.embedded import EmbeddedStore
from graph.reasoning.beside import Slot, joins
from graph.reasoning.inference import INFERRED, program_of
from graph.reasoning.part import Found, Task, look
from graph.store import Line
from graph.terms import written
from graph.validating.checks import Check
from graph.validating.reach import reach
from graph.validating.validation import Finding, derivations, findings, shipped, stated

MOST = 2  # processes: each takes some 600 MB
_SEVERAL = -1


@dataclass(frozen=True)
class Cut:
    """A file of N-Triples, and the bytes at which it may be cut."""

    said: Path
    cuts: Sequence[int]

    def parts(self) -> Iterator[tuple[int, int]]:
        """From one byte to another."""
        ends = sorted({0, *self.cuts, self.said.stat().st_size})
        yield from pairwise(ends)


@dataclass(frozen=True)
class Apart:
    """What comes of a graph: files of what follows, and what does not conform, of all that is said then."""

    size: int
    inferred: int
    files: tuple[Path, ...]
    restated: frozenset[Line]  # what followed before, and is stated now
    findings: tuple[Finding, ...]
    infos: int  # what is only good to know, and was counted without being told
    left: tuple[Check, ...]  # the checks that have to be asked of the whole


def conclude(
    store: EmbeddedStore,
    graph: URIRef,
    cut: Cut,
    folder: Path,
    *,
    strange: frozenset[str] = frozenset(),
    brief: bool = False,
    tell: Callable[[int], None] = lambda done: None,
) -> Apart | None:
    """What follows from a graph that is not in the store yet, and what does not conform; None where it is entangled."""
    folder.mkdir()
    known = folder / "known"
    store.copy_to(known)
    whole = _Whole(frozenset(joins(program_of(store))))
    tasks = [
        Task(known, cut.said, start, end, folder / f"follows-{number}", strange, brief)
        for number, (start, end) in enumerate(cut.parts())
    ]
    for found in _looked(tasks):
        if found is None or not whole.takes(found):
            return None
        tell(whole.size)
    hubs = folder / "hubs"
    hubs.write_text("".join(f"{' '.join(line)} .\n" for line in sorted(whole.follows - whole.hubs)), encoding="utf-8")
    files = (*(task.target for task in tasks), hubs)
    return whole.apart(store, graph, files, folder / "beside")


def _looked(tasks: Sequence[Task]) -> Iterator[Found | None]:
    """What each part comes to; the rest is left where one is entangled."""
    context = get_context("spawn")  # a fork would share the open store
    with ProcessPoolExecutor(min(MOST, os.cpu_count() or 1, len(tasks)), context, _begin) as processes:
        waiting: list[Future[Found | None]] = [processes.submit(look, task) for task in tasks]
        try:
            while waiting:
                yield waiting.pop(0).result()
        finally:
            processes.shutdown(wait=True, cancel_futures=True)


def _begin() -> None:
    gc.disable()  # a part makes millions of small objects and no cycles
    end_with_pool()


@dataclass
class _Whole:
    """The parts that were looked at so far."""

    joins: frozenset[tuple[Slot, Slot]]
    size: int = 0
    inferred: int = 0
    infos: int = 0
    hubs: set[Line] = field(default_factory=set)
    follows: set[Line] = field(default_factory=set)
    restated: set[Line] = field(default_factory=set)
    _shared: set[Line] = field(default_factory=set)
    _crossing: set[Line] = field(default_factory=set)
    _predicates: set[str] = field(default_factory=set)
    _classes: set[str] = field(default_factory=set)
    _findings: dict[Finding, None] = field(default_factory=dict)
    _own: set[int] = field(default_factory=set)
    _named: set[int] = field(default_factory=set)
    _met: dict[Slot, dict[int, int]] = field(default_factory=dict)  # in which part, or in several
    _number: int = 0

    def takes(self, found: Found) -> bool:
        """Add what one part came to; false where it does not leave the others alone."""
        if found.own & self._own or found.own & self._named or found.named & self._own or self._joins(found):
            return False
        self.size += found.stated
        self.inferred += found.inferred
        self.infos += found.infos
        self.hubs |= found.hubs
        self.follows |= found.follows
        self.restated |= found.restated
        self._shared |= found.shared
        self._crossing |= found.crossing
        self._predicates |= found.predicates
        self._classes |= found.classes
        self._findings.update(dict.fromkeys(found.findings))
        self._own |= found.own
        self._named |= found.named
        return True

    def _joins(self, found: Found) -> bool:
        """Whether a rule may join what this part says and what another says."""
        self._number += 1
        for slot, terms in found.met.items():
            here = self._met.setdefault(slot, {})
            here.update((term, _SEVERAL if term in here else self._number) for term in terms)
        return any(self._meet(found, one, two) or self._meet(found, two, one) for one, two in self.joins)

    def _meet(self, found: Found, one: Slot, two: Slot) -> bool:
        there = self._met.get(two, {})
        return any(there[term] != self._number for term in found.met.get(one, frozenset()) & there.keys())

    def apart(self, store: EmbeddedStore, graph: URIRef, files: tuple[Path, ...], folder: Path) -> Apart:
        """All together, with what is asked of the release once it knows what the parts say of its things."""
        left = {each: None for each in shipped() if self._is_left(each)}
        asked = [each for each in shipped() if each not in left]
        beside = self._beside(store, graph, folder)
        found = (
            *self._findings,
            *stated(store, derivations()),
            *(each for each in findings(beside, asked) if not self._crosses(each)),
        )
        follows = self.follows - self.hubs
        return Apart(
            self.size + len(self._shared),
            self.inferred + len(follows),
            files,
            frozenset(self.restated),
            tuple(each for each in found if each.check not in left),
            self.infos,
            tuple(left),
        )

    def _is_left(self, check: Check) -> bool:
        """Whether a check looks where parts and release meet."""
        far = reach(check)
        if not far.is_local:
            return far.can_meet(self._predicates, self._classes)
        crossing = {line[1] for line in self._crossing}
        return bool(crossing) and bool(far.stars) and (None in far.predicates or bool(crossing & far.predicates))

    def _crosses(self, finding: Finding) -> bool:
        """Whether the release says this of a thing of one part, which was looked at there."""
        if not (reach(finding.check).is_of_value and finding.check.path and finding.value):
            return False
        return (written(finding.focus), written(finding.check.path), written(finding.value)) in self._crossing

    def _beside(self, store: EmbeddedStore, graph: URIRef, folder: Path) -> EmbeddedStore:
        if not self.hubs | self.follows:
            return store
        store.copy_to(folder)
        beside = EmbeddedStore.open(folder)
        beside.change(graph, self.hubs, ())
        beside.change(INFERRED, self.follows - self.hubs, ())
        return beside
