"""All rewritings of a query, one after another."""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from graph.rewriting.columns import columns
from graph.rewriting.constants import constants
from graph.rewriting.equals import equals
from graph.rewriting.functions import functions
from graph.rewriting.graphs import graphs
from graph.rewriting.grouping import grouping
from graph.rewriting.labels import labels
from graph.rewriting.paths import paths
from graph.rewriting.question import Known, Question, read
from graph.rewriting.sorting import sorting
from graph.rewriting.steps import negated, steps
from graph.rewriting.terms import NotRead
from graph.rewriting.texts import texts

# In this order: what one writes, the next may read.
REWRITINGS: Mapping[str, Callable[[Question], str | None]] = MappingProxyType(
    {
        "columns": columns,
        "grouping": grouping,
        "functions": functions,
        "graphs": graphs,
        "labels": labels,
        "negated": negated,
        "steps": steps,
        "equals": equals,
        "paths": paths,
        "texts": texts,
        "sorting": sorting,
        "constants": constants,
    }
)
# What all of them ask of a query: most have none of it, and are not read.
_WORTH = re.compile(
    r"\*|\||!\s*\(|filter|bnode|graph|[\w>)]\s*[+?](?:\s|\))|(?:order|group)\s+by|having|count|_concat|replace",
    re.IGNORECASE,
)


class Rewritten(NamedTuple):
    """A query in words that the engine does better with, and the names of what was done."""

    text: str
    steps: tuple[str, ...] = ()


def rewritten(text: str, known: Known) -> Rewritten:
    """The query, rewritten where that keeps its meaning; as it is where it cannot be read."""
    if not _WORTH.search(text):
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
                question = read(changed, known)
    except NotRead:
        return Rewritten(text)
    return Rewritten(question.text, tuple(done))
