"""Who asks a query, as far as its limits depend on that."""

from dataclasses import dataclass

OPERATOR = "operator"


@dataclass(frozen=True)
class Asker:
    """A mark that the queries of one client share (its address, or the id of its token), and the role it has."""

    mark: str = "anybody"
    role: str = "anonymous"

    @property
    def operates(self) -> bool:
        """Whether it may see and stop what others ask."""
        return self.role == OPERATOR


ANYBODY = Asker()
