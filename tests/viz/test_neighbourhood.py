"""The small map of a thing: every neighbour is a link with its relation, whatever the names are."""

from xml.etree import ElementTree as ET

import pytest

from viz.neighbourhood import SLIM, WIDE, Neighbour, Sign, slim, wide

SVG = "{http://www.w3.org/2000/svg}"
CLUSTER, BODY = Sign("M-1 -1H1V1Z", "k-cluster"), Sign("M-1 -1H1V1Z", "k-organisation", outline=True)
AROUND = [
    Neighbour("Porto & <Norte>", "/regions/PT11?lang=en&ui=pt", BODY, "region"),
    Neighbour("A " + "very long name " * 20, "/organisations/long", BODY, "managed by"),
    Neighbour("Member", "/organisations/member", BODY, "Memberships", arrives=True),
]


@pytest.mark.parametrize(("draw", "width"), [(wide, WIDE), (slim, SLIM)], ids=["wide", "slim"])
def test_each_neighbour_is_a_link_that_tells_its_relation(draw: object, width: float) -> None:
    assert callable(draw)
    root = ET.fromstring(draw("Health Cluster", CLUSTER, AROUND))
    assert root.attrib["aria-hidden"] == "true"
    links = {each.attrib["href"]: each for each in root.iter(f"{SVG}a")}
    assert set(links) == {each.href for each in AROUND}
    for each in AROUND:
        assert links[each.href].attrib["tabindex"] == "-1"
        assert links[each.href].findtext(f"{SVG}title") == f"{each.relation}: {each.label}"
    assert root.attrib["viewBox"].split()[2] == str(int(width))
    height = float(root.attrib["viewBox"].split()[3])
    for text in root.iter(f"{SVG}text"):
        assert 0 < float(text.attrib["y"]) <= height
        assert len("".join(text.itertext())) * 6 < width


def test_what_leads_here_stands_on_the_left_and_what_this_leads_to_on_the_right() -> None:
    root = ET.fromstring(wide("Hub", CLUSTER, AROUND))
    anchors = {link.attrib["href"]: link.find(f"{SVG}text") for link in root.iter(f"{SVG}a")}
    sides = {href: text.attrib["text-anchor"] for href, text in anchors.items() if text is not None}
    assert sides == {each.href: "end" if each.arrives else "start" for each in AROUND}


def test_a_thing_alone_is_drawn_alone() -> None:
    for draw in (wide, slim):
        root = ET.fromstring(draw("One two three four five six seven eight nine ten eleven", CLUSTER, []))
        assert [each.tag for each in root.iter(f"{SVG}a")] == []
        assert "".join(root.itertext()).startswith("One two")
