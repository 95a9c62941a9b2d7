"""The named questions on the shipped data, each against an answer read by hand from the source files."""

import re
import time
from collections import Counter
from pathlib import Path

import pytest
from rdflib import Literal, URIRef
from rdflib.namespace import RDF

from graph import parameters, query
from graph.embedded import EmbeddedStore
from graph.query import FOLDER
from graph.store import Row, Scope
from ontology.model import LANGUAGES
from ontology.namespaces import COUNTRY, CSC, ID
from tests.questions.asking import Ask, rows, slug

_SECONDS = 1.5  # of work, whatever else the machine does; each takes less than 0.3


def slugs(found: list[Row], name: str) -> set[str]:
    return {str(row[name]).rsplit("/", 1)[-1] for row in found if name in row}


def test_the_questions_of_the_model_come_first_and_all_are_numbered() -> None:
    questions = query.queries()
    assert len(questions) == len(list(FOLDER.glob("*.rq"))) >= 42
    assert [each.number for each in questions] == list(range(1, len(questions) + 1))
    assert all(each.title and each.asks.endswith("?") for each in questions)


@pytest.mark.parametrize("named", query.queries(), ids=lambda named: named.name)
def test_every_question_speaks_four_languages(named: query.NamedQuery) -> None:
    for lang in LANGUAGES[1:]:
        assert named.title_in(lang) != named.title
        assert named.questions[lang].endswith("?")
        assert all(parameter.help_in(lang) != parameter.help for parameter in named.parameters)


@pytest.mark.parametrize("named", query.queries(), ids=lambda named: named.name)
def test_every_question_has_an_order_and_at_most_one_open_value_in_a_pattern_it_joins(named: query.NamedQuery) -> None:
    assert "\nORDER BY " in named.text
    slots = re.findall(r"VALUES \?(\w+) \{ UNDEF \}", named.text)
    assert set(slots) == {each.name for each in named.parameters}


@pytest.mark.parametrize("name", [each.name for each in query.queries()])
def test_every_question_is_quick_on_the_shipped_data(ask: Ask, name: str) -> None:
    began = time.process_time()
    ask(name)
    assert time.process_time() - began < _SECONDS


def test_questions_are_found_by_words_in_any_language_and_by_part() -> None:
    assert [each.name for each in query.found("PACTOS assinaram")] == ["clusters-and-pacts"]
    assert {each.part for each in query.found(parts=("planning", "figures"))} == {"planning", "figures"}
    assert query.found("bridges", ("learning",)) == ()
    assert query.found() == query.queries()


def test_a_question_without_a_part_is_no_question(tmp_path: Path) -> None:
    path = tmp_path / "no-part.rq"
    path.write_text("# title: A\n# asks: B?\nSELECT * WHERE { ?s ?p ?o }\n")
    with pytest.raises(query.BadQueryFile, match="part"):
        query.read(path)


@pytest.mark.parametrize("name", [each.name for each in query.queries()[:12]])
def test_every_question_of_the_model_has_an_answer_on_the_shipped_data(ask: Ask, name: str) -> None:
    assert ask(name)


def test_1_sixteen_of_the_eighteen_clusters_of_the_deck_had_a_pact_and_two_had_none(ask: Ask) -> None:
    found = ask("clusters-and-pacts")
    assert len(found) == 18
    without = [row for row in found if "pact" not in row]
    assert slugs(without, "cluster") == {"cluster-vinha-vinho", "cluster-turismo"}
    signed = Counter(str(row["signedOn"]) for row in found if "pact" in row)
    assert signed == {"2019-03-26": 3, "2019-04-10": 3, "2019-09-11": 10}


def test_1_the_pact_of_vine_and_wine_came_in_january_2021(ask: Ask) -> None:
    found = ask("clusters-and-pacts", at="2021-06-30")
    assert slugs([row for row in found if "pact" not in row], "cluster") == {"cluster-turismo"}
    assert {str(row["signedOn"]) for row in found if "vinha" in row["cluster"]} == {"2021-01"}


def test_1_the_first_cycle_had_nineteen_clusters_and_no_pact(ask: Ask) -> None:
    found = ask("clusters-and-pacts", at="2012-01-01")
    assert len(found) == 19
    assert not any("pact" in row for row in found)


def test_2_the_nine_goals_are_shared_by_sixteen_clusters_of_twenty_five_value_chains(ask: Ask) -> None:
    found = ask("shared-goals")
    assert slugs(found, "goal") == {f"goal-{number}" for number in range(1, 10)}
    assert {(str(row["clusters"]), str(row["valueChains"])) for row in found} == {("16", "25")}


def test_3_the_committee_has_eight_bodies_and_a_chair(ask: Ask) -> None:
    seats = {(str(row["bodyName"]), str(row["roleName"])) for row in ask("monitoring-committee") if "role" in row}
    assert Counter(role for _, role in seats) == {"member": 8, "chair": 1}
    assert {name for name, role in seats if role == "chair"} == {"Deputy State Secretary for the Economy (Portugal)"}
    assert any(name.startswith("Cluster management entity") for name, _ in seats)


def test_3_who_supports_which_area_is_a_judgement_and_marked_so(ask: Ask) -> None:
    found = [row for row in ask("monitoring-committee") if "area" in row]
    assert ("iefp", "area-human-resources") in {(slug(row["body"]), slug(row["area"])) for row in found}
    assert {str(row["judgement"]) for row in found} == {"true"}


def test_4_the_university_of_porto_connects_fourteen_clusters_and_inegi_six(ask: Ask) -> None:
    counts = {slug(row["organisation"]): int(str(row["clusters"])) for row in ask("bridges")}
    assert len(counts) == 22
    assert counts["universidade-do-porto"] == 14
    assert counts["inegi"] == 6
    assert counts["city-of-rijeka"] == 2


def test_4_the_bridges_of_one_country(ask: Ask) -> None:
    assert slugs(ask("bridges", country="country:HRV"), "organisation") == {"city-of-rijeka"}


def test_5_practices_on_financing_from_four_countries_and_no_transfer_is_known(ask: Ask) -> None:
    found = ask("practices-like-mine")
    expected = {"see-gp-02": "HUN", "see-gp-11": "SVK", "see-gp-12": "SRB", "see-gp-18": "ROU"}
    assert {slug(row["practice"]): slug(row["place"]) for row in found} == expected
    assert not any("transferredTo" in row for row in found)


def test_6_austria_lacks_policies_on_cluster_financing_that_three_neighbours_have(ask: Ask) -> None:
    found = ask("uncovered-areas")
    assert slugs(found, "area") == {"ta4"}
    assert {slug(row["neighbour"]): str(row["policies"]) for row in found} == {"HUN": "5", "ITA": "2", "SVK": "3"}


def test_7_only_retail_has_no_known_member_in_portugal(ask: Ask) -> None:
    found = ask("stages-without-members")
    assert slugs(found, "chain") == {"retail"}
    assert not any("stage" in row for row in found)


def test_7_where_stages_are_known_each_is_looked_at() -> None:
    chain, spun, sold = ID["value-chain/yarn"], ID["value-chain-stage/spinning"], ID["value-chain-stage/sale"]
    firm, cluster = ID["organisation/mill"], ID["cluster/textile"]
    store = EmbeddedStore.memory()
    named = [(term, CSC.name, Literal(slug(term))) for term in (chain, spun, sold)]
    stages = [(stage, CSC.stageOf, chain) for stage in (spun, sold)]
    facts: list[tuple[URIRef, URIRef, URIRef]] = [
        (chain, RDF.type, CSC.ValueChain),
        (firm, CSC.activeInStage, spun),
        (firm, CSC.country, COUNTRY.PRT),
        (cluster, CSC.inValueChain, chain),
        (cluster, CSC.country, COUNTRY.PRT),
        (COUNTRY.PRT, CSC.borders, COUNTRY.ESP),
        (COUNTRY.ESP, CSC.borders, COUNTRY.PRT),
    ]
    store.replace(URIRef("urn:test"), [*named, *stages, *facts])
    assert slugs(rows(store, "stages-without-members"), "stage") == {"sale"}
    assert slugs(rows(store, "stages-without-members", country="country:ESP"), "stage") == {"sale", "spinning"}


def test_8_the_members_of_the_aerospace_cluster_from_sixty_to_one_hundred_and_fifty(ask: Ask) -> None:
    found = [row for row in ask("figures-over-time") if slug(row["indicator"]) == "members"]
    series = [(str(row["period"]), str(row["value"])) for row in found]
    expected = [
        ("2018-11", "60"),
        ("2019-10", "70"),
        ("2022", "90"),
        ("2022-04", "100"),
        ("2023-07", "125"),
        ("2024", "140"),
    ]
    assert series == [*expected, ("2025", "150")]
    assert {str(row["reporterName"]).split(":")[0] for row in found if str(row["period"]) == "2018-11"} == {
        "eurodefense.pt"
    }
    assert {str(row["qualifierName"]) for row in found if str(row["period"]) == "2025"} == {"more than"}


def test_8_figures_of_the_sector_are_not_those_of_the_cluster(ask: Ask) -> None:
    found = [row for row in ask("figures-over-time") if slug(row["indicator"]) == "turnover"]
    assert {(str(row["value"]), str(row["figureScopeName"])) for row in found} == {
        ("1700", "cluster"),
        ("2100", "whole sector"),
    }


def test_9_agri_food_alone_is_known_in_three_regions(ask: Ask) -> None:
    found = ask("thin-ecosystems")
    assert len(found) == 13
    assert "agri-food" not in slugs(found, "ecosystem")
    mobility = next(row for row in found if slug(row["ecosystem"]).startswith("mobility"))
    assert (str(mobility["regions"]), str(mobility["clusters"]), str(mobility["withoutRegion"])) == ("2", "5", "2")


def test_10_every_two_of_the_twenty_seven_bodies_of_clusterpolisee_worked_together(ask: Ask) -> None:
    found = ask("partners")
    together = Counter(slug(row["project"]) for row in found if "project" in row)
    assert together["prj-clusterpolisee"] == 27 * 26 // 2
    assert together["agenda-faist"] == 12 * 11 // 2


def test_10_partners_that_share_an_area_and_no_project(ask: Ask) -> None:
    found = [row for row in ask("partners") if "sharedArea" in row]
    together = {(row["one"], row["other"]) for row in ask("partners") if "project" in row}
    assert found
    assert not {(row["one"], row["other"]) for row in found} & together


def test_11_sources_disagree_on_the_number_of_partners_and_all_are_kept(ask: Ask) -> None:
    found = [row for row in ask("claims") if slug(row["property"]) == "partner-count"]
    assert Counter(str(row["value"]) for row in found) == {"23": 1, "24": 2, "25": 3}
    assert {str(row["disagrees"]) for row in found} == {"true"}
    assert {str(row["documentName"]) for row in found if str(row["value"]) == "23"} == {"etrec.ro project page"}


def test_11_a_date_that_is_only_less_precise_is_no_disagreement(ask: Ask) -> None:
    found = [row for row in ask("claims", thing="pacts/pact-cluster-aec") if row["property"] == CSC.signedOn]
    assert {str(row["value"]) for row in found} == {"2019", "2019-03", "2019-03-26"}
    assert {str(row["disagrees"]) for row in found} == {"false"}


def test_12_what_is_new_since_2025(ask: Ask) -> None:
    found = ask("new-since", since="2025-01-01")
    assert {slug(row["thing"]) for row in found if slug(row["kind"]) == "Policy"} == {
        "despacho-307-2025",
        "despacho-2784-2025",
    }
    assert min(str(row["date"]) for row in found) == "2025-01-07"


def test_12_nothing_is_new_after_the_last_date(ask: Ask) -> None:
    assert ask("new-since", since="2026-11-21") == []


@pytest.mark.parametrize(
    ("name", "given"),
    [
        pytest.param("bridges", {"nope": "x"}, id="no such parameter"),
        pytest.param("bridges", {"country": "nope/x"}, id="no such kind"),
        pytest.param("bridges", {"country": "nope:x"}, id="no such prefix"),
        pytest.param("bridges", {"country": "Portugal"}, id="a name"),
        pytest.param("bridges", {"country": "country:XXX"}, id="a country that nothing is known of"),
        pytest.param("figures-over-time", {"cluster": "clusters/no-such-cluster"}, id="no such cluster"),
        pytest.param("clusters-and-pacts", {"at": "2020-02-30"}, id="no such day"),
        pytest.param("new-since", {"since": "foo"}, id="no date"),
    ],
)
def test_a_parameter_that_cannot_be_is_refused(ask: Ask, name: str, given: dict[str, str]) -> None:
    with pytest.raises((query.UnknownParameter, parameters.BadValue)):
        ask(name, **given)


def test_a_value_cannot_leave_its_place_in_the_query() -> None:
    text = "SELECT * WHERE { VALUES ?a { UNDEF } VALUES ?b { UNDEF } }"
    hostile = Literal('" } DROP ALL # VALUES ?b { UNDEF }')
    bound = query.bind(text, {"a": hostile, "b": Literal("x")})
    store = EmbeddedStore.memory()
    (row,) = store.select(bound, Scope.PUBLIC)
    assert (row["a"], row["b"]) == (hostile, Literal("x"))
