"""The report on a release, kept beside it: what does not conform, and how much is known."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from rdflib import RDF, SH, BNode, Graph, Literal, URIRef

from graph import terms
from graph.validating.checks import Check
from graph.validating.validation import SEVERITIES, Finding, Report
from ontology.model import LANGUAGES
from ontology.saying import Said

FILE = "validation.json"
EDITION = 1  # goes up when the file is written otherwise


@dataclass(frozen=True)
class Fault:
    """One thing that breaks a rule; the value is in the syntax of N-Triples, the messages name it."""

    thing: str
    value: str | None
    messages: Mapping[str, str]


@dataclass(frozen=True)
class Broken:
    """One rule of one shape, and all that breaks it."""

    severity: str
    shape: str
    component: str
    cls: str | None
    path: str | None
    field: str | None
    messages: Mapping[str, str]
    faults: tuple[Fault, ...]


@dataclass(frozen=True)
class Known:
    """One field of a class: of how many things it is known, or said to be unknown; `asked` where it should be."""

    field: str
    known: int
    unknown: int
    asked: str | None


@dataclass(frozen=True)
class ClassReport:
    """One class: its things, the faults that its own shape finds, and its fields."""

    cls: str
    things: int
    counts: Mapping[str, int]
    fields: tuple[Known, ...]

    @property
    def filled(self) -> float | None:
        """The part of the fields asked for that is known or said to be unknown; None where nothing is asked for."""
        asked = [each for each in self.fields if each.asked]
        if not asked or not self.things:
            return None
        return sum(min(each.known + each.unknown, self.things) for each in asked) / (len(asked) * self.things)


@dataclass(frozen=True)
class Quality:
    """The whole report."""

    checks: int
    counts: Mapping[str, int]
    broken: tuple[Broken, ...]
    classes: tuple[ClassReport, ...]
    edition: int = field(default=EDITION)

    @property
    def conforms(self) -> bool:
        """Whether nothing stops a release."""
        return not self.counts.get("violation")


class NoReport(LookupError):
    """The release was made before reports were kept."""


def of(report: Report) -> Quality:
    """What is kept of a validation: everything, sorted by rule."""
    groups: dict[Check, list[Finding]] = {}
    for finding in report.findings:
        groups.setdefault(finding.check, []).append(finding)
    counts: Counter[tuple[str, str]] = Counter()
    for check, found in groups.items():
        counts[str(check.target.term), SEVERITIES[check.severity]] += len(found)
    classes = (
        ClassReport(
            str(each.cls),
            each.things,
            {severity: counts[str(each.cls), severity] for severity in SEVERITIES.values()},
            tuple(Known(str(one.path), one.known, one.unknown, one.asked) for one in each.fields),
        )
        for each in report.completeness
    )
    broken = tuple(_broken(check, found) for check, found in groups.items())
    return Quality(report.checks, dict(report.counts), broken, tuple(classes))


def _broken(check: Check, found: Iterable[Finding]) -> Broken:
    def text(term: URIRef | None) -> str | None:
        return str(term) if term is not None else None

    cls = str(check.target.term) if check.target.predicate == SH.targetClass else None
    return Broken(
        SEVERITIES[check.severity],
        str(check.shape),
        str(check.component),
        cls,
        text(check.path),
        text(check.about),
        {lang: text for lang, text in check.messages.items() if lang in LANGUAGES},
        tuple(_fault(check, each) for each in found),
    )


def _fault(check: Check, finding: Finding) -> Fault:
    value = terms.written(finding.value) if finding.value is not None else None
    messages = {lang: finding.message(lang) for lang in LANGUAGES}
    return Fault(str(finding.focus), value, {} if messages == check.messages else messages)


def write(quality: Quality, artefacts: Path) -> None:
    """Keep a report beside its release."""
    (artefacts / FILE).write_text(dumped(quality), encoding="utf-8")


def dumped(quality: Quality) -> str:
    """A report as JSON."""
    return json.dumps(asdict(quality), ensure_ascii=False, separators=(",", ":"))


def read(artefacts: Path) -> Quality:
    """The report of a release; raises `NoReport`."""
    try:
        said: dict[str, Any] = json.loads((artefacts / FILE).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        told = "this release has no report yet: load again with `clusterscape load`"
        raise NoReport(Said.of("no_report", told)) from error
    broken = tuple(
        Broken(**each | {"faults": tuple(Fault(**one) for one in each["faults"])}) for each in said["broken"]
    )
    classes = tuple(
        ClassReport(**each | {"fields": tuple(Known(**one) for one in each["fields"])}) for each in said["classes"]
    )
    return Quality(said["checks"], said["counts"], broken, classes, said["edition"])


def report_graph(quality: Quality) -> Graph:
    """A report as SHACL has it (section 3.6 of the recommendation)."""
    triples = Graph()
    report = BNode()
    triples.add((report, RDF.type, SH.ValidationReport))
    # SHACL says that a graph conforms where no result is left, of whatever severity.
    triples.add((report, SH.conforms, Literal(not any(quality.counts.values()))))
    for broken in quality.broken:
        for fault in broken.faults:
            result = BNode()
            triples.add((report, SH.result, result))
            for predicate, value in _result(broken, fault):
                triples.add((result, predicate, value))
    return triples


def _result(broken: Broken, fault: Fault) -> Iterator[tuple[URIRef, URIRef | BNode | Literal]]:
    yield RDF.type, SH.ValidationResult
    yield SH.focusNode, URIRef(fault.thing)
    yield SH.resultSeverity, SH[broken.severity.capitalize()]
    yield SH.sourceConstraintComponent, URIRef(broken.component)
    yield SH.sourceShape, URIRef(broken.shape)
    if broken.path:
        yield SH.resultPath, URIRef(broken.path)
    if fault.value is not None:
        value = terms.read(fault.value)
        if isinstance(value, URIRef | BNode | Literal):
            yield SH.value, value
    for lang, text in (fault.messages or broken.messages).items():
        yield SH.resultMessage, Literal(text, lang=lang)
