"""What the subcommands of `clusterscape` have in common."""

import argparse
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from api.settings import Settings
from graph.editions import Edition, Editions
from graph.release import Release, Releases
from graph.remote.address import Remote
from graph.remote.release import RemoteReleases
from graph.store import NotAStore, Scope

OK, REFUSED, WRONG_CALL = 0, 1, 2
INTERRUPTED, ENOUGH = 130, 141  # 128 and the number of the signal (INT, PIPE), as shells tell it


class Command(Protocol):
    """A module of this package: what a subcommand is called, what it takes, what it does."""

    NAME: str
    PURPOSE: str
    EXAMPLE: str

    def add(self, parser: argparse.ArgumentParser, settings: Settings) -> None:
        """Declare the arguments; the settings are what is meant where none is given."""

    def run(self, options: argparse.Namespace, settings: Settings) -> int:
        """Do it; the answer is the exit status."""


def add_store(parser: argparse.ArgumentParser, settings: Settings) -> None:
    """The option that names the folder of the store, or the address of a remote one.

    `options.store` is always a folder, for a remote store that in which its releases are built; `options.remote` is
    where it is spoken to, None for a folder.
    """
    usual = settings.remote.name if settings.remote else settings.store
    told = f"folder of the store, or the address of a remote one (default {usual})"
    at = partial(_At, settings)
    parser.add_argument("--store", action=at, default=settings.store, help=told)  # type: ignore[arg-type] # what makes one
    parser.set_defaults(remote=settings.remote)


class _At(argparse.Action):
    """Takes the place of a store apart."""

    def __init__(self, settings: Settings, option_strings: Sequence[str], dest: str, **given: Any) -> None:  # noqa: ANN401 - as argparse
        super().__init__(option_strings, dest, **given)
        self._settings = settings

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: str | Sequence[Any] | None,
        option_string: str | None = None,
    ) -> None:
        found = self._settings.at(str(values))
        namespace.store, namespace.remote = found.store, found.remote


def add_scope(parser: argparse.ArgumentParser) -> None:
    """The option that says whether sources for operators are read too."""
    parser.add_argument(
        "--scope",
        default=Scope.PUBLIC.value,
        choices=[each.value for each in Scope],
        help="what is read: what the public may see, or all (default public)",
    )


def current(folder: Path) -> Release:
    """The release that a folder holds; raises `NotAStore` with the way to make one."""
    release = Releases(folder).current()
    if release is None:
        raise NotAStore(f"{folder} holds no graph yet: run `clusterscape load --store {folder}`")
    return release


def reading(options: argparse.Namespace, releases: Editions | None = None) -> Edition:
    """The release to read, from a folder or a remote store; raises `NotAStore` with the way to make one."""
    place: Remote | None = options.remote
    if place is None:
        return current(options.store)
    release = (releases or RemoteReleases(place)).current()
    if release is None:
        raise NotAStore(f"{place.name} holds no graph yet: run `clusterscape load --store {place.name}`")
    return release


def say(text: str) -> None:
    """Tell how things go, where an answer is not disturbed by it."""
    print(text, file=sys.stderr, flush=True)


def fail(text: str, status: int) -> int:
    """Tell what went wrong, and leave with this status."""
    say(f"clusterscape: {text}")
    return status
