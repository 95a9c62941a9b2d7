"""What follows from a load: drawn anew, or brought up to date where little changed."""

from collections.abc import Mapping, Sequence

from rdflib import URIRef

from graph.reasoning.inference import MANY, Drawn, Said, follow, grow, infer, said
from graph.release import Release
from graph.store import Change, Store

_Lines = tuple[Said, Said]


def conclude(
    store: Store, before: Release | None, changes: Mapping[URIRef, Change], others: Sequence[URIRef], *, anew: bool
) -> Drawn:
    """Draw the conclusions of a draft, given what became of its graphs; `others` are small graphs to be compared."""
    new = [graph for graph, change in changes.items() if _is_large_and_new(change)]
    lines = None if anew or before is None else _lines({graph: changes[graph] for graph in changes.keys() - set(new)})
    if before is None or lines is None:
        return infer(store)
    drawn = [grow(store, graph) for graph in sorted(new)]
    return together(*drawn, follow(store, {**lines, **_compared(store, before, others)}))


def together(*drawn: Drawn) -> Drawn:
    """Conclusions that were drawn one after the other."""
    return Drawn(drawn[-1].total, sum(each.added for each in drawn), sum(each.removed for each in drawn))


def _is_large_and_new(change: Change) -> bool:
    """Whether a graph said nothing before, and says too much now to be told line by line."""
    return change.come is None and change.lost is not None and not change.lost


def _lines(changes: Mapping[URIRef, Change]) -> Mapping[URIRef, _Lines] | None:
    """What each graph lost and what came to it; None where that is too much to be followed."""
    found: dict[URIRef, _Lines] = {}
    for graph, change in changes.items():
        if change.lost is None or change.come is None:
            return None
        found[graph] = change.lost, change.come
    return found if sum(len(lost) + len(come) for lost, come in found.values()) <= MANY else None


def _compared(store: Store, before: Release, graphs: Sequence[URIRef]) -> Mapping[URIRef, _Lines]:
    """The same by what graphs say now and said before."""
    old, new = said(before.open(), graphs), said(store, graphs)
    return {graph: (old[graph] - new[graph], new[graph] - old[graph]) for graph in graphs}
