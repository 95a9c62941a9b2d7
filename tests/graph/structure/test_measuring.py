"""A small store measured, and what is said of its things."""

import json
from pathlib import Path

import pytest
from rdflib import Graph

from graph.embedded import EmbeddedStore
from graph.store import Scope
from graph.structure import measuring, structure
from graph.structure.standing import standing
from graph.structure.structure import NotMeasured, Structure, read
from graph.structure.tables import COLUMNS, Ref, Refs, UnknownMeasure, countries, table
from graph.structure.traits import names, wider
from ontology.namespaces import ID, ONTOLOGY
from tests.viz.sample import PREFIXES, WORDS

# Three clusters of wine in one region: a and b with much the same members, c joined to b by one organisation alone.
SAID = """
@prefix nuts: <http://data.europa.eu/nuts/code/> .
id:cluster\\/a a csc:Cluster ; rdfs:label "A"@en ; csc:country country:PRT ; csc:region nuts:PT11A ; csc:sector "wine" .
id:cluster\\/b a csc:Cluster ; rdfs:label "B"@en ; csc:country country:PRT ; csc:region nuts:PT11 ; csc:sector "wine" ;
    csc:inValueChain <https://w3id.org/clusterscape/id/value-chain/cork> .
id:cluster\\/c a csc:Cluster ; rdfs:label "C"@en ; csc:country country:PRT ; csc:region nuts:PT119 ; csc:sector "wine" .
id:cluster\\/d a csc:Cluster ; rdfs:label "D"@en ; csc:country country:ITA ; csc:region nuts:ITH5 ; csc:sector "wine", "ships" ;
    csc:inValueChain <https://w3id.org/clusterscape/id/value-chain/cork> .
id:cluster\\/e a csc:Cluster ; rdfs:label "E"@en ; csc:country country:ITA ; csc:region nuts:ITH5 ; csc:sector "ships" .
<https://w3id.org/clusterscape/id/value-chain/cork> a csc:ValueChain ; rdfs:label "Cork"@en, "Cortiça"@pt .
<https://w3id.org/clusterscape/id/value-chain/none> a csc:ValueChain ; rdfs:label "Nobody's"@en .
"""
MEMBERS = (("x", "a"), ("y", "a"), ("x", "b"), ("y", "b"), ("z", "b"), ("z", "c"), ("v", "c"))


def told() -> str:
    lines = [PREFIXES, SAID]
    for at, (who, cluster) in enumerate(MEMBERS):
        lines.append(f'id:organisation\\/{who} a csc:Organisation ; rdfs:label "{who.upper()}"@en .')
        lines.append(
            f"id:membership\\/{at} a csc:Membership ; csc:member id:organisation\\/{who} ; csc:inCluster id:cluster\\/{cluster} ."
        )
    return "\n".join(lines)


@pytest.fixture(scope="module")
def store() -> EmbeddedStore:
    made = EmbeddedStore.memory()
    made.replace(ONTOLOGY, Graph().parse(data=PREFIXES + WORDS, format="turtle"))
    made.replace(ID["source/test"], Graph().parse(data=told(), format="turtle"))
    return made


@pytest.fixture(scope="module")
def found(store: EmbeddedStore, tmp_path_factory: pytest.TempPathFactory) -> Structure:
    folder = tmp_path_factory.mktemp("measured")
    measuring.write(store, folder)
    return read(folder)


def rows(found: Structure, name: str, country: str = "") -> list[tuple[object, ...]]:
    def plain(cell: object) -> object:
        if isinstance(cell, Refs):
            return [ref.text for ref in cell.items]
        return cell.text if isinstance(cell, Ref) else cell

    return [tuple(map(plain, row)) for row in table(found, name, "en", country).rows]


def test_what_is_written_is_read_back(found: Structure, tmp_path: Path) -> None:
    structure.write(found, tmp_path)
    assert read(tmp_path) == found


def test_the_same_store_gives_the_same_file(store: EmbeddedStore, found: Structure, tmp_path: Path) -> None:
    assert read(measuring.write(store, tmp_path).parent) == found


def test_a_release_without_measures_says_so(tmp_path: Path) -> None:
    with pytest.raises(NotMeasured, match="load again"):
        read(tmp_path)


def test_communities_stand_in_the_file_as_the_map_reads_them(store: EmbeddedStore, tmp_path: Path) -> None:
    told_ = json.loads(measuring.write(store, tmp_path).read_text())["communities"]
    assert set(told_["of"].values()) <= set(range(len(told_["names"])))
    assert all(set(each) == {"en", "pt", "it", "ro"} for each in told_["names"])


def test_a_bridge_is_told_with_its_clusters_and_what_it_holds(found: Structure) -> None:
    assert ("organisation/z", ["cluster/b", "cluster/c"], 1, 2) in rows(found, "bridges")


def test_clusters_with_much_the_same_members_overlap(found: Structure) -> None:
    ((one, other, region, members, alike),) = rows(found, "overlaps")
    assert (one, other) == ("cluster/a", "cluster/b")
    assert str(region).endswith("PT11")
    assert members == ["organisation/x", "organisation/y"]
    assert alike == 67


def test_three_clusters_of_one_region_and_sector_are_a_crowd(found: Structure) -> None:
    ((region, field, clusters),) = rows(found, "crowds")
    assert (str(region)[-4:], field, clusters) == ("PT11", "wine", ["cluster/a", "cluster/b", "cluster/c"])


def test_clusters_that_share_much_and_never_met_are_told_with_the_reasons(found: Structure) -> None:
    cork = str(ID["value-chain/cork"])
    assert rows(found, "gaps") == [("cluster/b", "cluster/d", [cork, "wine"])]


def test_a_value_chain_without_a_cluster_is_missing(found: Structure) -> None:
    assert ("chain", "", [str(ID["value-chain/none"])]) in rows(found, "missing")


def test_a_region_is_measured_by_what_its_things_are_in(found: Structure) -> None:
    by_sector = {str(row[0])[-4:]: row for row in rows(found, "specialisation") if row[1] == "sector"}
    assert by_sector["PT11"][2:6] == (3, 1, 0.0, 1.0)
    assert by_sector["ITH5"][2:4] == (3, 2)


def test_what_falls_apart_is_told(found: Structure) -> None:
    assert ("organisation/z", 2, 2) in rows(found, "resilience")


def test_rows_can_be_kept_to_a_country(found: Structure) -> None:
    assert countries(found)[0] == "PRT"
    assert {row[0] for row in rows(found, "hubs", "ITA")} == {"cluster/d"}
    assert [str(row[0])[-4:] for row in rows(found, "specialisation", "ITA")] == ["ITH5"]


def test_each_measure_has_as_many_cells_as_columns(found: Structure) -> None:
    for name, columns in COLUMNS.items():
        assert all(len(row) == len(columns) for row in table(found, name, "en").rows)


def test_an_unknown_measure_is_refused_with_the_names_there_are(found: Structure) -> None:
    with pytest.raises(UnknownMeasure, match="hubs"):
        table(found, "beauty", "en")


def test_a_thing_is_told_its_place_its_community_and_what_hangs_on_it(found: Structure) -> None:
    said = {each.measure: each for each in standing(found, "organisation/z")}
    assert said["hubs"].numbers[0] == 2
    assert said["bridges"].numbers == (1,)
    assert said["resilience"].numbers == (2, 2)
    assert {each.measure for each in standing(found, "cluster/a")} >= {"overlaps", "crowds"}


def test_nothing_is_said_of_what_is_linked_to_nothing_or_not_known(found: Structure) -> None:
    assert standing(found, "cluster/e") == ()
    assert standing(found, "cluster/nowhere") == ()


def test_names_are_those_of_the_language_or_the_next_best(store: EmbeddedStore) -> None:
    cork = str(ID["value-chain/cork"])
    told_ = names(store, Scope.PUBLIC, [cork, "wine"])
    assert (told_[cork]["pt"], told_[cork]["ro"], told_["wine"]["it"]) == ("Cortiça", "Cork", "wine")


@pytest.mark.parametrize(("code", "around"), [("PT11A", "PT11"), ("PT11", "PT11"), ("PT1", "PT1")])
def test_a_region_of_the_third_level_lies_in_one_of_the_second(code: str, around: str) -> None:
    base = "http://data.europa.eu/nuts/code/"
    assert wider(base + code) == base + around
