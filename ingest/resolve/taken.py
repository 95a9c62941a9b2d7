"""What is taken out of two lists of words before they are held against each other: one town, initials, joined words."""

from dataclasses import replace

from ingest.resolve import gazetteer
from ingest.resolve.alike import INITIALS, JOINED
from ingest.resolve.initials import initials
from ingest.resolve.place import Around
from ingest.resolve.reading import Reading, Unit
from ingest.resolve.related import CLOSE
from ingest.resolve.weighing import weight
from ingest.resolve.words import table


def take_towns(one: list[Unit], two: list[Unit], around: Around) -> list[tuple[Unit, float]]:
    """The town of both, as each side calls it: `Tiranës` and `Tirana`, `Штип` and `Stip`."""
    if not around.is_one_place:
        return []
    lefts = [unit for unit in one if is_town(unit, around.left_forms)]
    rights = [unit for unit in two if is_town(unit, around.right_forms)]
    if not lefts or not rights:
        return []
    one[:] = [unit for unit in one if unit not in lefts]
    two[:] = [unit for unit in two if unit not in rights]
    return [(min(lefts, key=weight), 1.0)]


def is_town(unit: Unit, forms: frozenset[str]) -> bool:
    """Whether a word is a form of one of the names of a town."""
    return unit.meaning.kind in {"word", "town"} and gazetteer.is_form(unit.letters, forms)


def take_joined(one: list[Unit], two: list[Unit]) -> list[tuple[Unit, float]]:
    """Words that one side writes as one: `Bio Tech` and `Biotech`; they are taken out of both lists."""
    return _take_whole(one, two) + _take_whole(two, one)


def _take_whole(wholes: list[Unit], parts: list[Unit]) -> list[tuple[Unit, float]]:
    taken: list[tuple[Unit, float]] = []
    if len(parts) < 2:
        return taken
    for whole in list(wholes):
        for at in range(len(parts) - 1):
            if not whole.letters.startswith(parts[at].letters):
                continue
            run = next(
                (end for end in (at + 2, at + 3) if "".join(u.letters for u in parts[at:end]) == whole.letters), 0
            )
            if run:
                del parts[at:run]
                wholes.remove(whole)
                taken.append((whole, JOINED))
                break
    return taken


def take_initials(shorts: list[Unit], others: list[Unit], reading: Reading) -> list[tuple[Unit, float]]:
    """Words that the other side writes as their initials: `LMU Munich`, `RWTH Aachen University`, `PH FHNW`."""
    taken: list[tuple[Unit, float]] = []
    words = [word for word in reading.words if word not in table().small]
    for short in list(shorts):
        size = len(short.letters)
        if short.meaning.kind != "word" or not 2 <= size <= 6:
            continue
        for at in range(len(words) - size + 1):
            run = words[at : at + size]
            meant = [unit for unit in others if unit.letters in "".join(run)]
            has_kind = any(unit.meaning.kind == "kind" for unit in meant)
            if "".join(word[0] for word in run) == short.letters and meant and (size > 2 or has_kind):
                shorts.remove(short)
                for unit in meant:
                    others.remove(unit)
                taken += [(unit, INITIALS) for unit in meant]
                if has_kind:
                    shorts[:] = [unit for unit in shorts if not _is_close(unit, meant)]
                break
    return taken


def drop_spelt(pairs: list[tuple[Unit, float]], rest: list[Unit], reading: Reading) -> None:
    """Take out the words that a shared short name stands for: `Fraunhofer ISE`, `… für Solare Energiesysteme ISE`."""
    for short, _ in pairs:
        if short.meaning.kind == "word" and 2 <= len(short.letters) <= 6 and len(rest) > 1:
            said = {unit.letters for unit, _ in pairs}
            words = tuple(word for word in reading.words if word not in said)
            if initials(short.letters, replace(reading, words=words, spelt=words, units=tuple(rest))):
                rest.clear()


def drop_whole(pairs: list[tuple[Unit, float]], more: list[Unit], less: list[Unit]) -> None:
    """Take out the university that only one side names beside the faculty of both."""
    is_faculty = any(unit.key == "part:faculty" for unit, _ in pairs)
    if is_faculty and not less and any(unit.key in _UNIVERSITIES for unit in more):
        more[:] = [unit for unit in more if unit.key not in _UNIVERSITIES and unit.meaning.kind not in {"town", "word"}]


_UNIVERSITIES = frozenset({"kind:university", "kind:technical_university", "kind:polytechnic"})


def _is_close(unit: Unit, meant: list[Unit]) -> bool:
    """Whether a kind is said once more beside the initials that hold it."""
    keys = {each.meaning.key for each in meant} | {unit.meaning.key}
    return unit.meaning.kind == "kind" and any(len(keys & group) > 1 for group in CLOSE)
