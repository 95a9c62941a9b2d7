"""An answer that a server ends in the midst of it, with status 200, is no answer."""

from collections.abc import Iterator

import pytest

from graph.remote.ends import LAST, to_the_end
from graph.remote.wire import AHEAD
from graph.store import NotReached, Scope
from tests.graph.remote.test_wire import JSON, ONE, good, talking

COMPLAINT = b"The SPARQL operation has been cancelled"
XML, RDF, TURTLE = "application/sparql-results+xml", "application/rdf+xml", "text/turtle"
TABLE = b'<?xml version="1.0"?><sparql><results><result></result></results></sparql>'
WHOLE = [
    pytest.param(JSON, ONE, id="JSON"),
    pytest.param(JSON, b'{"head":{},"boolean":true}\r\n', id="JSON of a truth value, with an end of line"),
    pytest.param(XML, TABLE, id="XML"),
    pytest.param(XML, TABLE.replace(b"sparql>", b"r:sparql>") + b"\n<!-- the answer\nwas cut -->\n", id="XML, remark"),
    pytest.param(XML, TABLE.replace(b"sparql>", b"ns-1:sparql>"), id="XML, odd prefix"),
    pytest.param(RDF, b"<rdf:RDF></rdf:RDF>", id="RDF/XML"),
    pytest.param(RDF, b"<rdf:RDF/>", id="RDF/XML of nothing"),
    pytest.param("application/ld+json", b"[]\n", id="JSON-LD"),
    pytest.param(TURTLE, b"<urn:a> <urn:p> 1 .", id="Turtle"),
    pytest.param(TURTLE, b"<urn:a> <urn:p> 1 .\n# the end\n", id="Turtle, remark"),
    pytest.param(TURTLE, b"<urn:a> <urn:p> 1 .\n# the end", id="Turtle, remark without an end of line"),
    pytest.param(TURTLE, b"# Empty TURTLE", id="Turtle of a remark"),
    pytest.param(TURTLE, b"", id="Turtle of nothing"),
    pytest.param("application/trig", b"<urn:g> { <urn:a> <urn:p> 1 }", id="TriG"),
    pytest.param("application/n-triples", b"<urn:a> <urn:p> <urn:b> .\n", id="N-Triples"),
    pytest.param("text/csv", b"x\r\n1", id="CSV without an end of line"),
]
CUT = [
    pytest.param(JSON, b"", id="nothing"),
    pytest.param(JSON, ONE[:-6], id="JSON"),
    pytest.param(XML, TABLE.partition(b"</results>")[0], id="XML"),
    pytest.param(XML, TABLE + b"<!---->" * 500 + b"<!--", id="XML, many remarks"),
    pytest.param(RDF, b"<rdf:RDF><rdf:Description>", id="RDF/XML"),
    pytest.param(RDF, b"<rdf:RDF></rdf:RDF>" + b"<!---->" * 500 + b"<!--", id="RDF/XML, many remarks"),
    pytest.param(TURTLE, b"<urn:a> <urn:p> <urn:b>", id="Turtle"),
]


def taken_apart(body: bytes) -> Iterator[bytes]:
    """Pieces of one byte, as a network may give them."""
    return (body[place : place + 1] for place in range(len(body)))


@pytest.mark.parametrize(("media_type", "body"), WHOLE)
def test_an_answer_that_ends_well_is_passed_on_and_with_a_complaint_it_is_refused(media_type: str, body: bytes) -> None:
    assert b"".join(to_the_end(media_type, taken_apart(body))) == body
    for pieces in ([body, COMPLAINT], [body + COMPLAINT], taken_apart(body + COMPLAINT)):
        with pytest.raises(NotReached, match=r"before it was complete: .*has been cancelled"):
            list(to_the_end(media_type, pieces))


@pytest.mark.parametrize(("media_type", "body"), CUT)
def test_an_answer_that_stops_is_refused(media_type: str, body: bytes) -> None:
    with pytest.raises(NotReached, match="before it was complete"):
        list(to_the_end(media_type, [b" " * LAST, body]))


@pytest.mark.parametrize("length", [0, AHEAD], ids=["read ahead", "streamed"])
def test_what_a_server_cuts_is_told_after_what_it_sent(length: int) -> None:
    body = ONE[:-3] + b" " * length + COMPLAINT
    with talking(good(body)) as talk:
        wire, passed = talk.wire(largest=2 * AHEAD), list[bytes]()
        with pytest.raises(NotReached, match="has been cancelled"):
            passed.extend(wire.ask(talk.address, "SELECT ?x {}", JSON).pieces)
        assert b"".join(passed) == (body if length else b"")


def test_a_yes_or_no_that_a_server_cuts_is_none() -> None:
    with talking(good(b'{"head":{},"boolean":true' + COMPLAINT)) as talk, pytest.raises(NotReached):
        talk.store().ask("ASK {}", Scope.PUBLIC)
