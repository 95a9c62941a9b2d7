"""`clusterscape backup`: the whole store in one folder or archive, with checksums."""

import argparse
from pathlib import Path

from api.commands.parts import OK, WRONG_CALL, add_store, fail, say
from api.settings import Settings
from graph.backup import ARCHIVES, back_up

NAME = "backup"
PURPOSE = "Copy the current release, the archive of sources and the tokens into a folder or a .tar.gz, with checksums."
EXAMPLE = "clusterscape backup /mnt/backups/2026-11-22.tar.gz --store var/store"
_OTHERS = (".zip", ".gz", ".bz2", ".tbz", ".xz", ".txz", ".zst", ".7z")  # archives that are not written


def add(parser: argparse.ArgumentParser, settings: Settings) -> None:
    """Where to."""
    parser.add_argument(
        "target", type=_target, help="a folder, or a file that ends in .tar, .tar.gz or .tgz; not there yet"
    )
    add_store(parser, settings)


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Back up while loads, writes and queries go on."""
    if options.remote is not None:
        return fail(f"{options.remote.name} is backed up by its own means", WRONG_CALL)
    made = back_up(options.store, options.target)
    say(f"release {made.release} with {len(made.files)} files is backed up in {options.target}")
    return OK


def _target(name: str) -> Path:
    if name.endswith(_OTHERS) and not name.endswith(tuple(ARCHIVES)):
        raise argparse.ArgumentTypeError(f"“{name}” is an archive that is not written: end in {', '.join(ARCHIVES)}")
    return Path(name)
