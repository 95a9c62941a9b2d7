"""A small map with awkward names, and another reader of the formats that it is written in."""

from dataclasses import dataclass, field
from xml.etree import ElementTree

from rdflib import URIRef

from graph.networks.network import Edge, Fact, Network, Node, Word
from ontology.namespaces import ID
from viz.export.view import Credit, Told, View

EVIL = "A & <b> \"q\" 's' ]]> \x00\x0b\ud800\ufffe\r\n\tȘț ã Ω 商業 🙂 =1+1"
QUERY = "SELECT ?source ?target WHERE { ?source <urn:a&b> ?target FILTER(1 < 2) } # ]]>"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"


def node(kind: str, slug: str, label: str, weight: int = 1, **more: object) -> Node:
    made = Node(
        ID[f"{kind}/{slug}"], kind, f"{kind}s", slug, label, "", ("PRT",), ("ta1",), (Fact("city", "Évora"),), weight
    )
    return Node(**{name: getattr(made, name) for name in Node.__slots__} | more)


NODES = (
    node("cluster", "tools", "Tool Cluster – Ferramentas", 3, point=(-8.6, 41.1), regions=("PT11",)),
    node("cluster", "wine", EVIL, 2),
    node("organisation", "porto", "=cmd|' /C calc'!A0", 2),
    node("organisation", "alone", "Alone", 0, countries=()),
)
EDGES = (
    Edge(NODES[2].iri, NODES[0].iri, "Membership", "board", "2017-01", False, until="2019", weight=1.0),
    Edge(NODES[2].iri, NODES[1].iri, "Membership", "", "2018", False),
    Edge(NODES[0].iri, NODES[1].iri, "shared", "", "", True, "", 3.0, False, ("University & Co",)),
)


def view(edges: tuple[Edge, ...] = EDGES, **more: object) -> View:
    """The map of these things."""
    network = Network(
        "en",
        NODES,
        edges,
        (Word("cluster", "cluster"), Word("organisation", "organisation")),
        (Word("Membership", "membership"), Word("shared", "shares members")),
        (Word("PRT", "Portugal"),),
        (Word("ta1", "Innovation & growth"),),
        hidden=7,
    )
    told = Told(
        "Clusters & members",
        f"Who is in which cluster. {EVIL}",
        "en",
        "000011",
        "2026-11-22",
        LICENCE,
        QUERY,
        "https://clusterscape.example/map?of=membership&country=PRT",
        (Credit("A source <1>", "https://clusterscape.example/sources/one", "CC0"),),
    )
    positions = {each.key: (100.0 * at, 40.5 * at) for at, each in enumerate(NODES)}
    return View(told, network, positions, _page, **more)  # type: ignore[arg-type]


def _page(each: Node) -> str:
    return f"https://clusterscape.example/{each.collection}/{each.slug}"


def iri(key: str) -> URIRef:
    return ID[key]


@dataclass
class Read:
    """A graph as another program reads it: things and links with their values, each of its declared type."""

    directed: bool
    nodes: dict[str, dict[str, object]] = field(default_factory=dict)
    edges: list[tuple[str, str, dict[str, object]]] = field(default_factory=list)
    told: dict[str, object] = field(default_factory=dict)


_TYPES = {
    "string": str,
    "int": int,
    "integer": int,
    "double": float,
    "boolean": lambda text: {"true": True, "false": False}[text],
}


def read_graphml(body: bytes) -> Read:
    """A strict reader of GraphML, written from its specification: undeclared keys, wrong types, loose ends are faults."""
    space = "{http://graphml.graphdrawing.org/xmlns}"
    root = ElementTree.fromstring(body)
    assert root.tag == f"{space}graphml"
    keys = {each.attrib["id"]: each for each in root.findall(f"{space}key")}
    graph = root.find(f"{space}graph")
    assert graph is not None
    made = Read(graph.attrib["edgedefault"] == "directed")

    def values(element: ElementTree.Element, sort: str) -> dict[str, object]:
        found: dict[str, object] = {}
        for data in element.findall(f"{space}data"):
            key = keys[data.attrib["key"]]
            assert key.attrib["for"] == sort
            name = key.attrib["attr.name"]
            assert name not in found
            found[name] = _TYPES[key.attrib["attr.type"]](data.text or "")
        return found

    made.told = values(graph, "graph")
    for each in graph.findall(f"{space}node"):
        assert each.attrib["id"] not in made.nodes
        made.nodes[each.attrib["id"]] = values(each, "node")
    names = set()
    for each in graph.findall(f"{space}edge"):
        names.add(each.attrib["id"])
        assert {each.attrib["source"], each.attrib["target"]} <= made.nodes.keys()
        made.edges.append((each.attrib["source"], each.attrib["target"], values(each, "edge")))
    assert len(names) == len(made.edges)
    return made


def read_gexf(body: bytes) -> Read:
    """A strict reader of GEXF 1.3, written from its specification (gexf.net/schema.html)."""
    space, viz = "{http://gexf.net/1.3}", "{http://gexf.net/1.3/viz}"
    root = ElementTree.fromstring(body)
    assert (root.tag, root.attrib["version"]) == (f"{space}gexf", "1.3")
    graph = root.find(f"{space}graph")
    assert graph is not None
    assert graph.attrib["defaultedgetype"] in {"directed", "undirected"}
    assert graph.attrib["mode"] in {"static", "dynamic"}
    declared = {
        each.attrib["class"]: {one.attrib["id"]: one for one in each} for each in graph.findall(f"{space}attributes")
    }
    made = Read(graph.attrib["defaultedgetype"] == "directed")
    made.told = {each.tag.removeprefix(space): each.text or "" for each in root.find(f"{space}meta") or ()}

    def values(element: ElementTree.Element, sort: str) -> dict[str, object]:
        found: dict[str, object] = dict(element.attrib)
        for each in element.findall(f"{space}attvalues/{space}attvalue"):
            one = declared[sort][each.attrib["for"]]
            found[one.attrib["title"]] = _TYPES[one.attrib["type"]](each.attrib["value"])
        return found

    nodes, edges = graph.find(f"{space}nodes"), graph.find(f"{space}edges")
    assert nodes is not None
    assert edges is not None
    assert int(nodes.attrib["count"]) == len(nodes)
    assert int(edges.attrib["count"]) == len(edges)
    for each in nodes:
        looks = {child.tag.removeprefix(viz): dict(child.attrib) for child in each if child.tag.startswith(viz)}
        assert looks.keys() == {"color", "position", "size", "shape"}
        assert all(0 <= int(looks["color"][name]) <= 255 for name in "rgb")
        assert looks["shape"]["value"] in {"disc", "square", "triangle", "diamond"}
        made.nodes[each.attrib["id"]] = values(each, "node") | looks
    for each in edges:
        assert {each.attrib["source"], each.attrib["target"]} <= made.nodes.keys()
        made.edges.append((each.attrib["source"], each.attrib["target"], values(each, "edge")))
    return made
