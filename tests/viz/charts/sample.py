"""Small tables for charts, written as SPARQL answers are."""

from collections.abc import Sequence
from urllib.parse import urlencode

from viz.charts.chart import Only, Setting
from viz.charts.spoken import texts
from viz.charts.table import Column, Table, Term, table

XSD = "http://www.w3.org/2001/XMLSchema#"
WIDE, NARROW = 760.0, 300.0


def term(value: str | float) -> Term:
    """A term in the JSON of SPARQL: numbers are decimals, addresses IRIs, all else texts."""
    if isinstance(value, str):
        return {"type": "uri" if value.startswith("http") else "literal", "value": value}
    return {"type": "literal", "value": f"{value:g}", "datatype": f"{XSD}decimal"}


def made(columns: str, *rows: Sequence[str | float | None], summed: bool = False, title: str = "A title") -> Table:
    """A table of these columns and rows; None is no value."""
    names = columns.split()
    told = [{name: term(value) for name, value in zip(names, row, strict=True) if value is not None} for row in rows]
    heads = [Column(name, name.capitalize()) for name in names]
    return table(title, heads, told, named, lambda each: each["value"], summed=summed)


def named(iri: str) -> tuple[str, str]:
    return iri.rsplit("/", 1)[-1].replace("_", " "), "/things/" + iri.rsplit("/", 1)[-1]


def rows_of(only: Only) -> str:
    return "?" + urlencode([("only", f"{column}:{value}") for column, value in only], errors="replace")


def setting(width: float = WIDE, lang: str = "en") -> Setting:
    return Setting(width, texts(lang), lambda value: f"{float(str(value)):,g}", rows_of)


def iri(name: str) -> str:
    return f"http://e/{name}"
