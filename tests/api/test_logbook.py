"""The log of the service: every line is written, in order, within a moment."""

import io
import logging
import time

import pytest

from api.logbook import Logbook, book_of


class Slow(io.StringIO):
    """Counts how often it is written to."""

    times = 0

    def write(self, text: str) -> int:
        self.times += 1
        return super().write(text)


def log_to(stream: io.StringIO) -> logging.Logger:
    """A logger of its own that writes there."""
    book = Logbook()
    book.setStream(stream)
    logger = logging.Logger("test", logging.INFO)
    logger.addHandler(book)
    return logger


def test_lines_are_written_together_and_soon() -> None:
    stream = Slow()
    logger = log_to(stream)
    for number in range(1_000):
        logger.info("line %d", number)
    until = time.monotonic() + 30
    while not stream.getvalue().endswith("line 999\n"):
        assert time.monotonic() < until
        time.sleep(0.01)
    assert stream.getvalue() == "".join(f"line {number}\n" for number in range(1_000))
    assert stream.times < 500


def test_a_warning_is_written_at_once_after_what_came_before() -> None:
    stream = Slow()
    logger = log_to(stream)
    logger.info("before")
    logger.warning("now")
    assert stream.getvalue() == "before\nnow\n"


def test_what_waits_is_written_at_the_end() -> None:
    stream = Slow()
    logger = log_to(stream)
    logger.info("last")
    logger.handlers[0].flush()  # as `logging.shutdown` does
    assert stream.getvalue() == "last\n"


def test_a_line_has_the_time_as_any_other_log_has_it() -> None:
    stream = io.StringIO()
    book = Logbook("%(asctime)s %(message)s")
    book.setStream(stream)
    for created in (1_795_372_660.4821, 1_795_372_660.9, 1_795_372_661.0):
        record = logging.makeLogRecord({"msg": "line", "levelno": 20, "created": created, "msecs": created % 1 * 1000})
        book.emit(record)
        book.flush()
        assert stream.getvalue().splitlines()[-1] == logging.Formatter("%(asctime)s %(message)s").format(record)


def test_what_cannot_be_put_into_words_is_told_and_keeps_back_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    stream = io.StringIO()
    logger = log_to(stream)
    logger.info("%d", "none")
    logger.info("next")
    logger.handlers[0].flush()
    assert stream.getvalue() == "next\n"
    assert "TypeError" in capsys.readouterr().err


def test_a_warning_and_the_log_itself_do_not_wait_for_each_other() -> None:
    stream = Slow()
    logger = log_to(stream)
    for number in range(500):
        logger.info("line %d", number)
        logger.warning("warned %d", number)
    assert stream.getvalue() == "".join(f"line {number}\nwarned {number}\n" for number in range(500))


def test_what_is_jotted_down_has_its_place_and_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    stream, book = io.StringIO(), Logbook("%(asctime)s %(message)s")
    book.setStream(stream)
    lines = list[str]()
    for created in (1_795_372_660.4821, 1_795_372_661.0):
        monkeypatch.setattr("api.logbook.time.time", lambda created=created: created)
        record = logging.makeLogRecord({"msg": f"{created}", "levelno": 20})
        lines.append(logging.Formatter("%(asctime)s %(message)s").format(record))
        book.jot(created)
        book.emit(record)
    book.flush()
    assert stream.getvalue().splitlines() == [lines[0], lines[0], lines[1], lines[1]]


def test_what_is_jotted_down_is_written_soon() -> None:
    stream, book = io.StringIO(), Logbook()
    book.setStream(stream)
    book.jot("line")
    until = time.monotonic() + 30
    while stream.getvalue() != "line\n":
        assert time.monotonic() < until
        time.sleep(0.01)


def test_what_is_said_goes_to_a_book_alone_only_where_nobody_else_listens() -> None:
    book = Logbook()
    root, log = logging.RootLogger(logging.INFO), logging.Logger("one")
    log.parent = root
    assert book_of(log) is None
    root.addHandler(book)
    assert book_of(log) is book
    for heard, listener in ((root, logging.NullHandler()), (log, logging.NullHandler())):
        heard.addHandler(listener)
        assert book_of(log) is None
        heard.removeHandler(listener)
    log.propagate = False
    assert book_of(log) is None


def test_lines_of_another_process_stand_as_they_are_in_their_order() -> None:
    stream = io.StringIO()
    logger = log_to(stream)
    (book,) = logger.handlers
    assert isinstance(book, Logbook)
    logger.info("own")
    book.take("other one\nother two\n")
    logger.warning("last")
    assert stream.getvalue() == "own\nother one\nother two\nlast\n"
