"""Worker processes for queries from outside: nothing else ends a query of this engine for certain."""

import threading
import time
from asyncio import AbstractEventLoop
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Self

from graph.answering.answers import Answer, Order, waited
from graph.answering.asker import ANYBODY, Asker
from graph.answering.bounds import Bounds
from graph.answering.conversation import Ending, failed, follow, hear, late
from graph.answering.endings import Overloaded, Stopped
from graph.answering.familiar import looked_over
from graph.answering.instants import Instants
from graph.answering.moment import Moment
from graph.answering.nursery import Nursery
from graph.answering.offhand import Offhand
from graph.answering.placing import Placing, task_of, task_of_graph
from graph.answering.runs import Run, UnknownRun, run
from graph.answering.shifts import Shift
from graph.answering.staff import Staff
from graph.answering.waiting import Line, Places
from graph.answering.worker import ProcessWorker, Worker
from graph.guard import Dataset, Query
from graph.store import StoreError
from ontology.saying import Said

_LOOK = 0.05  # seconds between two looks at who waits and who works
_LONG = 3  # processes for each that works: others have worked for a while, and work on when there is time
_KEPT = 8  # answers of the largest size that are kept for their readers at once
_UNREAD = Said.of("busy_answers", "too many long answers wait to be read")
_ENDS = Said.of("busy_ends", "the service ends")
_OWN = Said.of("stopped", "the query was ended by its asker")
_OTHERS = Said.of("stopped_by", "the query was ended by an operator")


class QueryPool(Offhand):
    """Answers queries in processes that can be ended, from whichever release is current when their work begins."""

    def __init__(
        self,
        release: Callable[[], Path | None],
        workers: int = 2,
        bounds: Bounds | None = None,
        hire: Callable[[], Worker] | None = None,
        whole: Callable[[], Path | None] | None = None,
        own: Callable[[], str | None] | None = None,
        mark: Callable[[], str | None] | None = None,  # what tells releases apart that lie in no folder
    ) -> None:
        """Answer from what `release` names, in so many processes at once, or in what `hire` gives in their place.

        Operators are answered from `whole`, if that is given; `own` names a graph to be shown as the default graph.
        """
        bounds = bounds or Bounds()
        placing = Placing(release, whole or release, own or (lambda: None), bounds.reach, mark)
        super().__init__(placing, bounds, None if hire else Instants(release, bounds.rows, bounds.bytes))
        self._ended = threading.Event()
        all_places = workers * _LONG
        self._line = Line(Places(workers, all_places, bounds.waiting, bounds.seconds, bounds.memory_all))
        self._nursery = Nursery(bounds.memory)
        self._staff = Staff(hire or self._hired, workers, self.tally)
        self._handed: dict[Answer, Shift] = {}  # begun at once, and to be followed by a thread
        self._admitting = threading.Lock()
        self._open: set[Answer] = set()  # answers that are kept for a reader
        self._threads = [threading.Thread(target=self._keep, name=f"query-{n}", daemon=True) for n in range(all_places)]
        self._threads.append(threading.Thread(target=self._watch, name="queries", daemon=True))
        for thread in self._threads:
            thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def examine(self, text: str, base: str = "") -> Query:
        """Look a query over by the limits of this pool, from its base until it names another; raises `BadQuery`."""
        return looked_over(text, self.bounds.query, federated=bool(self.bounds.reach.hosts), base=base)

    def ask(
        self,
        query: Query,
        media_type: str,
        moved: Callable[[], None],
        *,
        seconds: float | None = None,
        dataset: Dataset | None = None,
        asker: Asker = ANYBODY,
        asked: str | None = None,
        rewrite: bool = True,
        stated: bool = False,
        plain: bool = False,
        loop: AbstractEventLoop | None = None,
        waits: bool = True,
    ) -> Answer:
        """Begin a query; `moved` is called from another thread whenever its answer has grown or ended.

        The dataset goes before that of the query; `seconds` can only lower the deadline; `asked` is its address up to
        its text, for the rest; `rewrite` lets it be put into quicker words; `stated` leaves out what only follows;
        `plain` has what is not known be an error of solutions only. A short query is answered on the event loop given.
        One that does not wait is begun there at once, or refused as `Overloaded`, which nobody counts.
        """
        task = task_of(query, media_type, dataset or query.dataset, self.bounds)
        task = task._replace(asked=asked, rewrite=rewrite, stated=stated, plain=plain)
        seconds = self.bounds.deadline(asker, seconds)
        return self._begin(Order(task, seconds, moved, asker, query.form, query.services, loop, waits))

    def whole(
        self,
        graph: str | None,
        media_type: str,
        moved: Callable[[], None],
        *,
        asker: Asker = ANYBODY,
        lenient: bool = False,
        loop: AbstractEventLoop | None = None,
    ) -> Answer:
        """Begin to give all that one graph says, None for the default graph; as `ask`, and raises the same.

        One that is not there is an error, or (`lenient`) says nothing.
        """
        task = task_of_graph(graph, media_type, self.bounds)._replace(lenient=lenient)
        return self._begin(Order(task, self.bounds.deadline(asker), moved, asker, "GRAPH", loop=loop))

    def _begin(self, order: Order) -> Answer:
        answer = Answer(order, self.bounds.ahead)
        try:
            self._admit(answer)
        except StoreError as error:
            if order.waits:
                self.tally.count(error)
            answer.close()
            raise
        return answer

    def answer(self, text: str, media_type: str, asker: Asker = ANYBODY) -> bytes:
        """The whole answer of a query, for callers that wait; raises `AnswerTooLarge` rather than leave rows out."""
        return waited(lambda moved: self.ask(self.examine(text), media_type, moved, asker=asker))

    def left(self, asker: Asker) -> float | None:
        """Seconds that the queries of this asker may still work within the window; None where nobody counts."""
        return self._budgets.left(asker, self._line.unpaid(asker.mark))

    def runs(self) -> list[Run]:
        """The queries at work, then those that wait."""
        works = [run(shift.answer, "works" if shift.runs else "pauses", shift.worked) for shift in self._line.shifts]
        return [*works, *(run(each, "waits", time.monotonic() - each.asked) for each in self._line.waiting)]

    def stop(self, number: str, asker: Asker) -> None:
        """End a query of this asker, or of anybody for an operator; raises `UnknownRun`."""
        known = [*(shift.answer for shift in self._line.shifts), *self._line.waiting]
        for answer in known:
            if answer.id == number and (asker.operates or answer.order.asker == asker):
                answer.call_off(Stopped(_OWN if answer.order.asker == asker else _OTHERS))
                return
        raise UnknownRun(Said.of("run", "no query {number} is at work", number=number))

    @property
    def ready(self) -> bool:
        """Whether there are processes that can answer."""
        return self._staff.can_hire and not self._line.closed

    @property
    def memory(self) -> int:
        """Bytes of memory that queries at work hold."""
        return sum(shift.worker.memory for shift in self._line.shifts)

    def close(self) -> None:
        """End all work and all processes."""
        self._line.close()
        self._staff.close()
        self._ended.set()
        for thread in self._threads:
            thread.join()
        self._staff.end()
        self._nursery.close()

    def _admit(self, answer: Answer) -> None:
        asker = answer.order.asker
        if self.left(asker) == 0.0:
            raise self._budgets.spent(asker)
        with self._admitting:
            self._open = {each for each in self._open if not each.closed}
            if sum(each.size for each in self._open) > _KEPT * self.bounds.bytes:
                raise Overloaded(round(self.bounds.seconds), _UNREAD)
            if not self._begun_here(answer):
                self._line.put(answer)
            self._open.add(answer)

    def _watch(self) -> None:
        with self._placing.texts:
            while not self._ended.is_set():
                self._staff.prepare()
                self._line.look()
                self._placing.look()
                self._ended.wait(_LOOK)

    def _keep(self) -> None:
        while (answer := self._line.take()) is not None:
            try:
                self._serve(answer)
            finally:
                self._line.leave(answer)

    def _hired(self) -> Worker:
        worker = ProcessWorker(self._nursery)
        with suppress(OSError):  # it ended: who looks for one sees that
            worker.send(self._placing.opening())
        return worker

    def _begun_here(self, answer: Answer) -> bool:
        """Begin on the event loop of who asks, where a process is ready and nobody waits."""
        order, worker = answer.order, self._staff.next
        if order.loop is None or order.services or order.task.stated or not isinstance(worker, ProcessWorker):
            return False
        try:
            task = self._placing.task(order)
        except StoreError:  # told by who comes next
            return False
        if not self._line.enter(answer):
            return False
        if not worker.alive or not self._staff.seize(worker):
            self._line.leave(answer)
            return False
        answer.begin(worker.kill)
        shift = Shift(answer, worker)
        self._line.begin(shift)
        with suppress(OSError):  # it ended: who listens to it finds out
            worker.send(task)
        Moment(shift, worker.wire, hear, self._finish_here, self._hand_on, order.loop)
        return True

    def _finish_here(self, shift: Shift, ending: Ending) -> None:
        self._pay(shift, ending.error)
        self._line.leave(shift.answer)
        if ending.fit and not shift.answer.stopped and self._staff.takes:
            self._staff.put(shift.worker)
        else:  # to wait until a process is gone is for a thread
            ended = partial(self._staff.give_back, shift.worker, fit=False)
            threading.Thread(target=ended, daemon=True).start()
        shift.answer.end(ending.error, ending.cut)

    def _hand_on(self, shift: Shift) -> None:
        self._handed[shift.answer] = shift
        shift.answer.last()
        self._line.hand(shift.answer)

    def _serve(self, answer: Answer) -> None:
        if (shift := self._handed.pop(answer, None)) is not None:
            self._finish(shift, follow(shift))
            return
        worker = self._staff.get()
        if worker is None:
            answer.end(Overloaded(1, _ENDS))
            return
        if not answer.begin(worker.kill):
            self._staff.give_back(worker, fit=True)
            return
        shift = Shift(answer, worker)
        self._line.begin(shift)
        self._finish(shift, self._work(shift))

    def _finish(self, shift: Shift, ending: Ending) -> None:
        self._pay(shift, ending.error)
        self._line.leave(shift.answer)  # so that nobody pauses the worker for its sake
        shift.answer.end(ending.error, ending.cut)
        self._staff.give_back(shift.worker, fit=ending.fit and not shift.answer.stopped)

    def _work(self, shift: Shift) -> Ending:
        """Have a worker answer."""
        try:
            shift.worker.send(self._placing.federated(self._placing.task(shift.answer.order), shift))
        except StoreError as error:
            return Ending(late(shift) if shift.left() <= 0 else error, fit=True)
        except Exception as error:  # whatever an endpoint made of it, nobody may wait for ever
            return failed(shift, error)
        return follow(shift)

    def _pay(self, shift: Shift, error: Exception | None) -> None:
        self._count(shift.answer.order.asker, shift.pay(), error)
