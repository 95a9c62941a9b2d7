"""What the engine takes for the same letter but for its case is folded alike."""

import sys
import unicodedata

import pyoxigraph as ox
import pytest

from graph.texts.folding import fold, steady

KNOWN = [chr(code) for code in range(32, sys.maxunicode + 1) if unicodedata.category(chr(code)) not in {"Cs", "Cn"}]
CASED = [letter for letter in KNOWN if letter.upper() != letter or letter.lower() != letter]


def _called(function: str, text: str) -> str:
    found = ox.Store().query(f"SELECT (?f AS ?x) {{ VALUES ?t {{ {ox.Literal(text)} }} BIND({function} AS ?f) }}")
    assert isinstance(found, ox.QuerySolutions)
    (row,) = found
    assert isinstance(row["x"], ox.Literal)
    return row["x"].value


@pytest.mark.parametrize("function", ["LCASE(?t)", "UCASE(?t)"])
def test_each_letter_folds_as_what_the_engine_makes_of_it(function: str) -> None:
    changed = _called(function, "\n".join(KNOWN)).split("\n")
    assert len(changed) == len(KNOWN)
    unlike = [letter for letter, other in zip(KNOWN, changed, strict=True) if fold(letter) != fold(other)]
    assert [letter for letter in unlike if steady(fold(letter))] == []


def test_letters_that_an_expression_without_case_takes_for_one_another_fold_alike() -> None:
    letters = "".join(CASED)
    for letter in CASED[::7]:
        left = set(_called(f'REPLACE(?t, "[{letter}]", "", "i")', letters))
        assert {fold(each) for each in CASED if each not in left} == {fold(letter)}, letter


@pytest.mark.parametrize(
    ("text", "folded"), [("Têxtil", "têxtil"), ("STRASSE", "strasse"), ("Straße", "strasse"), ("a\tb\nc", "a b c")]
)
def test_a_text_is_folded_letter_by_letter(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_only_letters_that_have_a_case_for_good_are_compared_without_it() -> None:
    assert steady("pólo \u0264 inüme") == " inüme"
