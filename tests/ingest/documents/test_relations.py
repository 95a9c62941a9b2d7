"""What a sentence says of two things, in four languages; and what it does not."""

import pytest

from ingest.lexicon import Form, Lexicon
from ingest.mentions import Finder, Page
from ingest.relations import relations
from ontology.namespaces import CSC, ID, NUTS

HEALTH, HOVIONE, BIAL = (str(ID[slug]) for slug in ("cluster/health", "organisation/hovione", "organisation/bial"))
PACT, PROJECT, PROGRAMME, VENETO = str(ID["pact/health"]), str(ID["project/p"]), str(ID["policy/see"]), str(NUTS.ITH3)
LEXICON = Lexicon(
    [
        Form(HEALTH, "cluster", "Health Cluster Portugal", "en", "label"),
        Form(HOVIONE, "organisation", "Hovione", "", "label"),
        Form(BIAL, "organisation", "BIAL", "", "acronym"),
        Form(PROJECT, "project", "ClusterPoliSEE", "", "acronym"),
        Form(PROGRAMME, "policy", "South East Europe Programme", "en", "label"),
        Form(VENETO, "region", "Veneto", "it", "label"),
    ],
    {},
    {HEALTH: (PACT,)},
)


def stated(text: str, lang: str) -> set[tuple[str, str, str]]:
    page = Page(1, text, lang)
    found = relations(page, Finder(LEXICON).find([page]), LEXICON)
    triples = [triple for each in found for triple in (each.triple, *each.more)]
    named = {"member", "managedBy", "signedBy", "ledBy", "fundingProgramme", "region", "inCluster"}
    return {(str(s), p, str(o)) for s, term, o in triples if (p := str(term).removeprefix(str(CSC))) in named}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "Hovione is a member of the Health Cluster Portugal."),
        ("pt", "A Hovione é membro do Health Cluster Portugal."),
        ("it", "Hovione è membro dell'Health Cluster Portugal."),
        ("ro", "Hovione este membru al Health Cluster Portugal."),
    ],
)
def test_a_membership_is_proposed_as_a_thing_with_member_and_cluster(lang: str, text: str) -> None:
    found = stated(text, lang)
    assert {(p, o) for _, p, o in found} == {("member", HOVIONE), ("inCluster", HEALTH)}
    assert len({s for s, _, _ in found}) == 1


def test_each_name_of_a_list_is_a_member() -> None:
    found = stated("Hovione and BIAL are members of the Health Cluster Portugal.", "en")
    assert {o for _, p, o in found if p == "member"} == {HOVIONE, BIAL}


@pytest.mark.parametrize(
    ("lang", "text", "said"),
    [
        ("en", "The Health Cluster Portugal is managed by Hovione.", (HEALTH, "managedBy", HOVIONE)),
        ("pt", "O Health Cluster Portugal é gerido pela Hovione.", (HEALTH, "managedBy", HOVIONE)),
        ("it", "L'Health Cluster Portugal è gestito da Hovione.", (HEALTH, "managedBy", HOVIONE)),
        ("ro", "Clusterul Health Cluster Portugal este condus de Hovione.", (HEALTH, "managedBy", HOVIONE)),
        ("en", "The Health Cluster Portugal signed the pact in 2019.", (PACT, "signedBy", HEALTH)),
        ("pt", "O Health Cluster Portugal assinou o pacto em 2019.", (PACT, "signedBy", HEALTH)),
        ("it", "L'Health Cluster Portugal ha firmato il patto nel 2019.", (PACT, "signedBy", HEALTH)),
        ("ro", "Health Cluster Portugal a semnat pactul în 2019.", (PACT, "signedBy", HEALTH)),
        ("it", "ClusterPoliSEE è guidato da Hovione.", (PROJECT, "ledBy", HOVIONE)),
        ("en", "Hovione coordinates ClusterPoliSEE.", (PROJECT, "ledBy", HOVIONE)),
        (
            "en",
            "ClusterPoliSEE was funded by the South East Europe Programme.",
            (PROJECT, "fundingProgramme", PROGRAMME),
        ),
        ("it", "Hovione ha sede in Veneto.", (HOVIONE, "region", VENETO)),
    ],
)
def test_a_verb_between_two_names_says_something_of_them(lang: str, text: str, said: tuple[str, str, str]) -> None:
    assert stated(text, lang) == {said}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "Hovione is not a member of the Health Cluster Portugal."),
        ("pt", "A Hovione já não é membro do Health Cluster Portugal."),
        ("it", "Hovione non è membro dell'Health Cluster Portugal."),
        ("ro", "Hovione nu este membru al Health Cluster Portugal."),
        ("en", "Hovione grew. The members of the Health Cluster Portugal are many."),
        ("en", "Hovione and the Health Cluster Portugal met."),
        ("en", "The Health Cluster Portugal has not signed the pact."),
        ("en", "ClusterPoliSEE met Hovione, led by a new team."),
    ],
)
def test_a_sentence_that_denies_or_says_nothing_proposes_nothing(lang: str, text: str) -> None:
    assert stated(text, lang) == set()
