"""What a FILTER says that a text holds, looked up before the text is looked for: the engine reads all texts else.

The filter stays, so rows can only be kept that it keeps. None is lost: the variable has a value in every solution of
the triples that the rows of VALUES are joined to, and every literal of the release that may fit is among these. Within
GRAPH nothing is looked up: what is said there need not be in the default graph.
"""

from collections.abc import Iterator

from graph.rewriting.needles import needle
from graph.rewriting.question import Question
from graph.rewriting.scope import certain, said_by
from graph.rewriting.tree import Block, Group, Span, Values, conjuncts, patterns

MOST = 900  # texts; the engine takes a type for a thousand triples, and would begin with that where these are more
_WAYS = 16  # texts that are looked for


def texts(question: Question) -> str | None:
    """The query with VALUES before triples whose texts a filter tells a part of."""
    where = question.tree.where
    groups = patterns(where, graphs=False) if where else ()
    return question.edited(edit for group in groups for edit in _edits(question, group))


def _edits(question: Question, group: Group) -> Iterator[tuple[Span, str]]:
    given = {name for element in group.elements if isinstance(element, Values) for name in element.variables}
    for wanted in filter(None, map(needle, conjuncts(group))):
        blocks = (each for each in group.elements if isinstance(each, Block) and wanted.variable in certain(each))
        block = next(blocks, None)
        if block is None or given & certain(block) or len(wanted.texts) > _WAYS:
            continue
        predicate = said_by(block, wanted.variable)
        if wanted.of_all and not question.known.are_literals(predicate):
            continue  # an IRI may hold it too
        found = question.known.holding(predicate, sorted(wanted.texts), MOST)
        if found is not None:
            given.add(wanted.variable)
            yield Span(block.span.start, block.span.start), f"VALUES ?{wanted.variable} {{ {' '.join(found)} }} "
