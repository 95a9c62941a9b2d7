"""What the rules conclude: for each, triples in and triples out."""

from collections.abc import Iterable

import pytest
from rdflib import Graph, Literal
from rdflib.namespace import RDF, RDFS

from graph.embedded import EmbeddedStore
from graph.reasoning import inference
from graph.reasoning.inference import INFERRED, Drawn, are_many, infer, program_of, said, update
from graph.reasoning.rules import files, rules
from graph.store import Triple
from graph.terms import written
from ontology import iri
from ontology.catalogue import vocabulary
from ontology.namespaces import CSC, ID, ONTOLOGY, PREFIXES

PREFIX = (
    "".join(f"@prefix {name}: <{namespace}> .\n" for name, namespace in PREFIXES.items()) + "@prefix : <urn:x:> .\n"
)
STATED = iri.of_source("stated")
OURS = f":has rdfs:isDefinedBy <{ONTOLOGY}> . :of rdfs:isDefinedBy <{ONTOLOGY}> ."


def turtle(text: str) -> list[Triple]:
    return list(Graph().parse(data=PREFIX + text, format="turtle"))


def store_of(axioms: str, data: str) -> EmbeddedStore:
    store = EmbeddedStore.memory()
    store.replace(ONTOLOGY, turtle(axioms))
    store.replace(STATED, turtle(data))
    return store


def concluded(store: EmbeddedStore) -> set[Triple]:
    return set(store.triples(INFERRED))


CASES = {
    "cax-sco": (
        ":SME rdfs:subClassOf :Company . :Company rdfs:subClassOf :Firm .",
        ":a a :SME .",
        ":a a :Company, :Firm .",
    ),
    "prp-spo1": (":signed rdfs:subPropertyOf :agreed .", ":a :signed :b .", ":a :agreed :b ."),
    "prp-inv1": (f":has owl:inverseOf :of . :of rdfs:isDefinedBy <{ONTOLOGY}> .", ":a :has :b .", ":b :of :a ."),
    "prp-inv2": (f":has owl:inverseOf :of . :has rdfs:isDefinedBy <{ONTOLOGY}> .", ":b :of :a .", ":a :has :b ."),
    "prp-symp": (":beside a owl:SymmetricProperty .", ":a :beside :b .", ":b :beside :a ."),
    "prp-trp": (":in a owl:TransitiveProperty .", ":a :in :b . :b :in :c . :c :in :d .", ":a :in :c, :d . :b :in :d ."),
    "prp-spo2": (
        ":uncle owl:propertyChainAxiom ( :parent :brother ) .",
        ":a :parent :b . :b :brother :c .",
        ":a :uncle :c .",
    ),
    "prp-spo2-three": (
        ":far owl:propertyChainAxiom ( :one :two :three ) .",
        ":a :one :b . :b :two :c . :c :three :d .",
        ":a :far :d .",
    ),
    "csc-member": (
        "",
        ":m a csc:Membership ; csc:member :firm ; csc:inCluster :cluster . :n a csc:Affiliation ; csc:member :other ; csc:inCluster :cluster .",
        ":cluster csc:hasMember :firm .",
    ),
    "csc-within": ("", ":a skos:broaderTransitive :b .", ":a csc:within :b ."),
}


@pytest.mark.parametrize(("axioms", "data", "expected"), CASES.values(), ids=CASES)
def test_a_rule_concludes_this_and_no_more(axioms: str, data: str, expected: str) -> None:
    store = store_of(axioms, data)
    infer(store)
    assert concluded(store) == set(turtle(expected))


def test_every_rule_has_a_case_and_a_title_in_four_languages() -> None:
    assert CASES.keys() == {rule.name for rule in rules()}
    assert len(files()) == len(CASES) + 1  # and the one that makes names
    for rule in rules():
        assert rule.titles.keys() == {"en", "pt", "it", "ro"}
        assert rule.source


@pytest.mark.parametrize(
    ("labels", "name"),
    [
        pytest.param('rdfs:label "Grupo"@pt, "Group"@en', "Group", id="English first"),
        pytest.param('rdfs:label "Gruppo"@it, "Grup"@ro', "Gruppo", id="then as declared"),
        pytest.param('dcterms:title "Titre"@fr, "Plain"', "Plain", id="text without language before others"),
    ],
)
def test_a_thing_has_one_name(labels: str, name: str) -> None:
    store = store_of("", f":a {labels} .")
    infer(store)
    assert concluded(store) == {(*turtle(":a csc:name 1 .")[0][:2], Literal(name))}


def test_a_text_is_the_subject_of_nothing() -> None:
    store = store_of(f":of owl:inverseOf :has . {OURS}", ':a :of "text" .')
    infer(store)
    assert not concluded(store)


def test_an_inverse_from_outside_is_left_alone_and_an_alternative_name_is_no_label() -> None:
    axioms = "org:hasMember owl:inverseOf org:memberOf . skos:altLabel rdfs:subPropertyOf rdfs:label ."
    store = store_of(axioms, ':a org:hasMember :b ; skos:altLabel "also"@en .')
    infer(store)
    assert not concluded(store)


def test_a_class_without_a_name_gives_no_type() -> None:
    store = store_of(":A rdfs:subClassOf [ a owl:Restriction ] .", ":a a :A .")
    infer(store)
    assert not concluded(store)


def test_what_is_stated_is_not_concluded_and_comes_back_when_no_longer_stated() -> None:
    store = store_of(":SME rdfs:subClassOf :Company .", ":a a :SME, :Company .")
    assert infer(store) == Drawn(0, 0, 0)
    assert change(store, ":a a :SME .") == Drawn(1, 1, 0)
    assert concluded(store) == set(turtle(":a a :Company ."))
    assert change(store, ":a a :SME, :Company .") == Drawn(0, 0, 1)
    assert store.size() == len(turtle(":a a :SME, :Company . :SME rdfs:subClassOf :Company ."))


def test_of_many_changes_all_conclusions_are_drawn_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    store = store_of(":SME rdfs:subClassOf :Company .", ":a a :SME .")
    infer(store)
    monkeypatch.setattr(inference, "MANY", 0)
    assert change(store, ":b a :SME .") == Drawn(1, 1, 1)
    assert concluded(store) == set(turtle(":b a :Company ."))


@pytest.mark.parametrize(("typed", "named", "many"), [(2, 0, False), (3, 0, True), (2, 4, False), (2, 5, True)])
def test_a_name_is_changed_sooner_than_what_rules_ask_for(
    typed: int, named: int, many: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inference, "MANY", 2)
    program = program_of(store_of(":SME rdfs:subClassOf :Company .", ""))
    lines = [(f"<urn:{number}>", written(RDF.type), "<http://example/SME>") for number in range(typed)]
    lines += [(f"<urn:{number}>", written(RDFS.label), '"a"') for number in range(named)]
    assert are_many(lines, program) is many


def test_what_rests_only_on_itself_goes() -> None:
    store = store_of(
        f":has owl:inverseOf :of . {OURS} :in a owl:TransitiveProperty .", ":a :has :b . :a :in :b . :b :in :a ."
    )
    infer(store)
    assert concluded(store) == set(turtle(":b :of :a . :a :in :a . :b :in :b ."))
    change(store, ":c :in :d .")
    assert not concluded(store)


def test_names_follow_their_labels() -> None:
    axioms = "skos:prefLabel rdfs:subPropertyOf rdfs:label ."
    store = store_of(axioms, ':a skos:prefLabel "Old"@en .')
    infer(store)
    change(store, ':a skos:prefLabel "New"@en .')
    assert concluded(store) == set(turtle(':a rdfs:label "New"@en ; csc:name "New" .'))


def test_running_the_rules_twice_changes_nothing() -> None:
    store = store_of(":SME rdfs:subClassOf :Company .", ':a a :SME ; rdfs:label "A"@en .')
    first = infer(store)
    assert infer(store) == Drawn(first.total, 0, 0)


def test_shipped_axioms_and_rules_make_what_pages_and_questions_ask_for(shipped: EmbeddedStore) -> None:
    data = """
    id:membership\\/m a csc:Membership ; csc:member id:organisation\\/b ; csc:inCluster id:cluster\\/a .
    id:organisation\\/b a csc:SME . id:cluster\\/a csc:region nuts:PT170 .
    nuts:PT170 csc:country country:PRT ; skos:broader nuts:PT17 . nuts:PT17 skos:broader nuts:PT1 .
    nuts:PT1 skos:prefLabel "Continente" .
    """
    shipped.replace(STATED, turtle(data))
    infer(shipped)
    expected = """
    id:cluster\\/a csc:hasMember id:organisation\\/b ; csc:country country:PRT ; csc:within nuts:PT170, nuts:PT17, nuts:PT1 .
    id:organisation\\/b csc:memberOf id:cluster\\/a ; a csc:Company, csc:Organisation .
    nuts:PT170 csc:within nuts:PT17, nuts:PT1 . nuts:PT1 rdfs:label "Continente" ; csc:name "Continente" .
    """
    assert set(turtle(expected)) <= concluded(shipped)
    assert (ID["organisation/b"], RDF.type, CSC.LargeCompany) not in concluded(shipped)


def change(store: EmbeddedStore, data: str) -> Drawn:
    before = said(store, [STATED])
    store.replace(STATED, turtle(data))
    return update(store, before)


@pytest.fixture
def shipped(vocabulary_triples: Iterable[Triple]) -> EmbeddedStore:
    store = EmbeddedStore.memory()
    store.replace(ONTOLOGY, vocabulary_triples)
    return store


def test_a_name_is_a_text_that_no_axiom_carries_on(vocabulary_triples: Iterable[Triple]) -> None:
    assert not [each for each in vocabulary_triples if each[:2] == (CSC.name, RDFS.subPropertyOf)]


@pytest.fixture
def vocabulary_triples() -> list[Triple]:
    return list(vocabulary())
