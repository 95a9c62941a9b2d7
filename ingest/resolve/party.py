"""What is compared: an organisation as one source knows it, and what came of the comparison."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Decision = Literal["same", "ask", "different"]


@dataclass(frozen=True, slots=True)
class Party:
    """An organisation as one source knows it; `country` is an ISO code, or whatever the source wrote.

    `identifiers` are IRIs (`https://ror.org/…`, `urn:lei:…`) or `scheme:value` (`vat:PT500000000`).
    """

    name: str
    names: tuple[str, ...] = ()
    city: str = ""
    country: str = ""
    website: str = ""
    identifiers: tuple[str, ...] = ()
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """One of three zones, how likely it is that both are one (0 to 1), and why, in one sentence and by part."""

    decision: Decision
    score: float
    reason: str
    evidence: Mapping[str, str] = field(default_factory=dict)
