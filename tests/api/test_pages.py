import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from api.app import create_app
from api.i18n import words
from api.pages.tables import Names, heading, read
from api.settings import Settings
from graph.embedded import EmbeddedStore
from graph.reader import Reader
from graph.store import Scope
from ontology.model import LANGUAGES, model
from tests import world

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
    assert answer.text.partition("<body")[0].count("<title>") == 1  # parts of pictures have titles too
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
    formats = ("json", "jsonld", "ttl", "nt", "rdf", "nq", "trig")
    assert {each for each in offered if not each.startswith("/cite?")} == {
        f"/clusters/health?format={name}" for name in formats
    }


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
    assert len(links) == 5
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
    told = read(json.dumps(answer).encode(), Names(reader, "en"), words("en"), plain=True)
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
    assert answer.status_code == 200
    assert "clusterscape load" in answer.text


# Pieces
