"""Changes from outside, made one batch after the other by a process that can be ended."""

import logging
import math
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from graph.answering.endings import Overloaded
from graph.changes import (
    Allowed,
    Body,
    Change,
    DropGraph,
    FetchRefused,
    PutGraph,
    Update,
    WritingEnded,
    Written,
)
from graph.guard import Limits
from graph.layout import Layout
from graph.locking import BusyStore
from graph.store import StoreError
from graph.updates.partner import Ended, Partner, Report
from ontology.saying import Said

__all__ = [
    "Allowed",
    "Body",
    "Change",
    "DropGraph",
    "PutGraph",
    "Update",
    "WriteBounds",
    "Writer",
    "Writing",
    "Written",
]

log = logging.getLogger(__name__)

_BUSY = Said.of("busy_changes", "too many changes wait to be made")
_TOGETHER = 0.25  # seconds of work after which a batch is published, though more is waiting
_MOST = 200  # changes in a batch
_PUBLISHING = 120.0  # seconds that making a release may take, on the slowest disk
_TRIES = 3  # times that a change is begun, when others in its batch ended the process


@dataclass(frozen=True)
class WriteBounds:
    """How much a change may use, and how many may wait."""

    seconds: float = 30.0
    memory: int = 2 * 1024**3
    waiting: int = 64
    update: Limits = field(default_factory=lambda: Limits(size=16 * 1024**2, tokens=100_000))


class Writing:
    """A change on its way. It has `ended` when it is durable and visible, or when `error` says why it was not made."""

    def __init__(self, change: Change, moved: Callable[[], None], seconds: float) -> None:
        self.change = change
        self.seconds = seconds
        self.tries = 0
        self._moved = moved
        self._ended: Written | StoreError | None = None

    @property
    def ended(self) -> bool:
        """Whether it was made, or will not be."""
        return self._ended is not None

    @property
    def error(self) -> StoreError | None:
        """Why nothing was changed."""
        return self._ended if isinstance(self._ended, StoreError) else None

    @property
    def outcome(self) -> Written:
        """What it came to; raises `error`."""
        if self._ended is None or isinstance(self._ended, StoreError):
            raise self._ended or WritingEnded("the change has not ended yet")
        return self._ended

    def end(self, ended: Written | StoreError) -> None:
        """Tell what became of it."""
        self._ended = ended
        self._moved()


class Writer:
    """Makes changes to the store in a folder, each of them wholly or not at all.

    `shown` is what its senders see as the default graph; a store that holds nothing yet is laid out so. `fetch` has
    a file of what LOAD names, or raises `FetchRefused`. `published` is told each release that changes made, before they
    are acknowledged.
    """

    def __init__(
        self,
        folder: Path,
        bounds: WriteBounds | None = None,
        shown: Layout = Layout.UNION,
        fetch: Callable[[str], Body] | None = None,
        published: Callable[[str], object] | None = None,
    ) -> None:
        self._published = published or (lambda release: None)
        self.bounds = bounds or WriteBounds()
        self._fetch = fetch or _refuse
        self.partner = Partner(folder, self.bounds.update, self.bounds.memory, shown)
        self._waiting: deque[Writing] = deque()
        self._changed = threading.Condition()
        self._closed = False
        self._keeper = threading.Thread(target=self._keep, name="writer", daemon=True)
        self._keeper.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def write(self, change: Change, moved: Callable[[], None], *, seconds: float | None = None) -> Writing:
        """Begin a change; `moved` is called from another thread when it has ended. Raises `Overloaded`."""
        writing = Writing(change, moved, min(seconds or self.bounds.seconds, self.bounds.seconds))
        with self._changed:
            if self._closed or len(self._waiting) >= self.bounds.waiting:
                raise self._overloaded()
            self._waiting.append(writing)
            self._changed.notify()
        return writing

    def change(self, change: Change) -> Written:
        """Make a change and wait for it; raises what it ended in."""
        moved = threading.Event()
        writing = self.write(change, moved.set)
        moved.wait()
        return writing.outcome

    def close(self) -> None:
        """End all work and the process; what was not made by now is not made."""
        with self._changed:
            self._closed = True
            waiting = list(self._waiting)
            self._waiting.clear()
            self._changed.notify()
        for writing in waiting:
            writing.end(self._overloaded())
        self._keeper.join()
        self.partner.end()

    def _overloaded(self) -> Overloaded:
        return Overloaded(math.ceil(self.bounds.seconds / 2), _BUSY)

    def _keep(self) -> None:
        while (first := self._take(wait=True)) is not None:
            batch = _Batch(self.partner, self._fetch, self._published, self._take, self._put_back)
            try:
                batch.run(first)
            except Exception as error:  # whatever it is, nobody may wait for ever
                log.exception("a batch of changes failed")
                self.partner.end()
                batch.fail(first, WritingEnded(f"the change was not made: {error}"))

    def _take(self, *, wait: bool) -> Writing | None:
        with self._changed:
            if wait:
                self._changed.wait_for(lambda: self._waiting or self._closed)
            return self._waiting.popleft() if self._waiting else None

    def _put_back(self, writings: list[Writing], error: StoreError) -> None:
        """Have changes begun again that were not at fault; raises nothing."""
        again = []
        for writing in writings:
            writing.tries += 1
            if writing.tries < _TRIES and not self._closed:
                again.append(writing)
            else:
                writing.end(error)
        with self._changed:
            self._waiting.extendleft(reversed(again))


def _refuse(address: str) -> Body:
    told = "LOAD <{iri}> is refused: this service fetches nothing; send the triples instead"
    raise FetchRefused(Said.of("load_never", told, iri=address))


class _Batch:
    """Changes that become durable together."""

    def __init__(
        self,
        partner: Partner,
        fetch: Callable[[str], Body],
        published: Callable[[str], object],
        take: Callable[..., Writing | None],
        put_back: Callable[[list[Writing], StoreError], None],
    ) -> None:
        self._partner = partner
        self._fetch = fetch
        self._published = published
        self._take = take
        self._put_back = put_back
        self._made: list[tuple[Writing, Report]] = []

    def run(self, first: Writing) -> None:
        """Make the first change, and those that come in meanwhile."""
        try:
            self._partner.begin(first.seconds)
        except StoreError as error:
            self._give_up(first, error)
            return
        begun, writing = time.monotonic(), first
        while self._make(writing):
            full = len(self._made) >= _MOST or time.monotonic() - begun > _TOGETHER
            following = None if full else self._take(wait=False)
            if following is None:
                self._publish()
                return
            writing = following

    def fail(self, first: Writing, error: StoreError) -> None:
        """None of them was made."""
        for writing in (first, *(each for each, _ in self._made)):
            if not writing.ended:
                writing.end(error)

    def _give_up(self, first: Writing, error: StoreError) -> None:
        first.end(error)
        # While a load is at work nobody else need wait to be told so.
        while isinstance(error, BusyStore) and (other := self._take(wait=False)):
            other.end(error)

    def _make(self, writing: Writing) -> bool:
        """Have one change made; false where this ended the batch."""
        try:
            report = self._partner.make(writing.change, writing.seconds, self._fetch)
        except Ended as ended:
            self._put_back([each for each, _ in self._made], ended.error)
            writing.end(ended.error)
            return False
        except StoreError as error:
            writing.end(error)
            return True
        self._made.append((writing, report))
        return True

    def _publish(self) -> None:
        try:
            release = self._partner.publish(_PUBLISHING)
            self._published(release)
        except (Ended, StoreError) as ended:
            for writing, _ in self._made:
                writing.end(ended.error if isinstance(ended, Ended) else ended)
            return
        for writing, report in self._made:
            writing.end(Written(release, report.added, report.removed, report.created, report.existed))
