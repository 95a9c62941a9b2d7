"""What does not conform, by source: in which row and column of its file."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import TypeAlias

from rdflib import URIRef
from rdflib.term import Identifier

from graph.query import bind_many, view
from graph.reasoning.inference import INFERRED
from graph.store import Row, Scope, Store
from graph.terms import written
from graph.validating.validation import Finding, Report
from ontology.model import LANGUAGES

FILE = "findings.json"
MOST = 10_000  # findings that are kept of one source: nobody reads more
_BATCH = 2_000  # things asked for in one query
_KEPT = 4  # releases whose findings are held in memory

Columns: TypeAlias = Mapping[URIRef, Mapping[URIRef, tuple[str, ...]]]  # by source and property


@dataclass(frozen=True)
class Located:
    """One finding in one source; without a row where the source keeps none."""

    severity: str
    thing: str
    path: str | None
    value: str | None
    rows: tuple[int, ...]
    columns: tuple[str, ...]
    messages: Mapping[str, str]


@dataclass(frozen=True)
class OfSource:
    """What does not conform in one source: how much of each severity, and the first of it."""

    counts: Mapping[str, int]
    located: tuple[Located, ...]


Findings: TypeAlias = Mapping[str, OfSource]


def locate(store: Store, report: Report, columns: Columns) -> Findings:
    """The violations and warnings of a report, each in the sources that describe the thing."""
    told = [each for each in report.findings if each.severity != "info" and isinstance(each.focus, URIRef)]
    focuses = sorted({URIRef(str(each.focus)) for each in told})
    sources = _sources(store, focuses)
    rows = _rows(store, focuses)
    found: dict[str, list[Located]] = defaultdict(list)
    for finding in told:
        for source, numbers in _places(finding, sources, rows):
            found[str(source)].append(_located(finding, numbers, columns.get(source, {})))
    return {source: _of_source(found[source]) for source in sorted(found)}


def _of_source(located: Sequence[Located]) -> OfSource:
    counts = {severity: sum(each.severity == severity for each in located) for severity in ("violation", "warning")}
    return OfSource(counts, tuple(located[:MOST]))


_Sources: TypeAlias = Mapping[URIRef, set[URIRef]]
_Rows: TypeAlias = Mapping[tuple[URIRef, URIRef], Sequence[Row]]  # by thing and source


def _places(finding: Finding, sources: _Sources, rows: _Rows) -> Iterator[tuple[URIRef, tuple[int, ...]]]:
    """The sources that a finding is about: those that say the property, else all that describe the thing."""
    focus = URIRef(str(finding.focus))
    saying = {
        source: [row for row in rows.get((focus, source), ()) if _says(row, finding)]
        for source in sources.get(focus, ())
    }
    exact = {source: said for source, said in saying.items() if said}
    for source in sorted(exact or saying):
        yield source, _numbers(exact.get(source) or rows.get((focus, source), ()))


def _says(row: Row, finding: Finding) -> bool:
    if finding.check.about is None or row.get("property") != finding.check.about:
        return False
    return finding.value is None or row.get("value") == finding.value


def _numbers(rows: Iterable[Row]) -> tuple[int, ...]:
    return tuple(sorted({int(str(row["row"])) for row in rows if "row" in row}))


def _located(finding: Finding, rows: tuple[int, ...], columns: Mapping[URIRef, tuple[str, ...]]) -> Located:
    about = finding.check.about
    return Located(
        severity=finding.severity,
        thing=str(finding.focus),
        path=str(about) if about else None,
        value=written(finding.value) if finding.value is not None and finding.value != finding.focus else None,
        rows=rows,
        columns=columns.get(about, ()) if about else (),
        messages={lang: finding.message(lang) for lang in LANGUAGES},
    )


def _sources(store: Store, things: Sequence[URIRef]) -> dict[URIRef, set[URIRef]]:
    found: dict[URIRef, set[URIRef]] = defaultdict(set)
    for row in _asked(store, "facts", "thing", things):
        if row["graph"] != INFERRED:
            found[URIRef(str(row["thing"]))].add(URIRef(str(row["graph"])))
    return found


def _rows(store: Store, things: Sequence[URIRef]) -> dict[tuple[URIRef, URIRef], list[Row]]:
    found: dict[tuple[URIRef, URIRef], list[Row]] = defaultdict(list)
    for row in _asked(store, "rows-of", "subject", things):
        found[URIRef(str(row["subject"])), URIRef(str(row["source"]))].append(row)
    return found


def _asked(store: Store, name: str, parameter: str, things: Sequence[Identifier]) -> Iterator[Row]:
    for start in range(0, len(things), _BATCH):
        query = bind_many(view(name), {parameter: tuple(things[start : start + _BATCH])})
        yield from store.select(query, Scope.OPERATOR)


def write(found: Findings, artefacts: Path) -> None:
    """Keep what was found beside its release."""
    text = json.dumps({source: asdict(each) for source, each in found.items()}, ensure_ascii=False)
    (artefacts / FILE).write_text(text, encoding="utf-8")


@lru_cache(_KEPT)
def read(artefacts: Path) -> Findings:
    """What was found in a release; nothing where the release was made before this was kept."""
    try:
        said = json.loads((artefacts / FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return {source: OfSource(each["counts"], tuple(map(_read, each["located"]))) for source, each in said.items()}


def _read(said: Mapping[str, object]) -> Located:
    rows, columns, messages = said["rows"], said["columns"], said["messages"]
    assert isinstance(rows, list)
    assert isinstance(columns, list)
    assert isinstance(messages, dict)
    value, path = said["value"], said["path"]
    return Located(
        str(said["severity"]),
        str(said["thing"]),
        None if path is None else str(path),
        None if value is None else str(value),
        tuple(rows),
        tuple(columns),
        messages,
    )
