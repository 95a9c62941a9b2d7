"""The answer of a question, asked once: its table, and its picture in the way that is chosen."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from fastapi import Request

from api.i18n import Words
from api.pages import charted, tables
from api.pages.asking import FAULTS, Fault, ask, fault
from api.pages.charted import Charted, Way
from api.pages.links import href
from api.pages.shown import Shown, show
from api.pages.tables import SHOWN, Document, Names, Table
from graph.answering.workers import QueryPool
from graph.formats import BY_NAME
from graph.guard import examine
from graph.parameters import known_to, read
from graph.query import NamedQuery, Show, UnknownWay, bind, chosen
from graph.reader import Reader
from graph.store import BadQuery
from ontology.model import model
from viz.charts import table as drawing
from viz.charts import ways
from viz.charts.chart import NotDrawable

MOST = 20_000  # rows that a chart is made from
_JSON = BY_NAME["json"].media_type


@dataclass(frozen=True)
class Got:
    """The answer of a question: its query as it was asked, the table, the picture, or why there is none.

    `undrawn` says why the way that was chosen has no picture, `only` that the table holds the rows of one mark.
    """

    query: str
    table: Table | None = None
    shown: Shown | None = None
    charted: Charted | None = None
    fault: Fault | None = None
    ways: tuple[Way, ...] = ()
    undrawn: str = ""
    only: bool = False


def answer(
    request: Request, question: NamedQuery, given: Mapping[str, str], names: Names, pool: QueryPool, text: Words
) -> Got:
    """The answer of a question with what was given, for a page."""
    query = question.text
    try:
        query = bound(question, given, names.reader)
        if examine(query).form not in BY_NAME["csv"].forms:
            return Got(query, ask(pool, names, query, text, named=True))
        document = _document(request, pool, query, question)
    except FAULTS as error:
        return Got(query, fault=fault(error, text.lang, query))
    if "boolean" in document:
        return Got(query, tables.told(document, names, text, plain=True))
    return _pictured(request, question, Got(query), document, names, text)


def bound(question: NamedQuery, given: Mapping[str, str], reader: Reader) -> str:
    """The query of a question with its parameters in place; raises `BadValue`, `UnknownParameter`."""
    return bind(question.text, read(question, given, model(), known_to(reader.store, reader.scope)))


def table_of(
    request: Request,
    question: NamedQuery,
    query: str,
    found: Document,
    names: Names,
    text: Words,
    root: str = "",
) -> drawing.Table:
    """An answer in JSON as the table that charts are drawn from; `root` stands before the addresses of pages."""
    rows, columns = found["results"]["bindings"], found["head"]["vars"]
    title = question.title_in(text.lang)
    return charted.tabled(title, query, columns, rows, names, text, lambda path: root + href(request, path))


def _document(request: Request, pool: QueryPool, query: str, question: NamedQuery) -> Document:
    """The rows that a page needs: of a table its first ones, of a chart all, within limits."""
    asked = request.query_params.get("show", "")
    whole = bool(request.query_params.getlist("only")) or (asked or question.show.way) != "table"
    return rows_of(pool, query, MOST if whole else SHOWN + 1)


def rows_of(pool: QueryPool, query: str, most: int = MOST) -> Document:
    """The first rows of an answer, as SPARQL writes them in JSON."""
    limited = examine(query).limited(most)
    try:
        found: Document = json.loads(pool.answer(limited, _JSON))
    except BadQuery:
        if limited == query:
            raise
        # A fault must be told with its place in the query as it was written.
        found = json.loads(pool.answer(query, _JSON))
    return found


def _pictured(request: Request, question: NamedQuery, got: Got, document: Document, names: Names, text: Words) -> Got:
    rows: Sequence[charted.Row] = document["results"]["bindings"]
    only = request.query_params.getlist("only")
    kept = charted.kept(rows, only) if only else rows
    shown = {**document, "results": {"bindings": kept}}
    got = replace(got, table=tables.told(shown, names, text, plain=True), only=bool(only))
    try:
        way = chosen(request.query_params.get("show", ""), question.show)
    except UnknownWay as error:
        way, got = question.show, replace(got, undrawn=str(error))
    if not rows:
        return got
    drawn = table_of(request, question, got.query, document, names, text)
    got = replace(got, ways=charted.offers(request, drawn, way, question.show))
    return _drawn(request, way, got, drawn, rows, names, text)


def _drawn(
    request: Request,
    way: Show,
    got: Got,
    table: drawing.Table,
    rows: Sequence[charted.Row],
    names: Names,
    text: Words,
) -> Got:
    if way.way not in ways.DRAWN:
        return replace(got, shown=show(way, rows, names, table.title, partial(href, request)))
    try:
        return replace(got, charted=charted.on_page(request, way, table, text))
    except NotDrawable as error:
        return replace(got, undrawn=str(error))
