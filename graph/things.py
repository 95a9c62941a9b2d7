"""The shapes in which things are read: what pages, lists and JSON are made from.

`graph.library.Library`, one per release, makes them all.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from rdflib import URIRef
from rdflib.namespace import SKOS
from rdflib.term import Identifier

from ontology.model import Kind


@dataclass(frozen=True)
class Named:
    """A term and what to call it; `path` is its page here, None for what is only named."""

    iri: URIRef
    label: str
    lang: str
    kind: str | None
    path: str | None


@dataclass(frozen=True)
class Document:
    """A document cited for a statement; `url` is its address on the web, `path` its page here."""

    iri: URIRef
    label: str
    url: str | None
    path: str | None


@dataclass(frozen=True)
class Citation:
    """Who says something: the source, the documents behind its row, whether it is a judgement of the compilers."""

    source: Named
    documents: tuple[Document, ...]
    row: int | None
    judgement: bool
    words: str | None


@dataclass(frozen=True)
class Value:
    """One value of a property: `text` is a literal's text, or the label of the thing in `target`.

    `why` is the page that tells who states the value, or from what it follows.
    """

    term: Identifier
    text: str
    lang: str
    target: Named | None
    citations: tuple[Citation, ...]
    inferred: bool
    why: str | None = None


@dataclass(frozen=True)
class Fact:
    """A property with its values: `name` is its key in JSON, `label` its name in the reader's language."""

    property: URIRef
    name: str
    label: str
    values: tuple[Value, ...]

    def spoken(self) -> "Fact":
        """The fact as pages show it: a definition is one text in several languages; its first value is in the best."""
        if self.property != SKOS.definition or not self.values:
            return self
        return replace(self, values=tuple(each for each in self.values if each.lang == self.values[0].lang))


@dataclass(frozen=True)
class Link:
    """A thing that points here; `through` is the relation between (a membership) and `facts` what that one says."""

    thing: Named
    through: Named | None
    facts: tuple[Fact, ...]
    citations: tuple[Citation, ...]
    inferred: bool
    why: str | None = None


@dataclass(frozen=True)
class LinkGroup:
    """Things of one kind that point here by one property: the first by name, and the exact total."""

    property: URIRef
    kind: Kind
    name: str
    label: str
    total: int
    links: tuple[Link, ...]
    next: str | None


@dataclass(frozen=True)
class Figure:
    """One observation, never without its period, scope and source where these are known."""

    iri: URIRef
    indicator: Named
    period: str | None
    scope: Named | None
    value: str | None
    minimum: str | None
    maximum: str | None
    unit: Named | None
    qualifier: Named | None
    note: str | None
    citations: tuple[Citation, ...]
    why: str | None = None


@dataclass(frozen=True)
class Point:
    """A place on Earth in degrees (WGS 84)."""

    longitude: float
    latitude: float


@dataclass(frozen=True)
class Thing:
    """Everything a page says of one thing; `type_reasons` has the page with the reasons of each inferred type."""

    iri: URIRef
    kind: Kind
    slug: str
    path: str
    label: str
    lang: str
    labels: Mapping[str, str]
    types: tuple[Named, ...]
    type_reasons: Mapping[URIRef, str]
    facts: tuple[Fact, ...]
    links: tuple[LinkGroup, ...]
    figures: tuple[Figure, ...]
    homepage: str | None
    point: Point | None

    def fact(self, name: str) -> Fact | None:
        """The fact of this name, if there is one."""
        return next((fact for fact in self.facts if fact.name == name), None)


@dataclass(frozen=True)
class Item:
    """A thing in a list: `detail` holds the two or three facts that tell most about its kind."""

    iri: URIRef
    kind: Kind
    slug: str
    path: str
    label: str
    lang: str
    country: Named | None
    detail: tuple[Fact, ...]


@dataclass(frozen=True)
class Choice:
    """One value a list can be kept to: `value` goes into the address, `count` is what would be left."""

    value: str
    label: str
    count: int
    selected: bool


@dataclass(frozen=True)
class Facet:
    """One way to narrow a list: the name of its parameter and what can be chosen; `more` values are not listed."""

    name: str
    label: str
    choices: tuple[Choice, ...]
    more: int = 0


@dataclass(frozen=True)
class Asked:
    """What was asked of a list: `filters` by parameter name, `text` to be found in names, `cursor` from `next`."""

    filters: Mapping[str, tuple[str, ...]]
    text: str = ""
    cursor: str | None = None
    limit: int = 50


@dataclass(frozen=True)
class Listing:
    """One page of a list, the exact total, where it goes on, and how it can be narrowed."""

    kind: Kind
    asked: Asked
    items: tuple[Item, ...]
    total: int
    next: str | None
    facets: tuple[Facet, ...]


@dataclass(frozen=True)
class Count:
    """How many things there are of a kind, and what the kind is called (`Clusters`)."""

    kind: Kind
    label: str
    total: int


@dataclass(frozen=True)
class Source:
    """One source: its named graph, who published it under what licence, and the run that loaded it."""

    iri: URIRef
    slug: str
    path: str
    title: str
    publisher: str
    licence: str
    rights: str
    issued: str | None
    languages: tuple[str, ...]
    checksum: str | None
    triples: int
    dataset: Named | None
    run: Named | None
    loaded: str | None
    derived_from: str | None
    file_name: str | None
    version: int | None
    visibility: str | None
    facts: tuple[Fact, ...]
    contents: tuple[Count, ...]


@dataclass(frozen=True)
class Overview:
    """What is in the graph: counts by kind (most important first), sources, number of triples, newest dates."""

    counts: tuple[Count, ...]
    sources: tuple[Source, ...]
    triples: int
    issued: str | None
    loaded: str | None
