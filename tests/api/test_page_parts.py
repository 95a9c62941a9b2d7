"""The parts that pages are made of, each for itself."""

import re
import time
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from rdflib import Literal, URIRef
from rdflib.namespace import XSD
from starlette.requests import Request

from api.citing import Reference
from api.i18n import words
from api.pages import relief
from api.pages.figures import series
from api.pages.links import brief, here, href, toggled
from api.pages.nearby import FEW, MOST, nearby
from api.pages.notes import Notes, differ, shared, telling
from api.pages.render import TEMPLATES, environment, licence, web_address, wording
from api.pages.sentence import sentence
from api.pages.sketch import sketch
from api.pages.tables import triples
from graph.advice import question
from graph.reader import is_web
from graph.things import Citation, Fact, Figure, Link, Named, Value
from viz.palette import LOOKS
from viz.scene import Mark, Scene

STYLE = Path(__file__).parents[2] / "viz" / "assets" / "css" / "site.css"


SOURCE = Named(URIRef("urn:source"), "Source", "en", "source", "/sources/s")


def cited(row: int) -> tuple[Citation, ...]:
    return (Citation(SOURCE, (), row, judgement=False, words=None),)


def dated(text: str, row: int) -> Value:
    return Value(Literal(text, datatype=XSD.date, normalize=False), text, "", None, cited(row), inferred=False)


def fact(*values: Value, name: str = "signedOn") -> Fact:
    return Fact(URIRef(f"urn:{name}"), name, name, values)


@pytest.mark.parametrize(
    ("values", "disagree"),
    [
        ((dated("2019-03-26", 1), dated("2019-04-10", 2)), True),
        ((dated("2019", 1), dated("2019-04-10", 2)), False),
        ((dated("2019-03-26", 1), dated("2019-04-10", 1)), False),
        ((dated("2019-03-26", 1),), False),
    ],
    ids=["two days", "less precise", "one source says both", "one value"],
)
def test_dates_disagree_only_where_both_cannot_be_true(values: tuple[Value, ...], disagree: bool) -> None:
    assert differ(fact(*values)) is disagree


def test_numbers_that_follow_each_other_are_written_as_a_span() -> None:
    notes = Notes()
    (span,) = notes.refer([each for row in range(9) for each in cited(row)])
    assert (span.first.number, span.last.number, span.length) == (1, 9, 9)
    assert [run.first.number for run in notes.refer([*cited(7), *cited(3), *cited(4)])] == [4, 5, 8]
    assert len(notes) == 9


def test_what_all_values_cite_is_cited_once() -> None:
    assert shared(fact(dated("2019", 1), dated("2020", 1))) == cited(1)
    assert shared(fact(dated("2019", 1), dated("2020", 2))) == ()


def test_a_relation_does_not_repeat_its_ends_or_its_role() -> None:
    end = Named(URIRef("urn:cluster"), "Cluster", "en", "cluster", "/clusters/c")
    value = Value(end.iri, end.label, "en", end, (), inferred=False)
    role = Value(Literal("Member"), "Member", "en", None, (), inferred=False)
    said = Value(Literal("member"), "member", "en", None, (), inferred=False)
    told = (fact(value, name="inCluster"), fact(role, name="role"), fact(said, name="roleText"))
    link = Link(Named(URIRef("urn:o"), "O", "en", None, None), None, told, (), inferred=False)
    assert [each.name for each, _ in telling(link, end.iri)] == ["role"]


def figure(period: str, value: str, row: int) -> Figure:
    indicator = Named(URIRef("urn:members"), "members", "en", "indicator", None)
    return Figure(URIRef(f"urn:{row}"), indicator, period, None, value, None, None, None, None, None, cited(row))


def test_three_dates_make_a_line() -> None:
    drawn = series([figure("2021", "90", 2), figure("2018-11", "60", 1), figure("2024", "140", 3)])[0]
    assert drawn.chart is not None
    assert [mark.period for mark in drawn.chart.marks] == ["2018-11", "2021", "2024"]
    assert drawn.chart.path.startswith("M")
    assert series([figure("2021", "90", 2), figure("2024", "140", 3)])[0].chart is None


def test_two_values_for_one_period_are_no_line_and_are_marked() -> None:
    drawn = series(
        [figure("2018", "60", 1), figure("2021", "90", 2), figure("2021", "95", 3), figure("2024", "140", 4)]
    )[0]
    assert drawn.chart is not None
    assert drawn.chart.path == ""
    assert [drawn.disputed(each) for each in drawn.figures] == [False, True, True, False]


def test_one_number_written_in_two_ways_is_no_disagreement() -> None:
    drawn = series([figure("2018", "60", 1), figure("2018", "60.0", 2)])[0]
    assert not drawn.differ


def test_figures_of_two_indicators_of_one_name_stand_apart() -> None:
    other = replace(figure("2021", "90", 2), indicator=Named(URIRef("urn:other"), "members", "en", "indicator", None))
    assert len(series([figure("2018", "60", 1), other])) == 2


def test_only_web_addresses_are_followed() -> None:
    bad = Value(
        Literal("javascript:alert(1)", datatype=XSD.anyURI), "javascript:alert(1)", "", None, (), inferred=False
    )
    good = Value(
        Literal("https://example.org/", datatype=XSD.anyURI), "https://example.org/", "", None, (), inferred=False
    )
    assert web_address(bad) is None
    assert web_address(good) == "https://example.org/"


def test_the_scheme_of_a_web_address_may_be_written_in_capitals() -> None:
    assert is_web("HTTPS://Example.org/")
    assert not any(map(is_web, ("JavaScript:alert(1)", "httpx://example.org/", "www.example.org", "")))


@pytest.mark.parametrize(
    ("answer", "lines"), [("", 0), ("<a> <b> <c> .\n", 1), ('<a> <b> "c\u2028d" .\n<a> <b> "e" .', 2)]
)
def test_triples_are_counted_by_their_lines(answer: str, lines: int) -> None:
    told = triples(answer.encode())
    assert (told.total, told.text) == (lines, answer.removesuffix("\n"))


def test_a_value_is_written_in_the_way_of_the_language() -> None:
    assert wording(words("it"), dated("2019-03-26", 1)) == "26 marzo 2019"
    number = Value(Literal("18500", datatype=XSD.decimal), "18500", "", None, (), inferred=False)
    assert wording(words("it"), number) == "18.500"


def test_a_title_is_no_tex() -> None:
    entry = Reference(r"A~B^2 \ {C} & 5 %", "https://example.org/id/cluster/a", "000001", "2026-01-02").bibtex
    assert r"title = {{A\textasciitilde{}B\textasciicircum{}2 \textbackslash{} \{C\} \& 5 \%}}" in entry


def test_licences_have_their_short_names() -> None:
    assert licence("https://creativecommons.org/licenses/by/4.0/") == "CC BY 4.0"
    assert licence("https://example.org/terms/of-use") == "example.org/…/of-use"


def test_long_addresses_are_cut() -> None:
    assert brief("https://www.example.org/a/b/page?x=1") == "example.org/…/page"
    assert brief("https://example.org") == "example.org"
    assert brief("http://[example") == "http://[example"


def asked(path: str, query: str) -> Request:
    return Request({"type": "http", "method": "GET", "path": path, "query_string": query.encode(), "headers": []})


def test_an_address_changes_in_one_thing_only() -> None:
    request = asked("/clusters", "country=PRT&cursor=abc&lang=pt")
    assert here(request, lang="it") == "/clusters?country=PRT&cursor=abc&lang=it"
    assert here(request, cursor=None) == "/clusters?country=PRT&lang=pt"
    assert toggled(request, "country", "PRT") == "/clusters?lang=pt"
    assert toggled(request, "country", "ROU") == "/clusters?country=PRT&lang=pt&country=ROU"
    assert href(request, "/map", at="cluster/x") == "/map?at=cluster%2Fx&lang=pt"
    assert href(request, "/about#limits") == "/about?lang=pt#limits"


def test_an_address_here_never_leads_to_another_site() -> None:
    scope = {"type": "http", "path": "//elsewhere.example/x", "query_string": b"", "headers": [(b"host", b"here")]}
    assert here(Request(scope), lang="it") == "/elsewhere.example/x?lang=it"


def mark(number: int, x: float, y: float) -> Mark:
    return Mark(f"cluster/{number}", f"Cluster {number}", f"C{number}", "cluster", "clusters", x, y, 9, 5, (), (), ())


def test_the_relief_has_closed_lines_and_names_its_heights() -> None:
    marks = tuple(mark(number, 100 * (number % 5), 90 * (number // 5)) for number in range(20))
    drawn = relief.draw(Scene(marks, (), ()))
    assert drawn is not None
    assert drawn.lines
    assert all(line.endswith("Z") for line in drawn.lines)
    assert drawn.peaks
    assert relief.draw(Scene((), (), ())) is None


def test_kinds_have_the_colours_of_the_map() -> None:
    light, dark = re.findall(r"((?:\s+--k-[a-z-]+: #[0-9a-f]{6};)+)", STYLE.read_text(encoding="utf-8"))
    for kind, look in LOOKS.items():
        assert f"--k-{kind}: {look.light};" in light
        assert f"--k-{kind}: {look.dark};" in dark


def test_templates_hold_no_words_of_their_own() -> None:
    known = {"JSON", "OpenAPI", "SHACL", "SPARQL", "Turtle", "lang"}
    known |= {"clusterscape load", "clusterscape token new", "scope operator", "sparql"}  # commands, addresses
    for path in TEMPLATES.glob("*.html"):
        environment().get_template(path.name)
        text = path.read_text(encoding="utf-8")
        for piece in (r"\{#.*?#\}", r"\{%.*?%\}", r"\{\{.*?\}\}", r"<svg.*?</svg>", r"<[^>]*>"):
            text = re.sub(piece, " ", text, flags=re.DOTALL)
        left = {found.strip() for found in re.findall(r"[A-Za-z][A-Za-z ]{3,}", text)}
        assert left <= known, path.name


def test_a_page_has_a_small_map_of_the_links_it_tells(client: TestClient) -> None:
    page = client.get("/clusters/aed-cluster-portugal?lang=pt", headers={"Accept": "text/html"}).text
    part = page.split('aria-labelledby="nearby"')[1].split("</section>")[0]
    for width, most in (("wide", 2 * MOST), ("slim", 2 * FEW)):
        drawn = part.split(f'class="near {width}"')[1].split("</div>")[0]
        links = re.findall(r'<a href="([^"]+)" tabindex="-1"', drawn)
        assert 6 < len(links) <= most
        assert all("lang=pt" in href for href in links)
        rest = page.replace(part, "")
        assert all(f'href="{href}"' in rest for href in links)  # each stands there as text too
    assert "/map?at=cluster%2Faed-cluster-portugal" in part


def test_the_small_map_costs_little(client: TestClient) -> None:
    served = client.app.state.current.served()  # type: ignore[attr-defined]
    model = served.library.reader.model
    thing = served.library.thing(model.kind("country"), "PRT", "en")
    request = Request({"type": "http", "path": "/", "query_string": b"", "headers": []})
    spent = []
    for _ in range(5):
        before = time.process_time()
        assert nearby(request, thing, thing.facts, thing.links)
        spent.append(time.process_time() - before)
    assert min(spent) < 0.02


@pytest.mark.parametrize(
    ("path", "drawn", "said"),
    [
        ("!(<u:a>|<u:b>|^<u:c>)", "! (a | b | ^ c)", "anything but “a”, “b”, the reverse of “c”"),
        ("(<u:a>|<u:b>)/<u:c>*", "(a | b) / c *", "(“a” or “b”) → any number of “c”"),
        ("^(<u:a>/<u:b>)+", "^ (a / b) +", "the reverse of one or more of (“a” → “b”)"),
    ],
)
def test_a_path_is_told_with_all_its_parts_and_what_belongs_together(path: str, drawn: str, said: str) -> None:
    asked = question(f"SELECT * {{ ?x {path} ?y }}")
    picture = sketch(asked, lambda iri: iri[-1], words("en"), "A query")
    assert picture is not None
    assert drawn in unescape(picture.wide)
    assert said in sentence(asked, lambda iri: iri[-1], words("en"))
