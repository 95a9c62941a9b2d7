"""The journal of decisions: it only grows, and says who decided."""

import json
from pathlib import Path

import pytest

from graph.store import NotAStore
from ingest.resolve.decide import (
    ASK,
    DIFFERENT,
    FILE,
    IDENTITY,
    SAME,
    UNDONE,
    BadDecision,
    Decision,
    Journal,
    by_rule,
    in_force,
    numbered,
    person,
    undo,
)

ONE = Decision(IDENTITY, "urn:a", "urn:b", SAME, "Unit A", keep="urn:a", score=0.93, evidence={"reason": "“Ação” ☂"})
TWO = Decision(IDENTITY, "urn:a", "urn:c", DIFFERENT, by_rule("1"))
OPEN = Decision(IDENTITY, "urn:a", "urn:d", ASK, by_rule("1"))


def test_what_is_written_is_read_again_with_number_and_time(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    assert journal.read() == ()
    made = journal.append([ONE]) + journal.append([TWO])
    assert journal.read() == made
    assert [each.number for each in made] == [1, 2]
    assert made[0].evidence == ONE.evidence
    assert all(each.when.endswith("+00:00") for each in made)
    assert [each.by_rule for each in made] == [False, True]


def test_the_journal_only_grows(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.append([ONE])
    before = (tmp_path / FILE).read_bytes()
    journal.append([TWO])
    assert (tmp_path / FILE).read_bytes().startswith(before)


@pytest.mark.parametrize("line", ["{", "[]", '{"left": "a"}', "", '{"number": 7}'], ids=str)
def test_a_journal_that_is_not_whole_is_refused_by_line(tmp_path: Path, line: str) -> None:
    Journal(tmp_path).append([ONE])
    with (tmp_path / FILE).open("a") as file:
        file.write(line + "\n")
    with pytest.raises(NotAStore, match="line 2"):
        Journal(tmp_path).read()


def test_a_line_out_of_its_place_is_refused(tmp_path: Path) -> None:
    Journal(tmp_path).append([ONE, TWO])
    lines = (tmp_path / FILE).read_text(encoding="utf-8").splitlines()
    assert json.loads(lines[0])["number"] == 1
    (tmp_path / FILE).write_text("\n".join(reversed(lines)), encoding="utf-8")
    with pytest.raises(NotAStore, match="the journal is not whole"):
        Journal(tmp_path).read()


def test_what_is_undone_is_not_in_force_and_stays_in_the_journal(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    made = journal.append([ONE, TWO])
    journal.append([undo(made, 1, "Unit B")])
    assert [each.number for each in in_force(journal.read())] == [2]
    last = journal.read()[-1]
    assert (last.verdict, last.undoes, last.by, last.pair) == (UNDONE, 1, "Unit B", ONE.pair)


@pytest.mark.parametrize(
    ("number", "complaint"),
    [(0, "no decision 0; there are 4"), (9, "no decision 9"), (1, "undone already"), (3, "open question"), (4, "only undoes decision 1")],
)  # fmt: skip
def test_what_cannot_be_undone_is_told_why(tmp_path: Path, number: int, complaint: str) -> None:
    journal = Journal(tmp_path)
    made = journal.append([ONE, TWO, OPEN])
    journal.append([undo(made, 1, "Unit B")])
    with pytest.raises(BadDecision, match=complaint):
        undo(journal.read(), number, "Unit B")


def test_a_number_is_found_or_told(tmp_path: Path) -> None:
    made = Journal(tmp_path).append([ONE])
    assert numbered(made, 1) == made[0]
    with pytest.raises(BadDecision):
        numbered(made, -1)


@pytest.mark.parametrize("by", [None, "", "  ", "rule 1", "a\nb", "x" * 201])
def test_who_decides_must_be_said_and_cannot_pose_as_a_rule(by: str | None) -> None:
    with pytest.raises(BadDecision):
        person(by)


def test_an_office_is_taken_as_given() -> None:
    assert person("  Cluster policy unit ") == "Cluster policy unit"
