"""One figure of many things at once: the latest of each, or that of a year, in one unit."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rdflib import URIRef

from graph.reader import Reader, ref
from graph.store import Row
from graph.things import Named

_YEAR = re.compile(r"\d{4}")


@dataclass(frozen=True)
class Figured:
    """The value of one thing, when it was so, and the figure that says it; `others` are said for the same time."""

    value: float
    period: str
    figure: URIRef
    others: tuple[float, ...] = ()


@dataclass(frozen=True)
class Figures:
    """The values of an indicator by thing, in its commonest unit, and the years of which there are any.

    `strange` counts the values in other units, `unsaid` those that are told as a range only: neither is shown.
    """

    indicator: Named
    unit: Named | None
    values: Mapping[URIRef, Figured]
    years: tuple[str, ...]
    strange: int
    unsaid: int


def indicators(reader: Reader, lang: str) -> tuple[tuple[Named, int], ...]:
    """The indicators that say something of two things or more, each with their number, by name."""
    counts = {ref(row["indicator"]): int(str(row["things"])) for row in reader.rows("indicators-used")}
    told = {iri: count for iri, count in counts.items() if count > 1 and reader.model.locate(iri)}
    reader.learn(told)
    ordered = sorted(told, key=lambda iri: reader.rank(iri, lang))
    return tuple((reader.called(iri, lang), told[iri]) for iri in ordered)


def figured(reader: Reader, indicator: URIRef, year: str, lang: str) -> Figures:
    """What an indicator says of each thing: in a year, or else the latest."""
    rows = list(reader.rows("figures-of-indicator", indicator=(indicator,)))
    units = Counter(str(row.get("unit", "")) for row in rows if _number(row) is not None)
    unit = min(units, key=lambda each: (-units[each], each), default="")
    same = [row for row in rows if _number(row) is not None and str(row.get("unit", "")) == unit]
    kept = [row for row in same if not year or year in _years((row,))]
    named = reader.called(URIRef(unit), lang) if unit else None
    return Figures(
        reader.called(indicator, lang),
        named,
        _values(kept),
        tuple(sorted(_years(same))),
        sum(units.values()) - len(same),
        sum(_number(row) is None for row in rows),
    )


def _values(rows: Iterable[Row]) -> Mapping[URIRef, Figured]:
    told: defaultdict[URIRef, list[Row]] = defaultdict(list)
    for row in rows:
        told[ref(row["thing"])].append(row)
    return {thing: _latest(each) for thing, each in told.items()}


def _latest(rows: Sequence[Row]) -> Figured:
    latest = max(_period(row) for row in rows)
    then = sorted((row for row in rows if _period(row) == latest), key=lambda row: str(row["figure"]))
    values = list(dict.fromkeys(value for row in then if (value := _number(row)) is not None))
    return Figured(values[0], latest, ref(then[0]["figure"]), tuple(values[1:]))


def _period(row: Row) -> str:
    """When a figure holds; empty where that is not known, which is before all others."""
    text = str(row.get("period", ""))
    return text if _YEAR.match(text) else ""


def _years(rows: Iterable[Row]) -> set[str]:
    """The years that periods name: a span has its end."""
    return {found[-1] for row in rows if (found := _YEAR.findall(_period(row).split("/")[-1]))}


def _number(row: Row) -> float | None:
    try:
        value = float(str(row["value"]))
    except (KeyError, ValueError):
        return None
    return value if math.isfinite(value) else None
