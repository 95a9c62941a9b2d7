import math
import re
from dataclasses import replace
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from viz.geography import frames, geojson, legend, marks, sheet
from viz.geography.classing import classed
from viz.geography.drawing import draw
from viz.geography.frames import Frame, UnknownFrame
from viz.geography.laea import forward
from viz.geography.plate import Place, Plate, Spot, Tie
from viz.geography.style import DARK_LAND, DARK_SEA, DARK_SHADES, HEAD, LIGHT_LAND, LIGHT_SEA, LIGHT_SHADES, SHEET
from viz.geography.style import sheet as style_sheet
from viz.palette import LOOKS, contrast

WORDS = legend.Words("Things", "several", "How", dict.fromkeys(("own", "town", "region", "other", "country"), "how"), "Figure", "no data", "links", "wider", lambda value: f"{value:g}")  # fmt: skip


def spot(name: str, longitude: float, latitude: float, **more: object) -> Spot:
    x, y = (float(each) for each in forward(longitude, latitude))
    return replace(Spot(f"cluster/{name}", "cluster", name, f"/clusters/{name}", (x, y)), **more)  # type: ignore[arg-type]


PORTO, LISBON, PONTA = spot("porto", -8.61, 41.15), spot("lisbon", -9.14, 38.72), spot("ponta-delgada", -25.67, 37.74)
PLATE = Plate(frames.read("europe"), "Clusters <by> place", (PORTO, LISBON, PONTA), zoom="/map/places?frame=~frame~")


def tree(plate: Plate) -> ElementTree.Element:
    drawn = draw(plate)
    found = legend.sections(plate, drawn, {"cluster": "Cluster"}, WORDS)
    return ElementTree.fromstring(sheet.alone(plate, drawn, found, ("a line",)))


def keys(root: ElementTree.Element) -> list[str]:
    told = [each.get("data-key") or each.get("data-keys") or "" for each in root.iter()]
    return [key for each in told for key in each.split()]


def test_every_thing_is_drawn_once_with_its_key_title_and_link() -> None:
    plate = replace(PLATE, frame=frames.read("PRT"))
    root = tree(plate)
    assert sorted(keys(root)) == sorted(each.key for each in PLATE.spots)
    titles = [each.text for each in root.iter("{http://www.w3.org/2000/svg}title")]
    assert {"porto", "lisbon", "ponta-delgada", "Clusters <by> place"} <= set(titles)
    assert "/clusters/porto" in {each.get("href") for each in root.iter("{http://www.w3.org/2000/svg}a")}


def test_islands_far_away_have_frames_of_their_own_and_nothing_is_lost() -> None:
    drawn = draw(PLATE)
    assert [each.name for each in drawn.panels] == ["", "Açores", "Madeira", "Canarias"]
    assert [each.key for group in drawn.panels[1].groups for each in group.members] == [PONTA.key]
    away = spot("reunion", 55.5, -21.1)
    assert draw(replace(PLATE, spots=(*PLATE.spots, away))).beyond == (away,)


def test_things_near_each_other_become_one_sign_that_leads_nearer() -> None:
    gaia = spot("gaia", -8.62, 41.13)
    root = tree(replace(PLATE, spots=(PORTO, gaia)))
    [ring] = [each for each in root.iter() if each.get("data-keys")]
    assert set(ring.get("data-keys", "").split()) == {PORTO.key, gaia.key}
    links = [each.get("href", "") for each in root.iter("{http://www.w3.org/2000/svg}a")]
    [nearer] = [each for each in links if each.startswith("/map/places?frame=")]
    frame = frames.read(nearer.partition("=")[2])
    assert frame.holds(PORTO.point)
    assert frame.scale < PLATE.frame.scale


def test_what_is_only_known_by_its_country_is_not_mixed_with_the_rest() -> None:
    rough = spot("somewhere", -8.61, 41.15, how="country")
    groups = draw(replace(PLATE, frame=frames.read("PRT"), spots=(PORTO, rough))).panels[0].groups
    assert [len(each) for each in groups] == [1, 1]
    one, other = groups
    assert math.hypot(one.x - other.x, one.y - other.y) > 10


@pytest.mark.parametrize(("value", "highest"), [(100, 100), (50, 100), (25, 100), (4, 100)])
def test_the_area_of_a_circle_grows_as_its_value_does(value: float, highest: float) -> None:
    area = marks.value_radius(value, highest) ** 2
    assert area / marks.value_radius(highest, highest) ** 2 == pytest.approx(value / highest)


def test_a_country_without_data_is_hatched_and_zero_is_not() -> None:
    places = (
        Place("PRT", "Portugal", "/countries/PRT", None, 0.0, "0"),
        Place("ROU", "Romania", "/countries/ROU", None, 9.0, "9"),
    )
    plate = Plate(
        Frame(frames.EUROPE), "Figure", places=places, classes=classed([0.0, 9.0], "equal", 2), is_shaded=True
    )
    root = tree(plate)
    shaded = {each.get("data-code"): each for each in root.iter() if each.get("data-code")}
    assert shaded.keys() == {"PRT", "ROU"}
    paths = list(root.iter("{http://www.w3.org/2000/svg}path"))
    hatched = [each for each in paths if "cg-hatch" in (each.get("fill") or "") and (each.get("d") or "").count("l")]
    assert len(hatched) > 25
    assert not any("cg-hatch" in (path.get("fill") or "") for each in shaded.values() for path in each.iter())


def test_the_legend_has_the_bounds_and_the_number_of_each_class() -> None:
    places = tuple(Place(code, code, "", None, value, "") for code, value in (("PRT", 1.0), ("ROU", 2.0), ("ITA", 9.0)))
    blank = Place("ESP", "Spain", "", None, None, "–")
    plate = Plate(
        Frame(frames.EUROPE),
        "Figure",
        places=(*places, blank),
        classes=classed([1, 2, 9], "natural", 2),
        is_shaded=True,
    )
    [section] = legend.sections(plate, draw(plate), {}, WORDS)
    assert [(each.words, each.count) for each in section.entries] == [("1 – 2", "2"), ("9", "1"), ("no data", "1")]


def test_links_are_drawn_between_places_and_those_within_one_are_counted() -> None:
    ties = (Tie(PORTO.key, LISBON.key, 3), Tie(PORTO.key, PONTA.key), Tie(PORTO.key, PORTO.key))
    drawn = draw(replace(PLATE, ties=ties))
    assert drawn.body.count('class="cg-tie"') == 2
    assert drawn.inside == 1


def test_texts_of_strangers_cannot_leave_their_place() -> None:
    evil = spot("x", -8.6, 41.1, label='"><script>alert(1)</script>', href='javascript:"x"')
    text = sheet.inline(PLATE, draw(replace(PLATE, spots=(evil,))))
    assert "<script" not in text
    assert ElementTree.fromstring(text) is not None


@pytest.mark.parametrize("text", ["", "XXX", "1,2,3", "5,5,1,1", "99999,0,99999,1", "europe;x"])
def test_a_frame_that_is_none_is_told(text: str) -> None:
    with pytest.raises(UnknownFrame):
        frames.read(text)


def test_frames_move_and_come_back_by_their_name() -> None:
    frame = frames.read("PRT")
    assert frames.moved(frame, zoom=0.5).scale == pytest.approx(frame.scale / 2)
    again = frames.read(frame.name)
    assert again.box == pytest.approx(frame.box, abs=1_000)
    far = frames.moved(frame, zoom=1e9)
    assert frames.read(far.name).scale < 10_000


@pytest.mark.parametrize("ground", [LIGHT_LAND, LIGHT_SEA, DARK_LAND, DARK_SEA])
def test_signs_can_be_told_from_the_ground(ground: str) -> None:
    dark = ground in {DARK_LAND, DARK_SEA}
    for kind, look in LOOKS.items():
        # The light sea takes a little of what the palette promises on its own ground: a rim in the colour of the land helps.
        assert contrast(look.dark if dark else look.light, ground) >= (3.0 if ground != LIGHT_SEA else 2.7), kind


@pytest.mark.parametrize("shades", [LIGHT_SHADES, DARK_SHADES])
def test_shades_go_one_way_in_steps_that_can_be_seen(shades: tuple[str, ...]) -> None:
    steps = [contrast(one, other) for one, other in pairwise(shades)]
    assert min(steps) > 1.2
    assert contrast(shades[0], shades[-1]) > 5


def test_what_is_shown_is_told_as_geojson() -> None:
    place = Place("PRT", "Portugal", "/countries/PRT", PORTO.point, 3.0, "3")
    told = geojson.document(replace(PLATE, ties=(Tie(PORTO.key, LISBON.key),), places=(place,)), {"title": "t"})
    features = told["features"]
    assert isinstance(features, list)
    points = {each["id"]: each["geometry"]["coordinates"] for each in features if each["geometry"]["type"] == "Point"}
    assert points[PORTO.key] == pytest.approx([-8.61, 41.15], abs=1e-4)
    assert points["PRT"] == points[PORTO.key]
    [line] = [each["geometry"]["coordinates"] for each in features if each["geometry"]["type"] == "LineString"]
    assert line == [points[PORTO.key], points[LISBON.key]]


def test_the_picture_carries_no_address_of_another_host() -> None:
    text = sheet.alone(PLATE, draw(PLATE), (), ())
    assert set(re.findall(r"https?://[^\"')]+", text)) == {"http://www.w3.org/2000/svg"}


def test_pages_have_the_style_sheet_of_the_picture_and_the_picture_none() -> None:
    assert SHEET.read_text(encoding="utf-8") == f"{HEAD}\n{style_sheet()}\n"
    drawn = draw(PLATE)
    assert "style" not in sheet.inline(PLATE, drawn)
    assert "<style>" in sheet.inline(PLATE, drawn, styled=True)
