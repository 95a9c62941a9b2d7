"""What a change writes is found among the texts of the release that it makes, and of no earlier one."""

from pathlib import Path

from graph.release import Releases
from graph.texts import making
from graph.texts.index import Texts
from tests.graph.updates.kept import Kept, keeping

NAME = "http://example/name"


def _found(kept: Kept) -> list[str] | None:
    release = Releases(kept.folder).current()
    assert release is not None
    texts = Texts.beside(release.triples)
    return None if texts is None else texts.holding(NAME, ["polo"], 10)


def test_texts_are_handed_on_from_release_to_release(tmp_path: Path) -> None:
    with keeping(tmp_path / "store") as kept:
        kept.update("INSERT DATA { GRAPH :g { :a :name 'Polo Têxtil' } }")
        assert _found(kept) is None  # nobody has gathered them yet
        release = Releases(kept.folder).current()
        assert release is not None
        making.make(release.triples)
        kept.update("INSERT DATA { GRAPH :g { :b :name 'Polo novo'@pt } }")
        assert _found(kept) == ['"Polo Têxtil"', '"Polo novo"@pt']
        kept.update("DELETE DATA { GRAPH :g { :b :name 'Polo novo'@pt } } ; INSERT DATA { :c :name 'un polo' }")
        # What is gone may stay: it answers nothing.
        assert set(_found(kept) or ()) == {'"Polo Têxtil"', '"Polo novo"@pt', '"un polo"'}
