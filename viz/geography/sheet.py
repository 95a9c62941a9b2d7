"""A map of places as one whole picture: alone with title, legend and source, or as the middle of a page."""

from collections.abc import Sequence
from html import escape

from viz.export.markup import clean
from viz.geography import legend
from viz.geography.drawing import Drawn
from viz.geography.legend import Section
from viz.geography.marks import n
from viz.geography.plate import Plate
from viz.geography.style import sheet
from viz.lettering import wrap

_EDGE, _HEAD, _GAP = 20.0, 26.0, 22.0
_SIZE = 19.0  # of the letters of the title


def inline(plate: Plate, drawn: Drawn, *, styled: bool = False) -> str:
    """The picture for a page, which has title and legend beside it, and ground.css; it is as wide as there is room.

    `styled` gives it colours of its own, for a page of others.
    """
    style = f"<style>{sheet()}</style>" if styled else ""
    box = f'viewBox="-1 -1 {n(drawn.width + 2)} {n(drawn.height + 2)}"'
    return clean(
        f'<svg xmlns="http://www.w3.org/2000/svg" class="cg" {box} role="group" aria-label="{escape(plate.title)}" '
        f'lang="{plate.lang}">{style}{drawn.body}</svg>'
    )


def alone(plate: Plate, drawn: Drawn, sections: Sequence[Section], lines: Sequence[str]) -> str:
    """The picture as a file of its own; `lines` say date, source and licence below it."""
    titles = wrap(plate.title, drawn.width, _SIZE)
    top = _EDGE + _HEAD * len(titles) + 6
    told, tall = legend.svg(sections, drawn.width)
    foot = top + drawn.height + _GAP + tall + (_GAP if tall else 0)
    written = [part for line in lines for part in wrap(line, drawn.width, 12, 2)]
    width, height = drawn.width + 2 * _EDGE, foot + 18 * len(written) + _EDGE
    heads = "".join(
        f'<text class="cg-h" x="{n(_EDGE)}" y="{n(_EDGE + 18 + _HEAD * at)}">{escape(each)}</text>'
        for at, each in enumerate(titles)
    )
    rows = "".join(
        f'<text class="cg-k cg-soft" x="{n(_EDGE)}" y="{n(foot + 12 + 18 * at)}">{escape(each)}</text>'
        for at, each in enumerate(written)
    )
    return clean(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {n(width)} {n(height)}" width="{n(width)}" '
        f'height="{n(height)}" role="group" aria-label="{escape(plate.title)}" lang="{plate.lang}">'
        f"<title>{escape(plate.title)}</title><style>{sheet()}</style>"
        f'<rect class="cg-none" width="{n(width)}" height="{n(height)}"/>{heads}'
        f'<g transform="translate({n(_EDGE)} {n(top)})">{drawn.body}</g>'
        f'<g transform="translate({n(_EDGE)} {n(top + drawn.height + _GAP)})">{told}</g>{rows}</svg>'
    )
