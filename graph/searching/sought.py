"""What somebody looks for: words and filters, checked before anything is asked."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from graph.cursor import BadCursor
from graph.cursor import read as read_cursor
from graph.listing import MOST, BadLimit, UnknownFilter
from graph.searching import schema
from graph.things import Asked
from ontology.model import LANGUAGES, Model
from ontology.saying import Said

LONGEST = 200  # characters of what is looked for
_WORDS = 24
_VALUES = 50  # of all facets together
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_YEAR = re.compile(r"\d{4}", re.ASCII)
_SHORT, _LONG = 4, 8  # letters from which one letter, and from which two, may be wrong
_SHORTEST = 3  # letters of a stem; a shorter one is an article in some language, not the word that was typed
# What joins words in the four languages: a name need not have the very same.
_JOINING = frozenset(
    (
        *("a", "al", "ale", "and", "as", "at", "con", "cu", "da", "das", "de", "dei", "del", "della", "delle", "den"),
        *("des", "di", "din", "do", "dos", "e", "em", "for", "gli", "i", "il", "in", "la", "le", "lo", "na", "no", "o"),
        *("of", "on", "os", "para", "pe", "pentru", "per", "si", "the", "to", "un", "una", "with"),
    )
)
_DEEPEST = 10_000  # entries that can be paged through; who wants more narrows the search


class BadSearch(ValueError):
    """What is looked for is no text of words, or a facet cannot have this value."""


@dataclass(frozen=True)
class Word:
    """A word as typed, and as it stands among names; `stems` are its forms by language."""

    typed: str
    plain: str
    stems: Mapping[str, tuple[str, ...]] = field(hash=False)

    @classmethod
    def of(cls, typed: str) -> "Word":
        """A word in all the forms that are compared."""
        plain = schema.plain(typed)
        stems = {lang: schema.distinct(schema.stems(typed, lang)) for lang in LANGUAGES}
        told = {
            lang: tuple(each for each in found if len(each) >= _SHORTEST or each == plain)
            for lang, found in stems.items()
        }
        return cls(typed, plain, told)

    @property
    def joins(self) -> bool:
        """Whether it only joins other words."""
        return self.plain in _JOINING


@dataclass(frozen=True)
class Sought:
    """Words and filters in their one order, so that the same search is known again."""

    words: tuple[str, ...]
    filters: tuple[tuple[str, tuple[str, ...]], ...]

    @classmethod
    def of(cls, asked: Asked, model: Model) -> "Sought":
        """What is asked of a search; raises `BadSearch`, `UnknownFilter`, `BadLimit`."""
        if not 1 <= asked.limit <= MOST:
            raise BadLimit(
                Said.of("limit", "limit must be from 1 to {most}, not {limit}", most=MOST, limit=asked.limit)
            )
        return cls(words_of(asked.text), tuple(sorted(_filters(asked.filters, model))))

    def __bool__(self) -> bool:
        return bool(self.words or self.filters)

    @property
    def text(self) -> str:
        """The words, one space between them."""
        return " ".join(self.words)

    def without(self, facet: str) -> "Sought":
        """The same without what one facet is kept to."""
        return Sought(self.words, tuple(each for each in self.filters if each[0] != facet))


def allowed(word: str) -> int:
    """How many letters of a word may be wrong."""
    return 0 if len(word) < _SHORT or word.isdigit() else 1 if len(word) < _LONG else 2


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text; raises `BadSearch`."""
    if len(text) > LONGEST:
        template = "a search has at most {most} characters, this one has {found}"
        raise BadSearch(Said.of("search_long", template, most=LONGEST, found=len(text)))
    if _CONTROL.search(text):
        raise BadSearch(Said.of("search_control", "a search is words: this one holds a control character"))
    found = tuple(schema.words(unicodedata.normalize("NFC", text)))
    if len(found) > _WORDS:
        template = "a search has at most {most} words, this one has {found}"
        raise BadSearch(Said.of("search_words", template, most=_WORDS, found=len(found)))
    return found


def start(asked: Asked) -> int:
    """How many entries were shown before; raises `BadCursor`."""
    if not asked.cursor:
        return 0
    (offset,) = read_cursor(asked.cursor, (int,))
    if not isinstance(offset, int) or not 0 < offset <= _DEEPEST:
        template = "a search can be paged up to {most} entries: narrow it by a facet or another word"
        raise BadCursor(Said.of("search_deep", template, most=_DEEPEST))
    return offset


def goes_on(offset: int, total: int) -> bool:
    """Whether there is another page."""
    return offset < min(total, _DEEPEST + 1)


def _filters(given: Mapping[str, tuple[str, ...]], model: Model) -> list[tuple[str, tuple[str, ...]]]:
    strange = sorted(given.keys() - set(schema.FACETS))
    if strange:
        accepted = ", ".join((*schema.FACETS, "q", "cursor", "limit", "lang", "format"))
        template = "“{name}” is not a parameter of {place}; there are: {known}"
        raise UnknownFilter(Said.of("parameter", template, name=strange[0][:40], place="search", known=accepted))
    if sum(map(len, given.values())) > _VALUES:
        told = "a search is kept to at most {most} values of facets"
        raise BadSearch(Said.of("search_values", told, most=_VALUES))
    for name, values in given.items():
        for value in values:
            _check(name, value, model)
    return [(name, tuple(sorted(set(values)))) for name, values in given.items() if values]


def _check(name: str, value: str, model: Model) -> None:
    if len(value) > LONGEST or _CONTROL.search(value):
        template = "a value of “{name}” is at most {most} characters, none of them a control character"
        raise BadSearch(Said.of("search_value", template, name=name, most=LONGEST))
    if name == "year" and not _YEAR.fullmatch(value):
        raise BadSearch(
            Said.of("year", "{name} has four digits, as 2017 has; “{value}” is none", name="year", value=value)
        )
    kinds = [kind.name for kind in model.kinds]
    if name == "kind" and value not in kinds:
        template = "“{name}” is not a kind of thing here; there are: {known}"
        raise BadSearch(Said.of("kind", template, name=value, known=", ".join(kinds)))
