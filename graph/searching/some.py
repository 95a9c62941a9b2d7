"""The tables of an index for some things only: all that is said of these is read at once, and told as views tell it.

The views themselves, kept to some things, would have the engine look at everything there is.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from types import MappingProxyType

from graph.query import view
from graph.searching.tables import Tables
from ontology.namespaces import expand

_BATCH = 500  # things in one query
_PAIRS: Mapping[str, bool] = MappingProxyType({"search-linked": True, "search-years": False})  # whether of links
_LISTED = re.compile(r"VALUES \?property \{([^}]*)\}")


class Some:
    """What `Tables` gives, about some things."""

    def __init__(self, tables: Tables, things: Iterable[str]) -> None:
        self._said = list(_said(tables, sorted(things)))

    def graphs(self) -> list[str]:
        """The graphs that say anything of them, in their order."""
        return sorted({graph for *_, graph in self._said})

    def view(self, name: str) -> Iterator[list[str]]:
        """The rows of a view that lists properties: links or dates that there are, or each thing with its values."""
        wanted = properties(name)
        found = dict.fromkeys((thing, said, value) for thing, said, value, _ in self._said if said in wanted)
        if name in _PAIRS:
            pairs = dict.fromkeys((said, value) for _, said, value in found if value.startswith("<") is _PAIRS[name])
            return map(list, pairs)
        return ([thing, value] for thing, _, value in found)

    def numbered(self, name: str, pairs: Sequence[tuple[str, str]], parts: int = 1) -> Iterator[list[str]]:
        """The rows of a view about pairs of terms, given with their places: of graph and property, or of links."""
        places = {pair: number for number, pair in enumerate(pairs)}
        if name == "search-names":
            rows = ((places.get((graph, said)), thing, value) for thing, said, value, graph in self._said)
            named = sorted((place, thing, value) for place, thing, value in rows if place is not None)
            return ([thing, value, str(place)] for place, thing, value in named)
        numbers: dict[str, dict[str, None]] = {}
        for thing, said, value, _ in self._said:
            if (said, value) in places:
                numbers.setdefault(thing, {})[str(places[said, value])] = None
        return ([thing, " ".join(each)] for thing, each in numbers.items())


@cache
def properties(name: str) -> frozenset[str]:
    """The properties that a view lists, as N-Triples write them."""
    listed = _LISTED.search(view(name))
    return frozenset(f"<{expand(each)}>" for each in listed[1].split()) if listed else frozenset()


def _said(tables: Tables, things: Sequence[str]) -> Iterator[list[str]]:
    """Thing, property, value and graph of all that is said."""
    for start in range(0, len(things), _BATCH):
        yield from tables.about("search-said", things[start : start + _BATCH])
