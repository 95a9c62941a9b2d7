"""What follows from what is stated: rules run over the whole graph, their results kept in a graph of their own."""

from collections.abc import Iterator
from pathlib import Path

from graph.store import Scope, Store, Triple
from ontology import iri

RULES = Path(__file__).parent / "rules"
INFERRED = iri.of_source("inferred")


def rules() -> tuple[Path, ...]:
    """The rule files, each a CONSTRUCT query that says what follows, in the order of their names."""
    return tuple(sorted(RULES.glob("*.rq")))


def infer(store: Store) -> int:
    """Draw all conclusions anew; tells how many statements they are.

    One pass is enough: each rule sees what the rules before it found, and a test asks that a second pass finds nothing.
    """
    store.remove(INFERRED)
    return sum(_apply(store, path) for path in rules())


def _apply(store: Store, path: Path) -> int:
    found = list(conclusions(store, path))
    store.add(INFERRED, found)
    return len(found)


def conclusions(store: Store, path: Path) -> Iterator[Triple]:
    """What follows by one rule and is not said anyway."""
    yield from store.construct(path.read_text(encoding="utf-8"), Scope.OPERATOR)
