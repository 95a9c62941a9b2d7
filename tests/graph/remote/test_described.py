"""DESCRIBE over a server tells of a thing what a folder does, also where blank nodes stand behind it."""

from functools import partial
from pathlib import Path

import pytest
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.compare import isomorphic

from graph.answering.workers import QueryPool
from graph.release import Releases
from graph.remote.described import describes
from graph.remote.publish import publish
from graph.remote.release import RemoteReleases
from graph.remote.terms import GENID
from graph.remote.worker import RemoteWorker
from tests.servers import oxigraph

A, B, P, Q = (URIRef(f"urn:x:{name}") for name in "abpq")
LISTED = 150  # more than are asked for at once


def filled(folder: Path) -> Releases:
    """Things with a blank node within a blank node, one that two share, a list, and one that leads back."""
    inner, outer, shared, begin = BNode(), BNode(), BNode(), BNode()
    said = Graph()
    Collection(said, begin, [Literal(number) for number in range(LISTED)])
    said += [(A, P, outer), (outer, P, inner), (inner, Q, Literal("deep")), (inner, P, outer), (A, Q, begin)]
    said += [(A, Q, shared), (B, Q, shared), (shared, P, Literal("shared")), (B, P, A), (A, P, Literal("a"))]
    releases = Releases(folder)
    with releases.draft() as draft:
        draft.store.replace(URIRef("urn:x:g"), said)
        draft.store.replace(URIRef("urn:x:h"), [(A, P, Literal("elsewhere"))])
    return releases


def as_said(answer: bytes, form: str) -> Graph:
    """The triples of an answer, with blank nodes where IRIs stand for them."""
    found = Graph()
    for triple in Graph().parse(data=answer, format=form):
        found.add(tuple(BNode(term[len(GENID) :]) if term.startswith(GENID) else term for term in triple))  # type: ignore[arg-type]
    return found


@pytest.mark.parametrize(
    ("media_type", "form"), [("text/turtle", "turtle"), ("application/n-triples", "nt"), ("application/rdf+xml", "xml")]
)
def test_a_server_tells_of_a_thing_what_a_folder_does(tmp_path: Path, media_type: str, form: str) -> None:
    releases = filled(tmp_path / "here")
    release = releases.current()
    assert release is not None
    with oxigraph() as server:
        publish(release, releases.folder, server.remote, ())
        there = RemoteReleases(server.remote)
        there.current()
        hire = partial(RemoteWorker, there)
        with QueryPool(lambda: release.triples, 1) as ours, QueryPool(lambda: None, 1, hire=hire) as theirs:
            for query, size in (
                (f"DESCRIBE <{A}>", 9 + 2 * LISTED),
                (f"PREFIX x: <urn:x:> DESCRIBE ?s {{ ?s x:q [ x:p 'shared' ] . ?s x:p <{A}> }}", 3),
                ("DESCRIBE <urn:x:nothing>", 0),
            ):
                one, other = (as_said(each.answer(query, media_type), form) for each in (ours, theirs))
                assert (len(one), isomorphic(one, other)) == (size, True), query
        there.close()


def test_a_describe_is_known_by_its_form() -> None:
    assert describes("PREFIX d: <urn:describe> describe <urn:x:a>")
    assert not describes("PREFIX d: <urn:describe> SELECT * { ?s a d:DESCRIBE }")
