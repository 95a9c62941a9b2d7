"""Charts from small tables: what is drawn, what it opens, what is left out and said."""

import re
from collections.abc import Sequence
from itertools import combinations
from xml.etree import ElementTree

import pytest

from tests.viz.charts.sample import NARROW, WIDE, iri, made, setting
from viz.charts import ways
from viz.charts.chart import Chart, NotDrawable
from viz.charts.heat import HEAT
from viz.charts.scale import enclosing, ticks, years
from viz.charts.spoken import all_texts
from viz.charts.table import Table, when
from viz.export import svg
from viz.lettering import extent, fitted, wrap
from viz.palette import DARK_GROUND, LIGHT_GROUND, contrast
from viz.picture import DASHES, FORMS, SERIES, Form, Linked, Moved, Path, Rect, Words, flat

SVG = "{http://www.w3.org/2000/svg}"
NAMES = [iri(f"Cluster_number_{number}_with_quite_a_long_name") for number in range(40)]
TABLES: dict[str, tuple[Table, Sequence[str]]] = {
    "bar": (made("cluster members", *((name, at) for at, name in enumerate(NAMES))), ("cluster", "members")),
    "line": (
        made("period value cluster", *((str(2010 + at), at * 7 % 5, NAMES[at % 3]) for at in range(14))),
        ("period", "value", "cluster"),
    ),
    "scatter": (
        made("members projects cluster", *((at * 13 % 40, at * 7 % 30, name) for at, name in enumerate(NAMES))),
        ("members", "projects", "cluster"),
    ),
    "matrix": (
        made("area country policies", *((NAMES[a], NAMES[20 + b], a * b + 1) for a in range(5) for b in range(6))),
        ("area", "country", "policies"),
    ),
    "sankey": (
        made("one two money", *((NAMES[at % 3], NAMES[10 + at % 7], at + 1) for at in range(15))),
        ("one", "two", "money"),
    ),
    "timeline": (
        made(
            "event start end", *((name, f"{2000 + at % 20}-03", f"{2004 + at % 20}") for at, name in enumerate(NAMES))
        ),
        ("event", "start", "end"),
    ),
}


@pytest.fixture(params=sorted(TABLES))
def way(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=[WIDE, NARROW], ids=["wide", "narrow"])
def chart(way: str, request: pytest.FixtureRequest) -> Chart:
    table, columns = TABLES[way]
    return ways.draw(way, table, columns, setting(request.param))


def links(chart: Chart) -> list[Linked]:
    return [part for part in flat(chart.picture.parts) if isinstance(part, Linked) and part.href]


def words(chart: Chart) -> list[Words]:
    return [part for part in flat(chart.picture.parts) if isinstance(part, Words)]


def test_a_chart_is_svg_with_title_words_and_links_and_no_script(chart: Chart) -> None:
    text = svg.write(chart.picture, alone=False)
    root = ElementTree.fromstring(text)
    assert root.findtext(f"{SVG}title") == "A title"
    assert root.findtext(f"{SVG}desc") == chart.summary
    assert root.get("role") == "group"
    assert "script" not in text
    opened = root.findall(f".//{SVG}a")
    assert opened
    assert all(each.findtext(f"{SVG}title") and each.get("href") for each in opened)
    assert len(opened) == len(links(chart))


def test_its_values_stand_in_a_table_too(chart: Chart) -> None:
    assert chart.twin.rows
    assert all(len(row) == len(chart.twin.heads) for row in chart.twin.rows)
    assert any(value.href for row in chart.twin.rows for value in row)


def test_nothing_leaves_the_picture(chart: Chart) -> None:
    for part in words(chart):
        wide = extent(part.text, part.size)
        left = part.x - {"start": 0.0, "middle": wide / 2, "end": wide}[part.anchor]
        assert part.turn or left > -wide * 0.1 - 1, part
        assert part.turn or left + wide * 0.95 < chart.picture.width + 1, part
        assert 0 < part.y <= chart.picture.height + 1, part


def test_values_on_axes_do_not_overlap(chart: Chart) -> None:
    small = [part for part in words(chart) if part.anchor == "middle" and part.size < 12 and not part.turn]
    for one, other in combinations(small, 2):
        if abs(one.y - other.y) < 3:
            assert abs(one.x - other.x) >= (extent(one.text, one.size) + extent(other.text, other.size)) / 2 - 1


def test_every_way_says_in_each_language_what_it_shows(way: str) -> None:
    table, columns = TABLES[way]
    told = {lang: ways.draw(way, table, columns, setting(lang=lang)).summary for lang in all_texts()}
    assert len(set(told.values())) == len(told) == 4
    assert all("{" not in text for text in told.values())


def test_all_texts_are_there_in_each_language() -> None:
    english = all_texts()["en"]
    assert set(all_texts()) == {"en", "pt", "it", "ro"}
    for told in all_texts().values():
        assert told.keys() == english.keys()
        for key, text in told.items():
            assert set(re.findall(r"\{\w+\}", text)) == set(re.findall(r"\{\w+\}", english[key])), key


def test_bars_start_at_an_honest_zero_and_are_as_long_as_their_numbers() -> None:
    chart = ways.draw("bar", made("name n", ("a", 990), ("b", 1000), ("c", 495)), ("name", "n"), setting())
    bars = [part for part in flat(chart.picture.parts) if isinstance(part, Rect)]
    assert len({bar.x for bar in bars}) == 1
    longest, *_, half = sorted(bars, key=lambda bar: -bar.width)
    assert half.width / longest.width == pytest.approx(0.495, abs=0.001)


def test_bars_of_negative_numbers_point_the_other_way_and_are_hatched() -> None:
    chart = ways.draw("bar", made("name n", ("a", 40), ("b", -20)), ("name", "n"), setting())
    up, down = sorted((part for part in flat(chart.picture.parts) if isinstance(part, Rect)), key=lambda bar: -bar.x)
    assert down.x + down.width == pytest.approx(up.x)
    hatched = [part for part in flat(chart.picture.parts) if isinstance(part, Path) and part.d.count("M") > 3]
    assert len(hatched) == 1


def test_at_most_so_many_marks_are_drawn_and_the_rest_is_said() -> None:
    chart = ways.draw("bar", *TABLES["bar"], setting())
    assert (chart.shown, chart.total, chart.more) == (25, 40, 15)
    assert len(chart.twin.rows) == 25
    lacking = made("name n", ("a", 1), ("b", None), ("c", "many"))
    assert ways.draw("bar", lacking, ("name", "n"), setting()).left == 2


def test_a_mark_opens_its_thing_or_the_rows_of_a_sum() -> None:
    plain = ways.draw("bar", made("cluster n", (iri("one"), 3)), ("cluster", "n"), setting())
    assert [part.href for part in links(plain)] == ["/things/one"]
    summed = ways.draw("bar", made("cluster n", (iri("one"), 3), summed=True), ("cluster", "n"), setting())
    assert {part.href for part in links(summed)} == {"/things/one", "?only=cluster%3Ahttp%3A%2F%2Fe%2Fone"}
    counted = made("a b", (iri("x"), iri("y")), (iri("x"), iri("y")), (iri("x"), iri("z")))
    cells = [part for part in links(ways.draw("matrix", counted, ("a", "b"), setting())) if "only" in part.href]
    assert {part.label for part in cells} == {"x, y: 2", "x, z: 1"}


def test_lines_break_where_a_value_is_missing_and_where_a_year_is_skipped() -> None:
    stated = made("when n", ("2010", 1), ("2011", 2), ("2012", None), ("2013", 3), ("2014", 4))
    skipped = made("when n", ("2010", 1), ("2011", 2), ("2012", 3), ("2016", 3), ("2017", 4))
    for table in (stated, skipped):
        chart = ways.draw("line", table, ("when", "n"), setting())
        drawn = [part for part in flat(chart.picture.parts) if isinstance(part, Path) and part.line == 2]
        assert len(drawn) == 2
    whole = ways.draw("line", made("when n", ("2010", 1), ("2014", 2), ("2015", 3)), ("when", "n"), setting())
    assert len([part for part in flat(whole.picture.parts) if isinstance(part, Path) and part.line == 2]) == 1


def test_two_values_of_one_time_are_points_that_no_line_joins() -> None:
    chart = ways.draw(
        "line", made("when n", ("2010", 1), ("2011", 5), ("2011", 9), ("2012", 2)), ("when", "n"), setting()
    )
    marks = [part for part in flat(chart.picture.parts) if isinstance(part, Form)]
    assert len(marks) == 4
    upright = re.compile(r"M(\S+) \S+L\1 ")
    assert not [part for part in flat(chart.picture.parts) if isinstance(part, Path) and upright.match(part.d)]


def test_lines_differ_by_form_and_dash_beside_colour() -> None:
    table = made(
        "when n who", *((str(2010 + year), year * who, f"line {who}") for year in range(4) for who in range(8))
    )
    chart = ways.draw("line", table, ("when", "n", "who"), setting())
    assert (chart.shown, chart.total) == (6, 8)
    drawn = [part for part in flat(chart.picture.parts) if isinstance(part, Path) and part.line == 2]
    assert len({part.dash for part in drawn}) == 6
    assert len({part.d for part in flat(chart.picture.parts) if isinstance(part, Form)}) == 6


def test_a_matrix_keeps_empty_cells_empty_and_its_numbers_readable() -> None:
    chart = ways.draw("matrix", made("a b n", ("x", "p", 1), ("x", "q", 9), ("y", "p", 5)), ("a", "b", "n"), setting())
    assert [value.text for value in chart.twin.rows[1]] == ["y", "5", "–"]
    assert "Empty cells: 1" in chart.summary
    for fill, ink in HEAT:
        assert contrast(fill.light, ink.light) >= 4.5
        assert contrast(fill.dark, ink.dark) >= 4.5


def test_flows_are_as_wide_as_what_flows_and_keep_their_sum() -> None:
    table = made("a b c n", ("x", "m", "p", 3), ("x", "m", "q", 1), ("y", "m", "q", 4))
    chart = ways.draw("sankey", table, ("a", "b", "c", "n"), setting())
    found = {(row[0].text, row[1].text): row[2].text for row in chart.twin.rows}
    assert found == {("x", "m"): "4", ("y", "m"): "4", ("m", "p"): "3", ("m", "q"): "5"}
    bars = {
        part.label: part.parts[0]
        for part in flat(chart.picture.parts)
        if isinstance(part, Linked) and "→" not in part.label
    }
    heights = {name: part.height for name, part in bars.items() if isinstance(part, Rect)}
    assert heights["m"] == pytest.approx(heights["x"] + heights["y"])
    assert heights["q"] / heights["p"] == pytest.approx(5 / 3)


def test_a_chain_is_laid_out_in_its_stages_and_a_circle_goes_back_dashed() -> None:
    ring = made("from to", ("raw", "tool"), ("tool", "part"), ("part", "car"), ("car", "raw"), ("design", "part"))
    chart = ways.draw("sankey", ring, ("from", "to"), setting())
    assert "stages: 4" in chart.summary
    back = [part for part in flat(chart.picture.parts) if isinstance(part, Path) and part.dash]
    assert len(back) == 1
    chance = made("from to", *((f"a{at}", f"b{at}") for at in range(9)), ("b0", "b1"))
    assert "stages: 2" in ways.draw("sankey", chance, ("from", "to"), setting()).summary
    long = made("from to", *((f"n{at}", f"n{at + 1}") for at in range(3000)))
    assert ways.draw("sankey", long, ("from", "to"), setting()).more == 3000 - 80


def test_a_timeline_tells_spans_moments_and_years_of_which_no_more_is_known() -> None:
    table = made("what start end", ("span", "2010-01", "2012"), ("moment", "2011-05-03", None), ("year", "2013", None))
    chart = ways.draw("timeline", table, ("what", "start", "end"), setting())
    parts = list(flat(chart.picture.parts))
    assert len([part for part in parts if isinstance(part, Form)]) == 1
    assert len([part for part in parts if isinstance(part, Rect) and part.stroke is None]) == 1
    assert any("only this period is known" in part.text for part in parts if isinstance(part, Words))
    repeated = made("what start", ("a", "2010"), ("a", "2010"), ("b", "2011"))
    assert ways.draw("timeline", repeated, ("what", "start"), setting()).total == 2


def test_columns_are_found_by_what_they_hold() -> None:
    assert {way: ways.fitting(way, table) for way, (table, _) in TABLES.items()} == {
        "bar": ("cluster", "members"),
        "line": ("period", "value", "cluster"),
        "scatter": ("members", "projects", "cluster"),
        "matrix": ("area", "country", "policies"),
        "sankey": ("one", "two", "money"),
        "timeline": ("event", "start", "end"),
    }
    assert ways.offered(made("a", ("x",))) == {}


@pytest.mark.parametrize(
    ("way", "columns", "told"),
    [
        ("pie", (), "there are: bar, line"),
        ("bar", ("name", "other"), "it has: name, note"),
        ("bar", ("name", "note"), "one of numbers"),
        ("line", (), "dates"),
        ("scatter", (), "two columns of numbers"),
        ("matrix", (), "several rows"),
        ("sankey", (), "names"),
        ("timeline", ("name", "note"), "dates"),
    ],
)
def test_what_cannot_be_drawn_is_said_with_what_is_needed(way: str, columns: tuple[str, ...], told: str) -> None:
    with pytest.raises(NotDrawable, match=told):
        ways.draw(way, made("name note", ("a", "x"), ("b", "y")), columns, setting())


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("2019", (2019.0, 2020.0)),
        ("2019-07", (2019.5, 2019 + 7 / 12)),
        ("2019/2021", (2019.0, 2022.0)),
        ("2019-01-01T10:00:00Z", (2019.0, 2019 + 1 / 372)),
        ("2019-13", (None, None)),
        ("2021/2019", (None, None)),
        ("soon", (None, None)),
    ],
)
def test_dates_and_periods_are_read_as_precisely_as_they_are_written(
    text: str, span: tuple[float | None, float | None]
) -> None:
    assert when(text) == pytest.approx(span)


def test_ticks_are_round_enclose_their_values_and_are_whole_where_things_are_counted() -> None:
    assert ticks(0, 14, 6, whole=True) == (0, 3, 6, 9, 12, 15)
    assert enclosing([0.3, 0.95], 5, zero=True) == (0, 0.2, 0.4, 0.6, 0.8, 1.0)
    assert enclosing([5], 5, zero=True)[0] == 0
    assert enclosing([0], 5, zero=True) == (0, 1)
    assert years(2009.2, 2021.7, 8) == (2008, 2010, 2012, 2014, 2016, 2018, 2020, 2022)
    for low, high in ((3, 7), (0.001, 0.009), (-12, 400), (1e6, 9e9)):
        found = ticks(low, high, 5)
        assert found[0] <= low <= high <= found[-1]
        assert len(found) <= 8


def test_long_words_are_wrapped_and_cut_so_that_they_fit() -> None:
    lines = wrap("Competitiveness cluster of the petrochemical industry and its refineries in Portugal", 120, most=2)
    assert len(lines) == 2
    assert lines[-1].endswith("…")
    assert all(extent(line) <= 120 for line in lines)
    assert fitted("short", 300) == "short"
    assert extent("商業") > extent("ii")


def test_colours_are_told_from_the_ground_and_from_each_other_by_more_than_colour() -> None:
    for ink in SERIES:
        assert contrast(ink.light, LIGHT_GROUND) >= 3
        assert contrast(ink.dark, DARK_GROUND) >= 3
    assert len(set(FORMS)) == len(set(DASHES)) == 6


def test_a_name_cannot_break_out_of_the_picture() -> None:
    evil = "A <b>&\"'</svg><script>alert(1)</script>\x00\x0b\ud800"
    chart = ways.draw("bar", made("name n", (evil, 1), title=evil), ("name", "n"), setting())
    text = svg.write(chart.picture)
    ElementTree.fromstring(text)
    assert "<script" not in text
    assert text.encode()


def test_dark_colours_are_for_dark_screens_only() -> None:
    text = svg.write(ways.draw("bar", *TABLES["bar"], setting()).picture)
    assert "@media screen and (prefers-color-scheme:dark)" in text
    assert 'fill="#0a6152"' in text
    assert "var(--cs-accent)" in text


def test_many_links_are_not_many_stops_of_the_tabulator() -> None:
    many = svg.write(ways.draw("scatter", *TABLES["scatter"], setting()).picture)
    assert 'tabindex="-1"' not in many
    dense = made("x y name", *((at % 17, at % 23, iri(str(at))) for at in range(200)))
    assert svg.write(ways.draw("scatter", dense, ("x", "y", "name"), setting()).picture).count('tabindex="-1"') == 200


def test_parts_that_moved_are_parts_still() -> None:
    inner = Words("x", 1, 2)
    assert list(flat((Moved(5, 5, (inner,)),)))[1] is inner


EUROS, STAFF = iri("million_euro"), iri("employees")
MIXED = made(
    "cluster value unit",
    ("a", 3, EUROS), ("b", 5, EUROS), ("c", 120_000, STAFF), ("d", 7, None), ("e", None, None), ("f", 4, EUROS),
)  # fmt: skip


def test_an_axis_has_one_unit_which_stands_on_it_and_the_others_are_counted() -> None:
    chart = ways.draw("bar", MIXED, ("cluster", "value"), setting())
    assert chart.twin.heads == ("Cluster", "Value (million euro)")
    assert any(part.text == "Value (million euro)" for part in words(chart))
    assert [row[0].text for row in chart.twin.rows] == ["b", "f", "a"]
    assert [(each.label, each.rows) for each in chart.apart] == [("employees", 1), ("", 1)]
    assert chart.note in chart.summary
    assert "2 (employees (1), no unit told (1))" in chart.note
    assert chart.left == 1


def test_marks_open_rows_in_the_unit_that_is_drawn() -> None:
    chart = ways.draw("bar", MIXED, ("cluster", "value"), setting())
    assert all(
        "only=unit%3Ahttp%3A%2F%2Fe%2Fmillion_euro" in value.href for row in chart.twin.rows for value in row[1:]
    )


@pytest.mark.parametrize("way", ["line", "matrix", "sankey", "scatter"])
def test_no_way_adds_up_or_joins_numbers_in_different_units(way: str) -> None:
    rows = [(f"{2000 + at}", f"c{at % 2}", f"d{at % 3}", at, 2 * at, (EUROS, STAFF)[at % 3 == 0]) for at in range(12)]
    columns = {
        "line": ("period", "value", "cluster"),
        "matrix": ("cluster", "other", "value"),
        "sankey": ("cluster", "other", "value"),
        "scatter": ("members", "value"),
    }[way]
    chart = ways.draw(way, made("period cluster other value members unit", *rows), columns, setting())
    assert [(each.label, each.rows) for each in chart.apart] == [("employees", 4)]
    assert any("million euro" in part.text for part in words(chart))
    assert "1.2e+05" not in chart.summary


def test_a_unit_of_one_column_is_not_that_of_another() -> None:
    rows = [("a", 1, EUROS, 9), ("b", 2, STAFF, 8), ("c", 2, EUROS, 7)]
    chart = ways.draw("bar", made("cluster turnover turnoverUnit members", *rows), ("cluster", "members"), setting())
    assert (chart.twin.heads, chart.shown, chart.apart) == (("Cluster", "Members"), 3, ())
    chart = ways.draw("bar", made("cluster turnover turnoverUnit members", *rows), ("cluster", "turnover"), setting())
    assert (chart.twin.heads[1], chart.shown) == ("Turnover (million euro)", 2)


def test_a_column_of_units_names_nothing_and_a_single_unit_leaves_nothing_out() -> None:
    same = made("unit value cluster", (EUROS, 1, "a"), (EUROS, 2, "b"))
    assert ways.fitting("bar", same) == ("cluster", "value")
    chart = ways.draw("bar", same, ("cluster", "value"), setting())
    assert (chart.shown, chart.apart, chart.note) == (2, (), "")


def test_a_column_of_years_without_a_type_is_no_second_column_of_numbers() -> None:
    rows = [("a", "2019", 3, EUROS), ("b", "2020", 5, EUROS), ("c", "2021", 9, STAFF)]
    chart = ways.draw("bar", made("cluster period turnover unit", *rows), ("cluster", "turnover"), setting())
    assert (chart.twin.heads[1], chart.shown) == ("Turnover (million euro)", 2)
