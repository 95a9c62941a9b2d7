"""What an RDF file says, in any of the formats: checked, given addresses for blank nodes, and written to a spool.

Lines of N-Triples and N-Quads that need no change are copied by the megabyte; all else goes statement by statement.
"""

import io
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import IO, Any
from urllib.parse import quote

from rdflib.namespace import RDF

from graph.parsing import NotRdf, Statement, graphs_of, parse
from graph.store import Line
from ingest.readers import apart
from ingest.readers.packed import opened
from ingest.readers.table import UnreadableFile
from ingest.source import Source
from ingest.spool import Spool
from ontology.namespaces import CSC, ID, ONTOLOGY

_BATCH = 10_000  # statements written at a time
_CHUNK = 1024 * 1024  # bytes of lines that are looked at at a time
LONGEST_LINE = 16 * 1024**2  # bytes of one line of N-Triples or N-Quads

# Who says what, who decided what, and what our words mean is ours to say: no source may forge it.
_OURS_OF_CSC = (
    "Record", "Source", "ImportRun", "Decision", "IdentityDecision", "ProposalDecision",
    "inSource", "row", "describes", "fingerprint", "checksum", "fileName", "version", "visibility",
    "verdict", "score", "evidence", "decidedBy", "keeps", "quote", "page", "confidence", "basis", "name",
)  # fmt: skip
RESERVED = frozenset(
    [str(CSC[name]) for name in _OURS_OF_CSC]
    + [str(each) for each in (RDF.Statement, RDF.subject, RDF.predicate, RDF.object)]
)
_OWN_KINDS = ("source", "record", "statement", "run", "decision")
_OWN_ADDRESSES = tuple(f"<{address}" for address in (CSC, f"{ONTOLOGY}>", *(ID[f"{kind}/"] for kind in _OWN_KINDS)))
_OWN_STARTS = tuple(address.encode() for address in _OWN_ADDRESSES)
_OWN_SUBJECT = re.compile(b"\n(?:" + b"|".join(map(re.escape, _OWN_STARTS)) + b")")
# A label that the parser made up is another one each time; such nodes are numbered instead.
_MADE_UP = re.compile(r"[0-9a-f]{24,32}")  # 128 bits, without the zeros before them
_CONTROLS = bytes(each for each in range(32) if each not in b"\n")
# Two terms without a blank between them, or escapes that may hide a control character: right, and rare.
_TOGETHER = (b" _:", b"<<", b"><", b'>"', b'"<', b"  ")
_ESCAPES = (b"\\u00", b"\\U", b"\\b", b"\\f")
_GRAPH = re.compile(rb" <[^<>]*> \.$", re.MULTILINE)
# What is ours to say; a text with a direction of writing (RDF 1.2), or with no blank after its language.
_SUSPECT = (
    re.compile(b"/ontology#(?:" + "|".join(_OURS_OF_CSC).encode() + b")>"),
    re.compile(rb"-syntax-ns#(?:Statement|subject|predicate|object)>"),
    re.compile(rb'"@[A-Za-z0-9-]+(?:[<_#]|--)'),
)


@dataclass(frozen=True)
class Read:
    """What was read: statements, and how many named graphs were merged into that of the source."""

    triples: int
    named_graphs: int


@dataclass
class _Reading:
    source: Source
    spool: Spool
    tell: Callable[[int], None]
    triples: int = 0
    graphs: set[str] = field(default_factory=set)
    nodes: dict[str, str] = field(default_factory=dict)

    def wrote(self, triples: int) -> None:
        self.triples += triples
        self.tell(self.triples)


def _silent(_: int) -> None:
    """Nobody asks how far it is."""


def read(source: Source, spool: Spool, tell: Callable[[int], None] = _silent) -> Read:
    """Write all that a file says to a spool; raises `UnreadableFile` with the line, where the format has lines.

    `tell` gets the number of statements read so far.
    """
    form = source.format.removesuffix(".gz")
    reading = _Reading(source, spool, tell)
    try:
        if form in {"n-triples", "n-quads"}:
            _by_lines(reading, form)
        else:
            _write(reading, _statements(source, form))
    except NotRdf as error:
        raise UnreadableFile(_expected(form, error), error.line, error.found) from error
    if not reading.triples:
        raise UnreadableFile("at least one statement; the file says nothing")
    return Read(reading.triples, len(reading.graphs))


def _expected(form: str, error: NotRdf) -> str:
    return f"{form} that can be read ({error})"


def _statements(source: Source, form: str) -> Iterator[Statement]:
    base = str(source.options.get("base") or "") or None
    match form:
        case "rdf-xml" | "json-ld":
            options = {"base": base} if base else {}
            for item in apart.run(form.replace("-", "_"), source.file, options):
                yield from _told(item)
        case _:
            with opened(source.file) as file:
                yield from parse(file, form, base)


def _told(item: dict[str, Any]) -> Iterator[Statement]:
    for subject, predicate, value, graph in item["said"]:
        yield Statement(subject, predicate, value, graph)


def _write(reading: _Reading, statements: Iterable[Statement], first: int | None = None) -> None:
    """Write statements; `first` is the line of the first one, where each stands in a line of its own."""
    lines: list[Line] = []
    for number, each in enumerate(statements):
        lines.append(_line(reading, each, None if first is None else first + number))
        if len(lines) == _BATCH:
            reading.spool.write_lines(lines)
            reading.wrote(len(lines))
            lines.clear()
    reading.spool.write_lines(lines)
    reading.wrote(len(lines))


def _line(reading: _Reading, each: Statement, number: int | None) -> Line:
    if each.subject.startswith(_OWN_ADDRESSES):
        raise UnreadableFile("no statements about our vocabulary, sources or decisions", number, each.subject)
    if each.predicate[1:-1] in RESERVED or each.value[1:-1] in RESERVED:
        found = each.predicate if each.predicate[1:-1] in RESERVED else each.value
        raise UnreadableFile("no statements on who says or decided what: the load makes them", number, found)
    if each.graph:
        reading.graphs.add(each.graph)
    return _named(reading, each.subject), each.predicate, _named(reading, each.value)


def _named(reading: _Reading, term: str) -> str:
    """An address for a blank node: the same whenever the same file is read."""
    if not term.startswith("_:"):
        return term
    label = term[2:]
    if label not in reading.nodes:
        # A label of the file stays; one made up is told by its turn. A point keeps the two apart.
        kept = f"n.{len(reading.nodes)}" if _MADE_UP.fullmatch(label) else quote(label, safe="")
        reading.nodes[label] = f"<{ID[f'.well-known/genid/{reading.source.id}/{kept}']}>"
    return reading.nodes[label]


def _by_lines(reading: _Reading, form: str) -> None:
    done = 0
    with opened(reading.source.file) as file:
        for text in _chunks(file):
            try:
                _take(reading, text, form, done)
            except NotRdf as error:
                line = None if error.line is None else done + error.line
                raise NotRdf(str(error), line, error.found) from error
            done += text.count(b"\n")


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    done = 0
    while text := file.read(_CHUNK):
        if not text.endswith(b"\n"):
            rest = file.readline(LONGEST_LINE)
            if len(rest) == LONGEST_LINE:
                number = done + text.count(b"\n") + 1
                raise UnreadableFile(f"lines of at most {LONGEST_LINE // 1024**2} MiB", number)
            text += rest
        done += text.count(b"\n")
        yield text if text.endswith(b"\n") else text + b"\n"


def _take(reading: _Reading, text: bytes, form: str, done: int) -> None:
    """Copy lines that are written as usual, and take the others statement by statement."""
    if _is_usual(text):
        triples, graphs = graphs_of(text, form)
        plain = _without_graphs(text, graphs)
        if plain is not None:
            reading.graphs |= graphs - {""}
            reading.spool.write_bytes(plain, triples)
            reading.wrote(triples)
            return
    _one_by_one(reading, text, form, done)


def _one_by_one(reading: _Reading, text: bytes, form: str, done: int) -> None:
    try:
        statements = list(parse(io.BytesIO(text), form))
    except NotRdf as error:
        raise error if error.line else _found(text, form, error) from error
    in_order = len(statements) == text.count(b"\n")
    _write(reading, statements, done + 1 if in_order else None)


def _found(text: bytes, form: str, error: NotRdf) -> NotRdf:
    """The same complaint with its line."""
    for number, line in enumerate(text.split(b"\n"), start=1):
        try:
            deque(parse(io.BytesIO(line), form), maxlen=0)
        except NotRdf as again:
            return NotRdf(str(again), number, again.found)
    return error


def _is_usual(text: bytes) -> bool:
    """Whether each line is a triple or quad with one blank between terms, and says nothing that is ours to say."""
    lines = text.count(b"\n")
    return (
        text.startswith(b"<")
        and text.count(b"\n<") == lines - 1
        and text.count(b" .\n") == lines
        and len(text.translate(None, _CONTROLS)) == len(text)
        and not any(each in text for each in _TOGETHER)
        and not (b"\\" in text and any(each in text for each in _ESCAPES))
        and not any(each.search(text) for each in _SUSPECT)
        and not text.startswith(_OWN_STARTS)
        and not _OWN_SUBJECT.search(text)
    )


def _without_graphs(text: bytes, graphs: frozenset[str]) -> bytes | None:
    """Lines of N-Quads as N-Triples; None where some name a graph and others do not."""
    if graphs == {""}:
        return text
    if "" in graphs:
        return None
    if len(graphs) == 1:
        (graph,) = graphs
        return text.replace(f" {graph} .\n".encode(), b" .\n")
    return _GRAPH.sub(b" .", text)
