"""Settings, read once from the environment into a frozen object."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from graph.guard import Limits
from graph.workers import Bounds

PREFIX = "CLUSTERSCAPE_"


class BadSetting(ValueError):
    """A setting has a value that it cannot have."""


@dataclass(frozen=True)
class Settings:
    """Everything that can be set, each with a value that works; `CLUSTERSCAPE_STORE` sets `store`, and so on."""

    store: Path = Path("var/store")  # folder that holds the releases of the graph
    host: str = "127.0.0.1"  # address to listen on: this machine only, unless told otherwise
    port: int = 8000  # port to listen on
    deadline: float = 10.0  # seconds after which a query is ended
    workers: int = 4  # queries that run side by side
    waiting: int = 32  # queries that may wait for a free worker before more are turned away
    memory: int = 1024**3  # bytes of memory that one query may use
    max_query: int = 100_000  # bytes that a query text may have
    max_rows: int = 1_000_000  # rows that one answer may have
    max_bytes: int = 256 * 1024**2  # bytes that one answer may have
    harvest_hosts: str = ""  # hosts whose SPARQL endpoints a load may ask: names, or addresses with their port

    def __post_init__(self) -> None:
        for each in fields(self):
            value = getattr(self, each.name)
            if isinstance(value, int | float) and value <= 0:
                raise BadSetting(f"{PREFIX}{each.name.upper()} must be more than 0, not {value}")
        if self.port > 65535:
            raise BadSetting(f"{PREFIX}PORT must be at most 65535, not {self.port}")

    def bounds(self) -> Bounds:
        """The limits of queries."""
        return Bounds(
            seconds=self.deadline,
            memory=self.memory,
            rows=self.max_rows,
            bytes=self.max_bytes,
            waiting=self.waiting,
            query=Limits(size=self.max_query),
        )


def from_environ(environ: Mapping[str, str]) -> Settings:
    """The settings of an environment; raises `BadSetting` for a value, or a name, that cannot be."""
    known = {each.name: each for each in fields(Settings)}
    given = {name.removeprefix(PREFIX).lower(): text for name, text in environ.items() if name.startswith(PREFIX)}
    if strange := given.keys() - known.keys():
        names = ", ".join(PREFIX + name.upper() for name in known)
        raise BadSetting(f"there is no setting {PREFIX}{min(strange).upper()}; there are: {names}")
    values: dict[str, Any] = {name: _read(name, text, type(known[name].default)) for name, text in given.items()}
    return Settings(**values)


def _read(name: str, text: str, kind: type) -> object:
    try:
        return kind(text)
    except ValueError as error:
        raise BadSetting(f"{PREFIX}{name.upper()} must be of the form of {kind.__name__}, not “{text}”") from error
