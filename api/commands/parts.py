"""What the subcommands of `clusterscape` have in common."""

import argparse
import sys
from pathlib import Path
from typing import Protocol

from api.settings import Settings
from graph.release import Release, Releases
from graph.store import NotAStore, Scope

OK, REFUSED, WRONG_CALL = 0, 1, 2
INTERRUPTED = 130  # 128 and the number of the signal, as shells tell it


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
    """The option that names the folder of the store."""
    parser.add_argument(
        "--store", type=Path, default=settings.store, help=f"folder of the store (default {settings.store})"
    )


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


def say(text: str) -> None:
    """Tell how things go, where an answer is not disturbed by it."""
    print(text, file=sys.stderr, flush=True)


def fail(text: str, status: int) -> int:
    """Tell what went wrong, and leave with this status."""
    say(f"clusterscape: {text}")
    return status
