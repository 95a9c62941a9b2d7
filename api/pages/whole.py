"""The picture of the whole vocabulary: its parts as panels around the actors, with the relations between them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeAlias

from api.i18n import Words as Texts
from api.pages.pictures import SLIM, Picture
from api.pages.termed import capital, termed
from ontology.reference import Part, Reference, Term
from viz.diagram import Arrow, Box, Words, box, draw, wrap

Href: TypeAlias = Callable[[str], str]
Relation: TypeAlias = tuple[Term, Term, Term]

WIDTH = 1180.0
CENTRE = "actors"  # the part that the others are about
_PANEL, _MIDDLE = 310.0, 220.0
_GAP = 14.0
_TWO = 2  # relations drawn between two parts; the table has them all


@dataclass(frozen=True)
class Join:
    """The relations between two parts: as many as there are, in the order of pages."""

    part: str
    other: str
    relations: tuple[Relation, ...]


@dataclass(frozen=True)
class _Panel:
    """A part in place: its frame, its classes as boxes."""

    part: Part
    frame: Box
    boxes: tuple[Box, ...]

    def down(self, y: float) -> "_Panel":
        """The same panel further down."""
        boxes = tuple(replace(each, y=each.y + y) for each in self.boxes)
        return _Panel(self.part, replace(self.frame, y=self.frame.y + y), boxes)


def joins(found: Reference) -> tuple[Join, ...]:
    """Which parts relate to which, and by what; those with the actors first."""
    grouped: dict[tuple[str, str], list[Relation]] = {}
    for start, term, end in found.relations():
        if start.part != end.part:
            grouped.setdefault((start.part, end.part), []).append((start, term, end))
    made = (Join(part, other, tuple(relations)) for (part, other), relations in grouped.items())
    return tuple(sorted(made, key=lambda each: CENTRE not in {each.part, each.other}))


def draw_whole(found: Reference, text: Texts, href: Href) -> Picture:
    """All parts with their classes, for wide and for narrow screens."""
    drawing = _Whole(found, text, href)
    return Picture(drawing.wide(), drawing.slim())


def part_name(part: str, text: Texts) -> str:
    """What a part is called; the name of its file where no text is there yet."""
    key = f"ontology.part.{part}"
    return text(key) if text.has(key) else capital(part)


def heads(part: Part, found: Reference) -> tuple[tuple[Term, int], ...]:
    """The classes of a part that have none of it above them, each with how many there are below."""
    own = {term.iri: term for term in part.classes}
    tops = [term for term in part.classes if not any(above in own for above in found.above(term.iri))]
    return tuple((term, sum(term.iri in found.ancestors(each) for each in own) - 1) for term in tops)


@dataclass(frozen=True)
class _Whole:
    found: Reference
    text: Texts
    href: Href

    def wide(self) -> str:
        """The actors in the middle, the other parts left and right."""
        parts = [part for part in self.found.parts if part.classes]
        others = [part for part in parts if part.name != CENTRE]
        left, right = self._columns(others)
        height = max(self._height(left), self._height(right))
        panels = [*left, *right]
        arrows, words = list[Arrow](), list[Words]()
        for panel in panels:
            made = self._towards(panel, panel.frame.x == 0)
            arrows += made[0]
            words += made[1]
        middle = (WIDTH - _MIDDLE) / 2
        centre = [self._panel(part, middle, _MIDDLE, 1) for part in parts if part.name == CENTRE]
        centre = [replace(each, frame=replace(each.frame, height=height)) for each in centre]
        return self._drawn(WIDTH, height, (*panels, *centre), arrows, words)

    def slim(self) -> str:
        """The actors first, the other parts below, each with what joins it to them."""
        panels, words, y = list[_Panel](), list[Words](), 0.0
        for part in sorted((each for each in self.found.parts if each.classes), key=lambda each: each.name != CENTRE):
            for relation in self._main(part):
                for row in wrap(f"{self._arrowed(part, relation)}", SLIM - 20):
                    y += 15
                    words.append(Words(row, 10, y))
                y += 3
            y += 6 if panels else 0
            panel = self._panel(part, 0, SLIM, 2).down(y)
            panels.append(panel)
            y += panel.frame.height + _GAP
        return self._drawn(SLIM, y, panels, (), words)

    def _columns(self, parts: Sequence[Part]) -> tuple[list[_Panel], list[_Panel]]:
        """Each part in its turn goes where there is more room."""
        left, right = list[_Panel](), list[_Panel]()
        for part in parts:
            side, x = (left, 0.0) if self._height(left) <= self._height(right) else (right, WIDTH - _PANEL)
            side.append(self._panel(part, x, _PANEL, 2).down(self._height(side) + (_GAP if side else 0)))
        return left, right

    def _panel(self, part: Part, x: float, width: float, columns: int) -> _Panel:
        inner = (width - 10 * (columns + 1)) / columns
        levels = [34.0] * columns
        boxes = []
        for term, below in self._shown(part, columns):
            at = levels.index(min(levels))
            name = capital(termed(term.iri, self.text).label) + (f" +{below}" if below else "")
            made = box(name, x + 10 + at * (inner + 10), levels[at], inner, self.href(f"/ontology/{term.name}"))
            boxes.append(made)
            levels[at] += made.height + 7
        frame = Box(
            part.name, x, 0, width, look=f"panel{' centre' if part.name == CENTRE else ''}", height=max(levels) + 4
        )
        return _Panel(part, frame, tuple(boxes))

    def _shown(self, part: Part, columns: int) -> Iterable[tuple[Term, int]]:
        """The main classes of a part; of the one in the middle, which is as high as the picture, all."""
        whole = part.name == CENTRE and columns == 1
        tops = heads(part, self.found)
        return [(term, 0) for top, _ in tops for term in self._with_narrower(top)] if whole else tops

    def _with_narrower(self, term: Term) -> Iterator[Term]:
        yield term
        for each in self.found.below(term.iri):
            if each.part == term.part:
                yield from self._with_narrower(each)

    def _towards(self, panel: _Panel, from_left: bool) -> tuple[list[Arrow], list[Words]]:
        arrows, words = list[Arrow](), list[Words]()
        edge = _PANEL if from_left else WIDTH - _PANEL
        middle = (WIDTH - _MIDDLE) / 2 if from_left else (WIDTH + _MIDDLE) / 2
        left = min(edge, middle) + 9
        for place, (start, term, end) in enumerate(self._main(panel.part)):
            y = panel.frame.y + 26 + 50 * place
            if y > panel.frame.y + panel.frame.height - 4:
                break
            outward = start.part == panel.part.name
            ends = ((edge, y), (middle, y)) if outward else ((middle, y), (edge, y))
            arrows.append(Arrow(ends))
            label, ends_in = self._label(term), f"{self._label(start)} → {self._label(end)}"
            words.append(Words(_cut(label, 146), left, y - 5, "strong", href=self.href(f"/ontology/{term.name}")))
            rows = wrap(ends_in, 158)[:2]
            words += [Words(row, left, y + 14 + 12 * line, "faint") for line, row in enumerate(rows)]
        return arrows, words

    def _main(self, part: Part) -> tuple[Relation, ...]:
        """The relations between a part and the actors that are drawn: those of the classes that come first."""
        both = {part.name, CENTRE}
        between = [each for each in self._relations if {each[0].part, each[2].part} == both and len(both) > 1]
        chosen: dict[Term, Relation] = {}
        for start, term, end in sorted(between, key=lambda each: self._places[each[0]] + self._places[each[2]]):
            if term not in {each for _, each, _ in chosen.values()}:
                chosen.setdefault(start if start.part == part.name else end, (start, term, end))
        return tuple(chosen.values())[:_TWO]

    @cached_property
    def _relations(self) -> tuple[Relation, ...]:
        return tuple(self.found.relations())

    @cached_property
    def _places(self) -> dict[Term, int]:
        return {term: place for part in self.found.parts for place, term in enumerate(part.classes)}

    def _arrowed(self, part: Part, relation: Relation) -> str:
        start, term, end = relation
        return f"{self._label(start)} → {self._label(term)} → {self._label(end)}"

    def _label(self, term: Term) -> str:
        return termed(term.iri, self.text).label

    def _drawn(
        self, width: float, height: float, panels: Iterable[_Panel], arrows: Iterable[Arrow], words: Sequence[Words]
    ) -> str:
        panels = tuple(panels)
        frames = [each.frame for each in panels]
        blank = [replace(each, rows=()) for each in frames]
        titles = [
            Words(
                part_name(each.part.name, self.text),
                each.frame.x + 12,
                each.frame.y + 21,
                "title",
                href=f"#part-{each.part.name}",
            )
            for each in panels
        ]
        boxes = [each for panel in panels for each in panel.boxes]
        return draw(width, height + 2, self.text("ontology.whole"), (*blank, *boxes), arrows, (*titles, *words))

    @staticmethod
    def _height(panels: Sequence[_Panel]) -> float:
        return max((each.frame.y + each.frame.height for each in panels), default=0.0)


def _cut(text: str, width: float) -> str:
    first, *rest = wrap(text, width) or ("",)
    return f"{first} …" if rest else first
