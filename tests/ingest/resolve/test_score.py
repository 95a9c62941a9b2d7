import csv
from collections import Counter
from pathlib import Path

import pytest

from ingest.resolve import candidates, known
from ingest.resolve.pairs import party
from ingest.resolve.score import Party, compare

GOLD = Path(__file__).parent / "gold.csv"


def rows() -> list[dict[str, str]]:
    with GOLD.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_gold_set_holds_enough_pairs_of_both_truths_and_halves() -> None:
    counted = Counter((row["truth"], row["part"]) for row in rows())
    assert sum(counted.values()) >= 600
    assert set(counted) == {("same", "dev"), ("same", "test"), ("different", "dev"), ("different", "test")}
    assert min(counted.values()) > 100


@pytest.mark.parametrize(("part", "recall"), [("dev", 0.94), ("test", 0.90)])
def test_pairs_are_decided_as_a_person_decided_them(part: str, recall: float) -> None:
    decided = Counter(
        (row["truth"], compare(party(row, "left"), party(row, "right")).decision)
        for row in rows()
        if row["part"] == part
    )
    right, wrong = decided["same", "same"], decided["different", "same"]
    true = sum(number for (truth, _), number in decided.items() if truth == "same")
    asked = decided["same", "ask"] + decided["different", "ask"]
    assert right / (right + wrong) >= 0.985
    assert right / true >= recall
    assert asked / sum(decided.values()) < 0.05


def test_pairs_written_by_the_project_are_decided_as_it_decided_them() -> None:
    with (GOLD.parent / "hand.csv").open(encoding="utf-8", newline="") as file:
        written = list(csv.DictReader(file))
    assert len(written) >= 400
    for with_known, recall in ((True, 0.95), (False, 0.83)):
        decided = Counter(
            (row["truth"], compare(party(row, "left"), party(row, "right"), with_known=with_known).decision)
            for row in written
        )
        true = sum(number for (truth, _), number in decided.items() if truth == "same")
        assert decided["same", "same"] / (decided["same", "same"] + decided["different", "same"]) >= 0.99
        assert decided["same", "same"] / true >= recall


def test_the_verdict_does_not_depend_on_which_side_a_party_stands() -> None:
    for row in rows()[::7]:
        left, right = party(row, "left"), party(row, "right")
        assert compare(left, right).decision == compare(right, left).decision, row


@pytest.mark.parametrize(
    ("left", "right", "decision"),
    [
        (Party("Spinea, s.r.o.", country="SK"), Party("SPINEA", country="Slovakia"), "same"),
        (Party("Spinea, s.r.o.", country="SK"), Party("Spinea, a.s.", country="SK"), "different"),
        (Party("Universidade do Porto", city="Porto"), Party("University of Porto", city="Oporto"), "same"),
        (Party("Universidade do Porto"), Party("Faculty of Medicine, University of Porto"), "different"),
        (Party("Universidade do Porto"), Party("Instituto Politécnico do Porto"), "different"),
        (Party("Ministry of Economy", country="PT"), Party("Ministerul Economiei", country="RO"), "different"),
        (Party("Ministry of Economy", country="PT"), Party("Ministério da Economia", country="Portugal"), "same"),
        (Party("Софийски университет", country="BG"), Party("Sofia University", country="Bulgaria"), "same"),
        (Party("Technische Universität Wien", country="AT"), Party("Universität Wien", country="AT"), "different"),
        (Party("Spitalul Clinic Nr. 1", city="Iași"), Party("Spitalul Clinic Nr. 2", city="Iași"), "different"),
        (Party("ADR Nord-Est", country="RO"), Party("ADR Nord-Vest", country="RO"), "different"),
        (Party("Siemens Portugal", country="PT"), Party("Siemens România", country="RO"), "different"),
        (Party("Amorim Cork Research, Lda"), Party("Amorim Cork Trading, Lda"), "different"),
        (Party("Spółka Alfabis z ograniczoną odpowiedzialnością"), Party("ALFABIS sp. z o.o."), "same"),
        (Party("Müller Maschinenbau GmbH", city="Ulm"), Party("Mueller Maschinenbau GmbH", city="Ulm"), "same"),
    ],
    ids=lambda each: each if isinstance(each, str) else each.name,
)
def test_a_pair_is_decided(left: Party, right: Party, decision: str) -> None:
    assert compare(left, right, with_known=False).decision == decision


def test_one_identifier_says_more_than_two_names() -> None:
    left = Party("Alfa Grupo, S.A.", country="PT", identifiers=("vat:PT500000001",))
    assert compare(left, Party("Alpha Group", country="PT", identifiers=("vat:PT500000001",))).decision == "same"
    assert (
        compare(left, Party("Alfa Grupo, S.A.", country="PT", identifiers=("vat:PT500000002",))).decision == "different"
    )


def test_a_register_that_knows_both_names_decides() -> None:
    left, right = Party("Muséum national", country="FR"), Party("Lisbon Business School", city="Lisbon", country="PT")
    assert known.find(left) is None
    verdict = compare(Party("Escola de Negócios de Lisboa", city="Lisboa", country="PT"), right)
    assert verdict.decision == "same"
    assert "ror.org" in verdict.reason


def test_the_reason_is_one_sentence_and_the_evidence_adds_up() -> None:
    verdict = compare(
        Party("Universidade do Porto", city="Porto", country="PT"), Party("University of Porto", country="PT")
    )
    assert verdict.reason.endswith(".")
    assert verdict.reason[0].isupper()
    assert verdict.evidence["country"] == "both are in PT (+0.6)"


def test_what_is_one_is_found_among_candidates() -> None:
    same = [row for row in rows() if row["truth"] == "same"]
    lefts, rights = ([party(row, side) for row in same] for side in ("left", "right"))
    found = set(candidates.pairs(lefts, rights))
    at_all = [at for at, row in enumerate(same) if compare(lefts[at], rights[at]).decision == "same"]
    assert sum((at, at) in found for at in at_all) / len(at_all) >= 0.99
    assert len(found) < 10 * len(same)


def test_candidates_within_one_list_come_once_and_never_with_themselves() -> None:
    parties = [Party("Vista Alegre Atlantis, S.A."), Party("VISTA ALEGRE ATLANTIS SA"), Party("Corticeira Amorim")]
    assert list(candidates.pairs(parties)) == [(0, 1)]


@pytest.mark.parametrize(
    ("name", "city", "decision"),
    [("Um", "", "ask"), ("UM", "", "same"), ("Um", "Braga", "same")],
    ids=["a word", "in capitals", "in its town"],
)
def test_a_word_of_few_letters_is_no_short_name_by_itself(name: str, city: str, decision: str) -> None:
    university = Party(name="Universidade do Minho", city=city, country="PT")
    assert compare(Party(name=name, city=city, country="PT"), university).decision == decision
