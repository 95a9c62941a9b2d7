"""Whether a text is a query, told without asking the data: by the guard, then by the engine over no graph at all."""

import threading

from graph.answering.asker import ANYBODY, Asker
from graph.answering.workers import QueryPool
from graph.formats import BY_NAME
from graph.guard import Dataset, Query
from graph.store import BadQuery

SECONDS = 1.0  # for reading a text; what takes longer was read long before
_NOTHING = Dataset((), (), lenient=True)


def check(pool: QueryPool, text: str, asker: Asker = ANYBODY) -> Query:
    """A query that could be asked; raises `BadQuery` with the place of the fault, or `BudgetSpent` and `Overloaded`.

    The engine reads it in a process of the pool, with an empty dataset. A text that asks other endpoints is looked
    over by the guard alone.
    """
    query = pool.examine(text)
    if not query.services:
        _begin(pool, query, asker)
    return query


def _begin(pool: QueryPool, query: Query, asker: Asker) -> None:
    name = next(name for name in ("json", "nt") if query.form in BY_NAME[name].forms)
    moved = threading.Event()
    media_type = BY_NAME[name].media_type
    answer = pool.ask(query, media_type, moved.set, seconds=SECONDS, dataset=_NOTHING, asker=asker, rewrite=False)
    try:
        while not (answer.begun or answer.ended):
            moved.wait()
            moved.clear()
        # Any other end means that it was read: a product of rows given in it is long even over nothing.
        if answer.ended and isinstance(answer.error, BadQuery):
            raise answer.error
    finally:
        answer.close()
