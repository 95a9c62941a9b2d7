"""`GRAPH ?g` where the engine mixes up which graph is read and what `?g` is within: one pattern for each graph.

By the standard the pattern is answered in each graph by itself, and `?g` is joined to the answers (SPARQL 1.1 Query,
section 18.6). The engine gives `?g` to each triple instead, which differs where a part of the pattern has none.
"""

import re
from collections.abc import Iterator

from graph.rewriting.paths import may_be_empty
from graph.rewriting.question import Question
from graph.rewriting.scope import visible
from graph.rewriting.tree import Bind, Block, Choice, Group, Part, Span, Triple, patterns

_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")
MOST, _LONGEST = 100, 200_000  # graphs, and characters that a query may grow to


def graphs(question: Question) -> str | None:
    """The query with a pattern for each graph in place of one for any, where that makes a difference."""
    where = question.tree.where
    return question.edited(_edits(question, where)) if where else None


def _edits(question: Question, where: Group) -> Iterator[tuple[Span, str]]:
    for group in patterns(where):
        for part in group.elements:
            if isinstance(part, Part) and part.word == "GRAPH" and part.name:
                every = part.name.kind == "variable"
                text = _each(question, part, part.name.value) if every else _one(question, part, part.name.value)
                if text and not _is_plain(part.group, part.name.value):
                    yield part.span, text


def _each(question: Question, part: Part, name: str) -> str | None:
    names, inner = question.known.graphs(MOST), question.said(part.group.span)
    if not names or len(inner) * len(names) > _LONGEST or "_:" in inner:
        return None
    return " UNION ".join(f"{{ GRAPH <{each}> {inner} VALUES ?{name} {{ <{each}> }} }}" for each in names)


def _one(question: Question, part: Part, name: str) -> str | None:
    """A pattern without solutions, where the graph is not there."""
    names = question.known.graphs(MOST)
    if names is None or name in names or not _ABSOLUTE.match(name):
        return None
    return f"{{ {question.said(part.span)} FILTER(false) }}"


def _is_plain(group: Group, name: str) -> bool:
    """Whether the engine answers the pattern as the standard says."""
    return _reads(group) and all(map(_is_clear, patterns(group))) and not _rebinds(group, name)


def _reads(group: Group) -> bool:
    """Whether each solution has a triple of the graph."""
    return any(
        (isinstance(each, Block) and any(map(_has_a_step, each.triples)))
        or (isinstance(each, Choice) and all(map(_reads, each.groups)))
        for each in group.elements
    )


def _has_a_step(triple: Triple) -> bool:
    """Whether a triple of the graph is met: a path of no steps from a constant meets none."""
    return not may_be_empty(triple.steps) or triple.subject.kind == triple.object.kind == "variable"


def _is_clear(group: Group) -> bool:
    if group.query is not None:
        return False
    for place, each in enumerate(group.elements):
        if isinstance(each, Block) and not all(map(_has_a_step, each.triples)):
            return False  # which ends where it began also in graphs that do not name it
        if isinstance(each, Part) and each.word == "MINUS":
            before = visible(Group(group.elements[:place], None, group.span))
            if not set(before) & set(visible(each.group)):
                return False
    return True


def _rebinds(group: Group, name: str) -> bool:
    return any(isinstance(each, Bind) and each.variable == name for inner in patterns(group) for each in inner.elements)
