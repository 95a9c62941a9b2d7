"""Whether a short name is made of the beginnings of the words of a name, in its own language or in another one."""

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from ingest.resolve import forms
from ingest.resolve.reading import Reading, Unit
from ingest.resolve.words import of, table

_LAST = frozenset({"town", "country"})  # what may be left of a name when the short name is spelt


@lru_cache(maxsize=65536)
def initials(short: str, reading: Reading, here: frozenset[str] = frozenset()) -> bool:
    """Whether a short name is made of the beginnings of the words of a name, in its own language or in another one.

    `here`: the city, which the short name need not spell: `FAU` in Erlangen.
    """
    skips = 0 if len(short) < 4 else 1
    longest = 1 if len(short) < 4 else 3
    if reading.words and of(reading.words[0]).kind == "country" and len(short) > 2:
        reading = replace(reading, words=reading.words[1:])  # "Österreichische …" may go unsaid
    if _spells(short, reading.words, skips, longest, here) or _of_university(short, reading):
        return True
    parts = tuple(unit.letters for unit in reading.units)
    if len(short) >= 3 and len(parts) > len(reading.words) and _spells(short, parts, skips, longest, here):
        return True  # the parts of compounds have their letters: "ForschungsFörderungsGesellschaft"
    if len(short) >= 3 and reading.spelt != reading.words and _spells(short, reading.spelt, skips, longest, here):
        return True
    return len(short) >= 4 and _abroad(short, list(reading.units))


def _spells(short: str, words: tuple[str, ...], skips: int, longest: int, here: frozenset[str]) -> bool:
    """Whether beginnings of the words, in their order, spell the short name: `INVALSI`, `UTAD`, `ADVID`."""
    if not short:
        return all(word in table().small or word in here or of(word).kind in _LAST or _is_form(word) for word in words)
    if not words:
        return False
    first, rest = words[0], words[1:]
    is_small = first in table().small
    if is_small and _spells(short, rest, skips, longest, here):
        return True
    for length in range(min(longest, len(first), len(short)), 0, -1):
        if short[:length] == first[:length] and _spells(short[length:], rest, skips, longest, here):
            return True
    return bool(skips and not is_small and rest and _spells(short, rest, skips - 1, longest, here))


def _is_form(word: str) -> bool:
    return (word,) in forms.table().classes


def _of_university(short: str, reading: Reading) -> bool:
    """`UNIBO`, `UMinho`: a university and the beginning of its place."""
    if {unit.meaning.key for unit in reading.units if unit.meaning.kind == "kind"} - {"university"}:
        return False  # the hospital, the museum of a university
    if not any(unit.meaning.key == "university" for unit in reading.units):
        return False
    places = [word for word in reading.words if of(word).kind in {"town", "word"}]
    if short.startswith("uni") and len(short) > len("uni") + 1:
        return any(_is_within(short[len("uni") :], word) for word in places)
    tail = short[1:]
    return short[0] == "u" and len(tail) > 1 and any(word.startswith(tail) for word in places)


def _is_within(letters: str, word: str) -> bool:
    """Whether the letters stand in the word, the first of them first: `tn` in `trento`."""
    rest = iter(word)
    return letters[0] == word[0] and all(letter in rest for letter in letters)


def _abroad(short: str, units: list[Unit]) -> bool:
    """Every letter begins one of the words in some language; one of the words may have moved."""
    own = {unit.letters[0] for unit in units}
    if len(units) != len(short) or not short.isalpha() or 2 * sum(letter in own for letter in short) < len(short):
        return False
    return any(_begins(short, order) for order in _orders(units))


def _begins(short: str, units: list[Unit]) -> bool:
    return all(letter in _letters(unit) for letter, unit in zip(short, units, strict=True))


def _orders(units: list[Unit]) -> Iterator[list[Unit]]:
    """The words as they stand, backwards, and with one of them put elsewhere."""
    yield units
    yield units[::-1]
    for at, unit in enumerate(units):
        rest = [*units[:at], *units[at + 1 :]]
        yield from ([*rest[:to], unit, *rest[to:]] for to in range(len(units)) if to != at)


def _letters(unit: Unit) -> frozenset[str]:
    return table().spelt.get(unit.meaning, frozenset({unit.letters[0]}))
