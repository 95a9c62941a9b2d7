"""A mapping as far as it can be guessed: what it says, what it leaves out, and what is in doubt."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

How = Mapping[str, str]
USUAL = "organisation"  # the kind that most lists of an agency are about


@dataclass(frozen=True)
class Entry:
    """One statement: a property, where its value comes from, and what is in doubt about it."""

    prop: str
    how: How
    doubt: str = ""


@dataclass(frozen=True)
class Left:
    """A column that is left out: why, and whether a person should look at it."""

    column: str
    reason: str
    doubtful: bool = True


@dataclass
class Plan:
    """A mapping as far as it can be guessed."""

    kind: str
    cls: str
    iri: str | How = ""
    key: tuple[str, ...] = ()
    entries: list[Entry] = field(default_factory=list)
    member: list[Entry] = field(default_factory=list)  # of a membership, where the rows tell one
    member_iri: str = ""
    left: list[Left] = field(default_factory=list)
    documents: How = field(default_factory=dict)
    doubts: list[str] = field(default_factory=list)
    order: str = "dmy"  # of dates that can be read in two ways
    ambiguous: str = ""  # such a date


# The code list from which a property takes its values.
LISTS: Mapping[str, str] = MappingProxyType(
    {
        "csc:bodyKind": "body-kind",
        "csc:eventKind": "event-kind",
        "csc:policyKind": "policy-kind",
        "csc:documentKind": "document-kind",
        "csc:clusterKind": "cluster-kind",
        "csc:level": "level",
    }
)
