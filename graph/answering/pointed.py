"""The folder of the current release, looked up again only when another one is current."""

import os
from pathlib import Path

from graph.release import Releases
from graph.store import Scope


class Pointed:
    """The engine's folder for one class of askers, None where nothing was loaded; raises `NotAStore`."""

    def __init__(self, releases: Releases, scope: Scope) -> None:
        self._releases = releases
        self._scope = scope
        self._pointer = releases.folder / "current"
        self._seen: tuple[int, int] | None = None
        self._folder: Path | None = None

    def __call__(self) -> Path | None:
        """Look."""
        try:
            found = os.stat(self._pointer)
        except FileNotFoundError:
            return None
        # The pointer is never written to: another file takes its place.
        seen = found.st_ino, found.st_mtime_ns
        if seen != self._seen:
            release = self._releases.current()
            self._folder = release.seen(self._scope).triples if release else None
            self._seen = seen
        return self._folder
