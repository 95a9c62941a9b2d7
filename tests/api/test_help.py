"""Help: three guides that name what is there, a glossary of all words, and what is not translated."""

import json
import re
from html import unescape

import pytest
from fastapi.testclient import TestClient

from api.guidance import FOLDER, NAMES, filled, guide
from api.i18n import catalogue, words
from api.pages.render import kinds_name
from ontology.model import LANGUAGES, model
from ontology.reference import reference
from tests.journeys.pictures import DOCUMENTS, LIMIT, document

STEPS = [pytest.param(step, id=f"{name}-{step.number}") for name in NAMES for step in guide(name).steps]
HTML = {"Accept": "text/html"}


def test_the_guides_were_found() -> None:
    assert {path.stem for path in FOLDER.glob("*.toml")} == set(NAMES)
    assert all(len(guide(name).steps) == 6 for name in NAMES)


@pytest.mark.parametrize("step", STEPS)
def test_a_step_speaks_four_languages_and_leads_to_a_page(step, client: TestClient) -> None:  # type: ignore[no-untyped-def]
    for texts in (step.title, step.text, *([step.alt] if step.shot else [])):
        assert set(texts) == set(LANGUAGES)
    for lang in LANGUAGES:
        assert "{" not in filled(step.text[lang], lang)
    assert client.get(step.link, headers=HTML).status_code == 200


@pytest.mark.parametrize("name", NAMES)
def test_a_guide_has_three_or_more_small_pictures(name: str) -> None:
    pictures = [FOLDER / step.picture for step in guide(name).steps if step.picture]
    assert len(pictures) >= 3
    assert [path.name for path in pictures if path.stat().st_size > LIMIT] == []
    assert all(path.read_bytes()[8:12] == b"WEBP" for path in pictures)


def test_no_picture_outlives_its_step() -> None:
    used = {step.picture for name in NAMES for step in guide(name).steps if step.picture}
    assert {path.name for path in FOLDER.glob("*.webp")} == used


@pytest.mark.parametrize("name", NAMES)
def test_the_document_of_a_guide_says_what_its_page_says(name: str) -> None:
    assert (DOCUMENTS / f"{name}.md").read_text(encoding="utf-8") == document(guide(name)), "run `make pictures`"


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_a_guide_is_a_page_with_its_pictures(name: str, lang: str, client: TestClient) -> None:
    html = client.get(f"/help/{name}", params={"lang": lang}, headers=HTML).text
    assert guide(name).lead[lang].replace("'", "&#39;") in html
    sources = re.findall(r'src="(/help/pictures/[^"]+)"', html)
    assert len(sources) == len([step for step in guide(name).steps if step.picture])
    assert {client.get(each).headers["content-type"] for each in sources} == {"image/webp"}


@pytest.mark.parametrize("path", ["/help/nobody", "/help/pictures/analyst.toml"])
def test_a_guide_or_picture_that_is_not_there_gets_404(path: str, client: TestClient) -> None:
    refused = client.get(path, headers={"Accept": "application/json"})
    assert (refused.status_code, refused.json()["title"]) == (404, "Unknown guide")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_glossary_has_each_word_of_the_vocabulary_in_order(lang: str, client: TestClient) -> None:
    html = client.get("/glossary", params={"lang": lang}, headers=HTML).text
    names = re.findall(r'class="term-entry" id="([^"]+)"', html)
    assert sorted(names) == sorted(reference().terms)
    letters = re.findall(r'<h2 id="letter-\d+">(.)</h2>', html)
    assert letters == sorted(set(letters))


def test_the_glossary_is_searched(client: TestClient) -> None:
    html = client.get("/glossary", params={"q": "value chain"}, headers=HTML).text
    assert 'id="ValueChain"' in html
    assert 'id="SectoralPact"' not in html
    assert "Nothing was found" in client.get("/glossary", params={"q": "zzzz"}, headers=HTML).text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_fact_is_explained_where_it_stands(lang: str, client: TestClient) -> None:
    html = client.get("/clusters/aed-cluster-portugal", headers={**HTML, "Accept-Language": lang}).text
    told = model().definition(reference().term("inValueChain").iri, lang)
    assert told
    assert f'href="/ontology/inValueChain" title="{told}"' in html


def test_what_is_not_translated_is_counted(client: TestClient) -> None:
    told = client.get("/quality/languages", headers={"Accept": "application/json"}).json()
    texts = {each["sort"]: each for each in told["texts"]}
    assert texts["interface"]["total"] == len(catalogue("en"))
    for sort in ("interface", "labels", "definitions", "codes", "questions", "guides"):
        assert texts[sort]["missing"] == {lang: [] for lang in LANGUAGES}, sort
    clusters = next(each for each in told["names"] if each["kind"] == "cluster")
    assert clusters["missing"]["ro"] == _without_a_name(client, "ro")
    assert clusters["total"] == client.get("/clusters", headers={"Accept": "application/json"}).json()["total"]
    assert "Română" in client.get("/quality/languages", headers=HTML).text


def _without_a_name(client: TestClient, lang: str) -> int:
    query = f"""PREFIX csc: <https://w3id.org/clusterscape/ontology#>
        PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
        SELECT (COUNT(?c) AS ?n) WHERE {{ ?c a csc:Cluster
            FILTER NOT EXISTS {{ ?c rdfs:label ?l FILTER(LANG(?l) IN ("{lang}", "")) }} }}"""
    answered = client.post("/sparql", data={"query": query}, headers={"Accept": "application/sparql-results+json"})
    return int(answered.json()["results"]["bindings"][0]["n"]["value"])


def test_the_interface_has_a_language_of_its_own(client: TestClient) -> None:
    answered = client.get("/clusters", params={"lang": "en", "ui": "ro"}, headers=HTML)
    assert answered.headers["content-language"].startswith("en")
    assert '<html lang="ro">' in answered.text
    assert words("ro")("list.filters") in answered.text
    assert kinds_name("ro", model().kind("cluster")) in answered.text
    assert 'href="/questions?lang=en&amp;ui=ro"' in answered.text
    assert '<input type="hidden" name="ui" value="ro">' in answered.text


def test_names_stay_in_the_language_of_the_content(client: TestClient) -> None:
    html = client.get("/countries", params={"lang": "pt", "ui": "en"}, headers=HTML).text
    assert '<html lang="en">' in html
    assert words("en")("list.find") in html
    assert re.search(r'lang="pt">\s*África do Sul', html)
    assert "South Africa" not in html


@pytest.mark.parametrize("path", ["/questions/clusters-and-pacts", "/embed/questions/clusters-and-pacts"])
def test_an_answer_names_things_in_the_language_of_the_content(client: TestClient, path: str) -> None:
    html = client.get(path, params={"lang": "pt", "ui": "en"}, headers=HTML).text
    assert words("en")("answer.title") in html
    assert re.search(r'lang="pt">[^<]*(?:Saúde|Pacto|da |do )', html)


def test_the_query_page_has_words_for_its_script_in_the_language_of_the_interface(client: TestClient) -> None:
    query = "PREFIX csc: <https://w3id.org/clusterscape/ontology#> SELECT DISTINCT ?c { ?x csc:country ?c } LIMIT 20"
    page = client.get("/query", params={"query": query, "lang": "pt", "ui": "it"}, headers=HTML).text
    told = json.loads(unescape(page.split("data-told='")[1].split("'>")[0]))
    assert told["texts"]["ui.cancel"] == words("it")("query.ui.cancel")
    assert told["names"] == "pt"
    assert 'lang="pt">' in page.split('id="answer"')[1].split("</table>")[0]


def test_a_page_tells_caches_that_it_is_there_in_other_languages(client: TestClient) -> None:
    for path in ("/", "/about", "/help", "/glossary", "/query", "/structure", "/map", "/queries"):
        assert "Accept-Language" in client.get(path, headers=HTML).headers["vary"], path


def test_a_page_that_tells_why_there_is_no_answer_is_not_kept(client: TestClient) -> None:
    refused = client.get("/questions/clusters-and-pacts?strange=1", headers=HTML)
    assert refused.status_code == 400
    assert "etag" not in refused.headers
    assert {"Accept", "Accept-Language"} <= set(refused.headers["vary"].split(", "))


def test_a_language_of_the_interface_that_is_none_gets_400(client: TestClient) -> None:
    refused = client.get("/clusters", params={"ui": "xx"}, headers={"Accept": "application/json"})
    assert refused.status_code == 400
    assert "one of en, pt, it, ro" in refused.json()["detail"]
