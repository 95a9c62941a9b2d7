"""Several queries of ours at once: the engine answers each in a thread of its own, without Python's lock."""

import gc
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from graph.store import Row, Scope, Store

MOST = 4  # threads: a load shares its machine with the service


def side_by_side(store: Store, queries: Sequence[str]) -> list[list[Row]]:
    """The rows of each SELECT query, in the order of the queries."""
    with _kept_garbage(), ThreadPoolExecutor(min(MOST, os.cpu_count() or 1)) as threads:
        return list(threads.map(lambda query: list(store.select(query, Scope.OPERATOR)), queries))


@contextmanager
def _kept_garbage() -> Iterator[None]:
    """No collection of cycles meanwhile: what the engine made in one thread must not be let go of in another."""
    was_collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_collecting:
            gc.enable()
