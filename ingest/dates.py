"""Dates as people write them, in four languages, each as precise as it was written."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from ingest import lines
from ingest.converted import Unmappable
from ontology.iri import fold

ORDERS = ("dmy", "mdy", "ymd")
_TYPES = MappingProxyType({4: "gYear", 7: "gYearMonth", 10: "date"})
_EXPECTED = (
    "a date such as 2019, 2019-03, 2019-03-26, 26/03/2019, March 2019, março de 2019, Q2 2019 or 2019/2020 "
    "(years of four digits)"
)
_MONTHS = (
    "january jan janeiro gennaio gen ianuarie ian", "february feb fevereiro fev febbraio februarie",
    "march mar marco marzo martie", "april apr abril abr aprile aprilie", "may maio mai maggio mag",
    "june jun junho giugno giu iunie iun", "july jul julho luglio lug iulie iul", "august aug agosto ago",
    "september sept sep setembro set settembre septembrie", "october oct outubro out ottobre ott octombrie",
    "november nov novembro novembre noiembrie noi", "december dec dezembro dez dicembre dic decembrie",
)  # fmt: skip
_NUMBER = {name: number for number, names in enumerate(_MONTHS, start=1) for name in names.split()}
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
# The letters that stand for a quarter and a half, and the words, in the four languages.
_PARTS = {"q": 3, "t": 3, "h": 6, "s": 6}
_WORDS = MappingProxyType(
    {"quarter": 3, "trimestre": 3, "trimestrul": 3, "half": 6, "semester": 6, "semestre": 6, "semestrul": 6}
)


@dataclass(frozen=True)
class When:
    """A date or a stretch of time: `When("2019-04", "2019-06")`; a single date is its own start and end."""

    start: str
    end: str

    @property
    def is_one(self) -> bool:
        """Whether it is a single date."""
        return self.start == self.end

    @property
    def first(self) -> str:
        """Its first day."""
        return (self.start + "-01-01")[:10]

    @property
    def last(self) -> str:
        """Its last day; of a month the 31st, as days are only compared."""
        return f"{self.end}-12-31" if len(self.end) == 4 else (self.end + "-31")[:10]

    def text(self) -> str:
        """The date, or `2019-04/2019-06`: XML Schema has no type for a stretch of time."""
        return self.start if self.is_one else f"{self.start}/{self.end}"


def literal(text: str) -> str:
    """The literal of a date in ISO form, of the type that is as precise as it."""
    return lines.typed(text, _TYPES[len(text)])


def read(text: str, order: str | None = None) -> When:
    """What a text says; raises `Unmappable` for no date, and for one that can be read in two ways without an order."""
    plain = _plain(text)
    for form, made in _FORMS.items():
        if found := form.fullmatch(plain):
            return made(found, order)
    before, middle, after = plain.partition("/")
    if middle and "/" not in after:
        start, end = read(before.strip(), order), read(after.strip(), order)
        return _stretch(start.start, end.end)
    raise Unmappable(_EXPECTED)


def _plain(text: str) -> str:
    """Small letters without accents, and without the small words, ordinal signs and stops of the four languages."""
    folded = fold(text.replace("º", "").replace("ª", "").replace("°", "")).replace("–", "-").replace("—", "-")
    folded = re.sub(r"(?<=\d)(st|nd|rd|th|o|a|-lea|lea)\b(?=[\s,]|$)", "", folded)
    folded = re.sub(r"(?<=\d)\. *(?=[a-z])", " ", re.sub(r"(?<=\d)\. +(?=\d)", ".", folded))
    folded = re.sub(r"\b(de|do|di|del|of|din|the|al|il|anul|ano|anno|year)\b", " ", folded)
    folded = re.sub(r"(?<=[a-z])\.", " ", folded).replace(",", " ")
    return " ".join(folded.split())


def _one(text: str) -> When:
    try:
        date.fromisoformat((text + "-01-01")[:10])
    except ValueError as error:
        raise Unmappable(f"a date of the calendar ({error})") from error
    return When(text, text)


def _stretch(start: str, end: str) -> When:
    made = When(_one(start).start, _one(end).start)
    if made.first > made.last:
        raise Unmappable("a stretch of time whose end is not before its start")
    return made


def _iso(found: re.Match[str], order: str | None) -> When:
    return _one(found[1])


def _year_first(found: re.Match[str], order: str | None) -> When:
    return _one("-".join((found[1], *(part.zfill(2) for part in found.groups()[1:]))))


def _year_slash(found: re.Match[str], order: str | None) -> When:
    """`2019/20` is two years and `2019/03` a month; `2009/10` can be both."""
    year, second = int(found[1]), int(found[2])
    is_next = second == (year + 1) % 100
    if is_next and 1 <= second <= 12 and order != "ymd":
        raise Unmappable(f"a year and month, or two years: {year}-{second:02} or {year}/{year + 1}")
    return _stretch(str(year), str(year + 1)) if is_next and order != "ymd" else _one(f"{year}-{second:02}")


def _year_last(found: re.Match[str], order: str | None) -> When:
    one, sign, two, year = found[1], found[2], found[3], found[4]
    day, month = int(one), int(two)
    # A stop stands between day and month only where the day comes first.
    monthly = order == "mdy" or (order != "dmy" and month > 12 and sign != ".")
    if order in {None, "ymd"} and sign != "." and day <= 12 and month <= 12 and day != month:
        options = f"{year}-{month:02}-{day:02} or {year}-{day:02}-{month:02}"
        raise Unmappable(
            f"a date that can be read in one way only ({options}), or the order of the column: order = “dmy”"
        )
    if monthly:
        day, month = month, day
    return _one(f"{year}-{month:02}-{day:02}")


def _month_year(found: re.Match[str], order: str | None) -> When:
    return _one(f"{found[2]}-{int(found[1]):02}")


def _named(found: re.Match[str], order: str | None) -> When:
    parts = found.groupdict()
    month = _NUMBER.get(parts["month"])
    if month is None:
        raise Unmappable(_EXPECTED)
    day = f"-{int(parts['day']):02}" if parts.get("day") else ""
    return _one(f"{parts['year']}-{month:02}{day}")


def _part(found: re.Match[str], order: str | None) -> When:
    """A quarter or a half of a year."""
    parts = found.groupdict()
    months = _PARTS.get(parts["letter"] or "") or _WORDS.get(parts.get("word") or "")
    which = int(_ROMAN.get(parts["which"], parts["which"])) if months else 0
    if not months or not 1 <= which <= 12 // months:
        raise Unmappable(_EXPECTED)
    return _stretch(f"{parts['year']}-{(which - 1) * months + 1:02}", f"{parts['year']}-{which * months:02}")


def _years(found: re.Match[str], order: str | None) -> When:
    return _stretch(found[1], found[2])


def _range(text: str) -> re.Pattern[str]:
    return re.compile(text, re.ASCII)


_YEAR = r"(?P<year>\d{4})"
_WHICH = r"(?P<which>[1-4]|i|ii|iii|iv)"
_WORD = rf"(?P<letter>)(?P<word>{'|'.join(_WORDS)})"
_FORMS: Mapping[re.Pattern[str], Callable[[re.Match[str], str | None], When]] = MappingProxyType(
    {
        _range(r"(\d{4}(?:-\d\d(?:-\d\d)?)?)(?:[t ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:z|[+-]\d\d:?\d\d)?)?"): _iso,
        _range(r"(\d{4})[./](\d{1,2})[./](\d{1,2})"): _year_first,
        _range(r"(\d{4})-(\d{1,2})-(\d{1,2})"): _year_first,
        _range(r"(\d{4})/(\d{2})"): _year_slash,
        _range(r"(\d{4})[.-](\d{1,2})"): _year_first,
        _range(r"(\d{4}) ?[-/] ?(\d{4})"): _years,
        _range(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})"): _year_last,
        _range(r"(\d{1,2})[./-](\d{4})"): _month_year,
        _range(rf"{_WHICH} {_WORD} {_YEAR}"): _part,
        _range(rf"{_WORD} {_WHICH} {_YEAR}"): _part,
        _range(rf"(?P<month>[a-z]+) {_YEAR}"): _named,
        _range(rf"(?P<month>[a-z]+)[-/]{_YEAR}"): _named,
        _range(rf"(?P<day>\d{{1,2}})[ -]?(?P<month>[a-z]+)[ -]{_YEAR}"): _named,
        _range(rf"(?P<month>[a-z]+) (?P<day>\d{{1,2}}) {_YEAR}"): _named,
        _range(rf"(?P<letter>[qths]) ?(?P<which>[1-4])[ /-]?{_YEAR}"): _part,
        _range(rf"{_YEAR}[ /-]?(?P<letter>[qths]) ?(?P<which>[1-4])"): _part,
        _range(rf"(?P<which>[1-4])(?P<letter>[qths])[ /-]?{_YEAR}"): _part,
    }
)
