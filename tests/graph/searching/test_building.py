"""What an index is made from."""

import re
import sys
from pathlib import Path

import pytest
from rdflib import RDF, RDFS, BNode, Literal, URIRef
from rdflib.namespace import DCTERMS, SKOS, XSD

from graph.embedded import EmbeddedStore
from graph.query import view
from graph.reader import Reader
from graph.searching import gathering, schema
from graph.searching.building import ABOUT, Abandoned, build
from graph.searching.finding import find
from graph.searching.index import Index
from graph.searching.sought import Sought
from graph.store import BadQuery, Scope, Store
from graph.things import Asked
from ontology.catalogue import vocabulary
from ontology.iri import fold
from ontology.model import model
from ontology.namespaces import COUNTRY, CSC, ID, PREFIXES

SOURCE = ID["source/names"]


def made(store: Store, folder: Path) -> Index:
    return Index(build(store, model(), Scope.PUBLIC, folder), model())


def total(index: Index, text: str, **filters: tuple[str, ...]) -> int:
    return index.total(Sought.of(Asked(filters, text), model()))


def terms(name: str) -> set[URIRef]:
    """The prefixed names that a view names."""
    text = "\n".join(line for line in view(name).splitlines() if not line.startswith(("#", "PREFIX")))
    known = {**{str(prefix): str(base) for prefix, base in PREFIXES.items()}}
    return {URIRef(known[prefix] + local) for prefix, local in re.findall(r"\b([a-z]+):([A-Za-z]+)", text)}


def test_each_text_of_the_vocabulary_can_be_found() -> None:
    texts = {
        prop
        for prop in vocabulary().subjects(RDF.type, None)
        for shape in vocabulary().objects(prop, RDFS.range)
        if str(shape).endswith("langString")
    }
    assert texts - terms("search-texts") - set(gathering.NAMES) == set()


def test_facets_and_dates_are_asked_for() -> None:
    linked = {CSC.country, CSC.region, CSC.within, CSC.thematicArea, CSC.inValueChain, CSC.status}
    assert linked <= terms("search-linked")
    assert {CSC.founded, CSC.start, CSC.signedOn, DCTERMS.issued} <= terms("search-years")


def test_all_names_and_texts_lead_to_a_thing(folder: Path) -> None:
    store, thing = EmbeddedStore.memory(), ID["cluster/x"]
    store.replace(
        SOURCE,
        [
            (thing, RDFS.label, Literal("Alpha", lang="en")),
            (thing, SKOS.altLabel, Literal("Beta")),
            (thing, CSC.acronym, Literal("GMM")),
            (thing, SKOS.notation, Literal("D-4")),
            (thing, DCTERMS.description, Literal('Epsilon\n"zeta"\tand \\eta', lang="it")),
            (thing, CSC.lesson, Literal("Theta", lang="mk")),
        ],
    )
    index = made(store, folder)
    assert index.things == 1
    for word in ("alpha", "beta", "gmm", "D-4", "epsilon", "zeta", "eta", "theta"):
        assert total(index, word) == 1, word


@pytest.mark.parametrize("mark", ['"', "\\", "\n", "\t", "\x01", "\x1f", "\u2028", "{", "},"], ids=ascii)
def test_any_mark_in_a_name_or_text_parts_words_and_nothing_else(folder: Path, mark: str) -> None:
    store, thing = EmbeddedStore.memory(), ID["cluster/x"]
    said = [(RDFS.label, "en"), (SKOS.altLabel, ""), (DCTERMS.description, "it"), (CSC.lesson, "mk")]
    names = ("alpha", "beta", "gamma", "delta")
    store.replace(
        SOURCE,
        [
            (thing, name, Literal(f"{word}{mark}omega{mark}", lang=lang or None))
            for (name, lang), word in zip(said, names, strict=True)
        ],
    )
    index = made(store, folder)
    assert [total(index, word) for word in (*names, "omega")] == [1] * 5


def test_letters_are_folded_one_by_one_as_texts_are() -> None:
    codes = (*range(1, 0x3000), *range(0x3000, sys.maxunicode, 97))
    letters = (chr(code) for code in codes if not 0xD800 <= code < 0xE000)
    unlike = [ascii(each) for each in letters if schema.plain(f"a{each}b") != _plainly(f"a{each}b")]
    assert unlike == []


def _plainly(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", fold(text)))


def test_what_has_no_page_or_belongs_to_others_is_not_found(index: Index) -> None:
    assert total(index, "members 2019", kind=("figure",)) == 0
    assert total(index, "seems so") == 0
    assert not total(index, "", kind=("membership",))


def test_several_sources_that_say_the_same_are_one_thing_with_all_of_them(folder: Path) -> None:
    store = EmbeddedStore.memory()
    for name in ("one", "two"):
        store.replace(ID[f"source/{name}"], [(ID["cluster/x"], RDFS.label, Literal("Alpha", lang="en"))])
    index = made(store, folder)
    assert index.things == 1
    assert dict(index.counts(Sought((), ()), near=False).values["source"]) == {"one": 1, "two": 1}


def test_the_same_store_gives_the_same_order(reader: Reader, tmp_path: Path) -> None:
    found = []
    for name in ("one", "two"):
        index = made(reader.store, tmp_path / name)
        found.append([item.iri for item in find(index, reader, Asked({}, "firm", None, 200), "en").items])
    assert found[0] == found[1] == sorted(found[0])


def test_values_of_a_facet_that_end_alike_are_told_apart(folder: Path) -> None:
    store = EmbeddedStore.memory()
    areas = (ID["thematic-area/x"], ID["intervention-area/x"])
    labels = [(area, RDFS.label, Literal(f"Area {number}", lang="en")) for number, area in enumerate(areas)]
    things = [
        triple
        for number, area in enumerate(areas)
        for triple in (
            (ID[f"policy/{number}"], RDFS.label, Literal(f"Policy {number}", lang="en")),
            (ID[f"policy/{number}"], CSC.thematicArea, area),
        )
    ]
    store.replace(SOURCE, [*labels, *things])
    index = made(store, folder)
    values = index.counts(Sought((), ()), near=False).values["area"]
    assert sorted(values.values()) == [1, 1]
    assert {index.iri("area", value) for value in values} == set(areas)


def test_years_are_those_of_all_dates_each_counted_once(folder: Path) -> None:
    store = EmbeddedStore.memory()
    dates = {
        "a": [
            (CSC.start, Literal("2019-01-31", datatype=XSD.date)),
            (CSC.founded, Literal("2019")),
            (CSC.end, Literal("2021-03")),
        ],
        "b": [
            (CSC.period, Literal("in spring")),
            (CSC.start, Literal(2019)),
            (CSC.end, COUNTRY["PRT"]),
            (CSC.end, BNode()),
        ],
        "c": [(CSC.period, Literal("in spring"))],
    }
    for name, said in dates.items():
        thing = ID[f"cluster/{name}"]
        labels = [(thing, RDFS.label, Literal(name, lang="en"))]
        store.replace(ID[f"source/{name}"], [*labels, *((thing, *each) for each in said)])
    index = made(store, folder)
    assert dict(index.counts(Sought((), ()), near=False).values["year"]) == {"2019": 2, "2021": 1}
    assert total(index, "", year=("2019",)) == 2


def test_making_one_ends_when_nobody_waits_for_it(reader: Reader, folder: Path) -> None:
    def stop() -> None:
        raise Abandoned

    with pytest.raises(Abandoned):
        build(reader.store, reader.model, reader.scope, folder, stop)
    with pytest.raises(FileNotFoundError):
        Index(folder, model())


def test_an_index_of_another_version_is_not_read(reader: Reader, folder: Path) -> None:
    build(reader.store, reader.model, reader.scope, folder)
    (folder / ABOUT).write_text('{"version": 0}', encoding="utf-8")
    with pytest.raises(ValueError, match="another version"):
        Index(folder, model())


def test_an_empty_store_has_an_empty_index(store: EmbeddedStore, folder: Path) -> None:
    index = made(store, folder)
    assert (index.things, total(index, "a"), index.updated) == (0, 0, 0)


def test_what_goes_wrong_in_an_answer_that_is_asked_ahead_is_told(
    reader: Reader, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = EmbeddedStore.answer

    def failing(store: EmbeddedStore, query: str, media_type: str, scope: Scope) -> bytes:
        if query == view("search-years"):
            raise BadQuery("the engine gave up")
        return answer(store, query, media_type, scope)

    monkeypatch.setattr(EmbeddedStore, "answer", failing)
    with pytest.raises(BadQuery, match="the engine gave up"):
        build(reader.store, reader.model, reader.scope, folder)
