"""A service whose things have IRIs of its operator: all that it says, and none that it does not."""

import http.client
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from fastapi.testclient import TestClient
from rdflib import SKOS, Graph, URIRef

from api.cli import OK, REFUSED, WRONG_CALL
from api.settings import BadSetting, Settings, from_environ
from bench.server import HOST, free_port, serving
from graph.based import OtherBase
from graph.query import queries
from graph.release import Releases
from graph.remote.release import RemoteReleases
from ontology.base import DEFAULT, VARIABLE, is_base
from ontology.namespaces import CSC
from tests import world
from tests.conftest import loaded_once
from tests.servers import oxigraph

BASE = "https://data.agency.example/linked/"
ENVIRON = {VARIABLE: BASE}
NEW, OLD = f"{BASE}id/", f"{DEFAULT}id/"
JSON, TURTLE = "application/json", "text/turtle"
THING = "cluster/produtech"
OWN = """\
@prefix csc: <https://w3id.org/clusterscape/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
<https://data.agency.example/linked/id/organisation/our-own> a csc:Company ; rdfs:label "Our own"@en ;
  rdfs:seeAlso [ rdfs:label "no country"@en ] .
"""
DECLARED = """\
[source]
id = "own"
title = {en = "Own"}
publisher = "We"
license = "https://example.org/licence"
language = ["en"]
file = "own.ttl"
"""


def run(*arguments: object, base: str = BASE) -> "subprocess.CompletedProcess[str]":
    """A command as a shell runs it, with the setting."""
    command = [sys.executable, "-m", "api.cli", *map(str, arguments)]
    return subprocess.run(command, env={**os.environ, VARIABLE: base}, capture_output=True, text=True, check=False)


@pytest.fixture(scope="session")
def ours(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The folder of a store with all shipped data, loaded with the setting."""
    return loaded_once(tmp_path_factory, worker_id, "ours", ENVIRON)


@pytest.fixture(scope="module")
def port(ours: Path) -> Iterator[int]:
    """Where a service over it listens."""
    with serving(ours, ENVIRON) as (port, _):
        yield port


def ask(port: int, path: str, accept: str = JSON) -> tuple[int, dict[str, str], str]:
    """Status, headers and body of what is at an address; no redirect is followed."""
    connection = http.client.HTTPConnection(HOST, port, timeout=60)
    try:
        connection.request("GET", path, headers={"Accept": accept})
        answer = connection.getresponse()
        return (
            answer.status,
            {name.lower(): value for name, value in answer.getheaders()},
            answer.read().decode(errors="replace"),
        )
    finally:
        connection.close()


def test_all_that_is_stored_is_under_the_base(ours: Path, demo: Path, tmp_path: Path) -> None:
    told = {}
    for name, folder, base in (("new", ours, BASE), ("old", demo, DEFAULT)):
        target = tmp_path / f"{name}.nq"
        assert run("dump", target, "--scope", "operator", "--store", folder, base=base).returncode == OK
        told[name] = target.read_text(encoding="utf-8")
    assert OLD not in told["new"]
    assert told["new"].count(NEW) > 10_000
    assert str(CSC) in told["new"]
    here, there = _lasting(told["new"]), _lasting(told["old"].replace(OLD, NEW))
    assert len(here) > 100_000
    assert sorted(here ^ there)[:5] == []


def _lasting(quads: str) -> frozenset[str]:
    """All but what is told of loads, by their time, and of witnesses, whose names have digests of IRIs in them."""
    passing = re.compile(rf"<{re.escape(NEW)}(?:run|record|statement)/|#endedAtTime>")
    lines = (line for line in quads.splitlines() if not passing.search(line))
    return frozenset(re.sub(r"_:\w+", "_:node", line) for line in lines)


def test_an_iri_of_the_base_leads_to_its_thing(port: int) -> None:
    status, headers, _ = ask(port, f"/id/{THING}", TURTLE)
    assert (status, headers["location"].partition("?")[0]) == (303, f"http://{HOST}:{port}/clusters/produtech")
    triples = Graph().parse(data=ask(port, headers["location"], TURTLE)[2], format="turtle")
    assert (URIRef(NEW + THING), None, CSC.Cluster) in triples


def test_code_lists_and_codes_are_under_the_base(port: int) -> None:
    status, headers, _ = ask(port, "/id/concept/role-member")
    assert status == 303
    told = Graph().parse(data=ask(port, headers["location"], TURTLE)[2], format="turtle")
    assert (URIRef(f"{NEW}concept/role-member"), SKOS.inScheme, URIRef(f"{NEW}scheme/role")) in told


def test_queries_are_answered_by_the_new_names(port: int) -> None:
    for base, known in ((NEW, "true"), (OLD, "false")):
        query = f"PREFIX id: <{base}> PREFIX csc: <{CSC}> ASK {{ <{base}{THING}> a csc:Cluster }}"
        told = ask(port, "/sparql?" + urlencode({"query": query}), "application/sparql-results+json")[2]
        assert f'"boolean":{known}' in told.replace(" ", "")


def test_each_question_has_the_answer_it_has_elsewhere(port: int, client: TestClient) -> None:
    others = {}
    for name in (each.name for each in queries()):
        path = f"/questions/{name}?format=csv"
        here, there = ask(port, path, "text/csv")[2], client.get(path).text.replace(OLD, NEW)
        if sorted(map(_words, here.splitlines())) != sorted(map(_words, there.splitlines())):
            others[name] = here, there
    assert others == {}


def _words(line: str) -> list[str]:
    """What a row says, but for times of loads; what is joined into one cell has no order."""
    return sorted(re.findall(r"\w+", re.sub(r"T[0-9:.]+Z", "", line)))


def test_a_question_takes_a_thing_of_the_base(port: int) -> None:
    thing = quote(f"{NEW}cluster/smart-cities-portugal", safe="")
    status, _, told = ask(port, f"/questions/members?cluster={thing}&format=csv", "text/csv")
    assert status == 200, told
    assert told.count(f"{NEW}organisation/") > 20


PLACES = [
    *(
        "/",
        "/clusters",
        "/clusters/produtech",
        "/clusters/produtech/history",
        "/search?q=saude",
        "/search.atom?q=saude",
    ),
    *("/map", "/map/places", "/map/data.bin", "/map/names.json", "/map/around.json?thing=cluster/produtech"),
    *(
        "/sources",
        "/structure",
        "/map/structure.json",
        "/matrix",
        "/quality",
        "/questions",
        "/sparql",
        "/query",
        "/help",
    ),
    *("/context.jsonld", "/.well-known/void", "/dataset", "/ontology", "/ontology/shapes", "/ontology/0.1.0"),
    *("/ontology/changes", "/ontology/SectoralPact", "/glossary", "/graphs", "/openapi.json", "/disagreements"),
    *("/completion/properties?classes=csc:Cluster", "/search/suggest?q=produ", "/embed/questions/members"),
]


@pytest.mark.parametrize("accept", ["text/html", JSON, TURTLE])
def test_nothing_that_is_said_has_the_usual_base(accept: str, port: int) -> None:
    found = {path: ask(port, path, accept) for path in PLACES}
    assert {status for status, _, _ in found.values()} <= {200, 303, 406}
    assert sum(status == 200 for status, _, _ in found.values()) > len(PLACES) / 2
    assert [path for path, (_, _, told) in found.items() if OLD in told] == []


def test_what_describes_the_service_names_the_base(port: int) -> None:
    assert f'"id": "{NEW}"' in ask(port, "/context.jsonld")[2]
    assert f'void:uriSpace "{NEW}"' in ask(port, "/.well-known/void", TURTLE)[2]


def test_search_finds_the_same(port: int, client: TestClient) -> None:
    here, there = (
        get.replace(OLD, NEW) for get in (ask(port, "/search?q=saude")[2], client.get("/search?q=saude").text)
    )
    assert here.count(NEW) == there.count(NEW) > 0


@pytest.mark.parametrize("command", [["ontology", "audit"], ["ontology", "check"], ["validate"]], ids=" ".join)
def test_the_vocabulary_and_the_data_stand_every_check(command: list[str], ours: Path) -> None:
    if command[-1] == "check" and shutil.which("java") is None:
        pytest.skip("the reasoner needs Java")
    done = run(*command, *(["--store", ours] if command == ["validate"] else []))
    assert done.returncode == OK, done.stdout + done.stderr


def own(folder: Path) -> Path:
    """The declaration of a source of one's own."""
    (folder / "own.ttl").write_text(OWN, encoding="utf-8")
    (folder / "own.toml").write_text(DECLARED, encoding="utf-8")
    return folder / "own.toml"


def test_blank_nodes_and_own_sources_are_under_the_base(tmp_path: Path) -> None:
    done = run("load", own(tmp_path), "--store", tmp_path / "store")
    assert done.returncode == OK, done.stderr
    run("dump", tmp_path / "own.nq", "--store", tmp_path / "store")
    said = (tmp_path / "own.nq").read_text(encoding="utf-8")
    assert f"<{NEW}organisation/our-own>" in said
    assert f"<{NEW}.well-known/genid/own/" in said
    assert OLD not in said


def test_a_store_of_another_base_is_refused_and_left_alone(ours: Path, tmp_path: Path) -> None:
    usual = world.publish(tmp_path / "usual")
    for folder, base, its in ((usual, BASE, DEFAULT), (ours, DEFAULT, BASE)):
        before = Releases(folder).state()
        for command in (
            ["load"],
            ["serve", "--port", str(free_port())],
            ["ask", "ASK {}"],
            ["dump", tmp_path / "no.nq"],
        ):
            done = run(*command, "--store", folder, base=base)
            assert done.returncode == REFUSED, done.stdout + done.stderr
            assert f"begin with {its}" in done.stderr
            assert f"set {VARIABLE}={its}, or" in done.stderr
        assert Releases(folder).state() == before


def test_a_backup_keeps_the_base(ours: Path, tmp_path: Path) -> None:
    assert run("backup", tmp_path / "kept.tar", "--store", ours).returncode == OK
    assert run("restore", tmp_path / "kept.tar", "--store", tmp_path / "again").returncode == OK
    assert run("ask", "ASK {}", "--store", tmp_path / "again").returncode == OK
    with pytest.raises(OtherBase):
        Releases(tmp_path / "again").current()


def test_a_remote_store_remembers_its_base(tmp_path: Path) -> None:
    with oxigraph() as server:
        environ = {**os.environ, VARIABLE: BASE, "CLUSTERSCAPE_WORK": str(tmp_path / "work")}
        command = [sys.executable, "-m", "api.cli", "load", str(own(tmp_path)), "--store", server.address]
        done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
        assert done.returncode == OK, done.stderr
        asked = run(
            "ask", f"ASK {{ <{NEW}organisation/our-own> a ?class }}", "--format", "json", "--store", server.address
        )
        assert '"boolean":true' in asked.stdout.replace(" ", "")
        releases = RemoteReleases(server.remote)
        with pytest.raises(OtherBase, match=BASE):
            releases.current()
        releases.close()


BAD = [
    *("", "data.agency.example/", "ftp://data.agency.example/", "https://", "https:///", "https://data.agency.example"),
    *("https://data.agency.example/linked", "https://data.agency.example/a b/", " https://data.agency.example/"),
    *("https://data.agency.example/#", "https://data.agency.example/#x/", "https://data.agency.example/?a=/"),
    *("https://me:secret@data.agency.example/", "https://Data.Agency.Example/", "https://data.agency.example//"),
    *("https://data.agency.example/../", "https://data.agency.example/./", "https://data.agency.example/%20/"),
    *('https://data.agency.example/">/', "https://data.agency.example/{x}/", "https://data.agency.example/é/"),
    "https://data.agency.example/\n",
]


@pytest.mark.parametrize("text", BAD)
def test_what_can_be_no_base_is_no_setting(text: str) -> None:
    with pytest.raises(BadSetting, match=f"{VARIABLE} must be as https://"):
        from_environ({VARIABLE: text})


@pytest.mark.parametrize(
    "text",
    [
        DEFAULT,
        BASE,
        "http://localhost:8000/",
        "https://data.example.org/a-b/c_d~1.0/",
        "http://[::1]:8000/",
        "http://x/",
    ],
)
def test_what_can_be_a_base(text: str) -> None:
    assert is_base(text)


@pytest.mark.parametrize("text", ["https://data.agency.example", '">{ } \\', ""])
def test_a_bad_base_is_told_by_the_command(text: str) -> None:
    done = run("sources", base=text)
    assert done.returncode == WRONG_CALL
    assert done.stderr.startswith(f"clusterscape: {VARIABLE} must be as")
    assert done.stderr.count("\n") == 1


def test_a_base_that_comes_too_late_is_refused() -> None:
    with pytest.raises(BadSetting, match="in which the program starts"):
        Settings(base_iri=BASE)


def test_processes_that_inherit_no_setting_make_no_iris() -> None:
    """Readers of strangers' files get an empty environment: none of them may know a base."""
    code = (
        "import importlib, sys; from ingest.readers.child import READERS; "
        "[importlib.import_module(each.partition(':')[0]) for each in READERS.values()]; "
        "print(*(each for each in sys.modules if each.startswith('ontology')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
