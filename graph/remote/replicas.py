"""Which of the servers that answer queries are well: those that fail or fall behind are left out."""

import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

from graph.store import NotReached, ServerFailed, StoreError
from ontology.saying import Said

log = logging.getLogger(__name__)
_Made = TypeVar("_Made")
_ROUNDS = 4  # times that all servers are tried before a read fails
_FIRST_WAIT = 0.1  # seconds before the second round, twice as long before each further one


class Passing(Exception):
    """A server did not answer, or not well; another one, or the same a little later, may."""

    def __init__(self, why: str, *, silent: bool = False, again: bool = True) -> None:
        super().__init__(why)
        self.why = why
        self.silent = silent  # whether nothing was heard of it
        self.again = again  # whether it may be asked again at once: not what works on the question, or said when


@dataclass
class _Replica:
    """One server, and what was last heard of it."""

    address: str
    well: bool = True


class Replicas:
    """Servers that hold the same. Reads go to those that are well, in turn; a failed read goes to the next."""

    def __init__(
        self,
        addresses: Sequence[str],
        look: Callable[[str], tuple[int, str] | None],
        drop: Callable[[str], None] = lambda address: None,
    ) -> None:
        """`look` asks one server for the number and the name of its release; raises `Passing`.

        `drop` breaks off what waits for a server that hangs, for it to be asked of another.
        """
        self._replicas = tuple(map(_Replica, addresses))
        self._look, self._drop = look, drop
        self.newest: tuple[int, str] | None = None  # the release that the last look found
        self.is_watched = False  # whether what is known of them is not older than the last look of `watched`
        self._turn = 0
        self._lock = threading.Lock()

    @contextmanager
    def watched(self, seconds: float) -> Iterator[None]:
        """Look at all servers every so many seconds, in a thread of its own, until the block ends."""
        ended = threading.Event()
        watch = threading.Thread(target=self._follow, args=(seconds, ended), name="replicas", daemon=True)
        watch.start()
        try:
            yield
        finally:
            self.is_watched = False
            ended.set()
            watch.join()

    @property
    def well(self) -> tuple[str, ...]:
        """The servers that reads go to."""
        return tuple(each.address for each in self._replicas if each.well)

    def read(self, work: Callable[[str], _Made]) -> _Made:
        """What `work` makes of the first server that does not fail it; raises `NotReached`, `ServerFailed`."""
        why, failed = "", list[ServerFailed]()
        for attempt in range(_ROUNDS):
            if attempt:
                time.sleep(_FIRST_WAIT * 2 ** (attempt - 1))
            again = False
            for each in self._order():
                try:
                    return work(each.address)
                except Passing as fault:
                    self._leave_out(each, fault.why)
                    why = f"{each.address}: {fault.why}"
                    again = again or fault.again
                except ServerFailed as fault:  # for want of something, or of this query: others are asked once
                    log.warning("%s", fault)
                    failed.append(fault)
            if failed:
                raise failed[-1]
            if not again:
                break
        raise _away(why)

    def check(self) -> tuple[int, str] | None:
        """Look at all servers now; the newest release that one of them holds. Raises `NotReached`."""
        found = {each.address: self._heard(each) for each in self._replicas}
        answers = [told for told in found.values() if not isinstance(told, Passing)]
        if not answers:
            why = "; ".join(f"{address}: {told}" for address, told in found.items())
            raise _away(why)
        self.newest = newest = max((told for told in answers if told), default=None)
        for each in self._replicas:
            told = found[each.address]
            if isinstance(told, Passing) and told.silent:
                self._drop(each.address)
            # One that has yet to receive the newest release would take readers back in time.
            self._mark(each, _behind(told, newest))
        return newest

    def _heard(self, replica: _Replica) -> tuple[int, str] | Passing | None:
        try:
            return self._look(replica.address)
        except Passing as fault:
            return fault
        except StoreError as error:
            return Passing(str(error))

    def _order(self) -> list[_Replica]:
        """Those that are well, beginning with another each time; the others only where there are none."""
        with self._lock:
            self._turn += 1
            turn = self._turn % len(self._replicas)
        turned = [*self._replicas[turn:], *self._replicas[:turn]]
        return [each for each in turned if each.well] or turned

    def _leave_out(self, replica: _Replica, why: str) -> None:
        if len(self._replicas) > 1:
            self._mark(replica, why)

    def _mark(self, replica: _Replica, why: str) -> None:
        if replica.well == bool(why):
            told = f"is left out: {why}" if why else "is read again"
            log.warning("server %s %s", replica.address, told)
        replica.well = not why

    def _follow(self, seconds: float, ended: threading.Event) -> None:
        told = ""
        while not ended.wait(seconds):
            try:
                self.check()
                self.is_watched, told = True, ""
            except NotReached as error:
                if str(error) != told:  # an outage is one line, not one for each look
                    log.warning("%s", error)
                told = str(error)


def _away(why: str) -> NotReached:
    return NotReached(Said.of("store_away", "the store cannot be read now ({why})", why=why))


def _behind(told: tuple[int, str] | Passing | None, newest: tuple[int, str] | None) -> str:
    """Why a server is left out, if it is."""
    if isinstance(told, Passing):
        return told.why
    return "" if told == newest else "it has not received the newest release yet"
