"""Quality figures: how complete sources are, how much they cover, how many of their things conform."""

from pathlib import Path
from time import process_time

import pytest
from rdflib import RDF, RDFS, XSD, Literal, URIRef
from rdflib.namespace import PROV

from graph import coverage, disagreements, findings
from graph.coverage import CATALOGUE, COMPLETENESS, CONFORMANCE, COVERAGE, QUALITY, Measurement, measure
from graph.embedded import EmbeddedStore
from graph.store import Scope, Triple
from graph.validating.validation import Report, validate
from ontology import iri
from ontology.namespaces import COUNTRY, CSC, DQV, ID, NUTS
from ontology.shapes import shapes

ONE, TWO = iri.of_source("one"), iri.of_source("two")
NOTHING = Report(())


def cluster(name: str, *, more: tuple[tuple[URIRef, URIRef | Literal], ...] = ()) -> tuple[Triple, ...]:
    about = ID[f"cluster/{name}"]
    return ((about, RDF.type, CSC.Cluster), (about, RDFS.label, Literal(name)), *((about, p, o) for p, o in more))


PORTUGUESE = ((CSC.country, COUNTRY.PRT),)
NORTHERN = ((CSC.country, COUNTRY.PRT), (CSC.region, NUTS.PT11))


@pytest.fixture
def world(store: EmbeddedStore) -> EmbeddedStore:
    store.add(ONE, (*cluster("a", more=NORTHERN), *cluster("b", more=PORTUGUESE), *cluster("c")))
    store.add(TWO, cluster("a", more=PORTUGUESE))
    store.add(iri.of_source("places"), ((NUTS.PT11, RDF.type, CSC.Region),))
    store.add(coverage.INFERRED, ((NUTS.PT11, CSC.within, NUTS.PT1),))
    return store


def one(found: tuple[Measurement, ...], **wanted: URIRef | None) -> Measurement:
    asked = {"kind": None, "place": None} | wanted
    (each,) = (each for each in found if all(getattr(each, name) == value for name, value in asked.items()))
    return each


def test_completeness_is_the_part_of_what_is_asked_for_that_the_source_says(world: EmbeddedStore) -> None:
    asked = [each.path for each in shapes()[CSC.Cluster].constraints if each.minimum and not each.derived]
    found = measure(world, NOTHING)
    told = one(found, metric=COMPLETENESS, source=TWO, kind=CSC.Cluster)
    assert told.things == 1
    assert told.part == pytest.approx(len({RDFS.label, CSC.country} & set(asked)) / len(asked))
    assert CSC.country in asked


def test_what_is_said_to_be_unknown_is_not_missing(world: EmbeddedStore) -> None:
    before = one(measure(world, NOTHING), metric=COMPLETENESS, source=TWO).part
    world.add(TWO, ((ID["cluster/a"], CSC.unknown, CSC.founded),))
    after = one(measure(world, NOTHING), metric=COMPLETENESS, source=TWO).part
    assert (after > before) == any(
        each.path == CSC.founded and each.minimum for each in shapes()[CSC.Cluster].constraints
    )


def test_coverage_is_the_part_of_all_known_things_by_kind_and_place(world: EmbeddedStore) -> None:
    found = measure(world, NOTHING)
    assert one(found, metric=COVERAGE, source=ONE, kind=CSC.Cluster).part == 1
    two = one(found, metric=COVERAGE, source=TWO, kind=CSC.Cluster)
    assert (two.things, two.part) == (1, pytest.approx(1 / 3))
    country = one(found, metric=COVERAGE, source=TWO, place=COUNTRY.PRT)
    assert (country.things, country.part) == (1, 1 / 2)


def test_a_thing_in_a_region_counts_in_the_regions_around_it(world: EmbeddedStore) -> None:
    found = measure(world, NOTHING)
    for place, things in ((NUTS.PT11, 1), (NUTS.PT1, 1), (COUNTRY.PRT, 2)):
        assert one(found, metric=COVERAGE, source=ONE, place=place).things == things


def test_conformance_is_the_part_of_things_without_findings(world: EmbeddedStore) -> None:
    report = validate(world)
    faulty = {str(each.focus) for each in report.findings if each.severity != "info"}
    things = {str(ID[f"cluster/{name}"]) for name in "abc"}
    told = one(measure(world, report), metric=CONFORMANCE, source=ONE)
    assert told.part == pytest.approx(1 - len(faulty & things) / 3)


def test_all_sources_together_are_measured_too(world: EmbeddedStore) -> None:
    told = one(measure(world, NOTHING), metric=COMPLETENESS, source=CATALOGUE, kind=CSC.Cluster)
    assert told.things == 3


def test_figures_are_kept_in_a_graph_of_their_own_as_dqv_has_them(world: EmbeddedStore, tmp_path: Path) -> None:
    coverage.keep(world, tmp_path, NOTHING, {})
    query = f"SELECT ?m ?v WHERE {{ GRAPH <{QUALITY}> {{ ?m a <{DQV.QualityMeasurement}> ; <{DQV.value}> ?v }} }}"
    rows = list(world.select(query, Scope.OPERATOR))
    assert len(rows) == len(measure(world, NOTHING)) == len({row["m"] for row in rows})
    assert {row["v"].datatype for row in rows if isinstance(row["v"], Literal)} == {XSD.decimal}
    assert disagreements.read(tmp_path) == ()


def test_measuring_twice_gives_the_same(world: EmbeddedStore, tmp_path: Path) -> None:
    for _ in range(2):
        coverage.keep(world, tmp_path, NOTHING, {})
    first = set(world.triples(QUALITY))
    world.remove(QUALITY)
    coverage.keep(world, tmp_path, NOTHING, {})
    assert set(world.triples(QUALITY)) == first


def test_a_finding_has_the_row_and_column_of_each_source_that_says_it(store: EmbeddedStore, tmp_path: Path) -> None:
    record, pact = ID["record/one/p"], ID["pact/p"]
    statement = ID["statement/1"]
    late = Literal("2020-01-01", datatype=XSD.date)
    store.add(
        ONE,
        (
            (pact, RDF.type, CSC.SectoralPact),
            (pact, RDFS.label, Literal("P")),
            (pact, CSC.signedOn, late),
            (record, CSC.inSource, ONE),
            (record, CSC.row, Literal(5)),
            *((statement, p, o) for p, o in ((RDF.subject, pact), (RDF.predicate, CSC.signedOn), (RDF.object, late))),
            (statement, PROV.wasDerivedFrom, record),
        ),
    )
    report = validate(store)
    found = findings.locate(store, report, {ONE: {CSC.pactOf: ("cluster_id",)}})[str(ONE)]
    told = next(each for each in found.located if each.path == str(CSC.pactOf))
    assert (told.rows, told.columns) == ((5,), ("cluster_id",))
    findings.write({str(ONE): found}, tmp_path)
    assert findings.read(tmp_path) == {str(ONE): found}


def test_measuring_takes_time_in_step_with_the_number_of_things(store: EmbeddedStore) -> None:
    def seconds(number: int) -> float:
        store.add(ONE, (triple for each in range(number) for triple in cluster(f"c{each}", more=PORTUGUESE)))
        started = process_time()
        measure(store, NOTHING)
        return process_time() - started

    seconds(100)  # what is read once
    few, many = seconds(2_000), seconds(20_000)
    assert many < 10 * (few + 0.5) * 2
