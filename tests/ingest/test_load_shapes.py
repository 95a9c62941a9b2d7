"""A load that breaks a shape is refused as a whole, with what to do."""

from collections.abc import Callable
from pathlib import Path

import pytest
from rdflib.namespace import DCTERMS, RDF, RDFS, SKOS

from graph.release import Releases
from graph.validating import quality
from graph.writing import Update, Writer
from ingest.faults import Fault
from ingest.load import Finish, LoadRefused, Report, Watcher, load
from ingest.source import Source, read
from ontology.namespaces import CSC, ID

MAPPING = """
key = ["id"]
[thing.event]
iri = "event/{id}"
type = "csc:Event"
[thing.event.say]
"rdfs:label" = {column = "name", lang = "en"}
"csc:start" = {column = "start", as = "date"}
"csc:end" = {column = "end", as = "date"}
"""
GOOD = "id,name,start,end\na,A,2019-03-26,2019-03\n"
BAD = "id,name,start,end\na,A,2019-03-26,2019-02\n"
THIN = "id,name,start,end\na,A,,\n"


def run(folder: Path, *wanted: Source) -> Report:
    return load(folder, wanted, Watcher(), Finish("", lambda draft: None))


def dump(folder: Path, form: str, text: str) -> Source:
    """An RDF file, declared as a source."""
    (folder / f"dump.{form}").write_text(text, encoding="utf-8")
    declared = folder / "dump.toml"
    declared.write_text(
        f'[source]\nid = "dump"\ntitle = {{en = "Dump"}}\npublisher = "Nobody"\nlanguage = ["en"]\n'
        f'license = "https://creativecommons.org/licenses/by/4.0/"\nfile = "dump.{form}"\n',
        encoding="utf-8",
    )
    (source,) = read(declared)
    return source


def test_a_violation_refuses_the_load_and_says_what_to_do(make_source: Callable[..., Source], tmp_path: Path) -> None:
    folder = tmp_path / "store"
    run(folder, make_source(GOOD, MAPPING))
    before = Releases(folder).current()
    with pytest.raises(LoadRefused, match="1 fault") as refused:
        run(folder, make_source(BAD, MAPPING))
    (fault,) = refused.value.faults
    assert isinstance(fault, Fault)
    assert (fault.file, fault.row, fault.column) == ("test-things.csv", 2, "end")
    assert fault.expected == "The end 2019-02 is before the start 2019-03-26: correct one of the two dates."
    assert Releases(folder).current() == before


def test_a_warning_is_counted_and_kept_but_stops_nothing(make_source: Callable[..., Source], tmp_path: Path) -> None:
    folder = tmp_path / "store"
    report = run(folder, make_source(THIN, MAPPING))
    release = Releases(folder).current()
    assert release is not None
    kept = quality.read(release.artefacts)
    assert report.faults["warning"] == kept.counts["warning"] == 1
    (warned,) = (each for each in kept.broken if each.severity == "warning")
    assert warned.field == str(CSC.start)
    assert warned.faults[0].thing == str(ID["event/a"])


def test_a_load_that_changes_nothing_asks_nothing(make_source: Callable[..., Source], tmp_path: Path) -> None:
    run(tmp_path / "store", make_source(GOOD, MAPPING))
    assert run(tmp_path / "store", make_source(GOOD, MAPPING)).faults == {}


CODES = """
key = ["id"]
[thing.code]
iri = "concept/{id}"
type = "csc:Code"
[thing.code.say]
"skos:prefLabel" = {column = "name", lang = "en"}
"skos:inScheme" = {value = "scheme/test", as = "id"}
"skos:broader" = {column = "above", as = "id", prefix = "concept/"}
"""


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param("id,name,above\na,A,b\nb,B,c\nc,C,a\n", id="a circle of three"),
        pytest.param("id,name,above\na,A,a\n", id="below itself"),
    ],
)
def test_a_circle_of_broader_codes_is_refused(make_source: Callable[..., Source], tmp_path: Path, rows: str) -> None:
    with pytest.raises(LoadRefused) as refused:
        run(tmp_path / "store", make_source(rows, CODES))
    told = [each for each in refused.value.faults if "It lies below itself" in str(each)]
    assert len(told) == rows.count("\n") - 1
    first = told[0]
    assert isinstance(first, Fault)
    assert (first.row, first.column) == (2, "above")
    assert Releases(tmp_path / "store").current() is None


def test_a_circle_of_broader_concepts_of_any_kind_is_refused(tmp_path: Path) -> None:
    """A thesaurus of others comes as RDF, and its concepts are no codes of ours."""
    at = "https://example.org/"
    said = (f"<{at}{one}> <{SKOS.broader}> <{at}{two}> .\n" for one, two in ("ab", "bc", "ca"))
    with pytest.raises(LoadRefused) as refused:
        run(tmp_path / "store", dump(tmp_path, "nt", "".join(said)))
    told = [each for each in refused.value.faults if "It lies below itself" in str(each)]
    assert [each.row for each in told if isinstance(each, Fault)] == [1, 2, 3]


WRITTEN = """
PREFIX csc: <https://w3id.org/clusterscape/ontology#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
INSERT DATA { GRAPH <https://example.org/mine> {
  <https://w3id.org/clusterscape/id/event/mine> a csc:Event ; rdfs:label "Mine"@en ;
    csc:start "2019-03-26"^^xsd:date ; csc:end "2019-02-01"^^xsd:date } }
""".replace("PREFIX csc", "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\nPREFIX csc", 1)


def test_what_only_a_written_graph_breaks_is_told_and_stops_no_load(
    make_source: Callable[..., Source], tmp_path: Path
) -> None:
    folder = tmp_path / "store"
    run(folder, make_source(GOOD, MAPPING))
    with Writer(folder) as writer:
        writer.change(Update(WRITTEN, base="https://example.org/"))
    report = run(folder, make_source(GOOD.replace("a,A", "a,Another"), MAPPING))
    (told,) = (each for each in report.warned if each.source is None)
    (finding,) = told.faults
    assert "end 2019-02-01 is before the start" in str(finding)
    assert str(finding).endswith("Written, in <https://example.org/mine>")
    assert report.faults["violation"] == 1
    with pytest.raises(LoadRefused, match="1 fault") as refused:
        run(folder, make_source(BAD, MAPPING))
    assert "2019-02 is before" in str(refused.value.faults[0])


SAID = f"<{ID['event/a']}> <{RDF.type}> <{CSC.Event}> .\n" + "".join(
    f'<{ID["event/a"]}> <{said}> "{value}" .\n' for said, value in ((RDFS.label, "A"), (DCTERMS.title, "A"))
)
WRONG = f'<{ID["event/a"]}> <{CSC.start}> "soon" .\n'


@pytest.mark.parametrize(("form", "line"), [("nt", 4), ("ttl", None)], ids=["of a line", "of a file"])
def test_what_an_rdf_file_says_against_a_shape_is_led_back_to_the_file(
    tmp_path: Path, form: str, line: int | None
) -> None:
    with pytest.raises(LoadRefused) as refused:
        run(tmp_path / "store", dump(tmp_path, form, SAID + WRONG))
    (told,) = refused.value.refused
    assert told.source is not None
    faults = [each for each in told.faults if isinstance(each, Fault)]
    assert {(each.file, each.row, each.value) for each in faults} == {(f"dump.{form}", line, str(ID["event/a"]))}
    assert "soon" in faults[0].expected
