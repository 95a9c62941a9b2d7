"""Archives (XLSX, DOCX, PPTX), looked at by their directory and the heads of their parts before a library does."""

import re
import zipfile
import zlib
from itertools import pairwise
from pathlib import Path, PurePosixPath

from ingest.readers.table import LARGEST_FILE, UnreadableFile

LARGEST_UNPACKED = 1024**3  # bytes that an archive may unpack to
MOST_TIMES = 100  # times its size that a file may unpack to: text is packed 5 to 20 times
MOST_PARTS = 10_000  # files in an archive: a book of 2,000 sheets has as many
_FREE = 32 * 1024**2  # bytes that need no ratio: a small file of blanks harms nobody
_HEAD = 64 * 1024  # bytes in which the root of an XML part must begin
_ENCRYPTED = 0x1  # general purpose bit 0 (APPNOTE 4.4.4)


def examine(path: Path) -> zipfile.ZipFile:
    """An archive that is safe to open; raises `UnreadableFile`. Archives inside the archive are never opened."""
    if path.stat().st_size > LARGEST_FILE:
        raise UnreadableFile(f"a file of at most {LARGEST_FILE // 1024**3} GiB")
    if not path.stat().st_size:
        raise UnreadableFile("a file that holds something; it is empty")
    try:
        archive = zipfile.ZipFile(path)
        parts = archive.infolist()
        _examine_sizes(parts)
        for part in parts:
            _examine_part(archive, part)
    except UnreadableFile:
        raise
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, ValueError) as error:
        raise UnreadableFile(f"a file of the format that its name tells, and whole ({error})") from error
    return archive


def _examine_sizes(parts: list[zipfile.ZipInfo]) -> None:
    if len(parts) > MOST_PARTS:
        raise UnreadableFile(f"an archive of at most {MOST_PARTS} parts", found=f"{len(parts)} parts")
    total = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts)
    if total > LARGEST_UNPACKED or (total > _FREE and total > packed * MOST_TIMES):
        limit = f"{MOST_TIMES} times its size and {LARGEST_UNPACKED // 1024**3} GiB"
        raise UnreadableFile(f"a file that unpacks to at most {limit}", found=f"{total} bytes from {packed}")
    places = sorted((part.header_offset, part.compress_size) for part in parts)
    for (start, size), (following, _) in pairwise(places):
        # Parts that share their bytes make a small archive unpack to any size (“a better zip bomb”, Fifield 2019).
        if start + size > following:
            raise UnreadableFile("an archive whose parts do not overlap")


def _examine_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    name = part.orig_filename
    if "\\" in name or "\0" in name or ":" in name or name.startswith("/") or ".." in PurePosixPath(name).parts:
        raise UnreadableFile("an archive whose parts have names that stay inside it", found=name[:200])
    if part.flag_bits & _ENCRYPTED:
        raise UnreadableFile("a file without a password", found=name[:200])
    if name.lower().endswith((".xml", ".rels")):
        with archive.open(part) as file:
            _examine_xml(name, file.read(_HEAD))


def _examine_xml(name: str, head: bytes) -> None:
    """Entities are declared in a DOCTYPE, which stands before the root (XML 1.0, section 2.8)."""
    if b"\0" in head or head[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        raise UnreadableFile("an archive with XML parts written in UTF-8", found=name)
    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
        raise UnreadableFile("an archive with XML parts without DOCTYPE and entities", found=name)
    if len(head) == _HEAD and not _has_root(head):
        raise UnreadableFile(f"an archive with XML parts whose content begins within {_HEAD // 1024} KiB", found=name)


def _has_root(head: bytes) -> bool:
    head = re.sub(rb"<!--.*?(-->|$)", b"", head, flags=re.DOTALL)
    return re.search(rb"<[^?!]", head) is not None
