"""Which words of two names belong together, and what is left over on each side."""

import csv
import gzip
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from rapidfuzz.distance import OSA

from ingest.resolve.conflicts import OFTEN_LEFT_OUT, conflicts
from ingest.resolve.initials import initials
from ingest.resolve.place import Around
from ingest.resolve.reading import Reading, Unit
from ingest.resolve.related import CLOSE, related
from ingest.resolve.sounds import begin_alike, consonants, skeleton
from ingest.resolve.words import of, table

FILE = Path(__file__).parent / "data" / "weights.csv.gz"
_NAMES = 89_924  # names that the table of weights was counted in
_UNSEEN = 2  # how often a word is taken to occur that the table leaves out (it has those of four names or more)
_LEAST = 0.12
_INITIAL = 0.4  # a single letter says no more than this
_SHORTEST_TYPO, _LONG_TYPO = 6, 10
_TYPO, _INFLECTED, _CLOSE_ALIKE, _SOUND, _JOINED = 0.8, 0.88, 0.7, 0.97, 1.0
_LOOSE, _INITIALS = 0.8, 0.95
_LIGHT = frozenset({"kind:society", "meaning:company_w", "kind:region_body", "meaning:saint"})
_COMMON = frozenset({"kind", "part", "meaning"})
# Words that a body often leaves out of its name: the foundation Tecnalia is Tecnalia.
_OFTEN_LEFT_OUT = frozenset({"kind:association", "kind:foundation", "kind:cluster"})
_RARE, _LONG = 0.75, 2.2
_BODIES = frozenset({"association", "foundation", "cluster", "society"})
_SAYS_LITTLE = _BODIES | {"research", "innovation", "technology", "development", "initiative", "science"}
_NEVER_TYPOS = frozenset({"number", "direction"})


@dataclass(frozen=True)
class Alignment:
    """How much the shared words weigh, how much those of one side only, and what contradicts."""

    shared: float
    left: float
    right: float
    lost: float
    told: str
    left_told: str
    right_told: str
    conflicts: tuple[tuple[str, str], ...]
    says_kind: bool = False
    is_translation: bool = False

    @property
    def is_long_translation(self) -> bool:
        """Whether so much is shared by names in two languages that words which no table knows say less."""
        return self.is_translation and self.shared > _LONG and self.shared > 3 * max(self.left, self.right)

    @property
    def extra_told(self) -> str:
        """The words that only one side has."""
        return " ".join(each for each in (self.left_told, self.right_told) if each)


@cache
def _counts() -> Mapping[str, int]:
    with gzip.open(FILE, "rt", encoding="utf-8", newline="") as file:
        return {row["key"]: int(row["names"]) for row in csv.DictReader(file)}


@lru_cache(maxsize=500_000)
def _weight(key: str) -> float:
    return max(_LEAST, math.log(_NAMES / _counts().get(key, _UNSEEN)) / math.log(_NAMES))


def weight(unit: Unit) -> float:
    """How much a word says: 1 is a word that nobody else has in the name, 0.12 one that very many have."""
    found = _weight(unit.key)
    if unit.meaning.kind == "word" and len(unit.letters) < 2:
        return min(found, _INITIAL)
    return min(found, 0.3) if unit.key in _LIGHT else found


def align(left: Reading, right: Reading, around: Around) -> Alignment:
    """Put the words of two names together: the same, then inflected, misspelt, joined ones."""
    one, two = _unique(left.units), _unique(right.units)
    if left.bare == right.bare:
        return Alignment(sum(map(weight, one)), 0, 0, 0, left.bare, "", "", ())
    theirs = {unit.key for unit in two}
    pairs = [(unit, 1.0) for unit in one if unit.key in theirs]
    keys = {unit.key for unit, _ in pairs}
    others = _other_parts(one, two)
    one, two = [unit for unit in one if unit.key not in keys], [unit for unit in two if unit.key not in keys]
    pairs += _take_joined(one, two)
    pairs += _take_initials(one, two, right) + _take_initials(two, one, left)
    is_translation = _is_translation(left, right)
    pairs += _take_alike(one, two, is_translation=is_translation)
    return Alignment(
        sum(weight(unit) * alike for unit, alike in pairs),
        _rest(one, around, right, is_alone=not two) * _named(pairs, one, two, around),
        _rest(two, around.turned(), left, is_alone=not one) * _named(pairs, two, one, around),
        sum(weight(unit) * (1 - alike) for unit, alike in pairs),
        " ".join(unit.letters for unit, _ in pairs),
        " ".join(unit.letters for unit in one),
        " ".join(unit.letters for unit in two),
        (
            *conflicts(_long(one, right), _long(two, left), {unit.key for unit, _ in pairs}, around),
            *others,
            *_other_particles(left, right, pairs),
        ),
        any(unit.meaning.kind == "kind" for unit, _ in pairs),
        is_translation,
    )


def _other_parts(one: list[Unit], two: list[Unit]) -> Iterator[tuple[str, str]]:
    """`Holding` and `Investments`, `Beheer` and `Pensioen` are two companies of one owner."""
    theirs = {unit.key: unit.letters for unit in two}
    for unit in one:
        other = theirs.get(unit.key, unit.letters)
        if unit.key == "part:holding" and other[:3] != unit.letters[:3]:
            yield "part", f"{unit.letters} / {other}"


def _other_particles(left: Reading, right: Reading, pairs: list[tuple[Unit, float]]) -> Iterator[tuple[str, str]]:
    """`A. van Zee Beheer` is not `A. van der Zee Beheer`: persons' names in those of companies."""
    one, two = ({word for word in each.words if word in _PARTICLES} for each in (left, right))
    if one != two and "van" in one | two and left.classes and right.classes and len(pairs) < 4:
        yield "particle", f"{' '.join(sorted(one ^ two))}"


_PARTICLES = frozenset({"van", "der", "den", "de", "ten", "ter", "von", "zu"})


def _unique(units: tuple[Unit, ...]) -> list[Unit]:
    return list({unit.key: unit for unit in reversed(units)}.values())[::-1]


def _take_joined(one: list[Unit], two: list[Unit]) -> list[tuple[Unit, float]]:
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
                taken.append((whole, _JOINED))
                break
    return taken


def _take_initials(shorts: list[Unit], others: list[Unit], reading: Reading) -> list[tuple[Unit, float]]:
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
                taken += [(unit, _INITIALS) for unit in meant]
                if has_kind:
                    shorts[:] = [unit for unit in shorts if not _is_close(unit, meant)]
                break
    return taken


def _is_close(unit: Unit, meant: list[Unit]) -> bool:
    """Whether a kind is said once more beside the initials that hold it."""
    keys = {each.meaning.key for each in meant} | {unit.meaning.key}
    return unit.meaning.kind == "kind" and any(len(keys & group) > 1 for group in CLOSE)


def _is_translation(left: Reading, right: Reading) -> bool:
    """Whether the names are in two languages: only then words may stand for related ones.

    No common word is written the same on both sides, or one meaning has two words that do not begin alike.
    """
    common = {unit.letters: unit.key for unit in left.units if unit.meaning.kind in _COMMON}
    if not any(unit.letters in common for unit in right.units if unit.meaning.kind in _COMMON):
        return True
    shared = {key for letters, key in common.items()}
    theirs = {unit.key: unit.letters for unit in right.units if unit.key in shared and unit.letters not in common}
    return any(key in theirs and theirs[key][:3] != letters[:3] for letters, key in common.items())


def _take_alike(one: list[Unit], two: list[Unit], *, is_translation: bool) -> list[tuple[Unit, float]]:
    """Pairs of words that differ by an ending, a slip of the pen or a language; they are taken out of both lists."""
    found = sorted(
        (
            (alike, i, j)
            for i, first in enumerate(one)
            for j, second in enumerate(two)
            if (alike := _alike(first, second, is_translation))
        ),
        reverse=True,
    )
    lefts: set[int] = set()
    rights: set[int] = set()
    taken: list[tuple[Unit, float]] = []
    for alike, i, j in found:
        if i not in lefts and j not in rights:
            lefts.add(i)
            rights.add(j)
            taken.append((one[i], alike))
    one[:] = [unit for i, unit in enumerate(one) if i not in lefts]
    two[:] = [unit for j, unit in enumerate(two) if j not in rights]
    return taken


def _alike(one: Unit, two: Unit, is_translation: bool) -> float:
    if one.meaning.kind != "word" and two.meaning.kind != "word":
        return _CLOSE_ALIKE if is_translation and two.meaning.key in related().get(one.meaning.key, ()) else 0.0
    if one.meaning.kind in _NEVER_TYPOS or two.meaning.kind in _NEVER_TYPOS:
        return 0.0
    alike = _letters_alike(one.letters, two.letters)
    return alike or (_LOOSE if is_translation and _loosely(one.letters, two.letters) else 0.0)


def _loosely(one: str, two: str) -> bool:
    """Whether two words of two languages have one stem by their consonants: `reabilitação`, `rehabilitation`."""
    shorter, longer = sorted((consonants(one), consonants(two)), key=len)
    if len(shorter) < 4 or one[0] != two[0] or len(longer) > len(shorter) + 3:
        return False
    return longer.startswith(shorter[: max(4, len(shorter) - 1)])


@lru_cache(maxsize=500_000)
def _letters_alike(one: str, two: str) -> float:
    shorter, longer = sorted((len(one), len(two)))
    if shorter >= 4 and skeleton(one) == skeleton(two):
        return _SOUND
    if shorter >= 5 and longer - shorter <= 4 and begin_alike(skeleton(one), skeleton(two)):
        return _INFLECTED
    if shorter < _SHORTEST_TYPO or longer - shorter > 2 or (_is_common(one) and _is_common(two)):
        return 0.0
    allowed = 2 if shorter >= _LONG_TYPO else 1
    return _TYPO if OSA.distance(one, two, score_cutoff=allowed) <= allowed else 0.0


def _is_common(letters: str) -> bool:
    return f"word:{letters}" in _counts() or of(letters).kind != "word"


def _rest(units: list[Unit], around: Around, other: Reading, *, is_alone: bool) -> float:
    """The weight of the words of one side; the place where either party is known to be says next to nothing."""
    return sum(weight(unit) * _share(unit, around, other, is_alone=is_alone) for unit in units)


def _named(pairs: list[tuple[Unit, float]], more: list[Unit], less: list[Unit], around: Around) -> float:
    """How much the words count that stand beside a rare one, in one city: `Fundación Tecnalia Research`."""
    is_named = any(unit.meaning.kind == "word" and weight(unit) >= _RARE for unit, _ in pairs)
    keys = {unit.meaning.key for unit in more}
    says_little = len(keys) > 1 and keys <= _SAYS_LITTLE and keys & _BODIES
    return 0.3 if is_named and says_little and not less and around.left_city & around.right_city else 1.0


def _share(unit: Unit, around: Around, other: Reading, *, is_alone: bool) -> float:
    if _is_here(unit, around, is_alone=is_alone) or (1 < len(unit.letters) < 7 and _is_short_for(unit, other)):
        return 0.12
    if unit.key in _LIGHT or unit.key in _OFTEN_LEFT_OUT:
        return 0.4
    return 0.6 if is_alone and unit.meaning.kind == "meaning" and unit.meaning.key in OFTEN_LEFT_OUT else 1.0


def _long(units: list[Unit], other: Reading) -> list[Unit]:
    """Without the short name of the other, which contradicts nothing."""
    return [unit for unit in units if not (1 < len(unit.letters) < 7 and _is_short_for(unit, other))]


def _is_short_for(unit: Unit, other: Reading) -> bool:
    return unit.meaning.kind == "word" and (unit.letters in other.acronyms or initials(unit.letters, other))


def _is_here(unit: Unit, around: Around, *, is_alone: bool) -> bool:
    if unit.meaning.kind == "country":
        return unit.meaning.key in {around.left_country, around.right_country}
    here = around.right_city | around.left_city if is_alone else around.right_city
    return unit.meaning.key in here or unit.letters in here
