"""What decisions come to: the same whatever their order, and nothing when they are undone."""

from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import Literal, URIRef
from rdflib.namespace import DCTERMS, OWL, RDF, RDFS, SKOS

from graph.embedded import EmbeddedStore
from graph.store import Change, Triple
from ingest import provenance
from ingest.resolve import identity
from ingest.resolve.decide import DIFFERENT, IDENTITY, PROPOSAL, SAME, UNDONE, Decision
from ingest.resolve.identity import CHOSEN, GRAPH, LEI, Merges
from ontology import iri
from ontology.namespaces import CSC, ID, SCHEMA

NAMES = "abcde"
THINGS = {name: ID[f"organisation/{name}"] for name in NAMES}
RECORD = ID["record/one/1"]
FIRST, SECOND = iri.of_source("one"), iri.of_source("two")


def decide(left: str, right: str, verdict: str = SAME, by: str = "Unit", number: int = 1, **more: object) -> Decision:
    keep = str(THINGS[min(left, right)]) if verdict == SAME else ""
    said = {"keep": keep, "number": number, "when": "2026-11-22T00:00:00+00:00"} | more
    return Decision(IDENTITY, str(THINGS[left]), str(THINGS[right]), verdict, by, **said)  # type: ignore[arg-type]


def kept(*decisions: Decision) -> dict[str, str]:
    found = identity.merges(decisions).kept
    return {old.rpartition("/")[2]: keep.rpartition("/")[2] for old, keep in found.items()}


def described(name: str, graph: URIRef) -> list[Triple]:
    """What a source says of one: a name, a neighbour, and who says so."""
    about, other = THINGS[name], THINGS[NAMES[(NAMES.index(name) + 1) % len(NAMES)]]
    stated = [
        (about, RDFS.label, Literal(f"Body {name.upper()}", lang="en")),
        (about, SKOS.prefLabel, Literal(f"Corpo {name}", lang="pt")),
        (about, CSC.parentBody, other),
        (other, CSC.note, Literal(f"seen by {graph}")),
    ]
    reified = [each for triple in stated for each in provenance.statement(triple, RECORD)]
    return [(about, RDF.type, CSC.Organisation), *stated, *reified]


def world() -> EmbeddedStore:
    store = EmbeddedStore.memory()
    for graph, names in ((FIRST, "abc"), (SECOND, "cde")):
        store.replace(graph, [triple for name in names for triple in described(name, graph)])
    return store


def dump(store: EmbeddedStore) -> frozenset[tuple[URIRef, Triple]]:
    return frozenset((graph, triple) for graph in store.graphs() for triple in store.triples(graph))


def test_two_that_are_one_are_told_by_the_address_that_is_kept() -> None:
    store = world()
    changes = identity.rewrite(store, identity.merges([decide("a", "c")]))
    assert set(changes) == {FIRST, SECOND}
    said = {(graph, triple) for graph, triple in dump(store)}
    assert not [triple for _, triple in said if THINGS["c"] in triple]
    assert (SECOND, (THINGS["a"], SKOS.altLabel, Literal("Body C", lang="en"))) in said
    assert (FIRST, (THINGS["a"], RDFS.label, Literal("Body A", lang="en"))) in said
    assert (FIRST, (THINGS["b"], CSC.parentBody, THINGS["a"])) in said


def test_what_is_said_of_a_statement_fits_what_it_became() -> None:
    store = world()
    identity.rewrite(store, identity.merges([decide("a", "c")]))
    said = {triple for graph, triple in dump(store)}
    statements = {triple[0] for triple in said if triple[1] == RDF.subject}
    assert len(statements) > 20
    for each in statements:
        parts = {p: o for s, p, o in said if s == each and p in (RDF.subject, RDF.predicate, RDF.object)}
        assert (parts[RDF.subject], parts[RDF.predicate], parts[RDF.object]) in said


def test_a_change_holds_what_came_and_went() -> None:
    store = world()
    before = dump(store)
    changes = identity.rewrite(store, identity.merges([decide("a", "c")]))
    for graph, change in changes.items():
        old = {triple for each, triple in before if each == graph}
        new = set(store.triples(graph))
        assert (change.added, change.removed) == (len(new - old), len(old - new))
        assert change.lost is not None
        assert len(change.lost) == change.removed
    assert str(THINGS["c"]) in changes[FIRST].gone | changes[SECOND].gone


def test_writing_it_twice_changes_nothing() -> None:
    store = world()
    known = identity.merges([decide("a", "c"), decide("b", "d")])
    identity.rewrite(store, known)
    before = dump(store)
    assert identity.rewrite(store, known) == {}
    assert dump(store) == before


def test_one_by_one_comes_to_the_same_as_at_once() -> None:
    for order in permutations([decide("a", "c"), decide("c", "e"), decide("b", "d")]):
        step, made = world(), list[Decision]()
        for each in order:
            made.append(each)
            identity.rewrite(step, identity.merges(made))
        whole = world()
        identity.rewrite(whole, identity.merges(made))
        assert dump(step) == dump(whole)


VERDICTS = st.tuples(
    st.sampled_from(NAMES),
    st.sampled_from(NAMES),
    st.sampled_from((SAME, SAME, DIFFERENT)),
    st.sampled_from(("Unit", "rule 1")),
    st.integers(0, 9),
)
SEQUENCES = st.lists(
    VERDICTS.filter(lambda each: each[0] != each[1]), max_size=8, unique_by=lambda each: frozenset(each[:2])
)


def made_of(told: list[tuple[str, str, str, str, int]]) -> list[Decision]:
    return [
        decide(left, right, verdict, by, number, score=score / 10)
        for number, (left, right, verdict, by, score) in enumerate(told, start=1)
    ]


@pytest.mark.unmeasured
@given(SEQUENCES, st.randoms())
@settings(max_examples=300, deadline=None)
def test_the_order_of_decisions_does_not_count(told: list[tuple[str, str, str, str, int]], random: object) -> None:
    decisions = made_of(told)
    shuffled = list(decisions)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert identity.merges(decisions).kept == identity.merges(shuffled).kept


@pytest.mark.unmeasured
@given(SEQUENCES)
@settings(max_examples=300, deadline=None)
def test_two_that_somebody_told_apart_are_never_one(told: list[tuple[str, str, str, str, int]]) -> None:
    known = identity.merges(made_of(told))
    for left, right, verdict, _, _ in told:
        if verdict == DIFFERENT:
            assert known.of(str(THINGS[left])) != known.of(str(THINGS[right]))


@pytest.mark.unmeasured
@given(SEQUENCES, st.data())
@settings(max_examples=60, deadline=None)
def test_undoing_gives_the_graph_that_was_there_without(
    told: list[tuple[str, str, str, str, int]], data: st.DataObject
) -> None:
    """By the way of a load: what is to be told apart again is filled anew, the rest is rewritten."""
    decisions = made_of(told)
    store = world()
    before = identity.merges(decisions)
    identity.rewrite(store, before)
    undone = data.draw(st.sets(st.sampled_from([each.number for each in decisions]))) if decisions else set()
    journal = [*decisions]
    for number in undone:
        old = decisions[number - 1]
        journal.append(Decision(IDENTITY, old.left, old.right, UNDONE, "Unit", number=len(journal) + 1, undoes=number))
    after = identity.merges(journal)
    fresh = world()
    for source in identity.to_fill_again(store, before, after):
        graph = iri.of_source(source)
        store.replace(graph, fresh.triples(graph))
    identity.rewrite(store, after)
    without = world()
    identity.rewrite(without, identity.merges([each for each in decisions if each.number not in undone]))
    assert dump(store) == dump(without)


def test_a_person_outweighs_the_rule_whatever_came_last() -> None:
    rule, unit = decide("a", "b", SAME, "rule 1", 1), decide("a", "b", DIFFERENT, "Unit", 2)
    assert kept(rule, unit) == {}
    assert kept(decide("a", "b", DIFFERENT, "Unit", 1), decide("a", "b", SAME, "rule 2", 2)) == {}


def test_of_decisions_that_contradict_each_other_the_surer_holds_and_the_other_is_told() -> None:
    apart = decide("a", "c", DIFFERENT, "Unit", 1)
    sure, unsure = decide("a", "b", SAME, "rule 1", 2, score=0.99), decide("b", "c", SAME, "rule 1", 3, score=0.9)
    known = identity.merges([unsure, apart, sure])
    assert known.against == (unsure,)
    assert kept(unsure, apart, sure) == {"b": "a"}
    assert identity.contradicts([apart, sure], str(THINGS["b"]), str(THINGS["c"])) == (apart,)


def test_the_address_that_somebody_chose_is_kept() -> None:
    chosen = decide("a", "b", SAME, "Unit", 1, keep=str(THINGS["b"]), evidence={CHOSEN: "yes"})
    assert kept(chosen) == {"a": "b"}
    assert kept(chosen, decide("a", "c", SAME, "rule 1", 2)) == {"a": "b", "c": "b"}


def test_two_changes_one_after_the_other_are_told_as_one() -> None:
    x, y, z = (("<urn:s>", "<urn:p>", f"<urn:{each}>") for each in "xyz")
    first = Change(1, 1, frozenset({"urn:g"}), False, frozenset({x}), frozenset({y}))
    back = Change(1, 1, frozenset(), False, frozenset({y}), frozenset({x}))
    further = Change(1, 1, frozenset(), False, frozenset({y}), frozenset({z}))
    assert identity.then(first, back).come == frozenset() == identity.then(first, back).lost
    assert identity.then(first, further).come == frozenset({z})
    assert identity.then(first, further).lost == frozenset({x})
    assert identity.then(first, Change(5, 5)).come is None


def test_the_identity_graph_tells_who_decided_what_replaces_what_and_the_entry_in_a_register() -> None:
    merged = decide("a", "b", SAME, "Unit", 1, score=0.9, evidence={"left": "A", "right": "B", "reason": "One name."})
    ror = Decision(
        IDENTITY, str(THINGS["b"]), "https://ror.org/1", SAME, "rule 1", number=2, when="2026-11-22T00:00:00Z"
    )
    lei = Decision(IDENTITY, str(THINGS["a"]), LEI + "X1", SAME, "rule 1", number=3, when="2026-11-22T00:00:00Z")
    wrong = Decision(
        IDENTITY, str(THINGS["a"]), "https://ror.org/2", SAME, "rule 1", number=4, when="2026-11-22T00:00:00Z"
    )
    back = Decision(IDENTITY, wrong.left, wrong.right, UNDONE, "Unit", number=5, undoes=4, when="2026-11-22T00:00:00Z")
    journal = [merged, ror, lei, wrong, back]
    said = set(identity.described(world(), journal, identity.merges(journal)))
    first = ID["decision/1"]
    assert (THINGS["b"], DCTERMS.isReplacedBy, THINGS["a"]) in said
    assert (first, RDFS.label, Literal("A = B")) in said
    assert (first, CSC.decidedBy, Literal("Unit")) in said
    assert (first, CSC.ground, Literal("reason: One name.")) in said
    assert (first, CSC.keeps, THINGS["a"]) in said
    assert {o for s, p, o in said if p == OWL.sameAs} == {URIRef("https://ror.org/1"), URIRef(LEI + "X1")}
    assert (THINGS["a"], SCHEMA.leiCode, Literal("X1")) in said
    assert (ID["decision/5"], CSC.undoes, ID["decision/4"]) in said


@pytest.mark.parametrize(("hidden", "left"), [({"secret"}, 0), ({"other"}, 1)])
def test_what_only_a_hidden_source_says_is_not_told(hidden: set[str], left: int) -> None:
    evidence = {"left sources": "open", "right sources": "secret"}
    found = decide("a", "b", SAME, "Unit", 1, evidence=evidence)
    proposal = Decision(PROPOSAL, "1", "secret", "accepted", "Unit", number=2, when="2026-11-22T00:00:00Z")
    store = EmbeddedStore.memory()
    identity.hide(store, [found, proposal], frozenset(hidden))
    said = list(store.triples(GRAPH))
    assert len([each for each in said if each[1] == DCTERMS.isReplacedBy]) == left
    assert len([each for each in said if each[2] == CSC.IdentityDecision]) == left
    assert len([each for each in said if each[2] == CSC.ProposalDecision]) == left


def test_nothing_decided_is_nothing_said(tmp_path: Path) -> None:
    assert list(identity.described(world(), [], Merges())) == []
    assert kept() == {}
