"""The bytes of a table's file a piece at a time, unpacked as far as a table can be packed."""

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path

from ingest.readers.table import LARGEST_FILE, UnreadableFile

MOST_TIMES = 100  # times its size that a file may unpack to: text is packed 5 to 20 times
_FREE = 32 * 1024**2  # bytes that need no ratio: a small file of blanks harms nobody
_PIECE = 256 * 1024  # bytes: less than the longest cell, so that only rows that go over many pieces are looked at


def pieces(path: Path, *, compressed: bool) -> Iterator[bytes]:
    """The content of a file; raises `UnreadableFile` where it is, or becomes, too much."""
    try:
        size = path.stat().st_size
        if not path.is_file() or size > LARGEST_FILE:
            raise UnreadableFile(f"a file of at most {LARGEST_FILE // 1024**3} GiB")
        if compressed:
            yield from _unpacked(path, size)
            return
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                yield piece
    except OSError as error:
        raise UnreadableFile(f"a file that can be read ({error.strerror or error})") from error


def _unpacked(path: Path, packed: int) -> Iterator[bytes]:
    total = 0
    try:
        with gzip.open(path, "rb") as file:
            while piece := file.read(_PIECE):
                total += len(piece)
                if total > LARGEST_FILE or (total > _FREE and total > packed * MOST_TIMES):
                    limit = f"{MOST_TIMES} times its size and {LARGEST_FILE // 1024**3} GiB"
                    raise UnreadableFile(f"a file that unpacks to at most {limit}")
                yield piece
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise UnreadableFile(f"a file compressed by gzip ({error})") from error
