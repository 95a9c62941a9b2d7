import json
import re
from collections import Counter
from pathlib import Path

import pytest
from rdflib import Graph

from graph.embedded import EmbeddedStore
from graph.networks.network import Network, read_network
from graph.store import Scope
from ontology.namespaces import ID
from tests.viz.sample import PREFIXES
from viz.map import MapData, UnknownLanguage, all_texts, build_map, own_texts
from viz.page import STATIC, TEMPLATES, AssetsNotBuilt, map_json, render_standalone
from viz.placing.layout import place

LANGUAGES = ("en", "pt", "it", "ro")
ASSETS = Path(__file__).parents[2] / "viz" / "assets"
COUNT = """
PREFIX csc: <https://w3id.org/clusterscape/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?kind (COUNT(DISTINCT ?thing) AS ?count) WHERE {
  ?top csc:kind ?kind . ?class rdfs:subClassOf* ?top . ?thing a ?class
  FILTER(?kind != "membership") # memberships are links, not things
} GROUP BY ?kind
"""


def test_the_legend_counts_what_a_query_counts(network_store: EmbeddedStore, small_map: MapData) -> None:
    asked = {str(row["kind"]): int(str(row["count"])) for row in network_store.select(COUNT, Scope.PUBLIC)}
    assert {entry.kind: entry.count for entry in small_map.legend} == asked
    assert Counter(mark.kind for mark in small_map.scene.marks) == asked


def test_every_link_is_drawn_once(network: Network, small_map: MapData) -> None:
    assert len(small_map.scene.lines) == len(network.edges)


def test_the_json_holds_every_thing_link_and_choice(small_map: MapData) -> None:
    document = json.loads(map_json(small_map))
    assert len(document["nodes"]) == 7
    assert len(document["edges"]) == 4
    tools = next(node for node in document["nodes"] if node["id"] == "cluster/tools")
    assert tools["label"] == "Tool Cluster"
    assert tools["facts"] == [["city", "Leiria"]]
    assert {"x", "y", "size", "kind"} <= tools.keys()
    assert document["countries"] == [["ITA", "Italy", 2], ["PRT", "Portugal", 2]]
    assert next(edge for edge in document["edges"] if edge.get("judged"))["relation"] == "inValueChain"
    assert document["captions"][0][0] == "Italy"


def test_positions_that_are_missing_are_found_before_drawing(network: Network) -> None:
    some = dict(list(place(network).items())[:5])
    marks = build_map(network, some).scene.marks
    assert len({(mark.x, mark.y) for mark in marks}) == len(marks)


def test_the_most_important_things_come_first(small_map: MapData) -> None:
    kinds = [mark.kind for mark in small_map.scene.marks]
    assert kinds[0] == "cluster"
    assert small_map.scene.marks[0].key == "cluster/tools"
    assert kinds[-1] == "organisation"


def test_short_names_leave_out_what_all_names_of_a_kind_begin_with() -> None:
    many = read_network(_pacts(), Scope.PUBLIC)
    shorts = {mark.short for mark in build_map(many, {}).scene.marks}
    assert shorts == {"Wood", "Wine", "Stone"}


def _pacts() -> EmbeddedStore:
    pacts = (
        f'<https://w3id.org/clusterscape/id/pact/{name}> a csc:SectoralPact ; rdfs:label "Sectoral Pact - {name}"@en .'
        for name in ("Wood", "Wine", "Stone")
    )
    kind = 'csc:SectoralPact csc:kind "pact" ; csc:collection "pacts" ; rdfs:label "pact"@en .'
    store = EmbeddedStore.memory()
    store.replace(ID["source/pacts"], Graph().parse(data=PREFIXES + kind + " ".join(pacts), format="turtle"))
    return store


def test_the_file_to_take_away_loads_nothing(small_map: MapData) -> None:
    page = render_standalone(small_map, "https://clusterscape.example")
    markup = re.sub(r"<script>.*?</script>|<style>.*?</style>", "", page, flags=re.DOTALL)
    loads = re.findall(r"<(?:script|img|iframe|source|object|embed)[^>]*\bsrc=[\"']?([^\"' >]+)", markup)
    sheets = re.findall(r"<link[^>]*href=[\"']?([^\"' >]+)", markup)
    styles = re.findall(r"@import|url\(\s*[\"']?https?:", (STATIC / "map.css").read_text(encoding="utf-8"))
    assert loads == []
    assert sheets == ["data:,"]
    assert styles == []
    assert "default-src 'none'" in page


def test_the_file_to_take_away_holds_the_data(small_map: MapData) -> None:
    page = render_standalone(small_map)
    found = re.search(r'<script type="application/json" id="cs-map-data">(.*?)</script>', page, re.DOTALL)
    assert found
    document = json.loads(found[1])
    assert document == json.loads(map_json(small_map))
    assert "Tool Cluster" in page


def test_a_name_cannot_end_the_script_it_stands_in(small_map: MapData) -> None:
    page = render_standalone(small_map)
    assert "Loja </script>" not in page
    assert "alert(1)</script>" not in page
    assert "Loja &lt;/script&gt;" in page


def test_pages_are_linked_only_where_a_site_is_known(small_map: MapData) -> None:
    assert 'href="https://clusterscape.example/clusters/tools"' in render_standalone(
        small_map, "https://clusterscape.example/"
    )
    assert 'href="/clusters' not in render_standalone(small_map)


def test_the_table_stands_in_the_page_without_any_script(small_map: MapData) -> None:
    rows = re.findall(r'<tr data-key="([^"]+)"', render_standalone(small_map))
    assert rows == [mark.key for mark in small_map.scene.marks]


def test_missing_assets_are_named_with_what_to_do(
    small_map: MapData, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("viz.page.STATIC", tmp_path)
    with pytest.raises(AssetsNotBuilt, match="make assets"):
        render_standalone(small_map)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_text_is_there_in_every_language(lang: str) -> None:
    texts = own_texts(lang)
    english = own_texts("en")
    assert texts.keys() == english.keys()
    for key, text in texts.items():
        assert text.strip()
        assert set(re.findall(r"\{\w+\}", text)) == set(re.findall(r"\{\w+\}", english[key])), key


def test_there_are_four_languages_and_no_others() -> None:
    assert tuple(all_texts()) == LANGUAGES
    with pytest.raises(UnknownLanguage, match="en, pt, it, ro"):
        own_texts("xx")


def test_every_text_is_used_and_every_used_text_exists() -> None:
    sources = [*TEMPLATES.glob("*.html"), ASSETS / "js" / "map.ts", *(ASSETS / "js" / "map").glob("*.ts")]
    used = " ".join(path.read_text(encoding="utf-8") for path in sources)
    named = set(re.findall(r"\bt\.(\w+)|texts\.(\w+)|texts\[\"(\w+)\"\]", used))
    names = {name for match in named for name in match if name}
    spoken = names | {"name", "kind", "country", "links", "keys"}
    assert spoken == set(own_texts("en"))


def test_the_callers_texts_win(network: Network) -> None:
    data = build_map(network, place(network), "it", {"title": "La rete"})
    assert data.texts["title"] == "La rete"
    assert data.texts["close"] == "Chiudi"


def test_the_lock_file_names_no_registry() -> None:
    lock = json.loads((ASSETS / "package-lock.json").read_text(encoding="utf-8"))
    assert lock["packages"]
    assert not [name for name, package in lock["packages"].items() if "resolved" in package]
