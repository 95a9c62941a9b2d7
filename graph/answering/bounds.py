"""How much queries may use, each and all together."""

from dataclasses import dataclass, field

from graph.answering.asker import Asker
from graph.federated import Reach
from graph.guard import Limits


@dataclass(frozen=True)
class Bounds:
    """How much a query may use, and how many may wait."""

    seconds: float = 10.0  # of work; time spent waiting for a worker comes before
    seconds_read: float = 60.0  # for who has a token
    seconds_operator: float = 600.0
    memory: int = 1024**3  # bytes that it may take beside those of the open store
    memory_all: int = 4 * 1024**3  # bytes that all may take together
    rows: int = 1_000_000
    bytes: int = 256 * 1024**2
    waiting: int = 256
    query: Limits = field(default_factory=Limits)  # how large its text may be
    ahead: int = 256 * 1024  # bytes collected before an answer may begin: a short one is whole, or an error
    budget: float = 3600.0  # seconds of work that the queries of one client may take within the window
    budget_read: float = 14400.0  # for who has a token
    window: float = 3600.0
    reach: Reach = field(default_factory=Reach)  # which other endpoints a query may ask

    def deadline(self, asker: Asker, wanted: float | None = None) -> float:
        """The longest that a query of this asker may work; what is wanted can only shorten it."""
        by_role = {"anonymous": self.seconds, "operator": self.seconds_operator}
        longest = by_role.get(asker.role, self.seconds_read)
        return min(wanted or longest, longest)
