"""The shapes of JSON answers about sources, and about where they disagree."""

from pydantic import BaseModel, Field

from api.schemas import Citation, Facet, Named, Value


class Contents(BaseModel):
    """How many things of a kind a source describes."""

    kind: str
    label: str
    total: int


class OfKind(BaseModel):
    """The things of one kind in a source; `coverage` is which part they are of all that are known."""

    kind: str
    label: str
    things: int
    completeness: float | None = None
    coverage: float | None = None


class OfPlace(BaseModel):
    """The things of a source in one country or region."""

    place: Named
    code: str
    things: int
    completeness: float | None = None
    coverage: float | None = None


class SourceVersion(BaseModel):
    """One version of a source: when it was loaded from which file, and what that changed."""

    number: int
    when: str
    action: str = Field(description="loaded, reverted or removed")
    file_name: str
    checksum: str
    rows: int
    triples: int
    added: int
    removed: int
    of: int | None = Field(None, description="The version that was put back")
    by: str | None = Field(None, description="Who asked for it")


class SourceFinding(BaseModel):
    """One thing that breaks a rule, and where it stands in the file of the source."""

    severity: str
    thing: Named
    property: str | None = None
    value: str | None = Field(None, description="As N-Triples writes it")
    rows: list[int]
    columns: list[str]
    message: str


class Source(BaseModel):
    """One source: a named graph with its publisher, licence and import run, and its quality in numbers.

    Parts are from 0 to 1; `kinds`, `places`, `findings` and `history` come with one source, not with the list.
    """

    iri: str
    slug: str
    url: str
    title: str
    publisher: str
    licence: str
    rights: str
    issued: str | None = None
    languages: list[str]
    checksum: str | None = None
    triples: int
    dataset: Named | None = None
    run: Named | None = None
    loaded: str | None = None
    derived_from: str | None = None
    file_name: str | None = None
    version: int | None = None
    rows: int | None = Field(None, description="Rows of the file")
    things: int = 0
    completeness: float | None = Field(None, description="The part of what is asked for that the source says")
    conformance: float | None = Field(None, description="The part of its things that break no rule")
    violations: int = 0
    warnings: int = 0
    disagreements: int = Field(0, description="Values on which it disagrees with another source, or with itself")
    contents: list[Contents] = []
    kinds: list[OfKind] = []
    places: list[OfPlace] = []
    findings: list[SourceFinding] = Field([], description="At most 10,000")
    history: list[SourceVersion] = Field([], description="Its versions, newest first")


class Sources(BaseModel):
    """All sources by title."""

    items: list[Source]
    total: int
    release: str


class Opinion(BaseModel):
    """One of the values, with all who give it."""

    value: Value
    sources: list[Citation]


class Disagreement(BaseModel):
    """A thing and a property, or an indicator, of which sources give several values; `about` limits a figure."""

    thing: Named
    property: Named
    about: list[Named] = []
    degree: str = Field(description="different, or less-precise: 2019 beside 2019-03-26")
    opinions: list[Opinion]


class Disagreements(BaseModel):
    """One page of disagreements; `total` is exact, `next` leads to the next page."""

    items: list[Disagreement]
    total: int
    less_precise: int = Field(description="How many values differ only in precision; `?degree=less-precise` lists them")
    next: str | None = None
    facets: list[Facet]
    release: str
