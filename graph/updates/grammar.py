"""A request of SPARQL 1.1 Update, taken apart into its operations (its grammar, rules 29 to 54)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from graph import prologue
from graph.guard import Dataset, Limits, TooLong
from graph.prologue import Prologue
from graph.store import BadQuery
from graph.tokens import Token, expanded, fault, spelled
from graph.updates.datablock import DataBlock
from graph.updates.operations import Create, Data, Empty, Modify, Operation
from graph.updates.pieces import Pieces
from graph.updates.words import Modification, Words
from ontology.saying import Said

_WORDS = "INSERT, DELETE, WITH, LOAD, CLEAR, DROP, CREATE, ADD, MOVE or COPY"


@dataclass(frozen=True)
class Excerpt:
    """One operation as text, after the declarations that hold for it; errors are told by their place in the request."""

    request: str
    declared: str
    start: int
    end: int

    @property
    def text(self) -> str:
        """The operation alone."""
        return self.request[self.start : self.end]

    def after(self, words: str) -> str:
        """A request of this operation, with something between its declarations and itself."""
        return f"{self.declared}{words}{self.text}"

    def placed(self, error: BadQuery, before: int) -> BadQuery:
        """An error of a text in which this operation stands after so many characters, told by its own place."""
        if error.line is None or error.column is None:
            return error
        lines = self.after(" " * (before - len(self.declared))).splitlines(keepends=True)
        place = sum(map(len, lines[: error.line - 1])) + error.column - 1 - before
        if place < 0:
            return type(error)(error.message)
        told = fault(self.request, min(self.start + place, len(self.request)), error.message)
        return type(error)(told.message, told.line, told.column)


@dataclass(frozen=True)
class Step:
    """One operation, and its text."""

    operation: Operation
    excerpt: Excerpt


def parse(text: str, limits: Limits, using: Dataset | None = None, base: str | None = None) -> tuple[Step, ...]:
    """The operations of a request, each still to be judged by the engine's parser; raises `BadQuery`.

    `using` comes with the request by the protocol, and must not stand in the text too; `base` holds until the text
    declares another.
    """
    if len(text.encode("utf-8", "surrogatepass")) > limits.size:
        raise TooLong(Said.of("update_long", "the update is longer than {most} bytes", most=limits.size))
    request = _Request(expanded(text), limits, using, base)
    steps = tuple(request.steps())
    request.refuse_shared_labels()
    return steps


@dataclass(frozen=True)
class _Part:
    """What stands between two semicolons: a prologue, an operation, and a block of data, if it is one."""

    prologue: tuple[Token, ...]
    body: tuple[Token, ...]
    block: DataBlock | None
    end: int


class _Request:
    def __init__(self, text: str, limits: Limits, using: Dataset | None, base: str | None) -> None:
        self._text = text
        self._limits = limits
        self._using = using
        self._prologue = Prologue(base or "")
        self._declared = f"BASE <{base}> " if base else ""
        self._patterns: list[frozenset[str]] = []  # labels of blank nodes, pattern by pattern
        self._blocks: list[DataBlock] = []

    def steps(self) -> Iterator[Step]:
        """The operations in their order."""
        for part in self._parts():
            before, self._prologue = self._prologue, prologue.read(self._text, part.prologue, self._prologue)
            if not self._prologue.declares_as(before):  # many declare the same before each operation
                self._declared += "".join(f"{token.text} " for token in part.prologue)
            if part.body:
                excerpt = Excerpt(spelled(self._text, part.body), self._declared, part.body[0].start, part.end)
                yield Step(self._operation(part, excerpt), excerpt)

    def refuse_shared_labels(self) -> None:
        """One label of a blank node must not stand in two patterns, nor in two blocks of data (section 19.6)."""
        blocks = [block.labels() for block in self._blocks] if len(self._blocks) > 1 else []
        for groups in (self._patterns, blocks):
            seen = set[str]()
            for labels in groups:
                if shared := seen & labels:
                    told = "the label {label} stands in two operations, and would be another node in each"
                    raise BadQuery(Said.of("label_operations", told, label=min(shared)))
                seen |= labels

    def _parts(self) -> Iterator[_Part]:
        pieces = Pieces(self._text, self._limits)
        more = True
        while more:
            declared, body = tuple(pieces.prologue()), tuple(pieces.body())
            part = _Part(declared, body, pieces.block, pieces.end)
            more = pieces.separator()
            if more and not body:
                told = Said.of("no_operation", "there is no operation before this semicolon")
                raise fault(self._text, pieces.end - 1, told)
            yield part

    def _operation(self, part: _Part, excerpt: Excerpt) -> Operation:
        self._refuse_undeclared(part)
        words = Words(self._text, part.body, self._prologue)
        first = words.word(Said.of("operation", "an operation begins with {known}", known=_WORDS))
        match first:
            case "INSERT" | "DELETE" if part.block:
                return self._data(part.block, excerpt, first == "INSERT")
            case "INSERT" | "DELETE" | "WITH":
                return self._modify(part)
            case "LOAD":
                return words.load()
            case "CLEAR" | "DROP":
                silent = words.silent()
                return words.ended(Empty(words.target(), silent, first == "DROP"))
            case "CREATE":
                silent = words.silent()
                words.demand("GRAPH")
                return words.ended(Create(words.iri(), silent))
            case "ADD" | "MOVE" | "COPY":
                return words.transfer(first)
        told = "an operation begins with {known}, not with “{word}”"
        said = Said.of("operation_not", told, known=_WORDS, word=part.body[0].text[:40])
        raise fault(self._text, part.body[0].start, said)

    def _refuse_undeclared(self, part: _Part) -> None:
        for token in part.body:
            prefix = token.text.partition(":")[0]
            if token.kind == "name" and prefix not in self._prologue.prefixes:
                told = Said.of("prefix", "the prefix “{prefix}:” is not declared", prefix=prefix)
                raise fault(self._text, token.start, told)

    def _data(self, block: DataBlock, excerpt: Excerpt, insert: bool) -> Data:
        self._blocks.append(block)
        said = f"{self._declared}INSERT{excerpt.text[len('INSERT') :]}"  # DELETE is as long
        return Data(said, insert, block.filled(said, len(self._declared) - excerpt.start))

    def _modify(self, part: _Part) -> Modify:
        reader = Modification(self._text, part.body, self._prologue)
        made = reader.read(self._declared)
        self._patterns.append(reader.labels)
        if self._using is None:
            return made
        if made.using or made.graph is not None:
            told = "USING and WITH must not stand in a request that has using-graph-uri"
            raise fault(self._text, part.body[0].start, Said.of("using", told))
        return replace(made, using=self._using)
