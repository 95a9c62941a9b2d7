"""`clusterscape load`: sources into the store."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from api.commands.loading import perform
from api.commands.parts import WRONG_CALL, add_store, fail
from api.settings import Settings
from graph.release import Releases
from ingest import report, versions
from ingest.readers.endpoint import hosts_of
from ingest.source import BadDeclaration, Source, choose, read
from ingest.work import Order

NAME = "load"
PURPOSE = "Load sources into the store; what did not change is left alone."
EXAMPLE = "clusterscape load portugal\n  clusterscape load members.toml --check\n  clusterscape load members.toml"


def add(parser: argparse.ArgumentParser, settings: Settings) -> None:
    """Which sources, and how far to go."""
    parser.add_argument(
        "source",
        nargs="*",
        metavar="SOURCE",
        help="a file that declares sources (TOML), or the name of a source or dataset; all if none is named",
    )
    parser.add_argument(
        "--check", action="store_true", help="map and validate, show what would be said; change nothing"
    )
    parser.add_argument(
        "--report", type=Path, metavar="FILE", help="a copy of the file with what is wrong in it, where something is"
    )
    parser.add_argument(
        "--seize", action="store_true", help="replace what a remote store holds of another folder's loads"
    )
    add_store(parser, settings)


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Load what changed, and tell how much it was."""
    files = tuple(Path(name) for name in options.source if _is_file(name))
    if missing := [path for path in files if not path.is_file()]:
        return fail(f"there is no file {missing[0]}", WRONG_CALL)
    names = tuple(name for name in options.source if not _is_file(name))
    own = _own(files)
    if options.report and (wrong := _no_report(options.report, own)):
        return fail(wrong, WRONG_CALL)
    wanted = (*own, *_shipped(options.store, names)) if options.source else choose(())
    order = Order(
        named=frozenset({*names, *(each.id for each in own)}),
        rest=not options.source,
        locate=options.check or options.report is not None,
        hosts=hosts_of(settings.harvest_hosts),
    )
    return perform(
        options.store,
        wanted,
        order,
        check=options.check,
        copy=options.report,
        remote=options.remote,
        seize=options.seize,
    )


def _own(files: Sequence[Path]) -> tuple[Source, ...]:
    """The sources that these files declare; a file that is named twice counts once. Raises `BadDeclaration`."""
    declared: dict[str, Source] = {}
    for path in dict.fromkeys(each.resolve() for each in files):
        for source in read(path):
            if other := declared.get(source.id):
                both = f"{other.declared} and {path}"
                raise BadDeclaration(f"the id “{source.id}” stands in {both}: give one of them another id")
            declared[source.id] = source
    return tuple(declared.values())


def _no_report(target: Path, own: Sequence[Source]) -> str:
    """Why the copy cannot stand there, if it cannot: it must never take the place of what it is a copy of."""
    if target.is_dir():
        return f"--report {target}: is a folder; name a file in it"
    if not target.parent.is_dir():
        return f"--report {target}: there is no folder {target.parent}"
    kept = {path.resolve() for each in own for path in (each.file, each.declared, each.mapping) if path}
    for place in report.places(target, own):
        if place.resolve() in kept:
            return f"--report {target}: would be written over {place}, which is read; give it another name"
    return ""


def _is_file(name: str) -> bool:
    return name.endswith(".toml") or "/" in name


def _shipped(folder: Path, names: Sequence[str]) -> tuple[Source, ...]:
    """The shipped ones among the named sources; the others are known from an earlier load."""
    release = Releases(folder).current()
    known = versions.current(versions.read(release.artefacts)) if release else {}
    return choose(names, {name for name, version in known.items() if not version.shipped}) if names else ()
