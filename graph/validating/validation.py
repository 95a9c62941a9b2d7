"""Whether a graph conforms to the shapes: each constraint is a query that the store runs."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rdflib import RDF, SH, URIRef
from rdflib.term import Identifier

from graph.reasoning.inference import INFERRED
from graph.store import Store
from graph.terms import written
from graph.validating.alongside import side_by_side
from graph.validating.checks import Check, Compiler, Target, queries
from graph.validating.completeness import Completeness, completeness
from graph.validating.conditions import term
from graph.validating.reach import HEAD
from ontology import shapes
from ontology.catalogue import vocabulary
from ontology.completion import Vocabulary, local
from ontology.namespaces import shorten
from ontology.shacl import SHAPES
from ontology.shape_words import Words
from ontology.shapes import shapes_graph

# Not said in SHACL: a shape sees one graph and cannot tell what a source states from what follows.
_STATED = (
    "SELECT ?this ?value WHERE {{ GRAPH ?source {{ ?this {path} ?value }} "
    f"FILTER(?source != {term(INFERRED)}) }}}}"
)
_FOUND = {
    "en": " Found: “{value}”.",
    "pt": " Encontrado: “{value}”.",
    "it": " Trovato: “{value}”.",
    "ro": " Găsit: “{value}”.",
}
SEVERITIES = {SH.Violation: "violation", SH.Warning: "warning", SH.Info: "info"}


@dataclass(frozen=True)
class Finding:
    """One thing that does not conform, and by which check."""

    check: Check
    focus: Identifier
    value: Identifier | None = None
    row: tuple[tuple[str, str], ...] = ()

    @property
    def severity(self) -> str:
        """violation, warning or info."""
        return SEVERITIES[self.check.severity]

    def message(self, lang: str) -> str:
        """What is wrong and what to do, in English where the language has no text; with the value that was found."""
        known = lang if lang in self.check.messages else "en"
        text = self.check.messages.get(known, shorten(self.check.shape))
        for name, value in self.row:
            text = text.replace(f"{{?{name}}}", value).replace(f"{{${name}}}", value)
        shown = self.value is not None and self.value != self.focus and str(self.value) not in text
        return text + _FOUND[known].format(value=self.value) if shown else text

    def __str__(self) -> str:
        return f"{self.focus}: {self.message('en')}"


@dataclass(frozen=True)
class Report:
    """What was asked of a graph, and what does not conform."""

    findings: tuple[Finding, ...]
    completeness: tuple[Completeness, ...] = ()
    checks: int = 0
    infos: int = 0  # what is only good to know, and was counted without being told

    def of(self, severity: str) -> tuple[Finding, ...]:
        """The findings of one severity."""
        return tuple(each for each in self.findings if each.severity == severity)

    @property
    def counts(self) -> Mapping[str, int]:
        """How many findings there are of each severity."""
        found = Counter(each.severity for each in self.findings)
        found["info"] += self.infos
        return {severity: found[severity] for severity in SEVERITIES.values()}


def programs() -> tuple[Path, ...]:
    """The modules that the content of a report depends on."""
    here, ontology = Path(__file__).parent, shapes.FOLDER.parent
    names = ("checks", "completeness", "conditions", "quality", "reach", "validation")
    words = ("catalogue", "completion", "external", "shacl", "shape_words", "shapes")
    return (*(here / f"{name}.py" for name in names), *(ontology / f"{name}.py" for name in words))


@cache
def shipped() -> tuple[Check, ...]:
    """The checks of the shipped shapes."""
    return Compiler(shapes_graph()).compile()


def validate(store: Store, *, measured: bool = True) -> Report:
    """Ask all of the shapes of a graph whose conclusions are drawn; unless `measured`, not how complete it is."""
    found = (*stated(store, derivations()), *findings(store, shipped()))
    return reported(store, found, measured=measured)


def reported(store: Store, found: Iterable[Finding], infos: int = 0, *, measured: bool = True) -> Report:
    """The report on what was found in a graph already."""
    derived = frozenset(derivations())
    ordered = sorted(found, key=lambda each: (each.check not in derived, _order(each)))
    return Report(tuple(ordered), completeness(store) if measured else (), len(shipped()) + len(derived), infos)


@cache
def derivations() -> tuple[Check, ...]:
    """The checks that no source states what only follows from others."""
    known = Vocabulary(vocabulary())
    return tuple(_derivation(path, known) for path in known.properties if known.is_derived(path))


def _derivation(path: URIRef, known: Vocabulary) -> Check:
    shape, query = SHAPES[f"{local(path)}-derived"], _STATED.format(path=term(path))
    aimed = Target(SH.targetSubjectsOf, path)
    component = SH.SPARQLConstraintComponent
    texts = Words(known).derived(path)
    return Check(shape, component, SH.Violation, None, path, aimed, query, frozenset({path}), texts)


def stated(store: Store, checks: Iterable[Check]) -> Iterator[Finding]:
    """What sources state though it only follows from other statements."""
    asked = tuple(each for each in checks if all(_has_values(store, path) for path in each.needs))
    for check, rows in zip(asked, side_by_side(store, [check.body for check in asked]), strict=True):
        yield from (Finding(check, row["this"], row["value"]) for row in rows)


def findings(store: Store, checks: Iterable[Check]) -> Iterator[Finding]:
    """What does not conform, in the order of the shapes; each thing once."""
    asked = tuple(queries(_mattering(store, checks)))
    found: dict[tuple[object, ...], Finding] = {}
    for (_, owners), rows in zip(asked, side_by_side(store, [HEAD + query for query, _ in asked]), strict=True):
        for row in rows:
            finding = _finding(owners[URIRef(str(row["class"]))], row)
            found.setdefault((finding.check, finding.focus, finding.value), finding)
    yield from sorted(found.values(), key=_order)


def _mattering(store: Store, checks: Iterable[Check]) -> Iterator[Check]:
    """The checks whose classes have things and whose properties have values: nothing can be wrong with the others."""

    @cache
    def is_class(term: URIRef) -> bool:
        return any(True for _ in store.lines(None, written(RDF.type), written(term)))

    @cache
    def has_values(term: URIRef) -> bool:
        return _has_values(store, term)

    for check in checks:
        is_there = is_class if check.target.predicate == SH.targetClass else has_values
        if is_there(check.target.term) and all(map(has_values, check.needs)):
            yield check


def _has_values(store: Store, path: URIRef) -> bool:
    return any(True for _ in store.lines(None, written(path), None))


def _finding(check: Check, row: Mapping[str, Identifier]) -> Finding:
    said: tuple[tuple[str, str], ...] = ()
    if check.component == SH.SPARQLConstraintComponent:
        said = tuple((name, str(value)) for name, value in sorted(row.items()) if name != "class")
        # SHACL gives the thing itself as the value where the query names none (section 5.3.2).
        return Finding(check, row["this"], row.get("value", row["this"]), said)
    return Finding(check, row["this"], row.get("value"))


def _order(finding: Finding) -> tuple[object, ...]:
    gravity = list(SEVERITIES).index(finding.check.severity)
    return gravity, finding.check.shape, finding.check.component, str(finding.focus), str(finding.value or "")
