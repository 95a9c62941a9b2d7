"""What a search finds in a small world, and in which order."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from rdflib import RDFS, Literal, URIRef
from rdflib.namespace import RDF

from graph.cursor import BadCursor
from graph.embedded import EmbeddedStore
from graph.listing import BadLimit, UnknownFilter
from graph.reader import Reader
from graph.searching.building import build
from graph.searching.finding import Found, find
from graph.searching.index import Index
from graph.searching.sought import LONGEST, BadSearch, Sought
from graph.store import Scope
from graph.things import Asked
from ontology.model import model
from ontology.namespaces import CSC, ID
from tests import world

SOURCE = ID["source/names"]


def search(index: Index, reader: Reader, text: str = "", lang: str = "en", **filters: tuple[str, ...]) -> Found:
    given = {name.replace("_", "-"): values for name, values in filters.items()}
    return find(index, reader, Asked(given, text), lang)


def slugs(found: Found) -> list[str]:
    return [item.slug for item in found.items]


def counts(found: Found, name: str) -> Mapping[str, int]:
    facet = next((each for each in found.facets if each.name == name), None)
    return {choice.value: choice.count for choice in facet.choices} if facet else {}


def named(tmp_path: Path, *labels: tuple[str, str, str]) -> tuple[Index, Reader]:
    """An index of organisations, each with a slug, a name and its language."""
    store = EmbeddedStore.memory()
    triples = [
        (ID[f"organisation/{slug}"], RDFS.label, Literal(text, lang=lang or None)) for slug, text, lang in labels
    ]
    store.replace(SOURCE, [*triples, *((about, RDF.type, CSC.Organisation) for about, _, _ in triples)])
    reader = Reader(store, model(), Scope.PUBLIC)
    return Index(build(store, model(), Scope.PUBLIC, tmp_path / "search"), model()), reader


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("saude", "health"),
        ("SAÚDE", "health"),
        ("hc", "health"),
        ("wine", "wine"),
        ("ceramica", "ceramics"),
        ("ceramicii", "ceramics"),
        ("evora universidade", "university"),
        ("universidade de evora", "university"),
        ("universidades evora", "university"),
    ],
)
def test_accents_case_and_endings_do_not_matter(index: Index, reader: Reader, text: str, first: str) -> None:
    assert slugs(search(index, reader, text))[0] == first


@pytest.mark.parametrize("text", ["saude", "Saúde", "sănătate", "health", "sanità", "sanita"])
def test_a_thing_is_found_by_what_its_area_is_called_in_any_language(tmp_path: Path, text: str) -> None:
    store = EmbeddedStore.memory()
    chain, firm = ID["value-chain/care"], ID["organisation/ward"]
    labels = (("health", "en"), ("saúde", "pt"), ("sanità", "it"), ("sănătate", "ro"))
    store.replace(
        SOURCE,
        [
            *((chain, RDFS.label, Literal(label, lang=lang)) for label, lang in labels),
            (firm, RDFS.label, Literal("Ward Ltd", lang="en")),
            (firm, CSC.inValueChain, chain),
        ],
    )
    reader = Reader(store, model(), Scope.PUBLIC)
    index = Index(build(store, model(), Scope.PUBLIC, tmp_path / "search"), model())
    assert slugs(search(index, reader, text)) == ["care", "ward"]
    assert slugs(search(index, reader, f"ward {text}")) == ["ward"]


def test_the_exact_name_comes_before_a_beginning_before_words_before_a_text(tmp_path: Path) -> None:
    store = EmbeddedStore.memory()
    names = {"a": "A report on water", "b": "The water board", "c": "Water board", "d": "Water"}
    triples = [(ID[f"organisation/{slug}"], RDFS.label, Literal(name, lang="en")) for slug, name in names.items()]
    told = (ID["organisation/e"], RDFS.label, Literal("Elbe", lang="en"))
    text = (ID["organisation/e"], URIRef("http://purl.org/dc/terms/description"), Literal("On water", lang="en"))
    store.replace(SOURCE, [*triples, told, text])
    reader = Reader(store, model(), Scope.PUBLIC)
    index = Index(build(store, model(), Scope.PUBLIC, tmp_path / "search"), model())
    assert slugs(search(index, reader, "water")) == ["d", "c", "a", "b", "e"]


def test_names_in_the_language_of_the_reader_come_first(tmp_path: Path) -> None:
    index, reader = named(tmp_path, ("a", "Porto centre", "en"), ("b", "Porto centre", "pt"))
    assert slugs(search(index, reader, "porto", "pt")) == ["b", "a"]
    assert slugs(search(index, reader, "porto", "en")) == ["a", "b"]


def test_letters_that_have_no_accent_to_take_off_are_folded_too(tmp_path: Path) -> None:
    index, reader = named(tmp_path, ("a", "Łódź Ørsted", ""), ("b", "Αθήνα", "el"), ("c", "Straße", "de"))
    for text, slug in (("lodz", "a"), ("orsted", "a"), ("αθηνα", "b"), ("ΑΘΉΝΑ", "b"), ("strasse", "c")):
        assert slugs(search(index, reader, text)) == [slug]


@pytest.mark.parametrize(
    "text", ["f", "firm", "fir", "firm 07", "cluster", "de", "health", "cluster da", "portugal", "½"]
)
@pytest.mark.parametrize("start", [0, 7, 40])
def test_the_best_of_many_are_the_first_of_all(
    index: Index, monkeypatch: pytest.MonkeyPatch, text: str, start: int
) -> None:
    found = []
    for many in (-1, 10**9):
        monkeypatch.setattr("graph.searching.index._MANY", many)
        for lang in ("en", "pt"):
            found.append(index.page(Sought.of(Asked({}, text), model()), lang, start, 9))
    assert found[:2] == found[2:]


def test_a_word_that_is_wrongly_spelt_finds_what_is_spelt_alike_and_tells_so(index: Index, reader: Reader) -> None:
    found = search(index, reader, "univrsity")
    assert slugs(found) == ["university"]
    assert found.near
    assert found.meant == ("university",)
    assert not search(index, reader, "firm").near


def test_the_last_word_may_be_a_beginning(index: Index, reader: Reader) -> None:
    assert slugs(search(index, reader, "cluster da sau")) == ["health"]


def test_a_search_without_result_names_searches_that_have_one(index: Index, reader: Reader) -> None:
    found = search(index, reader, "ceramica university", country=("PRT",))
    assert (found.total, found.items) == (0, ())
    told = [(each.text, each.dropped, each.total) for each in found.wider]
    assert told == [("ceramica", ("country",), 1), ("university", (), 1)]
    (dropped,) = search(index, reader, "wine", country=("ROU",)).wider
    assert (dropped.text, dropped.dropped, dropped.total) == ("wine", ("country",), 1)
    (both,) = search(index, reader, "wine", country=("ROU",), kind=("pact",)).wider
    assert (both.text, both.dropped, both.total) == ("wine", ("country", "kind"), 1)


def test_several_values_of_a_facet_widen_and_several_facets_narrow(index: Index, reader: Reader) -> None:
    assert set(slugs(search(index, reader, kind=("cluster",), country=("PRT", "ROU")))) == {
        "health",
        "wine",
        "ceramics",
    }
    assert slugs(search(index, reader, kind=("cluster",), value_chain=("medicines",))) == ["health"]
    assert slugs(search(index, reader, "wine", kind=("cluster",), source=("one",), country=("PRT",))) == ["wine"]
    assert slugs(search(index, reader, kind=("cluster",), year=("2009",))) == ["health"]
    assert slugs(search(index, reader, kind=("cluster",), region=("PT11",))) == ["wine"]
    assert slugs(search(index, reader, kind=("cluster",), country=("nowhere",))) == []


def test_a_facet_counts_what_each_choice_would_leave(index: Index, reader: Reader) -> None:
    found = search(index, reader, "health", kind=("pact",))
    assert [item.kind.name for item in found.items] == ["pact"]
    assert counts(found, "kind") == {"cluster": 1, "pact": 1}
    everything = search(index, reader, kind=("organisation",))
    for name in ("country", "source", "kind"):
        for value, count in counts(everything, name).items():
            kept = {"kind": ("organisation",)} | {name: (value,)}
            assert search(index, reader, **kept).total == count


def test_counts_equal_those_of_a_query(index: Index, reader: Reader) -> None:
    query = f"""SELECT ?kind (COUNT(DISTINCT ?thing) AS ?n) {{
        ?thing <{CSC.country}> <http://publications.europa.eu/resource/authority/country/PRT> ; <{RDFS.label}> ?label
        BIND(STRBEFORE(STRAFTER(STR(?thing), "/id/"), "/") AS ?kind) }} GROUP BY ?kind"""
    counted = {str(row["kind"]): int(str(row["n"])) for row in reader.store.select(query, Scope.PUBLIC)}
    assert counts(search(index, reader, country=("PRT",)), "kind") == counted == {"cluster": 2, "organisation": 61}


def test_an_entry_tells_country_and_the_facts_that_tell_most(index: Index, reader: Reader) -> None:
    (entry,) = search(index, reader, "health", kind=("cluster",)).items
    assert entry.country is not None
    assert entry.country.label == "Portugal"
    assert [(fact.name, [value.text for value in fact.values]) for fact in entry.detail] == [
        ("inValueChain", ["Medicines"])
    ]
    (other,) = search(index, reader, "university").items
    assert [value.text for fact in other.detail for value in fact.values] == ["university"]


def test_pages_have_no_gaps(index: Index, reader: Reader) -> None:
    found: list[str] = []
    after: str | None = None
    while True:
        page = find(index, reader, Asked({}, "firm", after, 11), "en")
        found += slugs(page)
        if (after := page.next) is None:
            break
    assert len(found) == len(set(found)) == page.total == world.MANY


def test_a_search_for_nothing_finds_nothing_and_offers_facets(index: Index, reader: Reader) -> None:
    found = search(index, reader, "  ")
    assert (found.total, found.items) == (0, ())
    assert counts(found, "kind")["organisation"] == world.MANY + 1


@pytest.mark.parametrize(
    "text",
    [
        "firm AND 07",
        "names:firm",
        "fi*",
        "firm~2",
        '"firm 07"',
        "+firm -07",
        "(firm",
        "firm\\",
        "[a TO z]",
        "'",
        "🦊",
        "/.*/",
    ],
)
def test_nothing_that_is_typed_is_read_as_a_query(index: Index, reader: Reader, text: str) -> None:
    words = "".join(letter if letter.isalnum() else " " for letter in text)
    assert slugs(search(index, reader, text)) == slugs(search(index, reader, words))


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        (Asked({}, "a" * (LONGEST + 1)), BadSearch),
        (Asked({}, "a " * 60), BadSearch),
        (Asked({}, "a\x00b"), BadSearch),
        (Asked({"colour": ("red",)}, "a"), UnknownFilter),
        (Asked({"kind": ("colour",)}), BadSearch),
        (Asked({"year": ("19",)}), BadSearch),
        (Asked({"year": ("２０２０",)}), BadSearch),
        (Asked({"country": ("P\x00",)}), BadSearch),
        (Asked({"country": ("P" * 500,)}), BadSearch),
        (Asked({"country": tuple(map(str, range(60)))}), BadSearch),
        (Asked({}, "a", None, 0), BadLimit),
        (Asked({}, "a", None, 201), BadLimit),
        (Asked({}, "a", "zzz"), BadCursor),
        (Asked({}, "a", "WzIwMDAwXQ"), BadCursor),
        (Asked({}, "a", "Wy0xXQ"), BadCursor),
    ],
    ids=str,
)
def test_what_cannot_be_searched_is_refused(index: Index, reader: Reader, asked: Asked, error: type[Exception]) -> None:
    with pytest.raises(error):
        find(index, reader, asked, "en")


@pytest.mark.parametrize("text", ["", " ", "!!!", "a" * 61, "a", "1", "..", "de", "da de do"])
def test_any_text_gives_an_answer(index: Index, reader: Reader, text: str) -> None:
    assert search(index, reader, text).total >= 0


def test_a_facet_tells_how_many_values_it_does_not_list(
    index: Index, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = {facet.name: facet for facet in search(index, reader).facets}
    assert {facet.more for facet in whole.values()} == {0}
    monkeypatch.setattr("graph.searching.facets.CHOICES", 1)
    cut = {facet.name: facet for facet in search(index, reader).facets}
    assert {name: facet.more for name, facet in cut.items()} == {
        name: len(facet.choices) - 1 for name, facet in whole.items()
    }
    assert any(facet.more for facet in cut.values())
