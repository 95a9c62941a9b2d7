"""The questions of one service: those that are shipped, and those in a folder of its own."""

import logging
from collections.abc import Collection
from functools import lru_cache
from pathlib import Path

from graph.query import BadQueryFile, NamedQuery, UnknownQuery, among, queries, read
from ontology.saying import Said

log = logging.getLogger(__name__)


class Questionnaire:
    """All questions by number; a file put into the folder is one from then on."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder

    def all(self) -> tuple[NamedQuery, ...]:
        """Every question: those that are shipped in their order, then the others by name."""
        return (*queries(), *self.own())

    def own(self) -> tuple[NamedQuery, ...]:
        """The questions in the folder; a file that is none is told of in the log, and left out."""
        if self._folder is None:
            return ()
        taken = {each.name for each in queries()}
        found = (_read(path, _changed(path)) for path in sorted(self._folder.glob("*.rq")))
        return tuple(each for each in found if each is not None and each.name not in taken)

    def named(self, name: str) -> NamedQuery:
        """One question; raises `UnknownQuery`."""
        found = {each.name: each for each in self.all()}
        if name not in found:
            raise UnknownQuery(
                Said.of(
                    "question", "there is no question “{name}”; there are: {known}", name=name, known=", ".join(found)
                )
            )
        return found[name]

    def found(self, text: str = "", parts: Collection[str] = ()) -> tuple[NamedQuery, ...]:
        """The questions of some parts, or of all, in which each word of a text stands, in any language."""
        return among(self.all(), text, parts)


def _changed(path: Path) -> int:
    """When a file was last changed; 0 for one that went meanwhile."""
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


@lru_cache(1000)
def _read(path: Path, changed: int) -> NamedQuery | None:
    """A file as it was when it was last changed."""
    try:
        return read(path)
    except (BadQueryFile, UnicodeDecodeError, OSError) as error:
        log.warning("a question is left out", extra={"file": str(path), "reason": str(error)})
        return None
