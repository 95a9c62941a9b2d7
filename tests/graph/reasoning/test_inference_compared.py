"""Our conclusions beside those of reasoners that others wrote, over the shipped data."""

from collections.abc import Iterable
from itertools import chain
from pathlib import Path

import owlrl
import pytest
import reasonable
from rdflib import OWL, RDF, RDFS, SKOS, BNode, Graph, URIRef
from rdflib.namespace import XSD

from graph.embedded import EmbeddedStore
from graph.reasoning.deduction import Program
from graph.reasoning.inference import INFERRED, axioms, infer, program_of, said
from graph.reasoning.rules import SCHEMA
from graph.release import Releases
from graph.store import Line, Scope, Triple
from graph.terms import written
from ontology.namespaces import CSC, ONTOLOGY
from tests.graph.reasoning.test_inference import store_of

TYPE = written(RDF.type)
LOGIC = (str(OWL), str(RDF), str(RDFS))  # what these say of classes and properties is the ontology, not the data
# What the other reasoner has no rule for; it is given to it as if it were stated.
NOT_THEIRS = {"csc-member", "csc-within", "prp-spo2", "prp-spo2-three"}
UNIVERSAL = {written(OWL.Thing), written(RDFS.Resource)}
MOMENT = f"^^<{XSD.dateTime}>"  # the other reasoner writes 00Z as 00+00:00


@pytest.fixture(scope="module")
def shipped(demo: Path) -> EmbeddedStore:
    release = Releases(demo).current()
    assert release is not None
    return release.open()


@pytest.fixture(scope="module")
def program(shipped: EmbeddedStore) -> Program:
    return program_of(shipped)


@pytest.fixture(scope="module")
def inferred(shipped: EmbeddedStore) -> frozenset[Line]:
    return frozenset(line for line in said(shipped, [INFERRED])[INFERRED] if line[1] != written(CSC.name))


@pytest.fixture(scope="module")
def stated(shipped: EmbeddedStore) -> frozenset[Line]:
    graphs = said(shipped, shipped.graphs() - {INFERRED})
    return frozenset(line for line in chain.from_iterable(graphs.values()) if of_data(line))


def of_data(line: Line) -> bool:
    _, predicate, value = line
    logical = predicate[1:].startswith(str(OWL)) or (predicate == TYPE and value[1:].startswith(LOGIC))
    return not logical and predicate not in map(written, (*SCHEMA, RDFS.domain, RDFS.range)) and MOMENT not in value


def theirs(given: Iterable[Line], folder: Path) -> set[Line]:
    path = folder / "given.ttl"
    path.write_text("".join(f"{subject} {predicate} {value} .\n" for subject, predicate, value in given), "utf-8")
    reasoner = reasonable.PyReasoner()
    reasoner.load_file(str(path))
    found = (tuple(map(written, triple)) for triple in reasoner.reason())
    return {(subject, predicate, value) for subject, predicate, value in found}


@pytest.mark.unmeasured
def test_another_reasoner_concludes_the_same(
    program: Program, stated: frozenset[Line], inferred: frozenset[Line], tmp_path: Path
) -> None:
    ours = stated | frozenset(filter(of_data, inferred))
    used = {(written(s), written(p), written(o)) for clause in program.clauses for s, p, o in clause.axioms}
    helped = {written(clause.head[1]) for clause in program.clauses if clause.rule.name in NOT_THEIRS}
    found = theirs(stated | used | {line for line in inferred if line[1] in helped}, tmp_path)
    beyond = {line for line in found - ours - used if of_data(line)}
    assert not ours - found
    assert {line for line in beyond if line[1] != TYPE or line[2] not in UNIVERSAL} == set()
    assert len(inferred) > 50_000


def test_an_axiom_that_is_not_reasoned_with_is_left_out_for_a_reason(shipped: EmbeddedStore, program: Program) -> None:
    used = {axiom for clause in program.clauses for axiom in clause.axioms}
    ontology = axioms(shipped)
    left_out = {each for each in ontology if each[1] != RDFS.isDefinedBy} - used
    assert len(used) > 150
    assert {each for each in left_out if not reason(each, ontology)} == set()


def reason(axiom: Triple, ontology: Graph) -> str | None:
    subject, predicate, value = axiom
    ours = {term for term in (subject, value) if (term, RDFS.isDefinedBy, ONTOLOGY) in ontology}
    cases = {
        "about a class or property without a name": isinstance(subject, BNode) or isinstance(value, BNode),
        "an inverse from outside": predicate == OWL.inverseOf and not ours,
        "another name is no label": predicate == RDFS.subPropertyOf and subject in {SKOS.altLabel, SKOS.hiddenLabel},
        "says that something is itself": subject == value,
    }
    return next((words for words, is_so in cases.items() if is_so), None)


@pytest.mark.parametrize(
    ("axiom", "pattern"), [("domain", "?thing ?property ?other"), ("range", "?other ?property ?thing")]
)
def test_a_domain_or_range_tells_nothing_that_data_do_not_say(shipped: EmbeddedStore, axiom: str, pattern: str) -> None:
    query = f"""
    PREFIX owl: <http://www.w3.org/2002/07/owl#>
    PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
    SELECT DISTINCT ?property ?class WHERE {{
      ?property a owl:ObjectProperty ; rdfs:isDefinedBy <{ONTOLOGY}> ; rdfs:{axiom} ?class . FILTER(isIRI(?class))
      {pattern} FILTER(isIRI(?thing)) FILTER NOT EXISTS {{ ?thing a ?class }}
    }}"""
    assert list(shipped.select(query, Scope.OPERATOR)) == []


def test_a_chain_gives_what_a_reasoner_with_that_rule_gives() -> None:
    schema = """
    :covered owl:propertyChainAxiom ( :memberOf :hasPact ) . :far owl:propertyChainAxiom ( :memberOf :hasPact :signed ) .
    :hasMember owl:inverseOf :memberOf . :hasMember rdfs:isDefinedBy <https://w3id.org/clusterscape/ontology> .
    :memberOf rdfs:isDefinedBy <https://w3id.org/clusterscape/ontology> . :in a owl:TransitiveProperty .
    """
    data = ":c :hasMember :a, :b ; :hasPact :p . :p :signed :d . :a :in :x . :x :in :y . :y :in :z ."
    store = store_of(schema, data)
    infer(store)
    stated = {triple for graph in store.graphs() - {INFERRED} for triple in store.triples(graph)}
    graph = Graph()
    for triple in stated:
        graph.add(triple)  # type: ignore[arg-type]
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    own = {URIRef(f"urn:x:{name}") for name in ("covered", "far", "memberOf", "hasMember", "in")}
    assert {each for each in set(graph) - stated if each[1] in own and each[0] not in own} == set(
        store.triples(INFERRED)
    )
