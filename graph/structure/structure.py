"""All measures of one release, and the file that keeps them: things are numbers there, by their place in a list."""

import json
import math
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeAlias

from graph.structure.bridges import Bridge
from graph.structure.crowding import Crowd, Overlap
from graph.structure.gaps import Gap
from graph.structure.resilience import Break
from graph.structure.specialisation import Profile, Share
from ontology.saying import Said

FILE = "structure.json"
RANKINGS = ("degree", "between", "rank")
_SIZED = 5_000  # things that a map draws larger by a measure
_LARGEST = 255
_Rows: TypeAlias = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Community:
    """A group of things with a name in each language, and the first of them: those with most links."""

    names: Mapping[str, str]
    size: int
    first: tuple[int, ...]


@dataclass(frozen=True)
class Missing:
    """Something of which nothing is known: a `region`, `chain`, `stage` or `area`, in a country where that is asked."""

    kind: str
    thing: str
    country: str


@dataclass(frozen=True)
class Structure:
    """What a release tells of its network. `error` is that of `between`, as `graph.structure.centrality` has it."""

    links: int
    keys: tuple[str, ...]
    countries: tuple[tuple[str, ...], ...]
    degree: tuple[int, ...]
    between: tuple[float, ...]
    error: float
    rank: tuple[float, ...]
    communities: tuple[Community, ...]
    community: Mapping[str, int]
    breaks: Mapping[int, Break]
    bridges: tuple[Bridge, ...]
    gaps: tuple[Gap, ...]
    missing: tuple[Missing, ...]
    profiles: Mapping[str, tuple[Profile, ...]]
    overlaps: tuple[Overlap, ...]
    crowds: tuple[Crowd, ...]
    states: Mapping[str, str]  # the country of each region that is spoken of

    @cached_property
    def at(self) -> Mapping[str, int]:
        """The place of each thing."""
        return {key: place for place, key in enumerate(self.keys)}

    @cached_property
    def places(self) -> Mapping[str, Sequence[int]]:
        """The place of each thing in each ranking, from 1."""
        return {name: places(getattr(self, name)) for name in RANKINGS}


class NotMeasured(LookupError):
    """The release was made before networks were measured; the next load does so."""


def places(values: Sequence[float]) -> list[int]:
    """The place of each in a ranking, from 1; those with the same value share the better place."""
    order = sorted(-value for value in values)
    return [bisect_left(order, -value) + 1 for value in values]


def sizes(found: Structure) -> dict[str, dict[str, int]]:
    """How large a map draws the first things by each ranking, from 0 to 255: so that the area follows the measure."""
    return {name: _sizes(found.keys, getattr(found, name)) for name in RANKINGS}


def _sizes(keys: Sequence[str], values: Sequence[float]) -> dict[str, int]:
    first = sorted((at for at, value in enumerate(values) if value > 0), key=lambda at: (-values[at], at))[:_SIZED]
    most = values[first[0]] if first else 1
    return {keys[at]: round(_LARGEST * math.sqrt(values[at] / most)) for at in first}


def write(found: Structure, folder: Path) -> Path:
    """Keep the measures of a release beside it."""
    path = folder / FILE
    path.write_text(json.dumps(_dumped(found), ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
    return path


def read(folder: Path) -> Structure:
    """The measures of a release; raises `NotMeasured`."""
    try:
        told = json.loads((folder / FILE).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        told = "the network of this release was not measured; load again"
        raise NotMeasured(Said.of("not_measured", told)) from error
    return _made(told)


def _dumped(found: Structure) -> dict[str, object]:
    groups = found.communities
    return {
        "links": found.links,
        "keys": found.keys,
        "countries": found.countries,
        "degree": found.degree,
        "between": found.between,
        "error": found.error,
        "states": found.states,
        "rank": found.rank,
        "sizes": sizes(found),
        "communities": {
            "names": [group.names for group in groups],
            "sizes": [group.size for group in groups],
            "first": [group.first for group in groups],
            "of": found.community,
        },
        "breaks": {str(at): [each.pieces, each.cut] for at, each in found.breaks.items()},
        "profiles": {name: [asdict(each) for each in own] for name, own in found.profiles.items()},
        **{
            name: [asdict(each) for each in getattr(found, name)]
            for name in ("bridges", "gaps", "missing", "overlaps", "crowds")
        },
    }


def _made(told: Mapping[str, Any]) -> Structure:
    groups = told["communities"]
    named = zip(groups["names"], groups["sizes"], groups["first"], strict=True)
    return Structure(
        told["links"],
        tuple(told["keys"]),
        tuple(map(tuple, told["countries"])),
        tuple(told["degree"]),
        tuple(told["between"]),
        told["error"],
        tuple(told["rank"]),
        tuple(Community(names, size, tuple(first)) for names, size, first in named),
        groups["of"],
        {int(at): Break(*each) for at, each in told["breaks"].items()},
        tuple(Bridge(**_tuples(each)) for each in told["bridges"]),
        tuple(Gap(**_tuples(each)) for each in told["gaps"]),
        tuple(Missing(**each) for each in told["missing"]),
        {name: tuple(map(_profile, own)) for name, own in told["profiles"].items()},
        tuple(Overlap(**_tuples(each)) for each in told["overlaps"]),
        tuple(Crowd(**_tuples(each)) for each in told["crowds"]),
        told["states"],
    )


def _profile(told: Mapping[str, Any]) -> Profile:
    return Profile(**{**told, "strongest": tuple(Share(**each) for each in told["strongest"])})


def _tuples(told: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _tuple(value) if isinstance(value, list) else value for name, value in told.items()}


def _tuple(values: Sequence[object]) -> tuple[object, ...]:
    return tuple(_tuple(each) if isinstance(each, list) else each for each in values)
