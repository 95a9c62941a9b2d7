"""A picture as a sheet that stands alone: its title above, and below where it comes from."""

from collections.abc import Iterable
from dataclasses import replace

from viz.lettering import wrap
from viz.picture import RULE, SOFT, TEXT, Moved, Part, Path, Picture, Words, marked

_EDGE, _TITLE, _LEAD, _FOOT = 28.0, 20.0, 13.0, 11.0


def framed(picture: Picture, lead: str, foot: Iterable[tuple[str, str]]) -> Picture:
    """The picture with its title and a sentence above, and lines of text below, each with the address it opens."""
    room = picture.width
    parts: list[Part] = []
    y = _EDGE
    for text, size, ink, bold in ((picture.title, _TITLE, TEXT, True), (lead, _LEAD, SOFT, False)):
        for line in wrap(text, room * (0.9 if bold else 1), size, 4):
            parts.append(Words(line, _EDGE, y + size, size, ink, bold=bold))
            y += size * 1.35
        y += 4
    y += 10
    parts.append(Moved(_EDGE, y, picture.parts))
    y += picture.height + 16
    parts.append(Path(f"M{_EDGE} {y:.1f}H{_EDGE + room:.1f}", stroke=RULE))
    y += 6
    for text, href in foot:
        lines = wrap(text, room, _FOOT, 6)
        parts.append(
            marked(href, text, *(Words(line, _EDGE, y + 13 + at * 16, _FOOT, SOFT) for at, line in enumerate(lines)))
        )
        y += 16 * len(lines)
    return replace(picture, width=room + 2 * _EDGE, height=y + _EDGE, parts=tuple(parts))
