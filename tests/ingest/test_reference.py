"""Reference data: two versions of one classification side by side, and what they are matched with."""

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from rdflib import Graph, URIRef
from rdflib.namespace import RDF, SKOS

from graph.store import Triple
from ingest import tables
from ingest.source import source
from ontology import catalogue
from ontology.namespaces import COUNTRY, CSC, ID, NACE, NACE21, NUTS
from tests.ingest.heard import hear

EU_LANGUAGES = set(re.findall(r"\w+", "bg cs da de el en es et fi fr ga hr hu it lt lv mt nl pl pt ro sk sl sv"))
REGIONS = ("reference-nuts", "reference-nuts-2024")
MATCHES = (SKOS.exactMatch, SKOS.closeMatch, SKOS.relatedMatch, SKOS.broadMatch)


@cache
def said(name: str) -> tuple[Triple, ...]:
    heard = hear(source(name))
    assert not heard.faults
    return tuple(heard.triples)


def values(name: str, subject: URIRef, predicate: URIRef) -> set[object]:
    return {o for s, p, o in said(name) if (s, p) == (subject, predicate)}


def test_a_region_of_both_versions_is_one_thing_in_two_schemes() -> None:
    schemes = {scheme for name in REGIONS for scheme in values(name, NUTS.PT11A, SKOS.inScheme)}
    assert schemes == {ID["scheme/nuts-2021"], ID["scheme/nuts-2024"]}
    assert values("reference-nuts-2024", NUTS.PT17, SKOS.inScheme) == set()
    assert values("reference-nuts", NUTS.PT1A, SKOS.inScheme) == set()


@pytest.mark.parametrize("predicate", [SKOS.broader, SKOS.notation, CSC.nutsLevel, CSC.country], ids=str)
def test_the_versions_agree_on_what_a_region_has_one_of(predicate: URIRef) -> None:
    found = {(s, o) for name in REGIONS for s, p, o in said(name) if p == predicate}
    assert [s for s, number in Counter(s for s, _ in found).items() if number > 1] == []


def test_a_region_has_one_name_in_a_language_and_keeps_that_of_2021() -> None:
    names = {(s, o) for name in REGIONS for s, p, o in said(name) if p == SKOS.prefLabel}
    assert [s for s, number in Counter((s, o.language) for s, o in names).items() if number > 1] == []  # type: ignore[attr-defined]
    assert {str(label) for label in values("reference-nuts", NUTS.PT11B, SKOS.altLabel)} == {"Alto Tâmega"}


def test_every_region_that_ended_in_the_union_says_what_became_of_it() -> None:
    old, new = (set(tables.index(name, "code")) for name in REGIONS)
    told = {row["code_2021"] for row in tables.listed("reference-nuts-changes")}
    ended = {code for code in old - new if not code.startswith("UK")}
    assert len(ended) == 57
    assert ended - told == set()


def test_a_change_of_a_region_is_dated_and_its_regions_are_matched() -> None:
    change = ID["region-change/nuts-2024-pt16b-pt1d1"]
    name = "reference-nuts-changes"
    assert values(name, change, CSC.changeFrom) == {NUTS.PT16B}
    assert values(name, change, CSC.changeTo) == {NUTS.PT1D1}
    assert values(name, change, CSC.changeKind) == {ID["concept/region-change-kind-code-change"]}
    assert [str(day) for day in values(name, change, CSC.changeDate)] == ["2024-01-01"]
    assert values(name, NUTS.PT16B, SKOS.exactMatch) == {NUTS.PT1D1}
    assert values(name, NUTS.PT1A, SKOS.broadMatch) == {NUTS.PT17}


def test_the_kinds_of_change_are_codes_of_the_list() -> None:
    kinds = {o for _, p, o in said("reference-nuts-changes") if p == CSC.changeKind}
    listed = set(schemes().subjects(SKOS.inScheme, ID["scheme/region-change-kind"]))
    assert kinds == listed


def test_the_revisions_of_nace_share_no_thing_and_no_match() -> None:
    old, new = ({s for s, p, _ in said(name) if p == RDF.type} for name in ("reference-nace", "reference-nace-2-1"))
    assert (len(old), len(new), old & new) == (996, 1047, set())
    assert NACE["62"] in old
    assert NACE21["62"] in new
    assert not [p for _, p, _ in said("reference-nace-2-1") if p in MATCHES]


def test_a_country_has_a_name_in_every_language_of_the_union() -> None:
    languages = {o.language for s, p, o in said("reference-countries") if (s, p) == (COUNTRY["1A0"], SKOS.prefLabel)}  # type: ignore[attr-defined]
    assert languages == EU_LANGUAGES
    assert values("reference-countries", COUNTRY.PRT, SKOS.exactMatch) == {
        URIRef("http://www.wikidata.org/entity/Q45"),
        URIRef("https://sws.geonames.org/2264397/"),
    }


@pytest.mark.parametrize("code", ["XK", "NO", "CH", "UA", "BA"])
def test_regions_outside_the_union_are_there(code: str) -> None:
    assert values("reference-nuts-2024", NUTS[code], RDF.type) == {CSC.Region}


def test_eurovoc_is_shipped_as_far_as_codes_are_matched_with_it() -> None:
    files = (path for path in catalogue.FOLDER.rglob("*.ttl") if path.parent.name in ("vocabulary", "schemes"))
    used = {each for path in files for each in re.findall(r"http://eurovoc\.europa\.eu/\w+", path.read_text("utf-8"))}
    assert {row["uri"] for row in tables.listed("reference-eurovoc")} == used


@cache
def schemes() -> Graph:
    graph = Graph()
    for path in (Path(catalogue.FOLDER) / "schemes").glob("*.ttl"):
        graph.parse(path, format="turtle")
    return graph


def test_every_concept_has_a_definition_and_four_labels() -> None:
    concepts = set(schemes().subjects(RDF.type, SKOS.Concept))
    languages = {each: {str(o.language) for o in schemes().objects(each, SKOS.prefLabel)} for each in concepts}  # type: ignore[attr-defined]
    assert [each for each in concepts if languages[each] != {"en", "pt", "it", "ro"}] == []
    assert [each for each in concepts if (each, SKOS.definition, None) not in schemes()] == []
    assert concepts == set(schemes().subjects(RDF.type, CSC.Code))


def test_every_list_is_a_code_list_with_a_definition() -> None:
    lists = set(schemes().subjects(RDF.type, SKOS.ConceptScheme))
    assert lists == set(schemes().subjects(RDF.type, CSC.CodeList))
    assert [each for each in lists if (each, SKOS.definition, None) not in schemes()] == []


@pytest.mark.parametrize(
    ("name", "cls"),
    [
        ("clusterpolisee-thematic-areas", CSC.ThematicArea),
        ("portugal-pact-goals", CSC.PactGoal),
        ("portugal-intervention-areas", CSC.InterventionArea),
        ("reference-ecosystems", CSC.IndustrialEcosystem),
        ("clusterpolisee-cluster-typology", CSC.ClusterType),
        ("portugal-value-chains", CSC.SpecialisationPriority),
        ("portugal-cluster-figures", CSC.Indicator),
        ("clusterpolisee-indicators", CSC.Indicator),
    ],
)
def test_concepts_from_files_have_a_definition_and_four_labels(name: str, cls: URIRef) -> None:
    for concept in {s for s, p, o in said(name) if (p, o) == (RDF.type, cls)}:
        labels = values(name, URIRef(str(concept)), SKOS.prefLabel) | set(schemes().objects(concept, SKOS.prefLabel))
        assert {getattr(label, "language", "") for label in labels} >= {"en", "pt", "it", "ro"}, concept
        assert (concept, SKOS.definition, None) in schemes(), concept
