"""What the graph without a name holds: in a store of loads all that is said, in a plain one what is said there."""

from enum import Enum
from pathlib import Path

from graph.store import StoreError
from ontology import iri
from ontology.namespaces import ID, ONTOLOGY

# In a store whose graph without a name is the union of all others, this one holds what is written without a graph.
UNNAMED = iri.of_source("unnamed")
_SOURCES = f"{ID}source/"


class WrongLayout(StoreError):
    """The store is laid out for something else."""


class Layout(Enum):
    """How a store is laid out, and what a service shows as its default graph."""

    UNION = "union"  # the union of all graphs, and what follows from it
    PLAIN = "plain"  # a graph of its own, as the standard has it


def layout_of(folder: Path) -> Layout:
    """How the store in a folder is laid out; one that holds nothing yet is as loads make them."""
    try:
        return Layout((folder / "layout").read_text(encoding="utf-8").strip())
    except FileNotFoundError:
        return Layout.UNION


def lay_out(folder: Path, layout: Layout) -> None:
    """Make a store that holds nothing yet one of this layout."""
    if layout is not Layout.UNION:
        (folder / "layout").write_text(f"{layout.value}\n", encoding="utf-8")


def is_kept_by_loads(graph: str) -> bool:
    """Whether loads write the graph: of a source, or of what is known of all of them."""
    return graph == str(ONTOLOGY) or (graph.startswith(_SOURCES) and graph != str(UNNAMED))
