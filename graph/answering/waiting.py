"""Who works, who waits, and whose turn is next: fair among clients, and quick for whoever asks little.

A query that worked for a moment counts as long: it gives up its place to the next, and works on in the time that is
left, or pauses until there is some. So neither one client nor many long queries keep the others waiting.
"""

import threading
import time
from collections import Counter, OrderedDict, deque
from collections.abc import Iterable
from dataclasses import dataclass

from graph.answering.answers import Answer
from graph.answering.endings import MemoryExceeded, Overloaded
from graph.answering.shifts import Shift
from ontology.saying import Said

_MANY = Said.of("busy_long", "the query was ended, because too many long ones are at work")


@dataclass(frozen=True)
class Places:
    """How many may work, be there at all, and wait; how long they wait, and how much memory they share."""

    short: int
    all: int
    waiting: int
    patience: float
    memory: int

    @property
    def refusal(self) -> Overloaded:
        """What is told to those who find no place."""
        return Overloaded(max(1, round(self.patience / 2)))


class Line:
    """Those who wait and those at work."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._waiting: OrderedDict[str, deque[Answer]] = OrderedDict()
        self._begun: set[Answer] = set()  # taken, and about to work
        self._shifts: list[Shift] = []
        self._handed: deque[Answer] = deque()  # at work already, and waiting for a thread
        self._changed = threading.Condition()
        self._closed = False

    @property
    def closed(self) -> bool:
        """Whether nobody is served any more."""
        return self._closed

    @property
    def waiting(self) -> list[Answer]:
        """Those who wait, the first come of each client first."""
        with self._changed:
            return [answer for answers in self._waiting.values() for answer in answers]

    @property
    def shifts(self) -> list[Shift]:
        """Those at work, the oldest first."""
        with self._changed:
            return list(self._shifts)

    def unpaid(self, mark: str) -> float:
        """Seconds of work of a client that no budget has counted yet."""
        return sum(each.unpaid for each in self.shifts if each.mark == mark) if self._shifts else 0.0

    def put(self, answer: Answer) -> None:
        """Stand at the end; raises `Overloaded` where it does not wait, or the line is full or closed."""
        mark = answer.order.asker.mark
        with self._changed:
            own = self._waiting.get(mark, ())
            all_waiting = sum(map(len, self._waiting.values()))
            most = self._places.waiting if answer.order.waits and not self._closed else 0
            if all_waiting >= most or len(own) >= max(1, most // 2):
                raise self._places.refusal
            self._waiting.setdefault(mark, deque()).append(answer)
            self._changed.notify()

    def enter(self, answer: Answer) -> bool:
        """Take a place at once, where there is one and nobody waits for it."""
        with self._changed:
            if self._closed or self._waiting or not self._has_place(answer.order.asker.mark):
                return False
            self._begun.add(answer)
            return True

    def hand(self, answer: Answer) -> None:
        """Give an answer that is at work to whoever takes the next."""
        with self._changed:
            self._handed.append(answer)
            self._changed.notify()

    def take(self) -> Answer | None:
        """The next one, as soon as there is one and a place for it; None after the end."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._handed or self._next() is not None)
            if self._handed:
                return self._handed.popleft()
            mark = self._next()
            if self._closed or mark is None:
                return None
            answer = self._waiting[mark].popleft()
            if self._waiting[mark]:
                self._waiting.move_to_end(mark)
            else:
                del self._waiting[mark]
            self._begun.add(answer)
            return answer

    def begin(self, shift: Shift) -> None:
        """A worker takes up the answer that was taken."""
        with self._changed:
            self._begun.discard(shift.answer)
            self._shifts.append(shift)
            self._share()
        if self._closed:
            shift.answer.stop()

    def leave(self, answer: Answer) -> None:
        """It is done with; its worker is not paused, and will not be for its sake."""
        with self._changed:
            self._begun.discard(answer)
            for shift in self._shifts:
                if shift.answer is answer:
                    shift.go_on()
            self._shifts = [each for each in self._shifts if each.answer is not answer]
            if self._waiting or self._handed:  # there is a place for one more; `look` finds whoever else may work
                self._changed.notify()

    def look(self) -> None:
        """Turn away who waited too long, set back who worked for long, and share out what is left."""
        self._expire()
        with self._changed:
            for shift in self._shifts:
                shift.age()
            self._share()
            ended = self._crowding()
            self._call()
        for shift, error in ended:
            shift.answer.stop(error)

    def close(self) -> None:
        """Turn away all who wait, and end the work that goes on."""
        with self._changed:
            self._closed = True
            waiting = [answer for answers in self._waiting.values() for answer in answers]
            shifts = list(self._shifts)
            self._waiting.clear()
            self._changed.notify_all()
        for answer in waiting:
            answer.end(self._places.refusal)
        for shift in shifts:
            shift.answer.stop()

    # What follows is called with the lock held.

    def _call(self) -> None:
        """Have who can serve look whether someone waits; to wake all of them takes longer than many a query."""
        if self._waiting or self._handed:
            self._changed.notify_all()

    def _next(self) -> str | None:
        """The client whose turn it is: of those who may work, the one with least at work, served longest ago."""
        if not self._is_free():
            return None
        working = self._working()
        may = [mark for mark in self._waiting if working[mark] < self._places.all - 1]
        return min(may, key=lambda mark: working[mark], default=None)

    def _is_free(self) -> bool:
        short = sum(not shift.is_long for shift in self._shifts) + len(self._begun)
        return short < self._places.short and len(self._shifts) + len(self._begun) < self._places.all

    def _has_place(self, mark: str) -> bool:
        return self._is_free() and self._at_work(mark) < self._places.all - 1

    def _at_work(self, mark: str) -> int:
        marks = [*(shift.mark for shift in self._shifts), *(answer.order.asker.mark for answer in self._begun)]
        return marks.count(mark)

    def _working(self) -> Counter[str]:
        begun = (answer.order.asker.mark for answer in self._begun)
        return Counter((*(shift.mark for shift in self._shifts), *begun))

    def _share(self) -> None:
        """The long ones have the places that short ones leave, but always one, in turns of a second."""
        short = sum(not shift.is_long for shift in self._shifts) + len(self._begun)
        if short == len(self._shifts) + len(self._begun):
            return
        places = max(1, self._places.short - short)
        for turn, shift in enumerate(self._in_turn()):
            if turn < places:
                shift.go_on()
            else:
                shift.pause()

    def _in_turn(self) -> list[Shift]:
        """The long ones: of each client that one first that had the fewest turns, then the second of each."""
        long = sorted((shift for shift in self._shifts if shift.is_long), key=lambda shift: shift.turns)
        before = Counter[str]()
        places = dict[Shift, int]()
        for shift in long:
            places[shift] = before[shift.mark]
            before[shift.mark] += 1
        return sorted(long, key=lambda shift: places[shift])

    def _crowding(self) -> Iterable[tuple[Shift, Exception]]:
        """Who has to go, and why: for waiting paused too long, for taking too much memory, for another client."""
        stale = [shift for shift in self._shifts if shift.rested > self._places.patience]
        ended: list[tuple[Shift, Exception]] = [(shift, self._refusal()) for shift in stale]
        sizes = {shift: shift.worker.memory for shift in self._shifts}
        if sum(sizes.values()) > self._places.memory:
            largest = max(sizes, key=lambda shift: sizes[shift])
            ended.append(
                (
                    largest,
                    MemoryExceeded(
                        Said.of("all_memory", "all queries together need more memory than there is for them")
                    ),
                )
            )
        if not ended and len(self._shifts) >= self._places.all and (shift := self._greedy()):
            ended.append((shift, self._refusal()))
        return ended

    def _greedy(self) -> Shift | None:
        """The newest long query of the client with most of them, where another client waits."""
        working = self._working()
        most = max(working, key=lambda mark: working[mark])
        if working[most] > 1 and any(mark != most and working[mark] < working[most] - 1 for mark in self._waiting):
            return next((shift for shift in reversed(self._shifts) if shift.is_long and shift.mark == most), None)
        return None

    def _refusal(self) -> Overloaded:
        retry = self._places.refusal.retry_after
        return Overloaded(retry, _MANY)

    def _expire(self) -> None:
        now = time.monotonic()
        with self._changed:
            gone = [
                answer
                for answers in self._waiting.values()
                for answer in answers
                if answer.closed or now - answer.asked > min(self._places.patience, answer.order.seconds)
            ]
            for answer in gone:
                self._withdraw(answer)
        for answer in gone:
            answer.end(self._places.refusal)

    def _withdraw(self, answer: Answer) -> None:
        mark = answer.order.asker.mark
        self._waiting[mark].remove(answer)
        if not self._waiting[mark]:
            del self._waiting[mark]
