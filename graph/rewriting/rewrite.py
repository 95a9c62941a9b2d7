"""All rewritings of a query, one after another."""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from graph.rewriting.absent import absent
from graph.rewriting.columns import columns
from graph.rewriting.constants import constants
from graph.rewriting.counts import counts
from graph.rewriting.equals import equals
from graph.rewriting.functions import functions
from graph.rewriting.graphs import graphs
from graph.rewriting.grouping import grouping
from graph.rewriting.halves import halves
from graph.rewriting.labels import labels
from graph.rewriting.minus import minus
from graph.rewriting.optionals import optionals
from graph.rewriting.paths import paths
from graph.rewriting.plain import is_plain
from graph.rewriting.question import Final, Known, Question, read
from graph.rewriting.shapes import Meant, shape, shaped
from graph.rewriting.sorting import sorting
from graph.rewriting.steps import negated, steps
from graph.rewriting.terms import NotRead
from graph.rewriting.texts import texts

# In this order: what one writes, the next may read.
REWRITINGS: Mapping[str, Callable[[Question], str | None]] = MappingProxyType(
    {
        "columns": columns,
        "counts": counts,
        "grouping": grouping,
        "functions": functions,
        "graphs": graphs,
        "labels": labels,
        "negated": negated,
        "steps": steps,
        "optionals": optionals,
        "equals": equals,
        "paths": paths,
        "texts": texts,
        "absent": absent,
        "minus": minus,
        "sorting": sorting,
        "halves": halves,
        "constants": constants,
    }
)
_LAST = list(REWRITINGS)[-1]  # nobody reads what it writes
# What all of them ask of a query: most have none of it, and are not read.
_WORTH = re.compile(
    r"\*|\||!\s*\(|filter|bnode|graph|minus|\{\s*optional|distinct\s+[?$]\w+\s*(?:where\s*)?\{[^{};]*\}|"
    r"[\w>)]\s*[+?](?:\s|\))|(?:order|group)\s+by|having|count|_concat|replace",
    re.IGNORECASE,
)


class Rewritten(NamedTuple):
    """A query in words that the engine does better with, and the names of what was done."""

    text: str
    steps: tuple[str, ...] = ()


def rewritten(text: str, known: Known) -> Rewritten:
    """The query, rewritten where that keeps its meaning; as it is where it cannot be read."""
    if is_plain(text) or not _WORTH.search(text):
        return Rewritten(text)
    try:
        by = shaped(text)
        found = shape(by.text) if by else None
        if by and found:
            meant = Meant(known, by)
            better = _rewritten(Question(by.text, found.before, found.tree, meant), found.idle, meant)
            return Rewritten(by.filled(better.text), better.steps)
        return _rewritten(read(text, known), set())
    except NotRead:
        return Rewritten(text)


def _rewritten(question: Question, idle: set[str], meant: Meant | None = None) -> Rewritten:
    """The query after all steps, but for those that are idle; what is found to be so is put to these."""
    done = list[str]()
    if question.tree.form == "DESCRIBE":  # read to be told of, not to be changed
        return Rewritten(question.text)
    for name, rewriting in REWRITINGS.items():
        if not done and name in idle:
            continue
        if meant:
            meant.asked = False
        changed = rewriting(question)
        if changed is not None:
            done.append(name)
            if name == _LAST or isinstance(changed, Final):
                return Rewritten(changed, tuple(done))
            question = read(changed, question.known)
        elif meant and not done and not meant.asked:
            idle.add(name)
    return Rewritten(question.text, tuple(done))
