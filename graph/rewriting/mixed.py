"""Numbers sorted apart from other literals, where a column has both: the engine may end of sorting them together.

It compares 9 and 10 as numbers, but each of them with "5" as texts, so that no order fits: of two terms that the
operator `<` does not compare, the standard leaves open which is first (SPARQL 1.1 Query, section 15.1).
"""

from collections.abc import Iterator

from graph.rewriting.question import Question
from graph.rewriting.scope import is_known
from graph.rewriting.tree import Block, Link, Order, Select, Span, Triple, patterns, queries


def mixed(question: Question) -> str | None:
    """The query that sorts by whether a variable is a number, before it sorts by that variable."""
    keys = [(query, order, _variable(order)) for query in queries(question.tree) for order in query.order]
    return question.edited(
        [_apart(order, name) for query, order, name in keys if name and _has_both(question, query, name)]
    )


def _apart(order: Order, name: str) -> tuple[Span, str]:
    direction = "DESC" if order.descending else "ASC"
    return Span(order.span.start, order.span.start), f"{direction}(isNumeric(?{name})) "


def _variable(order: Order) -> str:
    term = order.expression.term
    return term.value if term is not None and term.kind == "variable" else ""


def _has_both(question: Question, query: Select, name: str) -> bool:
    found = [question.known.literals(each) for each in set(_predicates(query, name))]
    return any(numbers for numbers, _ in found) and any(others for _, others in found)


def _predicates(query: Select, name: str) -> Iterator[str]:
    """Those whose objects the variable is; an empty one where it may be any."""
    for group in patterns(query.where) if query.where else ():
        for block in group.elements:
            for triple in block.triples if isinstance(block, Block) else ():
                if triple.object.kind == "variable" and triple.object.value == name:
                    yield _predicate(triple)


def _predicate(triple: Triple) -> str:
    named = triple.steps.predicate if isinstance(triple.steps, Link) else None
    return named.value if named is not None and named.kind == "iri" and is_known(named) else ""
