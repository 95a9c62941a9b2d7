"""Why a query has no answer, or not all of it, though nothing is wrong with what was asked."""

from graph.store import FormatNotOffered, StoreError
from ontology.saying import Said


class QueryEnded(StoreError):
    """A query was ended before its answer was complete."""


class DeadlineExceeded(QueryEnded):
    """A query worked longer than it may."""

    def __init__(self, seconds: float) -> None:
        super().__init__(
            Said.of(
                "deadline",
                "the query was ended after {seconds} seconds, the longest it may work",
                seconds=f"{seconds:g}",
            )
        )
        self.seconds = seconds


class MemoryExceeded(QueryEnded):
    """A query needed more memory than it may have."""


class WorkerDied(QueryEnded):
    """The process that answered a query ended by itself."""


class Stopped(QueryEnded):
    """A query was ended by whoever may: its asker, or an operator."""


class AnswerTooLarge(QueryEnded):
    """An answer has more rows or bytes than one may have."""


class NotForXml(FormatNotOffered):
    """An answer holds what XML cannot carry."""


class Overloaded(StoreError):
    """More queries are waiting than can be answered soon."""

    def __init__(self, retry_after: int, reason: str = "") -> None:
        template = "too many queries wait for an answer: try again in {seconds} seconds"
        told = "{why}: try again in {seconds} seconds"
        why = Said.of("busy_why", told, why=reason, seconds=retry_after)
        super().__init__(why if reason else Said.of("busy", template, seconds=retry_after))
        self.retry_after = retry_after


class BudgetSpent(StoreError):
    """A client used up the seconds that its queries may work within a time."""

    def __init__(self, retry_after: int, seconds: float, window: float) -> None:
        super().__init__(
            Said.of(
                "budget",
                "your queries worked for the {seconds} seconds that they may within {window} seconds: "
                "try again in {after} seconds",
                seconds=f"{seconds:g}",
                window=f"{window:g}",
                after=retry_after,
            )
        )
        self.retry_after = retry_after
