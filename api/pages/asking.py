"""Asks a query for a page: the rows it shows, or what went wrong in words a reader can use."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from types import MappingProxyType

from api.errors import kind_of
from api.i18n import Words
from api.pages import tables
from api.pages.tables import SHOWN, Names, Table
from api.refusals import sentence, worded
from graph.answering.endings import DeadlineExceeded, Overloaded, QueryEnded
from graph.answering.workers import QueryPool
from graph.federation import ServiceRefused
from graph.formats import BY_NAME
from graph.guard import Query, UpdateRefused, examine
from graph.parameters import BadValue
from graph.query import UnknownParameter
from graph.store import BadQuery

# The text that a page has for each error; the first that fits counts.
_TEXTS: Mapping[type[Exception], str] = MappingProxyType(
    {
        ServiceRefused: "refused",
        UpdateRefused: "refused",
        BadQuery: "bad",
        BadValue: "value",
        UnknownParameter: "value",
        DeadlineExceeded: "late",
        Overloaded: "busy",
        QueryEnded: "big",
    }
)
FAULTS = tuple(_TEXTS)


@dataclass(frozen=True)
class Fault:
    """Why there is no answer; for a bad query also where, with the line in three parts around the place."""

    key: str
    status: int
    message: str
    line: int | None = None
    column: int | None = None
    before: str = ""
    excerpt: str = ""
    after: str = ""


def ask(pool: QueryPool, names: Names, query: str, text: Words, *, named: bool = False) -> Table:
    """The first rows of an answer, for `named` questions without columns that repeat names; raises one of `FAULTS`."""
    examined = examine(query)
    if examined.form in BY_NAME["ttl"].forms:
        return tables.triples(pool.answer(query, BY_NAME["ttl"].media_type))
    return tables.read(_rows(pool, query, examined), names, text, plain=named)


def _rows(pool: QueryPool, query: str, examined: Query) -> bytes:
    # One row more than is shown tells that there are more.
    limited = examined.limited(SHOWN + 1)
    try:
        return pool.answer(limited, BY_NAME["json"].media_type)
    except BadQuery:
        if limited == query:
            raise
        # A fault must be told with its place in the query as it was written.
        return pool.answer(query, BY_NAME["json"].media_type)


def fault(error: Exception, lang: str, query: str = "") -> Fault:
    """What to say of an error on a page."""
    key = next(key for kind, key in _TEXTS.items() if isinstance(error, kind))
    told = kind_of(type(error))
    status = told.status if told else HTTPStatus.INTERNAL_SERVER_ERROR
    message = str(worded(sentence(error), lang))
    if not isinstance(error, BadQuery) or not error.line:
        return Fault(key, status, message)
    lines = query.splitlines() or [""]
    line = lines[min(error.line, len(lines)) - 1]
    at = max((error.column or 1) - 1, 0)
    marked = (line[:at], line[at : at + 1] or " ", line[at + 1 :])
    return Fault(key, status, message, error.line, error.column, *marked)
