from ingest.resolve import place, reference


def test_the_registers_are_shipped_with_their_identifiers() -> None:
    assert len(reference.ror()) == 19_065
    assert len(reference.gleif()) == 70_859
    assert all(party.identifiers[0].startswith("https://ror.org/0") for party in reference.ror())
    assert all(len(party.identifiers[0]) == len("urn:lei:") + 20 for party in reference.gleif())
    assert reference.ror() is reference.ror()


def test_towns_are_the_same_under_their_names_near_or_far() -> None:
    assert place.apart("Lisboa", "PT", "Lisbon", "PT") == "same"
    assert place.apart("Wien", "AT", "VIENNA 1010", "AT") == "same"
    assert place.apart("Muencheberg", "DE", "Müncheberg", "DE") == "same"
    assert place.apart("Porto", "PT", "Matosinhos", "PT") == "near"
    assert place.apart("Porto", "PT", "Faro", "PT") == "far"
    assert place.apart("", "PT", "Faro", "PT") == ""


def test_a_site_belongs_to_one_organisation() -> None:
    assert place.domain("https://sigarra.up.pt/feup") == place.domain("www.up.pt") == "up.pt"
    assert place.domain("http://www.dundee.ac.uk/a") == "dundee.ac.uk"
    assert place.domain("https://facebook.com/x") == place.domain("") == place.domain("http://[bad") == ""
