"""A graph that is filled from a file holds exactly what the file says, however it is written, and so does the union."""

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from rdflib import BNode, Literal, URIRef

from graph.embedded import EmbeddedStore
from graph.filling import Both
from graph.store import BadTriples, Line, ReadOnly
from graph.terms import node
from ontology import iri

ONE, TWO = URIRef("urn:graph:one"), URIRef("urn:graph:two")
STORES: dict[str, Callable[[Path], EmbeddedStore]] = {
    "memory": lambda folder: EmbeddedStore.memory(),
    "disk": lambda folder: EmbeddedStore.open(folder / "store"),
}
ID = "https://w3id.org/clusterscape/id"
NUMBER = "^^<http://www.w3.org/2001/XMLSchema#integer>"


@pytest.fixture(params=STORES, ids=list(STORES))
def each_store(request: pytest.FixtureRequest, tmp_path: Path) -> EmbeddedStore:
    """One store after the other."""
    return STORES[request.param](tmp_path)


@pytest.fixture
def said(tmp_path: Path) -> Callable[[Iterable[Line]], Path]:
    """Write a file of N-Triples."""

    def write(lines: Iterable[Line]) -> Path:
        path = tmp_path / "said.nt"
        path.write_text("".join(f"{' '.join(line)} .\n" for line in lines), "utf-8")
        return path

    return write


Said = Callable[[Iterable[Line]], Path]


def line(number: int, value: str = '"x"') -> Line:
    return f"<{ID}/cluster/c{number}>", "<urn:p>", value


def union(store: EmbeddedStore) -> set[Line]:
    return set(store.lines(None, None, None))


def graph(store: EmbeddedStore, name: URIRef) -> set[Line]:
    return {each for each in union(store) if name in store.graphs_of(each)}


def test_a_new_graph_holds_the_file_once(each_store: EmbeddedStore, said: Said) -> None:
    change = each_store.fill(ONE, said([line(1), line(2), line(1)]))
    assert (change.added, change.removed, change.gone, change.cut) == (2, 0, frozenset(), False)
    assert change.come == union(each_store) == {line(1), line(2)}
    assert each_store.size(ONE) == each_store.size() == 2


def test_only_what_differs_is_written_and_told(each_store: EmbeddedStore, said: Said) -> None:
    each_store.fill(ONE, said(map(line, range(5))))
    change = each_store.fill(ONE, said(map(line, range(2, 9))))
    assert (change.added, change.removed) == (4, 2)
    assert change.lost == {line(0), line(1)}
    assert change.come == set(map(line, range(5, 9)))
    assert union(each_store) == graph(each_store, ONE) == set(map(line, range(2, 9)))
    assert change.gone == {f"{ID}/cluster/c0", f"{ID}/cluster/c1"}


def test_what_another_graph_says_stays_in_the_union(each_store: EmbeddedStore, said: Said) -> None:
    each_store.fill(ONE, said(map(line, range(3))))
    each_store.fill(TWO, said([line(0), line(1, '"other"')]))
    change = each_store.fill(ONE, said([]))
    assert union(each_store) == graph(each_store, TWO) == {line(0), line(1, '"other"')}
    assert change.gone == {f"{ID}/cluster/c{number}" for number in range(3)}
    assert each_store.size(ONE) == 0


def test_what_has_no_page_is_not_told_as_gone(each_store: EmbeddedStore, said: Said) -> None:
    each_store.fill(ONE, said([line(0), (f"<{ID}/record/r>", "<urn:p>", '"no page"')]))
    assert each_store.fill(ONE, said([])).gone == {f"{ID}/cluster/c0"}


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (f'"007"{NUMBER}', f'"7"{NUMBER}'),
        ('"x"@PT-br', '"x"@pt-br'),
        ('"\\u00e9"', '"é"'),
        ('"x"^^<http://www.w3.org/2001/XMLSchema#string>', '"x"'),
    ],
)
def test_the_same_in_other_words_is_no_change(each_store: EmbeddedStore, said: Said, written: str, kept: str) -> None:
    each_store.fill(ONE, said([line(1, written), line(2)]))
    change = each_store.fill(ONE, said([line(1, written), line(3)]))
    assert union(each_store) == graph(each_store, ONE) == {line(1, kept), line(3)}
    assert (change.added, change.removed) == (1, 1)


def test_large_files_are_compared_in_parts(
    each_store: EmbeddedStore, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graph.difference._PART", 500)
    each_store.fill(ONE, said(map(line, range(100))))
    change = each_store.fill(ONE, said(map(line, range(50, 120))))
    assert (change.added, change.removed, each_store.size()) == (20, 50, 70)
    assert union(each_store) == set(map(line, range(50, 120)))


def test_where_most_goes_the_rest_is_written_afresh(
    each_store: EmbeddedStore, said: Said, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("graph.filling._FEW", 10)
    each_store.replace(TWO, [(URIRef("urn:s"), URIRef("urn:p"), BNode("b")), (BNode("b"), URIRef("urn:p"), Literal(1))])
    each_store.add(iri.of_source("empty"), [])
    each_store.fill(ONE, said(map(line, range(100))))
    change = each_store.fill(ONE, said(map(line, range(97, 101))))
    assert (change.added, change.removed, len(change.gone)) == (1, 97, 97)
    assert each_store.graphs() == {ONE, TWO, iri.of_source("empty")}
    assert graph(each_store, ONE) == set(map(line, range(97, 101)))
    ((_, _, node),) = each_store.lines("<urn:s>", None, None)
    assert {value for _, _, value in each_store.lines(node, None, None)} == {f'"1"{NUMBER}'}
    assert each_store.size() == 6
    if (tmp_path / "store").is_dir():
        each_store.copy_to(tmp_path / "copy")
        assert EmbeddedStore.read_only(tmp_path / "copy").size() == 6


def test_the_union_is_written_before_the_graphs(tmp_path: Path) -> None:
    """The engine writes a file for each million triples, and looks in all of them that hold a part of an index."""
    files = []
    for name in "ab":
        path = tmp_path / name
        path.write_text(f"<urn:{name}> <urn:p> _:x .\n", encoding="utf-8")
        files.append((path, node(URIRef(f"urn:graph:{name}"))))
    both = Both(iter(files))
    assert b"".join(iter(lambda: both.read(10), b"")).decode().splitlines() == [
        "<urn:a> <urn:p> _:x .",
        "<urn:b> <urn:p> _:x .",
        "<urn:a> <urn:p> _:x <urn:graph:a> .",
        "<urn:b> <urn:p> _:x <urn:graph:b> .",
    ]


def test_a_file_that_is_no_n_triples_is_refused(each_store: EmbeddedStore, tmp_path: Path) -> None:
    path = tmp_path / "broken.nt"
    path.write_text("<urn:a> <urn:p> .\n")
    with pytest.raises(BadTriples, match="no N-Triples"):
        each_store.fill(ONE, path)


def test_a_store_for_reading_is_not_filled(tmp_path: Path, said: Said) -> None:
    writable = EmbeddedStore.open(tmp_path / "store")
    writable.copy_to(tmp_path / "copy")
    with pytest.raises(ReadOnly):
        EmbeddedStore.read_only(tmp_path / "copy").fill(ONE, said([]))


@pytest.mark.parametrize(("added", "is_tidied"), [(0, False), (600, False), (700, True)])
def test_what_was_written_in_pieces_is_brought_into_one_where_it_is_much(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, added: int, is_tidied: bool
) -> None:
    monkeypatch.setattr("graph.embedded._MANY", 100)
    store = EmbeddedStore.open(tmp_path / "store")
    for part in range(4):
        lines = (f'<http://e/{number}> <http://e/p> "{part} {number}" .\n' for number in range(500))
        (tmp_path / "part.nt").write_text("".join(lines), encoding="utf-8")
        store.fill(URIRef(f"http://e/g{part}"), tmp_path / "part.nt")
    before, pieces = store.text(), _pieces(store, tmp_path / "before")
    store.tidy(added)
    assert store.text() == before
    assert (_pieces(store, tmp_path / "after") < pieces) is is_tidied


def _pieces(store: EmbeddedStore, folder: Path) -> int:
    """In how many files the engine keeps a store."""
    store.copy_to(folder)
    return len(list(folder.glob("*.sst")))
