"""Mappings: a declaration (TOML) of what the columns of a file say.

A mapping names things (`[thing.cluster]`), each with the template of its IRI, and what is said of them
(`[thing.cluster.say]`), property by property. `docs/mappings.md` describes the language.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from rdflib import URIRef

from ingest.source import BadDeclaration
from ontology.namespaces import UnknownPrefix, expand

PLACEHOLDER = re.compile(r"\{(\w+)\}")
ITEM = "item"


@dataclass(frozen=True)
class When:
    """A condition on a cell; all that are given must hold."""

    column: str
    is_: str | None = None
    in_: tuple[str, ...] | None = None
    not_: tuple[str, ...] | None = None
    matches: str | None = None
    filled: bool | None = None

    def holds(self, cells: Mapping[str, str]) -> bool:
        """Whether the row meets the condition."""
        text = cells[self.column]
        return (
            (self.is_ is None or text == self.is_)
            and (self.in_ is None or text in self.in_)
            and (self.not_ is None or text not in self.not_)
            and (self.matches is None or re.search(self.matches, text) is not None)
            and (self.filled is None or bool(text) == self.filled)
        )


@dataclass(frozen=True)
class LangOf:
    """A language that a column of the row decides."""

    column: str
    map_: Mapping[str, str]
    default: str = ""


@dataclass(frozen=True)
class Expression:
    """Where a term comes from: a column, a constant, a template or another thing of the row, and how it is read."""

    column: str | None = None
    value: str | None = None
    template: str | None = None
    thing: str | None = None
    as_: str | None = None
    split: str | None = None
    part: int | str | None = None
    part_split: str | None = None
    map_: Mapping[str, Any] | None = None
    lang: str | LangOf | None = None
    plain: bool = False
    datatype: str | None = None
    prefix: str | None = None
    country: str | None = None
    country_column: str | None = None
    in_source: str | None = None
    match: str | None = None
    take: str | None = None
    then: str | None = None

    def columns(self) -> Iterator[str]:
        """The columns this reads."""
        # A look-up reads the country in the row that it finds.
        yield from (name for name in (self.column, None if self.as_ == "lookup" else self.country_column) if name)
        if isinstance(self.lang, LangOf):
            yield self.lang.column
        yield from PLACEHOLDER.findall(self.template or "")


@dataclass(frozen=True)
class Say:
    """One statement to make: a property, its value, and on what ground it is made."""

    property: URIRef
    value: Expression
    when: tuple[When, ...] = ()
    basis: str | None = None
    basis_is: str | None = None
    comment: str | None = None
    documents_are: tuple[str, ...] | None = None
    documents_not: tuple[str, ...] = ()
    or_unknown: bool = False

    def columns(self) -> Iterator[str]:
        """The columns this reads."""
        yield from self.value.columns()
        yield from (condition.column for condition in self.when)
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
    when: tuple[When, ...] = ()
    each: Each | None = None
    subjects_from: SubjectsFrom | None = None

    def columns(self) -> Iterator[str]:
        """The columns this reads."""
        if isinstance(self.iri, str):
            yield from PLACEHOLDER.findall(self.iri)
        else:
            yield from self.iri.columns()
        yield from (condition.column for condition in self.when)
        if self.each:
            yield self.each.column
        for say in self.say:
            yield from say.columns()


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


@dataclass(frozen=True)
class MappingSpec:
    """All that is declared of one file."""

    path: Path
    things: tuple[Thing, ...]
    key: tuple[str, ...] = ()
    documents: Documents | None = None
    ignore: Mapping[str, str] = field(default_factory=dict)
    references: tuple[Reference, ...] = ()
    records: bool = True

    def columns(self) -> frozenset[str]:
        """Every column that is mapped, referred to or left out on purpose."""
        named = {column for thing in self.things for column in thing.columns()} | set(self.key) | set(self.ignore)
        named |= {reference.column for reference in self.references}
        if self.documents:
            named |= {name for name in (self.documents.column, self.documents.titles) if name}
        return frozenset(named - {ITEM})


def read(path: Path) -> MappingSpec:
    """The mapping in a TOML file; raises `BadDeclaration` naming the file and the entry."""
    try:
        declared = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise BadDeclaration(f"{path.name}: {error}") from error
    try:
        return _spec(path, declared)
    except (KeyError, TypeError, AttributeError, UnknownPrefix) as error:
        raise BadDeclaration(f"{path.name}: {error}") from error


def _spec(path: Path, declared: Mapping[str, Any]) -> MappingSpec:
    known = {"key", "documents", "ignore", "references", "thing", "records"}
    if strange := declared.keys() - known:
        raise BadDeclaration(f"{path.name}: no such entry: {', '.join(sorted(strange))}; there are: {sorted(known)}")
    references = declared.get("references", {})
    return MappingSpec(
        path=path,
        things=tuple(_thing(name, entry) for name, entry in declared["thing"].items()),
        key=tuple(declared.get("key", ())),
        documents=Documents(**_renamed(declared["documents"])) if "documents" in declared else None,
        ignore=declared.get("ignore", {}),
        references=tuple(_reference(column, entry) for column, entry in references.items()),
        records=declared.get("records", True),
    )


def _reference(column: str, entry: Mapping[str, str]) -> Reference:
    return Reference(column, entry["source"], entry["column"], entry.get("split"))


def _thing(name: str, entry: Mapping[str, Any]) -> Thing:
    known = {"iri", "type", "say", "when", "each", "subjects_from"}
    if strange := entry.keys() - known:
        raise TypeError(f"thing.{name}: no such entry: {', '.join(sorted(strange))}")
    types = {"rdf:type": entry["type"]} if "type" in entry else {}
    says = [
        (prop, said) for part in (types, entry.get("say", {})) for prop, value in part.items() for said in _many(value)
    ]
    each = entry.get("each")
    others = entry.get("subjects_from")
    return Thing(
        name=name,
        iri=entry["iri"] if isinstance(entry["iri"], str) else Expression(**_renamed(entry["iri"])),
        say=tuple(_say(prop, said) for prop, said in says),
        when=_conditions(entry.get("when")),
        each=Each(**each) if each else None,
        subjects_from=SubjectsFrom(**others) if others else None,
    )


def _say(prop: str, entry: Mapping[str, Any] | str) -> Say:
    if isinstance(entry, str):
        return Say(expand(prop), Expression(value=entry, as_="curie"))
    own = {each.name for each in fields(Say)} - {"property", "value", "when"}
    rest = {key: value for key, value in entry.items() if key in own}
    value = {key: value for key, value in entry.items() if key not in own and key != "when"}
    for key in rest.keys() & {"documents_are", "documents_not"}:
        rest[key] = tuple(rest[key])
    try:
        return Say(expand(prop), Expression(**_renamed(value)), _conditions(entry.get("when")), **rest)
    except TypeError as error:
        raise TypeError(f"{prop}: {error}") from error


def _conditions(entry: object) -> tuple[When, ...]:
    if entry is None:
        return ()
    return tuple(_condition(each) for each in _many(entry))


def _condition(entry: Mapping[str, Any]) -> When:
    lists = {key: tuple(_many(value)) for key, value in entry.items() if key in ("in", "not")}
    return When(**_renamed(dict(entry) | lists))


def _many(value: object) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _renamed(entry: Mapping[str, Any]) -> dict[str, Any]:
    # The words of the declaration that Python keeps for itself.
    words = {"as": "as_", "in": "in_", "is": "is_", "not": "not_", "map": "map_"}
    renamed = {words.get(key, key): value for key, value in entry.items()}
    if isinstance(renamed.get("in_"), str):
        renamed["in_source"] = renamed.pop("in_")
    if isinstance(renamed.get("lang"), dict):
        renamed["lang"] = LangOf(**_renamed(renamed["lang"]))
    return renamed
