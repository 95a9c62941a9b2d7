from pathlib import Path

import pytest
from rdflib import Graph, URIRef

from graph.embedded import EmbeddedStore
from graph.guard import examine
from graph.networks import projections as module
from graph.networks.network import Network, read_network
from graph.networks.projections import (
    BadYear,
    Projection,
    UnknownProjection,
    project,
    projection,
    projections,
    read,
)
from graph.networks.tabular import Table
from graph.networks.ties import COLUMNS, Tie, ties
from graph.query import BadQueryFile
from graph.reasoning.inference import infer
from graph.release import Releases
from graph.store import Scope, Store
from ontology.catalogue import vocabulary
from ontology.model import LANGUAGES
from ontology.namespaces import ONTOLOGY
from tests.questions.asking import EXAMPLE
from tests.viz.sample import sample_store

# Things and links that the shipped data have at least; where they have none, `help` promises nothing more.
SHIPPED = {
    "membership": (350, 380),
    "shared-members": (20, 100),
    "shared-value-chains": (4, 2),
    "shared-goals": (15, 100),
    "shared-projects": (15, 50),
    "policies": (120, 200),
    "practices": (60, 50),
    "value-chains": (40, 30),
    "committee": (50, 50),
    "whole": (800, 1000),
}
NAMES = [each.name for each in projections()]
A, B, C = (f"https://w3id.org/clusterscape/id/cluster/{name}" for name in "abc")


@pytest.fixture(scope="module")
def shipped(demo: Path) -> Store:
    release = Releases(demo).current()
    assert release is not None
    return release.open(Scope.PUBLIC)


@pytest.fixture(scope="module")
def invented() -> Store:
    store = EmbeddedStore.memory()
    store.replace(ONTOLOGY, iter(vocabulary()))
    store.replace(URIRef("urn:example"), iter(Graph().parse(EXAMPLE)))
    infer(store)
    return store


def drawn(store: Store, name: str, lang: str = "en", since: str = "", until: str = "") -> Network:
    return project(store, Scope.PUBLIC, projection(name), lang, since, until)


def links(network: Network) -> set[tuple[str, str, str]]:
    keys = {node.iri: node.key for node in network.nodes}
    return {(keys[edge.source], edge.relation, keys[edge.target]) for edge in network.edges}


def table(*rows: tuple[str, ...]) -> Table:
    return Table(COLUMNS, iter([list(row) for row in rows]))


def test_all_projections_were_found() -> None:
    assert set(NAMES) == set(SHIPPED)
    assert NAMES[0] == "membership"
    assert NAMES[-1] == "whole"


@pytest.mark.parametrize("name", NAMES)
def test_a_projection_is_explained_in_every_language(name: str) -> None:
    each = projection(name)
    for lang in LANGUAGES:
        assert each.titles[lang]
        assert each.helps[lang].endswith(".")
    assert len(set(each.titles.values())) == len(LANGUAGES)


@pytest.mark.parametrize("name", NAMES)
def test_the_query_of_a_projection_is_one_that_anybody_may_ask(name: str) -> None:
    each = projection(name)
    assert examine(each.query).form == "SELECT"
    assert not each.query.startswith("#")
    assert {"?source", "?target"} <= set(each.query.split())


@pytest.mark.parametrize("name", NAMES)
def test_the_shipped_data_have_links_in_every_projection(shipped: Store, name: str) -> None:
    network = drawn(shipped, name)
    things, joined = SHIPPED[name]
    assert len(network.nodes) >= things
    assert len(network.edges) >= joined
    assert all(edge.directed is projection(name).directed for edge in network.edges)
    assert all(node.label and node.label != node.slug for node in network.nodes)
    assert all(word.label and word.label.islower() for word in network.relations)


def test_the_whole_projection_is_the_whole_network(shipped: Store) -> None:
    assert drawn(shipped, "whole", "it") == read_network(shipped, Scope.PUBLIC, "it")


def test_what_two_clusters_share_is_counted_and_named(shipped: Store) -> None:
    shared = next(edge for edge in drawn(shipped, "shared-members").edges if edge.weight > 1)
    assert shared.weight >= len(shared.why) > 1
    assert list(shared.why) == sorted(shared.why)
    goals = max(drawn(shipped, "shared-goals").edges, key=lambda edge: edge.weight)
    assert goals.weight > len(goals.why) == 5


def test_stages_follow_each_other_to_the_chain_that_they_complete(invented: Store) -> None:
    found = links(drawn(invented, "value-chains"))
    assert ("value-chain-stage/example-harvest", "stageOrder", "value-chain-stage/example-milling") in found
    assert ("value-chain-stage/example-milling", "stageOrder", "value-chain-stage/example-sale") in found
    assert ("value-chain-stage/example-harvest", "stageOrder", "value-chain-stage/example-sale") not in found
    assert [each for each in found if each[1] == "stageOf"] == [
        ("value-chain-stage/example-sale", "stageOf", "value-chain/example-cork")
    ]


def test_a_transfer_joins_practice_origin_and_receiver(invented: Store) -> None:
    found = {each[1:] for each in links(drawn(invented, "practices")) if each[0] == "transfer/example-guarantees"}
    assert found == {
        ("transferOf", "good-practice/example-guarantees"),
        ("transferredFrom", "country/ROU"),
        ("transferredTo", "cluster/example-cork"),
    }


def test_years_keep_what_may_have_held_then(invented: Store) -> None:
    until_2031 = links(drawn(invented, "practices", until="2031"))
    assert not any(source.startswith("transfer/") for source, _, _ in until_2031)
    assert until_2031  # what has no date stays
    assert any(source.startswith("transfer/") for source, _, _ in links(drawn(invented, "practices", since="2032")))


def test_a_network_of_some_years_has_only_what_is_linked_then(shipped: Store) -> None:
    whole, some = drawn(shipped, "whole"), drawn(shipped, "whole", until="2010")
    assert len(some.edges) < len(whole.edges)
    assert all(node.weight for node in some.nodes)
    assert all(not edge.since or edge.since[:4] <= "2010" for edge in some.edges)


@pytest.mark.parametrize("wrong", ["17", "20170", "next", "２０１７"])
def test_what_is_no_year_is_refused(wrong: str) -> None:
    with pytest.raises(BadYear, match="four digits"):
        drawn(sample_store(), "membership", since=wrong)


def test_a_network_of_more_rows_than_are_read_says_that_it_is_cut(
    shipped: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not drawn(shipped, "shared-goals").cut
    monkeypatch.setattr(module, "MOST_ROWS", 50)
    some = drawn(shipped, "shared-goals")
    assert some.cut
    assert 0 < sum(edge.weight for edge in some.edges) <= 50


def test_an_unknown_projection_is_told_with_those_that_there_are() -> None:
    with pytest.raises(UnknownProjection, match="membership, shared-members"):
        projection("nothing")


def test_a_file_is_all_that_a_new_projection_needs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = """# number: 3
# directed: no
# title: Things by country
# help: Two things are joined where they are in one country.
SELECT ?source ?target ?shared WHERE {
  ?source <https://w3id.org/clusterscape/ontology#country> ?shared .
  ?target <https://w3id.org/clusterscape/ontology#country> ?shared
}
"""
    (tmp_path / "countries.rq").write_text(text, encoding="utf-8")
    monkeypatch.setattr(module, "FOLDER", tmp_path)
    found = projections.__wrapped__()
    assert [(each.name, each.number, each.directed, each.title_in("ro")) for each in found] == [
        ("countries", 3, False, "Things by country")
    ]
    network = project(sample_store(), Scope.PUBLIC, found[0])
    assert [edge.why for edge in network.edges] == [("Italy",), ("Portugal",)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("# help: x\nSELECT * { }", "must say `# title:`"),
        ("# title: x\nSELECT * { }", "must say `# help:`"),
        ("# title: x\n# help: y\n# layered: perhaps\nSELECT * { }", "not yes or no"),
        ("# title: x\n# help: y\n# number: one\nSELECT * { }", "a whole number"),
    ],
    ids=["title", "help", "choice", "number"],
)
def test_a_file_that_says_too_little_is_refused(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "bad.rq").write_text(text, encoding="utf-8")
    with pytest.raises(BadQueryFile, match=said):
        read(tmp_path / "bad.rq")


def test_a_projection_without_a_language_is_told_in_english() -> None:
    only = Projection("x", 1, {"en": "Title"}, {"en": "Help."}, "# title: Title\nSELECT * { }")
    assert (only.title_in("it"), only.help_in("it"), only.query) == ("Title", "Help.", "SELECT * { }")


def test_rows_of_one_link_are_one_with_the_longest_time() -> None:
    rows = ties(
        table(
            (A, B, "urn:r", "", "2012", "2015", "judged", "", ""),
            (A, B, "urn:r", "", "2010", "2019", "", "", ""),
            (A, C, "urn:r", "", "", "2015", "judged", "", ""),
            (A, C, "urn:r", "", "2011", "", "judged", "", ""),
        )
    )
    assert [(tie.since, tie.until, tie.judged) for tie in rows] == [("2010", "2019", False), ("2011", "", True)]


@pytest.mark.parametrize(
    ("since", "until", "holds"),
    [("", "", True), ("2016", "", False), ("", "2009", False), ("2012", "2013", True), ("2015", "2015", True)],
)
def test_a_link_holds_in_the_years_that_it_touches(since: str, until: str, holds: bool) -> None:
    assert Tie(A, B, "urn:r", judged=False, since="2010-05", until="2015").holds(since, until) is holds


def test_a_link_without_direction_is_one_whichever_end_comes_first() -> None:
    found = ties(
        table((A, B, "", "", "", "", "", "2", ""), (B, A, "", "", "", "", "", "3.5", "")),
        directed=False,
    )
    assert [(tie.source, tie.target, tie.weight, tie.directed) for tie in found] == [(A, B, 5.5, False)]


@pytest.mark.parametrize("weight", ["", "many", "NaN", "-4", "INF"])
def test_a_weight_that_is_no_number_counts_as_one(weight: str) -> None:
    assert ties(table((A, B, "", "", "", "", "", weight, "")))[0].weight == 1


def test_what_is_no_link_between_two_things_is_left_out() -> None:
    assert not ties(table((A, A, "", "", "", "", "", "", ""), (A, "text", "", "", "", "", "", "", "")))
