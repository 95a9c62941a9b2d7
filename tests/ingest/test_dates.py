"""Dates as people write them."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest import dates
from ingest.converted import Unmappable

MONTHS = {
    "en": "January February March April May June July August September October November December",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "ro": "ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie",
}
days = st.dates(date(1000, 1, 1), date(9999, 12, 31))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2019", "2019"),
        ("2019-03", "2019-03"),
        ("2019-03-26", "2019-03-26"),
        ("2019-3-6", "2019-03-06"),
        ("2019/03/26", "2019-03-26"),
        ("2019-03-26T00:00:00", "2019-03-26"),
        ("2019-03-26 10:30:00", "2019-03-26"),
        ("2019-03-26T23:30:00+01:00", "2019-03-26"),
        ("26/03/2019", "2019-03-26"),
        ("26.3.2019", "2019-03-26"),
        ("3.4.2019", "2019-04-03"),
        ("26. 3. 2019", "2019-03-26"),
        ("5/5/2019", "2019-05-05"),
        ("12/31/2019", "2019-12-31"),
        ("03/2019", "2019-03"),
        ("março de 2019", "2019-03"),
        ("MARÇO 2019", "2019-03"),
        ("March 2019", "2019-03"),
        ("Mar. 2019", "2019-03"),
        ("March 26, 2019", "2019-03-26"),
        ("26th March 2019", "2019-03-26"),
        ("26 de março de 2019", "2019-03-26"),
        ("1.º de maio de 2019", "2019-05-01"),
        ("1° maggio 2019", "2019-05-01"),
        ("3 martie 2020", "2020-03-03"),
        ("26-mar-2019", "2019-03-26"),
        ("Q2 2019", "2019-04/2019-06"),
        ("2019-Q4", "2019-10/2019-12"),
        ("3T2019", "2019-07/2019-09"),
        ("2.º trimestre de 2019", "2019-04/2019-06"),
        ("II trimestre 2019", "2019-04/2019-06"),
        ("trimestrul II 2019", "2019-04/2019-06"),
        ("1º semestre de 2019", "2019-01/2019-06"),
        ("H2 2019", "2019-07/2019-12"),
        ("2019/2020", "2019/2020"),
        ("2014-2020", "2014/2020"),
        ("2014 – 2020", "2014/2020"),
        ("2019/20", "2019/2020"),
        ("2019/03", "2019-03"),
        ("2020-01-02/2020-02", "2020-01-02/2020-02"),
        ("março de 2019 / abril de 2020", "2019-03/2020-04"),
    ],
)
def test_a_date_is_as_precise_as_it_was_written(text: str, said: str) -> None:
    assert dates.read(text).text() == said


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("March", "a date such as 2019"),
        ("sometime", "a date such as 2019"),
        ("26/03/19", "years of four digits"),
        ("2019-13", "of the calendar"),
        ("29.2.2019", "of the calendar"),
        ("31/04/2019", "of the calendar"),
        ("Q5 2019", "a date such as"),
        ("H3 2019", "a date such as"),
        ("0000", "of the calendar"),
        ("2020/2019", "not before its start"),
        ("3/4/2019", "2019-04-03 or 2019-03-04"),
        ("11/12/2019", "2019-12-11 or 2019-11-12"),
        ("12/11/2019", "2019-11-12 or 2019-12-11"),
        ("2009/10", "2009-10 or 2009/2010"),
        ("Smarch 2019", "a date such as"),
        ("", "a date such as"),
        ("1/2/3", "a date such as"),
        ("2019/2020/2021", "a date such as"),
    ],
)
def test_what_is_no_date_or_two_is_refused(text: str, expected: str) -> None:
    with pytest.raises(Unmappable, match=expected):
        dates.read(text)


@pytest.mark.parametrize(("order", "said"), [("dmy", "2019-04-03"), ("mdy", "2019-03-04")])
def test_the_order_of_a_column_decides(order: str, said: str) -> None:
    assert dates.read("3/4/2019", order).text() == said
    assert dates.read("3-4-2019", order).text() == said


def test_the_order_of_a_column_is_held_to() -> None:
    with pytest.raises(Unmappable, match="calendar"):
        dates.read("26/03/2019", "mdy")
    assert dates.read("2009/10", "ymd").text() == "2009-10"


@given(days, st.sampled_from(sorted(MONTHS)), st.booleans())
def test_a_day_is_read_back_in_four_languages(day: date, lang: str, short: bool) -> None:
    month = MONTHS[lang].split()[day.month - 1]
    joint = {"pt": " de "}.get(lang, " ")
    text = f"{day.day}{joint}{month[:3] if short else month}{joint}{day.year:04}"
    assert dates.read(text).text() == day.isoformat()


@given(days)
def test_a_day_is_read_back_from_numbers(day: date) -> None:
    assert dates.read(day.isoformat()).text() == day.isoformat()
    assert dates.read(f"{day.day}.{day.month}.{day.year:04}").text() == day.isoformat()
    assert dates.read(f"{day.day:02}/{day.month:02}/{day.year:04}", "dmy").text() == day.isoformat()
    assert dates.read(f"{day.month}/{day.day}/{day.year:04}", "mdy").text() == day.isoformat()


@given(st.text(max_size=30))
def test_no_text_makes_it_fail_otherwise(text: str) -> None:
    with suppress(Unmappable):
        assert dates.read(text).first <= dates.read(text).last


@given(days, days)
def test_a_stretch_holds_its_dates_in_order(one: date, two: date) -> None:
    start, end = sorted((one.isoformat(), two.isoformat()))
    assert dates.read(f"{start}/{end}").text() == (start if start == end else f"{start}/{end}")


@pytest.mark.parametrize(("text", "type_"), [("2019", "gYear"), ("2019-03", "gYearMonth"), ("2019-03-26", "date")])
def test_the_type_tells_how_precise_it_is(text: str, type_: str) -> None:
    assert dates.literal(text) == f'"{text}"^^<http://www.w3.org/2001/XMLSchema#{type_}>'
