"""The ways to draw an answer: which columns each needs, which of an answer fit, and the chart itself."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from viz.charts import bars, flows, heat, lines, points, times
from viz.charts.chart import Chart, NotDrawable, Setting, Ways
from viz.charts.table import Cell, Table
from viz.charts.units import Alike, alike, unit_columns

DRAWN: Ways = MappingProxyType(
    {
        "bar": bars.draw,
        "line": lines.draw,
        "scatter": points.draw,
        "matrix": heat.draw,
        "sankey": flows.draw,
        "timeline": times.draw,
    }
)
_NEEDED: Mapping[str, int] = MappingProxyType(dict.fromkeys(DRAWN, 2))


def draw(way: str, table: Table, columns: Sequence[str], setting: Setting) -> Chart:
    """The chart of a table; without columns, those that fit; raises `NotDrawable`."""
    if way not in DRAWN:
        raise NotDrawable(setting.texts["no_way"].format(way=way, ways=", ".join(DRAWN)))
    chosen = tuple(columns) or fitting(way, table)
    known = {column.name for column in table.columns} | {name for row in table.rows for name in row.cells}
    if missing := [column for column in chosen or () if column not in known]:
        raise NotDrawable(setting.texts["no_column"].format(column=missing[0], columns=", ".join(sorted(known))))
    if chosen is None or len(chosen) < _NEEDED[way]:
        raise NotDrawable(setting.texts[f"no_{way}"])
    return _drawn(way, alike(table, chosen), chosen, setting)


def _drawn(way: str, kept: Alike, columns: Sequence[str], setting: Setting) -> Chart:
    """The chart of numbers in one unit; it says in words what it leaves out, and its marks open rows in that unit."""
    within = replace(setting, rows_of=lambda only: setting.rows_of((*only, *kept.only)))
    chart = DRAWN[way](kept.table, columns, within)
    if not kept.apart:
        return chart
    names = ", ".join(f"{each.label or setting.texts['no_unit']} ({each.rows})" for each in kept.apart)
    told = setting.texts["told_units"].format(count=sum(each.rows for each in kept.apart), names=names)
    summary = f"{chart.summary} {told}"
    return replace(chart, summary=summary, picture=replace(chart.picture, told=summary), apart=kept.apart, note=told)


def offered(table: Table) -> dict[str, tuple[str, ...]]:
    """The ways in which a table can be drawn, with the columns that each would take."""
    found = {way: fitting(way, table) for way in DRAWN}
    return {way: columns for way, columns in found.items() if columns}


def fitting(way: str, table: Table) -> tuple[str, ...] | None:
    """The columns of a table that a way of showing would take; None where there are none, or no row has them all."""
    columns = _fitting(way, table)
    needed = columns[:2] if columns and way == "timeline" else columns
    rows = table.full(needed) if needed else []
    if columns and way == "line" and not lines.joined(rows, columns[0], columns[2:]):
        return None
    return columns if rows else None


def _fitting(way: str, table: Table) -> tuple[str, ...] | None:
    names, numbers, dates = (_columns(table, sort) for sort in (_is_name, _is_number, _is_date))
    units = unit_columns(table)
    names = [name for name in names if name not in units and name.removesuffix("Name") not in units]
    numbers = [name for name in numbers if name not in dates]  # 2019 without a type is a year
    if way == "bar":
        return (names[0], numbers[0]) if names and numbers else None
    if way == "line":
        series = [name for name in names if _repeats(table, name)]
        return (dates[0], numbers[0], *series[:1]) if dates and numbers and (series or not names) else None
    if way == "scatter":
        return (*numbers[:2], *names[:1]) if len(numbers) > 1 else None
    if way == "timeline":
        return (names[0], *dates[:2]) if names and dates else None
    repeated = [name for name in names if _repeats(table, name)]
    if way == "matrix":
        return (*repeated[:2], *numbers[:1]) if len(repeated) > 1 else None
    return (*names[:2], *numbers[:1]) if len(names) > 1 and repeated else None


def _columns(table: Table, fits: Callable[[Cell], bool]) -> list[str]:
    """The columns whose values are all of a sort, those with most values first kept in the order of the answer."""
    found = []
    for column in table.columns:
        cells = [row[column.name] for row in table.rows if column.name in row]
        if cells and all(map(fits, cells)):
            found.append(column.name)
    return found


def _is_name(cell: Cell) -> bool:
    return cell.number is None and cell.when is None


def _is_number(cell: Cell) -> bool:
    return cell.number is not None


def _is_date(cell: Cell) -> bool:
    return cell.when is not None


def _repeats(table: Table, column: str) -> bool:
    """Whether a value of a column stands in several rows, so that there is something to group by."""
    keys = [row[column].key for row in table.rows if column in row]
    return 1 < len(set(keys)) < len(keys)
