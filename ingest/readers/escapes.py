"""The bytes of a JSON file on their way to the library: what it would crash on or misread is refused."""

import re
from typing import BinaryIO

from ingest.readers.table import UnreadableFile

MOST_DIGITS = 300  # of a number: larger ones are an attack or an identifier, which is a text
BOM = b"\xef\xbb\xbf"
_ESCAPE = re.compile(rb"\\(?:u([0-9a-fA-F]{4})|[^u])", re.DOTALL)
# The library crashes where an integer has more digits than Python converts.
_DIGITS = re.compile(rb"[0-9]{4000}")
_RUN = 4000


class Examined:
    """A file without its byte order mark, of which each piece is looked at on its way to the library."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._begun = False
        self._digits = b""
        self._pairs = _Pairs()

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        piece = self._file.read(size)
        if not self._begun and size:
            self._begun = True
            if piece.startswith((b"\xff\xfe", b"\xfe\xff")):
                raise UnreadableFile("a file in JSON in UTF-8 (RFC 8259, section 8.1)")
            piece = piece.removeprefix(BOM) or piece
        self._digits = self._digits[-_RUN:] + piece
        if _DIGITS.search(self._digits):
            raise UnreadableFile(f"numbers of at most {MOST_DIGITS} digits")
        if size:
            self._pairs.feed(piece)
        return piece


class _Pairs:
    """Looks for half a pair of escapes: it is no character (RFC 8259, section 8.2), and the library makes `?` of it."""

    def __init__(self) -> None:
        self._rest = b""
        self._open = False  # the text so far ends with the first half

    def feed(self, piece: bytes) -> None:
        """Look at the next bytes; at none of them, the file has ended."""
        text = self._rest + piece
        end, waits = 0, 0 if self._open else -1
        for escape in _ESCAPE.finditer(text):
            end, code = escape.end(), int(escape[1] or b"0", 16)
            second = 0xDC00 <= code <= 0xDFFF
            if second != (waits == escape.start()) or (waits >= 0 and not second):
                self._refuse()
            waits = end if 0xD800 <= code <= 0xDBFF else -1
        begun = text.find(b"\\", end)
        self._rest = text[begun:] if begun >= 0 else b""
        self._open = waits >= 0
        if self._open and (waits < len(text) - len(self._rest) or not piece):
            self._refuse()

    @staticmethod
    def _refuse() -> None:
        raise UnreadableFile("whole characters; half of a surrogate pair (\\ud800 to \\udfff) is none")
