"""The log of a busy service: its lines are written some at a time; to write one costs as much as a lookup."""

import logging
import threading
import time

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
        self._lines: list[str] = []
        self._waiting = threading.Event()
        threading.Thread(target=self._write, name="log", daemon=True).start()

    def emit(self, record: logging.LogRecord) -> None:
        """Take a line."""
        self._lines.append(self.format(record) + self.terminator)
        if record.levelno >= logging.WARNING:
            self.flush()
        elif len(self._lines) == 1:
            self._waiting.set()

    def flush(self) -> None:
        """Write what waits."""
        with self.lock or threading.RLock():
            lines, self._lines = self._lines, []
            if lines:
                self.stream.write("".join(lines))
            super().flush()

    def _write(self) -> None:
        pause = threading.Event()
        while self._waiting.wait():
            self._waiting.clear()
            pause.wait(_EVERY)
            self.flush()
