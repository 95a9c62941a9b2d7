"""RDF/XML and JSON-LD, read in the process apart: what a file makes of itself may fill the memory."""

import json
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path

from graph.parsing import NotRdf, Statement, parse
from ingest.readers import xml_guard
from ingest.readers.packed import opened
from ingest.readers.table import UnreadableFile

_BATCH = 2_000  # statements in one line of the answer
DEEPEST = 100  # objects and lists of JSON within each other
LARGEST = 256 * 1024**2  # bytes of JSON-LD, unpacked: it takes up to eight times as much in memory

Options = Mapping[str, object]


def rdf_xml(path: Path, options: Options) -> Iterator[Mapping[str, object]]:
    """The statements of an RDF/XML file, in batches."""
    with opened(path) as file:
        xml_guard.check_file(file)
    yield from _statements(path, "rdf-xml", options)


def json_ld(path: Path, options: Options) -> Iterator[Mapping[str, object]]:
    """The statements of a JSON-LD file, in batches; no context is fetched."""
    with opened(path) as file:
        text = file.read(LARGEST + 1)
    if len(text) > LARGEST:
        raise UnreadableFile(f"a file in JSON-LD of at most {LARGEST // 1024**2} MiB; N-Quads may be larger")
    try:
        _refuse_outside(json.loads(text), 1)
    except json.JSONDecodeError as error:
        raise UnreadableFile(f"a file in JSON ({error.msg})", error.lineno) from error
    except UnicodeDecodeError as error:
        raise UnreadableFile(f"a text in UTF-8 ({error.reason} at byte {error.start})") from error
    except RecursionError as error:
        raise UnreadableFile(_too_deep()) from error
    yield from _statements(path, "json-ld", options)


def _statements(path: Path, form: str, options: Options) -> Iterator[Mapping[str, object]]:
    base = options.get("base")
    with opened(path) as file:
        found = parse(file, form, str(base) if base else None)
        while batch := _batch(found):
            yield {"said": [(each.subject, each.predicate, each.value, each.graph) for each in batch]}


def _batch(found: Iterator[Statement]) -> list[Statement]:
    try:
        return list(islice(found, _BATCH))
    except NotRdf as error:
        raise UnreadableFile(str(error), error.line, error.found) from error


def _refuse_outside(part: object, depth: int) -> None:
    """A context that is fetched would let others say what a file means, today this and tomorrow that."""
    if depth > DEEPEST:
        raise UnreadableFile(_too_deep())
    if isinstance(part, dict):
        contexts = part.get("@context")
        for context in contexts if isinstance(contexts, list) else [contexts]:
            if isinstance(context, str):
                raise UnreadableFile("a context that is written in the file, not the address of one", found=context)
            if isinstance(context, dict) and "@import" in context:
                raise UnreadableFile("a context that imports no other", found=str(context["@import"]))
    for each in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        _refuse_outside(each, depth + 1)


def _too_deep() -> str:
    return f"a file in JSON with at most {DEEPEST} objects or lists within each other"
