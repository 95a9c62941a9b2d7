import json
import re
from collections.abc import Iterator
from decimal import Decimal
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from rdflib import Literal, URIRef
from rdflib.namespace import XSD
from starlette.requests import Request

from api.app import create_app
from api.i18n import FOLDER, UnknownText, catalogue, words
from api.pages import relief
from api.pages.figures import series
from api.pages.links import brief, here, href, toggled
from api.pages.notes import Notes, differ, shared, telling
from api.pages.render import TEMPLATES, environment, licence, web_address, wording
from api.pages.tables import heading, read
from api.settings import Settings
from graph.embedded import EmbeddedStore
from graph.reader import Reader
from graph.store import Scope
from graph.things import Citation, Fact, Figure, Link, Named, Value
from ontology.model import LANGUAGES, model
from tests import world
from viz.palette import LOOKS
from viz.scene import Mark, Scene

HTML = {"Accept": "text/html"}
STYLE = Path(__file__).parents[2] / "viz" / "assets" / "css" / "site.css"
PAGES = [
    "/",
    "/about",
    "/map",
    "/query",
    "/questions",
    "/search",
    "/search?q=health",
    "/search?q=zzzzz",
    "/sources",
    "/sources/one",
    "/clusters",
    "/clusters?country=PRT",
    "/clusters/health",
    "/organisations/university",
    "/pacts/health",
    "/countries/PRT",
    "/countries/PRT/links/country-organisations",
    "/transfers",
    "/questions/clusters-and-pacts",
    "/query?query=SELECT+*+WHERE+%7B+%3Fs+%3Fp+%3Fo+%7D+LIMIT+5",
]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder = world.publish(tmp_path_factory.mktemp("pages"))
    with TestClient(create_app(Settings(store=folder, workers=1)), headers=HTML) as client:
        yield client


class Parsed(HTMLParser):
    """What a test wants to know of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def all(self, *names: str) -> list[dict[str, str | None]]:
        return [attrs for tag, attrs in self.tags if tag in names]

    @property
    def ids(self) -> list[str]:
        return [str(attrs["id"]) for _, attrs in self.tags if attrs.get("id")]


def parsed(answer: Response) -> Parsed:
    assert answer.headers["content-type"].startswith("text/html")
    return Parsed(answer.text)


# Texts


def test_all_languages_have_the_same_texts() -> None:
    assert {path.stem for path in FOLDER.glob("*.toml")} == set(LANGUAGES)
    for lang in LANGUAGES:
        assert catalogue(lang).keys() == catalogue("en").keys(), lang


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_text_takes_the_same_values_in_every_language(lang: str) -> None:
    def taken(text: str) -> set[str]:
        return set(re.findall(r"\{(\w+)\}", text))

    for key, text in catalogue(lang).items():
        # "Show it" needs no number where there is only one.
        if not key.endswith((".one", ".few")):
            assert taken(text) == taken(catalogue("en")[key]), key


def test_every_text_that_a_template_names_exists() -> None:
    templates = list(TEMPLATES.glob("*.html"))
    assert len(templates) > 15
    keys = catalogue("en").keys()
    for path in templates:
        for name in re.findall(r"""\bt\(["']([\w.]+)["'](?!\s*~)""", path.read_text(encoding="utf-8")):
            assert name in keys or f"{name}.other" in keys, f"{path.name}: {name}"


def test_a_text_that_no_language_has_is_an_error() -> None:
    with pytest.raises(UnknownText):
        words("pt")("no.such.text")


@pytest.mark.parametrize(
    ("lang", "value", "written"),
    [
        ("en", "1240000.50", "1,240,000.5"),
        ("it", "1240000.5", "1.240.000,5"),
        ("pt", 18500, "18 500"),
        ("ro", "2100", "2100"),
        ("en", Decimal("-9.1393"), "−9.1393"),
        ("en", "about 60", "about 60"),
    ],
)
def test_numbers_are_written_as_the_language_does(lang: str, value: object, written: str) -> None:
    assert words(lang).number(value) == written


@pytest.mark.parametrize(
    ("lang", "value", "written"),
    [
        ("en", "2019-03-26", "26 March 2019"),
        ("pt", "2019-03-26", "26 de março de 2019"),
        ("it", "2019-03", "marzo 2019"),
        ("ro", "2019", "2019"),
        ("en", "2007/2013", "2007 – 2013"),
        ("en", "2019-13", "2019-13"),
        ("en", "spring 2019", "spring 2019"),
    ],
)
def test_dates_are_as_precise_as_they_are_known(lang: str, value: str, written: str) -> None:
    assert words(lang).date(value) == written


@pytest.mark.parametrize(
    ("count", "text"), [(1, "1 rezultat"), (5, "5 rezultate"), (20, "20 de rezultate"), (101, "101 rezultate")]
)
def test_romanian_counts_have_three_forms(count: int, text: str) -> None:
    assert words("ro")("count.results", count) == text


# Pages


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_page_is_in_the_language_asked_for(site: TestClient, lang: str) -> None:
    by_address = site.get("/about", params={"lang": lang})
    by_browser = site.get("/about", headers={"Accept-Language": f"{lang};q=0.9, fr"})
    for answer in (by_address, by_browser):
        assert parsed(answer).all("html") == [{"lang": lang}]
        assert answer.headers["content-language"] == lang
        assert words(lang)("about.lead") in answer.text


def test_links_keep_the_language_that_was_chosen(site: TestClient) -> None:
    page = parsed(site.get("/clusters/health?lang=ro"))
    ours = [
        str(link["href"]) for link in page.all("a") if str(link["href"]).startswith(("/clusters", "/countries", "/map"))
    ]
    assert len(ours) > 3
    assert all("lang=ro" in link or "format=" in link or "lang=" in link for link in ours)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_whole(site: TestClient, path: str) -> None:
    answer = site.get(path)
    assert answer.status_code == 200
    page = parsed(answer)
    assert len(page.all("h1")) == 1
    assert len(page.all("title")) == 1
    assert {"header", "nav", "main", "footer"} <= {tag for tag, _ in page.tags}
    assert len(page.ids) == len(set(page.ids)), "an id stands twice"
    for link in page.all("a"):
        target = str(link["href"])
        if target.startswith("#"):
            assert target[1:] in page.ids
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h[1-6]", tag)]
    assert all(after - before <= 1 for before, after in pairwise(levels)), levels


@pytest.mark.parametrize("path", [path for path in PAGES if path != "/map"])
def test_a_page_needs_no_other_origin_and_no_inline_code(site: TestClient, path: str) -> None:
    page = parsed(site.get(path))
    loaded = [each.get("src") for each in page.all("script", "img", "iframe")]
    loaded += [each.get("href") for each in page.all("link") if each.get("rel") in {"stylesheet", "icon"}]
    assert all(address and address.startswith("/") for address in loaded)
    assert not page.all("style")
    assert not [attrs for _, attrs in page.tags if any(name == "style" or name.startswith("on") for name in attrs)]


@pytest.mark.parametrize("path", PAGES)
def test_every_field_has_a_name(site: TestClient, path: str) -> None:
    page = parsed(site.get(path))
    labelled = {label.get("for") for label in page.all("label")}
    for field in page.all("input", "select", "textarea"):
        if field.get("type") not in {"hidden", "checkbox"}:
            assert field.get("aria-label") or field.get("id") in labelled, field


def test_every_link_of_ours_on_a_page_leads_somewhere(site: TestClient) -> None:
    targets: set[str] = set()
    for path in ("/", "/clusters/health", "/sources", "/questions"):
        links = (str(link["href"]) for link in parsed(site.get(path)).all("a"))
        targets |= {link.partition("#")[0] for link in links if link.startswith("/") and not link.startswith("/sparql")}
    assert len(targets) > 40
    for target in sorted(targets):
        assert site.get(target).status_code == 200, target


@pytest.mark.parametrize(
    "path", ["/search?q=%3Cscript%3E", "/query?query=%3Cscript%3E", "/clusters?q=%22%3E%3Cscript%3E"]
)
def test_what_a_reader_wrote_stays_text(site: TestClient, path: str) -> None:
    assert "<script>" not in site.get(path).text


# Things


def test_each_statement_leads_to_who_says_it(site: TestClient) -> None:
    answer = site.get("/clusters/health")
    page = parsed(answer)
    references = [str(link["href"]) for link in page.all("a") if link.get("class", "") == "ref"]
    assert references
    assert {reference[1:] for reference in references} <= set(page.ids)
    assert "https://health.example.org/about" in answer.text
    assert words("en")("note.row", row=2) in answer.text


def test_sources_that_disagree_stand_side_by_side(site: TestClient) -> None:
    answer = site.get("/clusters/health")
    assert words("en")("thing.differ") in answer.text
    assert parsed(answer).all("ul").count({"class": "versus"}) == 1


def test_a_name_in_another_language_says_which(site: TestClient) -> None:
    page = parsed(site.get("/clusters?lang=it"))
    assert {"href": "/clusters/ceramics?lang=it", "lang": "ro"} in page.all("a")


def test_a_long_group_leads_to_the_rest(site: TestClient) -> None:
    answer = site.get("/countries/PRT")
    assert "/countries/PRT/links/" in answer.text


def test_a_thing_can_be_taken_away_in_every_format(site: TestClient) -> None:
    page = parsed(site.get("/clusters/health"))
    offered = {str(link["href"]) for link in page.all("a") if "format=" in str(link["href"])}
    assert offered == {f"/clusters/health?format={name}" for name in ("json", "jsonld", "ttl", "nt", "rdf")}


def test_a_filter_can_be_put_in_and_taken_out(site: TestClient) -> None:
    chosen = [link for link in parsed(site.get("/clusters?country=PRT&q=health")).all("a") if link.get("aria-current")]
    assert {"href": "/clusters?q=health", "aria-current": "true"} in chosen


def test_an_empty_list_says_so(site: TestClient) -> None:
    assert words("en")("list.empty", kinds="Transfers") in site.get("/transfers").text
    assert words("en")("list.empty_narrowed") in site.get("/clusters?q=zzzzz").text


# Asking


def test_a_bad_query_is_told_in_its_place(site: TestClient) -> None:
    answer = site.get("/query", params={"query": "SELECT *\nWHERE { ?s ?p }"})
    assert answer.status_code == 400
    assert words("en")("query.where", line=2, column=16) in answer.text
    assert "<mark>" in answer.text


def test_a_refused_query_says_so(site: TestClient) -> None:
    answer = site.get("/query", params={"query": "SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }"})
    assert answer.status_code == 400
    assert words("en")("query.refused") in answer.text


def test_things_in_an_answer_have_names_and_pages(site: TestClient) -> None:
    query = "SELECT ?c { ?c a <https://w3id.org/clusterscape/ontology#Cluster> }"
    answer = site.get("/query", params={"query": query})
    assert {"href": "/clusters/health"} in parsed(answer).all("a")
    assert words("en")("count.rows", 3) in answer.text


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("ASK { ?s ?p ?o }", "<strong>yes</strong>"),
        ("CONSTRUCT { <urn:a> <urn:b> 1 } {}", "&lt;urn:a&gt;"),
        ("SELECT * { ?s <urn:none> ?o }", words("en")("answer.none")),
    ],
    ids=["ask", "construct", "nothing"],
)
def test_every_form_of_answer_has_its_look(site: TestClient, query: str, shown: str) -> None:
    assert shown in site.get("/query", params={"query": query}).text


def test_the_downloads_of_an_answer_work(site: TestClient) -> None:
    page = parsed(site.get("/query", params={"query": "SELECT * { ?s ?p ?o } LIMIT 3"}))
    links = [str(link["href"]) for link in page.all("a") if str(link["href"]).startswith("/sparql?")]
    assert len(links) == 4
    for link in links:
        assert site.get(link).status_code == 200, link


def test_a_question_keeps_what_was_asked(site: TestClient) -> None:
    page = parsed(site.get("/questions/clusters-and-pacts?at=2019-04-01"))
    assert "2019-04-01" in [field.get("value") for field in page.all("input")]


def test_a_question_with_a_wrong_value_says_so(site: TestClient) -> None:
    answer = site.get("/questions/clusters-and-pacts?country=nowhere:X")
    assert answer.status_code == 400
    assert words("en")("query.value") in answer.text


def test_a_question_shows_a_name_where_there_is_no_thing() -> None:
    row = {"bodyName": {"type": "literal", "value": "Cabinet"}}
    answer = {"head": {"vars": ["body", "bodyName"]}, "results": {"bindings": [row]}}
    reader = Reader(EmbeddedStore.memory(), model(), Scope.PUBLIC)
    told = read(json.dumps(answer).encode(), reader, words("en"), plain=True)
    assert told.columns == ("Body",)
    assert told.rows[0][0].text == "Cabinet"


def test_heads_of_columns_are_in_the_language_of_the_reader() -> None:
    assert heading("country", words("pt")) == "País"
    assert heading("sharedAreas", words("en")) == "Shared areas"


# Errors


@pytest.mark.parametrize(("path", "status"), [("/nowhere", 404), ("/clusters/none", 404), ("/clusters?limit=x", 400)])
def test_an_error_is_a_page_for_a_browser(site: TestClient, path: str, status: int) -> None:
    answer = site.get(path, headers={"Accept-Language": "pt"})
    assert answer.status_code == status
    assert parsed(answer).all("html") == [{"lang": "pt"}]
    assert len(parsed(answer).all("h1")) == 1


def test_an_empty_store_says_how_to_load(tmp_path: Path) -> None:
    with TestClient(create_app(Settings(store=tmp_path, workers=1)), headers=HTML) as client:
        answer = client.get("/")
    assert answer.status_code == 503
    assert "clusterscape load" in answer.text


# Pieces

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


def test_only_web_addresses_are_followed() -> None:
    bad = Value(
        Literal("javascript:alert(1)", datatype=XSD.anyURI), "javascript:alert(1)", "", None, (), inferred=False
    )
    good = Value(
        Literal("https://example.org/", datatype=XSD.anyURI), "https://example.org/", "", None, (), inferred=False
    )
    assert web_address(bad) is None
    assert web_address(good) == "https://example.org/"


def test_a_value_is_written_in_the_way_of_the_language() -> None:
    assert wording(words("it"), dated("2019-03-26", 1)) == "26 marzo 2019"
    number = Value(Literal("18500", datatype=XSD.decimal), "18500", "", None, (), inferred=False)
    assert wording(words("it"), number) == "18.500"


def test_licences_have_their_short_names() -> None:
    assert licence("https://creativecommons.org/licenses/by/4.0/") == "CC BY 4.0"
    assert licence("https://example.org/terms/of-use") == "example.org/…/of-use"


def test_long_addresses_are_cut() -> None:
    assert brief("https://www.example.org/a/b/page?x=1") == "example.org/…/page"
    assert brief("https://example.org") == "example.org"


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
    known = {"JSON", "OpenAPI", "SPARQL", "clusterscape load", "lang"}
    for path in TEMPLATES.glob("*.html"):
        environment().get_template(path.name)
        text = path.read_text(encoding="utf-8")
        for piece in (r"\{#.*?#\}", r"\{%.*?%\}", r"\{\{.*?\}\}", r"<svg.*?</svg>", r"<[^>]*>"):
            text = re.sub(piece, " ", text, flags=re.DOTALL)
        left = {found.strip() for found in re.findall(r"[A-Za-z][A-Za-z ]{3,}", text)}
        assert left <= known, path.name
