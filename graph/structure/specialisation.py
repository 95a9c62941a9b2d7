"""What regions are strong in, beside all regions together, and how evenly they are spread over fields."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

LEAST = 3  # things with a field: of fewer nothing can be said
SHOWN = 5  # fields of a region, at most


@dataclass(frozen=True)
class Share:
    """A field in a region: how many things, and how many times as large its share is as in all regions together."""

    field: str
    count: int
    quotient: float


@dataclass(frozen=True)
class Profile:
    """A region: its things with a field, how diverse they are, and the fields it is strongest in.

    `shannon` is 0 where all are in one field and grows with their number and evenness; `herfindahl` is 1 where all are
    in one, and near 0 where they are spread over many.
    """

    region: str
    total: int
    fields: int
    shannon: float
    herfindahl: float
    strongest: tuple[Share, ...]


def profiles(placed: Iterable[tuple[str, str]]) -> list[Profile]:
    """The profile of each region, the largest first; `placed` has a region and a field for each thing in both.

    Location quotient (Hoover 1936), entropy (Shannon 1948), concentration (Herfindahl 1950).
    """
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for region, field in placed:
        counts[region][field] += 1
    overall: Counter[str] = sum(counts.values(), Counter())
    made = (_profile(region, own, overall) for region, own in counts.items() if own.total() >= LEAST)
    return sorted(made, key=lambda each: (-each.total, each.region))


def _profile(region: str, own: Counter[str], overall: Counter[str]) -> Profile:
    total, everywhere = own.total(), overall.total()
    shares = [count / total for count in own.values()]
    told = (Share(field, n, (n / total) / (overall[field] / everywhere)) for field, n in own.items())
    return Profile(
        region,
        total,
        len(own),
        -sum(share * math.log(share) for share in shares),
        sum(share**2 for share in shares),
        tuple(sorted(told, key=lambda each: (-each.quotient * math.sqrt(each.count), each.field))[:SHOWN]),
    )
