import argparse
import csv
import io
from pathlib import Path

import pytest

from api.commands import resolve_pairs
from api.settings import Settings
from ingest.resolve.pairs import BadPairs, judge

HEADER = "left_name,left_city,left_country,right_name,right_city,right_country,note\n"


def judged(path: Path) -> list[dict[str, str]]:
    target = io.StringIO()
    judge(path, target)
    return list(csv.DictReader(io.StringIO(target.getvalue())))


def test_each_row_gets_decision_score_and_reason_and_keeps_its_columns(tmp_path: Path) -> None:
    table = tmp_path / "pairs.csv"
    table.write_text(
        HEADER + "Universidade do Porto,Porto,PT,University of Porto,Oporto,Portugal,first\n", encoding="utf-8"
    )
    [row] = judged(table)
    assert (row["decision"], row["note"]) == ("same", "first")
    assert 0.86 < float(row["score"]) <= 1
    assert row["reason"].endswith(".")


def test_cities_and_countries_may_be_missing(tmp_path: Path) -> None:
    table = tmp_path / "pairs.csv"
    table.write_text("left_name;right_name\nSpinea s.r.o.;SPINEA, spol. s r.o.\n;Alfa\n", encoding="utf-8-sig")
    target = io.StringIO()
    judge(table, target)
    rows = csv.DictReader(io.StringIO(target.getvalue()), delimiter=";")
    assert [row["decision"] for row in rows] == ["same", "different"]


def test_a_cell_that_a_spreadsheet_would_run_is_marked(tmp_path: Path) -> None:
    table = tmp_path / "pairs.csv"
    table.write_text(HEADER + '"=cmd()",,,"@SUM(A1)",,,"-2+3"\n', encoding="utf-8")
    [row] = judged(table)
    assert row["left_name"] == "'=cmd()"
    assert row["right_name"] == "'@SUM(A1)"
    assert row["note"] == "'-2+3"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"left,right\na,b\n", "left_name"),
        (b"left_name,right_name\na,b,c\n", "line 2"),
        (b"left_name,right_name\n\xff\xfe,b\n", "UTF-8"),
        (b"", "needs the columns"),
    ],
    ids=["header", "cells", "encoding", "empty"],
)
def test_a_table_that_is_no_table_of_pairs_is_refused(tmp_path: Path, content: bytes, says: str) -> None:
    table = tmp_path / "pairs.csv"
    table.write_bytes(content)
    with pytest.raises(BadPairs, match=says):
        judged(table)


def test_the_command_writes_a_file_or_leaves_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table, target = tmp_path / "pairs.csv", tmp_path / "judged.csv"
    table.write_text("left_name,right_name\nSpinea s.r.o.,SPINEA\n", encoding="utf-8")
    options = argparse.Namespace(file=table, output=target)
    assert resolve_pairs.run(options, Settings()) == 0
    assert target.read_text(encoding="utf-8").startswith("left_name,right_name,decision,score,reason\n")
    assert "same 1" in capsys.readouterr().err
    assert target.stat().st_mode == table.stat().st_mode
    table.write_text("wrong\n", encoding="utf-8")
    target.unlink()
    assert resolve_pairs.run(options, Settings()) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["pairs.csv"]
    table.unlink()
    assert resolve_pairs.run(options, Settings()) == 2
    assert "there is no file" in capsys.readouterr().err


def test_the_table_goes_to_standard_output_where_no_file_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = tmp_path / "pairs.csv"
    table.write_text("left_name,right_name\nSpinea s.r.o.,Amorim\n", encoding="utf-8")
    assert resolve_pairs.run(argparse.Namespace(file=table, output=None), Settings()) == 0
    assert ",different," in capsys.readouterr().out
