"""A mapping as the program knows it: the things that a row names, and what is said of them.

`docs/mappings.md` describes the language in which it is declared, `ingest.mapping` reads it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum

from rdflib import URIRef

from ingest.conditions import Condition
from ingest.expression import PLACEHOLDER, Expression

ITEM = "item"


class Records(Enum):
    """Who is the witness of a statement: the row by a description of each statement, the row as such, or the source."""

    STATEMENT = "true"
    ROW = "row"
    NONE = "false"


@dataclass(frozen=True)
class Say:
    """One statement to make: a property, its value, and on what ground it is made."""

    property: URIRef
    value: Expression
    when: tuple[Condition, ...] = ()
    basis: str | None = None
    basis_is: str | None = None
    comment: str | None = None
    documents_are: tuple[str, ...] | None = None
    documents_not: tuple[str, ...] = ()
    or_unknown: bool = False

    def columns(self) -> Iterator[str]:
        """The columns this reads."""
        yield from self.value.columns()
        for condition in self.when:
            yield from condition.columns()
        yield from (name for name in (self.basis, self.comment) if name)


@dataclass(frozen=True)
class Each:
    """One thing for every part of a cell."""

    column: str
    split: str


@dataclass(frozen=True)
class SubjectsFrom:
    """One thing for every row of another file that meets the conditions."""

    source: str
    column: str
    where: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Thing:
    """A subject: how its IRI is made, when there is one, and what is said of it."""

    name: str
    iri: str | Expression
    say: tuple[Say, ...]
    when: tuple[Condition, ...] = ()
    each: Each | None = None
    subjects_from: SubjectsFrom | None = None

    def columns(self) -> Iterator[str]:
        """The columns this reads."""
        yield from self.named_by()
        for condition in self.when:
            yield from condition.columns()
        if self.each:
            yield self.each.column
        for say in self.say:
            yield from say.columns()

    def named_by(self) -> Iterator[str]:
        """The columns that its IRI is made from."""
        yield from PLACEHOLDER.findall(self.iri) if isinstance(self.iri, str) else self.iri.columns()


@dataclass(frozen=True)
class Reference:
    """The values of a column must stand in a column of another source."""

    column: str
    source: str
    target: str
    split: str | None = None


@dataclass(frozen=True)
class Documents:
    """Where a row names its documents: addresses in a column, or titles looked up in the list `{dataset}-sources`."""

    column: str | None = None
    titles: str | None = None
    split: str = ";"
    in_source: str | None = None

    @property
    def named_in(self) -> str:
        """The column they are named in."""
        return self.column or self.titles or ""


@dataclass(frozen=True)
class MappingSpec:
    """All that is declared of one file."""

    name: str
    things: tuple[Thing, ...]
    key: tuple[str, ...] = ()
    documents: Documents | None = None
    ignore: Mapping[str, str] = field(default_factory=dict)
    references: tuple[Reference, ...] = ()
    records: Records = Records.STATEMENT

    def columns(self) -> frozenset[str]:
        """Every column that is mapped, referred to or left out on purpose."""
        named = {column for thing in self.things for column in thing.columns()} | set(self.key) | set(self.ignore)
        named |= {reference.column for reference in self.references}
        named |= {self.documents.named_in} if self.documents else set()
        return frozenset(named - {ITEM})

    def expressions(self) -> Iterator[Expression]:
        """Every expression, of names and of values."""
        for thing in self.things:
            if isinstance(thing.iri, Expression):
                yield thing.iri
            yield from (say.value for say in thing.say)

    def sources(self) -> frozenset[str]:
        """The other sources that it looks something up in."""
        named = {each.in_source for each in self.expressions()} | {each.source for each in self.references}
        named |= {thing.subjects_from.source for thing in self.things if thing.subjects_from}
        named |= {self.documents.in_source} if self.documents else set()
        return frozenset(name for name in named if name)

    @property
    def uses_known(self) -> bool:
        """Whether what it says depends on the current release."""
        return any("known" in {each.as_, each.then} for each in self.expressions())
