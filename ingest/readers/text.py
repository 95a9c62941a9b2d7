"""The text of a file in any encoding, a piece at a time: a byte order mark, UTF-8, or what its letters make likely."""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ingest.readers import apart
from ingest.readers.pieces import pieces
from ingest.readers.table import DELIMITERS, LONGEST_CELL, UnreadableFile, delimiter_of, separator

AUTO = "auto"
_HEAD = 256 * 1024  # bytes that are looked at for the delimiter

# UTF-32 first: its mark begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True)
class Form:
    """How a text is written: its encoding and, for a table, what stands between its cells."""

    encoding: str
    delimiter: str
    skipped: int = 0  # characters of a first line that only declares the delimiter


def form(path: Path, encoding: str = AUTO, delimiter: str = AUTO, *, compressed: bool = False) -> Form:
    """How a table is written, as declared or else as its content tells; raises `UnreadableFile`."""
    wanted = encoding_of(path, compressed=compressed) if encoding == AUTO else _known(encoding)
    if delimiter != AUTO and len(delimiter) != 1:
        raise UnreadableFile(
            f"a delimiter of one character, such as {_told(DELIMITERS[0])} or {_told(DELIMITERS[1])}", found=delimiter
        )
    head = ""
    for text in decoded(path, wanted, compressed=compressed):
        head += text
        if len(head) >= _HEAD:
            break
    declared = separator(head)
    skipped = head.index("\n") + 1 if declared else 0
    chosen = declared or delimiter_of(head[skipped:]) if delimiter == AUTO else delimiter
    return Form(wanted, chosen, skipped)


def texts(path: Path, written: Form, *, compressed: bool = False) -> Iterator[str]:
    """The content as text, a piece at a time; what cannot be decoded stands in it as lone surrogates."""
    found = decoded(path, written.encoding, compressed=compressed)
    first = next(found, "")
    yield first[written.skipped :]
    yield from found


def decoded(path: Path, encoding: str, *, compressed: bool = False) -> Iterator[str]:
    """The text of a file, a piece at a time; raises `UnreadableFile`."""
    decoder = codecs.getincrementaldecoder(_known(encoding))("surrogateescape")
    try:
        for piece in pieces(path, compressed=compressed):
            yield decoder.decode(piece)
        yield decoder.decode(b"", final=True)
    except UnicodeError as error:
        raise UnreadableFile(f"text in the encoding {encoding} ({error})") from error


def encoding_of(path: Path, *, compressed: bool = False) -> str:
    """The encoding of a file: by its mark, as UTF-8 where all of it is, or else as its letters make likely."""
    first = next(pieces(path, compressed=compressed), b"")
    for mark, encoding in _MARKS:
        if first.startswith(mark):
            return encoding
    if wide := _without_mark(first[:4096]):
        return wide
    if _is_utf8(pieces(path, compressed=compressed)):
        return "utf-8"
    options = {"compressed": compressed, "most": LONGEST_CELL}
    return str(next(apart.run("encoding", path, options))["encoding"])


def _is_utf8(content: Iterator[bytes]) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for piece in content:
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _without_mark(head: bytes) -> str | None:
    """UTF-16 without a mark: every second byte of European text is NUL."""
    for start, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        half = head[start::2]
        if len(half) > 1 and half.count(0) > 0.8 * len(half) and head[1 - start :: 2].count(0) == 0:
            return encoding
    return None


def _known(encoding: str) -> str:
    try:
        name = codecs.lookup(encoding).name
    except LookupError as error:
        raise UnreadableFile("an encoding such as utf-8 or windows-1252", found=encoding) from error
    # As browsers do (WHATWG Encoding, section 4.2): who says Latin-1 has Windows' quotation marks in the text.
    return {"utf-8": "utf-8-sig", "iso8859-1": "cp1252"}.get(name, name)


def _told(delimiter: str) -> str:
    """A delimiter as a message names it: a tab cannot be seen."""
    return "a tab" if delimiter == "\t" else f"“{delimiter}”"
