"""The templates of DELETE and INSERT, written out triple by triple."""

from collections.abc import Iterator, Sequence

from graph.store import BadQuery
from graph.tokens import Token, fault
from graph.updates.operations import Template
from ontology.saying import Said

_RDF = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_TYPE, _FIRST, _REST, _NIL = (f"{_RDF}{name}>" for name in ("type", "first", "rest", "nil"))
_VALUES = frozenset({"variable", "iri", "name", "string", "number", "blank"})


class Templates:
    """A reader of `{ … }` with triples and GRAPH blocks (rules 50 to 52 of the grammar of SPARQL 1.1)."""

    def __init__(self, text: str, tokens: Sequence[Token], mark: str) -> None:
        self._text = text
        self._tokens = tuple(_apart(tokens))
        self._place = 0
        self._mark = mark  # what begins the labels of blank nodes, so that they are not those of the pattern
        self._made = 0
        self._graph: str | None = None

    def read(self) -> tuple[Template, ...]:
        """All triples; raises `BadQuery`."""
        return tuple(self._quads())

    def _quads(self) -> Iterator[Template]:
        while not self._at_end:
            if self._here.says("GRAPH"):
                yield from self._block()
            else:
                yield from self._triples()
            if self._is("."):
                self._place += 1

    def _block(self) -> Iterator[Template]:
        self._place += 1
        self._graph = self._take("variable", "iri", "name").text
        self._expect("{")
        while not self._is("}"):
            yield from self._triples()
            if not self._is("}"):
                self._expect(".")
        self._place += 1
        self._graph = None

    def _triples(self) -> Iterator[Template]:
        made: list[Template] = []
        alone = self._is("[") and not self._follows("]")
        subject = self._node(made)
        if not (alone and (self._at_end or self._is(".", "}") or self._here.says("GRAPH"))):
            self._properties(subject, made)
        yield from made

    def _properties(self, subject: str, made: list[Template]) -> None:
        while True:
            predicate = self._predicate()
            made.append(self._template(subject, predicate, self._node(made)))
            while self._is(","):
                self._place += 1
                made.append(self._template(subject, predicate, self._node(made)))
            while self._is(";"):
                self._place += 1
            if self._before != ";" or self._at_end or self._is(".", "}", "]"):
                return

    def _predicate(self) -> str:
        if not self._at_end and self._here.text == "a":
            self._place += 1
            return _TYPE
        return self._take("variable", "iri", "name").text

    def _node(self, made: list[Template]) -> str:
        if self._is("["):
            return self._bracket(made)
        if self._is("("):
            return self._list(made)
        if not self._at_end and self._here.says("TRUE", "FALSE"):
            self._place += 1
            return self._tokens[self._place - 1].text.lower()
        found = self._take(*_VALUES)
        if found.kind == "blank":
            return f"_:{self._mark}l{found.text[2:]}"
        return found.text + self._suffix() if found.kind == "string" else found.text

    def _suffix(self) -> str:
        """The language or the datatype of a text."""
        if not self._at_end and self._here.kind == "language":
            self._place += 1
            return self._tokens[self._place - 1].text
        if self._is("^^"):
            self._place += 1
            return "^^" + self._take("iri", "name").text
        return ""

    def _bracket(self, made: list[Template]) -> str:
        self._expect("[")
        node = self._blank()
        if not self._is("]"):
            self._properties(node, made)
        self._expect("]")
        return node

    def _list(self, made: list[Template]) -> str:
        self._expect("(")
        members = []
        while not self._is(")"):
            members.append(self._node(made))
        self._expect(")")
        cells = [self._blank() for _ in members]
        for cell, member, rest in zip(cells, members, [*cells[1:], _NIL], strict=False):
            made += [self._template(cell, _FIRST, member), self._template(cell, _REST, rest)]
        return cells[0] if cells else _NIL

    def _blank(self) -> str:
        self._made += 1
        return f"_:{self._mark}n{self._made}"

    def _template(self, subject: str, predicate: str, value: str) -> Template:
        return Template(self._graph, (subject, predicate, value))

    @property
    def _at_end(self) -> bool:
        return self._place >= len(self._tokens)

    @property
    def _here(self) -> Token:
        return self._tokens[self._place]

    @property
    def _before(self) -> str:
        return self._tokens[self._place - 1].text

    def _is(self, *signs: str) -> bool:
        return not self._at_end and self._here.text in signs

    def _follows(self, sign: str) -> bool:
        return self._place + 1 < len(self._tokens) and self._tokens[self._place + 1].text == sign

    def _expect(self, sign: str) -> None:
        if not self._is(sign):
            raise self._fault(Said.of("must_sign", "“{sign}” must stand here", sign=sign))
        self._place += 1

    def _take(self, *kinds: str) -> Token:
        if self._at_end or self._here.kind not in kinds:
            raise self._fault(Said.of("template", "this cannot stand in a template"))
        self._place += 1
        return self._tokens[self._place - 1]

    def _fault(self, message: str) -> BadQuery:
        place = len(self._text) if self._at_end else self._here.start
        return fault(self._text, place, message)


def _apart(tokens: Sequence[Token]) -> Iterator[Token]:
    """The tokens with the stop after a whole number as a sign: `1.` is no number (rule 147)."""
    for token in tokens:
        if token.kind == "number" and token.text.endswith("."):
            end = token.start + len(token.text) - 1
            yield token._replace(text=token.text[:-1])
            yield Token("sign", ".", end, token.depth, token.inside)
        else:
            yield token
