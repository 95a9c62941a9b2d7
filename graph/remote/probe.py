"""What a server does where the standard leaves it free: tried out on three triples of our own."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import uuid4

from graph.remote import terms
from graph.remote.edit import PRIVATE
from graph.remote.notes import APART, KEPT
from graph.remote.wire import Wire
from graph.store import StoreError

_TRIPLE = f"<{PRIVATE}probe> <{PRIVATE}probe> "
_NOWHERE = f"<{PRIVATE}nowhere>"  # nothing can be loaded from there, so a request that does must fail
_JSON = "application/sparql-results+json"
YES, NO, UNKNOWN = "yes", "no", "unknown"


class NoDatasets(StoreError):
    """The server shows all graphs as one, whatever is asked of it."""


@dataclass(frozen=True)
class Manner:
    """How a server shows the union of all graphs, and whether it does a request whole or not at all."""

    union: str
    atomic: str

    def told(self) -> tuple[str, ...]:
        """What is to be known of it, in sentences."""
        unions = {
            KEPT: "the union of all graphs is kept in its default graph",
            APART: "the union of all graphs is kept in a graph of its own, which each query is asked to read",
        }
        atoms = {
            YES: "a release is put in place at once",
            NO: "it does a change step by step: while a release is put in place, readers may see half of it",
            UNKNOWN: "whether it does a change at once could not be found out: readers may see half of a release",
        }
        return unions[self.union], atoms[self.atomic]


def probe(wire: Wire) -> Manner:
    """Try it out, leaving nothing behind; raises `NoDatasets`, and what the server says to a change."""
    graphs = [f"<{PRIVATE}probe:{uuid4()}>" for _ in range(2)]
    try:
        wire.update("INSERT DATA {" + " ".join(f'GRAPH {each} {{ {_TRIPLE} "both" }}' for each in graphs) + "}")
        seen = _count(wire, f'{_TRIPLE} "both"')
        union = APART if seen else KEPT
        if union == APART and not _takes_datasets(wire, graphs):
            told = "shows all graphs as one and takes no dataset with a query: our notes, and what is not in place yet,"
            raise NoDatasets(f"{wire.remote.name} {told} would be seen (docs/scale.md)")
        return Manner(union, _atomic(wire, graphs[0]))
    finally:
        wire.update(" ; ".join(f"DROP SILENT GRAPH {each}" for each in graphs))


def _atomic(wire: Wire, graph: str) -> str:
    try:
        wire.update(f'INSERT DATA {{ GRAPH {graph} {{ {_TRIPLE} "half" }} }} ; LOAD {_NOWHERE}')
    except StoreError:
        return NO if _count(wire, f'GRAPH {graph} {{ {_TRIPLE} "half" }}') else YES
    return UNKNOWN


def _takes_datasets(wire: Wire, graphs: list[str]) -> bool:
    """Whether a query reads the graphs that are named with it, and no others (SPARQL 1.1 Protocol, section 2.1.4)."""
    one, other = (each[1:-1] for each in graphs)
    dataset = {"default-graph-uri": [one], "named-graph-uri": [other]}
    pattern = f'{_TRIPLE} "both" . GRAPH ?g {{ {_TRIPLE} "both" }} FILTER(?g = <{other}>)'
    return _count(wire, pattern, dataset) == 1 and _count(wire, f'GRAPH <{one}> {{ {_TRIPLE} "both" }}', dataset) == 0


def _count(wire: Wire, pattern: str, dataset: Mapping[str, list[str]] | None = None) -> int:
    query = f"SELECT (COUNT(*) AS ?number) WHERE {{ {pattern} }}"
    (row,) = terms.rows(wire.ask(wire.remote.queries[0], query, _JSON, dataset=dataset).pieces)
    return int(str(row["number"]))
