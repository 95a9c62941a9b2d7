"""`clusterscape source new`: a file in, a declaration out that loads as it stands."""

import csv
import io
import json
import os
import pty
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import xlsxwriter
from reportlab.pdfgen.canvas import Canvas

from api.cli import OK, REFUSED, WRONG_CALL, main
from api.commands.parts import INTERRUPTED
from ingest.source import FOLDER

MEMBERS = FOLDER / "data" / "portugal" / "members.csv"
TURTLE = """
@prefix csc: <https://w3id.org/clusterscape/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
<https://w3id.org/clusterscape/id/organisation/test-of-a-dump> a csc:Organisation ; rdfs:label "Test of a dump"@en .
"""
CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//x//EN
BEGIN:VEVENT
UID:1@example.org
SUMMARY:Forum of clusters
DTSTART;VALUE=DATE:20260504
DTEND;VALUE=DATE:20260506
ORGANIZER;CN=Ana Silva:mailto:ana@example.org
END:VEVENT
END:VCALENDAR
"""


def new(*arguments: str | Path, store: Path | None = None) -> int:
    kept = ["--store", str(store)] if store else []
    return main(["source", "new", *map(str, arguments), *kept])


def files(folder: Path) -> list[Path]:
    """The members of the clusters of Portugal as three kinds of table, and one file of each other family."""
    rows = list(csv.reader(io.StringIO(MEMBERS.read_text(encoding="utf-8"))))
    shutil.copy(MEMBERS, folder / "members.csv")
    book = xlsxwriter.Workbook(str(folder / "members-book.xlsx"))
    sheet = book.add_worksheet("Membros")
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    records = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    (folder / "members-list.json").write_text(json.dumps({"members": records}), encoding="utf-8")
    (folder / "forum.ics").write_text(CALENDAR, encoding="utf-8")
    (folder / "dump.ttl").write_text(TURTLE, encoding="utf-8")
    canvas = Canvas(str(folder / "report.pdf"))
    canvas.drawString(72, 720, "The report of the agency on the clusters of the country and their members.")
    canvas.save()
    return sorted(folder.iterdir())


def test_what_is_written_for_any_family_passes_the_check_of_the_load(
    demo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = Path(shutil.copytree(demo, tmp_path / "store", symlinks=True))
    folder = tmp_path / "incoming"
    folder.mkdir()
    found = files(folder)
    assert [new(each, "--yes", store=store) for each in found] == [OK] * 6
    written = [str(each.with_suffix(".toml")) for each in found]
    assert main(["load", *written, "--check", "--store", str(store)]) == OK, capsys.readouterr().err


def test_the_guesses_are_written_and_the_doubts_are_listed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copy(MEMBERS, tmp_path / "members.csv")
    assert new(tmp_path / "members.csv", "--yes", store=tmp_path / "none") == OK
    told = capsys.readouterr().out
    text = (tmp_path / "members.toml").read_text(encoding="utf-8")
    said = tomllib.loads(text)
    assert said["source"]["id"] == "members"
    assert set(said["mapping"]["thing"]) == {"organisation", "membership"}
    doubts = [line.strip().removeprefix("? ") for line in told.splitlines() if line.startswith("  ? ")]
    assert "the licence is not known: it must allow that others see the data" in doubts
    assert all(f"# ? {doubt}" in text for doubt in doubts)
    assert told.splitlines()[-1].startswith("Next: ")
    assert "load" in told.splitlines()[-1]


def test_what_only_the_store_can_tell_is_a_note_and_not_in_the_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copy(MEMBERS, tmp_path / "members.csv")
    assert new(tmp_path / "members.csv", "--yes", store=tmp_path / "none") == OK
    *_, note, last = capsys.readouterr().out.splitlines()
    assert note.startswith("  note: there is no store yet")
    assert last.startswith("Next: ")
    assert "no store" not in (tmp_path / "members.toml").read_text(encoding="utf-8")


def test_without_a_terminal_and_without_yes_nothing_is_written(tmp_path: Path) -> None:
    shutil.copy(MEMBERS, tmp_path / "members.csv")
    command = [sys.executable, "-m", "api.cli", "source", "new", str(tmp_path / "members.csv")]
    result = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    assert result.returncode == WRONG_CALL
    assert result.stderr == "clusterscape: there is no terminal to ask at: say --yes to write the guesses\n"
    assert not (tmp_path / "members.toml").exists()


CALENDAR = (
    "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:A day\r\nDTSTART:20260101\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


def asked(file: Path, typed: bytes) -> tuple[str, int]:
    """What is told, and the exit status, of a draft at a terminal where this is typed."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "api.cli", "source", "new", str(file), "--store", str(file.parent)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=theirs, stdout=pipe, stderr=subprocess.STDOUT, text=True) as running:
        os.write(ours, typed)
        told, _ = running.communicate(timeout=60)
    os.close(ours)
    os.close(theirs)
    return told, running.returncode


def test_at_a_terminal_only_what_could_not_be_told_is_asked(tmp_path: Path) -> None:
    (tmp_path / "things.csv").write_text(
        "id,name,founded\n1,Alpha Beta,03/04/2019\n2,Gamma,05/06/2020\n", encoding="utf-8"
    )
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "api.cli", "source", "new", str(tmp_path / "things.csv"), "--store", str(tmp_path)]
    with subprocess.Popen(command, stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as asked:
        os.write(ours, b"The Agency\n\nspaceship\ncluster\nmdy\n")
        out, _ = asked.communicate(timeout=60)
    os.close(ours)
    os.close(theirs)
    assert asked.returncode == OK
    assert out.count("Who publishes it?") == 1
    assert "[https://rightsstatements.org/vocab/CNE/1.0/]" in out
    said = tomllib.loads((tmp_path / "things.toml").read_text(encoding="utf-8"))
    assert said["source"]["publisher"] == "The Agency"
    assert said["mapping"]["thing"]["cluster"]["say"]["csc:founded"]["order"] == "mdy"
    assert "who stands behind" not in out


def test_an_answer_that_no_declaration_may_hold_is_asked_for_again(tmp_path: Path) -> None:
    (tmp_path / "my events.ics").write_text(CALENDAR, encoding="utf-8")
    told, status = asked(tmp_path / "my events.ics", b"The Agency\nCC BY\nhttps://example.org/by\nen\n")
    assert status == OK
    assert "expected an address" in told
    assert "load '" in told.splitlines()[-1]
    said = tomllib.loads((tmp_path / "my events.toml").read_text(encoding="utf-8"))
    assert said["source"]["license"] == "https://example.org/by"


def test_an_end_of_input_ends_it_and_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "my events.ics").write_text(CALENDAR, encoding="utf-8")
    told, status = asked(tmp_path / "my events.ics", b"\x04")
    assert status == INTERRUPTED
    assert "Traceback" not in told
    assert not (tmp_path / "my events.toml").exists()


def test_what_is_there_is_written_over_only_by_force(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "members.csv").write_text("id,name\n1,Alpha\n", encoding="utf-8")
    (tmp_path / "members.toml").write_text("mine", encoding="utf-8")
    assert new(tmp_path / "members.csv", "--yes", store=tmp_path) == WRONG_CALL
    assert "is there already" in capsys.readouterr().err
    assert (tmp_path / "members.toml").read_text(encoding="utf-8") == "mine"
    assert new(tmp_path / "members.csv", "--yes", "--force", store=tmp_path) == OK


def test_a_declaration_lies_beside_its_file_or_above_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "other").mkdir()
    file = tmp_path / "data" / "members.csv"
    file.write_text("id,name\n1,Alpha\n", encoding="utf-8")
    assert new(file, "--yes", "-o", tmp_path / "own.toml", store=tmp_path) == OK
    assert tomllib.loads((tmp_path / "own.toml").read_text(encoding="utf-8"))["source"]["file"] == "data/members.csv"
    assert new(file, "--yes", "-o", tmp_path / "other" / "own.toml", store=tmp_path) == WRONG_CALL
    assert "must lie in the folder" in capsys.readouterr().err


def book(folder: Path) -> Path:
    """A workbook as agencies send them: a cover, notes on the columns, the table, and a long list of codes."""
    made = xlsxwriter.Workbook(str(folder / "list.xlsx"))
    for title, rows in {
        "Cover": [["Clusters of the country"], ["Agency, 2026"]],
        "Notes": [["Column", "Meaning"], ["Name", "as registered"]],
        "Clusters 2026": [["Code", "Name", "City", "Website"], ["c1", "Alpha", "Porto", "https://a.example"]] * 9,
        "Codes": [["Code", "Label"], *([str(number), "x"] for number in range(12))],
    }.items():
        sheet = made.add_worksheet(title)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    made.close()
    return folder / "list.xlsx"


def sheet_of(folder: Path) -> str:
    said = tomllib.loads((folder / "list.toml").read_text(encoding="utf-8"))["source"]["sheet"]
    assert isinstance(said, str)
    return said


def test_with_yes_the_sheet_that_is_most_like_a_table_is_taken_and_that_is_in_doubt(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert new(book(tmp_path), "--yes", store=tmp_path) == OK
    assert sheet_of(tmp_path) == "Clusters 2026"
    doubt = "sheet “Clusters 2026” is taken: “Codes”, “Notes” could be meant too"
    assert f"  ? {doubt}\n" in capsys.readouterr().out
    assert f"# ? {doubt}\n" in (tmp_path / "list.toml").read_text(encoding="utf-8")


def test_the_sheet_that_is_named_is_taken_without_a_doubt(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert new(book(tmp_path), "--yes", "--sheet", "Codes", store=tmp_path) == OK
    assert sheet_of(tmp_path) == "Codes"
    assert "is taken:" not in capsys.readouterr().out


def test_at_a_terminal_the_sheet_is_asked_for(tmp_path: Path) -> None:
    told, status = asked(book(tmp_path), b"Cover\nCodes\n\n\n\n\n")
    assert status == OK
    assert "Which sheet is it: Clusters 2026, Codes, Notes? [Clusters 2026]" in told
    assert "one of: Clusters 2026, Codes, Notes" in told
    assert sheet_of(tmp_path) == "Codes"


@pytest.mark.parametrize(
    ("name", "sheet", "expected"),
    [("list.xlsx", "Code", "did you mean “Codes”?"), ("members.csv", "Codes", "is no workbook")],
)
def test_a_sheet_that_is_not_there_is_a_wrong_call(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, sheet: str, expected: str
) -> None:
    book(tmp_path)
    (tmp_path / "members.csv").write_text("id,name\n1,Alpha\n", encoding="utf-8")
    assert new(tmp_path / name, "--yes", "--sheet", sheet, store=tmp_path) == WRONG_CALL
    assert expected in capsys.readouterr().err
    assert not list(tmp_path.glob("*.toml"))


def test_an_endpoint_is_declared_without_being_asked(tmp_path: Path) -> None:
    out = tmp_path / "own.toml"
    assert new("https://data.example.org/sparql", "--yes", "-o", out, store=tmp_path) == OK
    assert tomllib.loads(out.read_text(encoding="utf-8"))["source"]["endpoint"] == "https://data.example.org/sparql"


@pytest.mark.parametrize(
    ("name", "content", "status", "expected"),
    [
        ("nothing.csv", None, WRONG_CALL, "there is no file"),
        ("members.doc", b"x", WRONG_CALL, "known are: "),
        ("members.csv", b"id,name\n1,a\0b\n", REFUSED, "members.csv, row 2, column name: expected a text without NUL"),
        ("members.xlsx", b"no archive", REFUSED, "members.xlsx: expected a file of the format that its name tells"),
        ("members.json", b"[" * 100_000, REFUSED, "members.json"),
        ("members.csv.gz", b"no gzip", REFUSED, "compressed by gzip"),
        ("forum.ics", b"x", REFUSED, "forum.ics"),
    ],
    ids=["missing", "unknown format", "NUL", "no workbook", "depth bomb", "no gzip", "no calendar"],
)
def test_what_cannot_be_looked_at_is_refused_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, content: bytes | None, status: int, expected: str
) -> None:
    file = tmp_path / name
    if content is not None:
        file.write_bytes(content)
    assert new(file, "--yes", store=tmp_path) == status
    told = capsys.readouterr().err
    assert expected in told
    assert told.count("\n") == 1
    assert not list(tmp_path.glob("*.toml"))
