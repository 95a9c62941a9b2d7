"""Pictures of boxes and arrows."""

from itertools import pairwise
from xml.etree import ElementTree

import pytest

from viz.diagram import Arrow, Words, box, column, draw, length, wrap


@pytest.mark.parametrize(
    ("text", "width", "rows"),
    [
        ("value chain", 100, ("value chain",)),
        ("value chain", 50, ("value", "chain")),
        ("", 50, ()),
    ],
)
def test_text_is_broken_where_it_does_not_fit(text: str, width: float, rows: tuple[str, ...]) -> None:
    assert wrap(text, width) == rows


def test_a_word_that_is_too_long_is_cut_and_nothing_of_it_is_lost() -> None:
    rows = wrap("Spezialisierungspriorität", 60)
    assert len(rows) > 1
    assert "".join(row.removesuffix("-") for row in rows) == "Spezialisierungspriorität"


def test_a_box_grows_with_its_words() -> None:
    assert box("transferability assessment of a practice", 0, 0, 100).height > box("policy", 0, 0, 100).height


def test_boxes_in_a_column_do_not_touch() -> None:
    placed = column([box("one", 0, 0, 50), box("two words", 0, 0, 50), box("three", 0, 0, 50)], 10, 4)
    assert placed[0].y == 10
    assert all(lower.y == upper.y + upper.height + 4 for upper, lower in pairwise(placed))
    assert length(placed) == placed[-1].y + placed[-1].height - 10
    assert length(()) == 0


def test_a_picture_is_xml_with_a_name_its_links_and_nothing_unescaped() -> None:
    name = 'R&D <centre> "x"'
    boxes = [box(name, 0, 0, 200, href='/a?b=c&d="e"', look="own")]
    arrows = [Arrow(((0, 0), (10, 0))), Arrow(((0, 0), (0, 10)), "is")]
    root = ElementTree.fromstring(draw(200, 50, name, boxes, arrows, [Words("<in>", 0, 0, href="/in")]))
    links = [each for each in root.iter() if each.tag.endswith("}a")]
    assert root.attrib["aria-label"] == name
    assert [link.attrib["href"] for link in links] == ['/a?b=c&d="e"', "/in"]
    assert ["".join(link.itertext()) for link in links] == [name, "<in>"]
    assert len([each for each in root.iter() if each.attrib.get("class") == "tip"]) == 2
