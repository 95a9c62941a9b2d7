"""How tests ask a named question, and how they write down the answer they expect."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from rdflib import URIRef

from graph import parameters, query
from graph.store import Row, Scope, Store
from ontology.model import model

EXAMPLE = Path(__file__).parent / "example.ttl"
Ask: TypeAlias = Callable[..., list[Row]]
Told: TypeAlias = tuple[str, ...]


@dataclass(frozen=True)
class Case:
    """A question, the columns looked at, the rows that must be there; `only` if there are no others."""

    name: str
    columns: str
    rows: frozenset[Told]
    given: Mapping[str, str] = field(default_factory=dict)
    total: int | None = None
    only: bool = False

    def check(self, ask: Ask) -> None:
        """Ask it, and hold the answer to what is expected."""
        answer = ask(self.name, **self.given)
        found = {tuple(slug(row.get(column, "")) for column in self.columns.split()) for row in answer}
        assert self.rows <= found, self.rows - found
        assert not self.only or found == self.rows, found - self.rows
        assert self.total in (None, len(answer)), len(answer)


def case(name: str, columns: str, *told: str, total: int | None = None, only: bool = False, **given: str) -> Case:
    """A case whose rows are written as `value | value`; nothing between two bars is no value."""
    read = frozenset(tuple(value.strip() for value in each.split("|")) for each in told)
    return Case(name, columns, read, given, total, only)


def rows(store: Store, name: str, **given: str) -> list[Row]:
    """The answer of a named question, asked with what is given and its defaults."""
    named = query.query(name)
    terms = parameters.read(named, given, model(), parameters.known_to(store, Scope.PUBLIC))
    return list(store.select(query.bind(named.text, terms), Scope.PUBLIC))


def slug(term: object) -> str:
    """The last part of an IRI, or a literal as it stands."""
    return re.split("[/#]", str(term))[-1] if isinstance(term, URIRef) else str(term)
