"""The shapes of JSON answers, as the OpenAPI document tells them."""

from pydantic import BaseModel, ConfigDict, Field


class Named(BaseModel):
    """A thing by its name; `url` is where more is said of it here."""

    iri: str
    label: str
    lang: str | None = None
    kind: str | None = None
    url: str | None = None


class Document(BaseModel):
    """A document cited; `address` is where it stands on the web."""

    iri: str
    label: str
    address: str | None = None
    url: str | None = None


class Citation(BaseModel):
    """Who says a statement: the source, the row of its file, the documents behind that row."""

    source: Named
    row: int | None = Field(None, description="Row of the source file, 1 being its header")
    documents: list[Document] = []
    judgement: bool = Field(False, description="True where the compilers judged and no document says it")
    words: str | None = Field(None, description="The words of the source for a relation")


class Value(BaseModel):
    """One value: a literal has `value`, a thing has `iri` and `label`."""

    value: str | None = None
    datatype: str | None = None
    lang: str | None = None
    iri: str | None = None
    label: str | None = None
    kind: str | None = None
    url: str | None = None
    inferred: bool = Field(False, description="True where a rule derived it and no source states it")
    why: str | None = Field(None, description="Where it is told who states the value, or from what it follows")
    sources: list[Citation] = []


class Properties(BaseModel):
    """Values by the name of the property."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, list[Value]]


class Link(Named):
    """A thing that points here; `through` is the relation between, and `properties` what that relation says."""

    through: Named | None = None
    properties: Properties = Field(default_factory=lambda: Properties.model_validate({}))
    inferred: bool = False
    why: str | None = Field(None, description="Where it is told who states the link, or from what it follows")
    sources: list[Citation] = []


class Links(BaseModel):
    """Things of one kind that point here by one property, by name."""

    label: str
    property: str
    kind: str
    total: int
    items: list[Link]
    next: str | None = Field(None, description="Address of the next part")


class Figure(BaseModel):
    """One observation; a range has `minimum` and `maximum`."""

    iri: str
    indicator: Named
    period: str | None = None
    scope: Named | None = None
    value: str | None = None
    minimum: str | None = None
    maximum: str | None = None
    unit: Named | None = None
    qualifier: Named | None = None
    note: str | None = None
    why: str | None = Field(None, description="Where it is told who states the value")
    sources: list[Citation] = []


class Point(BaseModel):
    """Degrees, WGS 84."""

    longitude: float
    latitude: float


class Thing(BaseModel):
    """Everything said of one thing, by whom, and what points at it."""

    iri: str
    kind: str
    slug: str
    url: str
    label: str
    lang: str | None = None
    labels: dict[str, str] = Field(description="Labels by language; the key is empty where none is declared")
    types: list[Named]
    homepage: str | None = None
    point: Point | None = None
    properties: Properties
    links: dict[str, Links]
    figures: list[Figure]
    release: str = Field(description="The release of the graph that was read")


class Item(Named):
    """An entry of a list, with the properties that tell most about its kind."""

    kind: str
    slug: str
    url: str
    country: Named | None = None
    properties: Properties = Field(default_factory=lambda: Properties.model_validate({}))


class Choice(BaseModel):
    """A value to narrow by; `count` is what would be left."""

    value: str
    label: str
    count: int
    selected: bool


class Facet(BaseModel):
    """A parameter to narrow by, and its most frequent values; `more` counts those that are not listed."""

    name: str
    label: str
    choices: list[Choice]
    more: int = 0


class Listing(BaseModel):
    """One page of a list; `total` is exact, `next` leads to the next page."""

    items: list[Item]
    total: int
    next: str | None = None
    facets: list[Facet]
    release: str


class Parameter(BaseModel):
    """What a question can be asked about; `value` is what it was asked with."""

    name: str
    type: str = Field("thing", description="What it takes: a date, a number, a text or a thing")
    kind: str | None = Field(None, description="The kind of thing that it is chosen from")
    help: str
    default: str | None = None
    value: str | None = None


class Question(BaseModel):
    """A question that is kept, in plain words."""

    name: str
    number: int
    part: str = Field(description="The part of the model it asks about")
    title: str
    asks: str
    url: str
    answerable: bool = Field(description="False where the release has nothing of a sort that the question needs")
    show: str = Field("table", description="How the answer is shown on its page, beside the table")
    parameters: list[Parameter] = []


class Questions(BaseModel):
    """The questions that are kept, or those that were asked for."""

    items: list[Question]
    total: int


class Cell(BaseModel):
    """One value of an answer: a literal has `value`, a thing has `iri` and `label`."""

    value: str | None = None
    datatype: str | None = None
    lang: str | None = None
    iri: str | None = None
    label: str | None = None
    kind: str | None = None
    url: str | None = None


class Answered(Question):
    """A question with its answer: all rows, each with its values by column."""

    query: str = Field(description="The SPARQL query that was run")
    columns: list[str]
    rows: list[dict[str, Cell]]
    total: int
    release: str


class Missing(BaseModel):
    """One sort of texts of the program, and the names of those that each language lacks."""

    sort: str
    total: int
    missing: dict[str, list[str]]


class MissingNames(BaseModel):
    """One kind of thing, and how many have no name in each language."""

    kind: str
    total: int
    missing: dict[str, int]


class Untranslated(BaseModel):
    """What readers of a language get in another one."""

    texts: list[Missing]
    names: list[MissingNames]


class Health(BaseModel):
    """That the service answers, and from which release: `status` is `empty` where none is loaded yet."""

    status: str
    release: str | None
    triples: int


class Problem(BaseModel):
    """What went wrong (RFC 9457)."""

    model_config = ConfigDict(extra="allow")
    type: str = "about:blank"
    title: str
    status: int
    detail: str | None = None
