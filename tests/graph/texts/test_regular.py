"""What a regular expression needs of a text."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.rewriting.regular import required
from graph.texts.folding import END, START

letters = st.sampled_from(["a", "b", "c", ".", "[ab]", "[^a]", r"\.", "^", "$", r"\w"])
pieces = st.recursive(
    letters,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=4).map("".join),
        st.builds("({}|{})".format, inner, inner),
        st.builds("(?:{}){}".format, inner, st.sampled_from(["*", "+", "?", "{0,2}", "*?"])),
        st.builds("{}|{}".format, inner, inner),
    ),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("pattern", "flags", "expected"),
    [
        ("polo", "", {"polo"}),
        ("^Polo", "", {f"{START}Polo"}),
        ("^Polo$", "i", {f"{START}Polo{END}"}),
        ("^^Polo$$", "", {f"{START}Polo{END}"}),
        ("^Polo", "m", {"Polo"}),
        ("a.*cluster", "", {"cluster"}),
        ("clusters?", "", {"cluster"}),
        ("colou?r", "", {"colo"}),
        ("(Têxtil|Digital) x", "", {"Têxtil", "Digital"}),
        ("ab+cde", "", {"cde"}),
        (r"a\.b\d+", "", {"a.b"}),
        (r"\<polo\>", "", {"polo"}),
        ("one|two", "", {"one", "two"}),
        ("one|.*", "", None),
        ("[a-z]+", "", None),
        ("(?i)polo", "", None),
        ("polo", "x", None),
        ("polo", "q", None),
        (r"\p{Lu}polo", "", None),
        ("", "", None),
        ("(", "", None),
        ("a)", "", None),
        ("[a", "", None),
        ("a{2", "", None),
        ("a**", "", None),
        ("(" * 500 + "a" + ")" * 500, "", None),
    ],
)
def test_an_expression_needs_what_each_match_holds(pattern: str, flags: str, expected: set[str] | None) -> None:
    assert required(pattern, flags) == (None if expected is None else frozenset(expected))


@settings(max_examples=300, deadline=None)
@given(pieces, st.text("abc.", max_size=8))
def test_a_text_that_matches_holds_one_of_what_is_needed(pattern: str, text: str) -> None:
    needed = required(pattern, "")
    if needed is not None and re.search(pattern.replace("$", r"\Z"), text):
        assert any(each in f"{START}{text}{END}" for each in needed)
