"""A release without what follows from it: a second store beside the first, made when it is first asked for."""

import shutil
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path
from threading import Lock, Thread

from graph.embedded import EmbeddedStore
from graph.reasoning.inference import INFERRED
from graph.store import StoreError
from ontology.saying import Said

_PATIENCE = 5.0  # seconds that whoever asks first waits for it
_RETRY_AFTER = 10


class Preparing(StoreError):
    """What is asked for is being made, and there in a moment."""

    def __init__(self) -> None:
        super().__init__(
            Said.of(
                "preparing",
                "what is stated, without what follows, is being prepared: try again in {seconds} seconds",
                seconds=_RETRY_AFTER,
            )
        )
        self.retry_after = _RETRY_AFTER


class Stated:
    """Makes for each store of a release one that holds only what is stated, once."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._making: dict[Path, Thread] = {}

    def folder(self, triples: Path) -> Path:
        """The store without conclusions beside this one; raises `Preparing` where that takes long."""
        made = triples.parent / "stated" / "triples"
        if not made.is_dir():
            with self._lock:
                maker = self._making.get(made)
                if maker is None or not maker.is_alive():
                    self._making = {made: Thread(target=_make, args=(triples, made), daemon=True)}
                    maker = self._making[made]
                    maker.start()
            maker.join(_PATIENCE)
        if not made.is_dir():
            raise Preparing
        return made


def _make(triples: Path, made: Path) -> None:
    work = made.parent / "work"
    made.parent.mkdir(exist_ok=True)
    with (made.parent / "lock").open("w") as lock:
        try:
            flock(lock, LOCK_EX | LOCK_NB)
        except BlockingIOError:
            return  # another process makes it
        if made.is_dir():
            return
        shutil.rmtree(work, ignore_errors=True)
        EmbeddedStore.read_only(triples).copy_to(work)
        store = EmbeddedStore.open(work)
        # What follows is never stated too, so the union loses exactly this graph.
        store.remove(INFERRED)
        store.copy_to(made.parent / "done")
        (made.parent / "done").rename(made)
        del store
        shutil.rmtree(work, ignore_errors=True)
