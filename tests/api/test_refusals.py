"""What was refused is told in the language of the reader; what logs write stays English."""

import ast
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from api.i18n import catalogue
from api.refusals import checked, worded
from graph.doors import Door, HostRefused
from graph.remote.stated import NotToldApart, of_what_is_stated
from graph.remote.wire import refuse
from graph.store import ServerFailed
from ontology.model import LANGUAGES
from ontology.saying import Said, as_sent, said, to_send

ROOT = Path(__file__).parents[2]
PACKAGES = ("ontology", "graph", "viz", "api")
OTHERS = [lang for lang in LANGUAGES if lang != "en"]


def said_in_code() -> Iterator[tuple[str, str, set[str]]]:
    """Each `Said.of` of the program: its key, its template, and the names of its values."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            source = path.read_text(encoding="utf-8")
            if "Said.of(" in source and path.name != "saying.py":
                yield from _said(ast.parse(source))


def _said(tree: ast.AST) -> Iterator[tuple[str, str, set[str]]]:
    texts = sorted(_assigned(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "Said.of":
            key, template = node.args
            before = [text for line, name, text in texts if line <= node.lineno and name == ast.unparse(template)]
            told = before[-1] if before else ast.literal_eval(template)
            yield ast.literal_eval(key), told, {each.arg or "" for each in node.keywords}


def _assigned(tree: ast.AST) -> Iterator[tuple[int, str, str]]:
    """Names of texts with the line where they are given one."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            target, value = node.targets[0], node.value
            names = target.elts if isinstance(target, ast.Tuple) else [target]
            values = value.elts if isinstance(value, ast.Tuple) and len(names) > 1 else [value]
            for name, text in zip(names, values, strict=False):
                if isinstance(text, ast.Constant) and isinstance(text.value, str):
                    yield node.lineno, ast.unparse(name), text.value


def test_each_sentence_stands_in_the_catalogues_as_the_program_says_it() -> None:
    found = {key: (template, values) for key, template, values in said_in_code()}
    assert len(found) > 50
    told = {key.removeprefix("refused."): text for key, text in catalogue("en").items() if key.startswith("refused.")}
    assert {key: template for key, (template, _) in found.items()} == told
    for key, (template, values) in found.items():
        assert template.format(**dict.fromkeys(values, "x")), key


ASKED = {
    "thing": "/clusters/nowhere",
    "nowhere": "/nowhere",
    "format": "/clusters?format=doc",
    "limit_number": "/clusters?limit=ten",
    "limit": "/clusters?limit=1000000",
    "missing": "/describe",
    "parameter": "/clusters?colour=red",
    "cursor": "/clusters?cursor=x",
    "question": "/questions/why",
    "question_parameter": "/questions/clusters-and-pacts?colour=red",
    "thing_value": "/questions/clusters-and-pacts?country=_",
    "way": "/questions/clusters-and-pacts?show=pie&format=svg",
    "width": "/questions/clusters-and-pacts?width=1&format=png",
    "search_long": f"/search?q={'a' * 1001}",
    "kind": "/id/unicorn/x",
    "term_near": "/ontology/Clustr",
    "guide": "/help/nobody",
    "form": "/map/download.doc",
    "iri": "/describe?iri=not%20an%20iri",
    "unsaid": "/describe?iri=http://example.org/nothing",
    "shared": "/questions/q-nothing",
    "cite": "/cite?format=txt",
    "why_part": "/why",
    "why_text": "/why?s=csc:Cluster&p=rdfs:label&o=%22open",
    "curie": "/why?s=csc:Cluster&p=rdfs:label&o=%22x%22^^nope:x",
    "values_many": f"/completion/properties?{'&'.join(['class=csc:Cluster'] * 9)}",
}
QUERIES = {
    "no_word": "SELECT * { ?s ?p ?o FOO }",
    "bracket_open": "SELECT * { ?s ?p ?o",
    "prefix": "SELECT * { ?s nope:p ?o }",
    "query_update": "CLEAR ALL",
    "service": "SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }",
    "graph_unfetched": "SELECT * FROM <http://example.org/nothing> { ?s ?p ?o }",
    "syntax": "SELECT ?s { ?s ?p }",
    "query_long": f"SELECT * {{ ?s ?p '{'x' * 100_001}' }}",
    "bracket_deep": "{" * 200,
    "query_none": "# nothing",
}
SENT = {
    "no_query": {"default-graph-uri": "http://example.org/"},
    "query_and_update": {"query": "ASK {}", "update": "CLEAR ALL"},
    "true_false": {"query": "ASK {}", "inferred": "perhaps"},
    "timeout": {"query": "ASK {}", "timeout": "soon"},
    "writing_off": {"update": "INSERT DATA { <http://example.org/a> <http://example.org/b> 1 }"},
}


def _tells(told: Response, key: str, lang: str) -> bool:
    """Whether a refusal is the sentence of this key, in this language."""
    template = catalogue(lang)[f"refused.{key}"]
    longest = max((part for part in template.replace("}", "{").split("{")[::2]), key=len).strip()
    assert 400 <= told.status_code < 500
    assert told.headers["content-language"] == lang
    return longest[1:] in told.json()["detail"]


@pytest.mark.parametrize("lang", OTHERS)
@pytest.mark.parametrize(("key", "path"), ASKED.items(), ids=ASKED.keys())
def test_a_refusal_speaks_the_language_of_the_reader(client: TestClient, lang: str, key: str, path: str) -> None:
    told = client.get(path, headers={"Accept": "application/json", "Accept-Language": lang})
    assert _tells(told, key, lang)
    page = client.get(path, headers={"Accept": "text/html", "Accept-Language": lang})
    assert page.status_code == told.status_code


@pytest.mark.parametrize("lang", OTHERS)
@pytest.mark.parametrize(("key", "query"), QUERIES.items(), ids=QUERIES.keys())
def test_a_fault_of_a_query_speaks_the_language_of_the_reader(
    client: TestClient, lang: str, key: str, query: str
) -> None:
    told = client.post("/sparql", data={"query": query}, headers={"Accept-Language": lang})
    assert _tells(told, key, lang)


def test_the_editor_is_told_of_a_fault_in_the_language_of_its_page(client: TestClient) -> None:
    sent = {"query": QUERIES["prefix"]}
    told = client.post("/sparql/check", data=sent, headers={"Accept-Language": "it"}).json()["fault"]
    assert told["message"] == "il prefisso “nope:” non è dichiarato"
    page = client.get("/query?lang=ro&query=SELECT", headers={"Accept": "text/html"})
    assert catalogue("ro")["refused.syntax"] in page.text


@pytest.mark.parametrize("lang", OTHERS)
@pytest.mark.parametrize(("key", "sent"), SENT.items(), ids=SENT.keys())
def test_a_fault_of_the_protocol_speaks_the_language_of_the_reader(
    client: TestClient, lang: str, key: str, sent: dict[str, str]
) -> None:
    assert _tells(client.post("/sparql", data=sent, headers={"Accept-Language": lang}), key, lang)


def test_what_is_told_comes_through_another_process_as_it_was() -> None:
    made = Said.of("class_value", "class: {why}", why=Said.of("prefix", "no {prefix}", prefix="x"))
    come = as_sent(json.loads(json.dumps(to_send(made))))
    assert (come, worded(come, "pt")) == (made, worded(made, "pt"))
    assert as_sent(to_send("plain")) == "plain"


def test_what_is_sent_is_told_of_too(client: TestClient) -> None:
    address, headers = "/completion/names", {"Accept-Language": "it", "Content-Type": "application/json"}
    told = client.post(address, content="{", headers=headers).json()
    assert told["detail"] == "Ciò che è stato inviato non è JSON"
    both = checked(
        [
            {"type": "missing", "loc": ("query", "iri"), "input": None},
            {"type": "list_type", "loc": ("query", "class"), "input": 5},
            {"type": "string_too_long", "loc": ("query", "q"), "input": "x", "ctx": {"max_length": 3}},
        ]
    )
    assert (
        worded(both, "pt")
        == "isto é preciso e não foi indicado: iri; class não pode ser “5”; q tem no máximo 3 caracteres"
    )


def test_what_tells_itself_in_the_language_of_the_reader_says_so(client: TestClient) -> None:
    path = "/questions/clusters-and-pacts?show=scatter&format=svg"
    told = client.get(path, headers={"Accept": "image/svg+xml", "Accept-Language": "pt"})
    assert (told.status_code, told.headers["content-language"]) == (400, "pt")
    assert told.json()["detail"] == "Os pontos precisam de duas colunas de números"
    page = client.get(f"{path}&lang=pt", headers={"Accept": "text/html"})
    assert (page.status_code, '<p lang="en">' in page.text) == (400, False)


@pytest.mark.parametrize("lang", OTHERS)
def test_why_another_server_is_not_asked_or_failed_is_told_in_the_language_of_the_reader(lang: str) -> None:
    with pytest.raises(HostRefused) as refused:
        Door.to("http://10.0.0.1/", ["10.0.0.1"], "SETTING")
    why = Said.of("service_why", "SERVICE is refused: {why}", why=said(refused.value))
    public = catalogue(lang)["refused.host_public"].format(host="10.0.0.1", address="10.0.0.1")
    assert public in str(worded(as_sent(to_send(why)), lang))
    with pytest.raises(ServerFailed) as failed:
        refuse(500, "http://store.example/query", "Resource temporarily unavailable", {})
    told = str(worded(said(failed.value), lang))
    assert told != str(failed.value)
    assert all(part in told for part in ("http://store.example/query", "500", "Resource temporarily unavailable"))
    with pytest.raises(NotToldApart) as apart:
        of_what_is_stated("DESCRIBE <urn:x:a>", lambda predicate: True)
    assert catalogue(lang)["refused.apart_describe"] in str(worded(apart.value.message, lang))


def test_in_english_a_refusal_is_what_the_program_said(client: TestClient) -> None:
    told = client.get("/clusters/nowhere").json()
    assert told["detail"] == "There is no cluster “nowhere” here"
    assert (told["title"], told["type"].rpartition("/")[2]) == ("Not found", "not-found")


def test_a_page_tells_in_which_language_its_reason_is(client: TestClient) -> None:
    ours = client.get("/clusters/nowhere?lang=ro", headers={"Accept": "text/html"}).text
    assert "aici nu există nimic cu numele" in ours.lower()
    assert '<p lang="en">' not in ours


def test_what_is_said_is_a_text_as_any_other() -> None:
    made = Said.of("thing", "there is no {kind} “{name}” here", kind="cluster", name="x")
    assert made == "there is no cluster “x” here"
    assert str(ValueError(made)) == made
    assert (made.key, made.values) == ("thing", {"kind": "cluster", "name": "x"})


@pytest.mark.parametrize("path", ["/clusters/", "/questions/?q=pact", "/help//", "/clusters/a%3Fb%23%0A/"])
def test_an_address_with_a_slash_more_leads_to_the_one_without_for_good(client: TestClient, path: str) -> None:
    answer = client.get(path, follow_redirects=False)
    place, _, query = path.partition("?")
    meant = place.rstrip("/") + (f"?{query}" if query else "")
    assert (answer.status_code, answer.headers["location"]) == (308, f"http://testserver{meant}")


def test_a_slash_at_the_end_of_nothing_leads_nowhere(client: TestClient) -> None:
    assert client.get("/nowhere/", follow_redirects=False).status_code == 404
