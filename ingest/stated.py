"""Which line of an RDF file a finding of the shapes comes from; of a format without lines, which file."""

from collections.abc import Iterable, Mapping, Sequence

from rdflib import URIRef

from graph.store import Store
from graph.terms import written
from graph.validating.validation import Finding
from ingest.faults import Fault
from ingest.readers.packed import opened
from ingest.source import Source

_LINED = frozenset({"n-triples", "n-quads"})


def located(store: Store, source: Source, findings: Iterable[Finding]) -> Mapping[Finding, Sequence[Fault]]:
    """The faults of each finding on a thing that a source without a mapping speaks of; the others are left out."""
    spoken = [each for each in findings if _speaks_of(store, source, each)]
    lines = _lines(source, spoken) if source.format.removesuffix(".gz") in _LINED else {}
    return {each: (_fault(source, each, lines.get(each)),) for each in spoken}


def _speaks_of(store: Store, source: Source, finding: Finding) -> bool:
    if not isinstance(finding.focus, URIRef):
        return False
    return next(iter(store.lines(written(finding.focus), None, None, source.graph)), None) is not None


def _fault(source: Source, finding: Finding, line: int | None) -> Fault:
    return Fault(source.file.name, line, None, str(finding.focus), finding.message("en"))


def _lines(source: Source, findings: Sequence[Finding]) -> Mapping[Finding, int]:
    """The first line that says what is wrong, or else the first that speaks of the thing."""
    named: dict[bytes, list[Finding]] = {}
    for each in findings:
        named.setdefault(written(each.focus).encode(), []).append(each)
    found: dict[Finding, int] = {}
    sure: set[Finding] = set()
    with opened(source.file) as file:
        for number, line in enumerate(file, start=1):
            for each in named.get(line.split(b" ", 1)[0], ()) if named else ():
                says = each.check.path is not None and f" {written(each.check.path)} ".encode() in line
                if each not in found or (says and each not in sure):
                    found[each] = number
                    sure |= {each} if says else set()
    return found
