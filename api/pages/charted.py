"""The answer of a question as a chart: drawn on the server, each mark a link to the rows behind it."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias
from urllib.parse import urlencode

from fastapi import Request
from markupsafe import Markup

from api import urls
from api.i18n import Words
from api.pages import tables
from api.pages.links import here
from api.pages.tables import Names
from graph.query import WAYS, Show
from viz.charts import ways
from viz.charts.chart import Chart, Only, Setting, Twin
from viz.charts.spoken import texts
from viz.charts.table import Column, Table, table
from viz.charts.units import unit_columns
from viz.export import svg
from viz.export.sheet import framed
from viz.picture import Picture

Row: TypeAlias = Mapping[str, Mapping[str, str]]  # terms by column, as SPARQL writes them in JSON
Address: TypeAlias = Callable[[str], str]

WIDE, NARROW = 760.0, 300.0
_SUMS = re.compile(r"\bGROUP\s+BY\b|\b(?:COUNT|SUM|AVG|MIN|MAX|SAMPLE|GROUP_CONCAT)\s*\(", re.IGNORECASE)
_ASIDE = re.compile(r'"[^"\n]*"|\'[^\'\n]*\'|<[^<>\s]*>|#.*')
_FORMS = (("SVG", "svg"), ("PDF", "pdf"), ("PNG", "png"))


@dataclass(frozen=True)
class Charted:
    """A chart on a page: drawn for wide and for narrow screens, with its words, its values, and where to take it."""

    wide: Markup
    narrow: Markup
    chart: Chart
    downloads: tuple[tuple[str, str], ...]
    units: tuple[tuple[str, str], ...] = ()  # what else the numbers are told in, and the address that draws it

    @property
    def twin(self) -> Twin:
        """Its values as a table."""
        return self.chart.twin


@dataclass(frozen=True)
class Way:
    """A way to show an answer that a page offers."""

    name: str
    href: str
    chosen: bool


def tabled(
    title: str, query: str, columns: Sequence[str], rows: Sequence[Row], names: Names, text: Words, at: Address
) -> Table:
    """An answer as a table to draw, with names for things and the addresses of their pages."""
    names.learn(rows)
    repeated = set(tables.repeating(columns).values())
    heads = [Column(column, tables.heading(column, text)) for column in columns if column not in repeated]

    def named(iri: str) -> tuple[str, str]:
        found = names.called(iri)
        return found.label, at(found.path) if found.path else ""

    summed = bool(_SUMS.search(_ASIDE.sub(" ", query)))
    return table(title, heads, rows, named, lambda term: tables.cell(term, names, text).text, summed=summed)


def on_page(request: Request, show: Show, answer: Table, text: Words) -> Charted:
    """The chart for a page; raises `NotDrawable`."""
    unit = _unit_asked(request, answer)
    wide, narrow = (
        ways.draw(
            show.way, _in_unit(answer, unit), show.columns, _setting(width, text, lambda only: narrowed(request, only))
        )
        for width in (WIDE, NARROW)
    )
    asked = f"{show.way}:{','.join(show.columns)}" if show.columns else show.way
    taken = tuple((label, here(request, format=form, show=asked, only=unit)) for label, form in _FORMS)
    shapes = (svg.write(wide.picture, alone=False, look="wide"), svg.write(narrow.picture, alone=False, look="narrow"))
    units = tuple((each.label, narrowed(request, ((each.column, each.key),))) for each in wide.apart if each.key)
    return Charted(Markup(shapes[0]), Markup(shapes[1]), wide, taken, units)


def alone(request: Request, show: Show, answer: Table, text: Words, lead: str, release: str) -> Picture:
    """The chart as a picture that stands alone, whose links lead here; raises `NotDrawable`."""
    whole, unit = urls.root(request), _unit_asked(request, answer)
    chart = ways.draw(
        show.way,
        _in_unit(answer, unit),
        show.columns,
        _setting(WIDE, text, lambda only: whole + narrowed(request, only)),
    )
    notes = [text("chart.more", chart.more)] if chart.more else []
    if chart.note:
        notes.append(chart.note)
    return standing(request, chart.picture, text, lead, release, notes, unit)


def standing(
    request: Request,
    picture: Picture,
    text: Words,
    lead: str,
    release: str,
    notes: Sequence[str] = (),
    unit: str | None = None,
) -> Picture:
    """A picture of an answer with what it asks above it, and below notes, the release and the address of its page."""
    page = urls.root(request) + here(request, format=None, width=None, only=unit)
    facts = (("publisher", "Clusterscape"), ("issued", release), ("source", page), ("description", lead))
    foot = [*((note, page) for note in notes), (text("chart.from", release=release), ""), (page, page)]
    return framed(replace(picture, facts=facts), lead, foot)


def narrowed(request: Request, only: Only) -> str:
    """The page of the answer with the rows that a mark stands for."""
    kept = [pair for pair in request.query_params.multi_items() if pair[0] not in {"only", "format", "width"}]
    query = urlencode([*kept, *(("only", f"{column}:{value}") for column, value in only)])
    return f"{request.url.path}?{query}#answer"


def kept(rows: Sequence[Row], only: Sequence[str]) -> list[Row]:
    """The rows that have the values asked for: `column:value` for each."""
    wanted = [(column, value) for column, found, value in (each.partition(":") for each in only) if found]
    return [row for row in rows if all(row.get(column, {}).get("value") == value for column, value in wanted)]


def _unit_asked(request: Request, answer: Table) -> str | None:
    """The unit that a chart is to be drawn in, as `column:value`; none for the commonest."""
    units = unit_columns(answer)
    return next((each for each in request.query_params.getlist("only") if each.partition(":")[0] in units), None)


def _in_unit(answer: Table, unit: str | None) -> Table:
    """What a chart is drawn from: all rows, or those in one unit."""
    if unit is None:
        return answer
    column, _, value = unit.partition(":")
    return replace(answer, rows=tuple(row for row in answer.rows if column in row and row[column].key == value))


def offers(request: Request, answer: Table | None, show: Show, usual: Show) -> tuple[Way, ...]:
    """The ways in which the page can show an answer, that which it does marked."""
    fitting = dict.fromkeys(ways.offered(answer)) if answer else {}
    names = [name for name in WAYS if name in fitting or name in {"table", usual.way, show.way}]
    if len(names) < 2:
        return ()
    return tuple(Way(name, here(request, show=name, only=None), name == show.way) for name in names)


def _setting(width: float, text: Words, rows_of: Callable[[Only], str]) -> Setting:
    return Setting(width, texts(text.lang), text.number, rows_of)
