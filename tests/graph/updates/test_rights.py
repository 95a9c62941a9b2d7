"""What a writer may write to, and what a change may read."""

from pathlib import Path

import pytest
from rdflib import URIRef

from graph.changes import Allowed
from graph.layout import UNNAMED
from graph.reasoning.inference import infer
from graph.release import Releases
from graph.store import Scope, StoreError
from tests.graph.updates.kept import Kept, both, keeping, of


def test_a_writer_of_some_graphs_writes_to_no_other(kept: Kept) -> None:
    kept.update(both(1) + " ; INSERT DATA { GRAPH :other { :a :p 1 } }")
    before = kept.said()
    allowed = Allowed(("http://example/mine", "http://example/all/*"))
    for text in (
        both(2),
        "INSERT DATA { GRAPH :mine { :a :p 1 } GRAPH :other { :a :p 1 } }",
        "DELETE WHERE { GRAPH ?g { ?s ?p ?o } }",
        "INSERT { GRAPH ?g { :x :p 1 } } WHERE { GRAPH ?g { ?s ?p ?o } }",
        "CLEAR ALL",
        "CLEAR NAMED",
        "DROP DEFAULT",
        "CREATE GRAPH :new",
        "MOVE :other TO :mine",
        "COPY :other TO :g",
        "LOAD <http://nowhere.invalid/> INTO GRAPH :g",
    ):
        with pytest.raises(StoreError, match="this token may not write"):
            kept.update(text, allowed=allowed)
        assert kept.said() == before
    kept.update("COPY :other TO :mine ; INSERT DATA { GRAPH <http://example/all/1> { :a :p 1 } }", allowed=allowed)
    assert kept.said()["http://example/mine"] == kept.said()["http://example/all/1"] == of(":a :p 1 .")[""]


def test_in_a_store_of_loads_what_loads_keep_is_not_written_to(tmp_path: Path) -> None:
    source = "https://w3id.org/clusterscape/id/source"
    with Releases(tmp_path / "store").draft() as draft:
        draft.store.add(URIRef(f"{source}/one"), [(URIRef("x:s"), URIRef("x:p"), URIRef("x:o"))])
        draft.store.add(
            URIRef("https://w3id.org/clusterscape/ontology"), [(URIRef("x:a"), URIRef("x:b"), URIRef("x:c"))]
        )
        infer(draft.store)
    with keeping(tmp_path / "store") as kept:
        before = kept.said()
        for graph in (f"{source}/one", f"{source}/new", f"{source}/inferred", "https://w3id.org/clusterscape/ontology"):
            for text in (f"INSERT DATA {{ GRAPH <{graph}> {{ :a :p 1 }} }}", f"DROP SILENT GRAPH <{graph}>"):
                with pytest.raises(StoreError, match="kept by loads"):
                    kept.update(text)
        for text in ("CLEAR ALL", "DROP NAMED", "DELETE WHERE { GRAPH ?g { ?s ?p ?o } }"):
            with pytest.raises(StoreError, match="kept by loads"):
                kept.update(text)
        assert kept.said() == before
        kept.update("INSERT { ?s :seen ?o } WHERE { ?s <x:p> ?o } ; DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }")
        assert kept.said() == {**before, str(UNNAMED): frozenset()}
        assert kept.update("CLEAR DEFAULT ; DROP SILENT DEFAULT").removed == 0


def test_what_only_operators_see_is_not_read_by_a_writer(tmp_path: Path) -> None:
    secret = URIRef("https://w3id.org/clusterscape/id/source/secret")
    with Releases(tmp_path / "store").draft() as draft:
        draft.store.add(
            URIRef("https://w3id.org/clusterscape/id/source/open"), [(URIRef("x:s"), URIRef("x:p"), URIRef("x:o"))]
        )
        (draft.public / "artefacts").mkdir(parents=True)
        draft.store.copy_to(draft.public / "triples")
        draft.store.add(secret, [(URIRef("x:hidden"), URIRef("x:p"), URIRef("x:o"))])
    text = f"INSERT {{ GRAPH :g {{ ?s :seen ?o }} }} WHERE {{ ?s <x:p> ?o }} ; COPY SILENT <{secret}> TO :copy ; INSERT {{ GRAPH :g {{ ?s :also ?o }} }} WHERE {{ GRAPH ?g {{ ?s <x:p> ?o }} }}"
    with keeping(tmp_path / "store") as kept:
        kept.update(text)
        assert "x:hidden" not in str(kept.said()["http://example/g"])
        assert kept.said(Scope.PUBLIC)["http://example/g"] == kept.said()["http://example/g"]
        assert str(secret) not in kept.said(Scope.PUBLIC)
        kept.update(text, allowed=Allowed(scope=Scope.OPERATOR))
        assert "x:hidden" in str(kept.said()["http://example/g"])
        assert "x:hidden" in str(kept.said(Scope.PUBLIC)["http://example/copy"])
    assert Releases(tmp_path / "store").current().loaded == "000001"  # type: ignore[union-attr]
