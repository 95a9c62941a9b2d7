"""An index that is renewed is as one that is made anew."""

import random
from collections.abc import Mapping
from pathlib import Path

import pytest
from rdflib import RDFS, Literal, URIRef
from rdflib.namespace import DCTERMS, PROV, SKOS

from graph.carried import BEFORE, OWN, Basis, hand_on, handed
from graph.coverage import CATALOGUE
from graph.layout import Layout
from graph.reader import Reader
from graph.release import Release, Releases
from graph.searching import building
from graph.searching.building import Unlike, bring, build, renew
from graph.searching.index import Index
from graph.searching.keeper import Searches
from graph.searching.sought import Sought
from graph.store import Scope, Store, Triple
from graph.watched import WatchedStore
from ontology.model import model
from ontology.namespaces import COUNTRY, CSC, ID
from tests import world
from tests.graph.updates.kept import keeping

_WORDS = ("alpha", "beta", "porto", "saúde", "apă", "centre")
_THINGS = [ID[f"{kind}/{number}"] for kind in ("cluster", "organisation", "value-chain") for number in range(6)]
_GRAPHS = [ID[f"source/{name}"] for name in ("one", "two", "three")]
_MOST = 5_000


def of(folder: Path) -> Index:
    return Index(folder, model())


def told(index: Index) -> Mapping[str, object]:
    """All that an index answers, whatever the order of its documents and the numbers in it."""
    everything = Sought((), ())
    counts = {
        name: {index.iri(name, value) or value: count for value, count in values.items()}
        for name, values in index.counts(everything, near=False).values.items()
    }
    found = {word: _found(index, Sought((word,), ())) for word in (*_WORDS, "firm", "medicines", "portugal")}
    one = {facet: _found(index, Sought((), (("kind", (facet,)),))) for facet in ("cluster", "organisation")}
    newest = dict(index.newest(everything, _MOST))
    return {"things": index.things, "at": index.updated, "counts": counts, **found, **one, "newest": newest}


def _found(index: Index, sought: Sought) -> tuple[int, frozenset[URIRef]]:
    page = index.page(sought, "en", 0, _MOST)
    return page.total, frozenset(page.things)


def change(store: Store, chance: random.Random) -> None:
    """Something else is said in one graph."""
    graph = chance.choice(_GRAPHS)
    if chance.random() < 0.1:
        store.remove(graph)
        return
    said = set(store.triples(graph)) if graph in store.graphs() else set[Triple]()
    kept = [triple for triple in sorted(said, key=repr) if chance.random() < 0.8]
    store.replace(graph, [*kept, *(_said(chance) for _ in range(chance.randint(0, 6)))])
    if chance.random() < 0.3:
        when = Literal(f"20{chance.randint(10, 26)}-01-01")
        store.replace(CATALOGUE, [(graph, URIRef(f"{CSC.Source}"), when), *_dated(graph, when)])


def _dated(graph: URIRef, when: Literal) -> list[Triple]:
    run = ID["run/1"]
    kind = URIRef("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    return [(graph, kind, CSC.Source), (graph, PROV.wasGeneratedBy, run), (run, PROV.endedAtTime, when)]


def _said(chance: random.Random) -> Triple:
    thing = chance.choice(_THINGS)
    text = Literal(" ".join(chance.choices(_WORDS, k=2)), lang=chance.choice(("en", "pt", "ro", None)))
    return chance.choice(
        [
            (thing, RDFS.label, text),
            (thing, SKOS.altLabel, text),
            (thing, DCTERMS.description, text),
            (thing, CSC.country, COUNTRY[chance.choice(("PRT", "ROU"))]),
            (thing, CSC.inValueChain, chance.choice(_THINGS[-6:])),
            (thing, CSC.start, Literal(str(chance.randint(2000, 2004)))),
        ]
    )


@pytest.mark.unmeasured
@pytest.mark.parametrize("seed", range(4))
def test_renewed_again_and_again_it_answers_as_if_made_anew(seed: int, tmp_path: Path) -> None:
    chance, store = random.Random(seed), WatchedStore.memory()
    folder = build(store, model(), Scope.PUBLIC, tmp_path / "0")
    for turn in range(1, 16):
        store.touched = set()
        for _ in range(chance.randint(1, 3)):
            change(store, chance)
        basis = Basis(folder, frozenset()).since(store.touched)
        assert basis is not None
        folder = renew(basis, store, model(), Scope.PUBLIC, tmp_path / str(turn))
        anew = build(store, model(), Scope.PUBLIC, tmp_path / "anew")
        assert told(of(folder)) == told(of(anew)), (seed, turn)


def current(folder: Path) -> Release:
    release = Releases(folder).current()
    assert release is not None
    return release


def searched(release: Release) -> Index:
    return Searches(release, Reader(release.open(Scope.PUBLIC), model(), Scope.PUBLIC)).of(Scope.PUBLIC).index(60.0)


def test_after_each_update_only_what_it_says_is_read_and_the_answer_is_that_of_the_release(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = world.publish(tmp_path / "store")
    first = current(folder)
    build(first.open(), model(), Scope.PUBLIC, first.artefacts / OWN)
    say = '{0} DATA {{ GRAPH <http://g/1> {{ <{1}> <{2}> "{3}"@en ; <{4}> <{5}> }} }}'
    thing, area = ID["cluster/omicron"], ID["value-chain/medicines"]
    made = building.build
    with keeping(folder, Layout.UNION) as kept:
        for word, name in (("INSERT", "Omicron"), ("INSERT", "Alpha"), ("DELETE", "Omicron")):
            kept.update(say.format(word, thing, RDFS.label, name, CSC.inValueChain, area))
            release = current(folder)
            assert not (release.artefacts / OWN).exists()
            monkeypatch.setattr(building, "build", None)  # none is made anew
            renewed = searched(release)
            monkeypatch.setattr(building, "build", made)
            anew = build(release.open(), model(), Scope.PUBLIC, tmp_path / "anew")
            assert told(renewed) == told(of(anew))
        assert renewed.total(Sought(("alpha",), ())) == 1
        assert renewed.total(Sought(("omicron",), ())) == 0


def test_where_too_much_changed_nothing_is_handed_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    artefacts = tmp_path / "artefacts"
    build(world.fill(WatchedStore.memory()), model(), Scope.PUBLIC, artefacts / OWN)
    monkeypatch.setattr("graph.carried.MOST", 2)
    things = {f"<{ID[f'cluster/{number}']}>" for number in range(3)}
    for number, changed in enumerate((None, things)):
        hand_on(artefacts, tmp_path / str(number), changed)
        assert not (tmp_path / str(number)).exists()
    behind = {f"<{ID[f'record/one/{number}']}>" for number in range(3)} | {"_:b"}
    hand_on(artefacts, tmp_path / "2", behind)
    found = handed(tmp_path / "2")
    assert found == Basis(tmp_path / "2" / BEFORE, frozenset())


def test_an_index_of_another_program_is_made_anew(tmp_path: Path) -> None:
    store = world.fill(WatchedStore.memory())
    folder = build(store, model(), Scope.PUBLIC, tmp_path / "old")
    (folder / "known.json").write_text('{"program": "other"}', encoding="utf-8")
    basis = Basis(folder, frozenset())
    with pytest.raises(Unlike, match="another version"):
        renew(basis, store, model(), Scope.PUBLIC, tmp_path / "new")
    (folder / "known.json").unlink()
    with pytest.raises(Unlike, match="how it was made"):
        renew(basis, store, model(), Scope.PUBLIC, tmp_path / "new")
    anew = bring(basis, store, model(), Scope.PUBLIC, tmp_path / "new")
    assert told(of(anew)) == told(of(folder))


def test_a_change_of_very_many_things_makes_it_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = world.fill(WatchedStore.memory())
    folder = build(store, model(), Scope.PUBLIC, tmp_path / "old")
    monkeypatch.setattr(building, "MOST", 0)
    basis = Basis(folder, frozenset({f"<{ID['cluster/health']}>"}))
    with pytest.raises(Unlike, match="1 things changed"):
        renew(basis, store, model(), Scope.PUBLIC, tmp_path / "new")


def test_what_a_store_notes_is_what_was_said_or_unsaid(tmp_path: Path) -> None:
    store, path = WatchedStore.memory(), tmp_path / "said.nt"
    one, two, three = (f"<{ID[f'cluster/{name}']}>" for name in ("one", "two", "three"))
    label = f"<{RDFS.label}>"
    path.write_text(f'{one} {label} "One" .\n{two} {label} "Two" .\n', encoding="utf-8")
    store.fill(_GRAPHS[0], path)
    assert store.touched == {one, two}
    store.touched = set()
    path.write_text(f'{one} {label} "One" .\n', encoding="utf-8")
    store.fill(_GRAPHS[0], path)
    assert store.touched == {two}
    store.change(_GRAPHS[0], [(three, label, '"Three"')], [])
    assert store.touched == {two, three}
    store.touched = set()
    store.remove(_GRAPHS[0])
    assert store.touched == {one, three}
    store.say([(_GRAPHS[0], path)])
    assert store.touched is None
    store.note([one])
    assert store.touched is None
