"""Things that take long to make, each made once while others wait for it, and kept as long as there is room."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class Makings(Generic[T]):
    """What was made, by key; what was asked for longest ago goes first when all together weighs too much."""

    def __init__(self, most: int, weigh: Callable[[T], int]) -> None:
        self._most = most
        self._weigh = weigh
        self._lock = Lock()
        self._made: OrderedDict[Hashable, T] = OrderedDict()
        self._making: dict[Hashable, Lock] = {}

    def __len__(self) -> int:
        return len(self._made)

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """What is kept under a key, made now if it is not; a failed making is tried again by the next who asks."""
        with self._lock:
            if key in self._made:
                self._made.move_to_end(key)
                return self._made[key]
            making = self._making.setdefault(key, Lock())
        with making:
            try:
                made = self._made.get(key)  # once: another thread may put it out at any time
                return self._keep(key, make()) if made is None else made
            finally:
                with self._lock:
                    self._making.pop(key, None)

    def _keep(self, key: Hashable, made: T) -> T:
        with self._lock:
            self._made[key] = made
            while len(self._made) > 1 and sum(map(self._weigh, self._made.values())) > self._most:
                self._made.popitem(last=False)
        return made
