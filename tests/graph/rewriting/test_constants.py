"""What a filter names twice in two ways of writing is still one value: no row comes twice."""

from functools import partial
from pathlib import Path

import pyoxigraph as ox
import pytest

from graph.answering.ahead import Ahead, Told
from graph.rewriting.rewrite import Rewritten, rewritten
from graph.texts import making
from graph.texts.index import FOLDER

EX = "http://example.org/"
PREFIX = f"PREFIX : <{EX}>\n"


@pytest.fixture(scope="module")
def store() -> ox.Store:
    """One thing that names another, and says three texts."""
    store = ox.Store()
    store.update(f"{PREFIX}INSERT DATA {{ :a :in :b ; :name 'x', 'y'@en, '\\u0001' }}")
    return store


def _asked(store: ox.Store, text: str) -> int:
    return len(list(store.query(text, base_iri=f"{EX}sparql")))


def _better(store: ox.Store, query: str, told: Told | None = None) -> Rewritten:
    return rewritten(f"{PREFIX}{query}", Ahead(partial(store.query, base_iri=f"{EX}sparql"), store.named_graphs, told))


@pytest.mark.parametrize(
    ("condition", "steps"),
    [
        ("""?o IN ("x", 'x')""", ("constants",)),
        ("""?o = "x" || ?o = '''x'''""", ("constants",)),
        (r"""?o IN ("x", "\u0078")""", ("constants",)),
        (r"""?o IN ("\u0001", "\U00000001")""", ("constants",)),
        ('?o IN ("y"@en, "y"@EN, "y"@En)', ("constants",)),
        ("?o IN (:b, <http://example.org/b>)", ("constants",)),
        (r"?o IN (:b, <http://example.org/\u0062>)", ("constants",)),
        ("?o IN (<b>, <./b>)", ()),
        ("?o IN (<b>, :b)", ()),
        ("?o = <b>", ("constants",)),
    ],
)
def test_what_is_written_in_two_ways_is_one_value(condition: str, steps: tuple[str, ...], store: ox.Store) -> None:
    query = f"SELECT ?s {{ ?s ?p ?o FILTER({condition}) }}"
    better = _better(store, query)
    assert better.steps == steps
    assert _asked(store, better.text) == _asked(store, f"{PREFIX}{query}") == 1


@pytest.mark.parametrize("escape", [r"\uD800", r"\U00110000"])
def test_what_is_no_letter_is_for_the_engine_to_refuse(escape: str, store: ox.Store, tmp_path: Path) -> None:
    making.gather(store, tmp_path / FOLDER)
    query = f'SELECT ?s {{ ?s :name ?o FILTER(CONTAINS(?o, "{escape}")) }}'
    better = _better(store, query, Told(str(tmp_path / "triples")))
    for text in (better.text, f"{PREFIX}{query}"):
        with pytest.raises(SyntaxError):
            store.query(text)
