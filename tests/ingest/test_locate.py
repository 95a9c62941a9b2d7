"""From a finding of the shapes back to the row and column of the file."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from rdflib import SH, Literal, URIRef
from rdflib.namespace import RDFS, SKOS

from graph.embedded import EmbeddedStore
from graph.validating.checks import Check, Target
from graph.validating.validation import Finding
from ingest import locate, mapping
from ingest.faults import Fault
from ingest.source import Source
from ontology.namespaces import CSC, ID
from tests.ingest.heard import hear

MakeSource = Callable[..., Source]
MAPPING = """
records = {records}
key = ["id"]
[thing.cluster]
iri = "cluster/{{id}}"
type = "csc:Cluster"
[thing.cluster.say]
"rdfs:label" = [{{column = "name", lang = "en"}}, {{column = "nome", lang = "pt"}}]
"csc:region" = {{column = "region", as = "id", prefix = "region/"}}
[thing.recognition]
iri = "recognition/{{id}}-{{item}}"
type = "csc:Recognition"
each = {{column = "periods", split = ";"}}
[thing.recognition.say]
"csc:start" = {{column = "item", as = "date"}}
"csc:recognisedCluster" = {{thing = "cluster"}}
"""
ROWS = "id,name,nome,region,periods\na,A,,x,2017\nb,B,Bê,,2018;2019\na,A,Á,y,2017\n"
Located = Callable[..., Sequence[Fault]]


def finding(focus: URIRef, path: URIRef | None, value: URIRef | Literal | None = None) -> Finding:
    """A finding as a check makes it."""
    target = Target(SH.targetClass, CSC.Cluster)
    check = Check(
        ID["shape/x"], SH.MinCountConstraintComponent, SH.Violation, path, path, target, "", frozenset(), {"en": "No."}
    )
    return Finding(check, focus, value)


@pytest.fixture(params=["true", '"row"', "false"], ids=["statement", "row", "none"])
def located(make_source: MakeSource, request: pytest.FixtureRequest) -> Located:
    """What a finding becomes in the source, whichever way it keeps its records."""
    source = make_source(ROWS, MAPPING.format(records=request.param))
    heard = hear(source)
    assert heard.faults == []
    assert source.mapping is not None
    store = EmbeddedStore.memory()
    store.replace(source.graph, heard.triples)
    spec = mapping.read(source.mapping)
    return lambda *found: locate.faults(store, source, spec, found)


def places(faults: Sequence[Fault]) -> list[tuple[int | None, str | None, str]]:
    return [(fault.row, fault.column, fault.value) for fault in faults]


def test_a_value_is_found_in_the_column_that_says_it(located: Located) -> None:
    assert places(located(finding(ID["cluster/b"], RDFS.label, Literal("Bê", lang="pt")))) == [(3, "nome", "Bê")]


def test_a_thing_of_several_rows_is_found_where_the_value_stands(located: Located) -> None:
    assert places(located(finding(ID["cluster/a"], CSC.region, ID["region/y"]))) == [(4, "region", "y")]


def test_a_missing_value_is_found_in_the_column_that_would_say_it(located: Located) -> None:
    assert places(located(finding(ID["cluster/b"], CSC.region))) == [(3, "region", "")]


def test_what_no_column_says_is_found_where_the_thing_is_named(located: Located) -> None:
    assert places(located(finding(ID["cluster/b"], SKOS.definition))) == [(3, "id", "b")]
    assert places(located(finding(ID["cluster/b"], None))) == [(3, "id", "b")]


def test_a_part_of_a_cell_is_found_in_its_column(located: Located) -> None:
    about = ID["recognition/b-2019"]
    assert places(
        located(finding(about, CSC.start, Literal("2019", datatype=URIRef("http://www.w3.org/2001/XMLSchema#gYear"))))
    ) == [(3, "periods", "2019")]


def test_a_thing_of_another_source_is_left_out(located: Located) -> None:
    assert located(finding(ID["cluster/zzz"], CSC.region)) == []
    assert located() == []


def test_the_message_says_what_was_expected(located: Located) -> None:
    (fault,) = located(finding(ID["cluster/b"], CSC.region))
    assert (fault.file, fault.expected) == ("test-things.csv", "No.")


def test_the_columns_of_a_property_are_told(make_source: MakeSource) -> None:
    source = make_source(ROWS, MAPPING.format(records="true"))
    assert source.mapping is not None
    told = locate.columns(mapping.read(source.mapping))
    assert told[RDFS.label] == ("name", "nome")
    assert told[CSC.recognisedCluster] == ("id",)
    assert told[CSC.start] == ()


def test_a_finding_is_told_apart_from_others(make_source: MakeSource) -> None:
    source = make_source(ROWS, MAPPING.format(records="true"))
    store = EmbeddedStore.memory()
    store.replace(source.graph, hear(source).triples)
    assert source.mapping is not None
    wrong = finding(ID["cluster/b"], CSC.region)
    other = replace(wrong, focus=ID["cluster/zzz"])
    assert set(locate.located(store, source, mapping.read(source.mapping), [wrong, other])) == {wrong}
