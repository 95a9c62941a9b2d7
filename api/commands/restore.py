"""`clusterscape restore`: a store from a backup, each file checked."""

import argparse
from pathlib import Path

from api.commands.parts import OK, WRONG_CALL, add_store, fail, say
from api.settings import Settings
from graph.backup import restore

NAME = "restore"
PURPOSE = "Make a store from a backup, each file checked; into an empty folder, or one that is not there yet."
EXAMPLE = "clusterscape restore /mnt/backups/2026-11-22.tar.gz --store var/restored"


def add(parser: argparse.ArgumentParser, settings: Settings) -> None:
    """Where from."""
    parser.add_argument("source", type=Path, help="what `clusterscape backup` made: a folder or a file")
    add_store(parser, settings)


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Restore; nothing stands in the folder of the store unless all of it is as it was backed up."""
    if options.remote is not None:
        return fail("a backup is restored into a folder, not into a remote store", WRONG_CALL)
    found = restore(options.source, options.store)
    say(f"release {found.release}, backed up {found.made}, is restored in {options.store}: {len(found.files)} files")
    return OK
