"""The words of one operation, read one after the other."""

from collections.abc import Sequence
from typing import TypeVar

from graph.guard import Dataset
from graph.prologue import Prologue
from graph.store import BadQuery
from graph.tokens import Token, fault, spelled
from graph.updates.operations import ALL, DEFAULT, NAMED, Load, Modify, Target, Template, Transfer
from graph.updates.templates import Templates
from ontology.saying import Said

_T = TypeVar("_T")


class Words:
    """A reader of the operations on whole graphs."""

    def __init__(self, text: str, tokens: Sequence[Token], prologue: Prologue) -> None:
        self._text = text
        self._tokens = tokens
        self._prologue = prologue
        self._place = 0

    def word(self, expected: str) -> str:
        """The next word in capitals."""
        token = self._peek()
        if token is None or token.kind != "word":
            raise self._fault(expected)
        self._place += 1
        return token.text.upper()

    def silent(self) -> bool:
        return self._steps_over("SILENT")

    def demand(self, word: str) -> None:
        if not self._steps_over(word):
            raise self._fault(Said.of("must_word", "{word} must stand here", word=word))

    def iri(self) -> str:
        token = self._peek()
        if token is None or token.kind not in {"iri", "name"}:
            raise self._fault(Said.of("must_graph", "the IRI of a graph must stand here"))
        found = self._prologue.resolve(token)
        if found is None:
            raise self._fault(
                Said.of("iri_unresolved", "this IRI is relative without a BASE, or its prefix is not declared")
            )
        self._place += 1
        return found

    def target(self) -> Target:
        for word in (DEFAULT, NAMED, ALL):
            if self._steps_over(word):
                return Target(word)
        self.demand("GRAPH")
        return Target(graph=self.iri())

    def transfer(self, kind: str) -> Transfer:
        silent = self.silent()
        source = self._one()
        self.demand("TO")
        return self.ended(Transfer(kind, source, self._one(), silent))

    def load(self) -> Load:
        silent, address = self.silent(), self.iri()
        if not self._steps_over("INTO"):
            return self.ended(Load(address, Target(DEFAULT), silent))
        self.demand("GRAPH")
        return self.ended(Load(address, Target(graph=self.iri()), silent))

    def ended(self, operation: _T) -> _T:
        """The operation, if nothing comes after it."""
        if self._peek() is not None:
            raise self._fault(Said.of("must_end", "a semicolon, or the end of the request, must stand here"))
        return operation

    def _one(self) -> Target:
        if self._steps_over(DEFAULT):
            return Target(DEFAULT)
        self._steps_over("GRAPH")
        return Target(graph=self.iri())

    def _steps_over(self, word: str) -> bool:
        token = self._peek()
        follows = token is not None and token.says(word)
        self._place += follows
        return follows

    def _peek(self) -> Token | None:
        return self._tokens[self._place] if self._place < len(self._tokens) else None

    def _fault(self, message: str) -> BadQuery:
        token = self._peek()
        last = self._tokens[-1]
        return fault(self._text, token.start if token else last.start + len(last.text), message)


class Modification(Words):
    """A reader of WITH, DELETE, INSERT, USING and WHERE."""

    labels: frozenset[str] = frozenset()

    def read(self, declaration: str) -> Modify:
        """The operation; raises `BadQuery`."""
        graph = self.iri() if self._steps_over("WITH") else None
        delete, insert = tuple[Template, ...](), tuple[Template, ...]()
        if self._steps_over("DELETE"):
            if self._steps_over("WHERE"):
                return self._delete_where(declaration, graph)
            delete = self._templates(self._group())
        if self._steps_over("INSERT"):
            insert = self._templates(self._group())
        using = self._using()
        self.demand("WHERE")
        where = self._group()
        return self.ended(Modify(declaration, delete, insert, self._written(where), graph, using))

    def _delete_where(self, declaration: str, graph: str | None) -> Modify:
        if graph is not None:
            raise self._fault(Said.of("delete_with", "DELETE WHERE takes no WITH"))
        where = self._group()
        return self.ended(Modify(declaration, self._templates(where), (), self._written(where)))

    def _templates(self, group: Sequence[Token]) -> tuple[Template, ...]:
        mark = "u"
        while f"_:{mark}" in self._text:
            mark += "u"
        return Templates(self._text, group[1:-1], mark).read()

    def _using(self) -> Dataset | None:
        default, named = list[str](), list[str]()
        while self._steps_over("USING"):
            graphs = named if self._steps_over(NAMED) else default
            graphs.append(self.iri())
        return Dataset(tuple(default), tuple(named)) if default or named else None

    def _group(self) -> Sequence[Token]:
        """All tokens of a block in braces."""
        begin, token = self._place, self._peek()
        if token is None or token.text != "{":
            raise self._fault(Said.of("must_block", "a block in braces must stand here"))
        while (token := self._peek()) and not (token.text == "}" and token.depth == 1):
            self._place += 1
        self._place += 1
        return self._tokens[begin : self._place]

    def _written(self, group: Sequence[Token]) -> str:
        self.labels = frozenset(token.text for token in group if token.kind == "blank")
        return spelled(self._text, group)[group[0].start : group[-1].start + 1]
