"""Every candidate pair of two lists with its verdict; where there are many, several processes share the work."""

import gc
import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor

from graph.answering.confinement import end_with_pool
from ingest.resolve.candidates import Index, lands
from ingest.resolve.party import Party, Verdict
from ingest.resolve.score import compare

_FEW = 10_000  # parties that one process has compared before others have read what they are compared with
_SHARE = 2_000
_MOST = 4  # processes: each holds what it read, some 400 MB

Compared = tuple[int, int, Verdict | None]


def comparisons(
    parties: Sequence[Party],
    reference: Sequence[Party],
    is_known: Callable[[int, int], bool] = lambda one, two: False,
    *,
    few: int = _FEW,
) -> Iterator[Compared]:
    """The positions of each pair and its verdict (none: different), in one order whoever did it.

    Pairs that `is_known` are left out; up to `few` parties are compared by this process alone.
    """
    if len(parties) <= few or (os.cpu_count() or 1) < 2:
        index = Index(reference, lands(parties))
        yield from _compared(parties, index, 0, is_known)
    else:
        yield from (found for found in _shared(parties, reference) if not is_known(found[0], found[1]))


def _compared(
    parties: Sequence[Party], index: Index, start: int, is_known: Callable[[int, int], bool]
) -> Iterator[Compared]:
    for one, party in enumerate(parties, start):
        for two in index.near(party):
            if not is_known(one, two):
                verdict = compare(party, index.parties[two])
                yield one, two, verdict if verdict.decision != "different" else None


def _shared(parties: Sequence[Party], reference: Sequence[Party]) -> Iterator[Compared]:
    context = multiprocessing.get_context("spawn")
    starts = range(0, len(parties), _SHARE)
    parts = (parties[start : start + _SHARE] for start in starts)
    given = (tuple(reference), lands(parties))
    with ProcessPoolExecutor(min(_MOST, os.cpu_count() or 1), context, _begin, given) as processes:
        for found in processes.map(_part, parts, starts):
            yield from found


_index: list[Index] = []  # of the process that has a share of the work


def _begin(reference: Sequence[Party], wanted: frozenset[str]) -> None:
    gc.disable()  # all that is read is kept: to look for garbage among it takes a quarter of the time
    end_with_pool()
    _index.append(Index(reference, wanted))


def _part(parties: Sequence[Party], start: int) -> list[Compared]:
    return list(_compared(parties, _index[0], start, lambda one, two: False))
