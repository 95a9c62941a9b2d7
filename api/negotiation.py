"""Which of the formats on offer an asker gets (RFC 9110, section 12.5.1)."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from starlette.datastructures import Headers

from ontology.saying import Said

# Possessive throughout: a header comes from anyone, and must not make the reader try again and again.
_TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]++"
_QUOTED = r'"(?:[^"\\]++|\\.)*+"'
_PART = re.compile(rf'(?:{_QUOTED}|[^",]++)++')
_RANGE = re.compile(rf"\s*+({_TOKEN})/({_TOKEN})\s*+((?:;\s*+(?:{_TOKEN}\s*+=\s*+(?:{_TOKEN}|{_QUOTED}))?+\s*+)*+)")
_PARAMETER = re.compile(rf";\s*+({_TOKEN})\s*+=\s*+({_TOKEN}|{_QUOTED})")
_LONGEST = 4_000  # characters of a header that are looked at
_WEIGHT = re.compile(r"0(?:\.[0-9]*)?|1(?:\.0*)?")


class NotAcceptable(Exception):
    """None of the formats on offer is acceptable to the asker."""

    def __init__(self, message: str, offered: Iterable[str] = ()) -> None:
        super().__init__(message)
        self.offered = tuple(offered)


@dataclass(frozen=True)
class Offer:
    """A format on offer: its media type, and the short name for `?format=`."""

    name: str
    media_type: str

    @property
    def content_type(self) -> str:
        """The header of an answer."""
        # SPARQL results in JSON and XML are UTF-8 by their definition; of text, a reader would have to guess.
        return f"{self.media_type}; charset=utf-8" if self.media_type.startswith("text/") else self.media_type


@dataclass(frozen=True)
class _Range:
    kind: str
    name: str
    weight: float

    def fits(self, media_type: str) -> bool:
        """Whether it covers this media type."""
        kind, _, name = media_type.partition("/")
        return self.kind in {kind, "*"} and self.name in {name, "*"}

    @property
    def exactness(self) -> int:
        """How closely it says what it wants: 0 for anything, 2 for one media type."""
        return (self.kind != "*") + (self.name != "*")


def accepted(headers: Headers) -> str | None:
    """The Accept header, several lines of it joined (RFC 9110, section 5.3), as far as it is looked at."""
    return ", ".join(headers.getlist("accept"))[:_LONGEST] or None


def choose(offered: Sequence[Offer], accept: str | None, format: str | None = None) -> Offer:
    """The format asked for by name, else the one best liked; raises `NotAcceptable`.

    On a tie, one that was named goes before one that a wildcard covers, then the first on offer. Parts of the header
    that cannot be read are passed over; a header without any readable part is as none. Parameters other than `q` are
    not compared: `text/turtle;charset=utf-8` asks for Turtle.

    >>> choose([Offer("json", "application/json"), Offer("ttl", "text/turtle")], "text/*, */*;q=0.1").name
    'ttl'
    """
    if format:
        return _by_name(offered, format)
    ranges = list(_ranges(accept or "")) or [_Range("*", "*", 1.0)]
    found = [(*_liking(ranges, offer), -position) for position, offer in enumerate(offered)]
    weight, _, position = max(found)
    if weight <= 0:
        types = list(dict.fromkeys(offer.media_type for offer in offered))
        said = Said.of(
            "accept", "none of the formats offered here is acceptable; there are: {known}", known=", ".join(types)
        )
        raise NotAcceptable(said, types)
    return offered[-position]


def _by_name(offered: Sequence[Offer], name: str) -> Offer:
    for offer in offered:
        if name in {offer.name, offer.media_type}:
            return offer
    names = list(dict.fromkeys(offer.name for offer in offered))
    types = dict.fromkeys(offer.media_type for offer in offered)
    said = Said.of("format", "“{name}” is not offered here; there are: {known}", name=name, known=", ".join(names))
    raise NotAcceptable(said, types)


def _ranges(accept: str) -> Iterator[_Range]:
    for part in _PART.findall(accept[:_LONGEST]):
        found = _RANGE.fullmatch(part)
        if found is None or (found[1] == "*" and found[2] != "*"):
            continue
        parameters = {name.lower(): value for name, value in _PARAMETER.findall(found[3])}
        weight = parameters.get("q", "1")
        if _WEIGHT.fullmatch(weight):
            yield _Range(found[1].lower(), found[2].lower(), float(weight))


def _liking(ranges: Sequence[_Range], offer: Offer) -> tuple[float, int]:
    fitting = [each for each in ranges if each.fits(offer.media_type)]
    if not fitting:
        return 0.0, 0
    closest = max(each.exactness for each in fitting)
    return max(each.weight for each in fitting if each.exactness == closest), closest
