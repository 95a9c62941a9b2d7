"""The vocabulary as the program sees it: kinds, places of things, labels."""

import pytest

from ontology.model import Located, UnknownKind, model, pick
from ontology.namespaces import COUNTRY, ID, NACE, NACE21, NUTS


@pytest.mark.parametrize(
    ("labels", "lang", "expected"),
    [
        pytest.param({"en": "e", "ro": "r"}, "ro", ("r", "ro"), id="the language asked for"),
        pytest.param(
            {"it": "i", "pt": "p", "bg": "b"}, "ro", ("p", "pt"), id="then the declared order, not the alphabet"
        ),
        pytest.param({"bg": "b", "": "plain"}, "en", ("plain", ""), id="then text without a language"),
        pytest.param({"sk": "s", "bg": "b"}, "en", ("b", "bg"), id="then any, always the same"),
        pytest.param({}, "en", None, id="nothing to choose from"),
    ],
)
def test_a_label_falls_back(labels: dict[str, str], lang: str, expected: tuple[str, str] | None) -> None:
    assert pick(labels, lang) == expected


@pytest.mark.parametrize(
    ("iri", "kind", "slug"),
    [
        (ID["cluster/a"], "cluster", "a"),
        (COUNTRY["PRT"], "country", "PRT"),
        (NUTS["PT11A"], "region", "PT11A"),
        (NACE["6201"], "economic-activity", "6201"),
        (NACE21["6210"], "economic-activity", "nace2.1-6210"),
    ],
)
def test_a_thing_is_located_by_its_iri(iri: str, kind: str, slug: str) -> None:
    assert model().locate(iri) == Located(model().kind(kind), slug)
    assert str(model().kind(kind).iri(slug)) == str(iri)


@pytest.mark.parametrize("iri", [ID["cluster/a/geometry"], ID["nothing/a"], ID["cluster/"], "https://example.org/a"])
def test_what_has_no_page_is_not_located(iri: str) -> None:
    assert model().locate(iri) is None


def test_an_unknown_kind_names_those_there_are() -> None:
    with pytest.raises(UnknownKind, match="cluster"):
        model().collection("nonsense")
