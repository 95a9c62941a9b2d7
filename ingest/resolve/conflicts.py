"""What speaks against one organisation in the words that only one name has: numbers, towns, kinds, parts, topics."""

from collections.abc import Iterator

from ingest.resolve.place import Around
from ingest.resolve.reading import Unit
from ingest.resolve.related import CLOSE

# Kinds that say little about what an organisation is: one side may leave them out.
_SAYS_LITTLE = frozenset(
    {"society", "region_body", "park", "fund", "network", "cluster", "centre", "institute", "laboratory"}
)
# Named beside another kind they are a part of it: the institute of an academy, the library of a university.
_WITHIN = frozenset(
    {
        "institute",
        "centre",
        "laboratory",
        "hospital",
        "school",
        "library",
        "museum",
        "college",
        "observatory",
        "incubator",
    }
)
# The foundation or association of a university is not the university.
_OF_FRIENDS = frozenset({"foundation", "association", "federation"})
_CARRIED = frozenset(
    {
        "university",
        "applied",
        "polytechnic",
        "technical_university",
        "hospital",
        "museum",
        "academy",
        "school",
        "library",
        "bank",
    }
)
_TAUGHT = frozenset({"university", "college", "school", "technical_university", "applied", "academy"})
# Words that tell one university of a town from another: the international one, that of the city.
_TELLS_APART = frozenset({"city", "international", "EU", "new", "open", "free", "autonomous", "private_w", "catholic"})
# What a body does or stands for that another writer, or another language, leaves out of its name.
OFTEN_LEFT_OUT = frozenset(
    {
        "national", "international", "regional", "public", "state", "federal", "royal", "general", "research",
        "studies", "science", "development", "innovation", "technology", "cooperation", "advanced",
        "higher", "organisation", "company_w", "saint", "programme", "initiative", "platform", "city",
        "county", "private_w",
        "promotion", "support", "industry", "sector", "executive", "against",
    }
)  # fmt: skip


def conflicts(one: list[Unit], two: list[Unit], shared: set[str], around: Around) -> Iterator[tuple[str, str]]:
    """What words of one side only contradict, and how a person would see it."""
    left, right = _by_kind(one), _by_kind(two)
    told = f"{' '.join(u.letters for u in one) or '–'} / {' '.join(u.letters for u in two) or '–'}"
    for kind, about in (("number", "number"), ("direction", "direction"), ("part", "part")):
        if left.get(kind, set()) != right.get(kind, set()):
            yield about, told
    yield from _places(left, right, around, told)
    yield from _topics(one, two, shared, told)
    if _kinds_of(shared) & _TAUGHT and {unit.meaning.key for unit in (*one, *two)} & _TELLS_APART:
        yield "namesake", told
    yield from _kinds(left.get("kind", set()), right.get("kind", set()), shared, told)


def _by_kind(units: list[Unit]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for unit in units:
        found.setdefault(unit.meaning.kind, set()).add(unit.meaning.key)
    return found


def _places(
    left: dict[str, set[str]], right: dict[str, set[str]], around: Around, told: str
) -> Iterator[tuple[str, str]]:
    towns, others = left.get("town", set()), right.get("town", set())
    if towns and others:
        yield "town", told
    elif (towns and not towns & around.right_city) or (others and not others & around.left_city):
        yield "town_one_sided", told
    lands, others = left.get("country", set()) - {"EU"}, right.get("country", set()) - {"EU"}
    if lands and others:
        yield "land", told
    elif (lands and around.right_country not in lands) or (others and around.left_country not in others):
        yield "land_one_sided", told


def _kinds(left: set[str], right: set[str], shared: set[str], told: str) -> Iterator[tuple[str, str]]:
    if "hospital" in _kinds_of(shared):
        left, right = left - {"university"}, right - {"university"}  # a hospital of a university often leaves it out
    if left and right:
        if not any(one in group and two in group for one in left for two in right for group in CLOSE):
            yield "kind", told
    elif ((left | right) & _OF_FRIENDS and _kinds_of(shared) & _CARRIED) or (
        (left | right) & _WITHIN and _kinds_of(shared) - _WITHIN - {"society"}
    ):
        yield "part", told
    elif (left | right) - _SAYS_LITTLE - ({"association", "foundation"} if not _kinds_of(shared) else set()):
        yield "kind_one_sided", told


def _kinds_of(keys: set[str]) -> set[str]:
    return {key.removeprefix("kind:") for key in keys if key.startswith("kind:")}


def _topics(one: list[Unit], two: list[Unit], shared: set[str], told: str) -> Iterator[tuple[str, str]]:
    """What one of two bodies is about and the other not, where nothing but common words makes them one: art history."""
    if any(key.startswith("family:") for key in shared):
        often = OFTEN_LEFT_OUT if not one or not two else frozenset()
        if any(unit.meaning.kind in {"meaning", "word"} and unit.meaning.key not in often for unit in (*one, *two)):
            yield "member", told
        return
    if any(key.startswith("word:") for key in shared) or not any(key.startswith("kind:") for key in shared):
        return
    if any(
        unit.meaning.kind in {"meaning", "word"} and unit.meaning.key not in OFTEN_LEFT_OUT for unit in (*one, *two)
    ):
        yield "topic", told
