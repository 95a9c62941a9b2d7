"""Look through an XML file before a reader gets it: no entities, no outside definitions, no endless nesting.

The engine's reader of RDF/XML replaces entities without bound: 500 MB come from a few lines.
"""

from pathlib import Path
from typing import IO
from xml.parsers import expat

from ingest.readers.table import UnreadableFile

DEEPEST = 200  # elements within each other: what people and programs write stays below 20
_CHUNK = 1024 * 1024


def check(path: Path) -> None:
    """Refuse an XML file that is not to be read; raises `UnreadableFile` with the line."""
    with path.open("rb") as file:
        check_file(file)


def check_file(file: IO[bytes]) -> None:
    """The same for a file that is open already."""
    parser = _Guard()
    while text := file.read(_CHUNK):
        parser.feed(text, last=False)
    parser.feed(b"", last=True)


class _Guard:
    def __init__(self) -> None:
        self._depth = 0
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._begin
        self._parser.EndElementHandler = self._end
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.EntityDeclHandler = self._entity

    def feed(self, text: bytes, *, last: bool) -> None:
        try:
            self._parser.Parse(text, last)
        except expat.ExpatError as error:
            raise UnreadableFile(f"well-formed XML ({expat.ErrorString(error.code)})", error.lineno) from error

    def _begin(self, name: str, attributes: object) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise UnreadableFile(f"a file in XML with at most {DEEPEST} elements within each other", self._line())

    def _end(self, name: str) -> None:
        self._depth -= 1

    def _doctype(self, name: str, system: str | None, public: str | None, internal: int) -> None:
        if system or public:
            raise UnreadableFile(
                "a file in XML without a DOCTYPE that names another file", self._line(), system or public or ""
            )

    def _entity(self, name: str, *_: object) -> None:
        expected = "a file in XML that declares no entities (!ENTITY): save it with what they stand for written out"
        raise UnreadableFile(expected, self._line(), name)

    def _line(self) -> int:
        return self._parser.CurrentLineNumber
