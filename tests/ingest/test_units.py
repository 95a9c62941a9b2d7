"""Numbers and quantities as people write them."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest import units
from ingest.converted import Unmappable
from ingest.units import Quantity, quantity


@pytest.mark.parametrize(
    ("text", "amount", "unit"),
    [
        ("1,2 M€", "1.2", "million-euro"),
        ("€ 3.5 million", "3.5", "million-euro"),
        ("EUR 5000", "5000", "eur"),
        ("5000€", "5000", "eur"),
        ("850 mil €", "850000", "eur"),
        ("85 k€", "85000", "eur"),
        ("3 mil milhões de euros", "3", "billion-euro"),
        ("2,5 mld euro", "2.5", "billion-euro"),
        ("1 milione di euro", "1", "million-euro"),
        ("12 milioane de euro", "12", "million-euro"),
        ("7 HUF billion", "7", "billion-huf"),
        ("1 200 employees", "1200", "employees"),
        ("120 trabalhadores", "120", "employees"),
        ("120 angajați", "120", "employees"),
        ("40 mii angajați", "40000", "employees"),
        ("15 addetti", "15", "employees"),
        ("12 %", "12", "percent"),
        ("12,5%", "12.5", "percent"),
        ("-3 per cent", "-3", "percent"),
        ("1 234 567 USD", "1234567", "usd"),
    ],
)
def test_an_amount_has_a_unit(text: str, amount: str, unit: str) -> None:
    found = quantity(text)
    assert (found.amount, found.unit) == (Decimal(amount), unit)
    assert units.concept(unit).endswith(f"/concept/unit-{unit}")


@pytest.mark.parametrize(
    ("text", "locale", "expected"),
    [
        ("many", None, "a number with its unit"),
        ("5", None, "say unit or unit_column"),
        ("1.200 empresas", None, "one way only"),
        ("1,200 companies", None, "one way only"),
        ("100 widgets", None, "a unit of the code list"),
        ("12 employes", None, "nearest is “employees”"),
        ("1.5 mil. euro", None, "with a stop it can be either"),
        ("3.5 M€", "pt", "as written in “pt”"),
        ("5 HUF", None, "not “huf”"),
        ("1.2.3 €", None, "a number such as"),
    ],
)
def test_what_is_no_amount_is_refused_with_what_was_expected(text: str, locale: str | None, expected: str) -> None:
    with pytest.raises(Unmappable, match=expected):
        quantity(text, locale=locale)


def test_a_locale_tells_thousands_from_decimals() -> None:
    assert quantity("1.200 empresas", locale="pt") == Quantity(Decimal(1200), "companies")
    assert quantity("1,200 companies", locale="en") == Quantity(Decimal(1200), "companies")
    assert quantity("1,5 mil. euro", locale="ro") == Quantity(Decimal("1.5"), "million-euro")


def test_the_unit_may_stand_elsewhere() -> None:
    assert quantity("1,2", unit="million euro") == Quantity(Decimal("1.2"), "million-euro")
    assert quantity("1,2 €", unit="million euro").unit == "eur"


def test_an_amount_is_turned_into_another_unit_of_its_sort_only() -> None:
    assert quantity("1,2 M€").to("eur") == Quantity(Decimal(1200000), "eur")
    assert quantity("1200000 €").to("billion-euro").amount == Decimal("0.0012")
    with pytest.raises(Unmappable, match="not in employees"):
        quantity("5 employees").to("eur")


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=3), st.sampled_from(sorted(units.LOCALES)))
def test_a_number_is_read_back_in_every_locale(number: Decimal, locale: str) -> None:
    thousands, point = units.LOCALES[locale]
    text = f"{number:,.3f}".replace(",", "_").replace(".", point).replace("_", thousands)
    assert units.number(text, locale) == number
    assert units.number(text.replace(thousands, "\u202f"), locale) == number


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2))
def test_an_amount_is_told_without_an_exponent_and_exact(number: Decimal) -> None:
    text, datatype = units.told(number)
    assert Decimal(text) == number
    assert "E" not in text
    assert datatype == ("integer" if number == number.to_integral_value() else "decimal")


@given(st.decimals(min_value=0, max_value=10**6, places=2), st.sampled_from(["million-euro", "billion-euro", "eur"]))
def test_there_and_back_is_the_same_amount(number: Decimal, unit: str) -> None:
    assert Quantity(number, "million-euro").to(unit).to("million-euro").amount == number


@pytest.mark.parametrize("text", ["1,234", "1 200", "1e3", "١٢", "0x10", "--1", "1.", ".5", ""])
def test_without_a_locale_a_number_is_plain(text: str) -> None:
    with pytest.raises(Unmappable):
        units.plain(text, None)


@pytest.mark.parametrize("text", ["1.23", "12.3456", "1.234.56", "1,2,3", "1.234,"])
def test_thousands_come_in_threes(text: str) -> None:
    with pytest.raises(Unmappable):
        units.plain(text, "pt")


@given(st.text(max_size=30))
def test_no_text_makes_it_fail_otherwise(text: str) -> None:
    with suppress(Unmappable):
        assert quantity(text).unit
