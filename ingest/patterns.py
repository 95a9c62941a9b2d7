"""Regular expressions of a mapping, kept to those that cannot run for long on any cell.

Python tries every way to match: a repeat within a repeat takes time that doubles with each letter. Those are refused;
what is left takes at most the length of the text to the power of its open repeats, and so bounds that length.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from re import _constants as words  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

from ingest.converted import Unmappable

_STEPS = 10**8  # what one search may take: a second or two
_FEW = 16  # a repeat of no more than so many is no open one
_MOST_OPEN = 3
_REPEATS = (words.MAX_REPEAT, words.MIN_REPEAT, words.POSSESSIVE_REPEAT)


class BadPattern(ValueError):
    """A regular expression that cannot be read, or may take too long."""


@dataclass(frozen=True)
class Pattern:
    """A regular expression, and how long a text it may be held against."""

    text: str
    compiled: re.Pattern[str]
    longest: int

    def found_in(self, cell: str) -> bool:
        """Whether it matches anywhere in a cell; raises `Unmappable` where that could take very long."""
        if len(cell) > self.longest:
            raise Unmappable(f"at most {self.longest} characters, to be held against “{self.text}”")
        return self.compiled.search(cell) is not None


def pattern(text: str) -> Pattern:
    """The pattern of a text; raises `BadPattern`."""
    try:
        compiled = re.compile(text)
        parsed = parser.parse(text)
    except (re.error, OverflowError, RecursionError) as error:
        raise BadPattern(f"“{text}” is no regular expression: {error}") from error
    flaw = next(_flaws(parsed), None)
    if flaw:
        raise BadPattern(f"“{text}” may take very long: {flaw}")
    repeats = sum(1 for _ in _open(parsed))
    if repeats > _MOST_OPEN:
        raise BadPattern(f"“{text}” may take very long: it has {repeats} open repeats (* or +), at most {_MOST_OPEN}")
    return Pattern(text, compiled, int(_STEPS ** (1 / (repeats + 1))))


def _flaws(parsed: Iterable[Any]) -> Iterator[str]:
    for kind, said in parsed:
        if kind in {words.GROUPREF, words.GROUPREF_EXISTS}:
            yield "it refers back to a group"
        if kind in _REPEATS and said[1] > 1 and any(_varies(each) for each in said[2]):
            yield "it repeats what itself repeats or offers a choice"
        for inner in _inside(kind, said):
            yield from _flaws(inner)


def _varies(node: Any) -> bool:  # noqa: ANN401 - the parser of `re` has no types
    kind, said = node
    if kind in _REPEATS:
        return bool(said[0] != said[1]) or any(_varies(each) for each in said[2])
    if kind == words.BRANCH and not _apart(said[1]):
        return True
    return any(_varies(each) for inner in _inside(kind, said) for each in inner)


def _apart(choices: Sequence[Any]) -> bool:
    """Whether the first letter tells which choice it is."""
    first = [choice[0] if len(choice) else None for choice in choices]
    letters = [each[1] for each in first if each is not None and each[0] == words.LITERAL]
    return len(letters) == len(choices) == len(set(letters))


def _open(parsed: Iterable[Any]) -> Iterator[object]:
    for kind, said in parsed:
        if kind in _REPEATS and said[1] > _FEW:
            yield kind
        for inner in _inside(kind, said):
            yield from _open(inner)


def _inside(kind: object, said: Any) -> Iterator[Any]:  # noqa: ANN401 - as above
    if kind in _REPEATS:
        yield said[2]
    elif kind == words.SUBPATTERN:
        yield said[3]
    elif kind == words.BRANCH:
        yield from said[1]
    elif kind in {words.ASSERT, words.ASSERT_NOT}:
        yield said[1]
    elif kind == words.ATOMIC_GROUP:
        yield said
