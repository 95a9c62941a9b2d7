"""A small picture of where one thing is: its country among its neighbours, and a point or a shape in it."""

from dataclasses import dataclass
from html import escape

from viz.geography import base, frames, marks
from viz.geography.frames import Frame
from viz.geography.marks import n
from viz.geography.outlines import Shape

WIDTH = 240.0
_COARSE = 0.8  # pixels that a line may be off


@dataclass(frozen=True)
class Located:
    """What is shown: a thing of a kind at a point in metres, or a whole country or region by its shape."""

    title: str
    country: str
    point: tuple[float, float] | None = None
    kind: str = ""
    is_rough: bool = False
    shape: Shape | None = None
    whole: bool = False  # the country itself


def draw(located: Located) -> str:
    """The picture; empty for what lies in no country that is drawn."""
    frame = _frame(located)
    if frame is None:
        return ""
    lands = base.ground(frame.box, frame.width, _COARSE)
    told = "".join(
        f'<path class="cg-land{" cg-s4" if located.whole and each.code == located.country else ""}" d="{each.path}"/>'
        for each in lands
    )
    region = "".join(
        f'<path class="cg-land cg-s4" d="{each.path}"/>' for each in base.lands(filter(None, (located.shape,)), frame)
    )
    size = f'width="{n(frame.width)}" height="{n(frame.height)}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="cg" viewBox="0 0 {n(frame.width)} {n(frame.height)}" {size} '
        f'role="img" aria-label="{escape(located.title)}"><rect class="cg-sea" {size}/>'
        f'{told}{region}{_sign(located, frame)}<rect class="cg-box" {size}/></svg>'
    )


def _frame(located: Located) -> Frame | None:
    """The country with as much around it; a far island with what is near."""
    around = frames.moved(frames.around((located.country,), WIDTH), zoom=1.7)
    if located.country and (located.point is None or around.holds(located.point)):
        return around
    return frames.moved(frames.fitted([located.point], WIDTH), zoom=2) if located.point else None


def _sign(located: Located, frame: Frame) -> str:
    if located.point is None:
        return ""
    x, y = frame.place(located.point)
    inside = marks.sign(located.kind) if located.kind else '<circle class="cg-v" r="6"/>'
    halo = '<circle class="cg-ring cg-rough cg-empty" r="12"/>' if located.is_rough else ""
    return f'<g transform="translate({n(x)} {n(y)})">{halo}{inside}</g>'
