"""A network as numbers: things by their place in a list, and each link between two of them once."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from graph.networks.network import Network

Numbers: TypeAlias = NDArray[np.float64]
Indices: TypeAlias = NDArray[np.int64]


@dataclass(frozen=True)
class Web:
    """So many things, and the pairs that are linked: without direction, none twice, none with itself."""

    count: int
    pairs: Indices

    @cached_property
    def neighbours(self) -> tuple[list[int], list[int]]:
        """All neighbours, one thing's after the other's, and where those of each thing begin, with the end."""
        both = np.concatenate([self.pairs, self.pairs[:, ::-1]])
        both = both[np.lexsort((both[:, 1], both[:, 0]))]
        return both[:, 1].tolist(), np.searchsorted(both[:, 0], np.arange(self.count + 1)).tolist()


def web(count: int, pairs: Iterable[tuple[int, int]]) -> Web:
    """The network of some pairs, whatever their order, and however often they are told."""
    found = np.array(list(pairs), dtype=np.int64).reshape(-1, 2)
    found = np.sort(found[found[:, 0] != found[:, 1]], axis=1)
    return Web(count, np.unique(found, axis=0))


def web_of(network: Network) -> Web:
    """All links of a network between its things, in their order."""
    at = {node.iri: place for place, node in enumerate(network.nodes)}
    return web(len(at), ((at[edge.source], at[edge.target]) for edge in network.edges))
