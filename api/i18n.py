"""The texts of the interface in each language, and how that language writes numbers and dates.

Which language a reader gets is told by `api.deps.language`.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "locales"
FALLBACK = "en"  # what a text is shown in where its own language lacks it
_DATE = re.compile(r"^(?P<year>\d{4})(?:-(?P<month>\d{2})(?:-(?P<day>\d{2}))?)?$")
_SPAN = re.compile(r"^\d{4}(?:-\d{2}){0,2}/\d{4}(?:-\d{2}){0,2}$")
# A number that can be written out; 1e99999 would fill the memory, and INF and NaN have no digits.
_NUMBER = re.compile(r"[+-]?(?=\.?\d)\d{0,40}(?:\.\d{0,40})?(?:[eE][+-]?\d{1,2})?", re.ASCII)


class UnknownText(LookupError):
    """A text was asked for that no catalogue has."""


@dataclass(frozen=True)
class Words:
    """The texts of one language: `words("nav.map")`, `words("count.results", 3)`."""

    lang: str
    texts: Mapping[str, str]
    fallback: Mapping[str, str]

    def __call__(self, key: str, count: int | None = None, **values: object) -> str:
        """A text with its values in place; with a count, in the form that this number takes."""
        if count is not None:
            key = self._counted(key, count)
            values = {"count": self.number(count), **values}
        text = self.texts.get(key) or self.fallback.get(key)
        if text is None:
            raise UnknownText(f"there is no text “{key}”")
        return text.format(**values) if values else text

    def has(self, key: str) -> bool:
        """Whether some catalogue has this text."""
        return key in self.texts or key in self.fallback

    def number(self, value: object) -> str:
        """1240000.5 as 1,240,000.5 in English and 1.240.000,5 in Italian; other words stay as they are."""
        if not _NUMBER.fullmatch(str(value)):
            return str(value)
        whole, _, part = f"{Decimal(str(value)):,f}".replace("-", "−").partition(".")
        # Years and other short numbers read better in one piece (four digits are not grouped in pt, it, ro).
        short = len(whole.lstrip("−")) <= len("1,234") and self.lang != "en"
        grouped = whole.replace(",", "" if short else self("format.thousands"))
        part = part.rstrip("0")
        return f"{grouped}{self('format.decimal')}{part}" if part else grouped

    def date(self, text: str) -> str:
        """2019-03-26 as 26 March 2019 and 2019-03 as March 2019: as precise as it is written, and no more."""
        if _SPAN.match(text):
            start, end = text.split("/")
            return f"{self.date(start)} – {self.date(end)}"
        found = _DATE.match(text)
        if not found or not found["month"] or not 1 <= int(found["month"]) <= 12:
            return text
        month = self(f"month.{int(found['month'])}")
        if not found["day"]:
            return self("format.month", month=month, year=found["year"])
        return self("format.day", day=int(found["day"]), month=month, year=found["year"])

    def _counted(self, key: str, count: int) -> str:
        form = f"{key}.{_plural(self.lang, count)}"
        return form if form in self.texts else f"{key}.other"


@cache
def words(lang: str) -> Words:
    """The texts of a language we offer."""
    return Words(lang, catalogue(lang), catalogue(FALLBACK))


@cache
def catalogue(lang: str) -> Mapping[str, str]:
    """All texts of one language by key: `{"nav.map": "Map"}`."""
    with (FOLDER / f"{lang}.toml").open("rb") as file:
        return dict(_flat(tomllib.load(file), ""))


def _plural(lang: str, count: int) -> str:
    """The form a number takes, by the rules of Unicode CLDR for our four languages."""
    if count == 1:
        return "one"
    if lang == "ro" and (count == 0 or 1 <= count % 100 <= 19):
        return "few"
    return "other"


def _flat(table: Mapping[str, object], prefix: str) -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", str(value)
