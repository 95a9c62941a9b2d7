"""Whether a short name is made of the beginnings of the words of a name, in its own language or in another one."""

from ingest.resolve import forms
from ingest.resolve.reading import Reading, Unit
from ingest.resolve.words import of, table

_LAST = frozenset({"town", "country"})  # what may be left of a name when the short name is spelt


def initials(short: str, reading: Reading, here: frozenset[str] = frozenset()) -> bool:
    """Whether a short name is made of the beginnings of the words of a name, in its own language or in another one.

    `here`: the city, which the short name need not spell: `FAU` in Erlangen.
    """
    skips = 0 if len(short) < 4 else 1
    longest = 1 if len(short) < 4 else 3
    if _spells(short, reading.words, skips, longest, here) or _of_university(short, reading):
        return True
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
    if not any(unit.meaning.key in {"university", "technical_university"} for unit in reading.units):
        return False
    head = "uni" if short.startswith("uni") else "u" if short.startswith("u") else ""
    tail = short[len(head) :]
    return bool(head) and len(tail) > 1 + (head == "u") and any(word.startswith(tail) for word in reading.words)


def _abroad(short: str, units: list[Unit]) -> bool:
    """Every letter begins one of the words in some language, in any order; every word has its letter."""
    own = {unit.letters[0] for unit in units}
    if len(units) != len(short) or not short.isalpha() or 2 * sum(letter in own for letter in short) < len(short):
        return False
    left = list(units)
    for letter in short:
        fits = [unit for unit in left if letter in _letters(unit)]
        if not fits:
            return False
        left.remove(min(fits, key=lambda unit: len(_letters(unit))))
    return True


def _letters(unit: Unit) -> frozenset[str]:
    return table().spelt.get(unit.meaning, frozenset({unit.letters[0]}))
