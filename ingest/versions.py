"""The versions of each source: what was loaded when, from which archived files, and what was put back or taken out.

The list is kept in each release, so it is changed with the graph or not at all.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

FILE = "versions.json"
LOADED, REVERTED, REMOVED = "loaded", "reverted", "removed"


class UnknownVersion(LookupError):
    """A source has no such version, or none that data could be taken from."""


@dataclass(frozen=True)
class Version:
    """One version of a source. `checksum`, `declaration` and `mapping` are the names of archived files.

    `content` tells whether two versions are the same; `instead` is the content that a reverted or removed version
    stands for: a load that names no source does not bring just that back.
    """

    source: str
    number: int
    when: str
    run: str
    checksum: str
    file_name: str
    declaration: str
    mapping: str
    content: str
    rows: int
    triples: int
    added: int
    removed: int
    action: str = LOADED
    by: str = ""
    of: int | None = None
    instead: str = ""
    visibility: str = "public"
    shipped: bool = False

    @property
    def is_put_back(self) -> bool:
        """Whether somebody asked for this state, against what the newest file says."""
        return self.action in (REVERTED, REMOVED)

    def __str__(self) -> str:
        done = f"reverted to {self.of}" if self.action == REVERTED else self.action
        return f"{done}, by {self.by}" if self.by else done


def read(artefacts: Path) -> tuple[Version, ...]:
    """All versions that a release knows of, oldest first; none for a release made before they were kept."""
    try:
        said = json.loads((artefacts / FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return ()
    return tuple(Version(**each) for each in said)


def write(versions: Iterable[Version], artefacts: Path) -> None:
    """Keep the list beside its release."""
    lines = (json.dumps(asdict(each), ensure_ascii=False) for each in versions)
    (artefacts / FILE).write_text("[\n" + ",\n".join(lines) + "\n]\n", encoding="utf-8")


def history(versions: Sequence[Version], source: str) -> tuple[Version, ...]:
    """The versions of one source, oldest first."""
    return tuple(each for each in versions if each.source == source)


def latest(versions: Sequence[Version], source: str) -> Version | None:
    """The newest version of one source; None where it was never loaded."""
    found = history(versions, source)
    return found[-1] if found else None


def current(versions: Sequence[Version]) -> dict[str, Version]:
    """The newest version of each source."""
    return {each.source: each for each in versions}


def chosen(versions: Sequence[Version], source: str, number: int | None) -> Version:
    """The version to go back to: the one of this number, or the newest whose content differs from the present one.

    Raises `UnknownVersion`.
    """
    known = history(versions, source)
    if not known:
        there = ", ".join(sorted({each.source for each in versions})) or "none"
        raise UnknownVersion(f"there is no version of “{source}”; there are versions of: {there}")
    if number is not None:
        return _numbered(known, number)
    now = "" if known[-1].action == REMOVED else known[-1].content
    for each in reversed(known):
        if each.action != REMOVED and each.content != now:
            return each
    raise UnknownVersion(f"{source} has only one state, so there is none to go back to")


def _numbered(known: Sequence[Version], number: int) -> Version:
    for each in known:
        if each.number == number:
            if each.action == REMOVED:
                raise UnknownVersion(f"version {number} of {each.source} is its removal: say `source remove`")
            return each
    there = ", ".join(str(each.number) for each in known)
    raise UnknownVersion(f"{known[0].source} has no version {number}; there are: {there}")
