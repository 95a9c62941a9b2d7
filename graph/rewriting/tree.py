"""A query taken apart: what its clauses, patterns and expressions are, and where each stands in the text."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple, TypeAlias

from graph.tokens import AGGREGATES


class Span(NamedTuple):
    """From where to where in the text."""

    start: int
    end: int


class Term(NamedTuple):
    """A variable, an IRI, a literal or a blank node, as it is written; `value` is the IRI or the name."""

    kind: str  # variable, iri, literal, blank
    text: str
    value: str


class Link(NamedTuple):
    """A path of one predicate."""

    predicate: Term


class Path(NamedTuple):
    """A path of others: `^` inverse, `/` sequence, `|` alternative, `*`, `+`, `?`, `!` negated."""

    sign: str
    parts: tuple["Steps", ...]
    span: Span


Steps: TypeAlias = Link | Path


class Triple(NamedTuple):
    """A pattern of subject, path and object; a variable stands as a link of its own."""

    subject: Term
    steps: Steps
    object: Term


class Block(NamedTuple):
    """Triples side by side; `simple` when each of them could be written by itself."""

    triples: tuple[Triple, ...]
    simple: bool
    span: Span


class Expression(NamedTuple):
    """An operator or a function with what it works on; a term stands for itself under the name “term”."""

    name: str  # upper case; the IRI of a function that has one
    parts: tuple["Expression", ...]
    term: Term | None
    group: "Group | None"  # of EXISTS
    span: Span


class Filter(NamedTuple):
    """What must hold of the solutions of a group."""

    expression: Expression
    span: Span


class Bind(NamedTuple):
    """A value under a new name."""

    expression: Expression
    variable: str
    span: Span


class Values(NamedTuple):
    """Rows given in the query."""

    variables: tuple[str, ...]
    certain: frozenset[str]  # of them, those with a value in each row
    span: Span


class Part(NamedTuple):
    """A group with a word before it: OPTIONAL, MINUS, GRAPH (of some name), SERVICE."""

    word: str
    name: Term | None
    group: "Group"
    span: Span


class Choice(NamedTuple):
    """One group, or several of which any holds."""

    groups: tuple["Group", ...]
    span: Span


Element: TypeAlias = Block | Filter | Bind | Values | Part | Choice


class Group(NamedTuple):
    """What stands in braces: elements, or a query within the query."""

    elements: tuple[Element, ...]
    query: "Select | None"
    span: Span


class Item(NamedTuple):
    """What one column shows: a variable, or an expression under a name; of DESCRIBE also an IRI, under none."""

    variable: str
    expression: Expression | None
    span: Span


class Order(NamedTuple):
    """One thing to sort by."""

    descending: bool
    expression: Expression
    span: Span


class Select(NamedTuple):
    """A query: what it asks for, of which pattern, grouped, sorted and cut how."""

    form: str
    distinct: str  # DISTINCT, REDUCED or nothing
    items: tuple[Item, ...]
    star: Span | None
    where: Group | None
    grouping: tuple[Expression, ...]
    named: tuple[str, ...]  # what GROUP BY names itself
    having: tuple[Expression, ...]
    order: tuple[Order, ...]
    order_span: Span | None
    limit: int | None
    offset: int | None
    values: Values | None
    span: Span

    @property
    def aggregates(self) -> bool:
        """Whether solutions are taken together."""
        shown = [item.expression for item in self.items if item.expression]
        sorted_by = [each.expression for each in self.order]
        return bool(self.grouping or self.having) or any(map(_aggregates, [*shown, *sorted_by]))


def _aggregates(expression: Expression) -> bool:
    return expression.name in AGGREGATES or any(map(_aggregates, expression.parts))


def expressions(expression: Expression) -> Iterator[Expression]:
    """An expression and all within it, not those of its EXISTS."""
    yield expression
    for part in expression.parts:
        yield from expressions(part)


def groups(group: Group, *, graphs: bool = True) -> Iterator[Group]:
    """A group and all within it, also those of EXISTS and of queries within.

    Without `graphs` only those that are asked of the default graph.
    """
    yield group
    for inner in _within(group, graphs=graphs):
        yield from groups(inner, graphs=graphs)


def _within(group: Group, *, graphs: bool) -> Iterator[Group]:
    if group.query is not None:
        yield from inside(group.query)
    for element in group.elements:
        if isinstance(element, Choice):
            yield from element.groups
        elif isinstance(element, Part) and (graphs or element.name is None):
            yield element.group
        elif isinstance(element, Filter | Bind):
            yield from _tested(element.expression)


def patterns(group: Group, *, graphs: bool = True) -> Iterator[Group]:
    """A group and all within it whose solutions are solutions of the query, not only tests of them (EXISTS).

    Without `graphs` only those that are asked of the default graph.
    """
    yield group
    if group.query is not None and group.query.where is not None:
        yield from patterns(group.query.where, graphs=graphs)
    for element in group.elements:
        if isinstance(element, Choice):
            for each in element.groups:
                yield from patterns(each, graphs=graphs)
        elif isinstance(element, Part) and (graphs or element.name is None):
            yield from patterns(element.group, graphs=graphs)


def read_of(walk: Iterable[Group]) -> Iterator[tuple[Group, Part | None]]:
    """Groups, those without before those within, each with the GRAPH that it stands in, if there is one."""
    parts = dict[Span, Part]()
    for group in walk:
        parts |= {each.group.span: each for each in group.elements if isinstance(each, Part) and each.name}
        around = [parts[span] for span in parts if span.start <= group.span.start and group.span.end <= span.end]
        yield group, around[-1] if around else None


def conjuncts(group: Group) -> Iterator[Expression]:
    """What must hold of all solutions of a group, each by itself."""
    for element in group.elements:
        if isinstance(element, Filter):
            expression = element.expression
            yield from expression.parts if expression.name == "&&" else (expression,)


def inside(query: Select) -> Iterator[Group]:
    """The groups that stand directly in a query."""
    if query.where is not None:
        yield query.where
    shown = (item.expression for item in query.items if item.expression)
    for expression in (*shown, *query.grouping, *query.having, *(each.expression for each in query.order)):
        yield from _tested(expression)


def _tested(expression: Expression) -> Iterator[Group]:
    return (each.group for each in expressions(expression) if each.group is not None)


def queries(query: Select) -> Iterator[Select]:
    """A query and all within it."""
    yield query
    for group in (each for where in inside(query) for each in groups(where)):
        if group.query is not None:
            yield group.query


def told(query: Select) -> Iterator[Expression]:
    """All expressions of a query and of those within it, with their parts."""
    for each in queries(query):
        shown = (item.expression for item in each.items if item.expression)
        for whole in (*shown, *each.grouping, *each.having, *(order.expression for order in each.order)):
            yield from expressions(whole)
    for group in (each for where in inside(query) for each in groups(where)):
        for element in group.elements:
            if isinstance(element, Filter | Bind):
                yield from expressions(element.expression)
