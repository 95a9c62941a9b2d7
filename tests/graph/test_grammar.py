"""What SPARQL 1.1 allows is taken and what it forbids is refused, case by case, one to a line (sections 18.2 and 19.8)."""

from collections.abc import Sequence
from pathlib import Path

import pyoxigraph as ox
import pytest

from graph.answering.ahead import Ahead
from graph.guard import Limits, examine
from graph.rewriting.rewrite import rewritten
from graph.store import BadQuery
from graph.updates.dataset import judge
from graph.updates.grammar import parse

FOLDER = Path(__file__).with_name("grammar")
COUNTS = {"queries-refused": 403, "queries-taken": 245, "updates-refused": 112, "updates-taken": 67}
BASE, PREFIX = "http://example.org/", "PREFIX : <http://example.org/#> "


def lines(name: str) -> Sequence[str]:
    return (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()


def ask(query: str) -> None:
    """What a query goes through, over no data; raises `BadQuery` or `SyntaxError`."""
    empty = ox.Store()
    text = examine(query if query.startswith(("PREFIX", "BASE", "VERSION")) else PREFIX + query, base=BASE).text
    better = rewritten(text, Ahead(empty.query, empty.named_graphs))
    empty.query(better.text, base_iri=BASE)


def look_over(update: str) -> None:
    """What the text of an update goes through; raises `BadQuery`."""
    for step in parse(update, Limits(), None, BASE):
        judge(step)


def test_the_cases_were_found() -> None:
    found = {path.stem: len(lines(path.stem)) for path in FOLDER.iterdir()}
    assert found == COUNTS


@pytest.mark.parametrize("query", lines("queries-taken"))
def test_a_query_of_the_standard_is_taken(query: str) -> None:
    ask(query)


@pytest.mark.parametrize("query", lines("queries-refused"))
def test_a_query_that_is_not_of_the_standard_is_refused(query: str) -> None:
    with pytest.raises((BadQuery, SyntaxError)):
        ask(query)


@pytest.mark.parametrize("update", lines("updates-taken"))
def test_an_update_of_the_standard_is_taken(update: str) -> None:
    look_over(update)


@pytest.mark.parametrize("update", lines("updates-refused"))
def test_an_update_that_is_not_of_the_standard_is_refused(update: str) -> None:
    with pytest.raises(BadQuery):
        look_over(update)
