"""Sources: which files there are, who stands behind them, under what licence, and who may see them."""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from rdflib import URIRef

from ingest import declaration
from ingest.declaration import RESERVED, BadDeclaration, near_to
from ingest.formats import ENDPOINT, FORMATS
from ontology import iri

__all__ = ["FOLDER", "BadDeclaration", "Dataset", "Source", "UnknownSource", "choose", "read", "source", "sources"]
FOLDER = Path(__file__).parent
# The shipped files are known to be so; nothing has to be guessed about them.
_SHIPPED_TEXT: Mapping[str, object] = MappingProxyType({"encoding": "utf-8", "delimiter": ","})
_OWN = {"en": "Own sources", "pt": "Fontes próprias", "it": "Fonti proprie", "ro": "Surse proprii"}


class UnknownSource(LookupError):
    """No declared source has this name."""


@dataclass(frozen=True)
class Dataset:
    """A collection of sources that came together: Portugal, ClusterPoliSEE, reference."""

    id: str
    title: Mapping[str, str]


@dataclass(frozen=True)
class Source:
    """One file, its description and its mapping. It fills one named graph.

    A mapping is a file of its own or, `inline`, the table `[mapping]` of the declaration.
    """

    id: str
    dataset: Dataset
    title: Mapping[str, str]
    file: Path
    declared: Path
    publisher: str
    license: str
    rights: str
    issued: str | None
    language: tuple[str, ...]
    format: str
    mapping: Path | None = None
    inline: Mapping[str, Any] | None = None
    options: Mapping[str, object] = field(default_factory=dict)
    visibility: str = "public"
    resolve: bool = True
    shipped: bool = False

    @property
    def graph(self) -> URIRef:
        """The named graph that holds what this source says."""
        return iri.of_source(self.id)

    @property
    def family(self) -> str:
        """How it is read: table, graph, document or endpoint."""
        return FORMATS[self.format].family

    def checksum(self) -> str:
        """SHA-256 of the data file, in hexadecimal."""
        with self.file.open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest()


@cache
def sources() -> tuple[Source, ...]:
    """Every shipped source, in the order of the files that declare them."""
    found = tuple(source for path in sorted((FOLDER / "sources").glob("*.toml")) for source in _shipped(path))
    _refuse_twice("sources", found)
    return found


def choose(names: Iterable[str], others: Collection[str] = ()) -> tuple[Source, ...]:
    """The shipped sources of these names, or datasets; all of them for no name. Raises `UnknownSource`.

    `others` are names that are known besides: they are neither refused nor found.
    """
    wanted = tuple(names)
    known = {source.dataset.id for source in sources()} | {source.id for source in sources()} | set(others)
    for name in wanted:
        if name not in known:
            near, there = near_to(name, known), ", ".join(sorted(known))
            raise UnknownSource(f"there is no source “{name}”{near or f'; there are: {there}'}")
    return tuple(each for each in sources() if not wanted or each.id in wanted or each.dataset.id in wanted)


def source(name: str) -> Source:
    """One shipped source by its name; raises `UnknownSource`."""
    for each in sources():
        if each.id == name:
            return each
    raise UnknownSource(f"there is no source “{name}”")


def read(path: Path) -> tuple[Source, ...]:
    """The sources that a file of a steward declares; raises `BadDeclaration`."""
    declared = declaration.read(path)
    found = tuple(_own(path, declared.dataset, entry) for entry in declared.entries)
    _refuse_twice(path.name, found)
    taken = {each.id for each in sources()} | RESERVED
    for each in found:
        if each.id in taken:
            raise BadDeclaration(f"{path.name}: the id “{each.id}” is taken: a shipped source or graph has it")
    return found


def restored(path: Path, name: str, file: Path, mapping: Path | None) -> Source:
    """A source of which declaration, file and mapping were kept, each under another name."""
    declared = declaration.read(path)
    for entry in declared.entries:
        if entry["id"] == name:
            inline = mapping is None and isinstance(entry.get("mapping"), dict)
            return _source(path, declared.dataset, entry, file, mapping, entry["mapping"] if inline else None)
    raise BadDeclaration(f"{path.name}: does not declare “{name}”")


def _shipped(path: Path) -> Iterator[Source]:
    declared = declaration.read(path)
    for entry in declared.entries:
        file = FOLDER / entry["file"]
        yield _source(path, declared.dataset, {"resolve": False} | dict(entry), file, FOLDER / entry["mapping"], None)


def _own(path: Path, dataset: Mapping[str, Any], entry: Mapping[str, Any]) -> Source:
    endpoint = FORMATS[entry["format"]].family == ENDPOINT
    # What an endpoint answers is not there before the load asks it.
    file = path.parent / f"{entry['id']}.harvest" if endpoint else declaration.beside(path, entry["file"])
    said = entry.get("mapping")
    mapping = declaration.beside(path, said) if isinstance(said, str) else _usual(entry["format"]) if not said else None
    if mapping is None and not said and FORMATS[entry["format"]].family == "table":
        raise BadDeclaration(f'{path.name}: source {entry["id"]} has no mapping: write [mapping] or mapping = "FILE"')
    return _source(path, dataset, entry, file, mapping, said if isinstance(said, dict) else None)


def _usual(form: str) -> Path | None:
    """The mapping that is shipped for files of a format whose columns are always the same."""
    path = FOLDER / "mappings" / "formats" / f"{form}.toml"
    return path if path.is_file() else None


def _source(
    path: Path,
    dataset: Mapping[str, Any],
    entry: Mapping[str, Any],
    file: Path,
    mapping: Path | None,
    inline: Mapping[str, Any] | None,
) -> Source:
    shipped = path.is_relative_to(FOLDER)
    return Source(
        id=entry["id"],
        dataset=Dataset(dataset.get("id", "own"), dataset.get("title", _OWN)),
        title=entry["title"],
        file=file,
        declared=path,
        publisher=entry["publisher"],
        license=entry["license"],
        rights=entry.get("rights", entry["publisher"]),
        issued=entry.get("issued"),
        language=tuple(entry["language"]),
        format=entry["format"],
        mapping=mapping,
        inline=inline,
        options=_options(entry, shipped),
        visibility=entry.get("visibility", "public"),
        resolve=entry.get("resolve", not shipped),
        shipped=shipped,
    )


def _options(entry: Mapping[str, Any], shipped: bool) -> Mapping[str, object]:
    known = FORMATS[entry["format"]].options
    usual = _SHIPPED_TEXT if shipped else {}
    return {key: value for key, value in usual.items() if key in known} | {
        key: entry[key] for key in sorted(known) if key in entry
    }


def _refuse_twice(place: str, found: Iterable[Source]) -> None:
    names = [each.id for each in found]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise BadDeclaration(f"{place}: declared twice: {', '.join(twice)}")
