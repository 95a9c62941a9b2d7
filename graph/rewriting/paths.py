"""Paths of any length that begin or end at a known thing, followed first: there are few ends, and the engine begins
elsewhere. What they lead to is put in their place as VALUES.

Here too the path of no steps from a thing that no triple names, which the engine leaves out: it ends where it began
(SPARQL 1.1 Query, section 18.4).
"""

from collections.abc import Iterator
from typing import NamedTuple

from graph.rewriting.equals import written
from graph.rewriting.question import Question
from graph.rewriting.scope import ABSOLUTE
from graph.rewriting.tree import Block, Group, Path, Span, Steps, Term, Triple, groups, inside, patterns, read_of

MOST = 1_000  # ends of a path that are put in its place
_CLOSURES, _OF_NO_STEPS = frozenset("*+?"), frozenset("*?")


class _Reach(NamedTuple):
    """A path of any length from a constant to a variable."""

    start: Term
    variable: str
    text: str
    empty: bool  # whether it may have no steps


def paths(question: Question) -> str | None:
    """The query with the ends of paths in place of those paths."""
    where = question.tree.where
    return question.edited(_edits(question, where)) if where else None


def _edits(question: Question, where: Group) -> Iterator[tuple[Span, str]]:
    asked, fresh = {group.span for group in patterns(where)}, question.names()
    for group, part in read_of(each for outer in inside(question.tree) for each in groups(outer)):
        for block in group.elements:
            if not (isinstance(block, Block) and block.simple):
                continue
            text = None
            if group.span in asked and part is None:  # what is asked ahead is asked of the default graph
                text = _followed(question, block, fresh, alone=len(group.elements) == 1)
            elif group.span not in asked and (part is None or part.group.span in asked):
                text = _tested(question, block, part.name if part else None)
            if text is not None:
                yield block.span, text


def _followed(question: Question, block: Block, fresh: Iterator[str], *, alone: bool) -> str | None:
    """The triples of a block without the paths that could be followed, None where there is none."""
    ahead, rest = list[str](), list[str]()
    for triple in block.triples:
        if _ends_where_it_begins(question, triple):
            ahead.append("")
            continue
        reach, remainder = _reach(question, triple, next(fresh))
        values = _ends(question, reach, only=alone and len(block.triples) == 1 and not remainder) if reach else None
        if values is None:
            rest.append(written(question, triple, {}))
        else:
            ahead.append(values)
            rest += [remainder] if remainder else []
    return _put(ahead, rest)


def _tested(question: Question, block: Block, graph: Term | None) -> str | None:
    """The same within EXISTS, where the ends of paths are known: what no triple names leads to itself alone."""
    ahead, rest = list[str](), list[str]()
    for triple in block.triples:
        start, end = (triple.subject, triple.object) if _is_known(triple.subject) else (triple.object, triple.subject)
        leads = _is_known(start) and end.kind == "variable" and _stays(triple.steps)
        if _ends_where_it_begins(question, triple, graph):
            ahead.append("")
        elif leads and not _is_named(question, start, graph):
            ahead.append(f"VALUES ?{end.value} {{ {start.text} }}")
        else:
            rest.append(written(question, triple, {}))
    return _put(ahead, rest)


def _put(ahead: list[str], rest: list[str]) -> str | None:
    return " ".join([*ahead, " . ".join(rest), ". " if rest else ""]) if ahead else None


def _stays(steps: Steps) -> bool:
    """Whether a path leads from where it begins to the same place, though no triple names that."""
    if not isinstance(steps, Path) or steps.sign in "/!":
        return False
    return steps.sign in _OF_NO_STEPS or any(map(_stays, steps.parts))


def _ends_where_it_begins(question: Question, triple: Triple, graph: Term | None = None) -> bool:
    """Whether a path of no steps holds that the engine does not see, as no triple names the thing."""
    start, end = triple.subject, triple.object
    same = start.kind == end.kind and start.value == end.value
    if not (_is_known(start) and same and may_be_empty(triple.steps)) or _is_sequence(triple.steps):
        return False
    return not _is_named(question, start, graph)


def may_be_empty(steps: Steps) -> bool:
    """Whether a path may end where it begins, without a step."""
    if not isinstance(steps, Path) or steps.sign == "!":
        return False
    if steps.sign == "|":
        return any(map(may_be_empty, steps.parts))
    return steps.sign in _OF_NO_STEPS or all(map(may_be_empty, steps.parts))


def followed_in_graph(question: Question, triple: Triple) -> str | None:
    """A path within GRAPH that may have no steps from what it names, None for others; nothing is asked ahead."""
    start, end = triple.subject, triple.object
    if not may_be_empty(triple.steps) or _is_sequence(triple.steps):
        return None
    if _is_known(start) and (start.text == end.text or start.value == end.value):
        return ""
    reach = _straight(question, start, triple.steps, end)
    if reach is None:
        return None
    itself = f"VALUES ?{reach.variable} {{ {reach.start.text} }}"
    return f"{{ SELECT DISTINCT ?{reach.variable} {{ {{ {reach.text} }} UNION {{ {itself} }} }} }}"


def is_empty_sequence(steps: Steps) -> bool:
    """Whether a path is a sequence in which each part may have no steps."""
    return _is_sequence(steps) and may_be_empty(steps)


def _is_sequence(steps: Steps) -> bool:
    inner = _onwards(steps)
    return isinstance(inner, Path) and inner.sign == "/"


def _onwards(steps: Steps) -> Steps:
    """A path without the signs that turn it round."""
    return _onwards(steps.parts[0]) if isinstance(steps, Path) and steps.sign == "^" else steps


def _is_named(question: Question, term: Term, graph: Term | None = None) -> bool:
    """Whether a triple names a thing, of the default graph, or of one or any by name."""
    asked = f"{{ {term.text} ?p ?o }} UNION {{ ?s ?p {term.text} }}"
    asked = f"GRAPH {graph.text} {{ {asked} }}" if graph else asked
    return question.known.holds(f"{question.before}ASK {{ {asked} }}")


def _reach(question: Question, triple: Triple, name: str) -> tuple[_Reach | None, str]:
    """What of a triple can be followed from a constant, and what is left of it."""
    steps = triple.steps
    if not isinstance(steps, Path):
        return None, ""
    if steps.sign == "/" and question.takes_names:
        first, *middle, last = steps.parts
        if _is_known(triple.object) and _closes(last):
            found = _straight(question, Term("variable", "", name), last, triple.object)
            return found, _sequence(question, triple.subject, [first, *middle], Term("variable", f"?{name}", name))
        if _is_known(triple.subject) and _closes(first):
            found = _straight(question, triple.subject, first, Term("variable", "", name))
            return found, _sequence(question, Term("variable", f"?{name}", name), [*middle, last], triple.object)
    return _straight(question, triple.subject, steps, triple.object), ""


def _straight(question: Question, subject: Term, steps: Steps, value: Term) -> _Reach | None:
    inner = _onwards(steps)
    if not (isinstance(inner, Path) and inner.sign in _CLOSURES and isinstance(steps, Path)):
        return None
    start, end = (subject, value) if _is_known(subject) else (value, subject)
    if not _is_known(start) or end.kind != "variable":
        return None
    name = f"?{end.value}"
    ends = (start.text, name) if start is subject else (name, start.text)
    return _Reach(start, end.value, f"{ends[0]} {question.said(steps.span)} {ends[1]}", may_be_empty(inner))


def _ends(question: Question, reach: _Reach, *, only: bool) -> str | None:
    """The rows that a path leads to, None where it stays as it is."""
    at = reach.start.text
    if only:  # there is nothing to be quicker with
        if not reach.empty or _is_named(question, reach.start):
            return None
        return f"VALUES ?{reach.variable} {{ {at} }}"
    found = question.known.rows(f"{question.before}SELECT ?{reach.variable} {{ {reach.text} }}", MOST)
    if found is None:
        return None
    rows = [row[0] for row in found if row[0] is not None]
    if reach.empty and not _is_among(question, reach.start, rows):
        rows.append(at)
    return f"VALUES ?{reach.variable} {{ {' '.join(rows)} }}"


def _is_among(question: Question, start: Term, rows: list[str]) -> bool:
    return f"<{start.value}>" in rows if start.kind == "iri" else _is_named(question, start)


def _sequence(question: Question, subject: Term, parts: list[Steps], value: Term) -> str:
    return f"{subject.text} {'/'.join(said(question, part) for part in parts)} {value.text}"


def said(question: Question, steps: Steps) -> str:
    """A path as text that can be a part of another."""
    return f"({question.said(steps.span)})" if isinstance(steps, Path) else steps.predicate.text


def _closes(steps: Steps) -> bool:
    inner = _onwards(steps)
    return isinstance(inner, Path) and inner.sign in _CLOSURES


def _is_known(term: Term) -> bool:
    return term.kind == "literal" or (term.kind == "iri" and bool(ABSOLUTE.match(term.value)))
