"""The shapes: one for every class, completed from the vocabulary, with messages that say what to do."""

import pytest
from rdflib import OWL, RDF, RDFS, SH, XSD, Graph, Literal, URIRef

from ontology.catalogue import vocabulary
from ontology.completion import BadShape, Vocabulary
from ontology.model import LANGUAGES
from ontology.namespaces import CSC, ID, SCHEMA
from ontology.shacl import SHAPES
from ontology.shapes import completed, files, shapes, shapes_graph, stated

CLASSES = Vocabulary(vocabulary()).classes
PREFIXES = "@prefix csc: <https://w3id.org/clusterscape/ontology#> . @prefix sh: <http://www.w3.org/ns/shacl#> . "


def words(*properties: tuple[URIRef, URIRef, object]) -> Graph:
    """A vocabulary of two classes and some statements."""
    triples = Graph()
    for cls, label in ((CSC.Cluster, "cluster"), (CSC.Hub, "hub")):
        triples.add((cls, RDF.type, OWL.Class))
        triples.add((cls, RDFS.label, Literal(label, lang="en")))
    triples.add((CSC.Hub, RDFS.subClassOf, CSC.Cluster))
    for triple in properties:
        triples.add(triple)  # type: ignore[arg-type]
    return triples


def test_every_class_has_a_shape_stated_in_a_file() -> None:
    told = set(stated().objects(None, SH.targetClass))
    assert not set(CLASSES) - told
    assert len(CLASSES) > 90
    assert len(files()) == 15


def test_every_property_that_a_file_names_is_one_of_the_vocabulary() -> None:
    named = {*stated().objects(None, SH.path), *stated().objects(None, SH.targetSubjectsOf)}
    assert not {path for path in named if (path, None, None) not in vocabulary()}


def test_every_query_of_a_file_belongs_to_a_shape() -> None:
    queries = set(stated().subjects(RDF.type, SH.SPARQLConstraint))
    assert queries == set(stated().objects(None, SH.sparql))


def test_every_requirement_tells_what_to_do_in_four_languages() -> None:
    told = [each for shape in shapes().values() for each in shape.constraints if each.minimum]
    assert len(told) > 300
    for each in told:
        assert all(each.messages[lang].endswith(".") for lang in LANGUAGES), each
        assert len(set(each.messages.values())) == len(LANGUAGES), each


def test_every_result_has_a_message_in_four_languages() -> None:
    triples = shapes_graph()
    for shape in triples.subjects(SH.severity, None):
        languages = {text.language for text in triples.objects(shape, SH.message) if isinstance(text, Literal)}
        assert languages >= set(LANGUAGES), shape


def test_the_message_names_field_class_and_remedy() -> None:
    (signed,) = (each for each in shapes()[CSC.SectoralPact].constraints if each.path == CSC.signedOn)
    assert signed.messages["en"] == (
        "Field “signed on” of “sectoral pact” is missing: "
        "give the date, as exact as it is known, or state that it is unknown."
    )
    assert signed.or_unknown


def test_a_new_property_appears_with_nothing_added() -> None:
    new = words(
        (CSC.mascot, RDF.type, OWL.DatatypeProperty),
        (CSC.mascot, RDFS.label, Literal("mascot", lang="en")),
        (CSC.mascot, RDFS.domain, CSC.Cluster),
        (CSC.mascot, RDFS.range, XSD.string),
    )
    triples = completed(new, Graph())
    shape = SHAPES["Cluster-mascot"]
    assert (CSC.ClusterShape, SH.property, shape) in triples
    assert (shape, SH.datatype, XSD.string) in triples
    assert (shape, SH.name, Literal("mascot", lang="en")) in triples
    assert len(list(triples.objects(shape, SH.message))) == len(LANGUAGES)


def test_a_property_of_several_classes_stands_on_each_and_may_take_several_sorts() -> None:
    new = words(
        (CSC.since, SCHEMA.domainIncludes, CSC.Hub),
        (CSC.since, SCHEMA.rangeIncludes, XSD.date),
        (CSC.since, SCHEMA.rangeIncludes, XSD.gYear),
    )
    triples = completed(new, Graph())
    assert (SHAPES["Hub-since"], SH["or"], None) in triples
    assert (SHAPES["since-allowed"], SH.targetSubjectsOf, CSC.since) in triples
    assert (SHAPES["Cluster-since"], None, None) not in triples


def test_a_text_may_not_be_blank_and_another_value_is_not_asked() -> None:
    new = words(
        (CSC.motto, RDFS.domain, CSC.Cluster),
        (CSC.motto, RDFS.range, XSD.string),
        (CSC.since, RDFS.domain, CSC.Cluster),
        (CSC.since, RDFS.range, XSD.date),
    )
    triples = completed(new, Graph())
    assert (SHAPES["Cluster-motto-blank"], SH.pattern, Literal("\\S")) in triples
    assert (SHAPES["Cluster-motto-blank"], SH.severity, SH.Violation) in triples
    assert len(list(triples.objects(SHAPES["Cluster-motto-blank"], SH.message))) == len(LANGUAGES)
    assert (SHAPES["Cluster-since-blank"], None, None) not in triples


def test_one_value_at_most_is_said_in_words() -> None:
    said = {str(each) for each in shapes_graph().objects(None, SH.message)}
    assert any("takes one value only" in each for each in said)
    assert not any("at most 1:" in each or "no máximo 1:" in each for each in said)


def test_a_code_list_asks_for_an_entry_of_the_scheme() -> None:
    new = words((CSC.stage, RDFS.domain, CSC.Cluster), (CSC.stage, CSC.codeList, ID["scheme/stages"]))
    triples = completed(new, Graph())
    assert (SHAPES["Cluster-stage"], SH.node, SHAPES["list-stages"]) in triples
    assert (SHAPES["list-stages-scheme"], SH.hasValue, ID["scheme/stages"]) in triples


def test_what_an_outside_vocabulary_says_of_its_own_terms_is_not_asked() -> None:
    outside = URIRef("http://xmlns.com/foaf/0.1/homepage")
    triples = completed(words((outside, RDFS.domain, CSC.Cluster), (outside, RDFS.range, OWL.Class)), Graph())
    assert (None, SH.path, outside) not in triples


def test_a_subclass_has_the_constraints_of_its_superclass_and_says_where_from() -> None:
    by_path = {each.path: each for each in shapes()[CSC.SectoralPact].constraints}
    assert by_path[CSC.pactOf].inherited_from == CSC.Agreement or by_path[CSC.pactOf].minimum == 1
    assert by_path[CSC.signedAt].severity == "info"
    assert {each.path for each in shapes()[CSC.Agreement].constraints} <= by_path.keys()


def test_the_stricter_of_two_requirements_counts() -> None:
    signed = {
        cls: {each.path: each for each in shapes()[cls].constraints}[CSC.signedOn]
        for cls in (CSC.Agreement, CSC.SectoralPact)
    }
    assert [signed[cls].severity for cls in (CSC.Agreement, CSC.SectoralPact)] == ["warning", "violation"]


def test_a_number_of_values_and_a_range_are_told_together() -> None:
    (quadrant,) = (each for each in shapes()[CSC.SwotStatement].constraints if each.path == CSC.quadrant)
    assert (quadrant.minimum, quadrant.maximum) == (1, 1)
    assert quadrant.code_list == ID["scheme/quadrant"]


def test_queries_are_told_with_their_severity() -> None:
    (longer,) = shapes()[CSC.JointPolicyStrategyPlan].queries
    assert longer.severity == "warning"
    assert "$this csc:start" in longer.select


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        pytest.param("csc:S a sh:NodeShape ; sh:targetClass csc:Nothing .", "no class of the vocabulary", id="class"),
        pytest.param(
            "csc:S a sh:NodeShape ; sh:targetClass csc:Cluster ; sh:property [ sh:minCount 1 ] .", "path", id="path"
        ),
    ],
)
def test_a_file_that_states_no_shape_is_refused(text: str, complaint: str) -> None:
    with pytest.raises(BadShape, match=complaint):
        completed(words(), Graph().parse(data=PREFIXES + text, format="turtle"))
