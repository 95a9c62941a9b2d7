"""All rewritings of a query, one after another."""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

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
from graph.rewriting.question import Known, Question, read
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
    done = list[str]()
    try:
        question = read(text, known)
        if question.tree.form == "DESCRIBE":  # read to be told of, not to be changed
            return Rewritten(text)
        for name, rewriting in REWRITINGS.items():
            changed = rewriting(question)
            if changed is not None:
                done.append(name)
                question = question._replace(text=changed) if name == _LAST else read(changed, known)
    except NotRead:
        return Rewritten(text)
    return Rewritten(question.text, tuple(done))
