"""The shapes of JSON answers about why a statement holds."""

from pydantic import BaseModel, Field

from api.schemas import Citation, Document, Named, Value


class Axiom(BaseModel):
    """One axiom of the vocabulary; a chain of properties has several values, other axioms one."""

    subject: Named
    predicate: Named
    values: list[Named]


class Reason(BaseModel):
    """One way in which a statement follows: by a rule and its axioms, from other statements."""

    rule: str = Field(description="The name of the rule, as in the OWL 2 RL/RDF rules; csc-… where OWL cannot say it")
    title: str
    axioms: list[Axiom]
    premises: list["Premise"]


class Premise(BaseModel):
    """A statement: `sources` where it is stated, `reasons` where it follows from others."""

    subject: Named
    predicate: Named
    object: Value
    sources: list[Citation]
    reasons: list[Reason]
    more: int = Field(description="Reasons that are not told")
    deeper: bool = Field(description="True where its own reasons are further back than is told")
    again: bool = Field(description="True where its reasons stand further up, and are not repeated")


class Origin(BaseModel):
    """Where a statement stands: the source as it is now, the row or page, on what ground, and who decided."""

    source: Named
    version: int | None = None
    file: str | None = None
    checksum: str | None = None
    run: Named | None = None
    loaded: str | None = None
    row: int | None = Field(None, description="Row of the source file, 1 being its header")
    page: int | None = Field(None, description="Page or slide of a document")
    quote: str | None = Field(None, description="The words of the document on which the statement rests")
    confidence: str | None = None
    judgement: bool = Field(False, description="True where the compilers judged and no document says it")
    words: str | None = None
    decided_by: str | None = Field(None, description="The rule with its version, or the office that decided")
    decided: str | None = Field(None, description="When that was")
    documents: list[Document] = []


class IdentityDecision(BaseModel):
    """A decision that another address means a thing of the statement."""

    thing: Named
    other: str
    verdict: Named
    by: str
    when: str | None = None
    score: str | None = None
    grounds: list[str] = []


class Why(Premise):
    """The statement that was asked about: where it is stated, and its reasons step by step."""

    origins: list[Origin] = []
    identity: list[IdentityDecision] = []

    release: str = Field(description="The release of the graph that was read")
