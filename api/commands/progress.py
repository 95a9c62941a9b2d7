"""How a load gets on, on a terminal and in a log."""

import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TaskID, TextColumn, TimeRemainingColumn
from rich.text import Text

from api.commands.parts import say
from ingest.progress import Watcher

_EVERY = 5.0  # seconds between two lines of a step in a log


class Shown(Watcher):
    """Bars with rate and time left on a terminal; elsewhere plain lines, few of them, and one at each step's end."""

    def __init__(self) -> None:
        console = Console(stderr=True)
        self._bars = Progress(
            TextColumn("{task.description:<22}"), BarColumn(), _Done(), _Rate(), TimeRemainingColumn(), console=console
        )
        self._plain = not console.is_terminal
        self._step = _Step("", None, "")
        self._task: TaskID | None = None

    def __enter__(self) -> Self:
        if not self._plain:
            self._bars.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._bars.stop()

    def begin(self, step: str, total: int | None = None, unit: str = "") -> None:
        """A step begins; the one before is done."""
        self.end()
        self._step = _Step(step, total, unit)
        if not self._plain:
            self._task = self._bars.add_task(step, total=total, unit=unit)

    def advance(self, name: str, by: int = 1) -> None:
        """So many more units are done."""
        self._step.done += by
        if self._task is not None:
            self._bars.advance(self._task, by)
        elif self._plain and self._step.is_due():
            say(self._step.line())

    def end(self) -> None:
        """Tell what the step took."""
        if self._task is not None:
            self._bars.update(self._task, total=max(self._step.done, 1), completed=max(self._step.done, 1))
        elif self._plain and self._step.name:
            say(self._step.line(ended=True))
        self._step, self._task = _Step("", None, ""), None


class _Step:
    """One step: what it does, how far it got, since when."""

    def __init__(self, name: str, total: int | None, unit: str) -> None:
        self.name = name
        self.total = total
        self.unit = unit
        self.done = 0
        self._began = self._told = time.monotonic()

    def is_due(self) -> bool:
        """Whether it is time for another line."""
        now = time.monotonic()
        if now - self._told < _EVERY:
            return False
        self._told = now
        return True

    def line(self, *, ended: bool = False) -> str:
        """How far the step got: `Reading sources: 12,000 of 27,413 rows, 5,102 rows/s, 3 s left`."""
        passed = time.monotonic() - self._began
        if not self.unit:
            return f"{self.name}: {passed:.1f} s"
        rate = self.done / passed if passed else 0.0
        of = f" of {self.total:,}" if self.total and not ended and self.total >= self.done else ""
        left = (
            f", {(self.total - self.done) / rate:.0f} s left" if of and rate and self.total else f" in {passed:.1f} s"
        )
        return f"{self.name}: {self.done:,}{of} {self.unit}, {rate:,.0f} {self.unit}/s{left}"


class _Done(ProgressColumn):
    """How many units are done."""

    def render(self, task: Task) -> Text:
        """Nothing for a step that is not counted."""
        unit = task.fields["unit"]
        of = f"/{task.total:,.0f}" if task.total else ""
        return Text(f"{task.completed:,.0f}{of} {unit}" if unit else "")


class _Rate(ProgressColumn):
    """How many units a second."""

    def render(self, task: Task) -> Text:
        """The rate, or the time for a step that is not counted."""
        unit = task.fields["unit"]
        speed = task.finished_speed or task.speed
        if unit:
            return Text(f"{speed:,.0f} {unit}/s" if speed else "")
        return Text(f"{task.elapsed or 0:.1f} s")
