import gzip
import json
import random
from dataclasses import replace
from itertools import accumulate, groupby
from typing import Any

import numpy as np
import pytest
from rdflib import URIRef

from graph.networks.network import Edge, Network, Node, Word, read_network
from graph.store import Scope
from tests.viz.sample import sample_store
from viz.compact import FIRST, MAGIC, Communities, Sent, pack
from viz.placing.layout import place

LARGEST = 1_500_000  # bytes of 100,000 things and 200,000 links, squeezed


def unpacked(body: bytes) -> tuple[dict[str, Any], dict[str, list[int]]]:
    """Header and columns, read as `viz.compact` tells."""
    assert body[:4] == MAGIC
    end = 8 + int.from_bytes(body[4:8], "little")
    header = json.loads(body[8:end])
    columns = {}
    for column in header["columns"]:
        assert end % 4 == 0
        data = body[end : end + column["bytes"]]
        columns[column["name"]] = numbers(data, column["type"])
        assert len(columns[column["name"]]) == column["count"]
        end += column["bytes"] + -column["bytes"] % 4
    assert end == len(body)
    return header, columns


def numbers(data: bytes, type: str) -> list[int]:
    if type != "varint":
        return [int(each) for each in np.frombuffer(data, {"u8": "u1", "u16": "<u2"}[type])]
    found, value, shift = [], 0, 0
    for byte in data:
        value |= (byte & 0x7F) << shift
        shift = shift + 7 if byte & 0x80 else 0
        if not byte & 0x80:
            found.append(value)
            value = 0
    return found


def ends(columns: dict[str, list[int]]) -> list[tuple[int, int]]:
    sources = list(accumulate(columns["source"]))
    pairs = []
    for source, group in groupby(zip(sources, columns["target"], strict=True), key=lambda pair: pair[0]):
        pairs += [(source, target) for target in accumulate(target for _, target in group)]
    return pairs


def made(count: int, links: int) -> Network:
    chance = random.Random(7)
    nodes = [
        Node(
            URIRef(f"https://w3id.org/clusterscape/id/{kind}/{at}"),
            kind, f"{kind}s", str(at), f"Name of number {at}", "", (f"C{at % 30}",), (), (), at % 400,
        )
        for at in range(count)
        for kind in ("cluster" if at % 20 == 0 else "organisation",)
    ]  # fmt: skip
    hubs = nodes[::20]
    edges = [
        Edge(nodes[at % count].iri, chance.choice(hubs).iri, "Membership", "", str(2000 + at % 25), judged=False)
        for at in range(links)
    ]
    words = [Word(key, key) for key in sorted({node.kind for node in nodes})]
    countries = tuple(Word(f"C{at}", f"Country {at}") for at in range(30))
    return Network("en", tuple(nodes), tuple(edges), tuple(words), (Word("Membership", "membership"),), countries, ())


@pytest.fixture
def sent() -> Sent:
    network = read_network(sample_store(), Scope.PUBLIC)
    return Sent(network, place(network), Communities(("Tools",), {"cluster/tools": 0, "pact/tools": 0}))


def test_the_header_says_what_is_told_and_what_is_counted(sent: Sent) -> None:
    header, _ = unpacked(pack(sent, {"of": "whole", "release": "000001"}))
    assert (header["of"], header["release"], header["nodes"], header["edges"], header["hidden"]) == (
        "whole", "000001", 7, 4, 0,
    )  # fmt: skip
    first = header["kinds"][0]
    assert (first["key"], first["collection"], first["count"]) == ("cluster", "clusters", 3)
    assert ["Membership", "membership"] in header["relations"]
    assert header["countries"] == [["ITA", "Italy", 2], ["PRT", "Portugal", 2]]
    assert header["areas"] == [["ta1", "Innovation", 1]]
    assert header["communities"] == [["Tools", 2]]


def test_every_thing_is_sent_with_its_place_kind_links_and_size(sent: Sent) -> None:
    header, columns = unpacked(pack(sent, {}))
    left, top, right, bottom = header["bounds"]
    for at, node in enumerate(sent.nodes):
        assert header["names"][at][:2] == [node.key, node.label]
        assert header["kinds"][columns["kind"][at]]["key"] == node.kind
        assert columns["links"][at] == node.weight
        x, y = sent.positions[node.key]
        assert left + columns["x"][at] / 65535 * (right - left) == pytest.approx(x, abs=0.1)
        assert top + columns["y"][at] / 65535 * (bottom - top) == pytest.approx(y, abs=0.1)
    keys = [node.key for node in sent.nodes]
    assert columns["community"][keys.index("cluster/tools")] == 0
    assert columns["community"][keys.index("cluster/alone")] == 65535
    assert columns["country"][keys.index("pact/tools")] == 255
    assert columns["area"][keys.index("organisation/porto")] == 0


def test_the_largest_thing_comes_first_in_every_language(sent: Sent) -> None:
    italian = read_network(sample_store(), Scope.PUBLIC, "it")
    assert sent.nodes[0].key == "cluster/tools"
    assert [node.key for node in Sent(italian, sent.positions).nodes] == [node.key for node in sent.nodes]


def test_every_link_is_sent_with_its_ends_years_and_flags(sent: Sent) -> None:
    header, columns = unpacked(pack(sent, {}))
    keys = [name[0] for name in header["names"]]
    found = {
        (keys[source], header["relations"][relation][0], keys[target], since, flags)
        for (source, target), relation, since, flags in zip(
            ends(columns), columns["relation"], columns["since"], columns["flags"], strict=True
        )
    }
    assert found == {
        ("organisation/porto", "Membership", "cluster/tools", 2017, 0),
        ("organisation/shop", "Membership", "cluster/tools", 0, 0),
        ("cluster/tools", "inValueChain", "value-chain/moulds", 0, 1),
        ("pact/tools", "pactOf", "cluster/tools", 2019, 0),
    }


def test_links_without_direction_weigh_and_are_marked(sent: Sent) -> None:
    edges = tuple(replace(edge, directed=False, weight=300.0) for edge in sent.network.edges)
    _, columns = unpacked(pack(Sent(replace(sent.network, edges=edges), sent.positions), {}))
    assert set(columns["flags"]) == {2, 3}
    assert set(columns["weight"]) == {255}


def test_a_network_of_nothing_is_sent_too() -> None:
    header, columns = unpacked(pack(Sent(Network("en", (), (), (), (), (), ()), {}), {}))
    assert header["bounds"] == [0, 0, 0, 0]
    assert not any(columns.values())


@pytest.mark.parametrize("count", [1, 127, 128, 129, 16_384, 20_000])
def test_numbers_of_every_length_come_back(count: int) -> None:
    network = made(count, 3 * count)
    _, columns = unpacked(pack(Sent(network, {node.key: (0.0, 0.0) for node in network.nodes}), {}))
    place_of = {node.iri: at for at, node in enumerate(Sent(network, {}).nodes)}
    assert ends(columns) == sorted((place_of[edge.source], place_of[edge.target]) for edge in network.edges)


@pytest.mark.unmeasured
def test_100000_things_and_200000_links_take_a_megabyte_and_a_half_at_most() -> None:
    network, chance = made(100_000, 200_000), random.Random(1)
    positions = {node.key: (chance.gauss(0, 900), chance.gauss(0, 600)) for node in network.nodes}
    groups = Communities(
        tuple(f"Group {at}" for at in range(200)), {node.key: at % 200 for at, node in enumerate(network.nodes)}
    )
    body = pack(Sent(network, positions, groups), {})
    assert len(unpacked(body)[0]["names"]) == FIRST
    assert len(gzip.compress(body, 6)) <= LARGEST
