"""`clusterscape propose`: nothing enters the graph without a person's decision, and every decision can be taken back."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from rdflib import Literal, URIRef
from rdflib.namespace import RDF

from api.cli import main
from graph.release import Release, Releases
from graph.store import Scope
from ingest.proposals import FILE, Proposal, Proposals
from ingest.resolve.decide import PROPOSAL, Decision, Journal
from ingest.source import Source
from ontology import iri
from ontology.namespaces import CSC, ID
from tests.ingest.documents.conftest import PAGES, bring

DOCUMENT = ID["document/test-report"]
GRAPH = iri.of_source("test-report")
BY = ("--by", "cluster policy unit")


def release(folder: Path) -> Release:
    found = Releases(folder).current()
    assert found
    return found


def said(folder: Path) -> set[tuple[str, ...]]:
    return {tuple(term.n3() for term in triple) for triple in release(folder).open().triples(GRAPH)}


def propose(folder: Path, *words: object) -> int:
    return main(["propose", *map(str, words), "--store", str(folder)])


def number(folder: Path, **wanted: str) -> int:
    (found,) = [
        each for each in Proposals(folder).read() if all(part in getattr(each, key) for key, part in wanted.items())
    ]
    return found.number


def mention_of(folder: Path, thing: str) -> int:
    return number(folder, predicate="mentions", object=thing)


def journal(folder: Path) -> list[Decision]:
    return [each for each in Journal(release(folder).artefacts).read() if each.kind == PROPOSAL]


def test_a_loaded_report_is_described_and_says_nothing_else(filled: Path) -> None:
    assert {subject for subject, _, _ in said(filled)} == {DOCUMENT.n3()}
    assert (DOCUMENT.n3(), RDF.type.n3(), CSC.Document.n3()) in said(filled)
    assert CSC.mentions.n3() not in {predicate for _, predicate, _ in said(filled)}


def test_finding_adds_nothing_to_the_graph(filled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before, name = said(filled), release(filled).name
    assert propose(filled, "test-report") == 0
    assert (said(filled), release(filled).name) == (before, name)
    told = capsys.readouterr()
    assert re.search(r"test-report, page 1\n +1  0\.\d\d  open +Hovione → csc:mentions organisation/hovione", told.out)
    assert "nothing was added to the graph" in told.err
    assert "Hovione" not in "".join(path.read_text() for path in release(filled).artefacts.glob("decisions*"))


def test_statements_of_two_things_are_proposed_as_the_vocabulary_states_them(filled: Path) -> None:
    propose(filled, "test-report")
    found = {each.predicate.rpartition("#")[2].strip(">"): each for each in Proposals(filled).read() if each.why != "x"}
    assert {"mentions", "inCluster", "managedBy"} == set(found)
    assert found["managedBy"].subject == ID["cluster/auto"].n3()
    assert found["managedBy"].confidence < found["mentions"].confidence
    # “não é membro” is no membership.
    assert sum("inCluster" in each.predicate for each in Proposals(filled).read()) == 1


def test_an_accepted_statement_enters_with_quote_page_confidence_and_who_decided(filled: Path) -> None:
    propose(filled, "test-report")
    chosen = [mention_of(filled, "cluster/health"), number(filled, predicate="inCluster")]
    before = release(filled).name
    assert propose(filled, "accept", *chosen, *BY) == 0
    assert int(release(filled).name) == int(before) + 1  # one call, one release
    store = release(filled).open()
    assert store.ask(
        f"ASK {{ GRAPH <{GRAPH}> {{ <{DOCUMENT}> <{CSC.mentions}> <{ID['cluster/health']}> }} }}", Scope.PUBLIC
    )
    # A rule makes the membership a member.
    member = f"ASK {{ <{ID['organisation/hovione']}> <{CSC.memberOf}> <{ID['cluster/health']}> }}"
    assert store.ask(member, Scope.PUBLIC)
    query = f"""SELECT ?quote ?page ?sure ?by ?decision WHERE {{
      ?s <{RDF.predicate}> <{CSC.inCluster}> ; <{CSC.quote}> ?quote ; <{CSC.page}> ?page ; <{CSC.confidence}> ?sure ;
         <{CSC.decidedBy}> ?by ; <http://www.w3.org/ns/prov#wasGeneratedBy> ?decision .
      ?decision a <{CSC.ProposalDecision}> }}"""
    (row,) = store.select(query, Scope.PUBLIC)
    assert row["quote"] == Literal("A Hovione é membro do Health Cluster Portugal.", lang="pt")
    assert (str(row["page"]), str(row["by"])) == ("1", "cluster policy unit")
    assert 0 < float(row["sure"]) < 0.8


def test_a_rejected_statement_does_not_enter_and_an_edited_one_enters_as_edited(filled: Path) -> None:
    propose(filled, "test-report")
    assert propose(filled, "reject", mention_of(filled, "organisation/citeve"), *BY) == 0
    wrong = mention_of(filled, "organisation/mobinov")
    assert propose(filled, "edit", wrong, "--value", "organisations/citeve", *BY) == 0
    stated = {(predicate, value) for _, predicate, value in said(filled)}
    assert (CSC.mentions.n3(), ID["organisation/citeve"].n3()) in stated  # by the edit
    assert (CSC.mentions.n3(), ID["organisation/mobinov"].n3()) not in stated
    assert [each.verdict for each in journal(filled)] == ["rejected", "edited"]


def test_undone_it_is_as_it_was(filled: Path) -> None:
    propose(filled, "test-report")
    before = said(filled)
    chosen = mention_of(filled, "cluster/health")
    propose(filled, "accept", chosen, *BY)
    assert said(filled) != before
    assert propose(filled, "undo", chosen, *BY) == 0
    assert said(filled) == before
    assert propose(filled, "undo", chosen, *BY) == 2
    assert propose(filled, "accept", chosen, *BY) == 0


def test_a_new_version_keeps_decisions_whose_words_are_still_there_and_lists_the_others(
    filled: Path, report: Callable[..., Source], capsys: pytest.CaptureFixture[str]
) -> None:
    propose(filled, "test-report")
    kept, lost = mention_of(filled, "cluster/auto"), mention_of(filled, "cluster/health")
    propose(filled, "accept", kept, lost, *BY)
    # The sentence moves to page 2, the other is gone.
    bring(filled, report("Nada a dizer aqui, de todo.", "O Automotive Cluster é gerido pela MOBINOV."))
    stated = {value for _, predicate, value in said(filled) if predicate == CSC.mentions.n3()}
    assert stated == {ID["cluster/auto"].n3()}
    capsys.readouterr()
    assert propose(filled, "test-report") == 0
    told = capsys.readouterr()
    assert "1 decided on words that are no longer there" in told.err
    by_number = {each.number: each.status for each in Proposals(filled).read()}
    assert (by_number[kept], by_number[lost]) == ("accepted", "lost")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("accept", 1), "who decides"),
        (("accept", *BY), "which proposals"),
        (("accept", 1, 999, *BY), "no proposal 999"),
        (("edit", 1, *BY), "what shall be changed"),
        (("edit", 1, "--property", "csc:nothing", *BY), "no property csc:nothing"),
        (("edit", 1, "--property", "csc:memberOf", *BY), "follows from other statements"),
        (("undo", 1, *BY), "nothing was decided"),
        (("test-things",), "no document"),
        (("nothing-of-the-kind",), "holds no source"),
        (("forget", 1), "no action"),
    ],
    ids=lambda each: "-".join(map(str, each)) if isinstance(each, tuple) else "",
)
def test_a_wrong_call_changes_nothing_and_gets_status_2(
    filled: Path, capsys: pytest.CaptureFixture[str], words: tuple[object, ...], told: str
) -> None:
    propose(filled, "test-report")
    before = release(filled).name
    assert propose(filled, *words) == 2
    assert told in capsys.readouterr().err
    assert release(filled).name == before


def test_decisions_that_break_a_shape_are_refused_all_together(filled: Path) -> None:
    propose(filled, "test-report")
    before = release(filled).name
    bad = mention_of(filled, "organisation/mobinov")
    # A text where a thing is asked for: the shape of csc:mentions.
    assert propose(filled, "edit", bad, "--value", '"MOBINOV"', *BY) == 1
    assert (release(filled).name, journal(filled)) == (before, [])


def test_the_text_is_kept_beside_the_file_and_not_in_the_graph(filled: Path) -> None:
    propose(filled, "test-report")
    (kept,) = (filled / "archive").rglob("*.text-*.jsonl")
    assert "não é membro" in kept.read_text(encoding="utf-8")
    assert not any("não é membro" in term for triple in said(filled) for term in triple)
    assert PAGES[1].split(".")[0] in kept.read_text(encoding="utf-8")


def test_the_list_is_narrowed_by_source_and_status(filled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    propose(filled, "test-report")
    propose(filled, "reject", 1, *BY)
    capsys.readouterr()
    propose(filled, "list", "--status", "rejected", "--source", "test-report")
    told = capsys.readouterr().out
    assert "rejected by cluster policy unit" in told
    assert " open " not in told
    propose(filled, "list", "--source", "another")
    assert capsys.readouterr().out == ""


def test_numbers_stay_with_their_proposals(filled: Path) -> None:
    propose(filled, "test-report")
    first = Proposals(filled).read()
    propose(filled, "test-report")
    assert Proposals(filled).read() == first
    assert (filled / FILE).is_file()
    assert len({each.id for each in first}) == len(first)
    assert all(isinstance(each, Proposal) and URIRef(each.subject.strip("<>")) for each in first)
