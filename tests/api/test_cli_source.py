"""A steward's own source from the command line: checked, loaded, looked back at, put back, taken out."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from api.cli import OK, REFUSED, WRONG_CALL, main
from graph.release import Releases
from ingest import versions

DECLARATION = """
[source]
id = "agency-members"
title = {en = "Members of the clusters"}
publisher = "Agency"
license = "https://creativecommons.org/licenses/by/4.0/"
language = ["en"]
file = "members.csv"

[mapping]
key = ["id"]
[mapping.thing.cluster]
iri = "cluster/{id}"
type = "csc:Cluster"
[mapping.thing.cluster.say]
"rdfs:label" = {column = "name", lang = "en"}
"csc:founded" = {column = "founded", as = "date"}
"""
FIRST = "id,name,founded\na,Alpha,2001\nb,Beta,2002-05\n"
SECOND = "id,name,founded\na,Alpha,2003\nc,Gamma,\n"


def write(folder: Path, rows: str, declaration: str = DECLARATION) -> str:
    (folder / "members.csv").write_text(rows, encoding="utf-8")
    (folder / "members.toml").write_text(declaration, encoding="utf-8")
    return str(folder / "members.toml")


def call(folder: Path, *arguments: str) -> int:
    return main([*arguments, "--store", str(folder / "store")])


def release(folder: Path) -> str | None:
    found = Releases(folder / "store").current()
    return found.name if found else None


def test_a_source_of_ones_own_is_checked_loaded_and_told_of(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    declared = write(tmp_path, FIRST)
    assert call(tmp_path, "load", declared, "--check") == OK
    told = capsys.readouterr()
    assert "nothing was changed" in told.err
    assert "Alpha" in told.out
    assert release(tmp_path) is None
    assert call(tmp_path, "load", declared) == OK
    assert "sources: 1 loaded" in capsys.readouterr().err
    assert release(tmp_path) == "000001"
    assert call(tmp_path, "load", declared) == OK
    assert "Nothing changed" in capsys.readouterr().err
    assert call(tmp_path, "sources") == OK
    assert "agency-members" in capsys.readouterr().out


def test_a_source_that_was_loaded_is_known_by_its_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    declared = write(tmp_path, FIRST)
    assert call(tmp_path, "load", declared) == OK
    Path(declared).unlink()
    assert call(tmp_path, "load", "agency-members") == OK
    assert "Nothing changed" in capsys.readouterr().err


def test_history_revert_and_remove(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for rows in (FIRST, SECOND):
        assert call(tmp_path, "load", write(tmp_path, rows)) == OK
    assert call(tmp_path, "source", "revert", "agency-members", "--by", "data office") == OK
    assert "back to version 1" in capsys.readouterr().err
    assert call(tmp_path, "source", "history", "agency-members") == OK
    shown = capsys.readouterr().out
    assert "reverted to 1, by data office" in shown
    assert shown.index("reverted to 1") < shown.index("loaded")
    assert call(tmp_path, "source", "remove", "agency-members") == OK
    assert "1 removed" in capsys.readouterr().err
    assert call(tmp_path, "source", "revert", "agency-members", "--to", "2") == OK
    assert call(tmp_path, "source", "history") == OK
    assert "reverted to 2" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "status", "complaint"),
    [
        pytest.param(["load", "none.toml"], WRONG_CALL, "there is no file none.toml", id="a file that is missing"),
        pytest.param(["load", "agency"], WRONG_CALL, "did you mean “agency-members”", id="a name that is misspelt"),
        pytest.param(["source", "revert", "nobody"], WRONG_CALL, "no version of “nobody”", id="revert: no such source"),
        pytest.param(["source", "revert", "agency-members"], WRONG_CALL, "only one state", id="revert: nothing before"),
        pytest.param(
            ["source", "revert", "agency-members", "--to", "9"], WRONG_CALL, "no version 9", id="revert: no such"
        ),
        pytest.param(
            ["source", "remove", "nobody"], WRONG_CALL, "holds no source “nobody”", id="remove: no such source"
        ),
        pytest.param(
            ["source", "history", "nobody"], WRONG_CALL, "no version of “nobody”", id="history: no such source"
        ),
    ],
)
def test_what_is_not_there_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], status: int, complaint: str
) -> None:
    assert call(tmp_path, "load", write(tmp_path, FIRST)) == OK
    assert call(tmp_path, *arguments) == status
    assert complaint in capsys.readouterr().err
    assert release(tmp_path) == "000001"


def test_a_store_that_holds_nothing_has_no_history(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["source", "history"], ["source", "revert", "a"], ["source", "remove", "a"]):
        assert call(tmp_path, *arguments) == REFUSED
        assert "holds no graph yet" in capsys.readouterr().err


def test_all_files_of_a_call_are_loaded_or_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good, bad = tmp_path / "good", tmp_path / "bad"
    good.mkdir()
    bad.mkdir()
    one = write(good, FIRST, DECLARATION.replace("agency-members", "agency-one"))
    two = write(bad, FIRST.replace("2001", "soon").replace("2002-05", "later"))
    assert call(tmp_path, "load", one, two) == REFUSED
    told = capsys.readouterr().err
    assert "members.csv, row 2, column founded: found “soon”" in told
    assert "row 3" in told
    assert release(tmp_path) is None
    assert call(tmp_path, "load", one, two, "--check") == REFUSED
    assert call(tmp_path, "load", one, write(bad, FIRST)) == OK
    found = Releases(tmp_path / "store").current()
    assert found
    assert {each.source for each in versions.read(found.artefacts)} == {"agency-one", "agency-members"}


def test_a_broken_declaration_is_refused_with_the_key(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    declared = write(tmp_path, FIRST, DECLARATION.replace("publisher", "publischer"))
    assert call(tmp_path, "load", declared) == REFUSED
    assert "did you mean “publisher”" in capsys.readouterr().err


def test_a_report_is_a_copy_of_the_file_with_what_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    declared, copy = write(tmp_path, FIRST.replace("2001", "soon")), tmp_path / "checked.csv"
    assert call(tmp_path, "load", declared, "--report", str(copy)) == REFUSED
    assert str(copy) in capsys.readouterr().err
    header, first, second = copy.read_text(encoding="utf-8-sig").splitlines()
    assert header.startswith("id,name,founded,problems")
    assert "found “soon”" in first or "soon" in first
    assert second.rstrip(",") == "b,Beta,2002-05"
    copy.unlink()
    assert call(tmp_path, "load", write(tmp_path, FIRST), "--report", str(copy)) == OK
    assert "warning: " in capsys.readouterr().err


@pytest.mark.parametrize("name", ["members.csv", "members.xlsx", "members.toml/x.csv", "nowhere/x.csv", "."])
def test_a_report_never_takes_the_place_of_what_is_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    declared = write(tmp_path, FIRST.replace("2001", "soon"))
    assert call(tmp_path, "load", declared, "--report", str(tmp_path / name)) == WRONG_CALL
    assert "--report" in capsys.readouterr().err
    assert "soon" in (tmp_path / "members.csv").read_text(encoding="utf-8")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["members.csv", "members.toml"]


def test_faults_are_told_where_the_report_cannot_be_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "checked.csv").symlink_to(tmp_path / "nowhere" / "x.csv")
    declared = write(tmp_path, FIRST.replace("2001", "soon"))
    assert call(tmp_path, "load", declared, "--report", str(tmp_path / "checked.csv")) == REFUSED
    told = capsys.readouterr().err
    assert "could not be written" in told
    assert "row 2, column founded: found “soon”" in told


def test_two_files_that_declare_one_id_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    declared, other = write(tmp_path, FIRST), tmp_path / "other.toml"
    other.write_text(DECLARATION, encoding="utf-8")
    assert call(tmp_path, "load", declared, str(other)) == REFUSED
    told = capsys.readouterr().err
    assert "the id “agency-members” stands in" in told
    assert "other.toml" in told
    assert call(tmp_path, "load", declared, declared, "--check") == OK


def test_a_file_without_rows_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(tmp_path, "load", write(tmp_path, "id,name,founded\n")) == REFUSED
    assert "members.csv: expected at least one row" in capsys.readouterr().err


def test_a_folder_in_the_place_of_a_file_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    declared = write(tmp_path, FIRST, DECLARATION.replace("members.csv", "lists.csv"))
    (tmp_path / "lists.csv").mkdir()
    assert call(tmp_path, "load", declared) == REFUSED
    assert "“lists.csv” is a folder" in capsys.readouterr().err


def test_progress_in_a_log_is_plain_lines_with_the_rate(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(tmp_path, "load", write(tmp_path, FIRST)) == OK
    lines = capsys.readouterr().err.splitlines()
    (reading,) = (line for line in lines if line.startswith("Reading sources"))
    assert "2 rows" in reading
    assert "rows/s" in reading
    assert any(line.startswith("Checking by the shapes: ") for line in lines)
    assert "\x1b" not in "".join(lines)


def _listen() -> None:
    """Tests that run in the background of a shell are deaf to Ctrl-C, and so would be what they start."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_an_interrupted_load_says_so_and_changes_nothing(tmp_path: Path) -> None:
    rows = "id,name,founded\n" + "".join(f"c{number},C{number},2001\n" for number in range(20_000))
    command = [sys.executable, "-m", "api.cli", "load", write(tmp_path, rows), "--store", str(tmp_path / "store")]
    root = Path(__file__).parents[2]
    with subprocess.Popen(command, cwd=root, stderr=subprocess.PIPE, text=True, preexec_fn=_listen) as process:
        while not (tmp_path / "store" / ".building").exists():
            assert process.poll() is None
            time.sleep(0.02)
        time.sleep(0.5)
        process.send_signal(signal.SIGINT)
        assert process.stderr is not None
        told = process.stderr.read()
    assert process.returncode == 130
    assert "interrupted: nothing was changed" in told
    assert "Traceback" not in told
    assert release(tmp_path) is None
    assert not (tmp_path / "store" / ".building").exists()


@pytest.mark.parametrize("check", [("--check",), ()], ids=["check", "load"])
def test_another_source_under_an_id_that_is_taken_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], check: tuple[str, ...]
) -> None:
    assert call(tmp_path, "load", write(tmp_path, FIRST)) == OK
    assert "takes the place" not in capsys.readouterr().err
    other = DECLARATION.replace("members.csv", "plants.csv").replace('publisher = "', 'publisher = "Garden of ')
    (tmp_path / "plants.csv").write_text(SECOND, encoding="utf-8")
    assert call(tmp_path, "load", write(tmp_path, FIRST, other), *check) == OK
    told = " ".join(capsys.readouterr().err.split())
    assert "agency-members: takes the place of version 1: the publisher is “Garden of " in told
    assert "; the file is plants.csv, was members.csv" in told
    assert "give this one another id" in told


def test_a_new_file_of_the_same_source_is_told_without_advice(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(tmp_path, "load", write(tmp_path, FIRST)) == OK
    (tmp_path / "members-2026.csv").write_text(SECOND, encoding="utf-8")
    newer = DECLARATION.replace("members.csv", "members-2026.csv")
    assert call(tmp_path, "load", write(tmp_path, FIRST, newer)) == OK
    told = " ".join(capsys.readouterr().err.split())
    assert "takes the place of version 1: the file is members-2026.csv, was members.csv" in told
    assert "another id" not in told


def test_a_check_of_an_rdf_file_shows_its_first_statements(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    head = DECLARATION.split("[mapping]")[0].replace("members.csv", "dump.nt")
    subject = "<https://w3id.org/clusterscape/id/cluster/delta>"
    (tmp_path / "dump.nt").write_text(
        f"{subject} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://w3id.org/clusterscape/ontology#Cluster> .\n"
        f'{subject} <http://www.w3.org/2000/01/rdf-schema#label> "Delta"@en .\n',
        encoding="utf-8",
    )
    declared = write(tmp_path, FIRST, head)
    assert call(tmp_path, "load", declared, "--check") == OK
    told = capsys.readouterr().out
    assert "cluster/delta" in told
    assert "Delta (en)" in told


def test_a_first_declaration_warns_of_an_id_that_the_store_has(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    declared = write(tmp_path, FIRST, DECLARATION.replace("agency-members", "members"))
    assert call(tmp_path, "load", declared) == OK
    other = tmp_path / "elsewhere"
    other.mkdir()
    (other / "members.csv").write_text(FIRST, encoding="utf-8")
    assert call(tmp_path, "source", "new", str(other / "members.csv"), "--yes") == OK
    assert "the store has a source members, of members.csv" in capsys.readouterr().out
    (other / "members.toml").unlink()
    arguments = ["source", "new", str(other / "members.csv"), "--yes", "--store", str(tmp_path / "nowhere")]
    assert main(arguments) == OK
    assert "there is no store yet" in capsys.readouterr().out
