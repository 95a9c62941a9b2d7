"""The picture of a query: each variable a box, and below it, by its lines, what the pattern says of it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from api.i18n import Words as Texts
from api.pages.pictures import Picture
from api.pages.sentence import TYPE, named
from graph.rewriting.question import Question
from graph.rewriting.tree import Block, Choice, Filter, Group, Link, Part, Path, Steps, Term, Triple, expressions
from viz.diagram import LINE, Arrow, Box, Words, box, draw, wrap

_WIDE, _SLIM = 620.0, 308.0
_INDENT, _GAP = 26.0, 8.0
_LEAST = 150.0  # a box is never narrower, however deep it stands
_MOST = 40  # patterns: a larger picture is not read


@dataclass(frozen=True)
class Line:
    """One pattern: what it joins, and whether it must hold (`""`), may (`optional`), or must not (`minus`)."""

    subject: str
    words: str
    object: str
    manner: str = ""


@dataclass
class _Sketch:
    """The lines of a query, and what is said of each box beside them: the classes it belongs to."""

    lines: list[Line] = field(default_factory=list)
    classes: dict[str, list[str]] = field(default_factory=dict)


def sketch(asked: Question, name: Callable[[str], str], text: Texts, label: str) -> Picture | None:
    """The picture in two widths, with a name for those who do not see it; None where the query has no pattern."""
    found = _Sketch()
    for described in filter(None, map(named, asked.tree.items)):
        found.classes[_called(described, name)] = []
    if asked.tree.where is not None:
        for manner, triple in _triples(asked.tree.where, ""):
            _add(found, triple, manner, name)
    if (not found.lines and not found.classes) or len(found.lines) > _MOST:
        return None
    return Picture(*(_drawn(found, width, text, label) for width in (_WIDE, _SLIM)))


def _add(found: _Sketch, triple: Triple, manner: str, name: Callable[[str], str]) -> None:
    subject, object = _called(triple.subject, name), _called(triple.object, name)
    if not manner and isinstance(triple.steps, Link) and triple.steps.predicate.value == TYPE:
        found.classes.setdefault(subject, []).append(object)
        return
    found.lines.append(Line(subject, _stepped(triple.steps, name), object, manner))


def _drawn(found: _Sketch, width: float, text: Texts, label: str) -> str:
    drawing = _Drawing(found, width, text)
    for root in _roots(found):
        drawing.stand(root, 0.0)
    return draw(width, max(drawing.y, 1.0), label, drawing.boxes, drawing.arrows, drawing.words)


class _Drawing:
    def __init__(self, found: _Sketch, width: float, text: Texts) -> None:
        self._found = found
        self._width = width
        self._text = text
        self._left = list(found.lines)
        self._shown = set[str]()
        self.boxes, self.arrows, self.words = list[Box](), list[Arrow](), list[Words]()
        self.y = 0.0

    def stand(self, name: str, x: float, look: str = "own") -> Box:
        """A box, then all that hangs on it and was not drawn before."""
        again = name in self._shown
        self._shown.add(name)
        classes = "" if again else ", ".join(self._found.classes.get(name, ()))
        width = min(max(self._width - x, _LEAST), 260.0)
        made = box(f"{name} : {classes}" if classes else name, x, self.y, width, look="more" if again else look)
        self.boxes.append(made)
        self.y += made.height + _GAP
        if not again:
            self._hang(name, made)
        return made

    def _hang(self, name: str, above: Box) -> None:
        own = [each for each in self._left if name in (each.subject, each.object)]
        self._left = [each for each in self._left if each not in own]
        stem, last = above.x + 10, above.y + above.height
        deeper = min(above.x + _INDENT, self._width - _LEAST)
        for line in own:
            outward = line.subject == name
            words = f"{self._text(f'query.picture.{line.manner}')}: {line.words}" if line.manner else line.words
            for row in wrap(words, self._width - deeper - 4):
                self.words.append(Words(row, deeper + 2, self.y + LINE - 4, "faint" if line.manner else ""))
                self.y += LINE
            self.y += 3
            made = self.stand(line.object if outward else line.subject, deeper, "")
            ends = ((stem, made.middle), (made.x, made.middle))
            self.arrows.append(Arrow(ends if outward else ends[::-1], "inherited" if line.manner else ""))
            last = made.middle
        if own:
            self.arrows.append(Arrow(((stem, above.y + above.height), (stem, last)), "stem"))


def _roots(found: _Sketch) -> list[str]:
    """Where drawing begins: for each part that hangs together, its first subject."""
    first = dict.fromkeys([*found.classes, *(line.subject for line in found.lines)])
    joined = {each: {each} for each in (*first, *(line.object for line in found.lines))}
    for line in found.lines:
        one, other = joined[line.subject], joined[line.object]
        if one is not other:
            one |= other
            for each in other:
                joined[each] = one
    roots, seen = list[str](), list[set[str]]()
    for each in sorted(first, key=lambda each: -sum(line.subject == each for line in found.lines)):
        if not any(joined[each] is part for part in seen):
            seen.append(joined[each])
            roots.append(each)
    return roots


def _triples(group: Group, manner: str) -> Iterator[tuple[str, Triple]]:
    if group.query is not None and group.query.where is not None:
        yield from _triples(group.query.where, manner)
    for element in group.elements:
        if isinstance(element, Block):
            yield from ((manner, triple) for triple in element.triples)
        elif isinstance(element, Part):
            own = {"OPTIONAL": "optional", "MINUS": "minus"}.get(element.word, "")
            yield from _triples(element.group, manner or own)
        elif isinstance(element, Choice):
            for each in element.groups:
                yield from _triples(each, manner or ("either" if len(element.groups) > 1 else ""))
        elif isinstance(element, Filter):
            yield from _tested(element, manner)


def _tested(element: Filter, manner: str) -> Iterator[tuple[str, Triple]]:
    for each in expressions(element.expression):
        if each.group is not None:
            yield from _triples(each.group, manner or ("minus" if each.name == "NOT EXISTS" else "exists"))


def _called(term: Term, name: Callable[[str], str]) -> str:
    if term.kind == "blank":
        return "[ ]" if not term.value else f"[ {term.value} ]"
    return name(term.value) if term.kind == "iri" else term.text


def _stepped(steps: Steps, name: Callable[[str], str]) -> str:
    if not isinstance(steps, Path):
        return _called(steps.predicate, name)
    inner = [_inside(each, name) for each in steps.parts]
    if steps.sign in {"/", "|"}:
        return f" {steps.sign} ".join(inner)
    if steps.sign == "!" and len(inner) > 1:
        return f"! ({' | '.join(inner)})"
    return f"{steps.sign} {inner[0]}" if steps.sign in {"^", "!"} else f"{inner[0]} {steps.sign}"


def _inside(steps: Steps, name: Callable[[str], str]) -> str:
    """A path that is a part of another: in brackets, where it is several steps."""
    told = _stepped(steps, name)
    return f"({told})" if isinstance(steps, Path) and len(steps.parts) > 1 and steps.sign != "!" else told
