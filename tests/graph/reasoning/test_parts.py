"""What is told of a large new graph in parts is what is found in the store: the same conclusions, the same findings."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import ClassVar, Self

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, Phase, event, given, settings
from hypothesis import strategies as st
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDF, RDFS, SKOS

from graph.embedded import EmbeddedStore
from graph.reasoning import beside, part, parts
from graph.reasoning.inference import INFERRED, grow, infer
from graph.reasoning.part import look
from graph.reasoning.parts import Apart, Cut
from graph.store import Triple
from graph.terms import written
from graph.validating import validation
from graph.validating.checks import Compiler
from graph.validating.reach import reach
from graph.validating.validation import Finding, findings
from ontology.namespaces import CSC, ONTOLOGY
from tests.graph.reasoning.test_inference_random import ONTOLOGY_TRIPLES

BEFORE, NEW = URIRef("urn:graph:before"), URIRef("urn:graph:new")
SHAPES = '''
@prefix : <urn:x:> . @prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix csc: <https://w3id.org/clusterscape/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
:one sh:targetClass :B ; sh:property :one-p, :one-q, :one-r, :one-s, :one-t, :one-u, :one-label .
:one-p sh:path :p ; sh:maxCount 1 .
:one-q sh:path :q ; sh:class :C .
:one-r sh:path :r ; sh:minCount 1 ; sh:severity sh:Warning .
:one-s sh:path :s ; sh:node [ sh:property [ sh:path skos:inScheme ; sh:hasValue :a ] ] .
:one-t sh:path :t ; sh:disjoint :q .
:one-u sh:path :u ; sh:class :C .
:one-label sh:path skos:prefLabel ; sh:uniqueLang true .
:of-members sh:targetSubjectsOf csc:hasMember ; sh:class :C .
:of-p sh:targetSubjectsOf :p ; sh:or ( [ sh:property [ sh:path :q ; sh:minCount 1 ] ] [ sh:class :A ] ) .
:twice sh:targetClass csc:Membership ; sh:sparql [ sh:select """SELECT $this ?value WHERE {
  $this csc:member ?member ; csc:inCluster ?cluster . ?value csc:member ?member ; csc:inCluster ?cluster .
  FILTER(?value != $this) }""" ] .
:round sh:targetSubjectsOf :t ; sh:sparql [ sh:select "SELECT $this WHERE { $this <urn:x:t>+ $this }" ] .
:chained-on sh:targetSubjectsOf :s ; sh:sparql [ sh:select """SELECT $this ?value WHERE {
  $this <urn:x:s> ?middle . ?middle csc:memberOf ?value . FILTER NOT EXISTS { $this <urn:x:p>/csc:memberOf ?value }
}""" ] .
:unasked sh:targetClass :C ; sh:sparql [ sh:select """SELECT $this WHERE {
  FILTER NOT EXISTS { ?other <urn:x:q> $this ; <urn:x:p> ?any } }""" ] .
'''
HUBS = [URIRef(f"urn:x:{letter}") for letter in "ab"]
LINKS = [URIRef(f"urn:x:{name}") for name in "pqrstu"]
LINKS += [CSC.member, CSC.inCluster, CSC.hasMember, CSC.memberOf, SKOS.inScheme]
ACROSS = [
    *LINKS,
    URIRef("urn:x:u"),
    URIRef("urn:x:u"),
    CSC.inCluster,
    CSC.memberOf,
    SKOS.inScheme,
]  # some without rules
CLASSES = [URIRef("urn:x:A"), URIRef("urn:x:B"), URIRef("urn:x:C"), CSC.Membership]
LABELS = [SKOS.prefLabel, RDFS.label]
TEXTS = [Literal("a", lang="en"), Literal("b\n", lang="ro"), Literal("c", lang="en")]


def said_of(things: Sequence[URIRef], others: Sequence[URIRef], least: int = 0) -> st.SearchStrategy[list[Triple]]:
    about = st.sampled_from(things)
    within = st.tuples(about, st.sampled_from(LINKS), st.sampled_from(things))
    across = st.tuples(about, st.sampled_from(ACROSS), st.sampled_from(others))
    types = st.tuples(about, st.just(RDF.type), st.sampled_from(CLASSES))
    texts = st.tuples(about, st.sampled_from(LABELS), st.sampled_from(TEXTS))
    odd = st.tuples(about, st.sampled_from(LINKS), st.just(Literal("text")))
    return st.lists(st.one_of(within, across, types, types, texts, odd), min_size=least, max_size=8)


@st.composite
def rows(draw: st.DrawFn) -> list[list[Triple]]:
    """Rows that each speak of things of their own; now and then of what the release knows, or another row too."""
    found = []
    for number in range(draw(st.integers(2, 4))):
        own = [URIRef(f"urn:own:{number}-{letter}") for letter in "xy"]
        row = draw(said_of(own, HUBS, 1))
        if draw(st.integers(0, 5)) == 5:
            row += draw(said_of(HUBS, own))[:1]
        if draw(st.integers(0, 19)) == 19:
            row += draw(said_of([URIRef("urn:own:0-x")], HUBS))[:1]
        found.append(row)
    return found


class InMemory(EmbeddedStore):
    """A store whose copies are in memory too: making folders takes most of the time otherwise."""

    copies: ClassVar[dict[Path, list[ox.Quad]]] = {}

    def copy_to(self, folder: Path) -> None:
        self.copies[folder] = list(self._engine)

    @classmethod
    def open(cls, folder: Path) -> Self:
        engine = ox.Store()
        engine.extend(cls.copies.pop(folder, []))
        return cls(engine, writable=True)

    read_only = open  # what a process that looks at a part does


@pytest.fixture(autouse=True, scope="module")
def _small() -> Iterator[None]:
    """A few hostile shapes instead of the shipped ones, and the parts looked at in this process."""
    checks = Compiler(Graph().parse(data=SHAPES, format="turtle")).compile()
    assert [each for each in checks if not reach(each).is_local]
    with pytest.MonkeyPatch.context() as patch:
        for module in (beside, parts, validation):
            patch.setattr(module, "shipped", lambda: checks)
        for module in (part, parts, validation):
            patch.setattr(module, "derivations", lambda: ())
        patch.setattr(part, "EmbeddedStore", InMemory)
        patch.setattr(parts, "EmbeddedStore", InMemory)
        patch.setattr(parts, "_looked", lambda tasks: map(look, tasks))
        yield


def begun(folder: Path, triples: list[Triple]) -> EmbeddedStore:
    store = InMemory.open(folder)
    store.replace(ONTOLOGY, ONTOLOGY_TRIPLES)
    store.replace(BEFORE, triples)
    infer(store)
    return store


def filed(path: Path, given: Sequence[Sequence[Triple]]) -> Cut:
    cuts, text = [], ""
    for row in given:
        cuts.append(len(text.encode()))
        text += "".join(f"{' '.join(map(written, triple))} .\n" for triple in row)
    path.write_text(text, encoding="utf-8", newline="\n")
    return Cut(path, cuts)


def everything(store: EmbeddedStore) -> dict[URIRef, set[Triple]]:
    return {graph: set(store.triples(graph)) for graph in store.graphs()}


def both(release: list[Triple], given: list[list[Triple]], folder: Path) -> Apart | None:
    """Conclude and check in both ways, and compare; gives what the parts came to."""
    in_parts = begun(folder / "parts-store", release)
    in_parts.copy_to(folder / "whole-store")
    whole = InMemory.open(folder / "whole-store")
    cut = filed(folder / "said.nt", given)
    apart = parts.conclude(in_parts, NEW, cut, folder / "parts")
    if apart is None:
        return None
    before = in_parts.size(INFERRED)
    in_parts.change(INFERRED, (), apart.restated)
    in_parts.say([(NEW, cut.said), *((INFERRED, path) for path in apart.files)])
    whole.fill(NEW, cut.said)
    drawn = grow(whole, NEW)
    assert everything(in_parts) == everything(whole)
    assert set(in_parts.lines(None, None, None)) == set(whole.lines(None, None, None))
    assert apart.size == whole.size(NEW)
    assert before - len(apart.restated) + apart.inferred == drawn.total
    found = [*apart.findings, *findings(in_parts, apart.left)]
    assert len(found) == len(set(found))
    assert told(found) == told(findings(whole, validation.shipped()))
    return apart


def told(found: Iterable[Finding]) -> set[tuple[object, ...]]:
    return {
        (each.check.shape, each.check.component, each.check.target, each.focus, each.value, each.row) for each in found
    }


def told_by(text: str) -> list[Triple]:
    """Triples in Turtle: `own:0` is a thing of a row, `:a` and `:b` stand in the release."""
    head = "@prefix : <urn:x:> . @prefix own: <urn:own:> . @prefix csc: <https://w3id.org/clusterscape/ontology#> . "
    head += "@prefix skos: <http://www.w3.org/2004/02/skos/core#> . "
    return sorted(Graph().parse(data=f"{head}{text} .", format="turtle"))


OTHER = "own:1 a :A"
# What a release says, what two rows say, and whether these leave one another alone.
CASES = {
    "a rule joins two rows in a thing of the release": (
        ":a :u :b . :b a :A",
        "own:0 :s :a",
        "own:1 :s :a ; :p :b",
        False,
    ),
    "a row names a thing of another": (":a a :A", "own:0 a :B ; :u own:1", "own:1 a :C", False),
    "a row names a thing of one that came before": (":a a :A", "own:1 a :C", "own:0 a :B ; :u own:1", False),
    "two rows speak of one thing": (":a a :A", "own:0 a :B ; :p :a", "own:0 :p :b", False),
    "a row says what a thing of the release is": (":a :t :b", "own:0 a :B ; :q :a", ":a a :C", False),
    "a row gives a thing of the release a name": (":a skos:prefLabel 'b'", OTHER, ":a skos:prefLabel 'a'", False),
    "the release waits for a thing": (":a a :B ; :u own:0", "own:0 a :C", OTHER, False),
    "the release has what a row refers to": (":a a :C", "own:0 a :B ; :q :a", "own:2 a :B ; :q :b", True),
    "a thing of the release gets a good value": (":a a :B", ":a :q own:0 . own:0 a :C", OTHER, True),
    "a thing of the release gets a wrong value": (":a a :B", ":a :q own:0 . own:0 a :A", OTHER, True),
    "it gets one value from each row": (":a a :B", ":a :p own:0 . own:0 a :A", ":a :p own:1 . own:1 a :A", True),
    "a query looks on from a thing of the release": (":a a :A", ":a :s own:0 . own:0 csc:memberOf :b", OTHER, True),
    "a query compares two rows": (
        ":a a :A . :b a :A",
        "own:0 a csc:Membership ; csc:member :a ; csc:inCluster :b",
        "own:1 a csc:Membership ; csc:member :a ; csc:inCluster :b",
        True,
    ),
    "a row states what followed": (":a :p :b", ":a :q :b . own:0 a :A", OTHER, True),
    "a rule says the same of a thing by two rows": (":a a :A", "own:0 csc:memberOf :a", "own:1 csc:memberOf :a", True),
    "one row states what follows from another": (
        ":a a :A . :b a :A",
        ":a :p :b . own:0 a :A",
        f":a :q :b . {OTHER}",
        True,
    ),
    "a path goes round in a row": (":a a :A", "own:0 :t own:2 . own:2 :t own:0", OTHER, True),
    "a path leads away to the release": (":a :t :b . :b :t :a", "own:0 :t :a", OTHER, True),
}


@pytest.mark.parametrize("case", CASES)
def test_rows_are_told_apart_or_seen_to_be_entangled(case: str, tmp_path: Path) -> None:
    release, *given_rows, is_apart = CASES[case]
    apart = both(told_by(str(release)), [told_by(str(row)) for row in given_rows], tmp_path)
    assert (apart is not None) == is_apart


@pytest.mark.unmeasured
@settings(
    max_examples=300,
    deadline=None,
    phases=[Phase.reuse, Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.too_slow],
)
@given(said_of(HUBS, HUBS, 1), rows())
def test_parts_come_to_what_the_whole_comes_to(release: list[Triple], given: list[list[Triple]]) -> None:
    with TemporaryDirectory() as folder:
        apart = both(release, given, Path(folder))
        event("entangled" if apart is None else f"apart, {len(apart.left)} checks left")
