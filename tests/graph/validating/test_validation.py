"""Each kind of constraint finds what pySHACL finds: on a good example nothing, on a bad one the same."""

from collections.abc import Iterable

import pyshacl
import pytest
from rdflib import RDF, SH, Graph, URIRef

from graph.embedded import EmbeddedStore
from graph.validating.checks import Compiler
from graph.validating.conditions import UnsupportedShape
from graph.validating.validation import Finding, findings

DATA = URIRef("urn:data")
PREFIXES = """
@prefix : <http://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix csc: <https://w3id.org/clusterscape/ontology#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
"""
# Name, what the shape of :P asks, a thing that conforms, a thing that does not.
CASES = [
    ("minCount", "sh:property :q . :q sh:path :p ; sh:minCount 1", ":a :p 1", ":a :r 1"),
    ("minCount of two", "sh:property :q . :q sh:path :p ; sh:minCount 2", ":a :p 1, 2", ":a :p 1"),
    ("maxCount", "sh:property :q . :q sh:path :p ; sh:maxCount 1", ":a :p 1", ":a :p 1, 2"),
    ("class", "sh:property :q . :q sh:path :p ; sh:class :C", ":a :p :c", ":a :p :d, 'c'"),
    ("class of the thing", "sh:class :C", ":a a :C", ":a :p 1"),
    ("datatype", "sh:property :q . :q sh:path :p ; sh:datatype xsd:integer", ":a :p 1", ":a :p 'x', :c, 1.5"),
    (
        "datatype, ill-formed",
        "sh:property :q . :q sh:path :p ; sh:datatype xsd:date",
        ":a :p '2019-02-28'^^xsd:date",
        ":a :p '2019-02-30'^^xsd:date",
    ),
    (
        "datatype, not a number",
        "sh:property :q . :q sh:path :p ; sh:datatype xsd:double",
        ":a :p 'NaN'^^xsd:double, 'INF'^^xsd:double",
        ":a :p 'none'^^xsd:double",
    ),
    (
        "datatype with a language",
        "sh:property :q . :q sh:path :p ; sh:datatype <http://www.w3.org/1999/02/22-rdf-syntax-ns#langString>",
        ":a :p 'x'@en",
        ":a :p 'x'",
    ),
    ("nodeKind", "sh:property :q . :q sh:path :p ; sh:nodeKind sh:IRI", ":a :p :c", ":a :p 'c'"),
    (
        "pattern",
        'sh:property :q . :q sh:path :p ; sh:pattern "^https?://[^ ]+$"',
        ":a :p <http://a.org>, 'https://b.org'",
        ":a :p 'www.a.org', 'http://a b'",
    ),
    ("pattern of the thing", 'sh:pattern "/a$"', ":a :p 1", ":b a :P"),
    ("pattern with flags", 'sh:property :q . :q sh:path :p ; sh:pattern "^x" ; sh:flags "i"', ":a :p 'X'", ":a :p 'y'"),
    ("in", "sh:property :q . :q sh:path :p ; sh:in ( :c 1 )", ":a :p :c, 1", ":a :p :d, 2"),
    (
        "languageIn",
        'sh:property :q . :q sh:path :p ; sh:languageIn ( "en" "pt" )',
        ":a :p 'x'@en, 'x'@pt-BR",
        ":a :p 'x'@de, 'x', :c",
    ),
    (
        "uniqueLang",
        "sh:property :q . :q sh:path :p ; sh:uniqueLang true",
        ":a :p 'x'@en, 'x'@pt, 'x', 'y'",
        ":a :p 'x'@en, 'y'@en",
    ),
    (
        "lessThanOrEquals",
        "sh:property :q . :q sh:path :p ; sh:lessThanOrEquals :r",
        ":a :p 1 ; :r 2, 1",
        ":a :p 3 ; :r 2",
    ),
    (
        "lessThanOrEquals of what cannot be compared",
        "sh:property :q . :q sh:path :p ; sh:lessThanOrEquals :r",
        ":a :p 1",
        ":a :p 3 ; :r 'x'",
    ),
    ("disjoint", "sh:property :q . :q sh:path :p ; sh:disjoint :r", ":a :p :c ; :r :d", ":a :p :c ; :r :c"),
    ("hasValue", "sh:property :q . :q sh:path :p ; sh:hasValue :c", ":a :p :c, :d", ":a :p :d"),
    (
        "known or said to be unknown",
        "sh:or ( [ sh:path :p ; sh:minCount 1 ] [ sh:path csc:unknown ; sh:hasValue :p ] )",
        ":a csc:unknown :p",
        ":a csc:unknown :r",
    ),
    (
        "one of several sorts",
        "sh:property :q . :q sh:path :p ; sh:or ( [ sh:datatype xsd:date ] [ sh:class :C ] [ sh:in ( :d ) ] )",
        ":a :p :c, :d, '2019-01-01'^^xsd:date",
        ":a :p :e, '2019'^^xsd:gYear",
    ),
    (
        "one of several classes",
        "sh:property :q . :q sh:path :p ; sh:or ( [ sh:class :C ] [ sh:class :D ] )",
        ":a :p :c",
        ":a :p :e",
    ),
    (
        "code list",
        "sh:property :q . :q sh:path :p ; sh:node :L . :L a sh:NodeShape ; sh:property [ sh:path :in ; sh:hasValue :s ]",
        ":a :p :c . :c :in :s",
        ":a :p :c . :c :in :t",
    ),
    (
        "query",
        "sh:sparql [ sh:message 'm' ; sh:select 'SELECT $this ?value WHERE { $this <http://example.org/p> ?value FILTER(?value > 5) }' ]",
        ":a :p 5",
        ":a :p 6, 7",
    ),
    (
        "query that gives no value",
        "sh:sparql [ sh:message 'm' ; sh:select 'SELECT $this WHERE { FILTER NOT EXISTS { $this <http://example.org/p> ?x } }' ]",
        ":a :p 5",
        ":a :r 6",
    ),
]
SEVERITIES = [pytest.param(each, id=each) for each in ("Violation", "Warning", "Info")]


def shape(asked: str, severity: str = "Violation") -> Graph:
    graver = f" ; sh:severity sh:{severity} . " if "sh:property" not in asked else " . "
    text = f":S a sh:NodeShape ; sh:targetClass :P ; {asked}{graver}"
    text += f":q sh:severity sh:{severity} ." if "sh:property" in asked else ""
    return Graph().parse(data=PREFIXES + text, format="turtle")


def thing(said: str) -> Graph:
    return Graph().parse(data=f"{PREFIXES} :a a :P . :c a :C . {said} .", format="turtle")


def ours(shapes: Graph, data: Graph) -> list[Finding]:
    store = EmbeddedStore.memory()
    store.add(DATA, iter(data))
    return list(findings(store, Compiler(shapes).compile()))


def told(found: Iterable[Finding]) -> set[tuple[object, ...]]:
    return {
        (each.focus, each.check.path, each.value, each.check.severity, each.check.component, each.check.shape)
        for each in found
    }


def theirs(shapes: Graph, data: Graph) -> set[tuple[object, ...]]:
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none")
    assert isinstance(report, Graph)
    wanted = (SH.focusNode, SH.resultPath, SH.value, SH.resultSeverity, SH.sourceConstraintComponent, SH.sourceShape)
    results = (each for each in report.subjects(RDF.type, SH.ValidationResult) if (None, SH.detail, each) not in report)
    return {tuple(report.value(each, part) for part in wanted) for each in results}


@pytest.mark.parametrize(("asked", "good"), [pytest.param(case[1], case[2], id=case[0]) for case in CASES])
def test_what_conforms_is_found_by_neither(asked: str, good: str) -> None:
    assert ours(shape(asked), thing(good)) == []
    assert theirs(shape(asked), thing(good)) == set()


@pytest.mark.parametrize("severity", SEVERITIES)
@pytest.mark.parametrize(("asked", "bad"), [pytest.param(case[1], case[3], id=case[0]) for case in CASES])
def test_what_does_not_conform_is_found_as_pyshacl_finds_it(asked: str, bad: str, severity: str) -> None:
    found = told(ours(shape(asked, severity), thing(bad)))
    assert found
    assert found == theirs(shape(asked, severity), thing(bad))


@pytest.mark.parametrize(
    "asked",
    [
        pytest.param("sh:property [ sh:path :p ; sh:minLength 1 ]", id="a component"),
        pytest.param("sh:property [ sh:path ( :p :r ) ; sh:minCount 1 ]", id="a path of two steps"),
        pytest.param("sh:not [ sh:class :C ]", id="a negation"),
        pytest.param("sh:or ( [ sh:path :p ; sh:maxCount 1 ] )", id="a count within another shape"),
        pytest.param("sh:sparql [ sh:select 'ASK { }' ]", id="a query of another form"),
    ],
)
def test_what_is_not_checked_is_refused_not_passed_over(asked: str) -> None:
    with pytest.raises(UnsupportedShape):
        Compiler(shape(asked)).compile()


def test_a_message_names_the_value_that_was_found() -> None:
    asked = "sh:property :q . :q sh:path :p ; sh:datatype xsd:integer ; sh:message 'A number.'@en, 'Um número.'@pt"
    (found,) = ours(shape(asked), thing(":a :p 'soon'"))
    assert found.message("en") == "A number. Found: “soon”."
    assert found.message("pt") == "Um número. Encontrado: “soon”."
    assert found.message("ro") == found.message("en")
    (other,) = ours(shape(f"{asked}, 'Un numero.'@it, 'Un număr.'@ro"), thing(":a :p 'soon'"))
    assert other.message("it") == "Un numero. Trovato: “soon”."
    assert other.message("ro") == "Un număr. Găsit: “soon”."


def test_a_query_fills_its_message() -> None:
    select = "SELECT $this ?value WHERE { $this <http://example.org/p> ?value }"
    asked = f"sh:sparql :k ; sh:message '{{?value}} is too much.'@en . :k sh:select '{select}'"
    (found,) = ours(shape(asked + " . :S sh:order 1"), thing(":a :p 7"))
    assert found.message("en") == "7 is too much."
