from collections.abc import Mapping
from pathlib import Path

import pytest
from rdflib import RDF, SKOS, Literal, URIRef

from graph import cursor
from graph import library as libraries
from graph.arrivals import Incoming, incoming
from graph.cursor import BadCursor
from graph.embedded import EmbeddedStore
from graph.library import Library
from graph.links import UnknownLinks
from graph.listing import BadLimit, UnknownFilter
from graph.reader import Reader
from graph.reading import UnknownThing, position
from graph.release import Releases
from graph.store import Scope
from graph.things import Asked, Listing, Thing
from graph.usage import Usage
from ontology.iri import of_source
from ontology.model import LANGUAGES, model
from ontology.namespaces import CSC, ID
from tests import world


@pytest.fixture(scope="module")
def library() -> Library:
    return Library(world.fill(EmbeddedStore.memory()), model(), Scope.PUBLIC)


def thing(library: Library, kind: str, slug: str, lang: str = "en") -> Thing:
    return library.thing(model().kind(kind), slug, lang)


def listing(library: Library, kind: str, lang: str = "en", **asked: object) -> Listing:
    filters: Mapping[str, tuple[str, ...]] = asked.pop("filters", {})  # type: ignore[assignment]
    return library.listing(model().kind(kind), Asked(filters, **asked), lang)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("lang", "label"), [("en", "Health Cluster"), ("pt", "Cluster da Saúde"), ("it", "Health Cluster")]
)
def test_a_label_falls_back_along_the_declared_languages(library: Library, lang: str, label: str) -> None:
    assert thing(library, "cluster", "health", lang).label == label


def test_a_thing_without_the_usual_languages_keeps_the_label_it_has(library: Library) -> None:
    found = thing(library, "cluster", "ceramics")
    assert (found.label, found.lang) == ("Ceramică", "ro")


@pytest.mark.parametrize(("lang", "shown"), [("ro", "Ce se face."), ("it", "What is done.")], ids=["own", "fallback"])
def test_a_definition_is_shown_in_one_language_the_best_for_the_reader(lang: str, shown: str) -> None:
    store, task = EmbeddedStore.memory(), ID["indicator/task"]
    told = (Literal("Ce se face.", "ro"), Literal("What is done.", "en"))
    triples = [(task, RDF.type, CSC.Indicator), *((task, SKOS.definition, each) for each in told)]
    store.replace(of_source("first"), triples)
    found = thing(Library(store, model(), Scope.PUBLIC), "indicator", "task", lang).fact("definition")
    assert found
    assert [value.text for value in found.spoken().values] == [shown]
    assert {value.lang for value in found.values} == {"en", "ro"}


def test_sources_that_disagree_are_both_shown_with_who_says_so(library: Library) -> None:
    founded = thing(library, "cluster", "health").fact("founded")
    assert founded
    said = {value.text: [each.source.label for each in value.citations] for value in founded.values}
    assert said == {"2008": ["First source"], "2009": ["Second source"]}


def test_a_citation_names_row_documents_judgement_and_words(library: Library) -> None:
    chain = thing(library, "cluster", "health").fact("inValueChain")
    assert chain
    (citation,) = chain.values[0].citations
    assert (citation.row, citation.judgement, citation.words) == (2, True, "seems so")
    (document,) = citation.documents
    assert (document.label, document.url, document.path) == (
        "A page",
        "https://health.example.org/about",
        "/documents/page",
    )


def test_what_one_source_states_twice_is_one_value(library: Library) -> None:
    country = thing(library, "cluster", "health").fact("country")
    assert country
    assert [value.text for value in country.values] == ["Portugal"]
    assert {each.source.label for each in country.values[0].citations} == {"First source", "Second source"}


def test_what_is_inferred_is_marked(library: Library) -> None:
    region = thing(library, "cluster", "wine").fact("region")
    assert region
    assert [(value.inferred, value.citations) for value in region.values] == [(True, ())]


def test_a_relation_is_shown_as_the_thing_at_its_other_end(library: Library) -> None:
    groups = {group.name: group for group in thing(library, "cluster", "health").links}
    assert set(groups) == {"pactOf-pacts", "inCluster-memberships"}
    (link,) = groups["inCluster-memberships"].links
    assert link.thing.label == "University"
    assert link.through
    assert {fact.name: [value.text for value in fact.values] for fact in link.facts} == {
        "role": ["founder"],
        "asOf": ["2019-03"],
    }
    (other,) = (group for group in thing(library, "organisation", "university").links if "member" in group.name)
    assert [link.thing.label for link in other.links] == ["Health Cluster"]


def test_a_relation_without_a_label_is_called_by_its_ends(library: Library) -> None:
    assert [item.label for item in listing(library, "membership").items] == ["University – Health Cluster"]


def test_shortcuts_and_what_stands_behind_statements_are_not_links(library: Library) -> None:
    names = {fact.name for fact in thing(library, "organisation", "university").facts}
    assert "memberOf" not in names
    assert not thing(library, "value-chain", "medicines").links[1:]


def test_figures_come_with_indicator_and_period(library: Library) -> None:
    (figure,) = thing(library, "cluster", "health").figures
    assert (figure.indicator.label, figure.period, figure.value) == ("members", "2019", "170")


def test_a_thing_has_its_place_types_and_homepage(library: Library) -> None:
    found = thing(library, "cluster", "health")
    assert found.point
    assert (found.point.longitude, found.point.latitude) == (-8.6, 41.15)
    assert found.homepage == "https://health.example.org/"
    assert [each.label for each in thing(library, "organisation", "university").types] == ["university"]


def test_a_document_tells_what_it_is_cited_for(library: Library) -> None:
    (group,) = thing(library, "document", "page").links
    assert (group.name, [link.thing.label for link in group.links]) == ("wasDerivedFrom-clusters", ["Health Cluster"])


def test_a_hub_shows_the_first_links_and_the_exact_total_and_the_rest_by_cursor(library: Library) -> None:
    group = next(each for each in thing(library, "country", "PRT").links if each.name == "country-organisations")
    assert (group.total, len(group.links)) == (world.MANY + 1, 50)
    assert group.next
    rest = library.links(model().kind("country"), "PRT", group.name, "en", Asked({}, cursor=group.next, limit=200))
    assert rest.next is None
    names = [link.thing.label for link in (*group.links, *rest.links)]
    assert names == sorted(names)
    assert len(set(names)) == world.MANY + 1


def test_what_points_at_a_hub_is_kept_whatever_else_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    asked, country, cluster = list[URIRef](), model().kind("country"), model().kind("cluster")

    def counted(reader: Reader, thing: URIRef) -> Incoming:
        asked.append(thing)
        return incoming(reader, thing)

    monkeypatch.setattr(libraries, "incoming", counted)
    fresh = Library(world.fill(EmbeddedStore.memory()), model(), Scope.PUBLIC)
    fresh.thing(country, "PRT", "en")
    for number in range(40):  # more than are kept
        with pytest.raises(UnknownThing):
            fresh.links(cluster, f"nobody-{number}", "any", "en")
        fresh.thing(cluster, "health", LANGUAGES[number % len(LANGUAGES)])
    fresh.thing(country, "PRT", "ro")
    assert fresh.links(country, "PRT", "country-organisations", "it").total == world.MANY + 1
    assert asked.count(country.iri("PRT")) == 1


@pytest.mark.parametrize("slug", ["nobody", "../x", "", "a b", "é", "health/geometry/x"])
def test_what_nobody_speaks_of_is_unknown(library: Library, slug: str) -> None:
    with pytest.raises(UnknownThing):
        thing(library, "cluster", slug)


def test_unknown_links_say_which_there_are(library: Library) -> None:
    with pytest.raises(UnknownLinks, match="pactOf-pacts"):
        library.links(model().kind("cluster"), "health", "friends", "en")


def test_a_list_is_ordered_by_name_and_paged_by_cursor_without_gaps(library: Library) -> None:
    names: list[str] = []
    after: str | None = None
    while True:
        page = listing(library, "organisation", cursor=after, limit=7)
        assert page.total == world.MANY + 1
        names += [item.label for item in page.items]
        if (after := page.next) is None:
            break
    assert names == sorted(names)
    assert len(names) == len(set(names)) == world.MANY + 1


def test_a_filter_keeps_to_its_values_and_facets_count_what_would_be_left(library: Library) -> None:
    page = listing(library, "cluster", filters={"country": ("PRT",)})
    assert [item.label for item in page.items] == ["Health Cluster", "Wine"]
    facets = {facet.name: {each.value: (each.count, each.selected) for each in facet.choices} for facet in page.facets}
    assert facets["country"] == {"PRT": (2, True), "ROU": (1, False)}
    assert facets["value-chain"] == {"medicines": (1, False)}


def test_a_facet_says_how_many_values_it_does_not_list(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = {facet.name: facet for facet in listing(library, "cluster").facets}["country"]
    assert (len(whole.choices), whole.more) == (2, 0)
    monkeypatch.setattr("graph.listing.CHOICES", 1)
    cut = {facet.name: facet for facet in listing(library, "cluster").facets}["country"]
    assert (cut.choices, cut.more) == (whole.choices[:1], 1)


def test_two_values_of_a_filter_widen_and_two_filters_narrow(library: Library) -> None:
    assert listing(library, "cluster", filters={"country": ("PRT", "ROU")}).total == 3
    assert listing(library, "cluster", filters={"country": ("ROU",), "value-chain": ("medicines",)}).total == 0


def test_facets_equal_sparql(library: Library) -> None:
    query = """PREFIX csc: <https://w3id.org/clusterscape/ontology#>
    SELECT ?class (COUNT(DISTINCT ?thing) AS ?total) WHERE {
      VALUES ?class { csc:University csc:Company } ?thing a ?class } GROUP BY ?class"""
    rows = library.reader.store.select(query, Scope.PUBLIC)
    counted = {str(row["class"]).rpartition("#")[2]: int(str(row["total"])) for row in rows}
    facet = next(each for each in listing(library, "organisation").facets if each.name == "type")
    assert {each.value: each.count for each in facet.choices} == counted


def test_text_narrows_a_list_whatever_its_accents(library: Library) -> None:
    assert [item.slug for item in listing(library, "organisation", text="evora universidade").items] == ["university"]


def test_an_unknown_filter_names_those_that_are_known(library: Library) -> None:
    with pytest.raises(UnknownFilter, match="value-chain"):
        listing(library, "cluster", filters={"colour": ("red",)})


@pytest.mark.parametrize("limit", [0, -1, 201])
def test_a_page_has_from_1_to_200_entries(library: Library, limit: int) -> None:
    with pytest.raises(BadLimit):
        listing(library, "cluster", limit=limit)


@pytest.mark.parametrize(
    "text", ["zzz", "", "é", "bnVsbA", cursor.write(("a",)), cursor.write((1, "b")), "W" * 5000], ids=str
)
def test_a_cursor_of_another_list_is_refused(text: str) -> None:
    with pytest.raises(BadCursor):
        cursor.read(text, (str, str))


def test_the_overview_counts_kinds_and_names_sources(library: Library) -> None:
    overview = library.overview("en")
    counts = {each.kind.name: each.total for each in overview.counts}
    assert counts["cluster"] == 3
    assert counts["organisation"] == world.MANY + 1
    assert {"record", "statement", "run"}.isdisjoint(counts)
    assert [source.title for source in overview.sources] == ["First source", "Second source"]
    assert (overview.issued, overview.loaded) == ("2020", "2026-01-02T03:04:05Z")
    assert overview.triples == library.reader.store.size()


def test_a_source_tells_publisher_licence_run_and_contents(library: Library) -> None:
    source = library.source("one", "en")
    assert (source.publisher, source.licence, source.checksum) == (
        "Somebody",
        "https://creativecommons.org/licenses/by/4.0/",
        "abc",
    )
    assert source.languages == ("en", "pt")
    assert source.triples == 40
    assert source.run
    assert {each.kind.name: each.total for each in source.contents}["cluster"] == 3


def test_an_unknown_source_is_unknown(library: Library) -> None:
    with pytest.raises(UnknownThing):
        library.source("three", "en")


def test_a_region_contains_what_lies_in_its_parts_and_says_each_once(demo: Path) -> None:
    release = Releases(demo).current()
    assert release is not None
    library = Library(release.open(), model(), Scope.PUBLIC)
    above = {group.name: group.total for group in library.thing(model().kind("region"), "PT11", "en").links}
    assert above["within-clusters"] == 12
    below = {group.name: group.total for group in library.thing(model().kind("region"), "PT11A", "en").links}
    assert below["region-clusters"] == 10
    assert "within-clusters" not in below


def test_the_use_of_a_property_is_counted_class_by_class(library: Library) -> None:
    used = Usage(library.reader)
    for cls in (CSC.Cluster, CSC.Organisation):
        assert used.properties_of(cls)[RDF.type] == used.classes[cls]
        assert used.properties_of(cls)[CSC.country] < used.properties[CSC.country]
    assert 0 < used.properties_to(CSC.Cluster)[CSC.inCluster] <= used.properties[CSC.inCluster]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("POINT(-9.14 38.7)", (-9.14, 38.7)),
        ("<http://www.opengis.net/def/crs/OGC/1.3/CRS84> Point ( -9. 38 )", (-9.0, 38.0)),
        ("POINT(-.12 51.5)", (-0.12, 51.5)),
        ("POINT(4.9e-05 5.15E1)", (4.9e-05, 51.5)),
        ("POINT(1e400 1)", None),
        ("POINT(500 1)", None),
        ("POINT(1.2.3 .)", None),
        ("POINT EMPTY", None),
    ],
)
def test_a_point_is_read_in_every_way_to_write_its_numbers(text: str, place: tuple[float, float] | None) -> None:
    found = position(text)
    assert (found and (found.longitude, found.latitude)) == place
