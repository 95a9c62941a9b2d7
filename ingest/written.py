"""What was written beside the sources: it may break the shapes, and must not keep sources from being loaded."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rdflib import URIRef

from graph.embedded import EmbeddedStore
from graph.layout import is_kept_by_loads
from graph.reasoning.inference import infer
from graph.store import Store
from graph.validating import validation
from graph.validating.validation import Finding


@dataclass(frozen=True)
class Beside(Finding):
    """A finding that is there only for what written graphs say."""

    graphs: tuple[URIRef, ...] = ()

    def __str__(self) -> str:
        return f"{super().__str__()} Written, in {', '.join(f'<{graph}>' for graph in self.graphs)}"


def graphs(store: Store) -> tuple[URIRef, ...]:
    """The graphs that no load writes."""
    return tuple(sorted(graph for graph in store.graphs() if not is_kept_by_loads(str(graph))))


def told_apart(
    store: EmbeddedStore, found: Sequence[Finding], scratch: Path
) -> tuple[tuple[Finding, ...], tuple[Beside, ...]]:
    """What is wrong without the written graphs too, and what only they are to blame for.

    A copy without them is concluded from and checked anew, which takes as long as a first load does.
    """
    names = graphs(store)
    if not names or not found:
        return tuple(found), ()
    copy = _without(store, names, scratch / "without-written")
    left = frozenset(validation.validate(copy, measured=False).of("violation"))
    beside = (each for each in found if each not in left)
    return tuple(left), tuple(Beside(**vars(each), graphs=_about(store, names, each)) for each in beside)


def _without(store: EmbeddedStore, names: Iterable[URIRef], place: Path) -> EmbeddedStore:
    store.copy_to(place)
    copy = EmbeddedStore.open(place)
    for name in names:
        copy.remove(name)
    infer(copy)
    return copy


def _about(store: Store, names: Sequence[URIRef], finding: Finding) -> tuple[URIRef, ...]:
    """The written graphs that speak of what a finding is about; all of them where none does by its name."""
    terms = [f"<{each}>" for each in (finding.focus, finding.value) if isinstance(each, URIRef)]
    found = tuple(name for name in names if any(_speaks(store, name, each) for each in terms))
    return found or tuple(names)


def _speaks(store: Store, graph: URIRef, term: str) -> bool:
    """Whether a graph says anything of a term."""
    places = (store.lines(term, None, None, graph), store.lines(None, None, term, graph))
    return any(next(each, None) is not None for each in places)
