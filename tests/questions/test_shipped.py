"""Worked examples on the shipped data: the rows were read in the CSV files of ingest/data, not in the answers."""

import pytest

from tests.questions.asking import Ask, Case, case

CASES = (
    # portugal/clusters.csv: 19 + 18 + 21 periods; the first cycle has two bodies that recognise.
    case(
        "recognitions",
        "cluster start end programme",
        "oc-mar | 2009 | 2014 | eec",
        "pct-moda | 2009 | 2014 | eec",
        total=2 * 19,
        at="2012-01-01",
    ),
    case("recognitions", "cluster start end", "smart-cities-portugal | 2017 | 2023", total=18, at="2020-07-30"),
    case("recognitions", "cluster start end", "cluster-baterias | 2024 | 2030", total=21, at="2025-06-01"),
    case(
        "lineage",
        "later earlier merged split",
        "cluster-textil | pct-moda | false | false",
        "cluster-calcado-moda | pct-moda | false | false",
        "portuguese-agrofood-cluster | pct-agroindustrial | false | false",
        "cic-industrias-culturais-criativas | oc-industrias-criativas-norte | false | false",
        total=17,
    ),
    case(
        "lineage",
        "later earlier",
        "cluster-textil | pct-moda",
        "cluster-calcado-moda | pct-moda",
        only=True,
        cluster="clusters/pct-moda",
    ),
    # portugal/members.csv
    case(
        "members",
        "organisation role asOf",
        "ceiia | role-board | 2017-01",
        "ubiwhere | role-member | 2017-01",
        "universidade-de-evora | role-general-assembly-presidency | 2017-01",
        total=38,
    ),
    case(
        "kinds-of-members",
        "cluster bodyKind members",
        "aed-cluster-portugal | body-kind-association | 3",
        "aed-cluster-portugal | body-kind-large-company | 2",
        "aed-cluster-portugal | body-kind-research-centre | 1",
        "aed-cluster-portugal | body-kind-sme | 1",
    ),
    # clusterpolisee/governance.csv
    case(
        "working-groups",
        "body area composition",
        "gov-1 |  | one member for each partner",
        "gov-3 | ta1 | policy makers and stakeholders",
        "gov-8 | ta6 | policy makers and stakeholders",
        total=10,
    ),
    # portugal/pacts.csv: 17 pacts of the ministry, three of them with no other signatory named.
    case(
        "signatories",
        "pact signatory signedOn",
        "pact-cluster-calcado-moda | ministry-of-economy-pt | 2019-09-11",
        "pact-health-cluster-portugal | ministry-of-economy-pt | 2019-03-26",
        "pact-cluster-vinha-vinho | ministry-of-economy-pt | 2021-01",
        total=31,
    ),
    # portugal/pact_measures.csv
    case("measures", "pact measureKind", "pact-cluster-petroquimica | measure-kind-axis", total=51),
    case(
        "measures",
        "measureName theme start end",
        "Management and promotion of the Sustainable Habitat Cluster | theme-networking | 2017-06-01 | 2020-05-31",
        "DAPHabitat | theme-sustainability | 2014 |",
        only=True,
        cluster="clusters/cluster-habitat-sustentavel",
    ),
    # portugal/pact_outputs.csv
    case(
        "outputs",
        "outputName theme of",
        "Constraints of clusters in the pandemic identified | theme-covid | pactos-setoriais",
        "The monitoring committee meets with each cluster | theme-governance | pactos-setoriais",
        total=18,
    ),
    # portugal/members.csv with portugal/pacts.csv: the seven members of a cluster that has a pact.
    case(
        "covered-by-pacts",
        "name pact through",
        "Airbus | pact-aed-cluster-portugal | aed-cluster-portugal",
        "Embraer | pact-aed-cluster-portugal | aed-cluster-portugal",
        "CISTER | pact-aed-cluster-portugal | aed-cluster-portugal",
        "Active Space Technologies | pact-aed-cluster-portugal | aed-cluster-portugal",
        total=7,
        cluster="clusters/aed-cluster-portugal",
    ),
    # clusterpolisee/regional_policies.csv
    case("policies", "policy country start", "pol-si-01 | SVN | 1999", "pol-si-02 | SVN | 2016", total=26),
    case(
        "policies",
        "policy start end",
        "pol-gr-01 | | ",
        "pol-gr-02 | | ",
        "pol-gr-03 | 2019-09-26 | 2020-01-10",
        "pol-gr-04 | 2020-12-09 | 2021-03-26",
        only=True,
        country="country:GRC",
    ),
    case("calls", "call opensOn deadline", "pol-gr-03 | 2019-09-26 | 2020-01-10", only=True, at="2020-01-05"),
    case(
        "calls",
        "call where opensOn deadline",
        "pol-hu-01 | HUN | 2001 | 2002",
        "pol-hu-02 | HUN | 2005 | 2006",
        "pol-ro-05 | ROU | 2015 |",
    ),
    # portugal/cluster_policies.csv
    case(
        "policies-of-cluster",
        "policy relation words",
        "recognition-2017 | recognisedUnder | recognised under",
        "programa-interface | recognisedUnder | framework of recognition",
        "despacho-307-2025 | recognisedUnder | recognition renewed by",
        "pactos-setoriais | relatedPolicy | signed a pact",
        "agenda-aero-next | relatedPolicy | same value chain",
        "compete-2020 | relatedPolicy | E2020 project funded",
        only=True,
    ),
    # clusterpolisee/partners.csv
    case(
        "partnership",
        "partner role country area",
        "marche-region | role-lead-partner | ITA | ta7",
        "west-pannon-nonprofit | role-external-expert | HUN | ta4",
        "svim | role-contributor | ITA |",
        "corallia | role-partner | GRC |",
        total=27,
    ),
    # clusterpolisee/work_packages.csv, activities.csv, outputs.csv
    case(
        "work-plan",
        "package activity document",
        "wp0 | | ",
        "wp4 | act-4-1 | out-04",
        "wp4 | act-4-1 | out-09",
        "wp6 | act-6-2a |",
    ),
    # portugal/clusters.csv: codes of section J, and of division 13
    case(
        "clusters-by-activity",
        "cluster precise judgement",
        "cluster-textil | 13 | true",
        "pct-moda | 13 | true",
        only=True,
    ),
    case(
        "clusters-by-activity",
        "cluster",
        *(
            "smart-cities-portugal",
            "aed-cluster-portugal",
            "tice-pt",
            "produtech",
            "cic-industrias-culturais-criativas",
        ),
        *("pct-tecnologias-producao", "pct-tice", "oc-industrias-criativas-norte"),
        only=True,
        activity="nace:J",
    ),
    case("clusters-in-region", "cluster precise", "aed-cluster-portugal | PT170", "cluster-textil | PT119", total=19),
    case("clusters-in-region", "cluster precise", "cluster-vinha-vinho | PT11D", total=12, region="nuts:PT11"),
    # reference/nuts_2021_to_2024_changes.csv
    case(
        "region-changes",
        "before after changeKind changeDate",
        "PT16 | PT1D | region-change-kind-new-region | 2024-01-01",
        "PT170 | PT1A0 | region-change-kind-split | 2024-01-01",
        "PT170 | PT1B0 | region-change-kind-split | 2024-01-01",
        "PT16B | PT1D1 | region-change-kind-code-change | 2024-01-01",
        total=22,
        country="country:PRT",
    ),
    # portugal/cluster_value_chains.csv
    case(
        "priorities",
        "matching priority judgement",
        "smart-cities-portugal | enei-habitat | true",
        "smart-cities-portugal | enei-ict | true",
        "oc-mar | enei-sea | true",
        total=29,
    ),
    # clusterpolisee/good_practices.csv
    case(
        "lessons",
        "property text",
        "lesson | Stricter entry rules and a shift from economic data to cooperation made support more effective",
        "successFactor | Strict and stepwise criteria; focus on services of the management body",
        "riskFactor | Number of accredited clusters falls when rules tighten",
        only=True,
        practice="good-practices/see-gp-01",
    ),
    # clusterpolisee/swot.csv
    case(
        "swot",
        "quadrant statement where",
        "quadrant-weakness | sw-12 | ROU",
        "quadrant-weakness | sw-13 | ROU",
        only=True,
        area="thematic-areas/ta4",
        country="country:ROU",
    ),
    case("swot", "quadrant statement where", "quadrant-threat | sw-37 | MDA", total=40),
    # clusterpolisee/study_visits.csv
    case(
        "study-visits",
        "visit where start end area",
        "sv-00 | | | |",
        "sv-01 | ROU | 2022-01-17 | 2022-01-21 | ta3",
        "sv-02 | SRB | 2013-03-28 | 2013-03-29 | ta3",
        "sv-03 | HUN | 2010-03-03 | 2010-03-05 | ta1",
        only=True,
    ),
    # clusterpolisee/training_topics.csv
    case(
        "training",
        "block order topicName",
        "training-block-smart-specialisation | 3 | Designing a smart specialisation strategy",
        "training-block-cluster-policy | 6 | Local and international cluster cooperation towards emerging industries",
        total=11,
    ),
    # portugal/events.csv
    case(
        "events",
        "event start",
        "pactos-2019-09-11 | 2019-09-11",
        "aed-days-2017 | 2017-10-18",
        "aed-days-2018 | 2018-11-20",
        "aed-days-2019 | 2019-10-28",
        "aed-days-2022 | 2022-05-24",
        "paris-air-show-2019 | 2019-06-17",
        only=True,
        cluster="clusters/aed-cluster-portugal",
    ),
    # clusterpolisee/scenarios.csv
    case(
        "foresight",
        "exercise level foresightStage horizon",
        "sc-02 | level-transnational | foresight-stage-diagnosis |",
        "sc-03 | level-transnational | foresight-stage-exploration |",
        "sc-04 | level-transnational | foresight-stage-strategic-orientation |",
        "sc-05 | level-regional | foresight-stage-whole-exercise | 2018",
        total=6,
    ),
    # clusterpolisee/project_claims.csv: six counts of partners, four of countries, three budgets.
    case(
        "disputed-figures",
        "of indicator value",
        "prj-clusterpolisee | partner-count | 23",
        "prj-clusterpolisee | partner-count | 24",
        "prj-clusterpolisee | partner-count | 25",
        "prj-clusterpolisee | country-count | 11",
        "prj-clusterpolisee | country-count | 12",
        "prj-clusterpolisee | total-budget | 5180000",
        "prj-clusterpolisee | total-budget | 5186352",
        "prj-clusterpolisee | total-budget | 5200000",
        only=True,
        total=13,
    ),
    # portugal/cluster_figures.csv
    case(
        "latest-figures",
        "cluster period value qualifier",
        "health-cluster-portugal | 2026-02 | 230 | qualifier-more-than",
        "cluster-aec | 2019-03 | 59 |",
        "cluster-automovel | 2024-05 | 90 |",
    ),
    # clusterpolisee/swot.csv, 40 quadrants; portugal/dihs.csv, 8 rows with 9 clusters
    case(
        "judgements",
        "source property statements",
        "clusterpolisee-swot | quadrant | 40",
        "portugal-dihs | supportsCluster | 9",
    ),
    # ingest/sources/*.toml
    case(
        "sources",
        "source publisher license file",
        "portugal-pacts | Clusterscape | | pacts.csv",
        "clusterpolisee-swot | Clusterscape | | swot.csv",
    ),
    # portugal/clusters.csv: an empty cell of managing_entity
    case(
        "unknowns",
        "thing property",
        "cluster-turismo | managedBy",
        "oc-mobiliario | managedBy",
        "portuguese-circularity | managedBy",
    ),
    case(
        "gaps",
        "cluster property knownUnknown",
        "cluster-turismo | managedBy | true",
        "oc-mobiliario | managedBy | true",
        "cluster-aec | region | false",
    ),
    # ontology/schemes/approach.ttl
    case(
        "code-lists",
        "scheme concept",
        "approach | approach-top-down",
        "approach | approach-bottom-up",
        "approach | approach-mixed",
    ),
)


@pytest.mark.parametrize("each", CASES, ids=lambda each: f"{each.name}-{'-'.join(each.given.values())}")
def test_the_shipped_data_answer(ask: Ask, each: Case) -> None:
    each.check(ask)
