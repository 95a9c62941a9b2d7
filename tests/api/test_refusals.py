"""What was refused is told in the language of the reader; what logs write stays English."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.i18n import catalogue
from ontology.model import LANGUAGES
from ontology.saying import Said

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
}


@pytest.mark.parametrize("lang", OTHERS)
@pytest.mark.parametrize(("key", "path"), ASKED.items(), ids=ASKED.keys())
def test_a_refusal_speaks_the_language_of_the_reader(client: TestClient, lang: str, key: str, path: str) -> None:
    template = catalogue(lang)[f"refused.{key}"]
    longest = max((part for part in template.replace("}", "{").split("{")[::2]), key=len).strip()
    told = client.get(path, headers={"Accept": "application/json", "Accept-Language": lang})
    assert 400 <= told.status_code < 500
    assert longest[1:] in told.json()["detail"]
    assert told.headers["content-language"] == lang
    page = client.get(path, headers={"Accept": "text/html", "Accept-Language": lang})
    assert page.status_code == told.status_code


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


@pytest.mark.parametrize("path", ["/clusters/", "/questions/?q=pact", "/help//"])
def test_an_address_with_a_slash_more_leads_to_the_one_without_for_good(client: TestClient, path: str) -> None:
    answer = client.get(path, follow_redirects=False)
    place, _, query = path.partition("?")
    meant = place.rstrip("/") + (f"?{query}" if query else "")
    assert (answer.status_code, answer.headers["location"]) == (308, f"http://testserver{meant}")


def test_a_slash_at_the_end_of_nothing_leads_nowhere(client: TestClient) -> None:
    assert client.get("/nowhere/", follow_redirects=False).status_code == 404
