"""Which words of two names belong together, and what is left over on each side."""

from collections.abc import Iterator
from dataclasses import dataclass

from ingest.resolve import gazetteer
from ingest.resolve.alike import CLOSE_ALIKE, take_alike
from ingest.resolve.conflicts import OFTEN_LEFT_OUT, conflicts
from ingest.resolve.initials import initials
from ingest.resolve.place import Around
from ingest.resolve.reading import Reading, Unit
from ingest.resolve.taken import drop_spelt, drop_whole, is_town, take_initials, take_joined, take_towns
from ingest.resolve.tongues import tongues
from ingest.resolve.weighing import LIGHT, weight

_LONG_SHORT = 7  # letters that a short name has less than
_COMMON = frozenset({"kind", "part", "meaning"})
# Words that a body often leaves out of its name: the foundation Tecnalia is Tecnalia.
_SEPARATE = frozenset({"foundation", "stiftung"})  # beside the body that pays for it; "Fundación" is a legal form
_OFTEN_LEFT_OUT = frozenset({"kind:association", "kind:foundation", "kind:cluster"})
_RARE, _LONG = 0.75, 2.2
_BODIES = frozenset({"association", "foundation", "cluster", "society"})
_SAYS_LITTLE = _BODIES | {
    "management",
    "competitiveness",
    "industry",
    "sector",
    "research",
    "innovation",
    "technology",
    "development",
    "initiative",
    "science",
}


@dataclass(frozen=True, slots=True)
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
    pairs += take_towns(one, two, around)
    pairs += take_joined(one, two)
    pairs += take_initials(one, two, right) + take_initials(two, one, left)
    drop_spelt(pairs, one, left)
    drop_spelt(pairs, two, right)
    if around.is_one_place or any(unit.meaning.kind in {"town", "word"} for unit, _ in pairs):
        drop_whole(pairs, one, two)
        drop_whole(pairs, two, one)
    is_translation = _is_translation(left, right)
    pairs += take_alike(one, two, is_translation=is_translation)
    return Alignment(
        sum(weight(unit) * alike for unit, alike in pairs),
        _rest(one, around, (left, right), is_alone=not two) * _named(pairs, one, two, around, right),
        _rest(two, around.turned(), (right, left), is_alone=not one) * _named(pairs, two, one, around.turned(), left),
        sum(weight(unit) * (1 - alike) for unit, alike in pairs),
        " ".join(unit.letters for unit, _ in pairs),
        " ".join(unit.letters for unit in one),
        " ".join(unit.letters for unit in two),
        (
            *conflicts(
                _long(one, left, right, around.left_forms),
                _long(two, right, left, around.right_forms),
                {unit.key for unit, _ in pairs},
                around,
            ),
            *others,
            *_other_particles(left, right, pairs),
            *_only_close(pairs),
            *_other_town(pairs),
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


def _only_close(pairs: list[tuple[Unit, float]]) -> Iterator[tuple[str, str]]:
    """Two kinds that only resemble each other, of one place: the university of Bern, its Fachhochschule."""
    close = [unit for unit, alike in pairs if alike == CLOSE_ALIKE and unit.meaning.key in _ONE_EACH]
    places = [unit for unit, _ in pairs if unit.meaning.kind in {"town", "country", "direction"}]
    if close and len(close) + len(places) == len(pairs):
        yield "kind", f"{close[0].letters} / another kind"


def _other_town(pairs: list[tuple[Unit, float]]) -> Iterator[tuple[str, str]]:
    """Two municipalities whose names only resemble each other: Jasenice, Jesenice."""
    if any(unit.key == "kind:municipality" for unit, _ in pairs):
        yield from (("town", unit.letters) for unit, alike in pairs if unit.meaning.kind == "word" and alike < 1)


# Kinds of which a town has one each, though people and languages take one for the other.
_ONE_EACH = frozenset({"university", "applied", "school", "college", "academy"})
_PARTICLES = frozenset({"van", "der", "den", "de", "ten", "ter", "von", "zu"})


def _unique(units: tuple[Unit, ...]) -> list[Unit]:
    return list({unit.key: unit for unit in reversed(units)}.values())[::-1]


def _is_translation(left: Reading, right: Reading) -> bool:
    """Whether the names are in two languages: only then words may stand for related ones.

    No common word is written the same on both sides, or one meaning has two words that do not begin alike.
    """
    mine, yours = tongues(left.spelt), tongues(right.spelt)
    if mine and yours:
        return not mine & yours
    common = {unit.letters: unit.key for unit in left.units if unit.meaning.kind in _COMMON}
    if not any(unit.letters in common for unit in right.units if unit.meaning.kind in _COMMON):
        return True
    shared = {key for letters, key in common.items()}
    theirs = {unit.key: unit.letters for unit in right.units if unit.key in shared and unit.letters not in common}
    return any(key in theirs and theirs[key][:3] != letters[:3] for letters, key in common.items())


def _rest(units: list[Unit], around: Around, names: tuple[Reading, Reading], *, is_alone: bool) -> float:
    """The weight of the words of one side; the place where either party is known to be says next to nothing."""
    return sum(weight(unit) * _share(unit, around, names, is_alone=is_alone) for unit in units)


def _named(
    pairs: list[tuple[Unit, float]], more: list[Unit], less: list[Unit], around: Around, other: Reading
) -> float:
    """How much the words count that only describe what a rare word names: `Fundación Tecnalia Research`."""
    is_named = any(unit.meaning.kind == "word" and weight(unit) >= _RARE for unit, _ in pairs)
    keys = {unit.meaning.key for unit in more}
    if not is_named or less or not keys & _BODIES or keys - _SAYS_LITTLE:
        return 1.0
    if "foundation" in keys and other.classes:
        return 1.0  # the foundation of a company is not the company
    return {"same": 0.3, "near": 0.3, "": 0.5}.get(around.apart, 1.0)


def _share(unit: Unit, around: Around, names: tuple[Reading, Reading], *, is_alone: bool) -> float:
    if _is_here(unit, around, is_alone=is_alone) or _is_short_for(unit, *names):
        return 0.12
    if unit.letters in _SEPARATE:
        return 1.0
    if unit.key in LIGHT or unit.key in _OFTEN_LEFT_OUT:
        return 0.4
    return 0.6 if is_alone and unit.meaning.kind == "meaning" and unit.meaning.key in OFTEN_LEFT_OUT else 1.0


def _long(units: list[Unit], own: Reading, other: Reading, here: frozenset[str]) -> list[Unit]:
    """Without short names of either, and without its own town in some form: these contradict nothing."""
    kept = [unit for unit in units if not _is_short_for(unit, own, other)]
    return [unit for unit in kept if unit.meaning.kind != "word" or not gazetteer.is_form(unit.letters, here)]


def _is_short_for(unit: Unit, own: Reading, other: Reading) -> bool:
    """Whether a word is a short name, of the other name or of the one it stands in."""
    if unit.meaning.kind != "word" or not 1 < len(unit.letters) < _LONG_SHORT:
        return False
    return unit.letters in own.acronyms or unit.letters in other.acronyms or initials(unit.letters, other)


def _is_here(unit: Unit, around: Around, *, is_alone: bool) -> bool:
    if unit.meaning.kind == "country":
        return unit.meaning.key in {around.left_country, around.right_country}
    places = [(around.right_city, around.right_forms)]
    if is_alone:
        places.append((around.left_city, around.left_forms))
    return any(unit.meaning.key in city or unit.letters in city or is_town(unit, forms) for city, forms in places)
