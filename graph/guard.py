"""What a query from outside is looked over for before the engine sees it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from graph.federation import Part, ServiceRefused, parts
from graph.prologue import Prologue, read
from graph.standard import refuse
from graph.store import BadQuery
from graph.tokens import EXPRESSION, Token, expanded, fault, spelled, tokens
from ontology.saying import Said

FORMS = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})
_UPDATES = frozenset({"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"})
_OTHER_WORDS = """
    BASE PREFIX DISTINCT REDUCED AS FROM NAMED WHERE GROUP BY HAVING ORDER ASC DESC LIMIT OFFSET VALUES UNDEF
    OPTIONAL GRAPH SERVICE SILENT BIND MINUS UNION FILTER EXISTS NOT IN TRUE FALSE A
    COUNT SUM MIN MAX AVG SAMPLE GROUP_CONCAT SEPARATOR
    STR LANG LANGMATCHES DATATYPE BOUND IRI URI BNODE RAND ABS CEIL FLOOR ROUND CONCAT STRLEN UCASE LCASE
    ENCODE_FOR_URI CONTAINS STRSTARTS STRENDS STRBEFORE STRAFTER YEAR MONTH DAY HOURS MINUTES SECONDS TIMEZONE TZ
    NOW UUID STRUUID MD5 SHA1 SHA256 SHA384 SHA512 COALESCE IF STRLANG STRDT SAMETERM ISIRI ISURI ISBLANK
    ISLITERAL ISNUMERIC REGEX SUBSTR REPLACE
"""
_WORDS = FORMS | _UPDATES | frozenset(_OTHER_WORDS.split())
# What joins two parts of a query: each costs the engine a frame of its stack, and most of its time.
_JOINTS = frozenset({"{", ".", ";", "|", "/", "^", "!", "+", "-", "*", "=", "<", ">", "!=", "<=", ">=", "&&", "||"})
_JOINING_WORDS = frozenset({"AS", "FROM"})
_NAMES_A_GRAPH = frozenset({"GRAPH", "FROM", "NAMED", "DESCRIBE"})
_LONGEST_NUMBER = 18  # digits that the engine's integers hold


class UpdateRefused(BadQuery):
    """A change was sent where only questions are taken."""


class TooComplex(BadQuery):
    """A query deeper or of more parts than is taken."""


class TooLong(BadQuery):
    """A query of more bytes than are taken."""


class UnknownGraph(BadQuery):
    """A query of a named graph that the store does not hold."""


@dataclass(frozen=True)
class Limits:
    """How large a query may be; the engine overflows its stack at several times these."""

    size: int = 100_000  # bytes
    tokens: int = 20_000
    depth: int = 100  # brackets within brackets
    parts: int = 1_000  # patterns, groups, operators, steps of paths and graphs that are read


@dataclass(frozen=True)
class Dataset:
    """The graphs a query reads: the union of some is the default graph, others are had by name."""

    default: tuple[str, ...]
    named: tuple[str, ...]
    lenient: bool = False  # whether one that is not there is read as an empty one


@dataclass(frozen=True)
class Query:
    """A query found harmless: its text, its form, and the graphs it names itself, if any."""

    text: str
    form: str
    dataset: Dataset | None = None
    limit: int | None = None
    limit_at: tuple[int, int] = (0, 0)  # where the number of its LIMIT stands, or where one may be put
    services: tuple[Part, ...] = ()  # what other endpoints are asked first

    def limited(self, rows: int) -> str:
        """The text with at most so many rows."""
        if self.form != "SELECT" or not self.cut_by(rows):
            return self.text
        begin, end = self.limit_at
        clause = str(rows) if self.limit is not None else f"\nLIMIT {rows}\n"
        return f"{self.text[:begin]}{clause}{self.text[end:]}"

    def cut_by(self, rows: int) -> bool:
        """Whether the query leaves it open to have more than so many rows."""
        return self.form == "SELECT" and (self.limit is None or self.limit > rows)


def examine(text: str, limits: Limits | None = None, *, federated: bool = False, base: str = "") -> Query:
    """Look a query over; raises `BadQuery` with the place, or one of the errors of this module.

    SERVICE is refused unless the query may be `federated`; `base` holds until the query declares another.

    >>> examine("SELECT * WHERE { ?s ?p ?o } LIMIT 5").limit
    5
    """
    limits = limits or Limits()
    if len(text.encode("utf-8", "surrogatepass")) > limits.size:
        raise TooLong(Said.of("query_long", "the query is longer than {most} bytes", most=limits.size))
    text = expanded(text)
    pieces = _read(text, limits)
    text, prologue = spelled(text, pieces), read(text, pieces, Prologue(base))
    body = pieces[prologue.length :]
    form = _form(text, body)
    services = tuple(parts(text, body, prologue)) if federated else ()
    _refuse(text, pieces, prologue, form, limits, federated=federated)
    refuse(text, body)
    limit, place = _limit(text, body)
    return Query(text, form, _dataset(text, body, prologue), limit, place, services)


def _read(text: str, limits: Limits) -> list[Token]:
    pieces: list[Token] = []
    for token in tokens(text, limits.depth):
        pieces.append(token)
        if len(pieces) > limits.tokens:
            raise TooComplex(
                Said.of("query_words", "the query has more than {most} words and signs", most=limits.tokens)
            )
    return pieces


def _form(text: str, body: Sequence[Token]) -> str:
    if not body:
        told = "there is no query: it begins with SELECT, ASK, CONSTRUCT or DESCRIBE"
        raise fault(text, len(text), Said.of("query_none", told))
    word = body[0].text.upper()
    if word in _UPDATES:
        told = "{word} is an update: this service takes queries only"
        raise _as(UpdateRefused, fault(text, body[0].start, Said.of("query_update", told, word=word)))
    if word not in FORMS:
        told = "a query begins with SELECT, ASK, CONSTRUCT or DESCRIBE, not “{word}”"
        raise fault(text, body[0].start, Said.of("query_begins", told, word=body[0].text[:40]))
    return word


def _refuse(
    text: str, pieces: Sequence[Token], prologue: Prologue, form: str, limits: Limits, *, federated: bool
) -> None:
    parts = 0
    for position, token in enumerate(pieces):
        parts += _joins(token)
        if parts > limits.parts:
            told = Said.of("query_parts", "the query has more than {most} parts", most=limits.parts)
            raise _as(TooComplex, fault(text, token.start, told))
        if token.kind == "word":
            _refuse_word(text, token, federated=federated)
        elif token.kind == "name" and position >= prologue.length:
            _refuse_name(text, pieces, position, prologue, form)


def _joins(token: Token) -> bool:
    if token.kind == "number":
        return token.inside == EXPRESSION and token.text[0] in "+-"
    return token.text in _JOINTS or token.text.upper() in _JOINING_WORDS


def _refuse_word(text: str, token: Token, *, federated: bool) -> None:
    word = token.text.upper()
    if word == "SERVICE" and not federated:
        told = Said.of("service", "SERVICE is refused: this service asks no other server")
        raise _as(ServiceRefused, fault(text, token.start, told))
    if word not in _WORDS or (word == "A" and token.text != "a"):
        told = Said.of("no_word", "“{word}” is not a word of SPARQL 1.1", word=token.text[:40])
        raise fault(text, token.start, told)


def _refuse_name(text: str, pieces: Sequence[Token], position: int, prologue: Prologue, form: str) -> None:
    token = pieces[position]
    prefix = token.text.partition(":")[0]
    if prefix not in prologue.prefixes:
        raise fault(text, token.start, Said.of("prefix", "the prefix “{prefix}:” is not declared", prefix=prefix))
    followed = pieces[position + 1].text if position + 1 < len(pieces) else ""
    before = pieces[position - 1]
    # The engine reads `SERVICE:x {` as SERVICE and `:x`, and `FROM:x` as FROM and `:x`.
    if "service" in prefix.lower() and followed == "{" and not before.says(*_NAMES_A_GRAPH):
        told = Said.of("as_service", "this can be read as SERVICE, which is refused")
        raise _as(ServiceRefused, fault(text, token.start, told))
    if prefix.lower().startswith("from") and not token.depth and not before.says("FROM", "NAMED"):
        told = Said.of("as_from", "this can be read as FROM: choose another prefix or add a space")
        raise fault(text, token.start, told)


def _dataset(text: str, body: Sequence[Token], prologue: Prologue) -> Dataset | None:
    default, named = list[str](), list[str]()
    for position, token in enumerate(body):
        if token.depth or not token.says("FROM"):
            continue
        is_named = position + 1 < len(body) and body[position + 1].says("NAMED")
        graph = _graph(text, body[position + 1 + is_named :], prologue, token)
        (named if is_named else default).append(graph)
    return Dataset(tuple(default), tuple(named)) if default or named else None


def _graph(text: str, rest: Sequence[Token], prologue: Prologue, clause: Token) -> str:
    if not rest or rest[0].kind not in {"iri", "name"}:
        raise fault(text, clause.start, Said.of("from", "FROM must be followed by the IRI of a graph"))
    iri = prologue.resolve(rest[0])
    if iri is None:
        raise fault(text, rest[0].start, Said.of("relative", "this IRI is relative, and there is no BASE"))
    return iri


def _limit(text: str, body: Sequence[Token]) -> tuple[int | None, tuple[int, int]]:
    outer = [token for token in body if not token.depth]
    for token, following in pairwise(outer):
        if token.says("LIMIT") and following.text.isdecimal():
            if len(following.text) > _LONGEST_NUMBER:
                told = Said.of("limit_large", "this number is too large for a LIMIT")
                raise fault(text, following.start, told)
            return int(following.text), (following.start, following.start + len(following.text))
    # A closing brace stands one deep; rows after it belong to the last VALUES, which follows LIMIT.
    end = next((token.start for token in _after_where(body) if token.says("VALUES")), len(text))
    return None, (end, end)


def _after_where(body: Sequence[Token]) -> Iterator[Token]:
    closed = False
    for token in body:
        closed = closed or (token.text == "}" and token.depth == 1)
        if closed and not token.depth:
            yield token


def _as(kind: type[BadQuery], error: BadQuery) -> BadQuery:
    return kind(error.message, error.line, error.column)
