"""Maps as data for other programs: read back by networkx, and by readers written from the specifications."""

import csv
import io
import json
import re
import zipfile
from xml.etree import ElementTree

import networkx as nx
import pytest

from tests.viz.export.sample import EDGES, EVIL, LICENCE, NODES, QUERY, Read, read_gexf, read_graphml, view
from viz.export import forms, gexf, graphml, nodelink, sheets
from viz.export.forms import TooMany, UnknownForm
from viz.export.markup import clean
from viz.export.narrowing import Choice, UnknownChoice, narrow
from viz.export.spans import first_day, last_day

KEYS = [each.key for each in NODES]


@pytest.mark.parametrize("read", [read_gexf, read_graphml], ids=["gexf", "graphml"])
def test_a_strict_reader_finds_every_thing_and_link_with_typed_values(read: object) -> None:
    made: Read = read_gexf(gexf.write(view())) if read is read_gexf else read_graphml(graphml.write(view()))
    assert sorted(made.nodes) == sorted(KEYS)
    assert len(made.edges) == len(EDGES)
    tools = made.nodes["cluster/tools"]
    assert (tools["label"], tools["links"], tools["longitude"]) == ("Tool Cluster – Ferramentas", 3, -8.6)
    assert (tools["areas"], tools["regions"], tools["facts"]) == ("Innovation & growth", "PT11", "city: Évora")
    shared = next(values for source, target, values in made.edges if values["relation"] == "shared")
    assert (float(str(shared["weight"])), shared["judged"], shared["directed"]) == (3.0, True, False)
    assert shared["shared"] == "University & Co"


def test_networkx_reads_the_gexf_with_places_colours_weights_and_times() -> None:
    read = nx.read_gexf(io.BytesIO(gexf.write(view())), version="1.3")
    assert set(read.nodes) == set(KEYS)
    assert read.number_of_edges() == len(EDGES)
    tools = read.nodes["cluster/tools"]
    assert tools["label"] == "Tool Cluster – Ferramentas"
    assert tools["viz"]["position"] == {"x": 0.0, "y": 0.0, "z": 0.0}
    assert tools["viz"]["color"] == {"r": 3, "g": 79, "b": 175, "a": 1.0}
    assert read.nodes["cluster/wine"]["viz"]["position"]["y"] == -40.5
    dated = next(data for *_, data in read.edges(data=True) if data.get("role") == "board")
    assert (dated["start"], dated["end"], dated["weight"]) == ("2017-01-01", "2019-12-31", 1.0)
    assert b'mode="dynamic" timeformat="date"' in gexf.write(view())
    assert b'mode="static"' in gexf.write(view(EDGES[2:]))


def test_networkx_reads_the_graphml() -> None:
    read = nx.read_graphml(io.BytesIO(graphml.write(view())), force_multigraph=True)
    assert read.is_directed()
    assert read.nodes["cluster/tools"]["latitude"] == 41.1
    assert {data["relation"] for *_, data in read.edges(data=True)} == {"Membership", "shared"}
    assert read.graph["title"] == "Clusters & members"
    assert not nx.read_graphml(io.BytesIO(graphml.write(view(EDGES[2:])))).is_directed()


def test_networkx_reads_the_json() -> None:
    document = json.loads(nodelink.write(view()))
    read = nx.node_link_graph(document, edges="edges")
    assert set(read.nodes) == set(KEYS)
    assert read.nodes["organisation/alone"]["links"] == 0
    assert document["graph"]["sources"][0]["title"] == "A source <1>"
    assert [each["label"] for each in document["graph"]["legend"]] == ["Cluster", "Organisation"]


def test_every_file_says_what_it_is() -> None:
    files = [forms.write(view(), name).decode() for name in ("gexf", "graphml", "json", "svg")]
    with zipfile.ZipFile(io.BytesIO(sheets.write(view()))) as archive:
        files.append(archive.read("README.md").decode() + archive.read("datapackage.json").decode())
    for text in files:
        for told in ("Clusters", LICENCE, "000011", "2026-11-22", "map?of=membership", "SELECT ?source", "A source"):
            assert told in text
        assert "#034faf" in text


@pytest.mark.parametrize("name", ["gexf", "graphml", "svg"])
def test_names_with_any_signs_stay_well_formed(name: str) -> None:
    body = forms.write(view(), name)
    read = {"gexf": read_gexf, "graphml": read_graphml}.get(name)
    if read:
        assert read(body).nodes["cluster/wine"]["label"] == clean(EVIL)
    assert b"\x00" not in body
    assert "🙂" in body.decode()
    assert forms.write(view(), name) == body


def test_the_tables_can_be_opened_in_a_spreadsheet_without_running_anything() -> None:
    with zipfile.ZipFile(io.BytesIO(sheets.write(view()))) as archive:
        assert archive.testzip() is None
        tables = {name: archive.read(name).decode("utf-8-sig") for name in ("nodes.csv", "edges.csv")}
        package = json.loads(archive.read("datapackage.json"))
    nodes = list(csv.DictReader(io.StringIO(tables["nodes.csv"], newline="")))
    assert {each["id"] for each in nodes} == set(KEYS)
    assert next(each["label"] for each in nodes if each["id"] == "organisation/porto") == "'=cmd|' /C calc'!A0"
    assert next(each["label"] for each in nodes if each["id"] == "cluster/wine").endswith("🙂 =1+1")
    edges = list(csv.DictReader(io.StringIO(tables["edges.csv"], newline="")))
    assert [each["judged"] for each in edges] == ["false", "false", "true"]
    for resource, rows in zip(package["resources"], (nodes, edges), strict=True):
        assert [each["name"] for each in resource["schema"]["fields"]] == list(rows[0])
    assert not re.search(r"(?m)^[=+@]", tables["nodes.csv"])


def test_a_network_is_kept_as_the_page_keeps_it() -> None:
    network = view().network
    assert [each.key for each in narrow(network, Choice(hide=frozenset({"organisation"}))).nodes] == KEYS[:2]
    assert [each.key for each in narrow(network, Choice(gone=frozenset({KEYS[0]}))).nodes] == KEYS[1:]
    assert [each.key for each in narrow(network, Choice(only=frozenset(KEYS[:2]))).nodes] == KEYS[:2]
    portugal = narrow(network, Choice(country="PRT"))
    assert [each.key for each in portugal.nodes] == KEYS[:3]
    shared = narrow(network, Choice(relation="shared"))
    assert [each.key for each in shared.nodes] == [KEYS[0], KEYS[1], KEYS[3]]
    assert [each.weight for each in shared.nodes] == [1, 1, 0]
    assert [word.key for word in shared.relations] == ["shared"]
    assert narrow(network, Choice()) == network
    with pytest.raises(UnknownChoice, match="there are: PRT"):
        narrow(network, Choice(country="XXX"))


def test_a_form_that_cannot_hold_a_map_says_which_can() -> None:
    forms.check(forms.form("html"), forms.PAGE)
    with pytest.raises(TooMany, match=r"2,001 things, and html holds 2,000: .* gexf"):
        forms.check(forms.form("html"), forms.PAGE + 1)
    with pytest.raises(TooMany, match="none"):
        forms.check(forms.form("gexf"), forms.DATA + 1)
    with pytest.raises(UnknownForm, match="there are: gexf"):
        forms.form("docx")


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2019", "2019-01-01", "2019-12-31"),
        ("2020-02", "2020-02-01", "2020-02-29"),
        ("2019-03-26", "2019-03-26", "2019-03-26"),
        ("2019/2021", "2019-01-01", "2021-12-31"),
        ("2019-13", "", ""),
        ("soon", "", ""),
    ],
)
def test_dates_become_whole_days(text: str, first: str, last: str) -> None:
    assert (first_day(text), last_day(text)) == (first, last)


def test_the_query_is_in_the_file_as_it_is() -> None:
    assert read_graphml(graphml.write(view())).told["query"] == QUERY


def test_links_of_one_pair_are_told_apart_by_their_kind_in_gexf() -> None:
    root = ElementTree.fromstring(gexf.write(view()))
    kinds = [edge.get("kind") for edge in root.iter("{http://gexf.net/1.3}edge")]
    assert kinds == [edge.relation for edge in view().links]
