"""What stands around marks: grid lines with their values, names of axes, a legend, words that do not overlap."""

from collections.abc import Callable, Iterable, Sequence

from viz.charts.chart import Setting
from viz.charts.scale import Scale
from viz.lettering import extent, fitted, wrap
from viz.picture import RULE, SOFT, Form, Ink, Part, Path, Words

_SMALL, _LINE = 11.0, 15.0
Told = Callable[[float], str]


def upright(
    marks: Sequence[float], scale: Scale, top: float, bottom: float, setting: Setting, told: Told | None = None
) -> tuple[Part, ...]:
    """Upright grid lines with their values below."""
    lines = tuple(Path(f"M{scale(mark):.1f} {top:.1f}V{bottom:.1f}", stroke=RULE) for mark in marks)
    return (*lines, *crown(marks, scale, bottom + 20, setting, told))


def crown(
    marks: Sequence[float], scale: Scale, bottom: float, setting: Setting, told: Told | None = None
) -> tuple[Words, ...]:
    """The values of upright grid lines, above a height; one that would touch the one before is not written."""
    words: list[Words] = []
    free = float("-inf")
    for mark in marks:
        text = (told or setting.said)(mark)
        half = extent(text, _SMALL) / 2
        x = min(max(scale(mark), half), setting.width - half)
        if x - half > free:
            words.append(Words(text, x, bottom - 6, _SMALL, SOFT, "middle"))
            free = x + half + 6
    return tuple(words)


def level(marks: Sequence[float], scale: Scale, left: float, right: float, setting: Setting) -> tuple[Part, ...]:
    """Level grid lines with their values at the left."""
    lines = tuple(Path(f"M{left:.1f} {scale(mark):.1f}H{right:.1f}", stroke=RULE) for mark in marks)
    words = tuple(Words(setting.said(mark), left - 6, scale(mark) + 4, _SMALL, SOFT, "end") for mark in marks)
    return (*lines, *words)


def margin(marks: Sequence[float], setting: Setting) -> float:
    """The room that values at the left of a chart need."""
    return max(extent(setting.said(mark), _SMALL) for mark in marks) + 10


def foot(label: str, setting: Setting, y: float) -> tuple[tuple[Part, ...], float]:
    """The name of the axis below a chart, and where the picture ends."""
    lines = wrap(label, setting.width, _SMALL, 2)
    words = tuple(Words(line, setting.width, y + 12 + at * _LINE, _SMALL, SOFT, "end") for at, line in enumerate(lines))
    return words, y + 6 + _LINE * len(lines)


def head(label: str, setting: Setting, y: float) -> tuple[Words, ...]:
    """The name of the upright axis, level above it, so that nobody turns the head."""
    return (Words(fitted(label, setting.width, _SMALL), 0, y + 11, _SMALL, SOFT),)


def legend(entries: Iterable[tuple[str, Ink, str]], setting: Setting, y: float = 0) -> tuple[tuple[Part, ...], float]:
    """Names with form and colour, in lines as wide as the picture; and where they end."""
    parts: list[Part] = []
    x = 0.0
    for name, ink, form in entries:
        text = fitted(name, setting.width - 24)
        wide = 24 + extent(text) + 12
        if x and x + wide > setting.width:
            x, y = 0.0, y + 20
        parts += [Form(form, x + 8, y + 9, 6, ink), Words(text, x + 20, y + 13)]
        x += wide
    return tuple(parts), (y + 24 if parts else y)


class Free:
    """Which places words have taken: others are written where there is room."""

    def __init__(self, cell: float = 24) -> None:
        self._cell = cell
        self._taken: dict[tuple[int, int], list[tuple[float, float, float, float]]] = {}

    def take(self, left: float, top: float, right: float, bottom: float) -> bool:
        """Whether a place was free; it is taken from now on."""
        place, cells = (left, top, right, bottom), tuple(self._cells(left, top, right, bottom))
        if any(_meet(place, other) for cell in cells for other in self._taken.get(cell, ())):
            return False
        for cell in cells:
            self._taken.setdefault(cell, []).append(place)
        return True

    def _cells(self, left: float, top: float, right: float, bottom: float) -> Iterable[tuple[int, int]]:
        across = range(int(left // self._cell), int(right // self._cell) + 1)
        down = range(int(top // self._cell), int(bottom // self._cell) + 1)
        return ((x, y) for x in across for y in down)


def _meet(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
