"""How likely it is that two parties are one: evidence for and against is added up, in log-odds.

The parameters are those of `Weights`, nothing else; docs/matching.md tells how they were found.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.resolve import align, known, place
from ingest.resolve.align import Alignment
from ingest.resolve.initials import initials
from ingest.resolve.party import Decision, Party, Verdict
from ingest.resolve.reading import Reading, read
from ingest.resolve.words import country

__all__ = ["Decision", "Party", "Verdict", "compare"]


@dataclass(frozen=True)
class Weights:
    """What each piece of evidence adds to the log-odds, and where the zones begin."""

    names_agree: float = 3.2
    information: float = 1.2
    one_sided: float = 12.0
    one_sided_bare: float = 17.0
    both_sided: float = 5.0
    both_sided_share: float = 9.0
    translated: float = 0.5
    number: float = 4.5
    direction: float = 4.0
    town: float = 4.5
    town_one_sided: float = 1.6
    land: float = 4.5
    land_one_sided: float = 2.5
    part: float = 3.0
    topic: float = 1.6
    particle: float = 3.0
    kind: float = 2.6
    kind_one_sided: float = 1.0
    acronym: float = 4.2
    acronym_short: float = 1.8
    initials: float = 2.8
    initials_short: float = 1.2
    acronyms_differ: float = 1.5
    form: float = 5.5
    country_same: float = 0.6
    country_other: float = 5.5
    city_same: float = 0.9
    city_near: float = 0.3
    city_far: float = 0.9
    city_far_common: float = 3.2
    city_unsure: float = 0.5
    site_same: float = 4.0
    site_other: float = 0.8
    known_same: float = 7.0
    known_other: float = 6.0
    identifier_same: float = 12.0
    identifier_other: float = 7.0
    same: float = 0.86
    different: float = 0.62


WEIGHTS = Weights()


@dataclass(frozen=True)
class Evidence:
    """One piece: what it is about, what it adds, and how a person would say it."""

    about: str
    adds: float
    says: str


def compare(left: Party, right: Party, *, weights: Weights = WEIGHTS, with_known: bool = True) -> Verdict:
    """The verdict on two parties; `with_known` also looks whether a register knows both names as those of one body."""
    found = [*_names(left, right, weights), *_around(left, right, weights)]
    if with_known and (known_too := list(_known(left, right, weights))):
        # Where a register says that both names are of one body, it does not matter which words they share.
        found = [each for each in found if each.adds > 0 or known_too[0].adds < 0 or each.about in _OUTSIDE] + known_too
    odds = sum(each.adds for each in found)
    score = 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))
    decision: Decision = "same" if score >= weights.same else "ask" if score >= weights.different else "different"
    evidence = {each.about: f"{each.says} ({each.adds:+.1f})" for each in found}
    return Verdict(decision, round(score, 4), _sentence(decision, found), evidence)


_OUTSIDE = frozenset({"country", "identifier", "website", "legal form"})


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
    around = place.Around(place.key(left.city), place.key(right.city), country(left.country), country(right.country))
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
    "kind": "they are of different kinds ({})",
    "kind_one_sided": "one is of a kind that the other is not ({})",
}


def _short(left: Reading, right: Reading, around: place.Around, weights: Weights) -> Evidence | None:
    """A short name on one side that the other gives itself, or that its initials make."""
    one, two = {left.lone, *left.acronyms} - {""}, {right.lone, *right.acronyms} - {""}
    if not left.lone and not right.lone:
        return None
    if common := one & two:
        letters = max(common, key=len)
        adds = weights.acronym if len(letters) > 3 else weights.acronym_short
        return Evidence("name", adds, f"both have the short name {letters.upper()}")
    for lone, other, here in ((left.lone, right, around.right_city), (right.lone, left, around.left_city)):
        if lone and not other.lone and len(lone) >= 2 and initials(lone, other, here):
            adds = weights.initials if len(lone) > 3 else weights.initials_short
            return Evidence("name", adds, f"{lone.upper()} are the initials of the other name")
    return None


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
        yield Evidence("city", -lost, f"the cities differ ({left.city}, {right.city})")


def _rarest(party: Party) -> float:
    """How much the rarest word of a name that is not a place says, 0 to 1."""
    units = read(party.name).units
    return max((align.weight(unit) for unit in units if unit.meaning.kind == "word"), default=0.0)


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
    one, two = known.find(left), known.find(right)
    if not one or not two:
        return
    if one.bodies & two.bodies:
        if len(one.bodies) == 1 and len(two.bodies) == 1:
            who = min(one.bodies)
            yield Evidence("register", weights.known_same, f"both are names of {who}")
    elif (
        not one.short
        and not two.short
        and {known.scheme(each) for each in one.bodies} == {known.scheme(each) for each in two.bodies}
    ):
        yield Evidence(
            "register", -weights.known_other, f"they are names of two bodies ({min(one.bodies)}, {min(two.bodies)})"
        )
