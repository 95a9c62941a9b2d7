"""Pictures as SVG text: links that work without script, dark where the reader's screen is, light on paper."""

from collections.abc import Iterable, Iterator

from viz.export.markup import attribute, content
from viz.picture import GROUND, Form, Ink, Linked, Moved, Part, Picture, Rect, Words, flat

FONTS = "'Segoe UI', 'Noto Sans', 'Liberation Sans', Arial, 'DejaVu Sans Condensed', sans-serif"
MOST_STOPS = 60  # links that the tabulator key stops at: of more, the table beside the picture is walked through
_FOCUS = (
    ".cs-pic a:focus-visible{outline:2px solid #0a6152;outline-offset:2px}"
    ".cs-pic a:hover text{text-decoration:underline}"
)


def write(picture: Picture, *, alone: bool = True, look: str = "") -> str:
    """The picture as SVG: `alone` as a file with ground and facts, else as a part of a page."""
    size = f'viewBox="0 0 {number(picture.width)} {number(picture.height)}"'
    fixed = f' width="{number(picture.width)}" height="{number(picture.height)}"' if alone else ""
    ground = Rect(0, 0, picture.width, picture.height, GROUND)
    parts = (ground, *picture.parts) if alone else picture.parts
    stops = sum(1 for part in flat(parts) if isinstance(part, Linked) and part.href) <= MOST_STOPS
    inside = "".join(_written(part, stops) for part in parts)
    names = f"cs-pic {look}".strip()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{names}" {size}{fixed} role="group" lang="{picture.lang}" '
        f"aria-label={attribute(picture.title)} font-family={attribute(FONTS)}><title>{content(picture.title)}</title>"
        f"<desc>{content(picture.told)}</desc>{_facts(picture) if alone else ''}"
        f"<style>{_style(parts)}</style>{inside}</svg>"
    )


def number(value: float) -> str:
    """A length, without digits that nobody sees."""
    text = f"{value:.1f}"
    return text.removesuffix(".0")


def _facts(picture: Picture) -> str:
    """What is known of the picture, in the metadata of the file (Dublin Core)."""
    if not picture.facts:
        return ""
    told = "".join(f"<dc:{name}>{content(text)}</dc:{name}>" for name, text in picture.facts)
    return f'<metadata xmlns:dc="http://purl.org/dc/terms/">{told}</metadata>'


def _style(parts: Iterable[Part]) -> str:
    """Dark colours for screens that are dark; who does not know CSS sees the light ones, which stand as attributes."""
    inks = sorted({ink for part in flat(parts) for ink in _inks(part)}, key=lambda ink: ink.name)
    names = ";".join(f"--cs-{ink.name}:{ink.dark}" for ink in inks)
    fills = "".join(
        f".cs-pic .f-{ink.name}{{fill:var(--cs-{ink.name})}}.cs-pic .s-{ink.name}{{stroke:var(--cs-{ink.name})}}"
        for ink in inks
    )
    return f"{_FOCUS}@media screen and (prefers-color-scheme:dark){{.cs-pic{{{names}}}{fills}}}"


def _inks(part: Part) -> Iterator[Ink]:
    if isinstance(part, Words):
        yield part.ink
        if part.halo:
            yield GROUND
    elif not isinstance(part, Linked | Moved):
        yield from (ink for ink in (part.fill, part.stroke) if ink)


def _written(part: Part, stops: bool) -> str:
    if isinstance(part, Linked):
        return _linked(part, stops)
    if isinstance(part, Moved):
        inside = "".join(_written(each, stops) for each in part.parts)
        return f'<g transform="translate({number(part.x)} {number(part.y)})">{inside}</g>'
    if isinstance(part, Words):
        return _words(part)
    if isinstance(part, Rect):
        turned = f' rx="{number(part.rounding)}"' if part.rounding else ""
        place = f'x="{number(part.x)}" y="{number(part.y)}" width="{number(part.width)}" height="{number(part.height)}"'
        return f"<rect {place}{turned}{_paint(part.fill, part.stroke, part.line)}/>"
    if isinstance(part, Form):
        at = f"translate({number(part.x)} {number(part.y)}) scale({part.size:.2f})"
        line = part.line / part.size if part.size else 1
        return f'<path transform="{at}" d="{part.d}"{_paint(part.fill, part.stroke, line)}/>'
    dash = f' stroke-dasharray="{" ".join(map(number, part.dash))}"' if part.dash else ""
    faint = f' opacity="{part.opacity:g}"' if part.opacity != 1 else ""
    return f'<path d="{part.d}"{_paint(part.fill, part.stroke, part.line)}{dash}{faint}/>'


def _linked(part: Linked, stops: bool) -> str:
    inside = f"<title>{content(part.label)}</title>" + "".join(_written(each, stops) for each in part.parts)
    if not part.href:
        return f"<g>{inside}</g>"
    reached = "" if stops else ' tabindex="-1"'
    return f"<a href={attribute(part.href)}{reached}>{inside}</a>"


def _words(part: Words) -> str:
    looks = [f"f-{part.ink.name}", *([f"s-{GROUND.name}"] if part.halo else [])]
    halo = (
        f' stroke="{GROUND.light}" stroke-width="3" paint-order="stroke" stroke-linejoin="round"' if part.halo else ""
    )
    anchor = f' text-anchor="{part.anchor}"' if part.anchor != "start" else ""
    bold = ' font-weight="600"' if part.bold else ""
    at = f"{number(part.x)} {number(part.y)}"
    turn = f' transform="rotate({number(part.turn)} {at})"' if part.turn else ""
    return (
        f'<text class="{" ".join(looks)}" x="{number(part.x)}" y="{number(part.y)}" font-size="{number(part.size)}" '
        f'fill="{part.ink.light}"{anchor}{bold}{halo}{turn}>{content(part.text)}</text>'
    )


def _paint(fill: Ink | None, stroke: Ink | None, line: float) -> str:
    names = [f"f-{fill.name}"] if fill else []
    names += [f"s-{stroke.name}"] if stroke else []
    looks = f' class="{" ".join(names)}"' if names else ""
    edge = f' stroke="{stroke.light}" stroke-width="{line:g}"' if stroke else ""
    return f'{looks} fill="{fill.light if fill else "none"}"{edge}'
