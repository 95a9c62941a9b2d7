"""What counts as a disagreement, and what does not."""

from pathlib import Path

import pytest
from rdflib import RDF, RDFS, XSD, Literal, URIRef
from rdflib.term import Identifier

from graph import disagreements
from graph.disagreements import DIFFERENT, LESS_PRECISE, compare, find, single
from graph.embedded import EmbeddedStore
from graph.store import Triple
from ontology import iri
from ontology.namespaces import CSC, ID

ONE, TWO = iri.of_source("one"), iri.of_source("two")
ALPHA = ID["cluster/alpha"]


def year(text: str) -> Literal:
    return Literal(text, datatype=XSD.gYear)


def day(text: str) -> Literal:
    return Literal(text, datatype=XSD.date)


def number(text: str) -> Literal:
    return Literal(text, datatype=XSD.decimal if "." in text else XSD.integer, normalize=False)


@pytest.mark.parametrize(
    ("values", "degree"),
    [
        ((year("2001"), year("2003")), DIFFERENT),
        ((year("2019"), day("2019-03-26")), LESS_PRECISE),
        ((year("2019"), day("2019-03-26"), day("2019-03-27")), DIFFERENT),
        ((Literal("2019-03", datatype=XSD.gYearMonth), day("2019-04-01")), DIFFERENT),
        ((number("1"), number("1.0")), None),
        ((number("5200000"), number("5186352")), LESS_PRECISE),
        ((number("5.3"), number("5.25")), LESS_PRECISE),
        ((number("12"), Literal("INF", datatype=XSD.double)), DIFFERENT),
        ((number("12"), Literal("1e40", datatype=XSD.double)), DIFFERENT),
        ((number("12"), Literal("1e9999999", datatype=XSD.double)), DIFFERENT),
        ((number("5180000"), number("5186352")), DIFFERENT),
        ((number("11"), number("12")), DIFFERENT),
        ((number("10"), number("12")), DIFFERENT),
        ((Literal("Porto", lang="pt"), Literal("Oporto", lang="en")), None),
        ((Literal("Porto", lang="pt"), Literal("Gaia", lang="pt")), DIFFERENT),
        ((Literal("Évora"), Literal("evora")), None),
        ((URIRef("urn:a"), URIRef("urn:b")), DIFFERENT),
        ((URIRef("urn:a"),), None),
        ((), None),
    ],
)
def test_values_differ_where_not_both_can_be_true(values: tuple[Identifier, ...], degree: str | None) -> None:
    assert compare(values) == degree


def test_the_vocabulary_and_the_shapes_say_which_properties_have_one_value() -> None:
    known = single()
    assert known[CSC.founded] is None
    assert known[CSC.signedOn] is None
    assert CSC.Region in (known[CSC.country] or ())
    assert CSC.Cluster not in (known[CSC.country] or ())
    assert not {CSC.economicActivity, RDFS.label, CSC.inValueChain, CSC.signedBy, CSC.homepage} & known.keys()


def said(store: EmbeddedStore, graph: URIRef, *triples: Triple) -> None:
    store.add(graph, triples)


def test_each_value_comes_with_the_sources_and_rows_that_give_it(store: EmbeddedStore) -> None:
    record, statement = ID["record/one/a"], ID["statement/1"]
    said(
        store,
        ONE,
        (ALPHA, CSC.founded, year("2001")),
        (statement, RDF.subject, ALPHA),
        (statement, RDF.predicate, CSC.founded),
        (statement, RDF.object, year("2001")),
        (statement, URIRef("http://www.w3.org/ns/prov#wasDerivedFrom"), record),
        (record, CSC.inSource, ONE),
        (record, CSC.row, Literal(7)),
    )
    said(store, TWO, (ALPHA, CSC.founded, year("2003")))
    (found,) = find(store)
    assert (found.thing, found.path, found.degree) == (str(ALPHA), str(CSC.founded), DIFFERENT)
    claims = {opinion.value[:6]: [(c.source, c.row) for c in opinion.claims] for opinion in found.opinions}
    assert claims == {'"2001"': [(str(ONE), 7)], '"2003"': [(str(TWO), None)]}


def test_two_rows_of_one_source_can_disagree(store: EmbeddedStore) -> None:
    said(store, ONE, (ALPHA, CSC.founded, year("2001")), (ALPHA, CSC.founded, year("2003")))
    (found,) = find(store)
    assert found.sources == {str(ONE)}


def test_a_property_that_may_have_several_values_is_no_disagreement(store: EmbeddedStore) -> None:
    said(store, ONE, (ALPHA, CSC.inValueChain, ID["value-chain/a"]), (ALPHA, CSC.country, URIRef("urn:a")))
    said(store, TWO, (ALPHA, CSC.inValueChain, ID["value-chain/b"]), (ALPHA, CSC.country, URIRef("urn:b")))
    assert find(store) == ()


def test_a_shape_speaks_for_the_things_of_its_class_alone(store: EmbeddedStore) -> None:
    region = ID["region/a"]
    said(store, ONE, (region, RDF.type, CSC.Region), (region, CSC.country, URIRef("urn:a")))
    said(store, TWO, (region, CSC.country, URIRef("urn:b")))
    (found,) = find(store)
    assert found.thing == str(region)


def figure(name: str, value: str, *, period: Identifier, scope: str = "subject", group: str = "") -> tuple[Triple, ...]:
    about = ID[f"figure/{name}"]
    grouped = ((about, CSC.figureGroup, Literal(group)),) if group else ()
    return (
        (about, CSC.figureOf, ALPHA),
        (about, CSC.indicator, ID["indicator/members"]),
        (about, CSC.period, period),
        (about, CSC.figureScope, ID[f"concept/scope-{scope}"]),
        (about, CSC.unit, ID["concept/unit-members"]),
        (about, CSC.value, number(value)),
        *grouped,
    )


def test_figures_disagree_of_one_time_scope_and_unit_only(store: EmbeddedStore) -> None:
    said(store, ONE, *figure("a", "11", period=year("2019")), *figure("b", "40", period=year("2020")))
    said(store, TWO, *figure("c", "12", period=year("2019")), *figure("d", "99", period=year("2020"), scope="region"))
    (found,) = find(store)
    assert [opinion.value[:4] for opinion in found.opinions] == ['"11"', '"12"']
    assert found.about["period"].startswith('"2019"')
    assert {claim.source for opinion in found.opinions for claim in opinion.claims} == {str(ONE), str(TWO)}


def test_figures_without_a_date_and_parts_of_one_whole_do_not_disagree(store: EmbeddedStore) -> None:
    undated = CSC.unknownPeriod
    said(store, ONE, *figure("a", "11", period=undated), *figure("b", "1", period=year("2019"), group="x"))
    said(store, TWO, *figure("c", "12", period=undated), *figure("d", "2", period=year("2019"), group="y"))
    assert find(store) == ()


def test_what_was_found_is_kept_and_read_again(store: EmbeddedStore, tmp_path: Path) -> None:
    said(store, ONE, (ALPHA, CSC.founded, year("2001")), *figure("a", "11", period=year("2019")))
    said(store, TWO, (ALPHA, CSC.founded, year("2003")), *figure("c", "12", period=year("2019")))
    found = find(store)
    assert len(found) == 2
    disagreements.write(found, tmp_path)
    assert disagreements.read(tmp_path) == found
    assert disagreements.read(tmp_path / "nowhere") == ()
