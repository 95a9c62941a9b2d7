"""A whole store in one folder or one archive, each file with its checksum; and back again.

A backup stands under its name only when it is whole and on the disk. What was cut off ends in `.part`.
"""

import hashlib
import io
import json
import os
import re
import shutil
import tarfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import IO, Protocol, TypeAlias

from graph.locking import Hold
from graph.release import Release, Releases
from graph.store import NotAStore, StoreError

MANIFEST = "backup.json"
_KIND = "clusterscape backup 1"
_BESIDE = ("archive", "accounts", "shared", "layout", "boundaries")  # what a store holds beside its releases
_DERIVED = frozenset({"stated", "texts", "lock"})  # made again when it is needed
_UNFINISHED = "."  # begins the name of what a service makes just then, and may rename at any moment
ARCHIVES: Mapping[str, str] = {".tar": "w", ".tar.gz": "w:gz", ".tgz": "w:gz"}
_PIECE = 1024**2
_LEVEL = 3  # of squeezing: more takes far longer for little
_PRIVATE = 0o700

Sums: TypeAlias = dict[str, str]  # SHA-256 by path


class NotABackup(StoreError):
    """What is to be restored is no whole backup."""


class InTheWay(StoreError):
    """There is something already where a backup or a store is to stand."""


@dataclass(frozen=True)
class Backup:
    """What a backup says of itself."""

    kind: str
    made: str
    release: str
    files: Sums


class _Target(Protocol):
    def add(self, name: str, content: IO[bytes], size: int) -> str:
        """Write a file; its SHA-256."""


def back_up(store: Path, target: Path) -> Backup:
    """Copy the current release, the archive and the accounts; raises `InTheWay`, `NotAStore`.

    A target whose name ends in .tar, .tar.gz or .tgz is one file, any other a folder.
    """
    release = Releases(store).current()
    if release is None:
        raise NotAStore(f"{store} holds nothing to back up")
    if target.exists():
        raise InTheWay(f"{target} is there already: nothing is overwritten")
    if target.resolve().is_relative_to(store.resolve()):
        raise InTheWay(f"{target} is in the store itself, and would be lost with it: name another place")
    hold = Hold(release.triples)
    try:
        with _built(target) as part:
            return _written(store, release, part, _mode(target))
    finally:
        hold.let_go()


def restore(source: Path, store: Path) -> Backup:
    """Make a store from a backup, each file checked; raises `InTheWay` and `NotABackup`."""
    if store.exists() and not store.is_dir():
        raise InTheWay(f"{store} is a file: restore into an empty folder, or one that is not there")
    if store.exists() and any(store.iterdir()):
        raise InTheWay(f"{store} holds something already: restore into an empty folder, or one that is not there")
    if not source.exists():
        raise NotABackup(f"there is no {source}")
    with _built(store.resolve()) as part:  # where a link leads: nothing can be put in the place of the link
        part.mkdir()
        found = _taken(source, part)
        (part / "current").write_text(f"{found.release}\n", encoding="utf-8")
        _settle(part)
    return found


def _mode(target: Path) -> str | None:
    return next((mode for ending, mode in ARCHIVES.items() if target.name.endswith(ending)), None)


@contextmanager
def _built(target: Path) -> Iterator[Path]:
    """Where to build what will stand under this name when the block ends well; raises `InTheWay`."""
    make_room(target.parent)
    part = target.with_name(f"{target.name}.part")
    _clear(part)
    try:
        yield part
        part.rename(target)
        _sync(target.parent)
    finally:
        _clear(part)


def make_room(folder: Path) -> None:
    """See that there is a folder to write into; raises `InTheWay`."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as error:
        raise InTheWay(f"{folder} is no folder, so nothing can be written into it") from error


def _clear(part: Path) -> None:
    if part.is_dir():
        shutil.rmtree(part)
    else:
        part.unlink(missing_ok=True)


def _written(store: Path, release: Release, part: Path, mode: str | None) -> Backup:
    if mode is None:
        found = _fill(store, release, _Folder(part))
        _settle(part)
        return found
    squeezed = {"compresslevel": _LEVEL} if mode.endswith("gz") else {}
    with tarfile.open(part, mode, **squeezed) as archive:  # type: ignore[call-overload] # the modes stand above
        found = _fill(store, release, _Archive(archive))
    _sync(part)
    return found


def _fill(store: Path, release: Release, target: _Target) -> Backup:
    sums = Sums()
    for path in _files(store, release):
        name = path.relative_to(store).as_posix()
        with path.open("rb") as content:
            sums[name] = target.add(name, content, os.fstat(content.fileno()).st_size)
    made = datetime.now(UTC).isoformat(timespec="seconds")
    found = Backup(_KIND, made, release.name, sums)
    told = json.dumps(asdict(found), indent=1).encode()
    target.add(MANIFEST, io.BytesIO(told), len(told))
    return found


def _files(store: Path, release: Release) -> Iterator[Path]:
    for place in (release.folder, *(store / name for name in _BESIDE)):
        for path in sorted(place.rglob("*")) if place.is_dir() else [place]:
            within = path.relative_to(release.folder).parts if path.is_relative_to(release.folder) else ()
            made_again = _DERIVED.intersection((*within[:2], path.name)) or any(map(_is_unfinished, within))
            if path.is_file() and not path.is_symlink() and not made_again:
                yield path


def _is_unfinished(name: str) -> bool:
    return name.startswith(_UNFINISHED)


class _Summing:
    """A file as it is read, and the checksum of what was."""

    def __init__(self, content: IO[bytes]) -> None:
        self._content = content
        self._sum = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        piece = self._content.read(size)
        self._sum.update(piece)
        return piece

    @property
    def digest(self) -> str:
        return self._sum.hexdigest()


class _Folder:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def add(self, name: str, content: IO[bytes], size: int) -> str:
        path = self._folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as copy:
            summing = _Summing(content)
            shutil.copyfileobj(summing, copy, _PIECE)
        return summing.digest


class _Archive:
    def __init__(self, archive: tarfile.TarFile) -> None:
        self._archive = archive

    def add(self, name: str, content: IO[bytes], size: int) -> str:
        told = tarfile.TarInfo(name)
        told.size, told.mode = size, 0o600
        summing = _Summing(content)
        self._archive.addfile(told, summing)
        return summing.digest


def _taken(source: Path, part: Path) -> Backup:
    target = _Folder(part)
    try:
        manifest, sums = _from_folder(source, target) if source.is_dir() else _from_archive(source, target)
        found = _listed(manifest)
    except (tarfile.TarError, EOFError, zlib.error, ValueError, TypeError, RecursionError, OSError) as error:
        told = str(error).partition("\n")[0].rstrip(":")  # tarfile tells in lines how each way of reading failed
        raise NotABackup(f"{source} is no whole backup: {told}") from error
    if found.kind != _KIND:
        raise NotABackup(f"{source} is a “{found.kind}”, which is not read here")
    wrong = sorted(name for name in found.files.keys() | sums.keys() if found.files.get(name) != sums.get(name))
    if wrong:
        raise NotABackup(f"{source} is damaged: {', '.join(wrong[:5])} is missing, or not as it was backed up")
    if (part / "accounts").is_dir():
        (part / "accounts").chmod(_PRIVATE)
    return found


def _listed(manifest: bytes) -> Backup:
    """What a manifest says; raises `ValueError` or `TypeError` for what none says."""
    if not manifest:
        raise ValueError(f"{MANIFEST}, which lists its files, is missing")
    told = json.loads(manifest)
    found = Backup(**told)
    if not isinstance(told["files"], dict) or not re.fullmatch(r"\d+", told["release"], re.ASCII):
        raise ValueError(f"{MANIFEST} names no release, or no files")
    return found


def _from_folder(source: Path, target: _Folder) -> tuple[bytes, Sums]:
    sums, path = Sums(), source / MANIFEST
    manifest = path.read_bytes() if path.is_file() else b""
    for name in _listed(manifest).files:
        with (source / _safe(name)).open("rb") as content:
            sums[name] = target.add(name, content, 0)
    return manifest, sums


def _from_archive(source: Path, target: _Folder) -> tuple[bytes, Sums]:
    manifest, sums = b"", Sums()
    with tarfile.open(source, "r:*") as archive:
        for member in archive:
            content = archive.extractfile(member) if member.isfile() else None
            if content is None:
                raise ValueError(f"{member.name} is no file")
            if member.name == MANIFEST:
                manifest = content.read()
            else:
                sums[member.name] = target.add(_safe(member.name), content, member.size)
    return manifest, sums


def _safe(name: str) -> str:
    """A path within the store; raises `ValueError` for one that leads out of it."""
    parts = PurePosixPath(name).parts
    if not parts or parts[0] not in {"releases", *_BESIDE} or ".." in parts:
        raise ValueError(f"{name!r} is no file of a store")
    return name


def _settle(folder: Path) -> None:
    """Have everything below a folder on the disk, not only in memory."""
    for path in (*folder.rglob("*"), folder):
        _sync(path)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
