"""What readers need of releases, wherever these are kept."""

from collections.abc import Hashable
from pathlib import Path
from typing import Protocol

from graph.store import Scope, Store


class Edition(Protocol):
    """One state of the graph. What was opened of it stays as it is while it is read."""

    @property
    def name(self) -> str:
        """What it is called: a number."""
        ...

    def open(self, scope: Scope) -> Store:
        """The store of this state, as this class of askers sees it."""
        ...

    def kept(self, scope: Scope) -> Path:
        """The folder of what was computed from what this class of askers sees, such as the positions of the map."""
        ...


class Editions(Protocol):
    """All states of one store; one of them is current."""

    def state(self) -> Hashable | None:
        """Another value for each state that is current; None before anything was loaded. Quick: asked very often."""
        ...

    def current(self) -> Edition | None:
        """The state to read, or None where nothing was loaded yet."""
        ...
