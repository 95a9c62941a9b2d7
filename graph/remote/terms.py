"""Terms as remote servers are sent them and send them back.

No SPARQL query can name a blank node. Each goes out as an IRI that stands for it (RDF 1.1 Concepts, section 3.5) and is
a blank node again when it comes back; so sending a triple twice says it once.
"""

import json
import re
from codecs import getincrementaldecoder
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, TypeAlias

from rdflib import BNode, Literal, URIRef
from rdflib.term import Identifier, Node

from graph.remote.ends import CUT
from graph.store import BadQuery, Line, NotReached, Row
from graph.terms import parsed, written
from ontology.namespaces import ID

Told: TypeAlias = Mapping[str, Mapping[str, str]]  # a row as JSON tells it
GENID: Final = f"{ID}.well-known/genid/"
_XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"
# Within a text a quote is escaped: what is quoted and followed by a colon is the name of a member.
_BEGINS = re.compile(r'"bindings"\s*:\s*\[|"boolean"\s*:\s*(?P<truth>true|false)')
_NAMES = re.compile(r'"vars"\s*:\s*(\[[^\]]*\])')
_BETWEEN = re.compile(r"[\s,]*")
# `\u` is read before anything else in SPARQL (section 19.2): where a text says it after a backslash of its own, its u
# is told by number. An even number of backslashes stands for backslashes.
_SEEMS_ESCAPED = re.compile(r"(?<!\\)((?:\\\\)+)([uU])")
_DECODER = json.JSONDecoder()
_NUMBERED = {"u": r"\u0075", "U": r"\u0055"}


def outward(line: Line) -> Line:
    """A triple as SPARQL and N-Triples may say it to any server."""
    subject, predicate, value = line
    return _outward(subject), predicate, _outward(value)


def _outward(term: str) -> str:
    if term.startswith("_:"):
        return f"<{GENID}{term[2:]}>"
    return str(parsed(term)) if "\\u" in term or "\\U" in term else term


def said(term: str) -> str:
    """A term of `outward` as it stands in a query."""
    if "\\" not in term:
        return term
    return _SEEMS_ESCAPED.sub(lambda found: found[1] + _NUMBERED[found[2]], term)


def as_line(triple: tuple[Node, Node, Node]) -> Line:
    """An rdflib triple as N-Triples writes it."""
    subject, predicate, value = triple
    return written(subject), written(predicate), written(value)


def inward(term: Identifier) -> Identifier:
    """What came back, as we know it."""
    return BNode(term[len(GENID) :]) if isinstance(term, URIRef) and term.startswith(GENID) else term


@dataclass(frozen=True)
class Table:
    """An answer in JSON as it arrives: the names of its columns and its rows as they are told, or a yes or no."""

    names: tuple[str, ...]
    rows: Iterator[Told]
    truth: bool | None = None


def table(pieces: Iterable[bytes]) -> Table:
    """Begin to read an answer; its rows raise `NotReached` where it is not whole."""
    text = _Text(pieces)
    found = text.skip_to(_BEGINS)
    if found["truth"]:
        return Table((), iter(()), found["truth"] == "true")
    names = _NAMES.search(found.string, 0, found.start())
    return Table(tuple(json.loads(names[1])) if names else (), _told(text))


def rows(pieces: Iterable[bytes]) -> Iterator[Row]:
    """The rows of an answer, as it arrives; raises `NotReached` where it is not whole."""
    read = table(pieces)
    if read.truth is not None:
        raise BadQuery("this is not a SELECT query, so it has no rows")
    for row in read.rows:
        yield {name: inward(term(value)) for name, value in row.items()}


def truth(body: bytes) -> bool:
    """The yes or no of an answer."""
    found = table((body,)).truth
    if found is None:
        raise NotReached(f"the server's answer is no yes or no: {body[:100]!r}")
    return found


def _told(text: "_Text") -> Iterator[Told]:
    while not text.ends_with("]"):
        yield text.value()
    text.finish()


class _Text:
    """JSON that is still arriving. What was read is let go of."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self._text = ""
        self._decode = getincrementaldecoder("utf-8")("replace").decode  # a letter may be cut in two
        self._place = 0

    def skip_to(self, mark: re.Pattern[str]) -> re.Match[str]:
        """Go on behind a mark."""
        while (found := mark.search(self._text)) is None:
            self._more()
        self._place = found.end()
        return found

    def ends_with(self, sign: str) -> bool:
        """Whether the next sign is this one, rather than another value."""
        while True:
            found = _BETWEEN.match(self._text, self._place)
            assert found is not None  # it may be empty
            self._place = found.end()
            if self._place < len(self._text):
                return self._text[self._place] == sign
            self._more()

    def value(self) -> Any:  # noqa: ANN401 - whatever JSON says
        """The next value."""
        while True:
            try:
                found, self._place = _DECODER.raw_decode(self._text, self._place)
            except json.JSONDecodeError:
                self._more()
            else:
                return found

    def finish(self) -> None:
        """Read the rest: an answer that is cut off lacks its last brackets."""
        rest = self._text[self._place :] + "".join(map(self._decode, self._pieces))
        if not rest.rstrip().endswith("}"):
            raise NotReached(CUT)

    def _more(self) -> None:
        piece = next(self._pieces, None)
        if piece is None:
            raise NotReached(f"{CUT}: {self._text[self._place :][:200]}")
        self._text = self._text[self._place :] + self._decode(piece)
        self._place = 0


@lru_cache(2**16)
def _iri(text: str) -> URIRef:
    return URIRef(text)


def term(said: Mapping[str, str]) -> Identifier:
    """A term as JSON tells it."""
    kind, value = said["type"], said["value"]
    if kind == "uri":
        return _iri(value)
    if kind == "bnode":
        return BNode(value)
    if language := said.get("xml:lang"):
        return Literal(value, lang=language)
    datatype = said.get("datatype", _XSD_STRING)
    return Literal(value) if datatype == _XSD_STRING else Literal(value, datatype=URIRef(datatype), normalize=False)
