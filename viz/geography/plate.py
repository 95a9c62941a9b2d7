"""What a map of places shows, before it is drawn: things, regions with their values, links, and names."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from viz.geography.classing import Class
from viz.geography.frames import Frame
from viz.geography.outlines import Shape

HOW = ("own", "town", "region", "other", "country")  # how well a place is known: its own point, or that of what


@dataclass(frozen=True)
class Spot:
    """A thing at a point in metres; `how` tells whether that is its own, and `where` what else it is the centre of."""

    key: str
    kind: str
    label: str
    href: str
    point: tuple[float, float]
    how: str = "own"
    where: str = ""
    value: float | None = None
    told: str = ""  # the value in words, with its unit and year


@dataclass(frozen=True)
class Place:
    """A region or a country with its value; None where nothing is known."""

    code: str
    label: str
    href: str
    point: tuple[float, float] | None
    value: float | None
    told: str


@dataclass(frozen=True)
class Tie:
    """A link between two things by their keys: how many it stands for, and what it is."""

    one: str
    other: str
    weight: float = 1.0
    told: str = ""


@dataclass(frozen=True)
class Plate:
    """A whole map, ready to be drawn. Shades and circles tell the same values: only one of the two is drawn.

    `names` has the countries by code, `kinds` the kinds in words; `zoom` makes the address of a frame.
    """

    frame: Frame
    title: str
    spots: tuple[Spot, ...] = ()
    ties: tuple[Tie, ...] = ()
    places: tuple[Place, ...] = ()
    classes: tuple[Class, ...] = ()
    is_shaded: bool = False
    shapes: Mapping[str, Shape] = field(default_factory=dict)  # of regions; countries have theirs
    names: Mapping[str, str] = field(default_factory=dict)
    at: frozenset[str] = frozenset()
    zoom: str = ""  # an address with “~frame~” in it
    grouped: str = "{number}"  # what a group is called, with “{number}” and “{names}” in it
    lang: str = "en"
    page: str = ""  # the address of the page that has the list of what is drawn

    @property
    def sized(self) -> bool:
        """Whether things are drawn as large as their values are."""
        return any(each.value is not None for each in self.spots)
