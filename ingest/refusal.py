"""Why a load is refused: what is wrong, by source, with the row and column where that can be told."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from graph.store import Store
from graph.validating.validation import Finding
from ingest import locate, stated
from ingest.faults import Fault
from ingest.reading import Said
from ingest.source import Source


@dataclass(frozen=True)
class Refused:
    """A source, or None for the graph as a whole, and what is wrong with it."""

    source: Source | None
    faults: tuple[Fault | Finding, ...]
    more: int = 0  # faults that were counted and not kept


class LoadRefused(ValueError):
    """Some rows cannot be mapped, or what they say breaks the shapes; the store is as it was."""

    def __init__(self, refused: Sequence[Refused]) -> None:
        self.refused = tuple(refused)
        self.faults = tuple(fault for each in refused for fault in each.faults)
        number = len(self.faults) + sum(each.more for each in refused)
        super().__init__(f"{'1 fault' if number == 1 else f'{number} faults'} in the sources; nothing was changed")


def placed(store: Store, said: Iterable[Said], findings: Iterable[Finding]) -> Iterator[Refused]:
    """What breaks the shapes, by the sources whose rows say it; the rest is of the graph as a whole."""
    all_found = tuple(findings)
    left = dict.fromkeys(all_found)
    for each in said:
        if not all_found:
            continue
        source = each.taken.source
        if each.spec:
            found = locate.located(store, source, each.spec, all_found)
        else:
            found = stated.located(store, source, all_found)
        faults = tuple(dict.fromkeys(fault for several in found.values() for fault in several))
        for finding in found:
            left.pop(finding, None)
        if faults:
            yield Refused(each.task.source, faults)
    if left:
        yield Refused(None, tuple(left))
