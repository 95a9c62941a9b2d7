"""What the public may see of a load, where some sources are for operators only."""

from collections.abc import Callable

from graph import visibility
from graph.release import Draft
from ingest import columns, versions
from ingest.resolve import identity
from ingest.resolve.decide import Journal
from ingest.versions import REMOVED
from ontology import iri


def is_needed(draft: Draft) -> bool:
    """Whether the public may not see everything: a version that was hidden once stays so."""
    return visibility.is_needed(draft.artefacts)


def hidden(draft: Draft) -> frozenset[str]:
    """The sources of a draft that are not for the public."""
    newest = versions.current(versions.read(draft.artefacts)).values()
    return frozenset(each.source for each in newest if each.visibility != "public" and each.action != REMOVED)


def hide(draft: Draft, names: frozenset[str], finish: Callable[[Draft], object]) -> None:
    """Make a second store without these sources; what is kept beside a release is computed for it too."""
    decisions = Journal(draft.artefacts).read()
    making = visibility.Making(
        finish=finish,
        clean=lambda store: identity.hide(store, decisions, names),
        columns=columns.read(draft.artefacts),
    )
    visibility.hide(draft, frozenset(map(iri.of_source, names)), making)
