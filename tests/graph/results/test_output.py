"""What a worker sends, cut at every place it may be: always well formed, and never more than was asked for."""

import csv
import io
import json
from collections.abc import Callable
from contextlib import suppress
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest

from graph.formats import BY_NAME
from graph.results import output
from graph.results.output import PIECE, Enough, Output, Refused, Task
from graph.results.rest import Cut
from graph.results.serialising import serialise

_ODD = [
    'a"b',
    "},{}",
    ',{"s":{}',
    "x,{",
    "</result><result>",
    "a\nb\r\nc",
    "a\tb",
    '"',
    " .\n",
    "]},{",
    "\n\t\t<p>",
    "é\u2028",
]
TEXTS = [f"{number} {_ODD[number % len(_ODD)]}" for number in range(30)]
SELECT, CONSTRUCT = "SELECT ?o { ?s ?p ?o } ORDER BY ?s", "CONSTRUCT { ?s ?p ?o . <http://e/hub> ?p ?o } { ?s ?p ?o }"
LONG = "SELECT ?o ?p { ?s ?p ?o . ?x ?y ?z } ORDER BY ?s ?o"
XML = "{http://www.w3.org/2005/sparql-results#}"


class Sink:
    """Keeps what a worker sends."""

    def __init__(self) -> None:
        self.content = b""
        self.sizes = list[int]()

    def send_bytes(self, message: bytes) -> None:
        assert message[:1] == PIECE
        self.content += message[1:]
        self.sizes.append(len(message) - 1)


@pytest.fixture(scope="module")
def engine() -> ox.Store:
    store, predicate = ox.Store(), ox.NamedNode("http://e/says")
    for number, text in enumerate(TEXTS):
        store.add(ox.Quad(ox.NamedNode(f"http://e/{number:03}"), predicate, ox.Literal(text)))
    return store


def sent(engine: ox.Store, name: str, query: str, *, rows: int | None, length: int) -> tuple[bytes, Cut | None]:
    task = Task(None, query, query, None, None, BY_NAME[name].media_type, rows, length, asked="http://h/sparql?query=")
    sink = Sink()
    file = Output(task, sink)
    with suppress(Enough):
        serialise(engine.query(query), task.media_type, file)
    cut = file.finish()
    return sink.content, cut


def of_json(content: bytes) -> list[str]:
    return [row["o"]["value"] for row in json.loads(content)["results"]["bindings"]]


def of_xml(content: bytes) -> list[str]:
    return [each.text or "" for each in ElementTree.fromstring(content).iter(f"{XML}literal")]


def of_csv(content: bytes) -> list[str]:
    return [row[0] for row in csv.reader(io.StringIO(content.decode(), newline=""))][1:]


def of_tsv(content: bytes) -> list[str]:
    lines = content.decode().removesuffix("\n").split("\n")[1:]
    quads = ox.parse("".join(f"<x:> <x:> {line} .\n" for line in lines), format=ox.RdfFormat.TURTLE)
    return [quad.object.value for quad in quads]  # type: ignore[union-attr]


READ: dict[str, Callable[[bytes], list[str]]] = {"json": of_json, "xml": of_xml, "csv": of_csv, "tsv": of_tsv}


@pytest.mark.parametrize("name", READ)
@pytest.mark.parametrize(("rows", "length"), [(None, 2_900), (None, 4_001), (20, 10**6)])
def test_an_answer_is_cut_alike_however_large_its_pieces_are(
    engine: ox.Store, name: str, rows: int | None, length: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = sent(engine, name, LONG, rows=rows, length=length)
    assert whole[1] is not None
    for size in (1, 100, 1_000):  # after a cut the engine still writes what it holds
        monkeypatch.setattr(output, "_BLOCK", size)
        assert sent(engine, name, LONG, rows=rows, length=length) == whole


@pytest.mark.parametrize("name", READ)
def test_rows_are_cut_after_any_number(engine: ox.Store, name: str) -> None:
    for most in range(1, len(TEXTS) + 2):
        content, cut = sent(engine, name, SELECT, rows=most, length=10**6)
        assert READ[name](content) == TEXTS[:most]
        assert (cut.rows if cut else None) == (most if most < len(TEXTS) else None)


@pytest.mark.parametrize("name", READ)
def test_rows_are_cut_at_any_size(engine: ox.Store, name: str) -> None:
    seen = set[int]()
    sizes = range(100, 1_200, 20) if name in {"csv", "tsv"} else range(1_300, 6_500, 130)
    for length in sizes:
        content, cut = sent(engine, name, SELECT, rows=None, length=length)
        found = READ[name](content)
        assert found == TEXTS[: len(found)]
        assert len(content) <= length
        assert (cut.rows if cut else len(TEXTS)) == len(found)
        seen.add(len(found))
    assert len(seen) > 4
    assert max(seen) == len(TEXTS)


@pytest.mark.parametrize("name", ["ttl", "nt", "rdf", "jsonld", "trig", "nq"])
def test_triples_are_cut_at_any_size(engine: ox.Store, name: str) -> None:
    form = ox.RdfFormat.from_media_type(BY_NAME[name].media_type)
    whole = set(engine.query(CONSTRUCT))  # type: ignore[arg-type]
    seen = set[int]()
    for length in range(1_300, 7_000, 95):
        content, cut = sent(engine, name, CONSTRUCT, rows=None, length=length)
        found = {quad.triple for quad in ox.parse(content, form)}
        assert found <= whole
        assert (cut is None) == (found == whole)
        assert len(content) <= length
        seen.add(len(found))
    assert len(seen) > 5


def test_a_byte_limit_below_the_first_row_is_refused(engine: ox.Store) -> None:
    with pytest.raises(Refused):
        sent(engine, "json", SELECT, rows=None, length=40)


def test_empty_rows_are_told_from_texts_that_look_like_them(engine: ox.Store) -> None:
    query = "SELECT ?o { VALUES ?o { '},{}' UNDEF ',{},{}' UNDEF '[{}' UNDEF } }"
    values = ["},{}", None, ",{},{}", None, "[{}", None]
    for most in range(1, 6):
        content, cut = sent(engine, "json", query, rows=most, length=10**6)
        rows = json.loads(content)["results"]["bindings"]
        assert [row["o"]["value"] if row else None for row in rows] == values[:most]
        assert cut is not None


@pytest.mark.parametrize("name", READ)
@pytest.mark.parametrize("text", ["UNDEF", "'},{'", "'a'"], ids=["none", "odd", "text"])
def test_many_rows_are_counted_across_blocks(name: str, text: str) -> None:
    digits = " ".join(map(str, range(10)))
    query = (
        "SELECT ?o { "
        + "".join(f"VALUES ?d{place} {{ {digits} }} " for place in range(5))
        + f"VALUES ?o {{ {text} }} }}"
    )
    for most in (49_999, 99_999, 100_000):
        content, cut = sent(ox.Store(), name, query, rows=most, length=10**9)
        mark = {"json": b"{}" if text == "UNDEF" else b'"value"', "xml": b"<result>", "csv": b"\r\n", "tsv": b"\n"}[
            name
        ]
        assert content.count(mark) == most + (name in {"csv", "tsv"})
        assert (cut is None) == (most == 100_000)


def test_a_long_answer_begins_soon_and_goes_on_in_larger_messages() -> None:
    sink = Sink()
    output = Output(Task(None, "", "", None, None, BY_NAME["nt"].media_type, None, 10**9, ahead=100_000), sink)
    line = b"<http://e/s> <http://e/p> <http://e/o> .\n"
    for _ in range(1_000):
        output.write(line * 200)
    assert output.finish() is None
    assert sink.content == line * 200_000
    assert sink.sizes[0] < 200_000
    assert len(sink.sizes) < len(sink.content) // 150_000


def test_a_message_is_never_as_large_as_a_large_text() -> None:
    sink = Sink()
    output = Output(Task(None, "", "", None, None, BY_NAME["nt"].media_type, None, 10**9), sink)
    line = b'<http://e/s> <http://e/p> "' + bytes(5 * 1024**2) + b'" .\n'
    output.write(line)
    assert output.finish() is None
    assert sink.content == line
    assert max(sink.sizes) <= 1024**2
