"""`clusterscape load`: sources into the store."""

import argparse
import hashlib
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from api.commands.parts import OK, REFUSED, add_store, fail, say
from api.settings import Settings
from graph.inference import Drawn
from ingest.load import Finish, Loaded, LoadRefused, Report, Watcher, load
from ingest.source import choose
from viz import layout

NAME = "load"
PURPOSE = "Load sources into the store; what did not change is left alone."
EXAMPLE = "clusterscape load --store var/store portugal"
_MOST_FAULTS = 50  # more than this hides the first ones from whoever has to mend them


def add(parser: argparse.ArgumentParser, settings: Settings) -> None:
    """Which sources."""
    parser.add_argument(
        "source", nargs="*", metavar="SOURCE", help="a source or a dataset; all of them if none is named"
    )
    add_store(parser, settings)


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Load what changed, and tell how much it was."""
    wanted = choose(options.source)
    try:
        with _Bars() as bars:
            report = load(options.store, wanted, bars, _finish())
    except LoadRefused as refused:
        for fault in refused.faults[:_MOST_FAULTS]:
            say(str(fault))
        if len(refused.faults) > _MOST_FAULTS:
            say(f"… and {len(refused.faults) - _MOST_FAULTS} more")
        return fail(str(refused), REFUSED)
    _tell(report)
    return OK


def _finish() -> Finish:
    """Positions on the map are computed with the load; they are computed anew when the program that does so changes."""
    program = sorted(Path(layout.__file__).parent.glob("*.py"))
    version = hashlib.sha256(b"".join(path.read_bytes() for path in program)).hexdigest()
    return Finish(version, lambda draft: layout.write_positions(draft.store, draft.artefacts))


def _tell(report: Report) -> None:
    if not (report.loaded or report.removed or report.vocabulary):
        say(f"Nothing changed: release {report.release} is up to date ({len(report.unchanged)} sources)")
        return
    if report.loaded:
        table = Table("source", "rows", "triples", "before", title=f"Release {report.release}")
        for each in report.loaded:
            table.add_row(*_cells(each))
        Console(stderr=True).print(table)
    total = sum(each.triples for each in report.loaded)
    say(
        f"Release {report.release}: loaded {len(report.loaded)} sources, {total} triples; {_drawn(report.inferred)}; "
        f"{len(report.unchanged)} unchanged; {len(report.removed)} removed; "
        f"{report.faults['warning']} warnings (see `clusterscape validate`)"
    )


def _drawn(inferred: Drawn) -> str:
    return f"{inferred.total} inferred ({inferred.added} new, {inferred.removed} gone)"


def _cells(each: Loaded) -> tuple[str, str, str, str]:
    return each.source, str(each.rows), str(each.triples), str(each.before)


class _Bars(Watcher):
    """Progress bars on a terminal; plain lines elsewhere."""

    def __init__(self) -> None:
        console = Console(stderr=True)
        columns = (TextColumn("{task.description:<20}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        self._progress = Progress(*columns, console=console, disable=not console.is_terminal)
        self._console = console
        self._task = self._progress.add_task("Looking for changes", total=None)

    def __enter__(self) -> "_Bars":
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def begin(self, step: str, steps: int) -> None:
        """A phase begins."""
        self._task = self._progress.add_task(step, total=steps)
        if not self._console.is_terminal:
            say(f"{step}: {steps}")

    def advance(self, name: str) -> None:
        """One step is done."""
        self._progress.advance(self._task)
