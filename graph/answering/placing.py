"""Where a query is answered: in which release, and with what other endpoints say to its SERVICE clauses."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from graph.answering.answers import Order
from graph.answering.bounds import Bounds
from graph.answering.cache import state
from graph.answering.shifts import Shift
from graph.federated import Reach
from graph.federation import filled
from graph.guard import Dataset, Query
from graph.results.output import Task
from graph.results.stated import Stated
from graph.store import StoreError
from graph.texts.keeping import Keeper


@dataclass(frozen=True)
class Placing:
    """The folders that are current now: of the public, of operators; and a graph shown as the default graph, if any."""

    release: Callable[[], Path | None]
    whole: Callable[[], Path | None]
    own: Callable[[], str | None]
    reach: Reach
    mark: Callable[[], str | None] | None = None  # of the release, where it lies in no folder
    stated: Stated = field(default_factory=Stated)
    texts: Keeper = field(default_factory=Keeper)
    _states: dict[bool, tuple[Path, str]] = field(default_factory=dict)

    def task(self, order: Order) -> Task:
        """The task with the folder that is current now; raises `StoreError`."""
        try:
            folder = self._folder(operates=order.asker.operates)
            if folder is not None and order.task.stated:
                folder = self.stated.folder(folder)
        except OSError as error:
            raise StoreError(str(error)) from error
        return order.task._replace(folder=None if folder is None else str(folder), own=self.own())

    def opening(self) -> Task:
        """What has a process open the folder that is current for the public, and answer nothing."""
        folder = None
        with suppress(StoreError, OSError):  # told to those who ask
            folder = self.release()
        where = None if folder is None else str(folder)
        return Task(where, text="", written="", default=None, named=None, media_type="", rows=None, length=0)

    def federated(self, task: Task, shift: Shift) -> Task:
        """The task with what other endpoints answer to its SERVICE clauses; raises `StoreError`."""
        services = shift.answer.order.services
        if not services:
            return task
        values = {part: self.reach.ask(part, shift.spare) for part in services}
        text, written = (filled(each, services, values.__getitem__) for each in (task.text, task.written))
        return task._replace(text=text, written=written, asked=None)

    def look(self) -> None:
        """See that the texts of what is answered from are gathered; to be called again and again."""
        with suppress(StoreError, OSError):  # told to those who ask
            for folder in (self.release(), self.whole()):
                self.texts.look(folder)

    def state(self, *, operates: bool) -> str | None:
        """A mark of the release that is answered from now; None where there is none."""
        if self.mark is not None:
            return self.mark()
        try:
            folder = self._folder(operates=operates)
            if folder is None:
                return None
            known = self._states.get(operates)
            if known is None or known[0] is not folder:  # a folder that is named anew may be another
                known = self._states[operates] = (folder, state(folder))
            return known[1]
        except (StoreError, OSError):
            return None

    def _folder(self, *, operates: bool) -> Path | None:
        return self.whole() if operates else self.release()


def task_of(query: Query, media_type: str, dataset: Dataset | None, bounds: Bounds) -> Task:
    """The task of a query, in no folder yet."""
    return Task(
        folder=None,
        text=query.limited(bounds.rows + 1),  # one more tells that there are more
        written=query.text,
        default=dataset.default if dataset else None,
        named=dataset.named if dataset else None,
        media_type=media_type,
        rows=bounds.rows if query.cut_by(bounds.rows) else None,
        length=bounds.bytes,
        ahead=bounds.ahead,
        lenient=bool(dataset and dataset.lenient),
    )


def task_of_graph(graph: str | None, media_type: str, bounds: Bounds) -> Task:
    """The task of giving all that a graph says, None for the default graph."""
    text = f"GRAPH <{graph}>" if graph else "DEFAULT"
    return Task(None, text, text, None, None, media_type, None, bounds.bytes, bounds.ahead, whole=graph or "")
