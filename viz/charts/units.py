"""Units of numbers: an axis has one, so that nobody reads employees as euros."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from viz.charts.table import Cell, Row, Table

_VALUE, _UNIT = "value", "unit"


@dataclass(frozen=True)
class Apart:
    """Rows whose numbers are told in another unit than what is drawn; `key` is empty where none is told."""

    column: str
    key: str
    label: str
    rows: int


@dataclass(frozen=True)
class Alike:
    """A table whose drawn numbers have one unit each, named by their columns; `only` are the units that were kept."""

    table: Table
    only: tuple[tuple[str, str], ...] = ()
    apart: tuple[Apart, ...] = ()


def alike(table: Table, columns: Sequence[str]) -> Alike:
    """The rows in the commonest unit of each column of numbers that is drawn, where the answer tells units."""
    made = Alike(table)
    for column in columns:
        unit = unit_of(made.table, column)
        if unit and unit != column:
            made = _kept(made, column, unit)
    return made


def unit_of(table: Table, column: str) -> str | None:
    """The column that says the unit of another: `membersUnit` for `members`, or `unit` for `value` or for the only
    column of numbers; with `Name` after it, where there is only that.
    """
    names = _named_as_units(table)
    numbers = _numbers(table) if names else []
    if column not in numbers:
        return None
    general = (_UNIT,) if column == _VALUE or len(numbers) == 1 else ()
    found = (name for each in (f"{column}Unit", *general) for name in (each, f"{each}Name") if name in names)
    return next(found, None)


def unit_columns(table: Table) -> frozenset[str]:
    """The columns that tell units of others: they name nothing, and group nothing."""
    columns = _numbers(table) if _named_as_units(table) else ()
    return frozenset(unit for column in columns if (unit := unit_of(table, column)))


def _named_as_units(table: Table) -> frozenset[str]:
    """The columns that may tell units, by their names: mostly none, and then no row has to be looked at."""
    names = {each.name for each in table.columns} | {name for row in table.rows[:1] for name in row.cells}
    return frozenset(name for name in names if name.removesuffix("Name").casefold().endswith(_UNIT))


def _numbers(table: Table) -> list[str]:
    """The columns of numbers; 2019 without a type is a year."""
    return [each.name for each in table.columns if any(_counts(cell) for cell in _cells(table, each.name))]


def _counts(cell: Cell) -> bool:
    return cell.number is not None and cell.when is None


def _cells(table: Table, column: str) -> Iterator[Cell]:
    return (row[column] for row in table.rows if column in row)


def _number(cell: Cell) -> bool:
    return cell.number is not None


def _kept(made: Alike, column: str, unit: str) -> Alike:
    """The table without the rows in other units; rows without a number stay, for they say that none is known."""
    counted = [row for row in made.table.rows if column in row and _number(row[column])]
    counts = Counter(_key(row, unit) for row in counted)
    chosen = min(counts, key=lambda key: (-counts[key], key == "", key))
    labels = {_key(row, unit): row[unit].text if unit in row else "" for row in counted}
    rows = tuple(
        row for row in made.table.rows if _key(row, unit) == chosen or column not in row or not _number(row[column])
    )
    apart = (Apart(unit, key, labels[key], count) for key, count in counts.most_common() if key != chosen)
    only = ((unit, chosen),) if chosen else ()
    return Alike(
        _named(replace(made.table, rows=rows), column, labels[chosen]), (*made.only, *only), (*made.apart, *apart)
    )


def _key(row: Row, unit: str) -> str:
    return row[unit].key if unit in row else ""


def _named(table: Table, column: str, unit: str) -> Table:
    """The table with a unit beside the name of its column, where it says more than that."""
    return replace(table, columns=tuple(
        replace(each, label=f"{each.label} ({unit})")
        if each.name == column and unit and unit.casefold() not in each.label.casefold()
        else each
        for each in table.columns
    ))  # fmt: skip
