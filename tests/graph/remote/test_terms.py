"""Answers in JSON are read as they arrive, whichever server wrote them, and are whole or an error."""

import json
from collections.abc import Iterator

import pytest
from rdflib import BNode, Literal, URIRef
from rdflib.namespace import XSD

from graph.remote.edit import PRIVATE, Edit
from graph.remote.store import RemoteStore
from graph.remote.terms import GENID, rows, said, table, truth
from graph.store import BadQuery, NotReached, Scope
from graph.terms import written

ROWS = [
    {"x": {"type": "uri", "value": "urn:a"}, "y": {"type": "literal", "value": 'say "bindings": [ , "boolean": true'}},
    {"y": {"type": "literal", "value": "Évora €\U0001f600", "xml:lang": "pt"}},
    {},
    {
        "x": {"type": "typed-literal", "value": "01", "datatype": str(XSD.integer)},
        "y": {"type": "bnode", "value": "b0"},
    },
    {"x": {"type": "uri", "value": f"{GENID}n1"}},
]
READ = [
    {"x": URIRef("urn:a"), "y": Literal('say "bindings": [ , "boolean": true')},
    {"y": Literal("Évora €\U0001f600", lang="pt")},
    {},
    {"x": Literal("01", datatype=XSD.integer, normalize=False), "y": BNode("b0")},
    {"x": BNode("n1")},
]
ANSWER = {"head": {"link": [], "vars": ["x", "y"]}, "results": {"distinct": False, "bindings": ROWS}}
WRITTEN = {
    "compact": json.dumps(ANSWER, ensure_ascii=False, separators=(",", ":")),
    "indented": json.dumps(ANSWER, ensure_ascii=False, indent=2),
    "escaped": json.dumps(ANSWER),
}


def pieces(text: str, size: int) -> Iterator[bytes]:
    body = text.encode()
    return (body[start : start + size] for start in range(0, len(body), size))


@pytest.mark.parametrize("written_by", WRITTEN)
@pytest.mark.parametrize("size", [1, 3, 7, 64, 100_000])
def test_rows_are_the_same_however_they_arrive(written_by: str, size: int) -> None:
    assert list(rows(pieces(WRITTEN[written_by], size))) == READ
    assert table(pieces(WRITTEN[written_by], size)).names == ("x", "y")


def test_an_answer_that_is_cut_anywhere_is_an_error() -> None:
    body = WRITTEN["compact"].encode()
    for end in range(len(body) - 1):
        with pytest.raises(NotReached):
            list(rows([body[:end]]))


def test_a_yes_or_no_has_no_rows_and_rows_are_no_yes_or_no() -> None:
    assert truth(b'{ "head" : {} , "boolean" : true }')
    assert not truth(b'{"head":{},"boolean":false}')
    with pytest.raises(BadQuery):
        list(rows([b'{"head":{},"boolean":true}']))
    with pytest.raises(NotReached):
        truth(WRITTEN["compact"].encode())


NASTY = [
    "\\",
    "\\u0041",
    "\\\\u0041",
    "\\U0001F600 and \\u",
    '"; DROP ALL ; "',
    "a\nb\r\tc",
    "\x01\x1f\x7f",
    "}} \\",
    "\\\\",
    "\u2028\ufffd",
]


@pytest.mark.parametrize("text", NASTY, ids=ascii)
@pytest.mark.parametrize("by_graph_store", [True, False])
def test_any_text_comes_back_as_it_went(remote_store: RemoteStore, text: str, by_graph_store: bool) -> None:
    graph, thing = URIRef("urn:g"), URIRef("urn:a")
    line = (written(thing), "<urn:p>", written(Literal(text)))
    if by_graph_store:
        remote_store.replace(graph, [(thing, URIRef("urn:p"), Literal(text))])
    else:
        remote_store._wire.update(f"INSERT DATA {{ GRAPH <urn:g> {{ {' '.join(map(said, line))} }} }}")
    ((_, _, value),) = remote_store.triples(graph)
    assert value == Literal(text)
    assert remote_store.graphs_of(line) == {graph}


def test_a_blank_node_is_the_same_one_in_all_graphs_and_when_it_is_sent_twice(remote_store: RemoteStore) -> None:
    one, two, node = URIRef("urn:1"), URIRef("urn:2"), BNode("n")
    for graph in (one, two, one):
        remote_store.add(graph, [(node, URIRef("urn:p"), node)])
    assert remote_store.size() == remote_store.size(one) == 1
    assert set(remote_store.triples(two)) == {(node, URIRef("urn:p"), node)}
    assert remote_store.ask("ASK { GRAPH <urn:1> { ?x ?p ?x } GRAPH <urn:2> { ?x ?p ?x } }", Scope.PUBLIC)


def has_beside(store: RemoteStore) -> bool:
    """Whether a server holds triples on their way, which the store itself does not show."""
    query = f'ASK {{ GRAPH ?g {{ ?s ?p ?o }} FILTER(STRSTARTS(STR(?g), "{PRIVATE}")) }}'
    wire = store._wire
    answer = wire.ask(wire.remote.name, query, "application/sparql-results+json")
    return truth(b"".join(answer.pieces))


def test_large_changes_go_beside_first_and_leave_nothing_there(
    remote_store: RemoteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graph.remote.edit.FEW", 200)
    monkeypatch.setattr("graph.remote.edit.AT_ONCE", 500)
    graph = URIRef("urn:g")
    triples = {(URIRef(f"urn:{number}"), URIRef("urn:p"), Literal("x" * 20)) for number in range(100)}
    remote_store.replace(graph, triples)
    remote_store.replace(graph, list(triples)[:60])
    assert (remote_store.size(), remote_store.size(graph)) == (60, 60)
    assert not has_beside(remote_store)


def test_what_is_given_up_leaves_nothing(remote_store: RemoteStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph.remote.edit.FEW", 10)
    edit = Edit(remote_store._wire)
    assert edit.source([("<urn:a>", "<urn:p>", f'"{number}"') for number in range(9)]).startswith("GRAPH")
    assert has_beside(remote_store)
    edit.give_up()
    assert not has_beside(remote_store)
