"""Two things that have a third in common, both of them known by more: the engine goes from one over all to the other.

The triples are found in two halves, each a query of its own, which the engine joins by what they have in common. A join
is the same in whatever order (SPARQL 1.1 Query, 18.5), and a triple that both halves have holds once as well as twice.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from graph.rewriting.constants import named
from graph.rewriting.equals import written
from graph.rewriting.question import Question
from graph.rewriting.scope import variables
from graph.rewriting.tree import Block, Filter, Group, Link, Part, Span, Steps, Term, Triple, conjuncts, patterns

_LOTS = (20, 500, 10_000)  # solutions of a half that are looked at; with as few as the first it begins there
_RATIO = 10  # times as many may one half have as the other: it is quicker to go from few to many one by one
_MOST = 30  # triples: nobody writes as many by hand, and for each half the store is asked
_FIRST = 1_000  # rows; who wants no more of them, in whatever order, has them before the halves are found
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


class _Halves(NamedTuple):
    """Triples that have but one variable in common with others."""

    common: str
    left: list[Triple]
    right: list[Triple]


def halves(question: Question) -> str | None:
    """The query with blocks of triples in two halves."""
    tree = question.tree
    hasty = tree.limit is not None and tree.limit < _FIRST and not (tree.order or tree.aggregates)
    return question.edited(_edits(question, tree.where)) if tree.where and not hasty else None


def _edits(question: Question, where: Group) -> Iterator[tuple[Span, str]]:
    for group in patterns(where, graphs=False):
        block = group.elements[0] if group.elements else None
        rest = all(isinstance(each, Filter) or _is_after(each) for each in group.elements[1:])
        given = any(named(each)[0] for each in conjuncts(group))  # there it begins
        if isinstance(block, Block) and rest and not given and _is_plain(block):
            found = next((each for each in _parted(block) if _is_worth_it(question, each)), None)
            if found:
                yield block.span, f"{_query(question, found.left)} {_query(question, found.right)} "


def _is_after(element: object) -> bool:
    return isinstance(element, Part) and element.word in {"OPTIONAL", "MINUS"}


def _is_plain(block: Block) -> bool:
    terms = [term for each in block.triples for term in (each.subject, each.object)]
    links = all(isinstance(each.steps, Link) for each in block.triples)
    return len(block.triples) <= _MOST and block.simple and links and all(term.kind != "blank" for term in terms)


def _parted(block: Block) -> Iterator[_Halves]:
    """The block in two, where two of its triples lead to the same by the same predicate."""
    leading = defaultdict[tuple[Steps, Term], list[int]](list)
    for place, triple in enumerate(block.triples):
        if triple.object.kind == "variable":
            leading[triple.steps, triple.object].append(place)
    for (_, end), places in leading.items():
        parts = _parts(block, end.value) if len(places) > 1 else {}
        alone = frozenset(place for place in parts if set(variables(block.triples[place])) == {end.value})
        for right in dict.fromkeys(parts[place] for place in places[1:]):
            if right is not parts[places[0]]:
                yield _Halves(end.value, _at(block, parts.keys() - right), _at(block, right | alone))


def _parts(block: Block, common: str) -> dict[int, frozenset[int]]:
    """For the place of each triple those of all that hang together with it by other variables than what is common."""
    naming = defaultdict[str, list[int]](list)
    for place, triple in enumerate(block.triples):
        for name in set(variables(triple)) - {common}:
            naming[name].append(place)
    parts = dict[int, frozenset[int]]()
    for begin in range(len(block.triples)):
        if begin not in parts:
            part, names, waiting = {begin}, set[str](), [begin]
            while waiting:
                new = set(variables(block.triples[waiting.pop()])) - {common} - names
                names |= new
                more = {place for name in new for place in naming[name]} - part
                part |= more
                waiting += more
            parts |= dict.fromkeys(part, frozenset(part))
    return parts


def _at(block: Block, places: Iterable[int]) -> list[Triple]:
    return [block.triples[place] for place in sorted(places)]


def _is_worth_it(question: Question, parted: _Halves) -> bool:
    """Whether both halves are known by more, and about as many."""
    if not (_is_selective(parted.left) and _is_selective(parted.right)):
        return False
    asked = [f"SELECT (1 AS ?n) {{ {_called(question, parted.common, half)} }}" for half in parted[1:]]
    for most in _LOTS:
        numbers = {each: question.known.number(question.before, each, most) for each in set(asked)}
        few, many = sorted(numbers[each] for each in asked)
        if many <= most:
            return few > _LOTS[0] and many <= _RATIO * few
        if _RATIO * few <= most:
            return False
    return False


def _is_selective(half: list[Triple]) -> bool:
    return any(map(_names, half))


def _names(triple: Triple) -> bool:
    """Whether a triple has one thing in it that is known, and not only its class."""
    assert isinstance(triple.steps, Link)
    known = {triple.subject.kind, triple.object.kind} - {"variable"}
    return bool(known) and triple.steps.predicate.value != _TYPE


def _query(question: Question, half: list[Triple]) -> str:
    names = dict.fromkeys(name for each in half for name in variables(each))
    return f"{{ SELECT {' '.join(f'?{name}' for name in names)} {{ {_said(question, half)} }} }}"


def _called(question: Question, common: str, half: list[Triple]) -> str:
    """A half with its variables under names by their order: two that are alike, as most are, are the same text then."""
    names = {common: "c"}
    for each in (name for triple in half for name in variables(triple)):
        names.setdefault(each, f"v{len(names)}")
    return " . ".join(written(question, each, names) for each in half)


def _said(question: Question, half: list[Triple]) -> str:
    return " . ".join(written(question, each, {}) for each in half)
