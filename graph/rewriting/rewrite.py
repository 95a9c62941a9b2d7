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
from graph.rewriting.mixed import mixed
from graph.rewriting.optionals import optionals
from graph.rewriting.paths import paths
from graph.rewriting.plain import is_plain
from graph.rewriting.question import Final, Known, Question, read
from graph.rewriting.shapes import Meant, shape, shaped
from graph.rewriting.sorting import sorting
from graph.rewriting.steps import negated, steps
from graph.rewriting.tallies import tallies
from graph.rewriting.terms import NotRead
from graph.rewriting.texts import texts

# In this order: what one writes, the next may read.
REWRITINGS: Mapping[str, Callable[[Question], str | None]] = MappingProxyType(
    {
        "columns": columns,
        "counts": counts,
        "tallies": tallies,
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
        "mixed": mixed,
        "sorting": sorting,
        "halves": halves,
        "constants": constants,
    }
)
# What all of them ask of a query: most have none of it, and are not read.
_WORTH = re.compile(
    r"\*|\||!(?!=)|filter|bnode|graph|minus|\{\s*optional|distinct\s+[?$]\w+\s*(?:where\s*)?\{[^{};]*\}|"
    r"[\w>)]\s*[+?](?:\s|\))|(?:order|group)\s+by|having|count|_concat|replace",
    re.IGNORECASE,
)


_STEPS = list(REWRITINGS)
_VARIABLE = re.compile(r"[?$]\w+")
# What a query has, if one of the last steps is to change it: to read one again takes longer than to look.
_FILTERS, _SORTS = (re.compile(rf"\b{word}\b", re.IGNORECASE) for word in ("filter", "order"))
_HAS: Mapping[str, Callable[[str], object]] = MappingProxyType(
    {
        "texts": _FILTERS.search,
        "absent": re.compile(r"\b(?:exists|minus)\b", re.IGNORECASE).search,
        "minus": re.compile(r"\bminus\b", re.IGNORECASE).search,
        "mixed": _SORTS.search,
        "sorting": _SORTS.search,
        "halves": lambda text: len(ends := _ends(text)) > len(set(ends)),
        "constants": re.compile(r"=|\bin\b|\bsameterm\b", re.IGNORECASE).search,
    }
)


class Rewritten(NamedTuple):
    """A query in words that the engine does better with, and the names of what was done."""

    text: str
    steps: tuple[str, ...] = ()


def rewritten(text: str, known: Known) -> Rewritten:
    """The query, rewritten where that keeps its meaning; as it is where it cannot be read."""
    if is_plain(text, known.has_ends) or not _WORTH.search(text):
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
            if isinstance(changed, Final) or not _may_change(changed, name):
                return Rewritten(changed, tuple(done))
            question = read(changed, question.known)
        elif meant and not done and not meant.asked:
            idle.add(name)
    return Rewritten(question.text, tuple(done))


def _may_change(text: str, name: str) -> bool:
    """Whether a step after this one may have something to do with what it wrote."""
    after = _STEPS[_STEPS.index(name) + 1 :]
    return any(each not in _HAS or _HAS[each](text) for each in after)


def _ends(text: str) -> list[tuple[str, str]]:
    """Variables, each with the word before it, as predicates stand before objects."""
    found, before = list[tuple[str, str]](), ""
    for word in text.split():
        variable = _VARIABLE.match(word) if before else None
        if variable:
            found.append((before, variable[0]))
        before = word[variable.end() :] if variable else word
    return found
