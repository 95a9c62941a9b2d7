"""JSON and JSON Lines: records as rows, and what is refused."""

import json
from pathlib import Path
from typing import Any

import pytest

from ingest.readers import apart
from ingest.readers.table import UnreadableFile


def read(folder: Path, content: str | bytes, **options: object) -> tuple[dict[str, Any], list[tuple[int, list[str]]]]:
    path = folder / "records.json"
    path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    head, *items = apart.run("records", path, options)
    return head, [(item["row"], item["cells"]) for item in items]


def test_values_are_named_by_their_paths(tmp_path: Path) -> None:
    record = {
        "name": " Évora ",
        "address": {"city": "Porto", "point": {"x": 1.50}},
        "tags": ["a", "b"],
        "ok": True,
        "none": None,
        "partners": [{"name": "A", "since": 2019}, {"name": "B"}],
        "empty": [],
    }
    head, rows = read(tmp_path, json.dumps([record, {"name": "B", "later": 12345678901234567890}]))
    columns = [
        "name",
        "address.city",
        "address.point.x",
        "tags",
        "ok",
        "none",
        "partners.name",
        "partners.since",
        "empty",
    ]
    assert head == {"columns": [*columns, "later"], "records": "$"}
    assert rows == [
        (1, ["Évora", "Porto", "1.5", "a;b", "true", "", "A;B", "2019;", "", ""]),
        (2, ["B", *[""] * 8, "12345678901234567890"]),
    ]


@pytest.mark.parametrize(
    ("content", "options", "where"),
    [
        ('[{"a": 1}]', {}, "$"),
        ('{"about": {"n": [1]}, "items": [{"a": 1}]}', {}, "$.items"),
        ('{"data": {"items": [{"a": 1, "b": [{"c": 1}]}]}}', {}, "$.data.items"),
        ('{"first": [{"b": 1}], "second": [{"a": 1}]}', {"records": "$.second"}, "$.second"),
        ('{"a": 1, "tags": [1, 2]}', {}, "$"),
    ],
    ids=["array", "first array of objects", "deeper", "declared", "one record"],
)
def test_the_records_are_found_or_declared(
    tmp_path: Path, content: str, options: dict[str, object], where: str
) -> None:
    head, rows = read(tmp_path, content, **options)
    assert head["records"] == where
    assert rows[0][1][head["columns"].index("a")] == "1"


def test_lists_are_joined_as_declared(tmp_path: Path) -> None:
    assert read(tmp_path, '[{"a": ["x;y", "z"]}]', joint="|")[1] == [(1, ["x;y|z"])]
    with pytest.raises(UnreadableFile, match="list items without “;”") as refused:
        read(tmp_path, '[{"a": ["x;y", "z"]}]')
    assert (refused.value.row, refused.value.column) == (1, "a")


def test_json_lines_are_numbered_by_their_lines(tmp_path: Path) -> None:
    content = '\ufeff{"a": 1.10, "b": {"c": "x"}}\n\n{"a": 1e3}\r\n'
    head, rows = read(tmp_path, content, lines=True)
    assert head["columns"] == ["a", "b.c"]
    assert rows == [(1, ["1.10", "x"]), (3, ["1000", ""])]


def test_a_byte_order_mark_is_skipped(tmp_path: Path) -> None:
    assert read(tmp_path, '\ufeff[{"a": "é\\u00e9\\ud83d\\ude00"}]')[1] == [(1, ["éé😀"])]


def test_pairs_of_escapes_are_whole_wherever_the_pieces_are_cut(tmp_path: Path) -> None:
    for blanks in range(65520, 65540):
        content = '[{"a": "' + " " * blanks + '\\ud83d\\ude00"}]'
        assert read(tmp_path, content)[1] == [(1, ["😀"])], blanks


BAD: dict[str, tuple[str | bytes, str]] = {
    "depth bomb": ("[" * 100_000, "records that are objects"),
    "depth bomb of objects": ('{"a":' * 100_000, "nested at most 50 deep"),
    "deep value": ('[{"a":' + "[" * 100 + "]" * 100 + "}]", "nested at most 50 deep"),
    "list of lists": ('[{"a": [[1]]}]', "not lists of lists"),
    "same key": ('[{"a": 1}, {"a": 1, "a": 2}]', "each key of an object once"),
    "same path": ('[{"a.b": 1, "a": {"b": 2}}]', "one value for each path"),
    "huge integer": ('[{"a": 1' + "0" * 5000 + "}]", "at most 300 digits"),
    "large integer": ('[{"a": 1' + "0" * 400 + "}]", "at most 300 digits"),
    "huge exponent": ('[{"a": 1e999999999}]', "at most 300 digits"),
    "NaN": ('[{"a": NaN}]', "JSON that can be read"),
    "Infinity": ('[{"a": -Infinity}]', "JSON that can be read"),
    "NUL": ('[{"a": "x\\u0000"}]', "without NUL"),
    "half a pair": ('[{"a": "\\ud800"}]', "half of a surrogate pair|whole characters"),
    "huge value": ('[{"a": "' + "x" * 10_000_000 + '"}]', "cells of at most 1000000"),
    "Latin-1": ('[{"a": "é"}]'.encode("latin-1"), "JSON that can be read"),
    "UTF-16": ('[{"a": "é"}]'.encode("utf-16"), "JSON in UTF-8"),
    "cut": ('[{"a": 1}', "JSON that can be read"),
    "more": ('[{"a": 1}] x', "JSON that can be read"),
    "scalars": ("[1, 2]", "records that are objects"),
    "a scalar": ("1", "an array of objects"),
    "empty": ("", "JSON that can be read"),
    "no record": ("[]", "there is none"),
    "many columns": (json.dumps([{f"c{number}": 1 for number in range(2001)}]), "at most 2000 columns"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_json_is_refused(tmp_path: Path, name: str) -> None:
    content, expected = BAD[name]
    with pytest.raises(UnreadableFile, match=expected):
        read(tmp_path, content)


BAD_LINES = {
    "depth bomb": ('{"a":' + "[" * 100_000 + "]" * 100_000 + "}", "nested at most 50 deep"),
    "same key": ('{"a": 1, "a": 2}', "each key of an object once"),
    "huge integer": ('{"a": 1' + "0" * 5000 + "}", "at most 300 digits"),
    "NaN": ('{"a": NaN}', "a number that JSON knows"),
    "half a pair": ('{"a": "\\ud800"}', "U\\+D800"),
    "no object": ("[1]", "records that are objects"),
    "no JSON": ("{", "in each line"),
    "long line": ('{"a": "' + "x" * 17_000_000 + '"}', "a line of at most"),
}


@pytest.mark.parametrize("name", BAD_LINES)
def test_a_bad_line_is_refused_with_its_number(tmp_path: Path, name: str) -> None:
    content, expected = BAD_LINES[name]
    with pytest.raises(UnreadableFile, match=expected) as refused:
        read(tmp_path, '{"a": 1}\n' + content, lines=True)
    assert refused.value.row == 2
