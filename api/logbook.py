"""The log of a busy service: its lines are written some at a time; to write one costs as much as a lookup."""

import logging
import threading
import time
from collections import deque

LINE = "%(asctime)s %(message)s"  # the form of a line
_EVERY = 0.05  # seconds that a line may wait


class _Lines(logging.Formatter):
    """Lines with their time, which is put into words once for all of a second."""

    _second, _words = 0, ""

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802 - its name there
        """The time of a record, to the millisecond."""
        second = int(record.created)
        if second != self._second or not self._words:
            self._words = time.strftime(datefmt or self.default_time_format, self.converter(second))
            self._second = second
        return str(self.default_msec_format) % (self._words, record.msecs)


class Logbook(logging.StreamHandler):  # type: ignore[type-arg]
    """Writes lines within a moment; warnings, and what stands before them, at once."""

    def __init__(self, line: str = "%(message)s") -> None:
        """Write lines of this form."""
        super().__init__()
        self.setFormatter(_Lines(line))
        self._records: deque[logging.LogRecord | tuple[float, object] | str] = deque()
        self._jotted = logging.makeLogRecord({"levelno": logging.INFO, "levelname": "INFO"})
        self._writing = threading.RLock()  # not that of the handler, which whoever has something to log waits for
        self._waiting = threading.Event()
        threading.Thread(target=self._write, name="log", daemon=True).start()

    def emit(self, record: logging.LogRecord) -> None:
        """Take a record; it is put into words when it is written: many together take half as long."""
        self._records.append(record)
        if record.levelno >= logging.WARNING:
            self.flush()
        elif len(self._records) == 1:
            self._waiting.set()

    def jot(self, line: object) -> None:
        """Take what will be a line: the time now and `str(line)`, without a record, which takes longer to make."""
        self._records.append((time.time(), line))
        if len(self._records) == 1:
            self._waiting.set()

    def take(self, lines: str) -> None:
        """Take lines of another process, as they are."""
        self._records.append(lines)
        self._waiting.set()

    def flush(self) -> None:
        """Write what waits."""
        with self._writing:
            lines = []
            while self._records:
                lines.append(self._worded(self._records.popleft()))
            if lines:
                self.stream.write("".join(lines))
            self.stream.flush()

    def _worded(self, taken: logging.LogRecord | tuple[float, object] | str) -> str:
        if isinstance(taken, str):
            return taken
        record = taken if isinstance(taken, logging.LogRecord) else self._record(*taken)
        try:
            return self.format(record) + self.terminator
        except Exception:  # as any handler: what cannot be put into words is told, and keeps back nothing else
            self.handleError(record)
            return ""

    def _record(self, created: float, line: object) -> logging.LogRecord:
        """One for all that was jotted down: nobody else sees it."""
        record = self._jotted
        record.created, record.msecs, record.msg = created, created % 1 * 1000, line
        return record

    def _write(self) -> None:
        pause = threading.Event()
        while self._waiting.wait():
            self._waiting.clear()
            pause.wait(_EVERY)
            self.flush()


def book_of(log: logging.Logger) -> Logbook | None:
    """The logbook that alone has what is said to a log; None where others hear it too, or in its place."""
    while log.parent:
        if log.handlers or log.filters or not log.propagate:
            return None
        log = log.parent
    book = log.handlers[0] if len(log.handlers) == 1 else None
    return book if isinstance(book, Logbook) else None
