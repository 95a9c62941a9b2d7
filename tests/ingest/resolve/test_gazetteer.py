"""Towns under their names in many languages."""

import pytest

from ingest.resolve import gazetteer, place
from ingest.resolve.tongues import tongues


@pytest.mark.parametrize(
    ("left", "right", "country", "apart"),
    [
        ("Λευκωσία", "Nicosia", "CY", "same"),
        ("Wien", "Vienna", "AT", "same"),
        ("Доностия", "Bilbao", "", ""),
        ("Frankfurt (Oder)", "Frankfurt am Main", "DE", "far"),
        ("Novi Sad", "Novi Pazar", "RS", "far"),
        ("Kongens Lyngby", "København", "DK", "near"),
    ],
)
def test_two_names_of_towns_are_put_on_the_map(left: str, right: str, country: str, apart: str) -> None:
    if apart:
        assert place.apart(left, country, right, country) == apart
    else:
        assert gazetteer.find("Nowhere at all", country) is None


def test_a_word_is_known_as_a_form_of_its_town() -> None:
    tirana = gazetteer.forms("Tirana", "AL")
    assert gazetteer.is_form("tiranes", tirana)
    assert not gazetteer.is_form("portal", gazetteer.forms("Porto", "PT"))


def test_a_name_shows_its_language() -> None:
    assert "de" in tongues(("hochschule", "munchen")) & tongues(("technische", "universitat", "munchen"))
    assert not tongues(("deutsche", "sporthochschule")) & tongues(("university", "of", "sport"))
