"""Sources: which files are shipped, who stands behind them, and under what licence."""

import hashlib
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from rdflib import URIRef

from ontology import iri

FOLDER = Path(__file__).parent
_INHERITED = ("publisher", "license", "rights", "issued", "language", "delimiter", "encoding", "format")


class BadDeclaration(ValueError):
    """A source or mapping file does not say what it must."""


class UnknownSource(LookupError):
    """No declared source has this name."""


@dataclass(frozen=True)
class Dataset:
    """A collection of sources that came together: Portugal, ClusterPoliSEE, reference."""

    id: str
    title: Mapping[str, str]


@dataclass(frozen=True)
class Source:
    """One file, its description and its mapping. It fills one named graph."""

    id: str
    dataset: Dataset
    title: Mapping[str, str]
    file: Path
    mapping: Path
    publisher: str
    license: str
    rights: str
    issued: str | None
    language: tuple[str, ...]
    format: str
    encoding: str
    delimiter: str

    @property
    def graph(self) -> URIRef:
        """The named graph that holds what this source says."""
        return iri.of_source(self.id)

    def checksum(self) -> str:
        """SHA-256 of the data file, in hexadecimal."""
        return hashlib.sha256(self.file.read_bytes()).hexdigest()


@cache
def sources() -> tuple[Source, ...]:
    """Every declared source, in the order of the files that declare them."""
    found = tuple(source for path in sorted((FOLDER / "sources").glob("*.toml")) for source in _read(path))
    twice = {each.id for each in found if sum(other.id == each.id for other in found) > 1}
    if twice:
        raise BadDeclaration(f"declared twice: {', '.join(sorted(twice))}")
    return found


def choose(names: Iterable[str]) -> tuple[Source, ...]:
    """The sources of these names, or of these datasets; all of them for no name. Raises `UnknownSource`."""
    wanted = tuple(names)
    for name in wanted:
        if not any(name in (source.id, source.dataset.id) for source in sources()):
            known = sorted({source.dataset.id for source in sources()} | {source.id for source in sources()})
            raise UnknownSource(f"there is no source “{name}”; there are: {', '.join(known)}")
    return tuple(each for each in sources() if not wanted or each.id in wanted or each.dataset.id in wanted)


def source(name: str) -> Source:
    """One source by its name; raises `UnknownSource`."""
    for each in sources():
        if each.id == name:
            return each
    raise UnknownSource(f"there is no source “{name}”")


def _read(path: Path) -> Iterator[Source]:
    declared = tomllib.loads(path.read_text(encoding="utf-8"))
    common: dict[str, Any] = declared.get("dataset", {})
    dataset = Dataset(common["id"], common["title"])
    for entry in declared.get("source", []):
        yield _source(path, dataset, {key: common[key] for key in _INHERITED if key in common} | entry)


def _source(path: Path, dataset: Dataset, entry: Mapping[str, Any]) -> Source:
    try:
        return Source(
            id=entry["id"],
            dataset=dataset,
            title=entry["title"],
            file=FOLDER / entry["file"],
            mapping=FOLDER / entry["mapping"],
            publisher=entry["publisher"],
            license=entry["license"],
            rights=entry["rights"],
            issued=entry.get("issued"),
            language=tuple(entry["language"]),
            format=entry.get("format", "csv"),
            encoding=entry.get("encoding", "utf-8"),
            delimiter=entry.get("delimiter", ","),
        )
    except KeyError as error:
        raise BadDeclaration(f"{path.name}: source {entry.get('id', '(no id)')} does not say {error}") from error
