"""Where the service reads: a folder on this machine, or the servers of a remote store."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from api.settings import Settings
from graph import disagreements, findings, past
from graph.answering.pointed import Pointed
from graph.answering.workers import QueryPool
from graph.doors import hosts_of
from graph.fetching import Fetcher
from graph.layout import UNNAMED, Layout
from graph.release import Releases
from graph.remote.publish import NotPassedOn, publish
from graph.remote.release import RemoteReleases
from graph.remote.worker import RemoteWorker
from graph.store import Scope, StoreError
from graph.structure import structure
from graph.validating import quality
from graph.writing import Writer
from ingest import columns, gone, versions
from ontology.saying import Said, said
from viz.placing import layout

log = logging.getLogger(__name__)

_MEASURED = (columns, disagreements, findings, gone, past, quality, structure, versions)
_PATIENCE = 2.0  # seconds


def kept_beside() -> tuple[str, ...]:
    """What readers of a remote store need beside the graph; the journals of stewards stay in the folder."""
    return (*(each.FILE for each in _MEASURED), *layout.files())


def releases_of(settings: Settings) -> Releases | RemoteReleases:
    """The releases of the store that is set; nothing is opened."""
    return RemoteReleases(settings.remote) if settings.remote else Releases(settings.store)


@contextmanager
def answering(settings: Settings, releases: Releases | RemoteReleases) -> Iterator[QueryPool]:
    """What answers queries of strangers: processes over a folder, or connections to the servers."""
    if isinstance(releases, Releases):
        public, whole = Pointed(releases, Scope.PUBLIC), Pointed(releases, Scope.OPERATOR)
        with QueryPool(public, settings.workers, settings.bounds(), whole=whole, own=settings.own_graph) as pool:
            yield pool
        return
    hire, shown = partial(RemoteWorker, releases), str(UNNAMED) if settings.shown is Layout.PLAIN else None
    with (
        releases.watched(),
        QueryPool(
            lambda: None, settings.workers, settings.bounds(), hire=hire, own=lambda: shown, mark=releases.mark
        ) as pool,
    ):
        _await(pool)
        yield pool


@contextmanager
def reading(releases: Releases | RemoteReleases, pool: QueryPool) -> Iterator[QueryPool]:
    """What reads queries without asking them: the processes that answer, or over a remote store one of our own."""
    if isinstance(releases, Releases):
        yield pool
        return
    with QueryPool(lambda: None, 1, pool.bounds) as own:
        yield own


def _await(pool: QueryPool) -> None:
    """Let its thread begin: a connection is made in no time, and who asks first shall find it ready."""
    until = time.monotonic() + _PATIENCE
    while not pool.ready and time.monotonic() < until:
        time.sleep(0.005)


@contextmanager
def changing(settings: Settings, releases: Releases | RemoteReleases) -> Iterator[Writer]:
    """What makes changes that strangers ask for: in the folder, and for a remote store then on its servers too."""
    published = partial(_publish, settings.store, releases) if isinstance(releases, RemoteReleases) else None
    with TemporaryDirectory(prefix="clusterscape-") as folder:
        fetch = Fetcher(Path(folder), hosts_of(settings.load_hosts))
        with Writer(settings.store, settings.write_bounds(), settings.shown, fetch, published) as writer:
            yield writer


def _publish(folder: Path, releases: RemoteReleases, name: str) -> None:
    release = Releases(folder).current()
    if release is None:
        return
    try:
        publish(release, folder, releases.remote, kept_beside())
        releases.replicas.check()  # so that the next query goes to servers that have it
    except StoreError as error:
        log.warning("release %s is not passed on: %s", name, error)
        kept = "the change is kept in release {name}, but the servers of the store may not have it yet ({why})"
        raise NotPassedOn(Said.of("change_here", kept, name=name, why=said(error))) from error
