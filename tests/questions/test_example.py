"""Worked examples on the invented world of example.ttl, for what no shipped source tells of."""

import re
from itertools import chain

import pytest
from rdflib import Graph, URIRef
from rdflib.namespace import RDF, RDFS, SKOS, XSD

from graph.query import PARTS, queries
from ontology.catalogue import vocabulary
from ontology.namespaces import CSC, ID
from tests.questions.asking import EXAMPLE, Ask, Case, case
from tests.questions.test_shipped import CASES as SHIPPED

FIRST = {each.name for each in queries()[:12]}  # each has tests of its own in test_questions.py
_DATES = {XSD.date, XSD.gYearMonth, XSD.gYear}
CASES = (
    case(
        "recognitions",
        "cluster cycle recognitionStatus legalAct",
        "example-cork | example-2030 | recognition-status-granted | example-order",
        only=True,
    ),
    case(
        "lineage",
        "later earlier merged split",
        "example-cork | example-bark | true | false",
        "example-cork | example-stoppers | true | false",
        "example-floats | example-stoppers | false | true",
        only=True,
    ),
    case(
        "contributions",
        "contribution contributor body contributionKind contributionDate",
        "example-paper | example-agency | example-expert-group | contribution-kind-paper | 2031-02-03",
        "example-comment | example-cork-association | example-expert-group | contribution-kind-comment | 2031-03",
        only=True,
    ),
    case("contributions", "contribution", "example-paper", only=True, area="thematic-areas/example-financing"),
    case("covered-by-pacts", "organisation pact through", "example-mill | example-cork | example-cork", only=True),
    case(
        "founding-agreements",
        "agreement initiative signedOn signatory",
        "example-founding | example-expert-group | 2030-09-15 | example-ministry",
        "example-founding | example-expert-group | 2030-09-15 | example-agency",
        only=True,
    ),
    case(
        "calls",
        "call opensOn deadline audience underPolicy",
        "example-call | 2031-01-10 | 2031-03-31 | audience-cluster-managers | example-programme",
        "example-mission | 2031-02-01 | 2031-02-28 | audience-clusters |",
        only=True,
        at="2031-02-15",
    ),
    case("calls", "call", "example-call", only=True, at="2031-03-01"),
    case(
        "policy-profiles",
        "place approach aspect finding",
        "PRT | approach-mixed | policy-aspect-institutional | One ministry answers for clusters.",
        "PRT | approach-mixed | policy-aspect-organisational | An agency runs the calls.",
        "PRT | approach-mixed | policy-aspect-conceptual | Clusters are seen as ecosystems.",
        "PRT | approach-mixed | policy-aspect-implementation | Grants follow a yearly call.",
        only=True,
    ),
    case(
        "approaches",
        "policy approach coFinancing purpose instrumentKind",
        "example-strategy | approach-top-down | | |",
        "example-programme | approach-mixed | co-financing-public-private"
        " | policy-purpose-develop-cluster | instrument-kind-grant",
        only=True,
    ),
    case(
        "implementation",
        "policy step implements aboveStep",
        "example-programme | implementation-chain-programme | example-strategy | implementation-chain-strategy",
        "example-call | implementation-chain-call | example-programme | implementation-chain-programme",
        "example-evaluation | implementation-chain-evaluation | example-programme | implementation-chain-programme",
        only=True,
    ),
    case(
        "needs",
        "need needKind of solution offeredBy basedOn",
        "example-capital | need-kind-need | example-cork | example-fund | example-agency | example-guarantees",
        "example-drought | need-kind-constraint | example-cork | | |",
        only=True,
    ),
    case(
        "chain-stages",
        "stageOrder stage active linkedTo",
        "1 | example-harvest | |",
        "2 | example-milling | example-mill |",
        "3 | example-sale | | ROU",
        only=True,
    ),
    case("lessons", "property text", "benefit | Twelve mills could borrow for ten years."),
    case(
        "transferability",
        "practice receiver transferabilityRating condition",
        "example-guarantees | example-cork | rating-high | A public bank takes part.",
        "example-guarantees | example-floats | rating-low | There are too few firms.",
        only=True,
    ),
    case(
        "transfers",
        "practice from to transferStatus adaptation result",
        "example-guarantees | ROU | example-cork | transfer-status-completed"
        " | Forest owners may use it too. | Four guarantees in the first year.",
        only=True,
    ),
    case("swot", "statement analysis", "example-skills | example-cork", only=True),
    case("study-visits", "visit visitedPractice host", "example-visit | example-guarantees | example-agency"),
    case(
        "peer-reviews",
        "review reviewed reviewer recommendation",
        "example-review | example-programme | example-agency | example-early-calls",
        only=True,
    ),
    case(
        "benchmarks",
        "indicator compared period value unit",
        "example-exports | example-cork | 2031 | 12 | unit-million-euro",
        "example-exports | example-floats | | |",
        only=True,
    ),
    case(
        "survey-answers",
        "question respondent answer",
        "example-staff | example-cork-association | 4",
        "example-stage | example-cork-association | growing",
        "example-wish | example-mill | Longer loans.",
        only=True,
    ),
    case(
        "impact",
        "assessed impactDimension rating finding evidence",
        "example-programme | impact-dimension-growth | rating-high | Members hired more people. | example-exports-2031",
        "example-programme | impact-dimension-emergence | rating-low | No new cluster began. |",
        "example-programme | impact-dimension-excellence | rating-medium | One cluster got a label. |",
        only=True,
    ),
    case(
        "learning-episodes",
        "learner learntFrom before after evaluation",
        "example-ministry | example-visit | Only grants were given. | Grants and guarantees are given."
        " | example-evaluation",
        only=True,
    ),
    case(
        "action-menu",
        "action contextFactor condition",
        "example-voucher | context-factor-geography | The region is far from ports.",
        "example-voucher | context-factor-market-failures | Small firms cannot pay for advice.",
        total=7,
        level="concepts/level-regional",
    ),
    case("training", "topic package session start", "example-topic | example-package | example-session | 2031-11-12"),
    case(
        "scenarios",
        "scenario horizon timeHorizon strategy",
        "example-dry | 2045 | time-horizon-long | example-trees",
        "example-green | 2045 | time-horizon-long |",
        only=True,
    ),
    case(
        "opinions",
        "subject by stance opinionText",
        "example-trees | example-cork-association | stance-for | Planting must begin now.",
        "example-trees | example-mill | stance-against | It costs too much.",
        only=True,
    ),
    case(
        "plan-actions",
        "plan action actionLevel timeHorizon owner status",
        "example-plan | example-fund | level-national | time-horizon-medium | example-ministry | status-planned",
        "example-plan | example-fair | level-regional | time-horizon-short | example-cork-association | status-complete",
        only=True,
    ),
    case(
        "sustainability",
        "plan end sustainability",
        "example-plan | 2036 | example-sustainability",
        "example-old-plan | 2031 |",
        only=True,
    ),
    case(
        "recommendations",
        "recommendation addressee in timeHorizon status",
        "example-early-calls | example-ministry | example-review | time-horizon-short | status-under-way",
        only=True,
    ),
    case(
        "document-versions",
        "version versionNumber issued revisionOf",
        "example-guide-1 | 1.0 | 2031-01-20 |",
        "example-guide-2 | 2.0 | 2032-04-02 | example-guide-1",
        only=True,
    ),
    case(
        "visibility",
        "thing visibility",
        "example-paper | visibility-group",
        "example-questionnaire | visibility-partners",
        "example-guide | visibility-public",
        total=6,
    ),
    case("unknowns", "thing property", "example-cork | founded", "example-floats | managedBy"),
    case("gaps", "cluster property knownUnknown", "example-cork | founded | true", "example-bark | managedBy | false"),
)


@pytest.mark.parametrize("each", CASES, ids=lambda each: f"{each.name}-{'-'.join(each.given.values())}")
def test_the_example_world_answers(ask_invented: Ask, each: Case) -> None:
    each.check(ask_invented)


def test_every_question_has_a_worked_example() -> None:
    assert {each.name for each in queries()} == FIRST | {each.name for each in chain(SHIPPED, CASES)}


def test_there_are_enough_questions_and_some_on_every_part() -> None:
    assert len(queries()) >= 42
    assert {each.part for each in queries()} == set(PARTS)


def test_the_example_world_is_plainly_invented() -> None:
    world = Graph().parse(EXAMPLE)
    ours = {thing for thing in world.subjects() if str(thing).startswith(str(ID))}
    assert len(ours) > 60
    for thing in ours:
        assert re.search("/example-[^/]+$", str(thing)), thing
        assert any("xample" in str(name) for name in names(world, thing)), thing


def names(world: Graph, thing: object) -> list[object]:
    return [name for about in (RDFS.label, SKOS.prefLabel) for name in world.objects(thing, about)]  # type: ignore[arg-type]


def test_the_example_world_uses_terms_that_are_declared() -> None:
    world, known = Graph().parse(EXAMPLE), vocabulary()
    used = {term for triple in world for term in triple[1:] if isinstance(term, URIRef)}
    ours = {term for term in used if str(term).startswith((str(CSC), str(ID["concept/"])))}
    assert len(ours) > 100
    assert {term for term in ours if (term, RDF.type, None) not in known} == set()
