"""Things that were once said and no longer are: their addresses answer with the reason."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from graph.store import Store
from ontology.namespaces import ID

FILE = "gone.json"
# Of these nobody keeps the address: they only say who said what.
PASSING = tuple(str(ID[kind]) for kind in ("record/", "statement/", "run/", ".well-known/", "measurement/"))


@dataclass(frozen=True)
class Gone:
    """When a thing left the graph, with which version of which source, and why."""

    when: str
    source: str
    version: int
    reason: str
    visibility: str = "public"


def read(artefacts: Path) -> dict[str, Gone]:
    """All things of a release that are gone, by IRI."""
    try:
        said = json.loads((artefacts / FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return {iri: Gone(**each) for iri, each in said.items()}


def write(gone: Mapping[str, Gone], artefacts: Path) -> None:
    """Keep the list beside its release."""
    lines = (f"{json.dumps(iri)}: {json.dumps(asdict(each), ensure_ascii=False)}" for iri, each in sorted(gone.items()))
    (artefacts / FILE).write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def follow(store: Store, before: Mapping[str, Gone], left: Mapping[str, Gone]) -> dict[str, Gone]:
    """What is gone after a load: what left is added, what came back is taken out."""
    found = dict(before) | {iri: why for iri, why in left.items() if not iri.startswith(PASSING)}
    return {iri: why for iri, why in found.items() if not any(store.lines(f"<{iri}>", None, None))}
