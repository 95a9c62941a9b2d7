"""By what it is told whether a source changed: digests of its content, and of the program that maps it."""

import hashlib
import json
from dataclasses import asdict
from functools import cache
from pathlib import Path

from graph.reasoning import rules
from graph.validating import validation
from ingest.source import FOLDER, Source
from ontology import catalogue, shapes

_PATHS = ("file", "declared", "mapping", "shipped")


def digest(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal, read piece by piece."""
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def content(source: Source) -> str:
    """A digest of the file, its mapping and what is declared of it; where they lie does not count."""
    said = {key: value for key, value in asdict(source).items() if key not in _PATHS}
    text = json.dumps(said, sort_keys=True, ensure_ascii=False, default=str)
    parts = [text, *(digest(path) for path in (source.file, source.mapping) if path)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def fingerprint(content_digest: str) -> str:
    """A digest of everything that a source's graph depends on: its content, the shared tables, this program."""
    return hashlib.sha256((_program() + content_digest).encode()).hexdigest()


@cache
def _program() -> str:
    found = hashlib.sha256()
    data = FOLDER / "data"
    shared = [*FOLDER.rglob("*.py"), *(FOLDER / "resolve").rglob("*.toml"), *data.rglob("sources.csv")]
    # Codes are found by their labels, in any source.
    shared += [*(data / "reference").glob("*.csv"), *catalogue.files("schemes")]
    for path in sorted(shared):
        found.update(path.read_bytes())
    return found.hexdigest()


def vocabulary_fingerprint(version: str) -> str:
    """A digest of what concerns the graph as a whole: the vocabulary, the rules, what runs them, and what is kept."""
    texts = (*catalogue.files(), *shapes.files(), *rules.files())
    read = b"".join(path.read_bytes() for path in (*texts, *rules.programs(), *validation.programs()))
    return hashlib.sha256(version.encode() + read).hexdigest()
