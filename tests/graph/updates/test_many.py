"""What is written many triples at a time comes to the same as one by one."""

from pathlib import Path

import pytest

from graph.changes import Body, GraphExists, PutGraph
from graph.layout import UNNAMED
from tests.graph.updates.kept import Kept, Said, keeping

MANY = range(1_500)  # more than are looked at one by one
ONE = "http://example/one"


def data(numbers: range, word: str = ":p") -> str:
    return " ".join(f":s{n} {word} {n} ." for n in numbers)


def union_of(said: Said) -> frozenset[tuple[str, str, str]]:
    return frozenset().union(*(triples for graph, triples in said.items() if graph))


REMOVALS = {
    "a graph dropped": "DROP GRAPH :one",
    "a graph cleared": "CLEAR GRAPH :one",
    "all of a pattern": "DELETE WHERE { GRAPH :one { ?s ?p ?o } }",
    "most of a graph": "DELETE { GRAPH :one { ?s ?p ?o } } WHERE { GRAPH :one { ?s ?p ?o FILTER(?o < 1400) } }",
    "little of a large graph": "DELETE { GRAPH :one { ?s ?p ?o } } WHERE { GRAPH :one { ?s ?p ?o FILTER(?o < 300) } }",
    "what two graphs say": "DELETE { GRAPH ?g { ?s ?p ?o } } WHERE { GRAPH ?g { ?s ?p ?o } }",
    "a graph moved": "MOVE :one TO :two",
    "a graph added to another": "ADD :one TO :two ; DROP GRAPH :one",
}


@pytest.mark.parametrize("text", REMOVALS.values(), ids=REMOVALS)
def test_the_union_loses_what_no_other_graph_says_and_keeps_the_rest(tmp_path: Path, text: str) -> None:
    with keeping(tmp_path / "store") as kept:
        one = f"{data(MANY)} {data(MANY, ':own')}"  # the second is a word that no other graph uses
        graphs = f"GRAPH :one {{ {one} }} GRAPH :two {{ {data(range(1_000, 1_200))} }}"
        kept.update(f"INSERT DATA {{ {graphs} {data(range(5))} }}")
        before = kept.said()
        kept.update(text)
        said = kept.said()
        assert said != before
        assert said[""] == union_of(said)
        with pytest.raises(GraphExists):  # all before it is undone
            kept.update(f"CLEAR ALL ; INSERT DATA {{ GRAPH :two {{ {data(MANY)} }} }} ; CREATE GRAPH :two")
        assert kept.said() == said


def test_a_large_graph_is_replaced_by_what_differs(tmp_path: Path) -> None:
    body = tmp_path / "body"
    with keeping(tmp_path / "store") as kept:
        put(kept, body, range(30_000))
        kept.update(f"INSERT DATA {{ {data(range(20))} }}")
        made = put(kept, body, range(10, 30_010))
        said = kept.said()
    assert made == (10, 10)
    assert len(said[ONE]) == 30_000
    assert said[""] == union_of(said)
    assert len(said[str(UNNAMED)]) == 20


def put(kept: Kept, body: Path, numbers: range) -> tuple[int, int]:
    body.write_text(f"@prefix : <http://example/> . {data(numbers)}", encoding="utf-8")
    written = kept.writer.change(PutGraph(ONE, (Body("text/turtle", body),)))
    return written.added, written.removed
