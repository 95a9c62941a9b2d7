"""Who is linked to whom in one release, kept in memory: for steps that a reader takes one after the other."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from graph.networks.ties import Tie

Numbers = NDArray[np.int64]


class Adjacency:
    """Links by their ends: things and links have numbers, and those of one thing stand side by side."""

    def __init__(self, links: Sequence[Tie]) -> None:
        self.links = links
        self.things = sorted({end for tie in links for end in (tie.source, tie.target)})
        self._numbers = {iri: number for number, iri in enumerate(self.things)}
        pairs = ((self._numbers[tie.source], self._numbers[tie.target]) for tie in links)
        ends = np.array(list(pairs), dtype=np.int64).reshape(-1, 2)
        order = np.argsort(ends.T.ravel(), kind="stable")
        self._starts = np.searchsorted(ends.T.ravel()[order], np.arange(len(self.things) + 1))
        self._others = ends[:, ::-1].T.ravel()[order]
        self._links = np.tile(np.arange(len(links)), 2)[order]

    def number(self, iri: str) -> int | None:
        """The number of a thing; None for what is linked to nothing."""
        return self._numbers.get(iri)

    def degree(self, iri: str) -> int:
        """How many links a thing has."""
        number = self.number(iri)
        return 0 if number is None else int(self._starts[number + 1] - self._starts[number])

    def of(self, number: int) -> Iterator[tuple[int, Tie]]:
        """The links of a thing, each with the number of its other end."""
        own = slice(self._starts[number], self._starts[number + 1])
        for other, link in zip(self._others[own].tolist(), self._links[own].tolist(), strict=True):
            yield other, self.links[link]

    def next_to(self, number: int) -> Numbers:
        """The numbers of what a thing is linked to, each once."""
        return np.unique(self._others[self._starts[number] : self._starts[number + 1]])

    def distances(self, number: int, most: int) -> Numbers:
        """How many links away each thing is; `most` + 1 for what is further away."""
        found = np.full(len(self.things), most + 1, dtype=np.int64)
        found[number] = 0
        rim = np.array([number])
        for step in range(1, most + 1):
            rim = self._around(rim)
            rim = rim[found[rim] > most]
            found[rim] = step
        return found

    def _around(self, rim: Numbers) -> Numbers:
        counts = self._starts[rim + 1] - self._starts[rim]
        within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        return np.unique(self._others[np.repeat(self._starts[rim], counts) + within])
