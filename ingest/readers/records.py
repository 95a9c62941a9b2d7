"""Records of a JSON file or of JSON Lines (runs in the child): one cell for each path to a value."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import BinaryIO, cast

import ijson

from ingest.readers.escapes import BOM, MOST_DIGITS, Examined
from ingest.readers.table import LARGEST_FILE, LONGEST_ROW, MOST_COLUMNS, UnreadableFile, examine

MOST_DEEP = 50  # levels: what a person writes has five
_SAMPLE = 1000  # events that are looked at to find where the records are
_PIECE = 16 * 1024  # bytes that the library gets at a time: it makes a path for each level before we can refuse one

Record = Mapping[str, object]


def read(path: Path, options: Mapping[str, object]) -> Iterator[Mapping[str, object]]:
    """First `{"columns": […]}`, then `{"row", "cells"}` for each record.

    Options: lines (true for JSON Lines), records (where they are, such as `$.data.items`), joint (between list items).
    """
    if path.stat().st_size > LARGEST_FILE:
        raise UnreadableFile(f"a file of at most {LARGEST_FILE // 1024**3} GiB")
    joint = str(options.get("joint", ";"))
    lines = options.get("lines") is True
    place = "" if lines else _prefix(options.get("records"), path)

    def cells() -> Iterator[tuple[int, dict[str, str]]]:
        found = _lines(path) if lines else _records(path, place)
        for number, record in found:
            yield number, _flat(record, number, joint)

    columns: dict[str, None] = {}
    for number, each in cells():
        if each.keys() <= columns.keys():
            continue
        columns.update(dict.fromkeys(each))
        for column in each:
            examine(column, number, column[:200])
        if len(columns) > MOST_COLUMNS:
            raise UnreadableFile(f"at most {MOST_COLUMNS} columns", number)
    if not columns:
        raise UnreadableFile("records that are objects with values; there is none")
    yield {"columns": list(columns), "records": ".".join(("$", *place.split(".")[:-1]))}
    for number, each in cells():
        yield {"row": number, "cells": [each.get(column, "") for column in columns]}


def _prefix(wanted: object, path: Path) -> str:
    """The place of the records as the library writes it: `items.item` for `$.items`."""
    if wanted is None:
        return _found(path)
    keys = str(wanted).removeprefix("$").strip(".")
    return f"{keys}.item" if keys else "item"


def _found(path: Path) -> str:
    """Where the records are: in the outer array, in the first array of objects, or the whole is one record."""
    with path.open("rb") as file:
        for number, (prefix, event, _) in enumerate(_events(file)):
            if event == "start_map" and prefix.endswith("item") and _is_outermost(prefix):
                return prefix
            if number == 0 and event not in ("start_map", "start_array"):
                raise UnreadableFile("an array of objects, or an object")
            if number == 0 and event == "start_array":
                return "item"
            if number > _SAMPLE:
                break
    return ""


def _is_outermost(prefix: str) -> bool:
    *above, last = prefix.split(".")
    return last == "item" and "item" not in above


def _events(file: BinaryIO) -> Iterator[tuple[str, str, object]]:
    depth = 0
    try:
        for prefix, event, value in ijson.parse(Examined(file), use_float=False, buf_size=_PIECE):
            if event in ("start_map", "start_array"):
                depth += 1
                if depth > MOST_DEEP:
                    raise UnreadableFile(f"values nested at most {MOST_DEEP} deep")
            elif event in ("end_map", "end_array"):
                depth -= 1
            yield prefix, event, value
    except ijson.JSONError as error:
        raise UnreadableFile(f"a file in JSON that can be read ({_brief(error)})") from error
    except (SystemError, ValueError) as error:
        if isinstance(error, UnreadableFile):
            raise
        # The library trips over integers of more digits than Python converts.
        raise UnreadableFile(f"numbers of at most {MOST_DIGITS} digits") from error


def _brief(error: Exception) -> str:
    return " ".join(str(error.args[0] if error.args else error).split("\n")[0].split())[:200]


def _records(path: Path, wanted: str) -> Iterator[tuple[int, Record]]:
    number = 0
    with path.open("rb") as file:
        events = _events(file)
        for prefix, event, _ in events:
            if prefix != wanted or event in ("end_map", "end_array", "map_key"):
                continue
            number += 1
            if event != "start_map":
                raise UnreadableFile("records that are objects", number)
            yield number, _object(events, number)


def _object(events: Iterator[tuple[str, str, object]], number: int) -> Record:
    """The object that has just begun."""
    found: dict[str, object] = {}
    key = ""
    for prefix, event, value in events:
        if event == "end_map":
            break
        if event == "map_key":
            key = str(value)
            if key in found:
                raise UnreadableFile("each key of an object once", number, key, prefix)
        else:
            found[key] = _value(event, value, events, number)
    return found


def _value(event: str, value: object, events: Iterator[tuple[str, str, object]], number: int) -> object:
    if event == "start_map":
        return _object(events, number)
    if event != "start_array":
        return value
    items: list[object] = []
    for _, each, item in events:
        if each == "end_array":
            break
        items.append(_value(each, item, events, number))
    return items


def _lines(path: Path) -> Iterator[tuple[int, Record]]:
    with path.open("rb") as file:
        number = 0
        while line := file.readline(LONGEST_ROW + 1):
            number += 1
            if len(line) > LONGEST_ROW:
                raise UnreadableFile(f"a line of at most {LONGEST_ROW} bytes", number)
            text = line.removeprefix(BOM).strip() if number == 1 else line.strip()
            if text:
                yield number, _line(text, number)


def _line(text: bytes, number: int) -> Record:
    def once(pairs: Iterable[tuple[str, object]]) -> dict[str, object]:
        found: dict[str, object] = {}
        for key, value in pairs:
            if key in found:
                raise UnreadableFile("each key of an object once", number, key)
            found[key] = value
        return found

    def refuse(name: str) -> object:
        raise UnreadableFile("a number that JSON knows (RFC 8259)", number, name)

    try:
        record = json.loads(
            text.decode("utf-8"), object_pairs_hook=once, parse_constant=refuse, parse_float=Decimal, parse_int=Decimal
        )
    except UnreadableFile:
        raise
    except RecursionError as error:
        raise UnreadableFile(f"values nested at most {MOST_DEEP} deep", number) from error
    except ValueError as error:
        raise UnreadableFile(f"a JSON object in each line ({_brief(error)})", number) from error
    if not isinstance(record, dict):
        raise UnreadableFile("records that are objects", number)
    return cast(Record, record)


def _flat(record: Record, number: int, joint: str) -> dict[str, str]:
    """The values of a record as cells, by their paths: `{"address.city": "Porto"}`."""
    cells: dict[str, str] = {}

    def put(column: str, text: str) -> None:
        if column in cells:
            raise UnreadableFile("one value for each path", number, text[:200], column)
        examine(text, number, column)
        cells[column] = text.strip()

    _walk(record, "", number, joint, put, 1)
    return cells


def _walk(value: object, column: str, number: int, joint: str, put: Callable[[str, str], None], depth: int) -> None:
    if depth > MOST_DEEP:
        raise UnreadableFile(f"values nested at most {MOST_DEEP} deep", number)
    if isinstance(value, dict):
        for key, each in value.items():
            name = key.strip() or "(empty)"
            _walk(each, f"{column}.{name}" if column else name, number, joint, put, depth + 1)
    elif isinstance(value, list) and any(isinstance(each, dict) for each in value):
        keys = dict.fromkeys(key for each in value if isinstance(each, dict) for key in each)
        for key in keys:
            parts = [each.get(key) if isinstance(each, dict) else None for each in value]
            _walk(parts, f"{column}.{key}", number, joint, put, depth + 1)
    elif isinstance(value, list):
        put(column, joint.join(_item(each, number, column, joint) for each in value))
    else:
        put(column, _scalar(value, number, column))


def _item(value: object, number: int, column: str, joint: str) -> str:
    if isinstance(value, list):
        raise UnreadableFile("lists of values, not lists of lists", number, "", column)
    text = _scalar(value, number, column)
    if joint in text:
        raise UnreadableFile(f"list items without “{joint}” (choose another joint)", number, text[:200], column)
    return text


def _scalar(value: object, number: int, column: str) -> str:
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | Decimal):
        exact = Decimal(value)
        if (
            exact.adjusted() > MOST_DIGITS
            or len(exact.as_tuple().digits) > MOST_DIGITS
            or exact.adjusted() < -MOST_DIGITS
        ):
            raise UnreadableFile(f"numbers of at most {MOST_DIGITS} digits", number, str(value)[:40], column)
        return format(exact, "f")
    return str(value)
