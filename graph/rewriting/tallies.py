"""Things that are counted by where a triple of theirs ends: how many end there stands beside the release.

Where a variable is the subject of one triple and is named nowhere else, each solution of the other triples is one of
the whole for each triple that ends there: it is in the default graph once. So the others alone are asked, with their
ends, and the numbers (`graph.texts.ends`) are added.
"""

from collections.abc import Collection, Iterator

from graph.rewriting.counts import counts_solutions, grouped, put, sorts_by
from graph.rewriting.equals import written
from graph.rewriting.question import Final, Question
from graph.rewriting.scope import is_known, variables
from graph.rewriting.tree import Block, Link, Select, Triple

_MOST = 300  # rows of the other triples: to read the terms of each takes longer than to count one of the whole


def tallies(question: Question) -> Final | None:
    """The query with numbers in place of what is to be counted."""
    tree, keys = question.tree, _keys(question.tree)
    block = tree.where.elements[0] if tree.where and len(tree.where.elements) == 1 else None
    if keys is None or not isinstance(block, Block) or not block.simple or not question.known.has_ends():
        return None
    bound = frozenset(name for each in block.triples for name in variables(each))
    new = [each for each in tree.items if each.expression]
    if not bound.issuperset(keys) or any(each.variable in bound for each in new):
        return None
    if not all(counts_solutions(question, each.expression, bound) for each in new):
        return None
    for triple, predicate, others in _counted_by(block, keys):
        if question.known.has_ends(predicate):
            return _told(question, keys, triple, predicate, others)
    return None


def _keys(tree: Select) -> list[str] | None:
    """The variables that are grouped by, where all else that is shown is computed."""
    names = [each.variable for each in tree.items]
    if tree.form != "SELECT" or not tree.aggregates or tree.having or tree.values or tree.named or not names:
        return None
    keys = [each.term.value for each in tree.grouping if each.term and each.term.kind == "variable"]
    plain = {each.variable for each in tree.items if each.expression is None}
    if len(keys) < len(tree.grouping) or not plain.issubset(keys):
        return None
    return keys if len(set(names)) == len(names) and sorts_by(tree, names) else None


def _counted_by(block: Block, keys: Collection[str]) -> Iterator[tuple[Triple, str, list[Triple]]]:
    """Triples whose subject is named nowhere else, their predicates, and the others, which name where they end."""
    if not all(isinstance(each.steps, Link) for each in block.triples):
        return
    for triple in block.triples:
        assert isinstance(triple.steps, Link)
        subject, predicate, end = triple.subject, triple.steps.predicate, triple.object
        others = [each for each in block.triples if each is not triple]
        named = frozenset(name for each in others for name in variables(each))
        is_alone = subject.kind == "variable" and subject.value not in {*named, *keys, end.value}
        ends = is_alone and end.kind == "variable" and end.value in named
        if ends and predicate.kind == "iri" and is_known(predicate):
            yield triple, predicate.value, others


def _told(question: Question, keys: list[str], triple: Triple, predicate: str, others: list[Triple]) -> Final | None:
    tree, end, after = question.tree, triple.object.value, grouped(question)
    pattern = f"{{ {' . '.join(written(question, each, {}) for each in others)} }}"
    fresh = question.fresh()[0]
    if after is None or question.known.exceeds(f"{question.before}SELECT (1 AS ?{fresh}) {pattern}", _MOST):
        return None
    columns = " ".join([*(f"?{key}" for key in keys), f"(?{end} AS ?{fresh})"])
    found = question.known.tally(f"{question.before}SELECT {columns} {pattern}", predicate)
    if found is None:
        return None
    rows = []
    for row, number in (found or ({} if keys else {(): 0})).items():
        by = dict(zip(keys, row, strict=True))
        rows.append([str(number) if each.expression else by[each.variable] for each in tree.items])
    text = put(question, [each.variable for each in tree.items], rows, after)
    return Final(text) if text else None
