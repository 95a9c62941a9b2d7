"""Two variables that a FILTER says are equal, made one: the engine tries all pairs else.

Only where one of them is an IRI or a blank node for certain, because it is a subject or a predicate, or the object of a
predicate that has no literals: of such terms `=` asks whether they are the same, where of literals it compares values.
"""

from collections.abc import Iterator

from graph.rewriting.question import Question
from graph.rewriting.scope import certain, is_known, visible
from graph.rewriting.tree import Block, Expression, Group, Link, Span, Term, Triple, conjuncts, patterns

_EQUALS = frozenset({"=", "SAMETERM"})


def equals(question: Question) -> str | None:
    """The query with one variable in place of two, and the other bound to it."""
    where = question.tree.where
    return question.edited(_edits(question, where)) if where else None


def _edits(question: Question, where: Group) -> Iterator[tuple[Span, str]]:
    for group in patterns(where, graphs=False):
        done = set[Span]()
        for pair in filter(None, map(_pair, conjuncts(group))):
            for place, block in enumerate(group.elements):
                if isinstance(block, Block) and block.simple and block.span not in done:
                    before = visible(Group(group.elements[:place], None, group.span))
                    if text := _joined(question, block, pair, frozenset(before)):
                        done.add(block.span)
                        yield block.span, text
                        break


def _pair(expression: Expression) -> tuple[str, str] | None:
    if expression.name not in _EQUALS or len(expression.parts) != 2:
        return None
    names = [part.term.value for part in expression.parts if part.term and part.term.kind == "variable"]
    return (names[0], names[1]) if len(set(names)) == 2 else None


def _joined(question: Question, block: Block, pair: tuple[str, str], before: frozenset[str]) -> str | None:
    """The triples with one variable for both, None where that cannot be said."""
    if not set(pair) <= certain(block):
        return None
    paths = [triple for triple in block.triples if not isinstance(triple.steps, Link)]
    stepped = {term.value for triple in paths for term in (triple.subject, triple.object)}
    for kept, other in (pair, pair[::-1]):
        if other not in before and other not in stepped and _are_nodes(question, block, pair):
            said = " . ".join(written(question, triple, {other: kept}) for triple in block.triples)
            return f"{said} . BIND(?{kept} AS ?{other}) "
    return None


def _are_nodes(question: Question, block: Block, pair: tuple[str, str]) -> bool:
    """Whether one of two variables is an IRI or a blank node in every solution."""
    links = [triple for triple in block.triples if isinstance(triple.steps, Link)]
    if any(
        term.kind == "variable" and term.value in pair for each in links for term in (each.subject, _predicate(each))
    ):
        return True  # nothing need be asked
    said = {_predicate(each) for each in links if _varies(each.object) and each.object.value in pair}
    return any(question.known.has_no_literals(question.before, _name(each)) for each in said if not _varies(each))


def _name(predicate: Term) -> str:
    return f"<{predicate.value}>" if is_known(predicate) else predicate.text


def _varies(term: Term) -> bool:
    return term.kind == "variable"


def _predicate(triple: Triple) -> Term:
    assert isinstance(triple.steps, Link)
    return triple.steps.predicate


def written(question: Question, triple: Triple, names: dict[str, str]) -> str:
    """A triple as text, with some variables under other names."""

    def called(term: Term) -> str:
        return f"?{names.get(term.value, term.value)}" if term.kind == "variable" else term.text

    steps = triple.steps
    middle = called(steps.predicate) if isinstance(steps, Link) else question.said(steps.span)
    return f"{called(triple.subject)} {middle} {called(triple.object)}"
