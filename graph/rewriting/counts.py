"""How much there is of what: the engine counts a million triples each time, and the figures stand beside the release.

A triple is in the default graph once, so each solution of one pattern is another triple: what is counted is how many
there are, whichever of its variables COUNT names.
"""

import re
from collections.abc import Collection, Iterable

from graph.rewriting.question import Question
from graph.rewriting.scope import is_known
from graph.rewriting.tree import Block, Expression, Group, Link, Select, Span, Term, Triple

_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_MOST = 1_000  # predicates or classes
_GROUPED = re.compile(r"\s*GROUP\s+BY(?:\s+[?$]\w+)+", re.IGNORECASE)
_DISTINCT = re.compile(r"COUNT\s*\(\s*DISTINCT\b", re.IGNORECASE)


def counts(question: Question) -> str | None:
    """The query with figures in place of what is to be counted."""
    tree = question.tree
    triple = _only(tree.where) if tree.where else None
    if tree.form != "SELECT" or triple is None or tree.having or tree.values or tree.named or not tree.items:
        return None
    names = [each.variable for each in tree.items]
    own = [each.value for each in _terms(triple)]
    new = [each.variable for each in tree.items if each.expression]
    if len(set(names)) < len(names) or set(own) & set(new) or not sorts_by(tree, names):
        return None
    if tree.grouping:
        return _by_group(question, triple)
    return _in_all(question, triple) if tree.aggregates else _listed(question, triple)


def sorts_by(tree: Select, names: list[str]) -> bool:
    """Whether a query is sorted by nothing but some of its columns."""
    terms = [each.expression.term for each in tree.order]
    return all(term and _varies(term) and term.value in names for term in terms)


def _in_all(question: Question, triple: Triple) -> str | None:
    tree, number = question.tree, _number(question, triple)
    if number is None or not all(_counts(question, each.expression, triple) for each in tree.items):
        return None
    names = [each.variable for each in tree.items]
    return put(question, names, [[str(number)] * len(names)], _end(tree))


def _by_group(question: Question, triple: Triple) -> str | None:
    tree, (by, figures) = question.tree, _figures(question, triple)
    key = tree.grouping[0].term
    end = grouped(question)
    if not figures or key is None or key != by or end is None or len(tree.grouping) > 1:
        return None
    once = triple.subject.value if by == triple.object else ""  # it has each class once
    plain = [each for each in tree.items if each.expression is None]
    if any(each.variable != key.value for each in plain) or len(plain) > 1:
        return None
    if not all(_counts(question, each.expression, triple, once) for each in tree.items if each.expression):
        return None
    rows = [[str(number) if each.expression else name for each in tree.items] for name, number in figures.items()]
    return put(question, [each.variable for each in tree.items], rows, end)


def grouped(question: Question) -> int | None:
    """Where the variables end that a query is grouped by, or its pattern; None where it is grouped by more."""
    where, grouping = question.tree.where, question.tree.grouping
    if where is None or not grouping:
        return where and where.span.end
    found = Span(where.span.end, grouping[-1].span.end)
    return found.end if _GROUPED.fullmatch(question.said(found)) else None


def _listed(question: Question, triple: Triple) -> str | None:
    tree, (by, figures) = question.tree, _figures(question, triple)
    shown = [each.variable for each in tree.items if not each.expression]
    if tree.distinct != "DISTINCT" or by is None or shown != [by.value] or len(tree.items) > 1:
        return None
    return put(question, shown, [[name] for name in figures], _end(tree))


def _number(question: Question, triple: Triple) -> int | None:
    """How many triples fit a pattern, None where that is not known."""
    counts, predicate = question.known.counts(), _predicate(triple)
    if counts is None or not _differ(triple) or triple.subject.kind != "variable":
        return None
    if triple.object.kind == "variable":
        if predicate.kind == "variable":
            return sum(counts.predicates.values())
        return counts.predicates.get(predicate.value) if is_known(predicate) else None
    if predicate.value == _TYPE and triple.object.kind == "iri" and is_known(triple.object):
        return counts.classes.get(f"<{triple.object.value}>")
    return None


def _figures(question: Question, triple: Triple) -> tuple[Term | None, dict[str, int]]:
    """The variable that is a predicate or a class, and how many there are of each that it can be."""
    counts, predicate = question.known.counts(), _predicate(triple)
    if counts is None or not _differ(triple) or {triple.subject.kind, triple.object.kind} != {"variable"}:
        return None, {}
    if predicate.kind == "variable":
        found, by = {f"<{name}>": number for name, number in counts.predicates.items()}, predicate
    elif predicate.value == _TYPE:
        found, by = counts.classes, triple.object
    else:
        return None, {}
    told = len(found) <= _MOST and not any(name.startswith("_:") for name in found)
    return (by, found) if told else (None, {})


def _differ(triple: Triple) -> bool:
    names = [term.value for term in _terms(triple)]
    return len(names) == len(set(names))


def _varies(term: Term) -> bool:
    return term.kind == "variable"


def _predicate(triple: Triple) -> Term:
    assert isinstance(triple.steps, Link)
    return triple.steps.predicate


def _counts(question: Question, expression: Expression | None, triple: Triple, once: str = "") -> bool:
    return counts_solutions(question, expression, {each.value for each in _terms(triple)}, once)


def counts_solutions(question: Question, expression: Expression | None, names: Collection[str], once: str = "") -> bool:
    """Whether a column counts the solutions: each of them, or one of these variables, which all have a value."""
    if expression is None or expression.name != "COUNT":
        return False
    named = [each.term.value for each in expression.parts if each.term and _varies(each.term)]
    if len(named) != len(expression.parts) or not set(named) <= set(names):
        return False
    return named == [once] if _DISTINCT.match(question.said(expression.span)) else True


def _terms(triple: Triple) -> Iterable[Term]:
    return (term for term in (triple.subject, _predicate(triple), triple.object) if _varies(term))


def _only(where: Group) -> Triple | None:
    """The triple that a pattern is all of."""
    block = where.elements[0] if len(where.elements) == 1 else None
    triple = block.triples[0] if isinstance(block, Block) and block.simple and len(block.triples) == 1 else None
    return triple if triple and isinstance(triple.steps, Link) else None


def _end(tree: Select) -> int:
    assert tree.where is not None
    return tree.where.span.end


def put(question: Question, names: Collection[str], rows: Iterable[Iterable[str]], end: int) -> str | None:
    """The query with columns of figures in place of all up to some end."""
    columns = " ".join(f"?{name}" for name in names)
    values = " ".join(f"({' '.join(row)})" for row in rows)
    span = Span(question.tree.items[0].span.start, end)
    return question.edited([(span, f"{columns} WHERE {{ VALUES ({columns}) {{ {values} }} }}")])
