"""`GRAPH ?g` where the engine mixes up which graph is read and what `?g` is within: one pattern for each graph.

By the standard the pattern is answered in each graph by itself, and `?g` is joined to the answers (SPARQL 1.1 Query,
section 18.6). The engine gives `?g` to each triple instead, which differs where a part of the pattern has none.
"""

import re
from collections.abc import Iterator

from graph.rewriting.paths import may_be_empty
from graph.rewriting.question import Question, pieces_of
from graph.rewriting.scope import visible
from graph.rewriting.tree import Bind, Block, Choice, Group, Part, Span, Term, Triple, groups, patterns

_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")
MOST, _LONGEST = 100, 200_000  # graphs, and characters that a query may grow to


def graphs(question: Question) -> str | None:
    """The query with a pattern for each graph in place of one for any, where that makes a difference."""
    where = question.tree.where
    return question.edited(_edits(question, where)) if where else None


def _edits(question: Question, where: Group) -> list[tuple[Span, str]]:
    parts = [each for group in patterns(where) for each in group.elements if isinstance(each, Part)]
    found = list[tuple[Span, str]]()
    for part in reversed(parts):  # what stands within comes first, and is told with what is around it
        if part.name is not None and not _is_plain(part.group, part.name.value):
            inner = question.put(part.group.span, (edit for edit in found if _holds(part.group.span, edit[0])))
            each = _each if part.name.kind == "variable" else _one
            text = each(question, part.name, inner)
            if text is not None:
                found.append((part.span, text))
    return found


def _holds(outer: Span, inner: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _each(question: Question, name: Term, inner: str) -> str | None:
    graphs = question.known.graphs(MOST)
    if not graphs or len(inner) * len(graphs) > _LONGEST:
        return None
    copies = zip(graphs, _copies(question, inner, len(graphs)), strict=True)
    return " UNION ".join(f"{{ GRAPH <{each}> {copy} VALUES {name.text} {{ <{each}> }} }}" for each, copy in copies)


def _copies(question: Question, group: str, count: int) -> Iterator[str]:
    """The text of a group so many times, with other labels each time: one stands in one pattern (section 19.6)."""
    blanks = [each for each in pieces_of(group) if each.kind == "blank"] if "_:" in group else []
    mark = next(f"_:{name}" for name in question.names() if f"_:{name}" not in question.text)
    for number in range(count):
        pieces, at = list[str](), 0
        for each in blanks:
            pieces += [group[at : each.start], f"{mark}_{number}_{each.text[2:]}"]
            at = each.start + len(each.text)
        yield "".join([*pieces, group[at:]])


def _one(question: Question, name: Term, inner: str) -> str | None:
    """A pattern without solutions, where the graph is not there."""
    graphs = question.known.graphs(MOST)
    if graphs is None or name.value in graphs or not _ABSOLUTE.match(name.value):
        return None
    return f"{{ GRAPH {name.text} {inner} FILTER(false) }}"


def _is_plain(group: Group, name: str) -> bool:
    """Whether the engine answers the pattern as the standard says."""
    return _reads(group) and all(map(_is_clear, groups(group))) and all(_takes(each, name) for each in patterns(group))


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
    """Whether it is no query and takes away nothing that shares no variable, which is asked of all graphs."""
    if group.query is not None:
        return False
    for place, each in enumerate(group.elements):
        if isinstance(each, Part) and each.word == "MINUS":
            before = visible(Group(group.elements[:place], None, group.span))
            if not set(before) & set(visible(each.group)):
                return False
    return True


def _takes(group: Group, name: str) -> bool:
    """Whether a group of the pattern may know which graph is read, and reads that with each path."""
    for each in group.elements:
        if isinstance(each, Block) and not all(map(_has_a_step, each.triples)):
            return False  # which ends where it began also in graphs that do not name it
        if isinstance(each, Bind) and each.variable == name:
            return False
        if isinstance(each, Part) and each.word != "GRAPH" and name in visible(each.group):
            return False
    return True
