"""`clusterscape ask --service`: what is told, with which exit status, where a service does not answer well."""

import os
import subprocess
import sys

import pytest

from api.cli import main
from api.commands.parts import ENOUGH
from tests.graph.remote.test_wire import JSON, ONE, Answer, bad, good, talking

QUERY = "SELECT ?x { ?x ?p ?o }"
PROBLEM = '{"status": 429, "detail": "the budget is used up"}'
LONG = ONE[:-3] + b"," + b",".join([b'{"x":{"type":"uri","value":"urn:b"}}'] * 200_000) + b"]}}"


def broken_off(body: bytes) -> Answer:
    return 200, {"Content-Type": JSON, "Content-Length": str(len(body) + 10)}, body


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (bad(400, "error at 2:9: expected x"), "line 2, column 9"),
        (bad(401), "CLUSTERSCAPE_SERVICE_TOKEN"),
        (bad(403), "CLUSTERSCAPE_SERVICE_TOKEN"),
        (bad(404, "nothing"), "404: no SPARQL is spoken there"),
        (bad(406), "does not offer this format"),
        (bad(429, PROBLEM), "the budget is used up"),
        (bad(500, "a fault"), "500: a fault"),
        (bad(503, "busy"), "503: busy"),
        (bad(504, "late"), "ran out of time"),
        (bad(302, Location="https://login.example/"), "leads to “https://login.example/”"),
        (good(b"<xml>", "text/xml"), "text/xml"),
        (good(b"<html>", "text/html"), "with a web page"),
        (good(LONG + b"The SPARQL operation has been cancelled"), "before it was complete"),
        (broken_off(ONE), "cannot be read now"),
        (broken_off(LONG), "was cut off"),
    ],
    ids=lambda each: str(each[0]) if isinstance(each, tuple) else "",
)
def test_what_is_not_a_whole_answer_is_told_with_status_1(
    answer: Answer, told: str, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLUSTERSCAPE_SERVICE_TOKEN", "csc_secret")
    monkeypatch.setattr("graph.remote.replicas._FIRST_WAIT", 0.01)
    with talking(answer) as talk:
        assert main(["ask", QUERY, "--service", talk.address, "--format", "json"]) == 1
        assert talk.asked[0][1]["Authorization"] == "Bearer csc_secret"
    out, err = capfdbinary.readouterr()
    assert told in err.decode()
    assert b"csc_secret" not in out + err
    assert not out or len(answer[2]) > 4 * 1024**2  # nothing is written of an answer that can be asked for again


def test_a_whole_answer_is_written_with_status_0(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    with talking(bad(503), good(LONG)) as talk:
        assert main(["ask", QUERY, "--service", talk.address, "--format", "json"]) == 0
    assert capfdbinary.readouterr().out == LONG


@pytest.mark.parametrize("body", [b"x\r\n1\r\n", b"x\r\n" + b"1\r\n" * 2_000_000], ids=["short", "long"])
def test_who_has_read_enough_is_told_nothing_more(body: bytes) -> None:
    """As `clusterscape ask … | head` does; the status is that of who wrote to a closed pipe."""
    with talking(good(body, "text/csv")) as talk:
        asked = [sys.executable, "-m", "api.cli", "ask", "SELECT ?x {}", "--service", talk.address]
        reader, writer = os.pipe()
        os.close(reader)
        done = subprocess.run(asked, stdout=writer, stderr=subprocess.PIPE, check=False)
        os.close(writer)
    assert (done.returncode, done.stderr) == (ENOUGH, b"")
