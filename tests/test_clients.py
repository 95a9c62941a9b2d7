"""The programs of docs/clients are run against a service, or what they ask is."""

import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import pytest

from api.cli import main

FOLDER = Path(__file__).parent.parent / "docs" / "clients"
TOLD = (FOLDER.parent / "clients.md").read_text(encoding="utf-8")


def run(site: str, *command: str) -> str:
    done = subprocess.run([*command, site], capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_program_is_told_of() -> None:
    files = {path.name for path in FOLDER.iterdir()}
    assert files == set(re.findall(r"\(clients/([\w.]+)\)", TOLD))
    assert len(files) == 6


def test_sparqlwrapper(site: str) -> None:
    lines = run(site, sys.executable, str(FOLDER / "with_sparqlwrapper.py")).splitlines()
    assert len(lines) == 10
    assert all(re.fullmatch(r".+\t[A-Z]{3}", line) for line in lines)


def test_rdflib(site: str) -> None:
    assert re.search(r"\t(en|pt|it|ro)$", run(site, sys.executable, str(FOLDER / "with_rdflib.py")), re.MULTILINE)


def test_pandas(site: str) -> None:
    head, *rows = run(site, sys.executable, str(FOLDER / "with_pandas.py")).splitlines()
    assert head.split() == ["country", "clusters"]
    assert dict(map(str.split, rows))["PRT"].isdecimal()


def test_curl(site: str) -> None:
    lines = run(site, "sh", str(FOLDER / "with_curl.sh")).splitlines()
    assert (lines[0], lines[2], lines[-1]) == ("clusters", "cluster,name,pact,signedOn", "304")
    assert int(lines[1]) > 100


@pytest.mark.parametrize("name", ["with_r.R", "with_power_query.pq"])
def test_what_r_and_excel_ask_has_an_answer(site: str, name: str) -> None:
    """Neither program is here: what they send is sent for them."""
    text = (FOLDER / name).read_text(encoding="utf-8")
    query = re.search(r'"\n(PREFIX .*?)"', text, re.DOTALL)
    assert query is not None
    assert "sparql" in text
    assert re.search(r"format ?= ?\"?csv", text)
    answer = httpx2.get(f"{site}/sparql", params={"format": "csv", "query": query[1]}, headers={"Accept": "text/csv"})
    assert answer.status_code == 200
    assert answer.text.splitlines()[0] == "country,clusters"
    assert dict(line.rpartition("/")[2].split(",") for line in answer.text.splitlines()[1:])["PRT"].isdecimal()


def test_the_address_that_excel_opens_is_a_workbook(site: str) -> None:
    answer = httpx2.get(f"{site}/sparql", params={"format": "xlsx", "query": "SELECT * { ?s ?p ?o } LIMIT 3"})
    assert answer.content.startswith(b"PK")


def test_the_command_asks_a_service(site: str, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["ask", "clusters-and-pacts", "--service", site]) == 0
    assert capfdbinary.readouterr().out.startswith(b"cluster,name,pact,signedOn")
    assert main(["ask", "ASK { ?s ?p ?o }", "--service", f"{site}/sparql", "--format", "xml"]) == 0
    assert b"<boolean>true</boolean>" in capfdbinary.readouterr().out
    assert main(["ask", "SELECT ?x WHERE {", "--service", site]) == 1
    assert main(["ask", "SELECT * WHERE { ?s ?p }", "--service", site]) == 1
    assert b"line 1" in capfdbinary.readouterr().err


@pytest.mark.parametrize(
    ("address", "status", "told"),
    [("clusters.example.org", 2, b"http:// or https://"), ("http://127.0.0.1:1", 1, b"cannot be read now")],
)
def test_a_service_that_is_none_is_told(
    address: str, status: int, told: bytes, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert main(["ask", "ASK {}", "--service", address]) == status
    assert told in capfdbinary.readouterr().err


def test_every_address_of_the_scripts_is_one_of_the_service() -> None:
    paths = {urlsplit(each).path for each in re.findall(r'\$service(/[^"?]*)', (FOLDER / "with_curl.sh").read_text())}
    assert paths == {"/sparql", "/questions/clusters-and-pacts", "/clusters"}
