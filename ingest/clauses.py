"""Reading the conditions of a mapping: `when = {column = "kind", is = "company"}`."""

from datetime import date

from ingest import dates, units
from ingest.conditions import COMPARISONS, Compared, Condition, Together, When
from ingest.converted import Unmappable
from ingest.grammar import Table, many
from ingest.patterns import BadPattern, Pattern, pattern

GROUPS = ("all", "any", "not")


def conditions(entry: Table) -> tuple[Condition, ...]:
    """What must hold for something to be said; all of it."""
    if not entry.has("when"):
        return ()
    return tuple(_condition(Table(f"{entry.place} when", each, entry.faults)) for each in many(entry.raw("when")))


def _condition(entry: Table) -> Condition:
    column = entry.text("column")
    groups = [key for key in GROUPS if entry.has(key) and (key != "not" or column is None)]
    if groups:
        made: Condition = _group(entry, groups)
    elif column is None:
        entry.fault("a condition needs a column, or one of all, any, not")
        made = Together("all", ())
    else:
        made = _of_cell(entry, column)
    entry.close()
    return made


def _group(entry: Table, groups: list[str]) -> Condition:
    parts = [
        Together(
            key, tuple(_condition(Table(f"{entry.place} {key}", each, entry.faults)) for each in many(entry.raw(key)))
        )
        for key in groups
    ]
    return parts[0] if len(parts) == 1 else Together("all", tuple(parts))


def _of_cell(entry: Table, column: str) -> Condition:
    locale, order = entry.text("locale", units.LOCALES), entry.text("order", dates.ORDERS)
    compared = [_compared(entry, column, key, locale, order) for key in COMPARISONS if entry.has(key)]
    cell = When(
        column,
        is_=entry.text("is"),
        in_=entry.texts("in"),
        not_=entry.texts("not"),
        matches=_matches(entry),
        filled=entry.flag("filled", default=True) if entry.has("filled") else None,
    )
    plain = cell == When(column)
    if plain and not compared:
        entry.fault("a condition compares: is, in, not, matches, filled, above, below, at_least or at_most")
    parts = (*(() if plain else (cell,)), *compared)
    return parts[0] if len(parts) == 1 else Together("all", parts)


def _compared(entry: Table, column: str, how: str, locale: str | None, order: str | None) -> Compared:
    limit = entry.text(how) or ""
    dated = isinstance(entry.raw(how), str | date)
    try:
        if dated:
            dates.read(limit)
    except Unmappable as error:
        entry.fault(f"{how}: {error}")
    return Compared(column, how, limit, dated, locale, order)


def _matches(entry: Table) -> Pattern | None:
    text = entry.text("matches")
    try:
        return pattern(text) if text is not None else None
    except BadPattern as error:
        entry.fault(str(error))
        return None
