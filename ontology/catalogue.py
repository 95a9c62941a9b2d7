"""The vocabulary files, read as triples: the terms, the code lists, and what is taken from outside."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from rdflib import OWL, Graph

from ontology.base import shipped
from ontology.external import axioms
from ontology.external import files as outside_files
from ontology.namespaces import ONTOLOGY
from ontology.saying import Said

FOLDER = Path(__file__).parent
TERMS = "vocabulary"  # the folder of what `/ontology` publishes
PARTS = (TERMS, "schemes")
VERSIONS = FOLDER / "versions"
# The parts in the order in which they are learnt; a file that is not here comes before the last three.
_ORDER = (
    *("actors", "commitments", "profile", "economy", "place", "needs", "learning", "training", "analysis"),
    *("foresight", "plans", "documents", "figures", "classifications"),
)
_LAST = ("provenance", "clusterscape", "outside")


class UnknownVersion(LookupError):
    """The vocabulary never had this version."""


def files(*parts: str) -> tuple[Path, ...]:
    """Every Turtle file of some parts, or of all of them and from outside, in a stable order."""
    own = tuple(path for part in parts or PARTS for path in sorted((FOLDER / part).glob("*.ttl")))
    return own if parts else own + outside_files()


@cache
def parts() -> Mapping[str, Graph]:
    """The triples of each file of terms, by its name, in the order to learn them; not to be changed by the caller."""
    return {path.stem: _read(path) for path in sorted(files(TERMS), key=_place)}


@cache
def terms() -> Graph:
    """The vocabulary as it is published: its terms and axioms, without the code lists."""
    triples = Graph()
    for part in parts().values():
        triples += part
    return triples


@cache
def vocabulary() -> Graph:
    """All triples, with code lists and the outside axioms above our terms; parsed once, not to be changed."""
    triples = Graph() + terms()
    for path in files(*PARTS[1:]):
        triples.parse(data=shipped(path), format="turtle")
    triples += axioms(triples)
    return triples


def version() -> str:
    """The number of the present version."""
    return str(terms().value(ONTOLOGY, OWL.versionInfo))


def versions() -> tuple[str, ...]:
    """The numbers of all versions, newest first."""
    older = {path.stem for path in VERSIONS.glob("*.ttl")}
    return tuple(sorted(older | {version()}, key=_numbers, reverse=True))


@cache
def edition(number: str) -> Graph:
    """The vocabulary as one version published it; raises `UnknownVersion`."""
    if number == version():
        return terms()
    if number not in versions():
        template, known = "there is no version “{name}”; there are: {known}", ", ".join(versions())
        raise UnknownVersion(Said.of("version", template, name=number, known=known))
    return _read(VERSIONS / f"{number}.ttl")


def _numbers(number: str) -> tuple[int, ...]:
    return tuple(int(digits) for digits in re.findall(r"\d+", number))


def _read(path: Path) -> Graph:
    return Graph().parse(data=shipped(path), format="turtle")


def _place(path: Path) -> int:
    known = (*_ORDER, "", *_LAST)
    return known.index(path.stem if path.stem in known else "")
