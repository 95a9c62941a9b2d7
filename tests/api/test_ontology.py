"""The vocabulary over HTTP: formats, versions, terms, and that every IRI of ours leads somewhere."""

import re
from collections import Counter
from html import unescape

import pytest
from fastapi.testclient import TestClient
from rdflib import RDF, Graph, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import OWL, SKOS

from api.i18n import words
from ontology import catalogue
from ontology.model import LANGUAGES, model
from ontology.namespaces import CSC, ID, ONTOLOGY
from ontology.reference import reference

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
RDF_TYPES = {
    "text/turtle": "turtle",
    "application/n-triples": "nt",
    "application/rdf+xml": "xml",
    "application/ld+json": "json-ld",
}
DOCUMENTS = ("/ontology", "/ontology/0.1.0", "/ontology/Cluster", "/ontology/within")
PAGES = (*DOCUMENTS, "/ontology/changes", "/ontology/shapes", "/ontology/audit", "/ontology?q=pact")


def _get(client: TestClient, path: str, accept: str, status: int = 200) -> str:
    response = client.get(path, headers={"Accept": accept})
    assert response.status_code == status, f"{path}: {response.status_code}"
    return response.text


@pytest.mark.parametrize("path", DOCUMENTS)
@pytest.mark.parametrize(
    ("accept", "served"),
    [
        pytest.param(BROWSER, "text/html", id="browser"),
        pytest.param("text/turtle", "text/turtle", id="turtle"),
        pytest.param("application/rdf+xml, application/xml;q=0.7, */*;q=0.1", "application/rdf+xml", id="owl-api"),
        pytest.param("application/ld+json", "application/ld+json", id="json-ld"),
        pytest.param("application/n-triples;q=0.9, text/html;q=0.2", "application/n-triples", id="n-triples"),
        pytest.param("application/json", "application/json", id="json"),
        pytest.param("*/*", "text/turtle", id="anything"),
    ],
)
def test_the_format_asked_for_is_served(client: TestClient, path: str, accept: str, served: str) -> None:
    response = client.get(path, headers={"Accept": accept})
    assert response.status_code == 200
    assert response.headers["content-type"].split(";")[0] == served
    assert response.headers["vary"].startswith("Accept, Accept-Language")
    links = response.headers["link"]
    assert 'rel="canonical"' in links
    assert links.count('rel="alternate"') == 5
    again = client.get(path, headers={"Accept": accept, "If-None-Match": response.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib's own JSON-LD parser makes one
@pytest.mark.parametrize("media_type", RDF_TYPES)
def test_the_whole_vocabulary_is_the_same_in_each_format(client: TestClient, media_type: str) -> None:
    text = _get(client, "/ontology", media_type)
    assert isomorphic(Graph().parse(data=text, format=RDF_TYPES[media_type]), catalogue.terms())


def test_an_older_version_is_served_as_it_was(client: TestClient) -> None:
    served = Graph().parse(data=_get(client, "/ontology/0.1.0", "text/turtle"), format="turtle")
    assert isomorphic(served, catalogue.edition("0.1.0"))
    assert str(served.value(ONTOLOGY, OWL.versionInfo)) == "0.1.0"


def test_the_present_version_has_an_address_of_its_own(client: TestClient) -> None:
    path = f"/ontology/{catalogue.version()}"
    assert _get(client, path, "text/turtle") == _get(client, "/ontology", "text/turtle")


@pytest.mark.parametrize("name", ["ttl", "rdf", "jsonld", "nt", "json", "html"])
def test_a_format_may_be_named_in_the_address(client: TestClient, name: str) -> None:
    assert client.get(f"/ontology/Cluster?format={name}", headers={"Accept": "image/png"}).status_code == 200


@pytest.mark.parametrize("path", [*DOCUMENTS, "/ontology/shapes", "/ontology/changes", "/ontology/audit"])
def test_a_format_that_is_not_offered_is_refused_with_those_that_are(client: TestClient, path: str) -> None:
    response = client.get(path, headers={"Accept": "image/png"})
    assert response.status_code == 406
    assert response.headers["content-type"] == "application/problem+json"
    assert "text/html" in response.json()["offered"]


@pytest.mark.parametrize(
    ("path", "kind", "told"),
    [
        ("/ontology/Clutser", "undeclared-term", "near to it are: Cluster"),
        ("/ontology/cluster", "undeclared-term", "Cluster"),
        ("/ontology/9.9.9", "unknown-version", "there are: "),
    ],
)
def test_what_is_not_there_is_told_with_what_is(client: TestClient, path: str, kind: str, told: str) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert response.json()["type"].endswith(kind)
    assert told in response.json()["detail"]


def test_json_tells_of_a_class_what_its_shape_asks(client: TestClient) -> None:
    told = client.get("/ontology/Membership?format=json").json()
    assert (told["sort"], told["part"]) == ("class", "actors")
    uses = {use["property"].rpartition("#")[2]: use for use in told["properties"]}
    assert uses["inCluster"]["minimum"] == 1
    assert uses["inCluster"]["severity"] == "violation"


def test_the_shapes_are_shacl(client: TestClient) -> None:
    shapes = Graph().parse(data=_get(client, "/ontology/shapes", "text/turtle"), format="turtle")
    targets = set(shapes.objects(None, URIRef("http://www.w3.org/ns/shacl#targetClass")))
    assert {CSC.Cluster, CSC.Membership} <= targets


def test_every_term_has_an_anchor_of_its_own_on_the_page_of_the_vocabulary(client: TestClient) -> None:
    ids = Counter(re.findall(r'\bid="([^"]+)"', _get(client, "/ontology", BROWSER)))
    assert reference().terms.keys() - ids.keys() == set()
    assert [name for name, times in ids.items() if times > 1] == []


@pytest.mark.parametrize("accept", [BROWSER, "text/turtle"], ids=["page", "turtle"])
def test_every_term_leads_to_its_own_page(client: TestClient, accept: str) -> None:
    names = list(reference().terms)
    assert len(names) > 200
    for name in names:
        text = _get(client, f"/ontology/{name}", accept)
        assert (f"<code>{name}</code>" in text or name in text) if accept == BROWSER else f"csc:{name}" in text, name


@pytest.mark.parametrize("kind", ["concept", "scheme"])
@pytest.mark.parametrize("accept", [BROWSER, "text/turtle"], ids=["page", "turtle"])
def test_every_code_and_code_list_leads_to_its_page(client: TestClient, kind: str, accept: str) -> None:
    cls = SKOS.Concept if kind == "concept" else SKOS.ConceptScheme
    prefix = str(ID[f"{kind}/"])
    found = sorted(iri for iri in catalogue.vocabulary().subjects(RDF.type, cls) if str(iri).startswith(prefix))
    assert len(found) > (150 if kind == "concept" else 20)
    for iri in found:
        _get(client, f"/id/{kind}/{str(iri).removeprefix(prefix)}", accept)


def test_the_page_of_a_code_list_shows_its_codes(client: TestClient) -> None:
    page = _get(client, "/schemes/level", BROWSER)
    for concept in catalogue.vocabulary().subjects(SKOS.inScheme, ID["scheme/level"]):
        assert f'href="/concepts/{str(concept).rpartition("/")[2]}"' in page


@pytest.mark.parametrize("lang", ["en", "pt", "it", "ro"])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_speaks_four_languages_and_says_which(client: TestClient, path: str, lang: str) -> None:
    response = client.get(path, params={"lang": lang}, headers={"Accept": BROWSER})
    assert response.status_code == 200
    assert f'<html lang="{lang}">' in response.text
    assert response.headers["content-language"] == lang


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("path", ["/ontology/Cluster", "/ontology/hasGoal", "/ontology", "/glossary?q=Cluster"])
def test_a_definition_is_shown_in_the_language_of_the_reader(client: TestClient, path: str, lang: str) -> None:
    page = unescape(client.get(path, params={"lang": lang}, headers={"Accept": BROWSER}).text)
    name = "hasGoal" if path.endswith("hasGoal") else "Cluster"
    assert f"<span>{reference().definitions(CSC[name])[lang]}</span>" in page
    assert '<span lang="en">' not in page


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_definition_that_an_older_version_has_in_english_only_says_so(client: TestClient, lang: str) -> None:
    page = client.get("/ontology/0.3.0", params={"lang": lang}, headers={"Accept": BROWSER}).text
    assert page.count('<dd class="soft"><span lang="en">') == (0 if lang == "en" else len(reference().terms))
    assert (words(lang)("ontology.english") in page) == (lang != "en")


def test_programs_get_the_definition_in_each_language(client: TestClient) -> None:
    told = client.get("/ontology/Cluster", headers={"Accept": "application/json"}).json()
    assert told["definitions"] == reference().definitions(CSC.Cluster)
    assert told["definition"] == told["definitions"]["en"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_of_a_code_begins_with_its_definition_in_the_language_of_the_reader(
    client: TestClient, lang: str
) -> None:
    texts = model().labels(ID["concept/role-member"], SKOS.definition)
    response = client.get("/concepts/role-member", params={"lang": lang}, headers={"Accept": BROWSER})
    page = unescape(response.text)
    assert f'<p class="lead">{texts[lang]}' in page
    assert [other for other, text in texts.items() if text in page] == [lang]
    told = client.get("/concepts/role-member", headers={"Accept": "application/json"}).json()
    assert {each["lang"] for each in told["properties"]["definition"]} == set(LANGUAGES)


def test_a_search_finds_terms_by_their_names_in_any_language(client: TestClient) -> None:
    page = _get(client, "/ontology?q=pacto%20setorial", BROWSER)
    assert 'href="/ontology/SectoralPact"' in page


def test_a_class_without_things_says_so(client: TestClient) -> None:
    page = client.get("/ontology/PolicyAspect", params={"lang": "en"}, headers={"Accept": BROWSER}).text
    assert "No thing of this class is in the data" in page


def test_things_and_the_home_page_lead_to_the_vocabulary(client: TestClient) -> None:
    assert 'href="/ontology"' in _get(client, "/", BROWSER)
    thing = _get(client, "/clusters/produtech", BROWSER)
    assert 'href="/ontology/Cluster"' in thing
    assert 'href="/ontology/managedBy"' in thing


def test_the_query_of_a_class_can_be_run(client: TestClient) -> None:
    page = _get(client, "/ontology/Membership", BROWSER)
    found = re.search(r'href="(/query\?query=[^"]+)"', page)
    assert found is not None
    assert "<table" in _get(client, found[1].replace("&amp;", "&"), BROWSER)
