"""What a mapping makes of rows."""

from collections.abc import Callable

import pytest
from rdflib import Literal, URIRef
from rdflib.namespace import PROV, RDF, RDFS, SKOS, XSD

from ingest import mapping
from ingest.source import BadDeclaration, Source
from ontology.namespaces import COUNTRY, CSC, ID, NACE, NACE21, NUTS
from tests.ingest.heard import Heard, hear

CLUSTER = """
key = ["id"]
documents = {column = "source_urls", split = ";"}
[thing.cluster]
iri = "cluster/{id}"
type = "csc:Cluster"
[thing.cluster.say]
"rdfs:label" = {column = "name", lang = "en"}
"""


def run(source: Source) -> Heard:
    return hear(source)


def said(mapped: Heard, subject: URIRef, predicate: URIRef) -> set[object]:
    assert not mapped.faults
    return {o for s, p, o in mapped.triples if s == subject and p == predicate}


def one(make_source: Callable[..., Source], cell: str, entry: str) -> tuple[Heard, set[object]]:
    """What `csc:value` is said to be by one cell `v` of one row."""
    rows = f'id,name,source_urls,v\na,A,,"{cell}"\n'
    mapped = run(make_source(rows, CLUSTER + f'"csc:value" = {{column = "v", {entry}}}\n'))
    return mapped, {o for s, p, o in mapped.triples if p == CSC.value and s == ID["cluster/a"]}


@pytest.mark.parametrize(
    ("cell", "entry", "expected"),
    [
        pytest.param("2019", 'as="date"', [Literal("2019", datatype=XSD.gYear)], id="a year stays a year"),
        pytest.param("2019-03", 'as="date"', [Literal("2019-03", datatype=XSD.gYearMonth)], id="a month stays a month"),
        pytest.param("2019-03-26", 'as="date"', [Literal("2019-03-26", datatype=XSD.date)], id="a day"),
        pytest.param(
            "2020-01-02/2020-02",
            'as="interval", part="end"',
            [Literal("2020-02", datatype=XSD.gYearMonth)],
            id="an end",
        ),
        pytest.param("7998174.16", 'as="number"', [Literal("7998174.16", datatype=XSD.decimal)], id="exact decimal"),
        pytest.param("12", 'as="number"', [Literal("12", datatype=XSD.integer)], id="integer"),
        pytest.param("10-20", 'as="range", part="max"', [Literal("20", datatype=XSD.integer)], id="the top of a range"),
        pytest.param("PT", 'as="country"', [COUNTRY.PRT], id="country by code"),
        pytest.param("Portugal", 'as="country"', [COUNTRY.PRT], id="country by name"),
        pytest.param("EL", 'as="country"', [COUNTRY.GRC], id="country by Eurostat's code"),
        pytest.param("PT170", 'as="nuts"', [NUTS.PT170], id="region of 2021"),
        pytest.param("PT1A0", 'as="nuts"', [NUTS.PT1A0], id="region of 2024"),
        pytest.param("C28;62.10", 'as="nace21", split=";"', [NACE21["28"], NACE21["6210"]], id="activities of 2.1"),
        pytest.param("C25;J62", 'as="nace", split=";"', [NACE["25"], NACE["62"]], id="activities in a list"),
        pytest.param(
            "gold", 'map={gold="id:concept/excellence-gold"}', [ID["concept/excellence-gold"]], id="code list"
        ),
        pytest.param(
            "2017-2023", 'as="date", part=1, part_split="-"', [Literal("2023", datatype=XSD.gYear)], id="a part"
        ),
        pytest.param("şi reţele", 'lang="ro"', [Literal("și rețele", lang="ro")], id="Romanian has commas below"),
        pytest.param("şi reţele", 'lang="tr"', [Literal("şi reţele", lang="tr")], id="other languages have their own"),
        pytest.param("", 'as="date"', [], id="an empty cell says nothing"),
    ],
)
def test_a_cell_becomes_the_terms_it_means(
    make_source: Callable[..., Source], cell: str, entry: str, expected: list[object]
) -> None:
    mapped, found = one(make_source, cell, entry)
    assert not mapped.faults
    assert found == set(expected)
    assert {getattr(term, "datatype", None) for term in found} == {getattr(term, "datatype", None) for term in expected}


@pytest.mark.parametrize(
    ("cell", "entry", "expected"),
    [
        pytest.param("2019-13", 'as="date"', "a date of the calendar", id="no such month"),
        pytest.param("March", 'as="date"', "such as 2019", id="no date"),
        pytest.param("many", 'as="number"', "a number", id="no number"),
        pytest.param("XX", 'as="country"', "ISO 3166", id="no country"),
        pytest.param("PT999", 'as="nuts"', "NUTS 2021", id="no region"),
        pytest.param("Z99", 'as="nace"', "NACE Rev. 2", id="no activity"),
        pytest.param("platinum", 'map={gold="id:concept/excellence-gold"}', "one of: gold", id="not in the code list"),
        pytest.param("ftp://x", 'as="uri"', "a web address", id="no web address"),
        pytest.param("http://a b", 'as="link"', "a web address", id="an address that no IRI can hold"),
        pytest.param("Atlantis", 'as="place"', "a place", id="no place"),
    ],
)
def test_a_cell_that_cannot_be_mapped_is_a_fault_with_file_row_column_value_and_what_was_expected(
    make_source: Callable[..., Source], cell: str, entry: str, expected: str
) -> None:
    mapped, _ = one(make_source, cell, entry)
    (fault,) = mapped.mapped.faults
    assert (fault.file, fault.row, fault.column, fault.value) == ("test-things.csv", 2, "v", cell)
    assert expected in fault.expected
    assert "row 2, column v" in str(fault)


def test_every_statement_tells_its_row_and_the_pages_that_support_it(make_source: Callable[..., Source]) -> None:
    mapped = run(make_source("id,name,source_urls\na,A,https://a.pt/x;deck of 2020\n", CLUSTER))
    triple = (ID["cluster/a"], RDFS.label, Literal("A", lang="en"))
    by_predicate = [
        {s for s, p, o in mapped.triples if (p, o) == pair}
        for pair in zip((RDF.subject, RDF.predicate, RDF.object), triple, strict=True)
    ]
    (statement,) = set.intersection(*by_predicate)
    (record,) = said(mapped, statement, PROV.wasDerivedFrom)
    assert said(mapped, record, CSC.row) == {Literal(2)}
    documents = said(mapped, record, PROV.wasDerivedFrom)
    assert ID["document/deck-of-2020"] in documents
    assert len(documents) == 2


def test_a_judgement_is_marked_on_the_statement_it_is(make_source: Callable[..., Source]) -> None:
    extra = '"csc:economicActivity" = {column = "nace", as = "nace", basis = "basis"}\n'
    mapped = run(make_source("id,name,source_urls,nace,basis\na,A,,C25,judgement\nb,B,,C25,source\n", CLUSTER + extra))
    judged = {s for s, p, o in mapped.triples if p == CSC.basis and o == ID["concept/basis-judgement"]}
    about = {o for s, p, o in mapped.triples if s in judged and p == RDF.subject}
    assert about == {ID["cluster/a"]}
    assert {o for s, p, o in mapped.triples if s in judged and p == RDF.predicate} == {CSC.economicActivity}


def test_what_is_declared_a_judgement_is_marked_whatever_the_row_says(make_source: Callable[..., Source]) -> None:
    extra = '"csc:level" = {value = "id:concept/level-national", as = "curie", basis_is = "judgement"}\n'
    mapped = run(make_source("id,name,source_urls\na,A,\n", CLUSTER + extra))
    (judged,) = {s for s, p, o in mapped.triples if p == CSC.basis}
    assert isinstance(judged, URIRef)
    assert said(mapped, judged, RDF.predicate) == {CSC.level}
    assert said(mapped, judged, CSC.basis) == {ID["concept/basis-judgement"]}


def test_a_column_that_is_neither_mapped_nor_ignored_is_a_fault(make_source: Callable[..., Source]) -> None:
    mapped = run(make_source("id,name,source_urls,extra\na,A,,x\n", CLUSTER))
    assert [(fault.column, fault.row) for fault in mapped.mapped.faults] == [("extra", 1)]


def test_a_column_that_the_mapping_reads_and_the_file_lacks_is_a_fault(make_source: Callable[..., Source]) -> None:
    mapped = run(make_source("id,source_urls\na,\n", CLUSTER))
    assert "name" in {fault.column for fault in mapped.mapped.faults}


def test_all_faults_of_a_file_are_found_not_only_the_first(make_source: Callable[..., Source]) -> None:
    extra = '"csc:founded" = {column = "v", as = "date"}\n'
    mapped = run(make_source("id,name,source_urls,v\na,A,,x\nb,B,,2001\nc,C,,y\n", CLUSTER + extra))
    assert [fault.row for fault in mapped.mapped.faults] == [2, 4]


def test_a_thing_for_every_part_of_a_cell(make_source: Callable[..., Source]) -> None:
    extra = """
[thing.recognition]
iri = "recognition/{id}-{item}"
each = {column = "periods", split = ";"}
[thing.recognition.say]
"csc:recognisedCluster" = {thing = "cluster"}
"csc:start" = {column = "item", as = "date", part = 0, part_split = "-"}
"""
    mapped = run(make_source("id,name,source_urls,periods\na,A,,2017-2023;2024-2030\n", CLUSTER + extra))
    assert said(mapped, ID["recognition/a-2024-2030"], CSC.start) == {Literal("2024", datatype=XSD.gYear)}
    assert said(mapped, ID["recognition/a-2017-2023"], CSC.recognisedCluster) == {ID["cluster/a"]}


def test_a_reference_that_leads_nowhere_is_a_fault(make_source: Callable[..., Source]) -> None:
    extra = CLUSTER.replace(
        "[thing.cluster]\n", '[references]\nname = {source = "reference-countries", column = "iso2"}\n[thing.cluster]\n'
    )
    mapped = run(make_source("id,name,source_urls\na,PT,\nb,QQ,\n", extra))
    assert [(fault.row, fault.value) for fault in mapped.mapped.faults] == [(3, "QQ")]


def test_one_organisation_under_two_names_is_one_iri(make_source: Callable[..., Source]) -> None:
    extra = '"csc:managedBy" = {column = "v", as = "organisation"}\n'
    mapped = run(
        make_source("id,name,source_urls,v\na,A,,University of Porto\nb,B,,Universidade do Porto\n", CLUSTER + extra)
    )
    assert said(mapped, ID["cluster/a"], CSC.managedBy) == said(mapped, ID["cluster/b"], CSC.managedBy)
    (university,) = said(mapped, ID["cluster/a"], CSC.managedBy)
    assert isinstance(university, URIRef)
    names = said(mapped, university, SKOS.altLabel) | said(mapped, university, RDFS.label)
    assert {"University of Porto", "Universidade do Porto"} <= {str(name) for name in names}


@pytest.mark.parametrize(
    ("declared", "complaint"),
    [
        pytest.param("thing = 1", "bad.toml", id="not a table"),
        pytest.param(
            '[thing.a]\niri="a/{id}"\n[thing.a.say]\n"nope:x" = {column="v"}', "no known prefix", id="unknown prefix"
        ),
        pytest.param('[thing.a]\niri="a/{id}"\n[thing.a.say]\n"csc:x" = {colum="v"}', "colum", id="misspelt entry"),
        pytest.param('[thing.a]\niri="a/{id}"\nsays=1', "says", id="unknown entry of a thing"),
        pytest.param("[thing", "bad.toml", id="not TOML"),
    ],
)
def test_a_mapping_that_cannot_be_understood_says_so(tmp_path: object, declared: str, complaint: str) -> None:
    path = tmp_path / "bad.toml"  # type: ignore[operator]
    path.write_text(declared)
    with pytest.raises(BadDeclaration, match=complaint):
        mapping.read(path)


def test_rows_of_one_key_have_records_of_their_own(make_source: Callable[..., Source]) -> None:
    """Who says what must be told by its row, also where the key that was declared is none."""
    heard = run(make_source("id,name,source_urls\na,A,\nA,B,\nb,C,\n", CLUSTER))
    rows = {str(about).rpartition("/")[2]: str(row) for about, said, row in heard.triples if said == CSC.row}
    assert rows == {"a": "2", "a-row-3": "3", "b": "4"}


def test_each_part_of_a_list_that_is_wrong_is_told(make_source: Callable[..., Source]) -> None:
    heard, _ = one(make_source, "C25;Z99;Q1", 'as = "nace", split = ";"')
    (fault,) = heard.faults
    assert "found “C25;Z99;Q1”" in fault
    assert "in place of “Z99” a NACE Rev. 2 code" in fault
    assert "; and in place of “Q1” a NACE Rev. 2 code" in fault
