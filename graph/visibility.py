"""What the public may see of a release, where some sources are for operators only: a second store without them.

The second store is made from a checkpoint of the first: what hidden sources say is taken away, their entries in the
catalogue, what follows only from them, and what was measured with them. So no query can reach what is hidden.
"""

import json
import shutil
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from rdflib import RDF, VOID, XSD, Literal, URIRef

from graph import coverage, past
from graph.coverage import CATALOGUE, QUALITY
from graph.embedded import EmbeddedStore
from graph.findings import Columns
from graph.reasoning.inference import INFERRED, said, update
from graph.release import Draft
from graph.store import Store, Triple
from graph.validating import quality
from graph.validating.validation import validate
from ontology import iri
from ontology.namespaces import CSC

IDENTITY = iri.of_source("identity")
OPERATOR = "operator"
_VERSIONS, _GONE = "versions.json", "gone.json"

_Entry: TypeAlias = Mapping[str, object]


@dataclass(frozen=True)
class Making:
    """What else has to be done: `clean` takes from the identity graph, `finish` computes what is kept beside."""

    finish: Callable[[Draft], object]
    clean: Callable[[Store], object]
    columns: Columns = field(default_factory=dict)


def hide(draft: Draft, hidden: Collection[URIRef], making: Making) -> None:
    """Make what the public may see of a draft that is otherwise ready; where nothing is hidden, nothing is made.

    What was hidden once stays so: the versions that a source had then, and what was said of it if it is gone.
    """
    if not hidden and not is_needed(draft.artefacts):
        return
    artefacts, work = draft.public / "artefacts", draft.scratch / "public"
    artefacts.mkdir(parents=True)
    draft.store.copy_to(work)
    store = EmbeddedStore.open(work)
    _take_away(store, hidden, _hidden_runs(draft.artefacts, hidden), making.clean)
    report = validate(store)
    quality.write(quality.of(report), artefacts)
    coverage.keep(store, artefacts, report, making.columns)
    _keep_histories(draft.artefacts, artefacts, hidden)
    making.finish(Draft(store, artefacts, draft.scratch, draft.public))
    store.copy_to(draft.public / "triples")
    del store
    shutil.rmtree(work, ignore_errors=True)


def _take_away(
    store: Store, hidden: Collection[URIRef], runs: Collection[str], clean: Callable[[Store], object]
) -> None:
    """Remove hidden graphs and what is said of them, and draw the conclusions without them."""
    before = said(store, (*sorted(hidden), CATALOGUE, *({IDENTITY} & store.graphs())))
    for graph in (*sorted(hidden), QUALITY):
        store.remove(graph)
    clean(store)
    store.replace(CATALOGUE, _shown(list(store.triples(CATALOGUE)), hidden, runs))
    total = update(store, before).total
    store.replace(CATALOGUE, _resized(list(store.triples(CATALOGUE)), {INFERRED: total}))


def _shown(catalogue: Iterable[Triple], hidden: Collection[URIRef], runs: Collection[str]) -> list[Triple]:
    """The entries of the catalogue without those of hidden sources, and without runs and datasets of theirs alone."""
    kept = [triple for triple in catalogue if triple[0] not in hidden and str(triple[0]) not in runs]
    named = {value for _, _, value in kept}
    own = {about for about, predicate, value in kept if predicate == RDF.type and value in (CSC.Source, CSC.ImportRun)}
    return [triple for triple in kept if triple[0] in own | named]


def is_needed(artefacts: Path) -> bool:
    """Whether a release knows of any version of a source that was not for the public."""
    return any(not _is_shown(each, ()) for each in _listed(artefacts))


def _listed(artefacts: Path) -> list[_Entry]:
    path = artefacts / _VERSIONS
    listed: list[_Entry] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    return listed


def _hidden_runs(artefacts: Path, hidden: Collection[URIRef]) -> frozenset[str]:
    """The runs that loaded only what is hidden."""
    names = frozenset(graph.rsplit("/", 1)[-1] for graph in hidden)
    listed = _listed(artefacts)
    shown = {str(each.get("run")) for each in listed if _is_shown(each, names)}
    return frozenset(str(each.get("run")) for each in listed) - shown


def _resized(catalogue: Iterable[Triple], sizes: dict[URIRef, int]) -> list[Triple]:
    """The catalogue with the sizes that graphs have now."""
    kept = [triple for triple in catalogue if not (triple[0] in sizes and triple[1] == VOID.triples)]
    return [
        *kept,
        *((graph, VOID.triples, Literal(str(size), datatype=XSD.integer)) for graph, size in sizes.items()),
    ]


def _keep_histories(whole: Path, public: Path, hidden: Collection[URIRef]) -> None:
    """What the release tells of versions and of things that are gone, without what hidden sources did."""
    names = frozenset(graph.rsplit("/", 1)[-1] for graph in hidden)
    _write(public / _VERSIONS, [each for each in _listed(whole) if _is_shown(each, names)])
    past.show(whole, public, lambda step: _is_shown(step, names))
    gone = whole / _GONE
    if gone.exists():
        left: dict[str, _Entry] = json.loads(gone.read_text(encoding="utf-8"))
        _write(public / _GONE, {thing: each for thing, each in left.items() if _is_shown(each, names)})


def _is_shown(entry: _Entry, hidden: Collection[str]) -> bool:
    """Whether the public may see an entry: its source is not hidden, and was not when the entry was made."""
    return entry.get("source") not in hidden and entry.get("visibility") != OPERATOR


def _write(path: Path, told: object) -> None:
    path.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
