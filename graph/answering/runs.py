"""What may be told of queries while they work or wait."""

from dataclasses import dataclass

from graph.answering.answers import Answer
from graph.answering.asker import Asker


class UnknownRun(LookupError):
    """No query of this number is at work, or it is not for the asker to see."""


@dataclass(frozen=True)
class Run:
    """A query that works or waits: what may be told of it."""

    id: str
    state: str  # works, pauses, waits
    seconds: float
    asker: Asker
    form: str
    text: str


def run(answer: Answer, state: str, seconds: float) -> Run:
    """What may be told of a query that has so many seconds behind it."""
    order = answer.order
    return Run(answer.id, state, seconds, order.asker, order.form, order.task.written)
