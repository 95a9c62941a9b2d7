"""Of which rows something is said, and who is the witness of it."""

from collections.abc import Callable

import pytest
from rdflib import Literal
from rdflib.namespace import PROV, RDF, RDFS

from graph.terms import written
from ingest import lines
from ingest.faults import LIMIT
from ingest.source import Source
from ontology.namespaces import CSC, ID
from tests.ingest.heard import Heard, hear

MakeSource = Callable[..., Source]
MAPPING = """
key = ["id"]
[ignore]
v = ""
w = ""
[thing.cluster]
iri = "cluster/{{id}}"
[thing.cluster.say]
"rdfs:label" = {{value = "yes", when = {when}}}
"""


def met(make_source: MakeSource, v: str, w: str, when: str) -> tuple[Heard, bool]:
    heard = hear(make_source(f'id,v,w\na,"{v}","{w}"\n', MAPPING.format(when=when)))
    return heard, any(triple[1] == RDFS.label for triple in heard.triples)


@pytest.mark.parametrize(
    ("v", "w", "when", "holds"),
    [
        ("x", "", '{column = "v", is = "x"}', True),
        ("y", "", '{column = "v", is = "x"}', False),
        ("y", "", '{column = "v", in = ["x", "y"]}', True),
        ("z", "", '{column = "v", in = ["x", "y"]}', False),
        ("y", "", '{column = "v", not = ["x"]}', True),
        ("x", "", '{column = "v", not = "x"}', False),
        ("PT-1", "", '{column = "v", matches = "^PT-"}', True),
        ("XPT-1", "", '{column = "v", matches = "^PT-"}', False),
        ("", "", '{column = "v", filled = false}', True),
        ("", "", '{column = "v", filled = true}', False),
        ("251", "", '{column = "v", above = 250}', True),
        ("250", "", '{column = "v", above = 250}', False),
        ("250", "", '{column = "v", at_least = 250}', True),
        ("249.9", "", '{column = "v", at_least = 250}', False),
        ("249", "", '{column = "v", below = 250}', True),
        ("250", "", '{column = "v", below = 250}', False),
        ("250", "", '{column = "v", at_most = 250}', True),
        ("1.000", "", '{column = "v", above = 250, locale = "pt"}', True),
        ("5", "", '{column = "v", above = 1, below = 4}', False),
        ("", "", '{column = "v", below = 250}', False),
        ("2019-03-02", "", '{column = "v", at_least = "2019-03"}', True),
        ("2019-02", "", '{column = "v", at_least = "2019-03"}', False),
        ("2019", "", '{column = "v", below = "2020-01"}', True),
        ("2019", "", '{column = "v", below = "2019-03"}', False),
        ("2019", "", '{column = "v", above = "2019-03"}', False),
        ("março de 2020", "", '{column = "v", above = 2019-12-31}', True),
        ("4/3/2020", "", '{column = "v", at_most = "2020-03-04", order = "dmy"}', True),
        ("x", "", '{any = [{column = "v", is = "x"}, {column = "w", is = "y"}]}', True),
        ("", "y", '{any = [{column = "v", is = "x"}, {column = "w", is = "y"}]}', True),
        ("", "", '{any = [{column = "v", is = "x"}, {column = "w", is = "y"}]}', False),
        ("x", "", '{all = [{column = "v", is = "x"}, {column = "w", is = "y"}]}', False),
        ("x", "y", '{all = [{column = "v", is = "x"}, {column = "w", is = "y"}]}', True),
        ("x", "", '{not = {column = "v", is = "x"}}', False),
        ("z", "", '{not = [{column = "v", is = "x"}, {column = "v", is = "y"}]}', True),
        ("y", "", '{not = [{column = "v", is = "x"}, {column = "v", is = "y"}]}', False),
        ("x", "y", '[{column = "v", is = "x"}, {column = "w", is = "y"}]', True),
        ("x", "", '[{column = "v", is = "x"}, {column = "w", is = "y"}]', False),
    ],
)
def test_a_condition_holds(make_source: MakeSource, v: str, w: str, when: str, holds: bool) -> None:
    heard, found = met(make_source, v, w, when)
    assert heard.faults == []
    assert found == holds


@pytest.mark.parametrize(
    ("when", "told"),
    [
        ('{column = "v", above = 250}', "a number such as"),
        ('{column = "v", above = "2019"}', "a date such as"),
        ('{any = [{column = "w", is = "x"}, {column = "v", below = 3}]}', "a number such as"),
    ],
)
def test_a_cell_that_cannot_be_compared_is_a_fault_of_its_column(make_source: MakeSource, when: str, told: str) -> None:
    heard, _ = met(make_source, "many", "", when)
    (fault,) = heard.mapped.faults
    assert (fault.row, fault.column, fault.value) == (2, "v", "many")
    assert told in fault.expected


def test_a_cell_that_is_too_long_for_an_expression_is_a_fault(make_source: MakeSource) -> None:
    heard, _ = met(make_source, "x" * 20_000, "", '{column = "v", matches = "x*y"}')
    assert "at most" in heard.faults[0]


ROWS = "id,name,basis,docs\na,A,judgement,https://a.pt/x\nb,B,source,\n"
RECORDED = """
records = "row"
key = ["id"]
documents = {column = "docs"}
[thing.cluster]
iri = "cluster/{id}"
type = "csc:Cluster"
[thing.cluster.say]
"rdfs:label" = {column = "name", lang = "en"}
"skos:note" = {column = "name", basis = "basis"}
[thing.place]
iri = "place/{id}"
type = "csc:Place"
"""


def test_a_record_of_the_row_names_the_things_it_is_about(make_source: MakeSource) -> None:
    heard = hear(make_source(ROWS, RECORDED))
    described = {(s, o) for s, p, o in heard.triples if p == CSC.describes}
    record = ID["record/test-things/a"]
    assert described == {
        (ID[f"record/test-things/{each}"], ID[f"{kind}/{each}"]) for each in "ab" for kind in ("cluster", "place")
    }
    assert (record, CSC.row, Literal("2", datatype=Literal(2).datatype)) in heard.triples
    assert {o for s, p, o in heard.triples if s == record and p == PROV.wasDerivedFrom}


def test_with_a_record_of_the_row_only_what_is_judged_is_described_by_itself(make_source: MakeSource) -> None:
    heard = hear(make_source(ROWS, RECORDED))
    described = [s for s, p, o in heard.triples if (p, o) == (RDF.type, RDF.Statement)]
    assert len(described) == 1
    assert {o for s, p, o in heard.triples if s == described[0] and p == CSC.basis} == {ID["concept/basis-judgement"]}


def test_without_records_only_what_is_said_is_there(make_source: MakeSource) -> None:
    heard = hear(make_source(ROWS, RECORDED.replace('"row"', "false")))
    assert {p for s, p, o in heard.triples} & {CSC.row, CSC.inSource, CSC.describes, RDF.subject} == set()


def test_the_column_that_an_annotated_copy_added_is_skipped(make_source: MakeSource) -> None:
    rows = ROWS.replace("docs\n", "docs,problems (clusterscape) | id: x\n").replace("/x\n", "/x,name: expected y\n")
    assert hear(make_source(rows.replace("source,\n", "source,,\n"), RECORDED)).faults == []


def test_a_column_that_is_nearly_called_so_is_named(make_source: MakeSource) -> None:
    heard = hear(make_source(ROWS.replace("name", "nmae"), RECORDED))
    assert [fault.column for fault in heard.mapped.faults] == ["nmae", "name"]
    assert "nearest is “name”" in heard.faults[0]
    assert "nearest is “nmae”" in heard.faults[1]


def test_the_number_of_faults_that_are_kept_is_bounded_and_the_rest_is_told(make_source: MakeSource) -> None:
    rows = "id,v,w\n" + "".join(f"{number},x,\n" for number in range(LIMIT + 5))
    heard = hear(make_source(rows, MAPPING.format(when='{column = "v", above = 1}')))
    assert len(heard.mapped.faults) == LIMIT
    assert heard.mapped.more_faults == 5
    assert heard.mapped.rows == LIMIT + 5


def test_the_first_five_rows_are_shown(make_source: MakeSource) -> None:
    rows = "id,v,w\n" + "".join(f"{number},x,\n" for number in range(9))
    heard = hear(make_source(rows, MAPPING.format(when='{column = "v", is = "x"}')))
    assert {row for row, _ in heard.mapped.sample} == {2, 3, 4, 5, 6}
    assert (2, (ID["cluster/0"], RDFS.label, Literal("yes"))) in heard.mapped.sample


@pytest.mark.parametrize(
    ("text", "lang"),
    [("plain", ""), ("a", "en"), ('quo"te', "pt"), ("back\\slash", ""), ("two\nlines\r\t", "ro"), ("é ș 漢 🙂", "it"),
     ("\x7f\x01", ""), ("x", "sr-Latn"), ("", "en")],
)  # fmt: skip
def test_a_text_is_written_as_the_engine_writes_it(text: str, lang: str) -> None:
    assert lines.text(text, lang) == written(Literal(text, lang=lang or None))


def test_a_digest_is_of_what_rdflib_writes() -> None:
    for term in (Literal("a", lang="sr-Latn"), Literal('q"\n', lang="en"), Literal("2", datatype=CSC.x), ID["x"]):
        assert lines.seed(written(term)) == term.n3()
