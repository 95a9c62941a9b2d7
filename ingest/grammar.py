"""Reading the tables of a declaration: a key that nobody asks for is a fault, and all faults are gathered."""

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date, datetime
from typing import TypeVar

from ingest.near import hint

T = TypeVar("T")


class Table:
    """One table of a mapping, with its place (`thing.cluster.say "rdfs:label"`), which faults name."""

    def __init__(self, place: str, said: object, faults: list[str]) -> None:
        self.place = place
        self.faults = faults
        self._asked: dict[str, None] = {}
        self._said: Mapping[str, object] = {}
        if isinstance(said, dict):
            self._said = said
        else:
            self.fault(f"expected a table, found {_shown(said)}")

    def fault(self, text: str) -> None:
        """Something is wrong here."""
        self.faults.append(f"{self.place}: {text}" if self.place else text)

    def has(self, key: str) -> bool:
        """Whether it says anything under a key."""
        self._asked[key] = None
        return key in self._said

    def demanded(self, key: str) -> bool:
        """Whether it says something under a key that it must have."""
        if not self.has(key):
            self.fault(f"“{key}” is missing{hint(key, self._said)}")
        return key in self._said

    def raw(self, key: str) -> object:
        """What it says under a key."""
        self._asked[key] = None
        return self._said.get(key)

    def keys(self) -> Iterator[str]:
        """Its keys, where each is a name of its own."""
        self._asked.update(dict.fromkeys(self._said))
        yield from self._said

    def text(self, key: str, allowed: Collection[str] | None = None) -> str | None:
        """A text, one of those allowed; numbers and dates are taken as they are written."""
        if not self.has(key):
            return None
        said = _text(self._said[key])
        if said is None:
            self.fault(f"“{key}” must be text, found {_shown(self._said[key])}")
        elif allowed is not None and said not in allowed:
            self.fault(f"{key} = “{said}” is not known{hint(said, allowed)}; there are: {', '.join(allowed)}")
            return None
        return said

    def texts(self, key: str) -> tuple[str, ...] | None:
        """A list of texts; a single one is a list too."""
        if not self.has(key):
            return None
        return tuple(self._each(key, many(self._said[key])))

    def flag(self, key: str, default: bool) -> bool:
        """True or false."""
        said = self.raw(key) if self.has(key) else default
        if not isinstance(said, bool):
            self.fault(f"“{key}” must be true or false, found {_shown(said)}")
            return default
        return said

    def number(self, key: str) -> int | None:
        """A whole number."""
        said = self.raw(key)
        if said is not None and (isinstance(said, bool) or not isinstance(said, int)):
            self.fault(f"“{key}” must be a whole number, found {_shown(said)}")
            return None
        return said

    def words(self, key: str) -> Mapping[str, str]:
        """A table of texts by name."""
        inner = self.table(key)
        if inner is None:
            return {}
        return {name: text for name in inner.keys() if (text := inner.text(name)) is not None}  # noqa: SIM118 - asks

    def table(self, key: str) -> "Table | None":
        """A table within it."""
        if not self.has(key):
            return None
        return Table(self._below(key), self._said[key], self.faults)

    def within(self, key: str, read: Callable[["Table"], T]) -> T | None:
        """What is made of a table within it, whose other keys are faults."""
        inner = self.table(key)
        if inner is None:
            return None
        made = read(inner)
        inner.close()
        return made

    def close(self) -> None:
        """All that was to be read was asked for: the rest is misspelt, or belongs elsewhere."""
        for key in self._said:
            if key not in self._asked:
                self.fault(f"there is no “{key}” here{hint(key, self._asked)}; there are: {', '.join(self._asked)}")

    def _each(self, key: str, said: list[object]) -> Iterator[str]:
        for each in said:
            text = _text(each)
            if text is None:
                self.fault(f"“{key}” must hold texts, found {_shown(each)}")
            else:
                yield text

    def _below(self, key: str) -> str:
        return f"{self.place}.{key}" if self.place else key


def many(said: object) -> list[object]:
    """A list as it is, and anything else as a list of one."""
    return said if isinstance(said, list) else [said]


def _text(said: object) -> str | None:
    if isinstance(said, bool):
        return None
    if isinstance(said, str):
        return said
    return str(said) if isinstance(said, int | float | date | datetime) else None


def _shown(said: object) -> str:
    if isinstance(said, dict):
        return f"a table ({', '.join(said)})"
    return f"{said!r}"[:80]
