"""A file as it is, or unpacked while it is read: never more of it than a packed text holds by itself."""

import gzip
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from ingest.readers.table import UnreadableFile

LARGEST = 32 * 1024**3  # bytes: a hundred million statements
RATIO = 100  # times as large as it was: N-Quads shrink to a thirtieth, a bomb to a thousandth
_HARMLESS = 16 * 1024**2  # bytes that are unpacked whatever the ratio: a small file of one repeated line


@contextmanager
def opened(path: Path) -> Iterator[IO[bytes]]:
    """The bytes of a file, unpacked where its name ends in .gz; raises `UnreadableFile`."""
    if path.stat().st_size > LARGEST:
        raise UnreadableFile(f"a file of at most {LARGEST // 1024**3} GiB")
    try:
        if path.suffix != ".gz":
            with path.open("rb") as plain:
                yield plain
            return
        with gzip.open(path) as packed:
            yield io.BufferedReader(_Measured(packed, path.stat().st_size))
    except (OSError, EOFError) as error:
        raise UnreadableFile(f"a file that can be read ({error})") from error


class _Measured(io.RawIOBase):
    """What comes out of a packed file, and no more than it may."""

    def __init__(self, packed: gzip.GzipFile, size: int) -> None:
        super().__init__()
        self._packed = packed
        self._left = min(LARGEST, max(_HARMLESS, size * RATIO))

    def readable(self) -> bool:
        """It can be read."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # any writable buffer
        """The next bytes."""
        text = self._packed.read(len(buffer))
        self._left -= len(text)
        if self._left < 0:
            raise UnreadableFile(f"a packed file that does not grow to more than {RATIO} times its size")
        buffer[: len(text)] = text
        return len(text)
