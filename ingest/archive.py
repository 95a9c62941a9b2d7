"""The files that sources were loaded from, kept by their checksums: what is there once is never written again."""

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from graph.store import StoreError
from ingest.content import digest
from ingest.formats import ENDPOINT, guessed
from ingest.source import Source, restored
from ingest.versions import Version

_FOLDER = "archive"


class NotArchived(StoreError):
    """A file that was loaded is no longer kept."""


@dataclass(frozen=True)
class Taken:
    """The files of a source as they were when the load took them up: what is mapped is what is archived."""

    source: Source
    files: Mapping[str, Path]
    checksum: str
    declaration: str
    mapping: str = ""


class Archive:
    """All kept files of one store folder."""

    def __init__(self, store: Path) -> None:
        self._folder = store / _FOLDER

    def path(self, checksum: str) -> Path:
        """Where a file of this checksum lies; raises `NotArchived`."""
        found = self._folder / checksum[:2] / checksum
        if not found.is_file():
            raise NotArchived(f"the archived file {checksum[:12]}… is not in {self._folder}: load the source again")
        return found

    def source(self, version: Version) -> Source:
        """The source as it was declared in a version, with its archived files."""
        mapping = self.path(version.mapping) if version.mapping else None
        found = restored(self.path(version.declaration), version.source, self.path(version.checksum), mapping)
        if found.family == ENDPOINT:
            # What was archived is the file that a harvest made of all answers.
            found = replace(found, format=guessed(version.file_name) or found.format, options={})
        return replace(found, shipped=version.shipped)

    def keep(self, taken: Taken) -> None:
        """Keep the files of a source, so that they outlive a fall of the machine."""
        for checksum, path in taken.files.items():
            self._keep(checksum, path)

    def _keep(self, checksum: str, path: Path) -> None:
        target = self._folder / checksum[:2] / checksum
        if target.is_file():
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        pending = target.with_suffix(".new")
        pending.unlink(missing_ok=True)
        os.link(path, pending)
        _settle(pending)
        pending.rename(target)
        _settle(target.parent)


def take(source: Source, folder: Path, file_name: str) -> Taken:
    """Copy the files of a source into a folder of the draft, the data file under the name its owner knows."""
    named = {"file": (source.file, file_name), "declared": (source.declared, source.declared.name)}
    if source.mapping:
        named["mapping"] = (source.mapping, source.mapping.name)
    copies = {part: _copied(path, folder / part, name) for part, (path, name) in named.items()}
    digests = {part: digest(path) for part, path in copies.items()}
    taken = replace(source, file=copies["file"], mapping=copies.get("mapping"))
    files = {digests[part]: path for part, path in copies.items()}
    return Taken(taken, files, digests["file"], digests["declared"], digests.get("mapping", ""))


def _copied(path: Path, folder: Path, name: str) -> Path:
    folder.mkdir(parents=True)
    return Path(shutil.copyfile(path, folder / name))


def _settle(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
