"""Maps and charts as SVG, PDF and PNG: what is drawn, what it says of itself, and that all letters are there."""

import io
from xml.etree import ElementTree

import pytest
from PIL import Image
from pypdfium2 import PdfDocument

from tests.viz.charts.sample import made, setting
from tests.viz.export.sample import view
from viz.charts import ways
from viz.export import drawn, fonts, pdf, png, svg
from viz.export.png import BadWidth
from viz.export.sheet import framed
from viz.page import AssetsNotBuilt
from viz.palette import LOOKS
from viz.picture import TEXT, Form, Linked, Moved, Path, Picture, Words, flat

SVG = "{http://www.w3.org/2000/svg}"


def text_of(document: bytes) -> str:
    opened = PdfDocument(document)
    try:
        return str(opened[0].get_textpage().get_text_bounded())
    finally:
        opened.close()


def test_a_map_shows_each_thing_link_name_and_its_legend() -> None:
    picture = drawn.draw(view())
    forms = [part for part in flat(picture.parts) if isinstance(part, Form)]
    assert len(forms) == 4 + 2
    links = [part for part in flat(picture.parts) if isinstance(part, Linked) and part.href.endswith("/clusters/tools")]
    assert len(links) == 1
    said = " ".join(part.text for part in flat(picture.parts) if isinstance(part, Words))
    for text in (
        "Clusters & members",
        "Tool Cluster",
        "Cluster (2)",
        "Organisation (2)",
        "000011",
        "A source <1>",
        "7",
    ):
        assert text in said
    judged = [part for part in flat(picture.parts) if isinstance(part, Path) and part.dash]
    assert len(judged) == 2  # the link, and its line in the legend


def test_colours_can_say_the_country_or_the_community_instead_of_the_kind() -> None:
    by_country = view(colour="country")
    assert [(entry.label, entry.count) for entry in by_country.legend] == [("Portugal", 3), ("–", 1)]
    by_group = view(
        colour="community", communities=("Wine", "Tools"), community={"cluster/wine": 0, "cluster/tools": 1}
    )
    assert {entry.label for entry in by_group.legend} == {"Wine", "Tools", "–"}
    assert len({dot.ink for dot in by_group.dots}) == 3


def test_what_is_chosen_has_a_ring() -> None:
    rings = [
        part for part in flat(drawn.draw(view(marked=frozenset({"cluster/wine"}))).parts) if isinstance(part, Form)
    ]
    assert len([part for part in rings if part.fill is None and part.stroke == TEXT]) == 1


def test_an_empty_map_is_a_sheet_that_says_so() -> None:
    shown = view(())
    empty = type(shown)(shown.told, type(shown.network)("en", (), (), (), (), (), ()), {}, shown.page)
    assert "Things: 0; links: 0" in text_of(pdf.write(drawn.draw(empty)))


def test_a_pdf_carries_its_letters_its_words_its_links_and_its_facts() -> None:
    document = pdf.write(drawn.draw(view()))
    assert document == pdf.write(drawn.draw(view()))
    said = text_of(document)
    for text in ("Clusters & members", "Ferramentas", "Șț ã Ω", "Licence"):
        assert text in said
    assert b"/FontFile2" in document
    assert b"https://clusterscape.example/clusters/tools" in document
    opened = PdfDocument(document)
    facts = opened.get_metadata_dict()
    opened.close()
    assert facts["Title"] == "Clusters & members"
    assert "SELECT ?source" in facts["Keywords"]


def test_romanian_and_portuguese_letters_are_in_the_fonts() -> None:
    picture = Picture(200, 40, "ș", "", (Words("Țări și ășțâî ãõç ẞ", 10, 20),))
    assert text_of(pdf.write(picture)).strip() == "Țări și ășțâî ãõç ẞ"


def test_fonts_that_are_missing_are_named_with_what_to_do(tmp_path: object) -> None:
    with pytest.raises(AssetsNotBuilt, match="make assets"):
        fonts.register.__wrapped__(tmp_path)


def test_a_png_is_as_wide_as_asked_and_says_what_it_is() -> None:
    image = Image.open(io.BytesIO(png.write(drawn.draw(view()), 800)))
    assert abs(image.width - 800) <= 1
    assert image.info["Title"] == "Clusters & members"
    assert "SELECT" in image.info["Query"]
    assert len(image.convert("RGB").getcolors(1 << 24) or ()) > 20


@pytest.mark.parametrize("text", ["", "300", "6000"])
def test_widths_that_are_taken(text: str) -> None:
    assert png.width(text) == int(text or png.USUAL)


@pytest.mark.parametrize("text", ["0", "9999999", "-5", "wide", "１２００", "300.5"])
def test_widths_that_are_refused(text: str) -> None:
    with pytest.raises(BadWidth, match="from 200 to 6000"):
        png.width(text)


def test_the_same_chart_is_the_same_in_all_three_forms() -> None:
    chart = ways.draw("bar", made("name n", ("Évora", 3), ("Iași", 5)), ("name", "n"), setting())
    sheet = framed(chart.picture, "How many?", [("Release 1", "https://clusterscape.example/")])
    root = ElementTree.fromstring(svg.write(sheet))
    in_svg = {each.text for each in root.iter(f"{SVG}text")}
    in_pdf = text_of(pdf.write(sheet))
    assert {"Iași", "A title", "How many?", "Release 1"} <= in_svg
    assert all(text in in_pdf for text in in_svg if text)


@pytest.mark.parametrize("kind", sorted(LOOKS))
def test_every_form_is_drawn_alike_as_path_and_as_curves(kind: str) -> None:
    """Circles become curves in a PDF: the corners of both must be the same."""
    left, top, right, bottom = pdf.bounds((Path(LOOKS[kind].path),))
    assert -1.35 <= left <= right <= 1.35
    assert -1.13 <= top <= bottom <= 1.13
    moves = list(pdf.steps(LOOKS[kind].path))
    assert {name for name, _ in moves} <= {"M", "L", "C", "Z"}
    assert moves[0][0] == "M"
    assert moves[-1][0] == "Z"


def test_a_circle_of_curves_is_round() -> None:
    points = [numbers[-2:] for name, numbers in pdf.steps(LOOKS["organisation"].path) if name in "MC"]
    assert all(abs((x**2 + y**2) ** 0.5 - 1) < 1e-6 for x, y in points)
    assert len(points) == 5


def test_what_is_moved_opens_its_page_where_it_is_drawn() -> None:
    linked = Linked("https://e.example/x", "x", (Form(LOOKS["cluster"].path, 0, 0, 10, TEXT),))
    text = pdf.write(Picture(400, 200, "t", "", (Moved(200, 100, (linked,)),)))
    assert b"/Rect [ 142.5 67.5 157.5 82.5 ]" in text
