"""Whether a graph conforms to the shapes: each constraint is a query that the store runs."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rdflib import SH, URIRef
from rdflib.term import Identifier

from graph.checks import Check, Compiler, Target, queries
from graph.completeness import Completeness, completeness
from graph.conditions import term
from graph.inference import INFERRED
from graph.store import Scope, Store
from ontology import shapes
from ontology.catalogue import vocabulary
from ontology.completion import Vocabulary, local
from ontology.namespaces import PREFIXES, shorten
from ontology.shacl import SHAPES
from ontology.shape_words import Words
from ontology.shapes import shapes_graph

_HEAD = "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in PREFIXES.items())
# Not said in SHACL: a shape sees one graph and cannot tell what a source states from what follows.
_STATED = (
    "SELECT ?this ?value WHERE {{ GRAPH ?source {{ ?this {path} ?value }} "
    f"FILTER(?source != {term(INFERRED)}) }}}}"
)
_FOUND = {"en": " Found: “{value}”.", "pt": " Encontrado: “{value}”."}
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

    def of(self, severity: str) -> tuple[Finding, ...]:
        """The findings of one severity."""
        return tuple(each for each in self.findings if each.severity == severity)

    @property
    def counts(self) -> Mapping[str, int]:
        """How many findings there are of each severity."""
        found = Counter(each.severity for each in self.findings)
        return {severity: found[severity] for severity in SEVERITIES.values()}


def programs() -> tuple[Path, ...]:
    """The modules that the content of a report depends on."""
    graph, ontology = Path(__file__).parent, shapes.FOLDER.parent
    names = ("checks", "completeness", "conditions", "quality", "validation")
    words = ("catalogue", "completion", "external", "shacl", "shape_words", "shapes")
    return (*(graph / f"{name}.py" for name in names), *(ontology / f"{name}.py" for name in words))


@cache
def shipped() -> tuple[Check, ...]:
    """The checks of the shipped shapes."""
    return Compiler(shapes_graph()).compile()


def validate(store: Store) -> Report:
    """Ask all of the shapes of a graph whose conclusions are drawn."""
    checks = shipped()
    derived = derivations()
    found = (*stated(store, derived), *findings(store, checks))
    return Report(found, completeness(store), len(checks) + len(derived))


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
    for check in checks:
        for row in store.select(check.body, Scope.OPERATOR):
            yield Finding(check, row["this"], row["value"])


def findings(store: Store, checks: Iterable[Check]) -> Iterator[Finding]:
    """What does not conform, in the order of the shapes; each thing once."""
    present = _present(store)
    found: dict[tuple[object, ...], Finding] = {}
    for query, owners in queries(each for each in checks if _matters(each, present)):
        for row in store.select(_HEAD + query, Scope.OPERATOR):
            finding = _finding(owners[URIRef(str(row["class"]))], row)
            found.setdefault((finding.check, finding.focus, finding.value), finding)
    yield from sorted(found.values(), key=_order)


def _present(store: Store) -> frozenset[URIRef]:
    """The classes that have things and the properties that have values: nothing can be wrong with the others."""
    asked = "SELECT DISTINCT ?term WHERE {{ {} }}"
    used = ("?thing a ?term", "?thing ?term ?value")
    rows = (row for pattern in used for row in store.select(asked.format(pattern), Scope.OPERATOR))
    return frozenset(URIRef(str(row["term"])) for row in rows)


def _matters(check: Check, present: frozenset[URIRef]) -> bool:
    return check.target.term in present and check.needs <= present


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
