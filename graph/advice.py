"""Why a query may be slow: what makes the engine look at much, and the faster form where one is known."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from graph.rewriting.question import Question, read
from graph.rewriting.rewrite import rewritten
from graph.rewriting.tree import (
    Bind,
    Block,
    Choice,
    Expression,
    Filter,
    Group,
    Link,
    Part,
    Path,
    Select,
    Triple,
    conjuncts,
    expressions,
    groups,
)
from graph.rewriting.tree import Values as Rows

_OF_TEXTS = frozenset({"REGEX", "CONTAINS", "STRSTARTS", "STRENDS", "LCASE", "UCASE", "REPLACE"})
_ANY_LENGTH = frozenset({"*", "+"})
_FASTER = frozenset({"constants", "equals", "paths", "sorting"})  # of the rewritings, those that save time


class Advice(NamedTuple):
    """One reason: `everything`, `apart`, `text` or `path`, and what in the query it is about."""

    reason: str
    about: str


class Faster(NamedTuple):
    """The same query in words that are quicker to answer, and what was done to it."""

    text: str
    steps: tuple[str, ...]


class Unasked:
    """What is known of the data without asking them: nothing (a `Known` of `graph.rewriting.question`)."""

    def rows(self, query: str, most: int) -> None:
        """Not known."""

    def first(self, query: str, count: int, *, descending: bool) -> None:
        """Not known."""

    def holds(self, query: str) -> bool:
        """Not known to hold."""
        return False

    def has_no_literals(self, before: str, predicate: str) -> bool:
        """Not known to have none."""
        return False

    def are_literals(self, predicate: str) -> bool:
        """Not known to be."""
        return False

    def literals(self, predicate: str) -> frozenset[str]:
        """Not known to be there."""
        return frozenset()

    def holding(self, predicate: str, sought: Sequence[str], most: int) -> None:
        """Not known."""

    def begins(self, predicate: str, count: int, *, descending: bool, kind: str = "") -> None:
        """Not known."""

    def column(self, query: str, most: int) -> None:
        """Not known."""

    def number(self, before: str, query: str, most: int) -> int:
        """Not known."""
        return 0

    def exceeds(self, query: str, most: int) -> bool:
        """Not known to."""
        return False

    def kept(self, query: str, most: int) -> None:
        """Not known."""

    def counts(self) -> None:
        """Not known."""

    def has_ends(self, predicate: str | None = None) -> bool:
        """Not known."""
        return False

    def tally(self, query: str, predicate: str) -> None:
        """Not known."""

    def graphs(self, most: int) -> None:
        """Not known."""


def question(text: str) -> Question:
    """A query taken apart; raises `NotRead`."""
    return read(text, Unasked())


def faster(text: str) -> Faster | None:
    """The form that the service answers in place of a query, where that can be told without the data."""
    found = rewritten(text, Unasked())
    return Faster(*found) if _FASTER.intersection(found.steps) else None


def advise(asked: Question) -> tuple[Advice, ...]:
    """All reasons, each told once."""
    tree = asked.tree
    if tree.where is None:
        return ()
    found, said = list(_apart(tree.where)), _said(tree.where)
    for group in groups(tree.where):
        found += [*_of_triples(group, tree, said), *_of_texts(group, asked)]
    return tuple(dict.fromkeys(found))


def _of_triples(group: Group, tree: Select, said: Mapping[str, int]) -> Iterator[Advice]:
    for triple in _triples(group):
        if (triple.subject.kind, triple.object.kind) != ("variable", "variable"):
            continue
        steps, alone = triple.steps, all(said[name] == 1 for name in _variables(triple))
        if isinstance(steps, Path) and steps.sign in _ANY_LENGTH and alone:
            yield Advice("path", f"{triple.subject.text} … {triple.object.text}")
        elif isinstance(steps, Link) and steps.predicate.kind == "variable" and alone and tree.limit is None:
            yield Advice("everything", f"{triple.subject.text} {steps.predicate.text} {triple.object.text}")


def _of_texts(group: Group, asked: Question) -> Iterator[Advice]:
    for tested in conjuncts(group):
        if any(each.name in _OF_TEXTS for each in expressions(tested)):
            yield Advice("text", asked.said(tested.span))


def _apart(where: Group) -> Iterator[Advice]:
    """Parts of the pattern that share no variable: every solution of one goes with every solution of the other."""
    parts = list[tuple[set[str], bool]]()
    for piece in _joined(where):
        found, looks = _variables(piece), not isinstance(piece, Rows | Filter | Bind)
        touching = [part for part in parts if part[0] & found]
        parts = [part for part in parts if part not in touching]
        parts.append((found.union(*(part[0] for part in touching)), looks or any(part[1] for part in touching)))
    large = [part for part, looks in parts if looks and part]
    if len(large) > 1:
        yield Advice("apart", " × ".join(" ".join(f"?{name}" for name in sorted(part)[:3]) for part in large[:3]))


def _joined(where: Group) -> Iterator[object]:
    """What holds together: triples one by one, other parts as wholes; filters too, as they join what they test."""
    for element in where.elements:
        if isinstance(element, Block):
            yield from element.triples
        else:
            yield element


def _triples(group: Group) -> Iterator[Triple]:
    for element in group.elements:
        if isinstance(element, Block):
            yield from element.triples


def _said(where: Group) -> Mapping[str, int]:
    """In how many patterns and lists of values each variable stands."""
    elements = [each for group in groups(where) for each in group.elements]
    pieces = [*(triple for each in elements if isinstance(each, Block) for triple in each.triples)]
    lists = [each for each in elements if isinstance(each, Rows)]
    return Counter(name for each in (*pieces, *lists) for name in _variables(each))


def _variables(found: object) -> set[str]:
    match found:
        case Triple():
            terms = [found.subject, found.object]
            terms += [found.steps.predicate] if isinstance(found.steps, Link) else []
            return {each.value for each in terms if each.kind in {"variable", "blank"}}
        case Block() | Choice() | Group():
            inner = found.triples if isinstance(found, Block) else _inner(found)
            return set[str]().union(*map(_variables, inner))
        case Part():
            named = {found.name.value} if found.name and found.name.kind == "variable" else set()
            return named | _variables(found.group)
        case Filter() | Bind():
            bound = {found.variable} if isinstance(found, Bind) else set()
            return bound | _tested(found.expression)
        case Rows():
            return set(found.variables)
        case _:
            return set()


def _inner(found: Choice | Group) -> Sequence[object]:
    if isinstance(found, Choice):
        return found.groups
    if found.query is None:
        return found.elements
    return [found.query.where, *(Rows((item.variable,), frozenset(), item.span) for item in found.query.items)]


def _tested(expression: Expression) -> set[str]:
    found = set[str]()
    for each in expressions(expression):
        if each.term and each.term.kind == "variable":
            found.add(each.term.value)
        if each.group:
            found |= _variables(each.group)
    return found
