"""The log of a busy service: its lines are written some at a time; to write one costs as much as a lookup."""

import logging
import threading

_EVERY = 0.05  # seconds that a line may wait


class Logbook(logging.StreamHandler):  # type: ignore[type-arg]
    """Writes lines within a moment; warnings, and what stands before them, at once."""

    def __init__(self) -> None:
        super().__init__()
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
