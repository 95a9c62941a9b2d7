"""What every store must do; each implementation is run through the same cases."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from rdflib import BNode, Literal, URIRef
from rdflib.namespace import XSD

from graph.embedded import EmbeddedStore
from graph.store import BadQuery, FormatNotOffered, NotAStore, ReadOnly, Scope, Store, Triple

A, B, P = URIRef("urn:a"), URIRef("urn:b"), URIRef("urn:p")
ONE, TWO = URIRef("urn:graph:one"), URIRef("urn:graph:two")
ALL = "SELECT ?s ?p ?o WHERE { ?s ?p ?o }"

STORES: dict[str, Callable[[Path], Store]] = {
    "memory": lambda folder: EmbeddedStore.memory(),
    "disk": lambda folder: EmbeddedStore.open(folder / "store"),
}


@pytest.fixture(params=[*STORES, "remote"])
def each_store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """One store after the other."""
    if request.param in STORES:
        return STORES[request.param](tmp_path)
    remote_store: Store = request.getfixturevalue("remote_store")
    return remote_store


def objects(store: Store) -> set[str]:
    return {str(row["o"]) for row in store.select(ALL, Scope.PUBLIC)}


def test_the_default_graph_is_the_union_of_all_graphs(each_store: Store) -> None:
    each_store.replace(ONE, [(A, P, Literal("1"))])
    each_store.replace(TWO, [(A, P, Literal("2"))])
    assert objects(each_store) == {"1", "2"}
    assert each_store.graphs() == {ONE, TWO}
    assert (each_store.size(), each_store.size(ONE)) == (2, 1)


def test_replace_swaps_one_graph_and_leaves_the_others(each_store: Store) -> None:
    each_store.replace(ONE, [(A, P, Literal("1"))])
    each_store.replace(TWO, [(A, P, Literal("2"))])
    each_store.replace(ONE, [(A, P, Literal("3"))])
    assert objects(each_store) == {"2", "3"}
    assert each_store.graphs() == {ONE, TWO}


def test_replace_by_nothing_leaves_an_empty_graph(each_store: Store) -> None:
    each_store.replace(ONE, [(A, P, Literal("1"))])
    each_store.replace(ONE, [])
    assert each_store.size() == 0


def test_a_change_adds_and_removes_and_the_union_follows(each_store: Store) -> None:
    each_store.replace(ONE, [(A, P, Literal("1")), (A, P, BNode("b"))])
    each_store.replace(TWO, [(A, P, Literal("1"))])
    one, two, blank = (
        ("<urn:a>", "<urn:p>", '"1"'),
        ("<urn:a>", "<urn:p>", '"a\\n_:b"@pt'),
        ("<urn:a>", "<urn:p>", "_:b"),
    )
    assert each_store.graphs_of(one) == {ONE, TWO}
    each_store.change(ONE, [two, ("_:b", "<urn:p>", "_:b")], [one, blank])
    assert set(each_store.triples(ONE)) == {(A, P, Literal("a\n_:b", lang="pt")), (BNode("b"), P, BNode("b"))}
    assert set(each_store.lines("<urn:a>", None, None)) == {one, two}
    each_store.change(TWO, [], [one])
    assert set(each_store.lines("<urn:a>", "<urn:p>", None)) == {two}
    assert each_store.graphs_of(one) == frozenset()


def test_a_text_is_the_subject_of_no_line(each_store: Store) -> None:
    assert list(each_store.lines('"text"', None, None)) == []
    assert each_store.graphs_of(('"text"', "<urn:p>", "<urn:a>")) == frozenset()


def test_replace_with_a_blank_node_in_what_changes(each_store: Store) -> None:
    each_store.replace(ONE, [(A, P, BNode("x")), (A, P, Literal("1"))])
    each_store.replace(ONE, [(A, P, BNode("y")), (A, P, Literal("1"))])
    assert set(each_store.triples(ONE)) == {(A, P, BNode("y")), (A, P, Literal("1"))}
    assert each_store.size() == 2


def test_replace_that_fails_changes_nothing(each_store: Store) -> None:
    def broken() -> Iterator[Triple]:
        yield A, P, Literal("new")
        raise OSError("the source ended")

    each_store.replace(ONE, [(A, P, Literal("old"))])
    with pytest.raises(OSError, match="the source ended"):
        each_store.replace(ONE, broken())
    with pytest.raises(OSError, match="the source ended"):
        each_store.replace(TWO, broken())
    assert objects(each_store) == {"old"}


def test_remove_takes_a_graph_away_even_twice(each_store: Store) -> None:
    each_store.replace(ONE, [(A, P, Literal("1"))])
    each_store.remove(ONE)
    each_store.remove(ONE)
    assert (each_store.size(), each_store.graphs()) == (0, frozenset())


@pytest.mark.parametrize(
    "term",
    [
        pytest.param(Literal("7998174.16", datatype=XSD.decimal), id="an exact number"),
        pytest.param(Literal("2019", datatype=XSD.gYear, normalize=False), id="a year"),
        pytest.param(Literal("Saúde", lang="pt"), id="text in a language"),
        pytest.param(Literal('a "quote"\n\\'), id="text with quotes"),
        pytest.param(URIRef("https://example.org/ação"), id="an IRI beyond ASCII"),
    ],
)
def test_a_term_comes_back_as_it_went_in(each_store: Store, term: Literal | URIRef) -> None:
    each_store.replace(ONE, [(A, P, term)])
    (row,) = each_store.select(ALL, Scope.PUBLIC)
    assert row["o"].n3() == term.n3()
    assert list(each_store.triples(ONE)) == [(A, P, term)]


def test_describe_follows_blank_nodes_also_in_circles(each_store: Store) -> None:
    node = BNode("n")
    each_store.replace(ONE, [(A, P, node), (node, P, Literal("inside")), (node, P, node), (B, P, Literal("other"))])
    described = each_store.describe(A, Scope.PUBLIC)
    assert len(described) == 3
    assert Literal("inside") in set(described.objects())


def test_each_form_has_its_own_door(each_store: Store) -> None:
    each_store.replace(ONE, [(A, P, B)])
    assert each_store.ask("ASK { ?s ?p ?o }", Scope.PUBLIC)
    assert len(each_store.construct("CONSTRUCT WHERE { ?s ?p ?o }", Scope.PUBLIC)) == 1
    with pytest.raises(BadQuery):
        each_store.ask(ALL, Scope.PUBLIC)
    with pytest.raises(BadQuery):
        each_store.construct(ALL, Scope.PUBLIC)
    with pytest.raises(BadQuery):
        list(each_store.select("ASK { ?s ?p ?o }", Scope.PUBLIC))


def test_a_query_that_is_no_sparql_tells_line_and_column(each_store: Store) -> None:
    with pytest.raises(BadQuery) as wrong:
        list(each_store.select("SELECT * WHERE {\n ?s ?p }", Scope.PUBLIC))
    assert (wrong.value.line, wrong.value.column) == (2, 9)


@pytest.mark.parametrize(
    ("query", "media_type", "part"),
    [
        (ALL, "application/sparql-results+json", b'"urn:a"'),
        (ALL, "application/sparql-results+xml", b"<uri>urn:a</uri>"),
        (ALL, "text/csv", b"urn:a"),
        (ALL, "text/tab-separated-values", b"<urn:a>"),
        ("ASK { ?s ?p ?o }", "application/sparql-results+json", b"true"),
        ("ASK { ?s ?p ?o }", "text/csv", b"true"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "text/turtle", b"<urn:a>"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "application/ld+json", b"urn:a"),
    ],
)
def test_an_answer_in_every_format(each_store: Store, query: str, media_type: str, part: bytes) -> None:
    each_store.replace(ONE, [(A, P, B)])
    assert part in each_store.answer(query, media_type, Scope.PUBLIC)


@pytest.mark.parametrize(("query", "media_type"), [(ALL, "text/turtle"), ("ASK {}", "text/turtle"), (ALL, "text/html")])
def test_a_format_that_does_not_fit_the_form_is_refused(each_store: Store, query: str, media_type: str) -> None:
    with pytest.raises(FormatNotOffered):
        each_store.answer(query, media_type, Scope.PUBLIC)


def test_a_store_for_reading_cannot_be_changed(tmp_path: Path) -> None:
    writable = EmbeddedStore.open(tmp_path / "store")
    writable.replace(ONE, [(A, P, B)])
    writable.copy_to(tmp_path / "copy")
    reading = EmbeddedStore.read_only(tmp_path / "copy")
    assert reading.size() == 1
    with pytest.raises(ReadOnly):
        reading.replace(ONE, [])
    with pytest.raises(ReadOnly):
        reading.remove(ONE)


def test_a_folder_that_is_no_store_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("text")
    with pytest.raises(NotAStore):
        EmbeddedStore.read_only(tmp_path / "file")
