"""Why a query has no answer, or not all of it, though nothing is wrong with what was asked."""

from graph.store import FormatNotOffered, StoreError


class QueryEnded(StoreError):
    """A query was ended before its answer was complete."""


class DeadlineExceeded(QueryEnded):
    """A query worked longer than it may."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"the query was ended after {seconds:g} seconds, the longest it may work")
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

    def __init__(self, retry_after: int, reason: str = "too many queries wait for an answer") -> None:
        super().__init__(f"{reason}: try again in {retry_after} seconds")
        self.retry_after = retry_after


class BudgetSpent(StoreError):
    """A client used up the seconds that its queries may work within a time."""

    def __init__(self, retry_after: int, seconds: float, window: float) -> None:
        used = f"your queries worked for the {seconds:g} seconds that they may within {window:g} seconds"
        super().__init__(f"{used}: try again in {retry_after} seconds")
        self.retry_after = retry_after
