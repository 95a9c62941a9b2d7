import pytest

from ingest.resolve.names import latin, normal, words
from ingest.resolve.reading import read
from ingest.resolve.words import country


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Łódź", "lodz"),
        ("Straße", "strasse"),
        ("Ørsted Æ ðþ", "orsted ae dth"),
        ("Αθήνα", "athina"),
        ("Πανεπιστήμιο", "panepistimio"),
        ("Београд", "beograd"),
        ("София", "sofiya"),
        ("İstanbul Şirketi", "istanbul sirketi"),
        ("Iași Târgu", "iasi targu"),
    ],
)
def test_letters_become_plain(text: str, plain: str) -> None:
    assert latin(text) == plain


@pytest.mark.parametrize("form", ["s.r.o.", "S. R. O.", "sro", "s r.o."])
def test_initials_with_dots_are_one_word(form: str) -> None:
    assert "".join(words(form)) == "sro"


@pytest.mark.parametrize(
    ("name", "bare", "of_class"),
    [
        ("Alfabis Spółka z ograniczoną odpowiedzialnością", "alfabis", "limited"),
        ("Alfabis sp. z o.o.", "alfabis", "limited"),
        ("PROCONT, spol. s r.o.", "procont", "limited"),
        ("Alfabis Zártkörűen Működő Részvénytársaság", "alfabis", "stock"),
        ("Uždaroji akcinė bendrovė „Alfabis“", "alfabis", "limited"),
        ("SIA Alfabis", "alfabis", "limited"),
        ("Alfabis A/S", "alfabis", "stock"),
        ("Alfabis GmbH & Co. KG", "alfabis", "co"),
        ("Алфабис ЕООД", "alfabis", "limited"),
        ("ΑΛΦΑΒΙΣ ΑΝΩΝΥΜΗ ΕΤΑΙΡΕΙΑ", "alfavis", "stock"),
        ("Alfabis, Unipessoal, Lda.", "alfabis", "limited"),
        ("Alfabis S.r.l. in liquidazione", "alfabis", "limited"),
    ],
)
def test_a_legal_form_is_known_short_and_long(name: str, bare: str, of_class: str) -> None:
    assert read(name).bare == bare
    assert read(name).classes == {of_class}


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("IAPMEI - Agência para a Competitividade e Inovação, I.P.", "iapmei"),
        ("Austria Wirtschaftsservice GmbH (AWS)", "aws"),
        ("InovCluster - Associação do Cluster Agro-Industrial do Centro", "inovcluster"),
        ("Nederlandse Organisatie voor toegepast onderzoek Institute TNO", "tno"),
    ],
)
def test_a_short_name_beside_the_name_is_found(name: str, short: str) -> None:
    assert short in read(name).acronyms


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("EL", "GR"),
        ("UK", "GB"),
        ("Griechenland", "GR"),
        ("Ελλάδα", "GR"),
        ("Česko", "CZ"),
        ("PRT", "PT"),
        ("Portugalia", "PT"),
        ("Atlantis", ""),
    ],
)
def test_a_country_is_a_code_or_a_name_in_any_language(text: str, code: str) -> None:
    assert country(text) == code


def test_the_normal_form_that_iris_are_made_from_stays() -> None:
    assert normal("Spinea, s.r.o.") == normal("SPINEA") == "spinea"
