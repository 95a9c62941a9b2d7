"""The texts of the interface and how numbers, dates and counts are written."""

import re
from decimal import Decimal

import pytest

from api.i18n import FOLDER, UnknownText, catalogue, words
from api.pages.render import TEMPLATES
from ontology.model import LANGUAGES


def test_all_languages_have_the_same_texts() -> None:
    assert {path.stem for path in FOLDER.glob("*.toml")} == set(LANGUAGES)
    for lang in LANGUAGES:
        assert catalogue(lang).keys() == catalogue("en").keys(), lang


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_text_takes_the_same_values_in_every_language(lang: str) -> None:
    def taken(text: str) -> set[str]:
        return set(re.findall(r"\{(\w+)\}", text))

    for key, text in catalogue(lang).items():
        # "Show it" needs no number where there is only one.
        if not key.endswith((".one", ".few")):
            assert taken(text) == taken(catalogue("en")[key]), key


def test_every_text_that_a_template_names_exists() -> None:
    templates = list(TEMPLATES.glob("*.html"))
    assert len(templates) > 15
    keys = catalogue("en").keys()
    for path in templates:
        for name in re.findall(r"""\bt\(["']([\w.]+)["'](?!\s*~)""", path.read_text(encoding="utf-8")):
            assert name in keys or f"{name}.other" in keys, f"{path.name}: {name}"


def test_a_text_that_no_language_has_is_an_error() -> None:
    with pytest.raises(UnknownText):
        words("pt")("no.such.text")


@pytest.mark.parametrize(
    ("lang", "value", "written"),
    [
        ("en", "1240000.50", "1,240,000.5"),
        ("it", "1240000.5", "1.240.000,5"),
        ("pt", 18500, "18\u00a0500"),
        ("ro", "2100", "2100"),
        ("en", Decimal("-9.1393"), "−9.1393"),
        ("en", "-0.5", "−0.5"),
        ("it", "-1234.5", "−1234,5"),
        ("en", "about 60", "about 60"),
        ("en", "INF", "INF"),
        ("pt", "NaN", "NaN"),
        ("en", "1_000", "1_000"),
        ("en", "1e99999999", "1e99999999"),
        ("en", "9" * 5000, "9" * 5000),
    ],
)
def test_numbers_are_written_as_the_language_does(lang: str, value: object, written: str) -> None:
    assert words(lang).number(value) == written


@pytest.mark.parametrize(
    ("lang", "value", "written"),
    [
        ("en", "2019-03-26", "26 March 2019"),
        ("pt", "2019-03-26", "26 de março de 2019"),
        ("it", "2019-03", "marzo 2019"),
        ("ro", "2019", "2019"),
        ("en", "2007/2013", "2007 – 2013"),
        ("en", "2019-13", "2019-13"),
        ("en", "spring 2019", "spring 2019"),
    ],
)
def test_dates_are_as_precise_as_they_are_known(lang: str, value: str, written: str) -> None:
    assert words(lang).date(value) == written


@pytest.mark.parametrize(
    ("count", "text"), [(1, "1 rezultat"), (5, "5 rezultate"), (20, "20 de rezultate"), (101, "101 rezultate")]
)
def test_romanian_counts_have_three_forms(count: int, text: str) -> None:
    assert words("ro")("count.results", count) == text


# Pages
