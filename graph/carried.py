"""What one release hands on to the next: the index of its search, and which things are other than when it was made."""

import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ontology.namespaces import ID

OWN = "search"  # what is computed from one release and never taken over by the next, which would answer from another
BEFORE = "search-before"  # an index of an earlier release: it answers nobody, but the next one is made from it
INDEXES = (OWN, BEFORE)
_CHANGED = "changed.txt"
MOST = 20_000  # things from which on an index is sooner made anew than renewed
# They stand behind what can be found, and are most of what changes.
_UNSOUGHT = tuple(f"<{ID}{kind}/" for kind in ("record", "statement", "run", ".well-known", "measurement"))


@dataclass(frozen=True)
class Basis:
    """The index of an earlier release, and the things of which something else is said since then."""

    folder: Path
    things: frozenset[str]

    def since(self, changed: Iterable[str] | None) -> "Basis | None":
        """The same after more has changed; None where that is too much, or (as None is given) not known.

        Things are written as in N-Triples: `<https://w3id.org/clusterscape/id/cluster/health>`.
        """
        if changed is None:
            return None
        come = {each for each in changed if each.startswith("<") and not each.startswith(_UNSOUGHT)}
        things = self.things | come
        return Basis(self.folder, things) if len(things) <= MOST else None


def handed(artefacts: Path) -> Basis | None:
    """What was handed on to a release, or to a draft."""
    noted = artefacts / BEFORE / _CHANGED
    if not noted.is_file():
        return None
    return Basis(artefacts / BEFORE, frozenset(noted.read_text(encoding="utf-8").splitlines()))


def hand_on(artefacts: Path, target: Path, changed: Iterable[str] | None) -> None:
    """Put into a folder what the next index is made from: that of this release or what it was handed, if it will do."""
    own = artefacts / OWN
    first = Basis(own, frozenset()) if own.is_dir() else handed(artefacts)
    if first and (found := first.since(changed)):
        copied(found.folder, target / BEFORE)
        (target / BEFORE / _CHANGED).write_text("\n".join(sorted(found.things)), encoding="utf-8")


def copied(index: Path, target: Path) -> Path:
    """A second folder of the same index: its large files are never written to, only taken away."""
    shutil.copytree(index, target, ignore=shutil.ignore_patterns(_CHANGED, "*.lock"), copy_function=_link)
    return target


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:  # another disk
        shutil.copyfile(source, target)
