"""Delimited text: what is read, in which encodings, and what is refused with row and column."""

import gzip
import tracemalloc
from pathlib import Path

import pytest

from ingest import tables
from ingest.readers import table, text
from ingest.readers.table import Row, UnreadableFile
from tests.ingest.conftest import MakeSource

NAMES = {
    "pt": "Associação Portuguesa dos Industriais de Calçado; organização e inovação em São João da Madeira",
    "it": "Città e università; perché l'attività è così",
    "ro comma": "Asociația întreprinderilor din Brașov, învățământ și cercetare în țară",
    "ro cedilla": "Asociaţia întreprinderilor din Braşov, învăţământ şi cercetare în ţară",
}


def rows_of(path: Path, *, encoding: str = "auto", delimiter: str = "auto", header: int = 1) -> list[Row]:
    compressed = path.suffix == ".gz"
    form = text.form(path, encoding, delimiter, compressed=compressed)
    texts = text.texts(path, form, compressed=compressed)
    return list(table.read(texts, delimiter=form.delimiter, header=header))


def written(folder: Path, content: bytes | str, name: str = "members.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"], ids=["comma", "semicolon", "tab", "bar"])
def test_the_delimiter_is_told_by_the_content(tmp_path: Path, delimiter: str) -> None:
    content = "\r\n".join(delimiter.join(each) for each in (["id", "name"], ["1", '"a,b;c|d\te"'], ["2", "x"])) + "\r\n"
    assert [each.cells["name"] for each in rows_of(written(tmp_path, content))] == ["a,b;c|d\te", "x"]


def test_excels_line_that_declares_the_delimiter_is_no_row(tmp_path: Path) -> None:
    assert rows_of(written(tmp_path, "sep=|\r\nid|name\r\n1|a;b\r\n"))[0] == Row(2, {"id": "1", "name": "a;b"})


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        *[
            (name, each)
            for name in NAMES
            for each in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32")
        ],
        *[(name, each) for name in ("pt", "it") for each in ("cp1252", "mac_roman", "cp850")],
        ("ro cedilla", "cp1250"),
    ],
)
def test_the_encoding_is_told_by_a_mark_or_by_the_letters(tmp_path: Path, name: str, encoding: str) -> None:
    content = f'id,name\n1,"{NAMES[name]}"\n'.encode(encoding)
    assert rows_of(written(tmp_path, content))[0].cells["name"] == NAMES[name]


def test_letters_beyond_ascii_count_wherever_they_first_stand(tmp_path: Path) -> None:
    content = b"id,name\n" + b"1,plain\n" * 400_000 + "2,Évora – “ação”\n".encode("cp1252")
    assert rows_of(written(tmp_path, content))[-1].cells["name"] == "Évora – “ação”"


def test_line_breaks_in_quotes_belong_to_the_cell_and_rows_are_counted_as_records(tmp_path: Path) -> None:
    content = 'id,note\r\n1,"one\r\ntwo\nthree"\r\n\r\n2,last'
    assert rows_of(written(tmp_path, content)) == [
        Row(2, {"id": "1", "note": "one\r\ntwo\nthree"}),
        Row(4, {"id": "2", "note": "last"}),
    ]


def test_lines_end_as_the_file_ends_them_even_between_two_pieces() -> None:
    for end in ("\r", "\n", "\r\n"):
        whole = end.join(("a,b", '1,"x', 'y"', "2,z", ""))
        for cut in range(len(whole)):
            found = [each.cells["b"] for each in table.read([whole[:cut], whole[cut:]])]
            assert found == [f"x{end}y", "z"], (end, cut)


def test_a_header_may_stand_below_other_rows(tmp_path: Path) -> None:
    path = written(tmp_path, "Members of the cluster,,\n,,\nid,name,city\n1,a,b\n")
    assert rows_of(path, delimiter=",", header=3) == [Row(4, {"id": "1", "name": "a", "city": "b"})]


def test_empty_columns_at_the_end_are_left_out_unless_they_hold_something(tmp_path: Path) -> None:
    assert rows_of(written(tmp_path, "id;name;;\n1;a;;\n"))[0].cells == {"id": "1", "name": "a"}
    with pytest.raises(UnreadableFile, match="a name in the header") as refused:
        rows_of(written(tmp_path, "id;name;;\n1;a;;lost\n"))
    assert (refused.value.row, refused.value.found) == (2, "lost")


def test_the_apostrophe_that_guards_a_formula_is_taken_off(tmp_path: Path) -> None:
    path = written(tmp_path, "id,name\n1,'=1+1\n2,'@home\n3,'tis\n4,-5\n")
    assert [each.cells["name"] for each in rows_of(path)] == ["=1+1", "@home", "'tis", "-5"]


def test_a_gzip_is_read_like_the_file_in_it(tmp_path: Path) -> None:
    path = written(tmp_path, gzip.compress("id;name\n1;São\n".encode("cp1252")), "members.csv.gz")
    assert rows_of(path) == [Row(2, {"id": "1", "name": "São"})]


BAD = {
    "NUL": (b"id,name\n1,a\n2,b\0c\n", 3, "name", "NUL"),
    "control": (b"id,name\n1,a\x1bb\n", 2, "name", "U\\+001B"),
    "ragged": (b"id,name\n1,a\n2,b,c\n", 3, None, "2 cells, as the header has"),
    "open quote": (b'id,name\n1,"a\n2,b\n', 2, None, "a quotation mark that opens a cell to close it too"),
    "huge cell": (b"id,name\n1,a\n2," + b"x" * 10_000_000 + b"\n", 3, "name", "cells of at most 1000000"),
    "no header": (b"", None, None, "a header row; the file is empty"),
    "same names": (b"id,id\n1,2\n", 1, None, "a name of its own"),
    "no name": (b"id,,name\n1,2,3\n", 1, None, "a name of its own"),
    "many columns": (
        ",".join(f"c{number}" for number in range(2001)).encode() + b"\n",
        1,
        None,
        "at most 2000 columns",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_table_is_refused_with_its_place(tmp_path: Path, name: str) -> None:
    content, row, column, expected = BAD[name]
    with pytest.raises(UnreadableFile, match=expected) as refused:
        rows_of(written(tmp_path, content), delimiter=",")
    assert (refused.value.row, refused.value.column) == (row, column)


def test_a_declared_encoding_that_is_wrong_is_told_with_row_column_and_byte(tmp_path: Path) -> None:
    path = written(tmp_path, "id,name\n1,a\n2,Évora\n".encode("cp1252"))
    with pytest.raises(UnreadableFile, match="the byte 0xC9 is none of it") as refused:
        rows_of(path, encoding="utf-8")
    assert (refused.value.row, refused.value.column) == (3, "name")


def test_an_unknown_encoding_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="an encoding such as"):
        rows_of(written(tmp_path, "id\n1\n"), encoding="klingon")


def test_a_quotation_mark_that_never_closes_is_told_before_the_memory_is_full(tmp_path: Path) -> None:
    path = written(tmp_path, b'id,name\n1,"' + b"a line of text\n" * 3_000_000)
    tracemalloc.start()
    with pytest.raises(UnreadableFile, match="is a quotation mark open"):
        rows_of(path, encoding="utf-8", delimiter=",")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 200_000_000


def test_a_line_of_a_gigabyte_is_refused_in_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "line.csv"
    with path.open("wb") as file:
        file.write(b"name\n")
        file.seek(1024**3)
        file.write(b"x")
    tracemalloc.start()
    with pytest.raises(UnreadableFile, match="a row of at most"):
        rows_of(path, encoding="utf-8", delimiter=",")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 200_000_000


def test_a_gzip_bomb_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, gzip.compress(b"a,b\n" + b"1,2\n" * 50_000_000, 9), "bomb.csv.gz")
    assert path.stat().st_size < 1_000_000
    with pytest.raises(UnreadableFile, match="unpacks to at most 100 times its size"):
        rows_of(path)


def test_a_gzip_in_a_gzip_is_no_table(tmp_path: Path) -> None:
    path = written(tmp_path, gzip.compress(gzip.compress(b"id\n1\n")), "nested.csv.gz")
    with pytest.raises(UnreadableFile):
        rows_of(path, encoding="utf-8", delimiter=",")


@pytest.mark.parametrize("content", [b"no gzip", gzip.compress(b"id\n1\n" * 1000)[:-20]], ids=["other", "cut"])
def test_what_is_no_whole_gzip_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(UnreadableFile, match="compressed by gzip"):
        rows_of(written(tmp_path, content, "x.csv.gz"))


def test_a_large_table_is_read_a_piece_at_a_time(tmp_path: Path) -> None:
    path = written(tmp_path, "id,name\n" + "1,a name of some length\n" * 200_000)
    form = text.form(path)
    tracemalloc.start()
    count = sum(1 for _ in table.read(text.texts(path, form), delimiter=form.delimiter))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 200_000
    assert peak < 8_000_000


def test_what_was_found_out_about_a_file_is_told(make_source: MakeSource) -> None:
    source = make_source("id;name\n1;São\n", 'key = ["id"]\n[thing.x]\niri = "x/{id}"\n')
    assert tables.told(source) == {"encoding": "utf-8", "delimiter": ";"}
    assert [row.cells for row in tables.rows(source)] == [{"id": "1", "name": "São"}]
