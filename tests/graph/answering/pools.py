"""What tests of pools of workers share: small stores, and what is seen of processes."""

import json
import os
import time
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import Literal, URIRef

from graph.answering import nursery
from graph.embedded import EmbeddedStore

JSON, XML = "application/sparql-results+json", "application/sparql-results+xml"
CSV, TSV = "text/csv", "text/tab-separated-values"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
ALL = "SELECT * { ?s ?p ?o }"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
MANY = 20_000


def folder_of(path: Path, *triples: tuple[str, str, Literal], graph: str = "http://g/1") -> Path:
    path.mkdir(exist_ok=True)
    store = EmbeddedStore.open(path / "writing")
    named = ((URIRef(subject), URIRef(predicate), value) for subject, predicate, value in triples)
    store.replace(URIRef(graph), named)
    store.copy_to(path / "reading")
    return path / "reading"


def read(answer: bytes, media_type: str) -> set[tuple[str, str, str]]:
    """The triples of an answer, all of named things and plain text."""
    quads = ox.parse(answer, ox.RdfFormat.from_media_type(media_type))
    return {tuple(getattr(term, "value", "") for term in quad.triple) for quad in quads}  # type: ignore[misc]


def rows(answer: bytes) -> list[dict[str, dict[str, str]]]:
    found: list[dict[str, dict[str, str]]] = json.loads(answer)["results"]["bindings"]
    return found


def children(parent: int | None = None) -> set[int]:
    """Processes that were started by this one, or by those it started, and have not ended."""
    found = set[int]()
    for task in _tasks(parent or os.getpid()):
        found |= {int(each) for each in _children_of(task).split()}
    return found.union(*(children(each) for each in found))


def _tasks(process: int) -> list[Path]:
    try:
        return list(Path(f"/proc/{process}/task").iterdir())
    except FileNotFoundError:
        return []


def _children_of(task: Path) -> str:
    try:
        return (task / "children").read_text(encoding="utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return ""  # a thread that ended meanwhile has no children


def begin_with(lines: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have processes that answer begin with these lines of Python."""
    place = nursery._START.index("from graph.answering")
    monkeypatch.setattr(nursery, "_START", f"{nursery._START[:place]}\n{lines}\n{nursery._START[place:]}")


def until(condition: Callable[[], bool], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come to pass"
        time.sleep(0.02)
