"""The journal: every decision of a rule or a person, in the order they were made; nothing in it is ever changed."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

from graph.store import NotAStore

FILE = "decisions.jsonl"
IDENTITY, PROPOSAL = "identity", "proposal"
SAME, DIFFERENT, ASK, UNDONE = "same", "different", "ask", "undone"
_RULE = "rule "


class BadDecision(ValueError):
    """A decision that cannot be taken: nobody is named, there is no such number, or others speak against it."""


@dataclass(frozen=True)
class Decision:
    """One entry; `keep` is the address that stays, `by` “rule 1” or an office, `undoes` an earlier number."""

    kind: str
    left: str
    right: str
    verdict: str
    by: str
    keep: str = ""
    score: float = 0.0
    evidence: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    when: str = ""
    undoes: int | None = None
    number: int = 0

    @property
    def by_rule(self) -> bool:
        """Whether the program decided, and no person."""
        return self.by.startswith(_RULE)

    @property
    def pair(self) -> frozenset[str]:
        """The two that it is about, in no order."""
        return frozenset((self.left, self.right))


class Journal:
    """The decisions kept with a release, or with the draft of the next one."""

    def __init__(self, artefacts: Path) -> None:
        self._path = artefacts / FILE

    def read(self) -> tuple[Decision, ...]:
        """All entries, oldest first; raises `NotAStore` where the file is not whole."""
        if not self._path.is_file():
            return ()
        lines = self._path.read_text(encoding="utf-8").splitlines()
        return tuple(_parsed(line, number, self._path) for number, line in enumerate(lines, start=1))

    def append(self, decisions: Iterable[Decision]) -> tuple[Decision, ...]:
        """Write entries at the end; each gets its number and, where it has none, the present time."""
        start = len(self.read()) + 1
        now = datetime.now(UTC).isoformat(timespec="seconds")
        made = tuple(
            replace(each, number=number, when=each.when or now) for number, each in enumerate(decisions, start=start)
        )
        if made:
            with self._path.open("a", encoding="utf-8") as file:
                file.writelines(json.dumps(_plain(each), ensure_ascii=False) + "\n" for each in made)
        return made


def by_rule(version: str) -> str:
    """Who decides where a rule does: `rule 1`."""
    return _RULE + version


def person(by: str | None) -> str:
    """The office that decides, as given; raises `BadDecision` where there is none, or where it poses as a rule."""
    text = (by or "").strip()
    if not text:
        raise BadDecision("who decides? Give the office, for instance --by “Cluster policy unit”")
    if text.startswith(_RULE) or len(text) > 200 or any(ord(letter) < 32 for letter in text):
        raise BadDecision(f"“{text[:40]}” cannot be who decides: give an office, in at most 200 letters")
    return text


def in_force(decisions: Sequence[Decision]) -> tuple[Decision, ...]:
    """The entries that nobody has undone, without those that only undo."""
    undone = {each.undoes for each in decisions if each.undoes}
    return tuple(each for each in decisions if each.number not in undone and each.verdict != UNDONE)


def undo(decisions: Sequence[Decision], number: int, by: str) -> Decision:
    """The entry that undoes another; raises `BadDecision` where there is nothing to undo."""
    found = numbered(decisions, number)
    if found.verdict == UNDONE:
        raise BadDecision(f"decision {number} only undoes decision {found.undoes}: decide again instead")
    if found.verdict == ASK:
        raise BadDecision(f"number {number} is an open question: nothing was decided")
    if any(each.undoes == number for each in decisions):
        raise BadDecision(f"decision {number} is undone already")
    return Decision(found.kind, found.left, found.right, UNDONE, by, evidence=found.evidence, undoes=number)


def numbered(decisions: Sequence[Decision], number: int) -> Decision:
    """The entry of a number; raises `BadDecision`."""
    if not 1 <= number <= len(decisions):
        raise BadDecision(f"there is no decision {number}; there are {len(decisions)}")
    return decisions[number - 1]


def _plain(decision: Decision) -> dict[str, object]:
    return {"number": decision.number} | asdict(replace(decision, evidence=dict(decision.evidence)))


def _parsed(line: str, number: int, path: Path) -> Decision:
    try:
        entry = Decision(**json.loads(line))
    except (ValueError, TypeError) as error:
        raise NotAStore(f"{path}, line {number} is no decision: {error}") from error
    if entry.number != number:
        raise NotAStore(f"{path}, line {number} has the number {entry.number}: the journal is not whole")
    return entry
