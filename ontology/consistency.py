"""Whether the vocabulary can be true: checked by HermiT, through owlready2; what clashes is told in words."""

import shutil
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from subprocess import TimeoutExpired

from owlready2 import OwlReadyInconsistentOntologyError, World, reasoning, sync_reasoner_hermit
from owlready2.base import OwlReadyJavaError
from rdflib import BNode, Graph, URIRef
from rdflib.collection import Collection as RDFList
from rdflib.namespace import OWL, RDF, RDFS
from rdflib.term import Node

from ontology.logic import BOTH_WAYS, Axiom, Theory, words
from ontology.namespaces import CSC, ID

# HermiT reports empty classes, not properties that nothing can have: a class of what has one is put in its place.
_TAKES: Mapping[Node, URIRef] = {OWL.ObjectProperty: OWL.Thing, OWL.DatatypeProperty: RDFS.Literal}
_PROBE = "urn:x-has:"
# A run is short: one thread for memory and the quick compiler halve it. owlready2 has no other door for these.
_JAVA = {"JDK_JAVA_OPTIONS": "-XX:+UseSerialGC -XX:TieredStopAtLevel=1", "LC_ALL": "C.UTF-8"}
SECONDS = 120  # for one run of the reasoner, which takes two on what is shipped


class NoJava(RuntimeError):
    """HermiT is a Java program, and there is no Java."""

    def __init__(self) -> None:
        super().__init__(
            "the reasoner HermiT needs Java, and no `java` was found: "
            "install one (Debian, Ubuntu: apt install default-jre-headless)"
        )


class ReasonerFailed(RuntimeError):
    """The reasoner gave up, which says nothing of the vocabulary."""


@dataclass(frozen=True)
class Clash:
    """What cannot be: a class or property that nothing can have, or None for the vocabulary as a whole; and why."""

    term: URIRef | None
    because: tuple[str, ...]


@dataclass(frozen=True)
class Verdict:
    """What the reasoner says of a vocabulary."""

    consistent: bool
    unsatisfiable: tuple[URIRef, ...]
    inferred: tuple[tuple[URIRef, URIRef], ...]
    axioms: int
    left_out: tuple[tuple[str, int], ...]
    seconds: float

    @property
    def sound(self) -> bool:
        """Whether nothing clashes."""
        return self.consistent and not self.unsatisfiable


@dataclass(frozen=True)
class _Answer:
    consistent: bool
    unsatisfiable: frozenset[URIRef]
    above: frozenset[tuple[URIRef, URIRef]]


def check(triples: Graph) -> Verdict:
    """Consistency, classes and properties that nothing can have, subclasses that nobody stated; raises `NoJava`."""
    begun = time.perf_counter()
    theory = Theory(triples)
    answer = _ask(theory, theory.axioms)
    seconds = time.perf_counter() - begun
    stated = theory.closure()
    inferred = sorted(pair for pair in answer.above if pair not in stated and pair[0].startswith(CSC))
    return Verdict(
        consistent=answer.consistent,
        unsatisfiable=tuple(sorted(answer.unsatisfiable)),
        inferred=tuple(inferred),
        axioms=len(theory.axioms),
        left_out=tuple(sorted(theory.left_out.items())),
        seconds=seconds,
    )


def explain(triples: Graph, verdict: Verdict) -> Clash | None:
    """One clash with the few axioms that make it, none of which can be left out; None where nothing clashes."""
    theory = Theory(triples)
    if not verdict.consistent:
        return Clash(None, _told(theory, _of_facts(theory)))
    if not verdict.unsatisfiable:
        return None
    # What lies below an empty class, or stands on it alone, is empty for the same reason: explain the topmost class.
    term = min(verdict.unsatisfiable, key=lambda each: (each not in theory.classes, theory.depth(each), each))

    def fails(some: Sequence[Axiom]) -> bool:
        return term in _ask(theory, some).unsatisfiable

    near = _upward(theory, {term})
    return Clash(term, _told(theory, _shrink(near if fails(near) else theory.axioms, fails)))


def _of_facts(theory: Theory) -> tuple[Axiom, ...]:
    """Why the whole is inconsistent: first which facts it takes, then which axioms."""

    def fails(some: Sequence[Axiom]) -> bool:
        return not _ask(theory, some).consistent

    facts = tuple(axiom for axiom in theory.axioms if str(axiom.subject).startswith(str(ID)))
    rest = tuple(axiom for axiom in theory.axioms if axiom not in set(facts))
    few = _shrink(facts, lambda some: fails((*rest, *some))) if not fails(rest) else ()
    near = _upward(theory, {symbol for axiom in few for symbol in axiom.symbols()})
    chosen = tuple(dict.fromkeys((*few, *near)))
    return _shrink(chosen if few and fails(chosen) else (*few, *rest), fails)


def _told(theory: Theory, because: Sequence[Axiom]) -> tuple[str, ...]:
    return tuple(words(axiom, theory.triples) for axiom in because)


def _upward(theory: Theory, start: Set[Node]) -> tuple[Axiom, ...]:
    """The axioms about some terms and all above them: mostly they are enough to explain a clash."""
    seen, size = set(start), 0
    rules = [axiom for axiom in theory.axioms if not str(axiom.subject).startswith(str(ID))]
    while size != len(seen):
        size = len(seen)
        seen |= {axiom.value for axiom in rules if axiom.subject in seen and axiom.predicate != OWL.disjointWith}
        seen |= {axiom.subject for axiom in rules if axiom.value in seen and axiom.predicate in BOTH_WAYS}
    return tuple(axiom for axiom in rules if axiom.subject in seen and (axiom.steps or axiom.symbols() <= seen))


def _shrink(axioms: Sequence[Axiom], clashes: Callable[[Sequence[Axiom]], bool]) -> tuple[Axiom, ...]:
    """A smallest part that still clashes: no axiom of it can be left out (QuickXplain, Junker 2004)."""

    def needed(fixed: tuple[Axiom, ...], changed: bool, some: tuple[Axiom, ...]) -> tuple[Axiom, ...]:
        if changed and fixed and clashes(fixed):
            return ()
        if len(some) <= 1:
            return some
        first, second = some[: len(some) // 2], some[len(some) // 2 :]
        later = needed(fixed + first, bool(first), second)
        sooner = needed(fixed + later, bool(later), first)
        return sooner + later

    return needed((), False, tuple(axioms))


def _ask(theory: Theory, axioms: Sequence[Axiom]) -> _Answer:
    java = shutil.which("java")
    if java is None:
        raise NoJava
    reasoning._subprocess_kargs.update(env={"PATH": str(Path(java).parent), **_JAVA}, timeout=SECONDS)
    world = World()
    try:
        with _own_files(), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            world.get_ontology("urn:x-check:").load(fileobj=BytesIO(_document(theory, axioms)), only_local=True)
            sync_reasoner_hermit(world, debug=0)
        found = {each.iri.removeprefix(_PROBE) for each in world.inconsistent_classes()}
        empty = frozenset(URIRef(each) for each in found - {str(OWL.Nothing)})
        above = frozenset(
            (URIRef(cls.iri), URIRef(other.iri))
            for cls in world.classes()
            if URIRef(cls.iri) not in empty and not cls.iri.startswith(_PROBE)
            for other in cls.ancestors(include_self=False)
            if other.iri != str(OWL.Thing)
        )
        return _Answer(True, empty, above)
    except OwlReadyInconsistentOntologyError:
        return _Answer(False, frozenset(), frozenset())
    except OwlReadyJavaError as error:
        raise ReasonerFailed(f"HermiT gave up: {str(error).strip().splitlines()[-1]}") from error
    except TimeoutExpired as error:
        raise ReasonerFailed(f"HermiT had no answer after {SECONDS} seconds, and was stopped") from error
    finally:
        world.close()


@contextmanager
def _own_files() -> Iterator[None]:
    """A folder for what owlready2 writes for HermiT: its own file it leaves behind where there is a clash."""
    before = tempfile.tempdir
    with tempfile.TemporaryDirectory(prefix="clusterscape-") as folder:
        tempfile.tempdir = folder
        try:
            yield
        finally:
            tempfile.tempdir = before


def _document(theory: Theory, axioms: Sequence[Axiom]) -> bytes:
    document = Graph()
    document.add((URIRef("urn:x-check:"), RDF.type, OWL.Ontology))
    for term, predicate, sort in theory.declarations(axioms):
        document.add((term, predicate, sort))
        if sort in _TAKES and str(term).startswith(str(CSC)):
            _add_probe(document, term, _TAKES[sort])
    for axiom in axioms:
        value = axiom.value
        if axiom.steps:
            value = BNode()
            RDFList(document, value, list(axiom.steps))
        document.add((axiom.subject, axiom.predicate, value))
    return document.serialize(format="ntriples", encoding="utf-8")


def _add_probe(document: Graph, term: Node, taken: URIRef) -> None:
    probe, some = URIRef(_PROBE + str(term)), BNode()
    document.add((probe, RDF.type, OWL.Class))
    document.add((probe, RDFS.subClassOf, some))
    document.add((some, RDF.type, OWL.Restriction))
    document.add((some, OWL.onProperty, term))
    document.add((some, OWL.someValuesFrom, taken))
