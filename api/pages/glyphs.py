"""The small sign beside a name: the form and colour its kind has on the map."""

from dataclasses import dataclass

from viz.palette import LOOKS, OTHER

_RING = "M-1 0A1 1 0 1 1 1 0A1 1 0 1 1 -1 0ZM-.62 0A.62 .62 0 1 0 .62 0A.62 .62 0 1 0 -.62 0Z"
_PIN = (
    "M0 1.1C-.35 .5 -.85 .1 -.85 -.35A.85 .85 0 1 1 .85 -.35C.85 .1 .35 .5 0 1.1Z"
    "M0 -.65A.3 .3 0 1 0 0 -.05A.3 .3 0 1 0 0 -.65Z"
)
_LINES = "M-.9 -.9H.9V-.5H-.9ZM-.9 -.2H.9V.2H-.9ZM-.9 .5H.4V.9H-.9Z"
# Kinds that the map does not draw take the form of the kind they belong to, in outline.
_FAMILIES = {
    "organisation": ("body", "membership", "affiliation", "participation", "seat"),
    "cluster": ("recognition", "cluster-type"),
    "pact": ("agreement", "measure", "output", "pact-goal", "intervention-area"),
    "project": ("work-package", "activity", "objective", "event", "study-visit"),
    "value-chain": ("value-chain-stage", "economic-activity"),
    "good-practice": (
        "transfer",
        "swot-statement",
        "foresight",
        "thematic-area",
        "training-topic",
        "platform-function",
    ),
}
_FAMILY = {kind: family for family, kinds in _FAMILIES.items() for kind in kinds}
_PLACES = frozenset({"country", "region", "place"})
_PAPERS = frozenset({"document", "source", "record", "run", "statement", "figure", "indicator"})


@dataclass(frozen=True)
class Glyph:
    """How a kind is drawn beside a name: a path within -1..1, and the CSS class that gives the colour."""

    path: str
    colour: str
    outline: bool


def glyph(kind: str | None) -> Glyph:
    """The sign of a kind; a ring where none is known."""
    name = kind or ""
    if name in LOOKS:
        return Glyph(LOOKS[name].path, f"k-{name}", outline=False)
    if name in _FAMILY:
        family = _FAMILY[name]
        return Glyph(LOOKS[family].path, f"k-{family}", outline=True)
    if name in _PLACES:
        return Glyph(_PIN, "k-other", outline=False)
    if name in _PAPERS:
        return Glyph(_LINES, "k-other", outline=False)
    return Glyph(_RING if name else OTHER.path, "k-other", outline=False)
