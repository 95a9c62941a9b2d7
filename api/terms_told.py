"""The shapes of JSON answers about the vocabulary."""

from pydantic import BaseModel, Field


class TermUse(BaseModel):
    """A property as a class has it; `maximum` is left out where any number may be given."""

    property: str
    minimum: int
    maximum: int | None = None
    severity: str | None = Field(None, description="What it counts as when the property is missing")
    inherited_from: str | None = None


class VocabularyTerm(BaseModel):
    """A class or property of the vocabulary; other terms are given by their IRIs."""

    iri: str
    name: str
    sort: str = Field(description="class, object, datatype, annotation or individual")
    part: str
    url: str
    labels: dict[str, str]
    definition: str | None = Field(None, description="In English; `definitions` has it by language")
    definitions: dict[str, str] = {}
    above: list[str] = Field([], description="Classes or properties of which this one is a narrower case")
    domain: list[str] = []
    range: list[str] = []
    code_lists: list[str] = []
    inverses: list[str] = []
    properties: list[TermUse] = []


class Vocabulary(BaseModel):
    """One version of the vocabulary with all its terms."""

    iri: str
    version: str
    versions: list[str]
    terms: list[VocabularyTerm]
    total: int


class TermChange(BaseModel):
    """What became different of one term."""

    term: str
    sort: str = Field(
        description="labels, definitions, axioms, notes, or translations (said before, but not in this language)"
    )
    added: list[str] = []
    removed: list[str] = []


class VersionChanges(BaseModel):
    """What one version has and the one before has not."""

    before: str
    after: str
    added: list[str]
    removed: list[str]
    changed: list[TermChange]


class Changes(BaseModel):
    """All steps from version to version, newest first."""

    items: list[VersionChanges]


class AuditFinding(BaseModel):
    """One fault of the vocabulary."""

    rule: str
    term: str
    detail: str
    severity: str = Field(description="error or warning")


class Audit(BaseModel):
    """What the audit of the vocabulary finds; none is how it should be."""

    items: list[AuditFinding]
    total: int
