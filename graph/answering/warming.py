"""A store that was just opened is read in a little: who asks next finds the blocks with its terms in memory.

The engine keeps each term by a hash of it, so that the terms of one answer lie all over the file, in blocks that are
unpacked when one of them is looked up. In a store that nobody has read that takes several times what it takes later.
"""

import time
from contextlib import suppress
from threading import Timer

import pyoxigraph as ox

_STEP, _STEPS = 8_000, 10  # triples: with them most blocks of a million triples are read, or as many as are kept
_STANDS = 5.0  # seconds: who writes all the time has a new release before that, and reads in none of them
_LONGEST = 1.0  # seconds after which no other step is begun: disks may be slow
# A query that counts, as the engine lets others work meanwhile; of each triple the last term is looked up.
_READ = "SELECT (COUNT(?o) AS ?n) {{ {{ SELECT ?o {{ ?s ?p ?o }} OFFSET {} LIMIT {} }} FILTER(STRLEN(STR(?o)) < 0) }}"


def warm(store: ox.Store) -> None:
    """Read in a store, as far as is soon done."""
    until = time.monotonic() + _LONGEST
    with suppress(RuntimeError, OSError):  # what cannot be read is told to those who ask for it
        for step in range(_STEPS):
            list(store.query(_READ.format(step * _STEP, _STEP)))  # type: ignore[arg-type]
            if time.monotonic() > until:
                return


class Warming:
    """Reads in whichever store was opened last, beside what else is done."""

    def __init__(self) -> None:
        self._timer: Timer | None = None

    def opened(self, store: ox.Store) -> None:
        """Begin at once with the first one, with another when it has stood for a while: others may follow it soon."""
        pause = _STANDS if self._timer else 0.0
        if self._timer:
            self._timer.cancel()
        self._timer = Timer(pause, warm, (store,))
        self._timer.daemon = True
        with suppress(RuntimeError):  # there is no room for another thread: it stays as it is
            self._timer.start()
