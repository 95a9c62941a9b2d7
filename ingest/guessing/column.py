"""What one column of a table holds, by its values and its header."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from ingest.convert import convert
from ingest.converted import Unmappable
from ingest.expression import Expression
from ingest.guessing import words
from ingest.known import Known
from ontology.iri import UnusableName

MOST_VALUES = 5_000  # different values of a column that are kept: codes and names have fewer, texts need no more
_SHOWN = 3  # values that a doubt names
_MOST_READ = 500  # values that a way to read them is tried on; names of things are many, codes few
SEPARATORS = (";", "|")
_EMAIL = re.compile(r"[^\s@,;]+@[^\s@,;]+\.[a-z]{2,}", re.IGNORECASE)
_PHONE = re.compile(r"(\+|00)?[\d ().\-/]{8,20}")
# Within a text: a number with the code of its country, or one after a word such as “tel.”.
_CALL = re.compile(
    r"(?<![\w./=+-])(?:\+|00)[1-9][\d ().\-/]{6,18}\d"
    r"|\b(?:tel|telef|telefone|telefono|telefon|phone|mobile|mobil|telemovel|telemóvel|cellulare|cell|fax)\b"
    r"\.?:?\s*[\d(][\d ().\-/]{6,18}\d",
    re.IGNORECASE,
)
_HOST = re.compile(r"[\w-]+(\.[\w-]+)+(/\S*)?")  # an address without https://
_LIST = 0.02  # share of cells with a separator that makes a column a list


@dataclass
class Column:
    """The values of one column, and how often each stands there."""

    name: str
    values: Counter[str] = field(default_factory=Counter)
    filled: int = 0
    rows: int = 0
    is_cut: bool = False  # there are more values than are kept

    def add(self, text: str) -> None:
        """One more cell."""
        self.rows += 1
        if not text:
            return
        self.filled += 1
        if text in self.values or len(self.values) < MOST_VALUES:
            self.values[text] += 1
        else:
            self.is_cut = True

    @property
    def is_unique(self) -> bool:
        """Whether every row has a value of its own."""
        return self.filled == self.rows > 0 and (self.is_cut or len(self.values) == self.rows)

    @property
    def role(self) -> str:
        """What the header says the column is for."""
        return words.role(self.name)[0]

    @property
    def language(self) -> str:
        """The language that the header names."""
        return words.role(self.name)[1]

    def separator(self) -> str | None:
        """What stands between the parts of a cell, if it is a list."""
        for each in SEPARATORS:
            holding = sum(number for text, number in self.values.items() if each in text)
            if holding > _LIST * max(self.filled, 1):
                return each
        return None

    def parts(self, split: str | None) -> Iterator[str]:
        """The values, or the parts of them."""
        for text in self.values:
            yield from (part.strip() for part in (text.split(split) if split else [text]) if part.strip())

    def examples(self) -> str:
        """A few values, for a doubt."""
        shown = [f"“{text[:40]}”" for text, _ in self.values.most_common(_SHOWN)]
        return ", ".join(shown) + (" …" if len(self.values) > _SHOWN else "")


@dataclass(frozen=True)
class Way:
    """How the values of a column can be read, and those that cannot be read so."""

    how: Mapping[str, str]
    failing: tuple[str, ...] = ()


def personal(column: Column) -> str:
    """Why a column is about private persons; empty where it is not."""
    if words.is_personal(column.name):
        return "personal data: private persons do not belong in the graph"
    if any(_EMAIL.search(text) for text in column.values):
        return "holds e-mail addresses: private persons do not belong in the graph"
    phones = sum(_PHONE.fullmatch(text) is not None and sum(map(str.isdigit, text)) >= 9 for text in column.values)
    called = any(_CALL.search(text) for text in column.values)
    if column.values and (called or phones > 0.8 * len(column.values)) and column.role != "id":
        return "holds telephone numbers: private persons do not belong in the graph"
    return ""


def fitting(column: Column, ways: Iterable[Mapping[str, str]], known: Known) -> Way | None:
    """The first way to read all values of a column; the best one with what fails, where none reads all."""
    best: Way | None = None
    for each in ways:
        split = None if "template" in each else column.separator()
        for how in (each, {**each, "split": split}) if split else (each,):
            failing = tuple(_failing(column, how, known))
            if not failing:
                return Way(how)
            if best is None or len(failing) < len(best.failing):
                best = Way(how, failing)
    return best


def _failing(column: Column, how: Mapping[str, str], known: Known) -> Iterator[str]:
    expression = _expression(how)
    template = how.get("template", "")
    for number, part in enumerate(column.parts(how.get("split"))):
        if number >= _MOST_READ and how.get("as") in {"country", "nuts", "nace", "code", "known"}:
            return
        if template and not _HOST.fullmatch(part):
            yield part
            continue
        text = template.replace("{" + column.name + "}", part) if template else part
        try:
            terms = convert(text, expression, {}, known).terms
        except (Unmappable, UnusableName):
            yield part
        else:
            # A stretch of time is no date, only a text that tells its two ends.
            if expression.as_ == "date" and any("^^" not in term for term in terms):
                yield part


def _expression(how: Mapping[str, str]) -> Expression:
    return Expression(
        as_=how.get("as"),
        order=how.get("order"),
        part=how.get("part"),
        locale=how.get("locale"),
        scheme=how.get("scheme"),
        kind=how.get("kind"),
        prefix=how.get("prefix"),
        country=how.get("country"),
    )


NUMBERS: tuple[Mapping[str, str], ...] = (
    {"as": "number"},
    *({"as": "number", "locale": each} for each in ("pt", "it", "ro", "en")),
)


def dates(first: str) -> tuple[Mapping[str, str], ...]:
    """The ways to read dates, with the order that is tried first where a date can be read in two."""
    second = "mdy" if first == "dmy" else "dmy"
    orders = tuple({"as": "date", "order": each} for each in (first, second))
    return ({"as": "date"}, *orders, {"as": "date", "part": "start"}, {"as": "date", "part": "start", "order": first})
