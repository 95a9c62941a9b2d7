"""How likely it is that two parties are one: evidence for and against is added up, in log-odds.

The parameters are those of `Weights`, nothing else; docs/matching.md tells how they were found.
"""

import math
from collections.abc import Iterator, Sequence

from ingest.resolve import align, known, place, registers
from ingest.resolve.align import Alignment
from ingest.resolve.evidence import WEIGHTS, Evidence, Weights
from ingest.resolve.initials import initials
from ingest.resolve.party import Decision, Party, Verdict
from ingest.resolve.reading import Reading, read
from ingest.resolve.weighing import weight
from ingest.resolve.words import country

__all__ = ["Decision", "Party", "Verdict", "compare"]


def compare(left: Party, right: Party, *, weights: Weights = WEIGHTS, with_known: bool = True) -> Verdict:
    """The verdict on two parties; `with_known` also looks whether a register knows both names as those of one body."""
    found = [*_names(left, right, weights), *_around(left, right, weights)]
    is_other_form = any(each.about == "legal form" for each in found)
    if with_known and not is_other_form and (known_too := list(_known(left, right, weights))):
        # Where a register says that both names are of one body, it does not matter which words they share.
        found = [each for each in found if each.adds > 0 or known_too[0].adds < 0 or each.about in _OUTSIDE] + known_too
    found += _of_few_letters(left, right, found, weights)
    odds = sum(each.adds for each in found)
    score = 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))
    decision: Decision = "same" if score >= weights.same else "ask" if score >= weights.different else "different"
    evidence = {each.about: f"{each.says} ({each.adds:+.1f})" for each in found}
    return Verdict(decision, round(score, 4), _sentence(decision, found), evidence)


_OUTSIDE = frozenset({"country", "identifier", "website"})
_FEW = 3  # letters of a name that is a word of some language more likely than the short name of a body
_CERTAIN = frozenset({"city", "identifier", "website"})


def _of_few_letters(left: Party, right: Party, found: Sequence[Evidence], weights: Weights) -> list[Evidence]:
    """What brings to the middle of “ask” what only a word such as “Um” would make one: it is “a” in Portuguese, too."""
    if left.name == right.name or not (_is_word(left.name) or _is_word(right.name)):
        return []
    if any(each.about in _CERTAIN and each.adds > 0 for each in found):
        return []
    middle = (weights.same + weights.different) / 2
    over = sum(each.adds for each in found) - math.log(middle / (1 - middle))
    return [Evidence("letters", -over, "a name of few letters, not in capitals, can be any word")] if over > 0 else []


def _is_word(name: str) -> bool:
    return len(name) <= _FEW and name.upper() != name


def _sentence(decision: Decision, found: list[Evidence]) -> str:
    speaks = sorted(found, key=lambda each: -abs(each.adds))
    said = [each for each in speaks if abs(each.adds) >= 0.25]
    plus = [each.says for each in said if each.adds > 0][:3]
    minus = [each.says for each in said if each.adds < 0][:3]
    first, second = (plus, minus) if decision == "same" else (minus, plus)
    text = ", ".join(first) or "nothing speaks for it" if decision == "different" else ", ".join(first or plus)
    joined = f"{text}; but {', '.join(second)}" if second and first else text or ", ".join(second)
    return joined[:1].upper() + joined[1:] + "."


# Names


def _names(left: Party, right: Party, weights: Weights) -> list[Evidence]:
    """The evidence of the two names that fit best."""
    around = place.around(left, right)
    mine, yours = read(left.name), read(right.name)
    best = [Evidence("name", -weights.names_agree, "the names share no word")]
    top = -math.inf
    for one, is_other in _readings(left):
        for two, is_other_too in _readings(right):
            if (is_other and is_other_too) or (
                one.lone and two.lone and one.lone != two.lone and (one is not mine or two is not yours)
            ):
                continue
            if (one.lone and one is not mine and not two.lone) or (two.lone and two is not yours and not one.lone):
                # The short name of a body that we know by a longer one: the longer one is compared.
                continue
            found = _name(one, two, around, weights)
            total = sum(each.adds for each in found)
            if total > top:
                best, top = found, total
    return best


def _readings(party: Party) -> Iterator[tuple[Reading, bool]]:
    """The names of a party, and those that its name says beside itself (true): two of these prove nothing."""
    for name in (party.name, *party.names):
        yield read(name), False
    for name in read(party.name).others:
        yield read(name), True


def _name(left: Reading, right: Reading, around: place.Around, weights: Weights) -> list[Evidence]:
    aligned = align.align(left, right, around)
    words = list(_words(left, right, aligned, weights))
    short = _short(left, right, around, weights) or _both_short(left, right, aligned, weights)
    found = words
    if short is not None and short.adds > sum(each.adds for each in words):
        found = [short]
    elif short is None and left.acronyms and right.acronyms and not set(left.acronyms) & set(right.acronyms):
        digits = any(each[-1].isdigit() for each in (*left.acronyms, *right.acronyms))
        lost = weights.number if digits else weights.acronyms_differ
        found.append(Evidence("acronyms", -lost, "the short names differ"))
    return [*found, *_forms(left, right, weights)]


def _words(left: Reading, right: Reading, found: Alignment, weights: Weights) -> Iterator[Evidence]:
    shared = found.shared
    if not shared:
        yield Evidence("name", -weights.names_agree, "the names share no word")
        return
    says = "the names are the same" if left.bare == right.bare else f"the names share “{found.told}”"
    yield Evidence("name", weights.names_agree + weights.information * (min(shared, 2.0) - 1), says)
    if shared < _LITTLE:
        yield Evidence("little", -weights.little * (1 - shared / _LITTLE), "what they share is said of many")
    extra = found.left + found.right
    if extra > 0.01:
        share = extra / (shared + extra)
        times = weights.one_sided if found.says_kind else weights.one_sided_bare
        times *= weights.translated if found.is_long_translation else 1.0
        yield Evidence("extra words", -times * share, f"only one has “{found.extra_told}”")
    if found.lost:
        yield Evidence(
            "spelling",
            -weights.one_sided * found.lost / (shared + found.lost) / 2,
            "some words only resemble each other",
        )
    both = min(found.left, found.right)
    if both > 0.01:
        lost = weights.both_sided * min(1, both / 0.4) + weights.both_sided_share * both / (shared + both)
        lost *= weights.translated if found.is_long_translation else 1.0
        yield Evidence("other words", -lost, f"“{found.left_told}” stands against “{found.right_told}”")
    for about, much in found.conflicts:
        yield Evidence(about, -getattr(weights, about), _CONFLICTS[about].format(much))


_CONFLICTS = {
    "number": "the numbers differ ({})",
    "direction": "the directions differ ({})",
    "town": "the towns in the names differ ({})",
    "town_one_sided": "one names another town ({})",
    "land": "the countries in the names differ ({})",
    "land_one_sided": "one names another country ({})",
    "part": "one is a part or another member of a group ({})",
    "particle": "small words of a person's name differ ({})",
    "topic": "one is about something that the other does not name ({})",
    "namesake": "a word tells one from the other of the same place ({})",
    "member": "they are two of one family of institutes ({})",
    "kind": "they are of different kinds ({})",
    "kind_one_sided": "one is of a kind that the other is not ({})",
}


def _short(left: Reading, right: Reading, around: place.Around, weights: Weights) -> Evidence | None:
    """A short name on one side that the other gives itself, or that its initials make."""
    one, two = {left.lone, *left.acronyms} - {""}, {right.lone, *right.acronyms} - {""}
    if (not left.lone and not right.lone) or _towns_differ(left, right):
        return None
    if common := one & two:
        letters = max(sorted(common), key=len)
        adds = weights.acronym if len(letters) > 3 else weights.acronym_short
        return Evidence("name", adds, f"both have the short name {letters.upper()}")
    for one_, other in ((left, right), (right, left)):
        if around.is_one_place and _leads(one_, other):
            return Evidence("name", weights.leads, f"the other name begins or ends with {one_.lone.upper()}")
    for lone, other, here in ((left.lone, right, around.right_city), (right.lone, left, around.left_city)):
        if lone and not other.lone and len(lone) >= 2 and initials(lone, other, here):
            adds = weights.initials if len(lone) > 3 else weights.initials_short
            return Evidence("name", adds, f"{lone.upper()} are the initials of the other name")
    return None


def _leads(short: Reading, long: Reading) -> bool:
    """Whether a name of one word stands at an end of one that says what kind of body it is: `CICERO Senter for …`."""
    if not short.lone or long.lone or short.classes or len(long.units) < _DESCRIBED:
        return False
    kinds = {unit.meaning.key for unit in long.units if unit.meaning.kind == "kind"}
    is_part = any(unit.meaning.kind == "part" for unit in long.units) or kinds & _NO_LEAD
    ends = long.units[0].letters, long.units[-1].letters
    return bool(kinds) and not is_part and short.lone in ends and ends[0] != ends[1]


_DESCRIBED = 4
_LITTLE = 0.55  # words that weigh less together are those of very many names
_NO_LEAD = frozenset({"hospital", "foundation", "library", "school", "museum", "park"})


def _towns_differ(left: Reading, right: Reading) -> bool:
    """Whether both names say in which town or region they are, and say otherwise: `CCDR Algarve`, `CCDR Alentejo`."""
    one, two = ({unit.key for unit in each.units if unit.meaning.kind == "town"} for each in (left, right))
    return bool(one and two) and not one & two


def _both_short(left: Reading, right: Reading, found: Alignment, weights: Weights) -> Evidence | None:
    """One short name beside two names in two languages, nothing of which contradicts the other."""
    common = [each for each in left.acronyms if each in right.acronyms and len(each) > 3]
    if not common or not found.is_translation or found.conflicts or found.shared < max(found.left, found.right):
        return None
    return Evidence("name", weights.acronym, f"both have the short name {common[0].upper()}")


def _forms(left: Reading, right: Reading, weights: Weights) -> Iterator[Evidence]:
    if not left.classes or not right.classes or left.classes & right.classes:
        return
    if "any" in left.classes | right.classes:
        return
    yield Evidence("legal form", -weights.form, f"the legal forms differ ({left.forms[0]}, {right.forms[0]})")


# What stands around the names


def _around(left: Party, right: Party, weights: Weights) -> Iterator[Evidence]:
    yield from _countries(left, right, weights)
    yield from _cities(left, right, weights)
    yield from _sites(left, right, weights)
    yield from _identifiers(left, right, weights)


def _countries(left: Party, right: Party, weights: Weights) -> Iterator[Evidence]:
    one, two = country(left.country), country(right.country)
    if one and two:
        if one == two:
            yield Evidence("country", weights.country_same, f"both are in {one}")
        else:
            yield Evidence("country", -weights.country_other, f"the countries differ ({one}, {two})")


def _cities(left: Party, right: Party, weights: Weights) -> Iterator[Evidence]:
    apart = place.apart(left.city, country(left.country), right.city, country(right.country))
    if apart == "same":
        yield Evidence("city", weights.city_same, f"both are in {left.city}")
    elif apart == "near":
        yield Evidence("city", weights.city_near, f"{left.city} and {right.city} are near each other")
    elif apart in {"far", "other"}:
        rare = max(0.0, 1 - min(_rarest(left), _rarest(right)))
        lost = weights.city_far + weights.city_far_common * rare
        if apart == "other":
            lost *= weights.city_unsure
        if _is_of_all_the_country(left) and _is_of_all_the_country(right):
            lost *= weights.city_far_national
        yield Evidence("city", -lost, f"the cities differ ({left.city}, {right.city})")


def _is_of_all_the_country(party: Party) -> bool:
    """Whether a name says that there is one such body in the country: its seat may be told in two ways."""
    keys = {unit.meaning.key for unit in read(party.name).units}
    return bool(keys & {country(party.country), "national"}) and "town" not in {
        u.meaning.kind for u in read(party.name).units
    }


def _rarest(party: Party) -> float:
    """How much the rarest word of a name that is not a place says, 0 to 1."""
    units = read(party.name).units
    return max((weight(unit) for unit in units if unit.meaning.kind == "word"), default=0.0)


def _sites(left: Party, right: Party, weights: Weights) -> Iterator[Evidence]:
    one, two = place.domain(left.website), place.domain(right.website)
    if one and two:
        if one == two:
            yield Evidence("website", weights.site_same, f"both have the website {one}")
        else:
            yield Evidence("website", -weights.site_other, f"the websites differ ({one}, {two})")


def _identifiers(left: Party, right: Party, weights: Weights) -> Iterator[Evidence]:
    if common := set(left.identifiers) & set(right.identifiers):
        yield Evidence("identifier", weights.identifier_same, f"both have {min(common)}")
        return
    one = {known.scheme(each): each for each in left.identifiers}
    two = {known.scheme(each): each for each in right.identifiers}
    if both := sorted(set(one) & set(two)):
        says = f"the identifiers differ ({one[both[0]]}, {two[both[0]]})"
        yield Evidence("identifier", -weights.identifier_other, says)


def _known(left: Party, right: Party, weights: Weights) -> Iterator[Evidence]:
    for is_one, says in registers.judged(left, right):
        yield Evidence("register", weights.known_same if is_one else -weights.known_other, says)
