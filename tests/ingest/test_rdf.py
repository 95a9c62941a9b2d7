"""RDF in any format says the same; what it must not say, or not so, is refused with its place."""

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from graph.store import Line
from ingest.faults import Fault
from ingest.readers import rdf
from ingest.readers.table import UnreadableFile
from ingest.source import Dataset, Source
from ingest.spool import Spool

X = "https://example.org/x"
P = "https://example.org/p#"
TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
CSC = "https://w3id.org/clusterscape/ontology#"
GENID = "<https://w3id.org/clusterscape/id/.well-known/genid/dump/"
TURTLE = f"""@prefix p: <{P}> .
<{X}> a p:Cluster ; p:name "Saúde \\"1\\""@pt ; p:size 12 ; p:part [ p:name "inside" ] .
"""
LINES = f"""<{X}> {TYPE} <{P}Cluster> .
<{X}> <{P}name> "Saúde \\"1\\""@pt .
<{X}> <{P}size> "12"^^<http://www.w3.org/2001/XMLSchema#integer> .
<{X}> <{P}part> _:inside .
_:inside <{P}name> "inside" .
"""
FORMATS = {
    "turtle": TURTLE,
    "trig": TURTLE,
    "n-triples": LINES,
    "n-quads": LINES,
    "rdf-xml": f"""<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:p="{P}">
<p:Cluster rdf:about="{X}"><p:name xml:lang="pt">Saúde "1"</p:name>
<p:size rdf:datatype="http://www.w3.org/2001/XMLSchema#integer">12</p:size>
<p:part rdf:parseType="Resource"><p:name>inside</p:name></p:part></p:Cluster></rdf:RDF>
""",
    "json-ld": f"""{{"@context": {{"@vocab": "{P}"}}, "@id": "{X}", "@type": "Cluster", "size": 12,
"name": {{"@value": "Saúde \\"1\\"", "@language": "pt"}}, "part": {{"name": "inside"}}}}""",
}
Declare = Callable[..., Source]


@pytest.fixture
def declare(tmp_path: Path) -> Declare:
    """A source of RDF with this text."""

    def make(text: str | bytes, form: str = "n-quads", **options: object) -> Source:
        content = text.encode() if isinstance(text, str) else text
        file = tmp_path / f"dump.{form}"
        file.write_bytes(gzip.compress(content) if form.endswith(".gz") else content)
        return Source(
            id="dump",
            dataset=Dataset("own", {"en": "Own"}),
            title={"en": "Dump"},
            file=file,
            declared=tmp_path / "dump.toml",
            publisher="Nobody",
            license="https://creativecommons.org/licenses/by/4.0/",
            rights="",
            issued=None,
            language=("en",),
            format=form,
            options=options,
        )

    return make


def said(source: Source, folder: Path) -> tuple[set[Line], rdf.Read]:
    with Spool(folder / "spool") as spool:
        read = rdf.read(source, spool)
    return set(spool), read


@pytest.mark.parametrize("form", [*FORMATS, *(f"{each}.gz" for each in FORMATS)])
def test_every_format_says_the_same(declare: Declare, tmp_path: Path, form: str) -> None:
    lines, read = said(declare(FORMATS[form.removesuffix(".gz")], form), tmp_path)
    assert read == rdf.Read(5, 0)
    (node,) = {value for _, predicate, value in lines if predicate == f"<{P}part>"}
    assert node.startswith(GENID)
    assert lines == {
        (f"<{X}>", TYPE, f"<{P}Cluster>"),
        (f"<{X}>", f"<{P}name>", '"Saúde \\"1\\""@pt'),
        (f"<{X}>", f"<{P}size>", '"12"^^<http://www.w3.org/2001/XMLSchema#integer>'),
        (f"<{X}>", f"<{P}part>", node),
        (node, f"<{P}name>", '"inside"'),
    }
    assert said(declare(FORMATS[form.removesuffix(".gz")], form), tmp_path)[0] == lines


@pytest.mark.parametrize(
    ("form", "text", "graphs"),
    [
        ("n-quads", "<urn:a> <urn:p> <urn:b> <urn:g> .\n<urn:a> <urn:p> <urn:c> <urn:g> .\n", 1),
        ("n-quads", "<urn:a> <urn:p> <urn:b> <urn:g> .\n<urn:a> <urn:p> <urn:c> <urn:h> .\n", 2),
        ("n-quads", "<urn:a> <urn:p> <urn:b> .\n<urn:a> <urn:p> <urn:c> <urn:b> .\n", 1),
        ("n-quads", "<urn:a>\t<urn:p><urn:b>.\n# a word\n\n <urn:a> <urn:p>  <urn:c><urn:g> . # end", 1),
        ("trig", "<urn:g> { <urn:a> <urn:p> <urn:b> } <urn:a> <urn:p> <urn:c> .", 1),
    ],
    ids=["one graph", "two graphs", "an object that is a graph elsewhere", "odd blanks", "trig"],
)
def test_named_graphs_are_merged_and_counted(
    declare: Declare, tmp_path: Path, form: str, text: str, graphs: int
) -> None:
    lines, read = said(declare(text, form), tmp_path)
    assert read == rdf.Read(2, graphs)
    assert lines == {("<urn:a>", "<urn:p>", "<urn:b>"), ("<urn:a>", "<urn:p>", "<urn:c>")}


def test_many_lines_are_read_as_few_are(declare: Declare, tmp_path: Path) -> None:
    text = "".join(
        f'<urn:s{number}> <urn:p> "{"x" * 99} . <urn:g>" <urn:g{number // 9000}> .\n' for number in range(30_000)
    )
    lines, read = said(declare(text), tmp_path)
    assert read == rdf.Read(30_000, 4)
    assert lines == {(f"<urn:s{number}>", "<urn:p>", f'"{"x" * 99} . <urn:g>"') for number in range(30_000)}


GOOD = '<urn:a> <urn:p> "x" .\n'
ONE_LINE = [
    pytest.param('<urn:a> <urn:p b> "x" .', "Invalid IRI", id="a blank in an IRI"),
    pytest.param('<urn:a> <urn:p> <http://[x/> .', "host", id="an IRI that cannot be"),
    pytest.param('<urn:a> <p> "x" .', "absolute", id="a relative IRI"),
    pytest.param('<urn:a> <urn:p> "\\uD800" .', "D800", id="a lone surrogate"),
    pytest.param('<urn:a> <urn:p> "\x00" .', "control characters", id="a NUL byte"),
    pytest.param('<urn:a> <urn:p> "\\u0001" .', "control characters", id="a control character in disguise"),
    pytest.param('<urn:a> <urn:p> "x"@klingonnnnnnnn .', "subtag", id="a language that cannot be"),
    pytest.param('<urn:a> <urn:p> "x"@en--ltr .', "RDF 1.1", id="a direction of writing"),
    pytest.param('<urn:a> <urn:p> <<( <urn:a> <urn:b> <urn:c> )>> .', "RDF 1.1", id="a triple term"),
    pytest.param('<urn:a> <urn:p> .', "n-quads", id="no object"),
    pytest.param(f"<urn:a> {TYPE} <{CSC}Record> .", "who says or decided", id="a record"),
    pytest.param(f'<urn:a> <{CSC}verdict> "same" .', "who says or decided", id="a verdict"),
    pytest.param("<urn:a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#subject> <urn:b> .", "who says", id="reification"),
    pytest.param(f'<{CSC}Cluster> <urn:p> "x" .', "our vocabulary", id="what a term of ours means"),
    pytest.param('<https://w3id.org/clusterscape/id/source/x> <urn:p> "x" .', "sources", id="about a source"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "part"), ONE_LINE)
def test_what_cannot_be_is_refused_with_its_line(declare: Declare, tmp_path: Path, line: str, part: str) -> None:
    with pytest.raises(UnreadableFile, match=part) as refused:
        said(declare(f"{GOOD * 11_999}{line}\n{GOOD}"), tmp_path)
    assert refused.value.row == 12_000


def test_bytes_that_are_no_utf8_are_refused(declare: Declare, tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="UTF-8") as refused:
        said(declare(GOOD.encode() + b'<urn:a> <urn:p> "\xff" .\n'), tmp_path)
    assert refused.value.row == 2


def test_a_refusal_of_xml_is_one_sentence(declare: Declare, tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile) as refused:
        said(declare(f'<!DOCTYPE x [<!ENTITY owl "urn:x">]>\n{ROOT}</rdf:RDF>', "rdf-xml"), tmp_path)
    error = refused.value
    told = str(Fault("a.rdf", error.row, error.column, error.found, str(error)))
    assert told == "a.rdf, row 1: found “owl”, expected a file in XML that declares no entities (!ENTITY): " + (
        "save it with what they stand for written out"
    )


BOMB = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "x"}">\n' for n in range(9))
ROOT = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:p="urn:p#">'
OTHERS = [
    pytest.param("rdf-xml", f"<!DOCTYPE x [\n{BOMB}]>\n{ROOT}</rdf:RDF>", "entities", 2, id="billion laughs"),
    pytest.param("rdf-xml", f'<!DOCTYPE x SYSTEM "file:///etc/passwd">\n{ROOT}</rdf:RDF>', "DOCTYPE", 1, id="a DTD"),
    pytest.param("rdf-xml", ROOT + "<p:x>" * 300, "within each other", 1, id="deep XML"),
    pytest.param("rdf-xml", f"{ROOT}\n<p:x></p:y>", "well-formed", 2, id="broken XML"),
    pytest.param("rdf-xml", f'{ROOT}<p:x rdf:about="a b"/></rdf:RDF>', "IRI", None, id="a bad IRI in XML"),
    pytest.param("json-ld", '{"@context": "https://schema.org/"}', "context", None, id="a context elsewhere"),
    pytest.param("json-ld", '[{"a": {"@context": [{}, "x.json"]}}]', "context", None, id="a context deep inside"),
    pytest.param("json-ld", '{"@context": {"@import": "http://x/"}}', "imports", None, id="a context that imports"),
    pytest.param("json-ld", "[" * 5000 + "]" * 5000, "within each other", None, id="deep JSON"),
    pytest.param("json-ld", '{"a":\n}', "JSON", 2, id="broken JSON"),
    pytest.param("turtle", "<urn:a> <urn:p>\n\n [ <urn:q> } .", "turtle", 3, id="broken Turtle"),
    pytest.param("turtle", "@prefix p: <urn:p:> .\n<< p:a p:b p:c >> p:d p:e .", "RDF 1.1", None, id="RDF 1.2"),
    pytest.param("turtle", "# nothing\n", "says nothing", None, id="an empty file"),
]


@pytest.mark.parametrize(("form", "text", "part", "row"), OTHERS)
def test_what_other_formats_must_not_hold(
    declare: Declare, tmp_path: Path, form: str, text: str, part: str, row: int | None
) -> None:
    with pytest.raises(UnreadableFile, match=part) as refused:
        said(declare(text, form), tmp_path)
    assert refused.value.row == row


def test_a_packed_file_that_grows_without_bound_is_refused(declare: Declare, tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="100 times"):
        said(declare(b"# a comment\n" * 10_000_000, "turtle.gz"), tmp_path)


def test_a_packed_file_that_is_cut_is_refused(declare: Declare, tmp_path: Path) -> None:
    source = declare(LINES * 100, "n-triples.gz")
    source.file.write_bytes(source.file.read_bytes()[:-20])
    with pytest.raises(UnreadableFile, match="can be read"):
        said(source, tmp_path)


def test_a_base_makes_relative_addresses_whole(declare: Declare, tmp_path: Path) -> None:
    lines, _ = said(declare("<a> <p> <b> .", "turtle", base="https://example.org/"), tmp_path)
    assert lines == {("<https://example.org/a>", "<https://example.org/p>", "<https://example.org/b>")}
