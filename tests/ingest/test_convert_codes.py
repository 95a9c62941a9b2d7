"""Codes, names and amounts in cells, and what is said where they are wrong."""

from collections.abc import Callable

import pytest
from rdflib import Literal, URIRef
from rdflib.namespace import XSD

from graph.embedded import EmbeddedStore
from ingest.convert import convert
from ingest.converted import Unmappable
from ingest.expression import Expression
from ingest.known import Known
from ingest.near import Names
from ingest.source import Source
from ontology.namespaces import COUNTRY, CSC, ID, NACE, NUTS
from tests.ingest.heard import Heard, hear

CLUSTER = 'key = ["id"]\n[thing.cluster]\niri = "cluster/{id}"\n[thing.cluster.say]\n'
MakeSource = Callable[..., Source]


def one(make_source: MakeSource, cell: str, entry: str, known: Known | None = None) -> tuple[Heard, set[object]]:
    heard = hear(
        make_source(f'id,v,u\na,"{cell}",\n', CLUSTER + f'"csc:value" = {{column = "v", {entry}}}\n[ignore]\nu = ""'),
        known,
    )
    return heard, {o for s, p, o in heard.triples if p == CSC.value}


@pytest.mark.parametrize("how", ["country", "nuts", "nace", "area"])
def test_what_is_nearest_is_looked_for_when_somebody_reads_it(how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = list[str]()
    monkeypatch.setattr(Names, "like", lambda _, text, limit=3: asked.append(text) or ("Nearest",))
    with pytest.raises(Unmappable) as told:
        convert("Quite other", Expression(as_=how), {}, Known.empty())
    assert asked == []
    assert "“Nearest”" in str(told.value)
    assert asked == ["Quite other"]


@pytest.mark.parametrize(
    ("cell", "entry", "expected"),
    [
        pytest.param("Portogallo", 'as = "country"', COUNTRY.PRT, id="country in Italian"),
        pytest.param("Португалия", 'as = "country"', COUNTRY.PRT, id="country in Bulgarian"),
        pytest.param("ESPAÑA", 'as = "country"', COUNTRY.ESP, id="country in capitals"),
        pytest.param("Algarve", 'as = "nuts", level = 2', NUTS.PT15, id="region by name and level"),
        pytest.param("Algarve", 'as = "nuts", level = 3', NUTS.PT150, id="region by name and lower level"),
        pytest.param("Fabbricazione di mobili", 'as = "nace"', NACE["31"], id="activity in Italian"),
        pytest.param("TA2", 'as = "area"', ID["thematic-area/ta2"], id="area by id"),
        pytest.param("WG3", 'as = "area"', ID["thematic-area/ta3"], id="area by group"),
        pytest.param("Sostenibilità", 'as = "area"', ID["thematic-area/ta2"], id="area by a common word"),
        pytest.param("Cluster e specializzazione regionale", 'as = "area"', ID["thematic-area/ta5"], id="in Italian"),
        pytest.param("membro", 'as = "code", scheme = "role"', ID["concept/role-member"], id="code in Portuguese"),
        pytest.param("Member", 'as = "code", scheme = "role"', ID["concept/role-member"], id="code in capitals"),
        pytest.param("EUR", 'as = "code", scheme = "unit"', ID["concept/unit-eur"], id="code by notation"),
        pytest.param("million-euro", 'as = "code", scheme = "unit"', ID["concept/unit-million-euro"], id="by its end"),
        pytest.param(
            "sócio",
            'as = "code", scheme = "role", synonyms = {SOCIO = "member"}',
            ID["concept/role-member"],
            id="synonym",
        ),
        pytest.param("1,2 M€", 'as = "quantity"', Literal("1.2", datatype=XSD.decimal), id="an amount"),
        pytest.param("1,2 M€", 'as = "quantity", part = "unit"', ID["concept/unit-million-euro"], id="its unit"),
        pytest.param("1,2 M€", 'as = "quantity", to = "euro"', Literal("1200000", datatype=XSD.integer), id="in euro"),
        pytest.param("1,2", 'as = "quantity", unit = "million euro"', Literal("1.2", datatype=XSD.decimal), id="unit"),
        pytest.param("1.234,5", 'as = "number", locale = "pt"', Literal("1234.5", datatype=XSD.decimal), id="locale"),
        pytest.param("1.234", 'as = "integer", locale = "it"', Literal("1234", datatype=XSD.integer), id="thousands"),
        pytest.param("Sim", 'as = "boolean"', Literal("true", datatype=XSD.boolean), id="yes in Portuguese"),
        pytest.param("março de 2019", 'as = "date"', Literal("2019-03", datatype=XSD.gYearMonth), id="month"),
        pytest.param("Q2 2019", 'as = "date"', Literal("2019-04/2019-06"), id="quarter"),
        pytest.param("Q2 2019", 'as = "date", part = "end"', Literal("2019-06", datatype=XSD.gYearMonth), id="its end"),
        pytest.param("2019/2020", 'as = "interval"', Literal("2019/2020"), id="two years"),
        pytest.param("2007/", 'as = "interval", part = "start"', Literal("2007", datatype=XSD.gYear), id="open"),
    ],
)
def test_a_cell_becomes_what_it_names(make_source: MakeSource, cell: str, entry: str, expected: object) -> None:
    heard, found = one(make_source, cell, entry)
    assert heard.faults == []
    assert found == {expected}


@pytest.mark.parametrize(
    ("cell", "entry", "told"),
    [
        pytest.param("Portugl", 'as = "country"', "nearest is “Portugal”", id="country"),
        pytest.param("Algarve", 'as = "nuts"', "can be any of PT15, PT150", id="region of two levels"),
        pytest.param("Algarv", 'as = "nuts"', "nearest: “Algarve”", id="region"),
        pytest.param("Manufacture of furnitur", 'as = "nace"', "“Manufacture of furniture”", id="activity"),
        pytest.param("TA9", 'as = "area"', "one of the six areas", id="area"),
        pytest.param("membr", 'as = "code", scheme = "role"', "nearest: “member”", id="code"),
        pytest.param("gld", 'map = {gold = "id:concept/excellence-gold"}', "nearest is “gold”", id="map"),
        pytest.param("3/4/2019", 'as = "date"', "order = “dmy”", id="date of two readings"),
        pytest.param("5 widgets", 'as = "quantity"', "a unit of the code list", id="unit"),
        pytest.param("1.234", 'as = "integer", locale = "en"', "a whole number", id="locale"),
        pytest.param("ask ana.silva@agency.pt", "", "private persons", id="e-mail address"),
        pytest.param("https://a:port/x", 'as = "link"', "a web address that leads", id="a port that is none"),
        pytest.param("https://a.pt/%zz", 'as = "link"', "a web address that leads", id="a percent sign"),
        pytest.param("x y", 'as = "curie"', "no known prefix", id="no CURIE"),
        pytest.param("http://a/<b>", 'as = "iri"', "an IRI, without blanks", id="an IRI that cannot be written"),
    ],
)
def test_a_wrong_cell_is_told_with_what_is_nearest(make_source: MakeSource, cell: str, entry: str, told: str) -> None:
    heard, found = one(make_source, cell, entry or "plain = true")
    (fault,) = heard.mapped.faults
    assert told in fault.expected
    assert (fault.row, fault.column, fault.value) == (2, "v", cell)
    assert found == set()


def test_the_unit_of_a_row_may_stand_in_another_column(make_source: MakeSource) -> None:
    entry = '"csc:value" = {column = "v", as = "quantity", unit_column = "u", to = "eur"}'
    heard = hear(make_source('id,v,u\na,"1,5",million euro\nb,2,employees\n', CLUSTER + entry))
    assert {str(o) for s, p, o in heard.triples if p == CSC.value} == {"1500000"}
    assert [(fault.row, fault.value) for fault in heard.mapped.faults] == [(3, "2")]


def test_an_address_made_of_cells_must_be_one(make_source: MakeSource) -> None:
    mapping = '[thing.a]\niri = "https://example.org/{v}"\ntype = "csc:Cluster"\n[ignore]\nid = ""\nu = ""'
    heard = hear(make_source('id,v,u\na,"x y",\nb,ok,\n', mapping))
    assert [(fault.row, fault.column) for fault in heard.mapped.faults] == [(2, "v")]
    assert {s for s, p, o in heard.triples if o == CSC.Cluster} == {URIRef("https://example.org/ok")}


def test_what_another_source_is_asked_for_must_be_there(make_source: MakeSource) -> None:
    entry = '"csc:value" = {column = "v", as = "lookup", in = "reference-contries", match = "iso2", take = "iso3"}'
    heard = hear(make_source("id,v,u\na,PT,\n", CLUSTER + entry + '\n[ignore]\nu = ""'))
    assert ["reference-contries" in fault for fault in heard.faults] == [True]


def test_nothing_is_known_without_a_release(make_source: MakeSource) -> None:
    heard, _ = one(make_source, "AED", 'as = "known", kind = "cluster"', Known.of(EmbeddedStore.memory()))
    assert "nothing is called alike" in heard.faults[0]
