"""Questions from files: a form, an address in the API, pictures, downloads and frames from one file."""

import json
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from python_calamine import CalamineWorkbook
from rdflib import Graph

from api.app import create_app
from api.i18n import words
from api.settings import Settings
from graph.query import BadQueryFile, parse, queries
from graph.resultset import RS
from ontology.model import LANGUAGES
from tests import world

HTML = {"Accept": "text/html"}
OWN = """\
# part: actors
# show: {show}
# title: Organisations of a country
# title@pt: Organizações de um país
# title@it: Organizzazioni di un paese
# title@ro: Organizații dintr-o țară
# asks: Which organisations are there in a country?
# asks@pt: Que organizações há num país?
# country: [thing country] the country to look at (default country:PRT)
# country@pt: o país
# least: [number] at least so many letters in the name
# word: [text] a word in the name
PREFIX csc: <https://w3id.org/clusterscape/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?organisation ?where (STRLEN(?label) AS ?letters) ("2019-03" AS ?period) WHERE {{
  VALUES ?country {{ UNDEF }}
  VALUES ?least {{ UNDEF }}
  VALUES ?word {{ UNDEF }}
  ?organisation csc:country ?where ; rdfs:label ?label .
  FILTER(!BOUND(?country) || ?where = ?country)
  FILTER(!BOUND(?least) || STRLEN(?label) >= ?least)
  FILTER(!BOUND(?word) || CONTAINS(?label, ?word))
}}
ORDER BY ?label
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder for questions of one's own, with none in it."""
    made = tmp_path / "questions"
    made.mkdir()
    return made


@pytest.fixture
def service(tmp_path: Path, folder: Path) -> Iterator[TestClient]:
    """The service over a small world, with that folder."""
    world.publish(tmp_path / "store")
    with TestClient(create_app(Settings(store=tmp_path / "store", questions=str(folder)))) as client:
        yield client


def put(folder: Path, show: str = "bar organisation letters", name: str = "mine") -> None:
    (folder / f"{name}.rq").write_text(OWN.format(show=show), encoding="utf-8")


def test_adding_a_file_is_enough(service: TestClient, folder: Path) -> None:
    assert service.get("/questions/mine").status_code == 404
    assert service.get("/questions").json()["total"] == len(queries())
    put(folder)
    told = next(each for each in service.get("/questions?lang=pt").json()["items"] if each["name"] == "mine")
    assert (told["title"], told["part"], told["show"]) == ("Organizações de um país", "actors", "bar")
    assert [(each["name"], each["type"], each.get("kind")) for each in told["parameters"]] == [
        ("country", "thing", "country"),
        ("least", "number", None),
        ("word", "text", None),
    ]
    assert "/questions/mine" in service.get("/questions?lang=ro", headers=HTML).text
    page = service.get("/questions/mine?lang=en", headers=HTML).text
    assert '<select id="p-country"' in page
    assert '<input type="number" step="any" id="p-least"' in page
    assert page.count('class="cs-pic') == 2
    assert (
        service.get("/questions/mine").json()["total"] == service.get("/organisations?country=PRT").json()["total"] + 3
    )


def test_a_changed_file_is_asked_as_it_is_now(service: TestClient, folder: Path) -> None:
    put(folder)
    tag = service.get("/questions/mine").headers["etag"]
    text = (folder / "mine.rq").read_text(encoding="utf-8")
    (folder / "mine.rq").write_text(text.replace("ORDER BY ?label", "ORDER BY ?label LIMIT 1"), encoding="utf-8")
    assert service.get("/questions/mine", headers={"If-None-Match": tag}).json()["total"] == 1


def test_numbers_and_texts_are_bound_as_such(service: TestClient, folder: Path) -> None:
    put(folder)
    everything = service.get("/questions/mine").json()["total"]
    assert 0 < service.get("/questions/mine?least=11").json()["total"] < everything
    (row,) = service.get("/questions/mine?word=Univ").json()["rows"]
    assert row["organisation"]["label"] == "University"
    injected = service.get("/questions/mine", params={"word": '" } DROP ALL #'})
    assert (injected.status_code, injected.json()["total"]) == (200, 0)
    wrong = service.get("/questions/mine?least=many")
    assert wrong.status_code == 400
    assert "takes a number" in wrong.json()["detail"]


@pytest.mark.parametrize(
    ("show", "mark"),
    [
        ("table", None),
        ("bar organisation letters", '<svg xmlns="http://www.w3.org/2000/svg" class="cs-pic wide"'),
        ("line period letters where", None),  # one date makes no line
        ("scatter letters letters organisation", "Points: "),
        ("matrix organisation where letters", '<table class="matrix"'),
        ("sankey organisation where letters", "Flows: "),
        ("timeline organisation period", "Entries: "),
        ("network organisation where", 'class="s-axis"'),
        ("map organisation", '<figure class="placed"'),
    ],
    ids=lambda value: str(value).partition(" ")[0],
)
def test_an_answer_is_shown_as_its_file_says_beside_its_table(
    service: TestClient, folder: Path, show: str, mark: str | None
) -> None:
    put(folder, show)
    page = service.get("/questions/mine?lang=en", headers=HTML)
    assert page.status_code == 200
    assert '<table class="results"' in page.text
    assert mark is None or mark in page.text
    assert mark or 'class="cs-pic' not in page.text


def test_lines_join_values_over_time_and_places_are_on_a_map(client: TestClient, tmp_path: Path) -> None:
    map_ = client.get("/questions/clusters-in-region?lang=en", headers=HTML).text
    assert '<figure class="placed"' in map_
    header = "# part: figures\n# show: line period value\n# title: T\n# asks: A?\n"
    rows = "VALUES (?period ?value) { ('2019' 3) ('2020-06' 5) ('2021' 4) }"
    query = f"{header}SELECT ?period ?value WHERE {{ {rows} }}"
    mark = client.post("/q", content=query, headers={"Content-Type": "application/sparql-query"}).json()["mark"]
    page = client.get(f"/questions/q-{mark}", headers=HTML).text
    assert '<path d="M' in page
    assert page.count("<title>20") == 6  # three points, once for wide and once for narrow screens


def test_things_of_one_name_are_points_of_their_own(client: TestClient) -> None:
    header = "# part: figures\n# show: network one other\n# title: T\n# asks: A?\n"
    query = f"{header}SELECT ?one ?other WHERE {{ VALUES (?one ?other) {{ (<http://e/a/same> <http://e/b/same>) }} }}"
    mark = client.post("/q", content=query, headers={"Content-Type": "application/sparql-query"}).json()["mark"]
    page = client.get(f"/questions/q-{mark}", headers=HTML).text
    assert 'class="s-axis"' in page
    assert page.count("<title>http://e/") == 2


def test_a_shared_query_with_a_header_is_a_question(client: TestClient) -> None:
    sent = {"Content-Type": "application/sparql-query"}
    mark = client.post("/q", content=OWN.format(show="bar organisation letters"), headers=sent).json()["mark"]
    told = client.get(f"/questions/q-{mark}?word=Porto&lang=pt").json()
    assert told["title"] == "Organizações de um país"
    assert 0 < told["total"] < 100
    assert client.get(f"/embed/questions/q-{mark}").status_code == 200
    bare = client.post("/q", content="SELECT ?s WHERE { ?s ?p ?o } LIMIT 1", headers=sent).json()["mark"]
    wrong = client.get(f"/questions/q-{bare}")
    assert wrong.status_code == 400
    assert "# title:" in wrong.json()["detail"]
    assert client.get("/questions/q-nothing").status_code == 404


def test_an_answer_is_taken_along_in_each_format(service: TestClient, folder: Path) -> None:
    put(folder)
    total = service.get("/questions/mine").json()["total"]
    assert len(service.get("/questions/mine?format=csv").text.splitlines()) == total + 1
    book = service.get("/questions/mine?format=xlsx")
    assert len(CalamineWorkbook.from_filelike(BytesIO(book.content)).get_sheet_by_index(0).to_python()) == total + 1
    for name, syntax in (("ttl", "turtle"), ("nt", "nt"), ("jsonld", "json-ld")):
        text = service.get(f"/questions/mine?format={name}").text
        if name == "jsonld":
            text = json.dumps({key: value for key, value in json.loads(text).items() if key != "@context"})
            assert "solution" in text
            continue
        assert len(set(Graph().parse(data=text, format=syntax).objects(None, RS.solution))) == total
    page = service.get("/questions/mine?word=Univ", headers=HTML).text
    assert 'id="excel">http://testserver/questions/mine?word=Univ&amp;format=csv<' in page


@pytest.mark.parametrize("lang", LANGUAGES)
def test_other_sites_may_frame_the_answer_and_nothing_else(service: TestClient, folder: Path, lang: str) -> None:
    put(folder)
    framed = service.get(f"/embed/questions/mine?word=Univ&lang={lang}")
    assert "frame-ancestors *" in framed.headers["content-security-policy"]
    assert "<script" not in framed.text
    assert "University" in framed.text
    assert f'href="http://testserver/questions/mine?word=Univ&amp;lang={lang}"' in framed.text
    assert words(lang)("question.embedded") in framed.text
    for path in ("/questions/mine", "/", "/questions"):
        assert "frame-ancestors 'self'" in service.get(path, headers=HTML).headers["content-security-policy"]
    assert service.get("/embed/questions/nobody").status_code == 404
    assert service.get("/embed/questions/mine?least=x").status_code == 400


def test_each_question_stands_in_the_openapi_document(service: TestClient, folder: Path) -> None:
    assert "/questions/mine" not in service.get("/openapi.json").json()["paths"]
    known = {"If-None-Match": service.get("/openapi.json").headers["etag"]}
    assert service.get("/openapi.json", headers=known).status_code == 304
    put(folder)  # no restart is needed
    found = service.get("/openapi.json", headers=known)
    assert found.headers["etag"] != known["If-None-Match"]
    paths = found.json()["paths"]
    assert {f"/questions/{each.name}" for each in queries()} < set(paths)
    asked = paths["/questions/mine"]["get"]
    assert asked["description"] == "Which organisations are there in a country?"
    told = {each["name"]: each["schema"] for each in asked["parameters"]}
    assert told["least"] == {"type": "number"}
    assert told["country"] == {"type": "string", "default": "country:PRT"}
    assert {"lang", "format"} < set(told)


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("# part: nowhere", "nowhere"),
        ("# show: pie a b", "pie"),
        ("# show: bar one", "bar"),
        ("# number: first", "first"),
        ("# other: [thing] of which the query knows nothing", "other"),
        ("# other: no type", "no type"),
    ],
)
def test_a_file_that_is_no_question_says_why(line: str, word: str) -> None:
    with pytest.raises(BadQueryFile, match=word):
        parse("wrong", OWN.format(show="table").replace("# asks:", f"{line}\n# asks:", 1))


def test_a_file_that_is_no_question_leaves_the_others_alone(
    service: TestClient, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (folder / "broken.rq").write_text("SELECT * WHERE { ?s ?p ?o }", encoding="utf-8")
    put(folder)
    put(folder, name=queries()[0].name)
    (folder / "a-folder.rq").mkdir()
    (folder / "nowhere.rq").symlink_to(folder / "gone")
    assert service.get("/questions").json()["total"] == len(queries()) + 1
    assert [getattr(record, "file", "") for record in caplog.records if record.name == "graph.questionnaire"] == [
        str(folder / name) for name in ("a-folder.rq", "broken.rq", "nowhere.rq")
    ]


def test_the_example_of_the_documentation_is_a_question(service: TestClient, folder: Path) -> None:
    told = (Path(__file__).parents[2] / "docs" / "questions.md").read_text(encoding="utf-8")
    (folder / "example.rq").write_text(told.split("```sparql\n")[1].split("```")[0], encoding="utf-8")
    assert service.get("/questions/example").json()["total"] == 2
    (row,) = service.get("/questions/example?least=2").json()["rows"]
    assert (row["country"]["label"], row["clusters"]["value"]) == ("Portugal", "2")
