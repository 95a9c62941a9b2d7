"""Why a statement holds."""

from collections.abc import Iterator

import pytest
from rdflib.namespace import OWL, RDFS

from graph.embedded import EmbeddedStore
from graph.reader import Reader
from graph.reasoning.inference import infer
from graph.reasoning.telling import tell
from graph.reasoning.why import MOST, Explainer, Explanation, NotSaid
from graph.store import Scope, Triple
from ontology.model import model
from ontology.namespaces import CSC, ONTOLOGY
from tests.graph.reasoning.test_inference import STATED, store_of, turtle

AXIOMS = """
:SME rdfs:subClassOf :Company . :Company rdfs:subClassOf :Firm .
:in a owl:TransitiveProperty . :seat rdfs:subPropertyOf :in .
:covered owl:propertyChainAxiom ( csc:memberOf :pact ) . csc:hasMember owl:inverseOf csc:memberOf .
csc:hasMember rdfs:isDefinedBy <https://w3id.org/clusterscape/ontology> .
csc:memberOf rdfs:isDefinedBy <https://w3id.org/clusterscape/ontology> .
"""
DATA = """
:a a :SME ; :seat :town . :town :in :region . :region :in :country .
:m a csc:Membership ; csc:member :a ; csc:inCluster :cluster . :cluster :pact :p .
:b :in :x1, :x2, :x3, :x4, :x5 . :x1 :in :y . :x2 :in :y . :x3 :in :y . :x4 :in :y . :x5 :in :y .
:c :in :d . :d :in :c .
:e :in :f . :f :in :g . :g :in :h . :h :in :i . :e :seat :h .
"""


@pytest.fixture
def store() -> EmbeddedStore:
    made = store_of(AXIOMS, DATA)
    infer(made)
    return made


def one(text: str) -> Triple:
    (triple,) = turtle(text)
    return triple


def why(store: EmbeddedStore, text: str, depth: int = 6) -> Explanation:
    return Explainer(store).why(one(text), depth)


def leaves(of: Explanation) -> list[Explanation]:
    if not of.reasons:
        return [of]
    return [leaf for reason in of.reasons for premise in reason.premises for leaf in leaves(premise)]


def test_a_stated_triple_names_its_graph(store: EmbeddedStore) -> None:
    assert why(store, ":a a :SME .") == Explanation(one(":a a :SME ."), (STATED,))


def test_a_derived_triple_names_rule_axioms_and_premises(store: EmbeddedStore) -> None:
    found = why(store, ":a a :Firm .")
    (reason,) = found.reasons
    assert (found.stated, reason.rule) == ((), "cax-sco")
    (axiom,) = reason.axioms
    assert (axiom.subject, axiom.predicate, axiom.values) == (
        *one(":Company rdfs:subClassOf :Firm .")[:2],
        (one(":a a :Firm .")[2],),
    )
    assert reason.premises[0].triple == one(":a a :Company .")
    assert [leaf.triple for leaf in leaves(found)] == [one(":a a :SME .")]


def test_a_chain_is_told_in_one_piece(store: EmbeddedStore) -> None:
    (reason,) = why(store, ":a :covered :p .").reasons
    (axiom,) = reason.axioms
    assert (axiom.predicate, axiom.values) == (OWL.propertyChainAxiom, (CSC.memberOf, one(":x :pact :y .")[1]))


@pytest.mark.parametrize(
    "text", [":a :covered :p .", ":a :in :country .", ":cluster csc:hasMember :a .", ":c :in :c ."]
)
def test_every_reason_ends_in_what_is_stated(store: EmbeddedStore, text: str) -> None:
    assert all(leaf.stated for leaf in leaves(why(store, text)))


def test_every_conclusion_has_a_reason_that_does_not_rest_on_itself(store: EmbeddedStore) -> None:
    for triple in turtle(":c :in :c . :d :in :d . :cluster csc:hasMember :a . :a csc:memberOf :cluster ."):
        found = Explainer(store).why(triple)
        assert found.reasons
        assert triple not in [leaf.triple for leaf in leaves(found)]


@pytest.mark.parametrize("text", [":c :in :c .", ":c a :Firm .", ":cluster csc:hasMember :a ."])
def test_nothing_is_explained_by_itself(text: str) -> None:
    store = store_of(AXIOMS + ":Firm rdfs:subClassOf :Company .", DATA + ":c a :SME .")
    infer(store)
    found = why(store, text)
    assert found.reasons
    assert not list(repeated(found, ()))


def repeated(of: Explanation, before: tuple[Triple, ...]) -> Iterator[Triple]:
    if of.triple in before:
        yield of.triple
    for reason in of.reasons:
        for premise in reason.premises:
            yield from repeated(premise, (*before, of.triple))


def test_of_very_many_reasons_not_all_are_looked_at() -> None:
    ways = " ".join(f":a :in :m{number} . :m{number} :in :b ." for number in range(200))
    store = store_of(":in a owl:TransitiveProperty .", ways)
    infer(store)
    found = why(store, ":a :in :b .")
    assert len(found.reasons) == MOST
    assert 0 < found.more < 100


def test_of_many_reasons_a_few_are_told_and_the_rest_counted(store: EmbeddedStore) -> None:
    found = why(store, ":b :in :y .")
    assert (len(found.reasons), found.more) == (MOST, 2)


def test_the_shortest_reason_comes_first_and_each_rests_on_other_statements(store: EmbeddedStore) -> None:
    found = why(store, ":e :in :i .")
    bases = [sorted(leaf.triple for premise in each.premises for leaf in leaves(premise)) for each in found.reasons]
    assert bases[0] == sorted(turtle(":e :seat :h . :h :in :i ."))
    assert bases[1:] == [sorted(turtle(":e :in :f . :f :in :g . :g :in :h . :h :in :i ."))]
    assert found.more == 0


def test_what_lies_further_back_than_asked_is_said_to(store: EmbeddedStore) -> None:
    found = why(store, ":a a :Firm .", depth=1)
    assert [(leaf.stated, leaf.deeper) for leaf in leaves(found)] == [((), True)]


def test_a_name_comes_from_a_label() -> None:
    store = store_of("", ':a rdfs:label "Grupo"@pt, "Group"@en .')
    infer(store)
    (reason,) = why(store, ':a csc:name "Group" .').reasons
    assert (reason.rule, reason.premises[0].triple) == ("name", one(':a rdfs:label "Group"@en .'))
    assert reason.premises[0].triple[1] == RDFS.label


def test_what_is_not_said_has_no_reason(store: EmbeddedStore) -> None:
    with pytest.raises(NotSaid, match="the graph does not say"):
        why(store, ":a a :Bank .")


def test_what_was_told_is_not_told_again_and_things_of_one_name_tell_their_code() -> None:
    axioms = f""":both owl:propertyChainAxiom ( :wide :back ) . :back owl:inverseOf :wide .
    :narrow rdfs:subPropertyOf :wide .
    :back rdfs:isDefinedBy <{ONTOLOGY}> . :wide rdfs:isDefinedBy <{ONTOLOGY}> ."""
    store = store_of(axioms, ':a :narrow :b ; rdfs:label "Lisboa" ; skos:notation "PT1" . :b rdfs:label "Lisboa" .')
    infer(store)
    told = tell(Reader(store, model(), Scope.OPERATOR), "en", why(store, ":a :both :a ."))
    assert told.subject.label == "Lisboa (PT1)"
    wide, back = told.reasons[0].premises
    assert (wide.subject.label, wide.value.text) == ("Lisboa (PT1)", "Lisboa (urn:x:b)")
    ((repeated_premise,),) = (reason.premises for reason in back.reasons)
    assert (wide.again, repeated_premise.again, repeated_premise.reasons) == (False, True, ())
