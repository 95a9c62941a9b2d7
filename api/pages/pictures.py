"""The picture of a class among its neighbours: one for wide screens, one for narrow ones, made of the same parts."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from rdflib import URIRef

from api.i18n import Words as Texts
from api.pages.termed import capital, termed
from ontology.namespaces import CSC
from ontology.reference import OBJECT, Reference, Term, Use
from viz.diagram import Arrow, Box, Words, box, column, draw, length, wrap

Href: TypeAlias = Callable[[str], str]

WIDE, SLIM = 860.0, 328.0
_SIDE, _CENTRE = 200.0, 200.0  # widths of boxes
_MOST = 9  # neighbours of one side; the table below has them all
_ROW = 56.0  # from one neighbour to the next, with two lines of words between
_HEAD = 20.0  # room above the first neighbour for its words
_BELOW = 5  # narrower classes in one line
_TEN = 10.0
_LINES = 2  # of words beside an arrow


@dataclass(frozen=True)
class Neighbour:
    """A class beside another, and the properties that join them."""

    cls: URIRef
    properties: tuple[URIRef, ...]
    inherited: bool


@dataclass(frozen=True)
class Around:
    """What stands around a class: above and below it, what it leads to, and what leads to it."""

    above: tuple[URIRef, ...]
    below: tuple[URIRef, ...]
    outgoing: tuple[Neighbour, ...]
    incoming: tuple[Neighbour, ...]


@dataclass(frozen=True)
class Picture:
    """The same picture for wide and for narrow screens, as SVG text."""

    wide: str
    slim: str


def around(found: Reference, term: Term) -> Around:
    """The neighbourhood of a class, its own relations before the inherited ones."""
    # Shortcuts say again what a relation says better.
    objects = {
        each.iri for each in found.terms.values() if each.sort == OBJECT and not found.is_true(each.iri, CSC.shortcut)
    }
    going = [use for use in found.uses(term.iri) if use.property in objects]
    coming = [use for use in found.incoming(term.iri) if use.property in objects]
    return Around(
        tuple(each for each in found.above(term.iri)),
        tuple(each.iri for each in found.below(term.iri)),
        _neighbours(going, found.range),
        _neighbours(coming, found.domain),
    )


def draw_class(found: Reference, term: Term, text: Texts, href: Href) -> Picture:
    """A class and its neighbourhood, both ways."""
    drawing = _Drawing(around(found, term), term, text, href)
    return Picture(drawing.wide(), drawing.slim())


def _neighbours(uses: Iterable[Use], ends: Callable[[URIRef], Sequence[URIRef]]) -> tuple[Neighbour, ...]:
    joined: dict[URIRef, Neighbour] = {}
    for use in uses:
        for cls in ends(use.property):
            known = joined.get(cls, Neighbour(cls, (), inherited=True))
            inherited = known.inherited and use.inherited_from is not None
            joined[cls] = Neighbour(cls, (*known.properties, use.property), inherited)
    # What everybody knows to be there, a code from a list, comes last.
    return tuple(sorted(joined.values(), key=lambda each: (each.inherited, not each.cls.startswith(CSC))))


@dataclass(frozen=True)
class _Drawing:
    around: Around
    term: Term
    text: Texts
    href: Href

    @property
    def _label(self) -> str:
        return self.text("ontology.picture_of", name=self._name(self.term.iri))

    def wide(self) -> str:
        """Above and below in rows, neighbours left and right."""
        above = self._grid(self.around.above, 0.0, "above")
        top = length(above) + (34 if above else 0)
        left = self._stack(self.around.incoming, 0.0, top)
        right = self._stack(self.around.outgoing, WIDE - _SIDE, top)
        middle = max(length(left) + _HEAD, length(right) + _HEAD, 70.0)
        centre = box(self._name(self.term.iri), (WIDE - _CENTRE) / 2, 0, _CENTRE, look="own", least=44)
        centre = replace(centre, y=top + middle / 2 - centre.height / 2)
        under = top + middle + 44
        below = self._grid(self.around.below, under, "below")
        arrows, words = self._across(left, right, centre)
        arrows += [*self._up(above, centre), *self._down(below, centre)]
        height = (under + length(below) if below else top + middle) + 4
        return draw(WIDE, height, self._label, (*above, *left, *right, centre, *below), arrows, words)

    def slim(self) -> str:
        """One below the other, along a line that begins at the class."""
        centre = box(self._name(self.term.iri), 0, 0, SLIM, look="own", least=40)
        boxes, arrows, words, y = [centre], list[Arrow](), list[Words](), centre.height
        groups: tuple[tuple[str, tuple[Neighbour, ...], bool], ...] = (
            ("ontology.above", tuple(Neighbour(each, (), inherited=False) for each in self.around.above), True),
            ("ontology.leads_to", self.around.outgoing[:_MOST], True),
            ("ontology.comes_from", self.around.incoming[:_MOST], False),
            ("ontology.below", tuple(Neighbour(each, (), inherited=False) for each in self.around.below), False),
        )
        for key, group, outward in groups:
            if group:
                y += 30
                words.append(Words(self.text(key), 24, y, "head"))
                y += 8
            for each in group:
                rows = wrap(self._joined(each), SLIM - 30) if each.properties else ()
                words += [Words(row, 26, y + 13 + 15 * place) for place, row in enumerate(rows)]
                y += 15 * len(rows) + 6
                made = box(self._name(each.cls), 24, y, SLIM - 24, self._address(each.cls), self._look(each))
                ends = ((10.0, made.middle), (24.0, made.middle))
                arrows.append(Arrow(ends if outward else ends[::-1], "inherited" if each.inherited else ""))
                boxes.append(made)
                y += made.height + 4
        last = boxes[-1].middle
        stem = [Arrow(((10.0, centre.height), (10.0, last)), "stem")] if len(boxes) > 1 else []
        return draw(SLIM, y + 4, self._label, boxes, (*stem, *arrows), words)

    def _stack(self, neighbours: Sequence[Neighbour], x: float, top: float) -> tuple[Box, ...]:
        made = [box(self._name(n.cls), x, 0, _SIDE, self._address(n.cls), self._look(n)) for n in neighbours[:_MOST]]
        if len(neighbours) > _MOST:
            more = self.text("ontology.more", len(neighbours) - _MOST)
            made.append(box(more, x, 0, _SIDE, "#incoming" if x == 0 else "#properties", "more"))
        return column(made, top + _HEAD, _ROW - 28) if made else ()

    def _across(self, left: Sequence[Box], right: Sequence[Box], centre: Box) -> tuple[list[Arrow], list[Words]]:
        arrows, words = list[Arrow](), list[Words]()
        near, far = centre.x - 22, centre.x + centre.width + 22
        for each, neighbour in zip(left, self.around.incoming[:_MOST], strict=False):
            look = "inherited" if neighbour.inherited else ""
            end = (centre.x, centre.middle)
            arrows.append(Arrow(((_SIDE, each.middle), (near, each.middle), (near, centre.middle), end), look))
            words += self._beside(neighbour, _SIDE + 6, each.middle, near - _SIDE - _TEN)
        for each, neighbour in zip(right, self.around.outgoing[:_MOST], strict=False):
            look = "inherited" if neighbour.inherited else ""
            start = (centre.x + centre.width, centre.middle)
            arrows.append(Arrow((start, (far, centre.middle), (far, each.middle), (each.x, each.middle)), look))
            words += self._beside(neighbour, far + 6, each.middle, each.x - far - 16)
        return arrows, words

    def _beside(self, neighbour: Neighbour, x: float, y: float, width: float) -> list[Words]:
        rows = wrap(self._joined(neighbour), width)
        rows = rows if len(rows) <= _LINES else (rows[0], f"{rows[1]} …")
        return [Words(row, x, y - 5 - 14 * (len(rows) - 1 - place)) for place, row in enumerate(rows)]

    def _grid(self, classes: Sequence[URIRef], y: float, look: str) -> tuple[Box, ...]:
        gap = 10.0
        columns = min(_BELOW, max(len(classes), 1))
        width = (WIDE - gap * (_BELOW - 1)) / _BELOW
        placed, row = list[Box](), y
        for start in range(0, len(classes), columns):
            line = classes[start : start + columns]
            left = (WIDE - (width + gap) * len(line) + gap) / 2
            made = [
                box(self._name(cls), left + (width + gap) * place, row, width, self._address(cls), look)
                for place, cls in enumerate(line)
            ]
            placed += made
            row += max(each.height for each in made) + gap
        return tuple(placed)

    def _up(self, above: Sequence[Box], centre: Box) -> list[Arrow]:
        x = centre.x + centre.width / 2
        return [
            Arrow(_elbow(x, centre.y, each.x + each.width / 2, each.y + each.height, centre.y - 18), "is")
            for each in above
        ]

    def _down(self, below: Sequence[Box], centre: Box) -> list[Arrow]:
        if not below:
            return []
        x = centre.x + centre.width / 2
        return [Arrow(((x, below[0].y - 6), (x, centre.y + centre.height)), "is")]

    def _joined(self, neighbour: Neighbour) -> str:
        return ", ".join(termed(each, self.text).label for each in neighbour.properties)

    def _name(self, iri: URIRef) -> str:
        return capital(termed(iri, self.text).label)

    def _address(self, iri: URIRef) -> str:
        found = termed(iri, self.text)
        return self.href(found.path) if found.path else found.url or ""

    def _look(self, neighbour: Neighbour) -> str:
        ours = termed(neighbour.cls, self.text).path
        return " ".join((*(("inherited",) if neighbour.inherited else ()), *(() if ours else ("outside",))))


def _elbow(x: float, y: float, to_x: float, to_y: float, level: float) -> tuple[tuple[float, float], ...]:
    level = min(level, y - 2)
    if abs(x - to_x) < 1:
        return (x, y), (to_x, to_y)
    turn = max(to_y + 16, min(level, to_y + 16))
    return (x, y), (x, turn), (to_x, turn), (to_x, to_y)
