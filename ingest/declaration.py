"""The text of a declaration: which keys it may have, of which form, and where the files that it names may lie."""

import difflib
import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.formats import DOCUMENT, ENDPOINT, FORMATS, GRAPH, Format, guessed

VISIBILITIES = ("public", "operator")
RESERVED = frozenset({"catalogue", "identity", "inferred", "quality", "unnamed", "vocabulary"})
LARGEST = 1024**2  # bytes of a declaration: it is written by hand
_ABOUT = ("publisher", "license", "rights", "issued", "language")
_KEYS = frozenset({"id", "title", *_ABOUT, "visibility", "resolve", "file", "format", "mapping"})
_INHERITED = frozenset({*_ABOUT, "visibility", "resolve", "format"})
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")
_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


class BadDeclaration(ValueError):
    """A source or mapping file does not say what it must."""


@dataclass(frozen=True)
class Declared:
    """A declaration as it is written: the dataset it belongs to, if it says so, and its sources, keys checked."""

    path: Path
    dataset: Mapping[str, Any]
    entries: tuple[Mapping[str, Any], ...]


def read(path: Path) -> Declared:
    """A declaration from a file; raises `BadDeclaration` naming the file and the key."""
    try:
        if path.stat().st_size > LARGEST:
            raise BadDeclaration(f"{path.name}: larger than {LARGEST} bytes, so it is no declaration")
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadDeclaration(f"{path.name}: expected text in UTF-8, found another encoding at {error.start}") from error
    return parsed(text, path)


def parsed(text: str, path: Path) -> Declared:
    """A declaration from its text; raises `BadDeclaration`."""
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadDeclaration(f"{path.name}: not TOML: {error}") from error
    refuse_others(path, "the file", said, ("source", "dataset", "mapping"))
    dataset = said.get("dataset", {})
    _demand(path, "dataset", dataset, dict, "a table: [dataset]")
    entries = tuple(_entries(path, said, dataset))
    if not entries:
        raise BadDeclaration(f"{path.name}: declares no source: begin with [source]")
    return Declared(path, dataset, entries)


def _entries(path: Path, said: Mapping[str, Any], dataset: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    listed = said.get("source", [])
    alone = isinstance(listed, dict)
    _demand(path, "source", listed, (dict, list), "a table: [source], or [[source]] for each of several")
    if "mapping" in said and not alone:
        raise BadDeclaration(f"{path.name}: [mapping] goes with one [source]; [[source]] names a file: mapping = …")
    refuse_others(path, "dataset", dataset, {"id", "title", *_INHERITED, *_options()})
    inherited = {key: value for key, value in dataset.items() if key not in ("id", "title")}
    for entry in [listed] if alone else listed:
        _demand(path, "source", entry, dict, "a table: [[source]]")
        own = {**entry, "mapping": said["mapping"]} if alone and "mapping" in said else entry
        yield _checked(path, {**inherited, **own})


def _options() -> frozenset[str]:
    return frozenset().union(*(each.options for each in FORMATS.values()))


def _checked(path: Path, entry: Mapping[str, Any]) -> Mapping[str, Any]:
    """An entry whose keys are known and of the form they must have, with its format."""
    place = f"source {entry.get('id', '(no id)')}"
    form = _format(path, place, entry)
    refuse_others(path, place, entry, {*_KEYS, *form.options} - ({"file"} if form.family == ENDPOINT else set()))
    demanded = {"id", "title", "publisher", "license", "language"}
    demanded |= {"endpoint", "query"} if form.family == ENDPOINT else {"file"}
    for key in sorted(demanded - entry.keys()):
        raise BadDeclaration(f"{path.name}: {place} does not say “{key}”{_like(key, entry)}")
    _forms(path, place, entry)
    if form.family in (GRAPH, DOCUMENT) and "mapping" in entry:
        raise BadDeclaration(f"{path.name}: {place}: a file in {form.name} takes no mapping")
    return {**entry, "format": form.name}


def _format(path: Path, place: str, entry: Mapping[str, Any]) -> Format:
    given = entry.get("format") or guessed(str(entry.get("file", "")))
    if given is None and "file" not in entry:
        given = "sparql" if "endpoint" in entry else "csv"
    if not isinstance(given, str) or given not in FORMATS:
        found = f"found “{given}”" if given else f"and the name “{entry.get('file')}” does not tell it"
        near = near_to(str(given or ""), FORMATS)
        advice = "; save it as .xlsx" if str(entry.get("file", "")).lower().endswith((".xls", ".ods", ".xlsb")) else ""
        told = f"“format” must be one of {', '.join(FORMATS)}; {found}{near}{advice}"
        raise BadDeclaration(f"{path.name}: {place}: {told}")
    return FORMATS[given]


def _forms(path: Path, place: str, entry: Mapping[str, Any]) -> None:
    """Refuse a value that is not of the form its key takes."""

    def demand(key: str, well: bool, expected: str) -> None:
        if not well:
            raise BadDeclaration(f"{path.name}: {place}: “{key}” must be {expected}; found {entry[key]!r}")

    title, tags = entry["title"], entry["language"]
    demand("id", _fits(_ID, entry["id"]), "of small letters, digits and hyphens, at most 80")
    demand("title", _is_titles(title), 'a text in at least one language, such as {en = "Members"}')
    demand("publisher", _is_text(entry["publisher"]), "a name")
    demand("license", _is_address(entry["license"]), "the address of the licence, beginning with https:// or http://")
    demand("rights", isinstance(entry.get("rights", ""), str), "a text")
    demand("issued", _fits(_DATE, entry.get("issued", "2026")), "a year, a month or a day in quotes, such as “2026-05”")
    demand("language", isinstance(tags, list) and all(_fits(_LANGUAGE, tag) for tag in tags), 'a list such as ["pt"]')
    demand("visibility", entry.get("visibility", "public") in VISIBILITIES, f"one of {', '.join(VISIBILITIES)}")
    demand("resolve", isinstance(entry.get("resolve", True), bool), "true or false")
    demand("file", _is_text(entry.get("file", "-")), "the name of a file")
    demand("mapping", isinstance(entry.get("mapping", ""), str | dict), "the name of a file, or the table [mapping]")


def _fits(pattern: re.Pattern[str], value: object) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip()) and "\0" not in value


def _is_titles(value: object) -> bool:
    return (
        isinstance(value, dict)
        and bool(value)
        and all(_fits(_LANGUAGE, tag) and _is_text(text) for tag, text in value.items())
    )


def _is_address(value: object) -> bool:
    return isinstance(value, str) and re.fullmatch(r"https?://[^\s<>\"{}|\\^`\x00-\x20]+", value) is not None


def _demand(path: Path, key: str, value: object, kind: type | tuple[type, ...], expected: str) -> None:
    if not isinstance(value, kind):
        raise BadDeclaration(f"{path.name}: “{key}” must be {expected}")


def refuse_others(path: Path, place: str, entry: Mapping[str, Any], known: Collection[str]) -> None:
    """Refuse keys that nobody reads: a word that is misspelt would be left out in silence."""
    for key in entry:
        if key not in known:
            near, there = near_to(key, known), ", ".join(sorted(known))
            raise BadDeclaration(f"{path.name}: {place}: there is no key “{key}”{near}; there are: {there}")


def near_to(word: str, known: Collection[str]) -> str:
    """A question after the known word that is most like another one; nothing where none is."""
    found = difflib.get_close_matches(word, known, 1)
    return f" (did you mean “{found[0]}”?)" if found else ""


def _like(key: str, entry: Mapping[str, Any]) -> str:
    found = difflib.get_close_matches(key, [each for each in entry if each not in _KEYS], 1)
    return f" (it says “{found[0]}”)" if found else ""


def beside(declared: Path, name: str) -> Path:
    """A file that a declaration names, beside it or below it; raises `BadDeclaration` for any other place."""
    folder = declared.parent.resolve()
    given = Path(name)
    refused = f"{declared.name}: “{name}” must lie beside the declaration or below it"
    if given.is_absolute() or ".." in given.parts or "\\" in name or ":" in name:
        raise BadDeclaration(f"{refused}: expected a relative name without “..”")
    found = (folder / given).resolve()
    if not found.is_relative_to(folder):
        raise BadDeclaration(f"{refused}, and this link leads outside")
    if found.is_dir():
        raise BadDeclaration(f"{declared.name}: “{name}” is a folder: name the file in it")
    if not found.is_file():
        raise BadDeclaration(f"{declared.name}: there is no file “{name}” beside it")
    return folder / given
