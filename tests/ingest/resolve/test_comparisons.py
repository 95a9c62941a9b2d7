"""Every candidate pair of two lists, with its verdict."""

import multiprocessing
import subprocess
import sys

import pytest

from ingest.resolve import candidates, comparisons
from ingest.resolve.comparisons import Compared
from ingest.resolve.party import Party
from ingest.resolve.score import compare

MANY = tuple(
    Party(name, country=land)
    for name, land in (
        ("Universidade do Porto", "PT"),
        ("Porto University", "PT"),
        ("Uniwersytet Warszawski", "PL"),
        ("Warsaw University of Technology", "PL"),
        ("Livraria Lello, Lda", "PT"),
        ("Something else", ""),
    )
)
FEW = (
    Party("University of Porto", city="Porto", country="PT"),
    Party("University of Warsaw", city="Warsaw", country="PL"),
    Party("Politechnika Warszawska", city="Warszawa", country="PL"),
    Party("Livraria Lello", country="PT"),
    Party("Something else", country="FR"),
)


def alone() -> list[Compared]:
    return list(comparisons.comparisons(MANY, FEW))


def test_each_candidate_pair_has_the_verdict_that_comparing_gives() -> None:
    found = alone()
    assert [(one, two) for one, two, _ in found] == list(candidates.pairs(MANY, FEW))
    for one, two, verdict in found:
        expected = compare(MANY[one], FEW[two])
        assert verdict == (None if expected.decision == "different" else expected)
    assert {(one, two) for one, two, verdict in found if verdict} >= {(0, 0), (1, 0), (2, 1), (4, 3)}


def test_several_processes_say_the_same_in_the_same_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparisons, "_SHARE", 1)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    assert list(comparisons.comparisons(MANY, FEW, few=0)) == alone()
    assert multiprocessing.active_children() == []


@pytest.mark.parametrize("few", [0, 100])
def test_what_is_known_is_left_out(few: int) -> None:
    asked: list[tuple[int, int]] = []

    def is_known(one: int, two: int) -> bool:
        asked.append((one, two))
        return one < 4

    found = list(comparisons.comparisons(MANY, FEW, is_known, few=few))
    assert found == [each for each in alone() if each[0] >= 4]
    assert asked == list(candidates.pairs(MANY, FEW))


def test_a_small_list_and_one_core_need_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparisons, "ProcessPoolExecutor", None)
    assert list(comparisons.comparisons(MANY, FEW)) == alone()
    monkeypatch.setattr("os.cpu_count", lambda: 1)
    assert list(comparisons.comparisons(MANY, FEW, few=0)) == alone()


def test_pairs_come_in_one_order_whatever_the_order_of_keys() -> None:
    """The hashes of texts, and with them the order of a set, differ from process to process."""
    said = {
        subprocess.run(
            [sys.executable, "-c", _TOLD], env={"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(said) == 1
    assert said != {""}


_TOLD = """
from ingest.resolve import candidates, reference
ror = [party for party in reference.ror() if party.country == "GB"][:1500]
print(list(candidates.pairs(ror)))
"""
