"""The shapes of JSON answers about the history of a thing."""

from pydantic import BaseModel, Field

from api.schemas import Named, Value


class Altered(BaseModel):
    """A statement that came (`added`), went (`removed`), or has another value now (`changed`: both are told)."""

    change: str = Field(description="added, removed or changed")
    subject: Named = Field(description="The thing itself, or what points to it")
    predicate: Named
    before: Value | None = None
    after: Value | None = None


class Load(BaseModel):
    """What one load of one version of a source changed in what is told of the thing."""

    source: Named
    version: int
    date: str
    action: str = Field(description="loaded, reverted or removed")
    began: bool = Field(description="True where the source said nothing before")
    kept: bool = Field(description="False where it is not kept what changed")
    added: int | None = Field(None, description="Statements of the source that came, where it is not kept which")
    removed: int | None = Field(None, description="Statements of the source that went, where it is not kept which")
    altered: list[Altered]


class Annals(BaseModel):
    """The history of a thing, newest first, in parts."""

    iri: str
    label: str
    lang: str | None = None
    url: str
    told: bool = Field(description="False where no source speaks of the thing any more")
    total: int = Field(description="Changes in all parts together; a load of which they are not kept counts as one")
    loads: list[Load]
    next: str | None = Field(None, description="Address of the next part")
    release: str
