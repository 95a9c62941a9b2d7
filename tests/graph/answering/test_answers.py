"""Answers between who writes and who reads them: whole and in their order, in memory or beside it."""

import pytest

from graph.answering.answers import Answer, Order
from graph.results.output import Task

AHEAD = 100  # bytes
PIECES = [bytes([65 + number]) * 40 for number in range(12)]


def answer() -> Answer:
    task = Task(None, "", "", None, None, "text/csv", None, 10_000)
    return Answer(Order(task, 10.0, lambda: None), AHEAD)


@pytest.mark.parametrize("often", [1, 3, 5, 99], ids=lambda often: f"read after {often} pieces")
def test_what_is_written_is_read_in_its_order(often: int) -> None:
    made, found = answer(), b""
    for number, piece in enumerate(PIECES, 1):
        made.write(piece)
        if number % often == 0:
            found += b"".join(iter(made.read, b""))
    made.end()
    assert found + b"".join(iter(made.read, b"")) == b"".join(PIECES)
    assert made.size == sum(map(len, PIECES))


def test_who_reads_a_part_only_reads_on_where_that_ends() -> None:
    made, found = answer(), b""
    for piece in PIECES:
        made.write(piece)
        made.write(piece)
        found += made.read()
    assert found + b"".join(iter(made.read, b"")) == b"".join(piece * 2 for piece in PIECES)
    made.close()


def test_what_nobody_reads_takes_no_memory_beyond_what_is_held_back() -> None:
    made = answer()
    for piece in PIECES:
        made.write(piece)
    assert len(made.read()) <= AHEAD + len(PIECES[0])
    made.close()


def test_nothing_is_read_of_a_closed_answer() -> None:
    made = answer()
    for piece in PIECES:
        made.write(piece)
    made.close()
    made.write(PIECES[0])
    assert made.read() == b""
    assert made.ready
