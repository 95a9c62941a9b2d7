"""The base that the things of a store have; one of another base is not read, for no IRI in it would be ours."""

from pathlib import Path

from graph.store import NotAStore
from ontology.base import BASE, DEFAULT, VARIABLE

_FILE = "base"


class OtherBase(NotAStore):
    """The IRIs of a store begin otherwise than those of this program."""


def note(folder: Path) -> None:
    """Write down beside a release what its IRIs begin with; without a note it is the usual."""
    if BASE != DEFAULT:
        (folder / _FILE).write_text(f"{BASE}\n", encoding="utf-8")


def demand(folder: Path, place: object) -> None:
    """See that a release is of our base; raises `OtherBase`, which names the place of the store."""
    try:
        found = (folder / _FILE).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        found = DEFAULT
    demand_same(found, place)


def demand_same(base: str, place: object) -> None:
    """See that a base is ours; raises `OtherBase`, which names the place of the store."""
    if base != BASE:
        told = f"set {VARIABLE}={base}, or load into another place"
        raise OtherBase(f"the IRIs of things in {place} begin with {base}, and those of here with {BASE}: {told}")
