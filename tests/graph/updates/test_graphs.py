"""Graphs put, filled from files and taken away."""

from pathlib import Path

import pytest

from graph.changes import Body, DropGraph, GraphNotThere, Moved, PutGraph, Update
from graph.layout import Layout
from graph.store import StoreError
from graph.writing import Writer
from tests.graph.updates.kept import Kept, both, of


def test_a_graph_is_put_and_taken_away(kept: Kept, tmp_path: Path) -> None:
    body = tmp_path / "body"
    body.write_bytes(b"@prefix : <http://example/> . :a :p 1, 2 .")
    put = PutGraph("http://example/g", (Body("text/turtle", body),))
    first = kept.writer.change(put)
    assert (first.existed, first.created, first.added) == (False, True, 2)
    body.write_bytes(b"<a> <p> 2, 3 .")
    second = kept.writer.change(PutGraph("http://example/g", (Body("text/turtle", body, "http://example/"),)))
    assert (second.existed, second.created, second.added, second.removed) == (True, False, 1, 1)
    merged = PutGraph("http://example/g", (Body("application/n-triples", body.with_name("more")),), merge=True)
    body.with_name("more").write_bytes(b"<http://example/a> <http://example/p> <http://example/o> .\n")
    assert kept.writer.change(merged).added == 1
    assert kept.said()["http://example/g"] == of(":a :p 2, 3, :o .")[""]
    with pytest.raises(Moved):
        kept.writer.change(DropGraph("http://example/g", only_if=first.release))
    kept.writer.change(DropGraph("http://example/g"))
    assert "http://example/g" not in kept.said()
    with pytest.raises(GraphNotThere):
        kept.writer.change(DropGraph("http://example/g"))


ENTITIES = b'<!DOCTYPE r [<!ENTITY a "b">]>'
RDF_XML = b'<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
BODIES = {
    "wrong turtle": ("text/turtle", b"<http://e/a> <http://e/p> ."),
    "wrong json": ("application/ld+json", b"{"),
    "a remote context": ("application/ld+json", b'{"@context": "http://nowhere.invalid/", "@id": "x:y"}'),
    "entities": ("application/rdf+xml", b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "b">]><r/>'),
    "entities after a long comment": ("application/rdf+xml", b"<!--%b-->%b<r/>" % (b" " * 1_100_000, ENTITIES)),
    "entities within an element": ("application/rdf+xml", b"%b%b</r:RDF>" % (RDF_XML, ENTITIES)),
    "graphs of its own": ("application/ld+json", b'{"@id": "x:g", "@graph": [{"@id": "x:s", "x:p": 1}]}'),
    "of RDF 1.2": ("text/turtle", b"<x:a> <x:p> <<( <x:a> <x:p> 1 )>> ."),
    "quads of other graphs": ("application/n-quads", b"<x:a> <x:p> <x:o> <x:g> ."),
    "no RDF": ("image/png", b"x"),
}


@pytest.mark.parametrize(("media_type", "content"), BODIES.values(), ids=BODIES)
def test_what_is_no_graph_is_refused(kept: Kept, tmp_path: Path, media_type: str, content: bytes) -> None:
    kept.update(both(1))
    before = kept.said()
    (tmp_path / "body").write_bytes(content)
    with pytest.raises(StoreError):
        kept.writer.change(PutGraph("http://example/g", (Body(media_type, tmp_path / "body", "http://example/"),)))
    assert kept.said() == before


def test_turtle_is_taken_without_its_last_stop(kept: Kept, tmp_path: Path) -> None:
    (tmp_path / "body").write_bytes(b"<http://example/a> <http://example/p> 1")
    kept.writer.change(PutGraph(None, (Body("text/turtle", tmp_path / "body"),)))
    assert kept.said()[""] == of(":a :p 1 .")[""]


def test_load_reads_only_what_it_is_given(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"<x:s> <x:p> <x:o> .")
    asked = list[str]()

    def fetch(address: str) -> Body:
        asked.append(address)
        return Body("text/turtle", tmp_path / "file")

    with Writer(tmp_path / "store", shown=Layout.PLAIN, fetch=fetch) as writer:
        writer.change(Update("LOAD <http://e/one> ; LOAD <http://e/two> INTO GRAPH <x:g>"))
        assert {graph: len(said) for graph, said in Kept(tmp_path / "store", writer).said().items()} == {
            "": 1,
            "x:g": 1,
        }
    assert asked == ["http://e/one", "http://e/two"]
