"""`pytest --store remote`: the same tests over servers of another kind.

Every service that a test makes then reads a server of its own in place of the folder, which is published there, and again
whenever the folder gets another release. What a test reads from the folder itself stays there: releases, journals, locks,
commands without a service, stores that are laid out plainly, and what is for operators.
"""

import fcntl
import resource
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from api import app
from api.settings import Settings
from api.stores import kept_beside
from graph.layout import Layout
from graph.release import Release, Releases
from graph.remote.publish import publish
from graph.remote.release import RemoteReleases
from graph.store import NotAStore, Scope
from tests.servers import Server, oxigraph

OPTION, REMOTE = "--store", "remote"
# A server of others works on for an asker who is gone (docs/scale.md): no longer than the longest deadline of a test.
_LIMITS = ("--timeout-s", "10")
# Bytes of one server. Until its time is over it keeps a thread for each query, with 2 MiB for its stack: where they
# do not fit, it answers 500 ("Resource temporarily unavailable").
_MEMORY = 12 * 1024**3
_LOCK = "published.lock"


class Elsewhere:
    """Servers for folders, started when they are asked for first and ended with the tests."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._servers: dict[Path, Server] = {}
        self._readers: list[tuple[Path, RemoteReleases]] = []
        self._publish: Callable[[Releases, Path], str] = Releases.publish

    def install(self) -> None:
        """Have services read servers from now on."""
        app.releases_of = self.releases_of  # type: ignore[assignment]
        elsewhere, original = self, self._publish

        def published(releases: Releases, done: Path) -> str:
            name = original(releases, done)
            elsewhere.follow(releases)
            return name

        Releases.publish = published  # type: ignore[method-assign]

    def close(self) -> None:
        """End the servers. A process that runs tests beside others ends without its exit handlers, and they would stay."""
        self._stack.close()

    def releases_of(self, settings: Settings) -> Releases | RemoteReleases:
        """What `api.stores.releases_of` would give, had the folder been published."""
        releases = Releases(settings.store)
        if settings.remote is not None:
            return RemoteReleases(settings.remote)
        if settings.shown is Layout.PLAIN:
            return releases
        try:
            release = releases.current()
        except NotAStore:
            return releases  # a folder that is broken on purpose: there is nothing that a server could stand for
        if release and release.seen(Scope.PUBLIC) != release.seen(Scope.OPERATOR):
            return releases  # servers are sent what the public may see, so nothing is there for operators
        if (releases.folder / "published").exists() and not (releases.folder / _LOCK).exists():
            return releases  # a test published it to a server of its own, and a folder has one server
        found = RemoteReleases(self.server(releases).remote)
        self._readers.append((releases.folder.resolve(), found))
        return found

    def server(self, releases: Releases) -> Server:
        """The server that holds what a folder does."""
        folder = releases.folder.resolve()
        if folder not in self._servers:
            server = self._servers[folder] = self._stack.enter_context(oxigraph(*_LIMITS))
            resource.prlimit(server.process.pid, resource.RLIMIT_DATA, (_MEMORY, _MEMORY))
            self.follow(releases)
        return self._servers[folder]

    def follow(self, releases: Releases) -> None:
        """Publish the current release of a folder that a server stands for."""
        server = self._servers.get(releases.folder.resolve())
        release: Release | None = releases.current()
        if server and release:
            # Test processes share the folder of the shipped data; each has servers of its own.
            with (releases.folder / _LOCK).open("w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                publish(release, releases.folder, server.remote, kept_beside(), seize=True)
            # Services look every second; tests that ask at once have them look now.
            for folder, reader in self._readers:
                if folder == releases.folder.resolve():
                    reader.replicas.check()
