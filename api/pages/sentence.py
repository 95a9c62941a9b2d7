"""What a query asks, as a sentence in the reader's language."""

from collections.abc import Callable, Iterable, Iterator

from rdflib import URIRef

from api.i18n import Words
from graph.rewriting.question import Question
from graph.rewriting.tree import (
    Bind,
    Block,
    Choice,
    Element,
    Expression,
    Filter,
    Group,
    Item,
    Link,
    Part,
    Path,
    Select,
    Steps,
    Term,
    Triple,
    Values,
)
from graph.rewriting.tree import groups as groups_in
from ontology.namespaces import PREFIXES

TYPE = PREFIXES["rdf"] + "type"
_NOT_THERE = "NOT EXISTS"
_MOST = 24  # clauses: a longer sentence is not read
_KEYS = {"OPTIONAL": "optional", "MINUS": "minus", "GRAPH": "graph", "SERVICE": "service"}


def things(asked: Question) -> list[URIRef]:
    """The IRIs whose names the sentence needs."""
    found = dict.fromkeys(each.value for each in _terms(asked) if each.kind == "iri")
    return [URIRef(iri) for iri in found]


def sentence(asked: Question, name: Callable[[str], str], text: Words) -> str:
    """The whole query in words; `name` is what an IRI is called."""
    return _Teller(asked, name, text).query(asked.tree)


def named(item: Item) -> Term | None:
    """The IRI that DESCRIBE names; None for a variable."""
    return item.expression.term if item.expression and not item.variable else None


class _Teller:
    def __init__(self, asked: Question, name: Callable[[str], str], text: Words) -> None:
        self._asked = asked
        self._name = name
        self._text = text

    def query(self, tree: Select) -> str:
        clauses = self._cut(self._clauses(tree.where)) if tree.where else []
        where = self._text("query.says.where", head=self._head(tree), clauses="; ".join(clauses))
        told = where if clauses else self._head(tree)
        return " ".join(f"{each}." for each in (told, *self._end(tree)))

    def _head(self, tree: Select) -> str:
        if tree.form == "ASK":
            return self._text("query.says.ask")
        if tree.form == "CONSTRUCT":
            return self._text("query.says.construct")
        if tree.form == "DESCRIBE":
            key = "describe_all" if tree.star else "describe"
            return self._text(
                f"query.says.{key}", things=self._list(map(self._column, tree.items)) if tree.items else ""
            )
        if tree.star is not None:
            return self._text("query.says.all")
        key = "counted" if tree.aggregates else "distinct" if tree.distinct else "list"
        return self._text(f"query.says.{key}", columns=self._list(map(self._column, tree.items)))

    def _column(self, item: Item) -> str:
        if described := named(item):
            return self._term(described)
        name = f"?{item.variable}"
        return f"{name} = {self._said(item.expression)}" if item.expression else name

    def _end(self, tree: Select) -> Iterator[str]:
        if tree.grouping:
            yield self._text("query.says.grouped", columns=self._list(map(self._said, tree.grouping)))
        if tree.having:
            yield self._text("query.says.having", tests=self._list(map(self._said, tree.having)))
        if tree.order:
            by = [
                self._text("query.says.down", what=self._said(each.expression))
                if each.descending
                else self._said(each.expression)
                for each in tree.order
            ]
            yield self._text("query.says.sorted", columns=self._list(by))
        if tree.offset:
            yield self._text("query.says.offset", rows=self._text.number(tree.offset))
        if tree.limit is not None:
            yield self._text("query.says.limit", rows=self._text.number(tree.limit))

    def _clauses(self, group: Group) -> Iterator[str]:
        if group.query is not None:
            yield self._text("query.says.inner", query=self.query(group.query).rstrip("."))
        for element in group.elements:
            yield from self._element(element)

    def _element(self, element: Element) -> Iterator[str]:
        match element:
            case Block():
                yield from map(self._triple, element.triples)
            case Part():
                name = self._term(element.name) if element.name else ""
                yield self._text(f"query.says.{_KEYS[element.word]}", what=self._within(element.group), name=name)
            case Choice():
                ways = self._cut(map(self._within, element.groups))
                yield ways[0] if len(ways) == 1 else self._text("query.says.either", ways=self._list(ways, "or"))
            case Filter():
                yield self._test(element.expression)
            case Bind():
                yield self._text("query.says.bind", name=f"?{element.variable}", what=self._said(element.expression))
            case Values() if element.certain:
                names = self._list(f"?{name}" for name in element.variables)
                yield self._text("query.says.values", names=names)

    def _within(self, group: Group) -> str:
        return "(" + ", ".join(self._cut(self._clauses(group))) + ")"

    def _cut(self, clauses: Iterable[str]) -> list[str]:
        """The first clauses, and how many more there are."""
        found = list(clauses)
        rest = len(found) - _MOST
        return [*found[:_MOST], self._text("query.says.more", number=rest)] if rest > 0 else found

    def _test(self, expression: Expression) -> str:
        if expression.group is not None:
            key = "not_exists" if expression.name == _NOT_THERE else "exists"
            return self._text(f"query.says.{key}", what=self._within(expression.group))
        return self._text("query.says.filter", test=self._said(expression))

    def _triple(self, triple: Triple) -> str:
        subject, object = self._term(triple.subject), self._term(triple.object)
        steps = triple.steps
        if isinstance(steps, Link):
            if steps.predicate.value == TYPE:
                return self._text("query.says.type", subject=subject, cls=object)
            predicate = self._term(steps.predicate)
            return self._text("query.says.property", subject=subject, property=predicate, object=object)
        return self._text("query.says.path", subject=subject, path=self._path(steps), object=object)

    def _path(self, steps: Steps) -> str:
        if isinstance(steps, Link):
            return self._term(steps.predicate)
        inner = [self._inside(each) for each in steps.parts]
        if steps.sign == "^":
            return self._text("query.says.back", step=inner[0])
        if steps.sign in {"/", "|"}:
            return (" → " if steps.sign == "/" else f" {self._text('query.says.or')} ").join(inner)
        key = {"*": "any", "+": "some", "?": "maybe", "!": "but"}[steps.sign]
        return self._text(f"query.says.{key}", step=", ".join(inner))

    def _inside(self, steps: Steps) -> str:
        """A path that is a part of another: in brackets, where it is several steps."""
        told = self._path(steps)
        return f"({told})" if isinstance(steps, Path) and len(steps.parts) > 1 and steps.sign != "!" else told

    def _term(self, term: Term) -> str:
        if term.kind == "iri":
            return f"“{self._name(term.value)}”"
        return self._text("query.says.something") if term.kind == "blank" else term.text

    def _said(self, expression: Expression) -> str:
        said = " ".join(self._asked.said(expression.span).split())
        return said if len(said) <= 80 else said[:79] + "…"

    def _list(self, parts: Iterable[str], word: str = "and") -> str:
        *first, last = parts
        return f"{', '.join(first)} {self._text(f'query.says.{word}')} {last}" if first else last


def _terms(asked: Question) -> Iterator[Term]:
    yield from filter(None, map(named, asked.tree.items))
    for group in groups_in(asked.tree.where) if asked.tree.where else ():
        for element in group.elements:
            if isinstance(element, Block):
                for triple in element.triples:
                    yield from (triple.subject, triple.object, *_steps(triple.steps))
            elif isinstance(element, Part) and element.name:
                yield element.name


def _steps(steps: Steps) -> Iterator[Term]:
    if isinstance(steps, Path):
        for each in steps.parts:
            yield from _steps(each)
    else:
        yield steps.predicate
