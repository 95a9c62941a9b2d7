"""A load that changes nothing about an organisation decides nothing about it."""

from pathlib import Path

from graph.release import Releases
from ingest.resolve import identity
from ingest.resolve.decide import Journal
from tests.api.lists import FIRST, SECOND, declare, load


def journal(store: Path) -> tuple[str, ...]:
    """Every decision, and every link to a register in the graph."""
    release = Releases(store).current()
    assert release is not None
    linked = (str(triple[2]) for triple in release.open().triples(identity.GRAPH) if "ror.org" in str(triple[2]))
    return (*map(str, Journal(release.artefacts).read()), *sorted(linked))


def test_three_loads_of_other_things_add_no_decision(tmp_path: Path) -> None:
    store = tmp_path / "store"
    load(store, declare(tmp_path, "first", FIRST), declare(tmp_path, "second", SECOND))
    before = journal(store)
    assert any("ror.org" in each for each in before), "nothing is linked to a register"
    assert any("isReplacedBy" in each or "organisation/ue" in each for each in before), "nothing was made one"
    for rows in (("sines,Associação Empresarial de Sines,Sines,PT",), ("beja,Núcleo de Beja,Beja,PT",), ()):
        load(store, declare(tmp_path, "third", rows or ("beja,Núcleo de Beja,Beja,PT", "faro,Núcleo de Faro,Faro,PT")))
        assert journal(store) == before


def test_a_source_that_is_loaded_again_adds_no_decision(tmp_path: Path) -> None:
    store = tmp_path / "store"
    load(store, declare(tmp_path, "first", FIRST), declare(tmp_path, "second", SECOND))
    before = journal(store)
    load(store, declare(tmp_path, "second", (*SECOND, "beja,Núcleo de Beja,Beja,PT")))
    load(store, declare(tmp_path, "second", SECOND))
    load(store, declare(tmp_path, "first", (*FIRST, "faro,Núcleo de Faro,Faro,PT")))
    assert journal(store) == before
