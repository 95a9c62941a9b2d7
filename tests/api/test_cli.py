"""The command, called as a user calls it."""

import errno
import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from api.cli import COMMANDS, OK, REFUSED, WRONG_CALL, main
from graph.release import Releases


def test_the_shipped_data_load_and_a_second_load_changes_nothing(
    demo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = Releases(demo).current()
    assert main(["load", "--store", str(demo)]) == OK
    assert "Nothing changed" in capsys.readouterr().err
    assert Releases(demo).current() == before


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main([command, "--help"])
    assert left.value.code == 0
    assert f"clusterscape {command}" in capsys.readouterr().out.partition("example:")[2]


@pytest.mark.parametrize(
    ("arguments", "beginning"),
    [
        pytest.param(["clusters-and-pacts"], b"cluster,name,pact,signedOn", id="a question as CSV"),
        pytest.param(["clusters-and-pacts", "--format", "tsv"], b"?cluster\t?name", id="a question as TSV"),
        pytest.param(["ASK { ?s ?p ?o }"], b'{"head":{},"boolean":true}', id="a yes or no as JSON"),
        pytest.param(["CONSTRUCT { ?s a ?c } WHERE { ?s a ?c } LIMIT 1", "--format", "nt"], b"<http", id="triples"),
        pytest.param(
            ["bridges", "--set", "country=country:HRV"], b"organisation,name", id="a question with a parameter"
        ),
    ],
)
def test_ask_answers(
    demo: Path, capfdbinary: pytest.CaptureFixture[bytes], arguments: list[str], beginning: bytes
) -> None:
    assert main(["ask", "--store", str(demo), *arguments]) == OK
    assert capfdbinary.readouterr().out.startswith(beginning)


@pytest.mark.parametrize(
    ("arguments", "status", "complaint"),
    [
        pytest.param(["ask", "no-such-question"], WRONG_CALL, "there is no question", id="unknown question"),
        pytest.param(["ask", "bridges", "--set", "nope=1"], WRONG_CALL, "has no parameter", id="unknown parameter"),
        pytest.param(["ask", "SELECT * WHERE { ?s }"], REFUSED, "line 1", id="no SPARQL"),
        pytest.param(
            ["ask", "ASK {}", "--format", "ttl"],
            REFUSED,
            "ASK has no answer in text/turtle",
            id="format that does not fit",
        ),
        pytest.param(["load", "no-such-source"], WRONG_CALL, "there is no source", id="unknown source"),
    ],
)
def test_what_cannot_be_done_is_said_with_a_status(
    demo: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], status: int, complaint: str
) -> None:
    command, *rest = arguments
    assert main([command, "--store", str(demo), *rest]) == status
    assert complaint in capsys.readouterr().err


def test_asking_an_empty_store_says_how_to_fill_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "bridges", "--store", str(tmp_path / "none")]) == REFUSED
    assert "clusterscape load" in capsys.readouterr().err


def test_sources_lists_what_is_shipped_and_what_is_loaded(demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sources", "--store", str(demo)]) == OK
    printed = capsys.readouterr().out
    assert "portugal-pacts" in printed
    assert "not loaded" not in printed


def test_a_port_that_is_taken_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert main(["serve", "--port", str(port), "--store", str(tmp_path)]) == WRONG_CALL
    assert "cannot listen" in capsys.readouterr().err


def test_who_may_not_read_a_file_is_told_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The tests may run as a user who may read everything, so the refusal of the system is played."""

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), "members.csv")

    (tmp_path / "members.csv").write_text("id,name\n1,Alpha\n", encoding="utf-8")
    monkeypatch.setattr(Path, "open", refuse)
    assert main(["source", "new", str(tmp_path / "members.csv"), "--yes", "--store", str(tmp_path)]) == REFUSED
    told = capsys.readouterr().err
    assert "members.csv: Permission denied: let the user who runs this read it" in told
    assert told.count("\n") == 1


def test_settings_come_from_the_environment(demo: Path) -> None:
    asked = [sys.executable, "-m", "api.cli", "ask", "ASK { ?s ?p ?o }", "--format", "json"]
    environment = {"CLUSTERSCAPE_STORE": str(demo), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(asked, env=environment, capture_output=True, check=True)
    assert json.loads(done.stdout)["boolean"] is True


def test_a_wrong_setting_is_said(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("CLUSTERSCAPE_PORT", "many")
    assert main(["sources"]) == WRONG_CALL
    assert "CLUSTERSCAPE_PORT" in capsys.readouterr().err


def test_a_backup_is_no_archive_of_a_kind_that_is_not_written(
    demo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        main(["backup", str(tmp_path / "copy.zip"), "--store", str(demo)])
    assert left.value.code == WRONG_CALL
    assert "end in .tar, .tar.gz, .tgz" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
