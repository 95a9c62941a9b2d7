"""What became of a load: of each source, of the graph as a whole; and what is computed from the graph at its end."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from graph.reasoning.inference import Drawn
from graph.release import Draft
from graph.store import Change, Triple
from ingest import gone
from ingest.refusal import Refused
from ingest.resolve.settle import Settled
from ontology.namespaces import ID


@dataclass(frozen=True)
class Loaded:
    """What became of one source: triples that came and went, and how many things that touches."""

    source: str
    rows: int
    triples: int
    version: int = 1
    added: int = 0
    removed: int = 0
    things: int | None = None  # None where too much changed to look at each thing
    sample: tuple[tuple[int, Triple], ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Report:
    """What a load did, or would do."""

    release: str | None
    loaded: tuple[Loaded, ...] = ()
    unchanged: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    inferred: Drawn = field(default_factory=Drawn)
    faults: Mapping[str, int] = field(default_factory=dict)
    warned: tuple[Refused, ...] = ()  # warnings by row, where they were asked for
    settled: Settled = field(default_factory=Settled)
    vocabulary: bool = False  # whether what concerns the graph as a whole was done anew
    prepared: bool = False  # whether something else was asked for, such as a decision


@dataclass(frozen=True)
class Finish:
    """What is computed from the graph and kept beside it; `version` changes when it would come out otherwise."""

    version: str
    run: Callable[[Draft], object]


def things(change: Change) -> int | None:
    """How many things something came to, or went from."""
    if change.lost is None or change.come is None:
        return None
    subjects = {line[0] for line in change.lost | change.come}
    return sum(subject.startswith(f"<{ID}") and not subject[1:].startswith(gone.PASSING) for subject in subjects)
