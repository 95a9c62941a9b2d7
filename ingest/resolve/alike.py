"""Words of two names that belong together though they are not the same: other endings, slips, other languages."""

from functools import lru_cache

from rapidfuzz.distance import OSA, Prefix

from ingest.resolve.reading import Unit
from ingest.resolve.related import related
from ingest.resolve.sounds import begin_alike, consonants, skeleton
from ingest.resolve.weighing import counts
from ingest.resolve.words import of

_SHORTEST_TYPO, _LONG_TYPO = 6, 10
_STEM, _ENDING, _SAME_STEM = 4, 3, 0.65
_TYPO, _INFLECTED, CLOSE_ALIKE, _SOUND, JOINED = 0.8, 0.88, 0.7, 0.97, 1.0
_LOOSE, INITIALS = 0.8, 0.95
_NEVER_TYPOS = frozenset({"number", "direction"})


def take_alike(one: list[Unit], two: list[Unit], *, is_translation: bool) -> list[tuple[Unit, float]]:
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
        return CLOSE_ALIKE if is_translation and two.meaning.key in related().get(one.meaning.key, ()) else 0.0
    if one.meaning.kind in _NEVER_TYPOS or two.meaning.kind in _NEVER_TYPOS:
        return 0.0
    if alike := _letters_alike(one.letters, two.letters):
        return alike
    return _LOOSE if is_translation and (_loosely(one.letters, two.letters) or _is_ending(one, two)) else 0.0


def _is_ending(one: Unit, two: Unit) -> bool:
    """Whether a word is another with an ending of its language: `Kaubego` of `Kaube`."""
    shorter, longer = sorted((one.letters, two.letters), key=len)
    same = Prefix.similarity(shorter, longer)
    if same >= _SHORTEST_TYPO and same >= _SAME_STEM * len(longer):
        return True  # "Jagielloński", "Jagiellonian"
    return len(shorter) >= _STEM and longer.startswith(shorter) and len(longer) - len(shorter) <= _ENDING


def _loosely(one: str, two: str) -> bool:
    """Whether two words of two languages have one stem by their consonants: `reabilitação`, `rehabilitation`."""
    shorter, longer = sorted((consonants(one), consonants(two)), key=len)
    if len(shorter) < 4 or one[0] != two[0] or len(longer) > len(shorter) + 3:
        return False
    return longer.startswith(shorter[: max(4, len(shorter) - 1)])


@lru_cache(maxsize=500_000)
def _letters_alike(one: str, two: str) -> float:
    shorter, longer = sorted((len(one), len(two)))
    if shorter < _STEM:
        return 0.0
    if skeleton(one) == skeleton(two):
        return _SOUND
    if shorter >= 5 and longer - shorter <= 4 and begin_alike(skeleton(one), skeleton(two)):
        return _INFLECTED
    if longer - shorter == 1 and max(one, two, key=len)[:-1] == min(one, two, key=len):
        return _INFLECTED if max(one, two, key=len)[-1] in "aeiu" else 0.0  # "Adam", "Adama"
    if shorter < _SHORTEST_TYPO or longer - shorter > 2 or (_is_common(one) and _is_common(two)):
        return 0.0
    allowed = 2 if shorter >= _LONG_TYPO else 1
    return _TYPO if OSA.distance(one, two, score_cutoff=allowed) <= allowed else 0.0


def _is_common(letters: str) -> bool:
    return f"word:{letters}" in counts() or of(letters).kind != "word"
