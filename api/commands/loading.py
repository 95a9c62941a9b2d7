"""What the commands that change the store have in common: a load with progress, and what became of it."""

import hashlib
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.table import Table

from api.commands.parts import INTERRUPTED, OK, REFUSED, fail, say
from api.commands.progress import Shown
from api.stores import kept_beside
from graph import carried
from graph.networks.network import read_network
from graph.reasoning.inference import Drawn
from graph.release import Draft, Release, Releases
from graph.remote.address import Remote
from graph.remote.publish import Published, publish
from graph.searching import building
from graph.store import Scope
from graph.structure import measuring
from ingest import preview, report
from ingest.faults import Fault
from ingest.load import load
from ingest.outcome import Finish, Loaded, Report
from ingest.refusal import LoadRefused, Refused
from ingest.resolve.settle import Settled
from ingest.source import Source
from ingest.work import Order
from ontology.model import model
from viz.placing import layout

_MOST_FAULTS = 50  # more than this hides the first ones from whoever has to mend them


def perform(
    folder: Path,
    wanted: tuple[Source, ...],
    order: Order,
    *,
    check: bool = False,
    copy: Path | None = None,
    remote: Remote | None = None,
    seize: bool = False,
) -> int:
    """Load, show how it gets on, and tell what came of it; the answer is the exit status.

    A folder that belongs to a remote store is then published there.
    """
    before = Releases(folder).current()
    try:
        with Shown() as shown:
            done = load(folder, wanted, shown, finish(before), order=order, check=check)
    except LoadRefused as refused:
        _annotate(refused.refused, copy)
        return _refuse(refused)
    except KeyboardInterrupt:
        return fail(_interrupted(folder, before), INTERRUPTED)
    _annotate(done.warned, copy)
    _tell(done, check)
    release = Releases(folder).current()
    if remote and release and not check:
        _tell_published(publish(release, folder, remote, kept_beside(), seize=seize), remote)
    return OK


def _tell_published(done: Published, remote: Remote) -> None:
    say(f"{remote.name} holds release {done.name}: {done.added} triples came, {done.removed} went")
    for sentence in done.manner.told():
        say(sentence)


def finish(former: Release | None) -> Finish:
    """What is computed with a load: positions on the map, measures of the network, and the index of the search.

    All of it is computed anew when the program that does so changes.
    """
    folders = (Path(str(module.__file__)).parent for module in (layout, measuring, building))
    program = (path for folder in folders for path in sorted(folder.glob("*.py")))
    version = hashlib.sha256(b"".join(path.read_bytes() for path in program)).hexdigest()
    return Finish(version, partial(_finished, former))


def _finished(former: Release | None, draft: Draft) -> None:
    scope = Scope.PUBLIC if draft.artefacts.parent == draft.public else Scope.OPERATOR
    network = read_network(draft.store, Scope.OPERATOR)
    layout.write_positions(draft.store, draft.artefacts, former.kept(scope) if former else None, network)
    measuring.write(draft.store, draft.artefacts, network)
    # The store of a draft holds what those may see for whom it is made: all of that is to be found.
    before = carried.handed(draft.scratch)
    basis = before.since(draft.store.touched) if before else None
    building.bring(basis, draft.store, model(), Scope.OPERATOR, draft.artefacts / building.FOLDER)


def _interrupted(folder: Path, before: Release | None) -> str:
    now = Releases(folder).current()
    if now and now != before:
        return f"interrupted, but release {now.name} was complete and is in place"
    return "interrupted: nothing was changed"


def _refuse(refused: LoadRefused) -> int:
    _list([str(fault) for fault in refused.faults])
    return fail(str(refused), REFUSED)


def _list(faults: Sequence[str]) -> None:
    for fault in faults[:_MOST_FAULTS]:
        say(fault)
    if len(faults) > _MOST_FAULTS:
        say(f"… and {len(faults) - _MOST_FAULTS} more (all of them: --report FILE)")


def _annotate(refused: Sequence[Refused], target: Path | None) -> None:
    """Write what is wrong into copies of the files: one for each source, the first under the name asked for."""
    told = [(each.source, [one for one in each.faults if isinstance(one, Fault)]) for each in refused]
    written = False
    for source, faults in told:
        if target is not None and source is not None and faults:
            place = report.place(target, source, not written)
            written = True
            try:
                say(f"{source.id}: a copy with what is wrong is in {report.annotated(source, faults, place)}")
            except (OSError, report.ReportFailed) as error:
                say(f"{source.id}: the copy with what is wrong could not be written: {error}")


def _tell(done: Report, check: bool) -> None:
    if not (done.loaded or done.removed or done.vocabulary or done.prepared):
        say(f"Nothing changed: release {done.release} is up to date ({len(done.unchanged)} sources)")
        return
    if check:
        _preview(done)
    _list([f"warning: {fault}" for each in done.warned for fault in each.faults])
    if done.loaded:
        title = "What would change" if check else f"Release {done.release}"
        table = Table("source", "version", "rows", "triples", "added", "removed", "things", title=title)
        for each in done.loaded:
            table.add_row(*_cells(each))
        Console(stderr=True, width=None if sys.stderr.isatty() else 160).print(table)
    for told in (f"{each.source}: {note}" for each in done.loaded for note in each.notes):
        say(told)
    say(f"{_summary(done)}; {'checked, nothing was changed' if check else f'release {done.release}'}")


def _preview(done: Report) -> None:
    """What the first rows would say, on standard output."""
    console = Console(width=None if sys.stdout.isatty() else 160, highlight=False, markup=False)
    for each in done.loaded:
        if lines := preview.table(each.sample, model()):
            table = Table("row", "thing", "property", "value", title=f"{each.source}: what the first rows would say")
            for cells in preview.columns(lines):
                table.add_row(*cells)
            console.print(table)


def _summary(done: Report) -> str:
    total = sum(each.triples for each in done.loaded)
    return (
        f"sources: {len(done.loaded)} loaded, {total} triples; {_drawn(done.inferred)}; {_settled(done.settled)}"
        f"{len(done.unchanged)} unchanged; {len(done.removed)} removed; "
        f"{done.faults['warning']} warnings (see `clusterscape validate`)"
    )


def _drawn(inferred: Drawn) -> str:
    return f"{inferred.total} inferred ({inferred.added} new, {inferred.removed} gone)"


def _settled(settled: Settled) -> str:
    """What was decided about organisations; nothing where nothing was."""
    told = ((settled.same, "found to be one"), (settled.ask, "to be asked about (see `clusterscape resolve list`)"))
    parts = [f"{number} organisations {text}; " for number, text in told if number]
    return "".join(parts) + (f"{settled.linked} linked to registers; " if settled.linked else "")


def _cells(each: Loaded) -> tuple[str, ...]:
    things = "many" if each.things is None else str(each.things)
    numbers = (each.version, each.rows, each.triples, each.added, each.removed)
    return each.source, *map(str, numbers), things
