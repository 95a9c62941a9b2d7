"""Reads the terms and paths of a query, by the grammar of SPARQL 1.1, section 19.8."""

from collections.abc import Sequence

from graph.prologue import Prologue
from graph.rewriting.tree import Link, Path, Span, Steps, Term
from graph.tokens import Token

_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


class NotRead(Exception):
    """A query in words that are not known here: it is left as it is."""


class TermReader:
    """Steps over tokens, and reads terms and paths."""

    FIRST = Link(Term("iri", "", "http://www.w3.org/1999/02/22-rdf-syntax-ns#first"))

    def __init__(self, pieces: Sequence[Token], prologue: Prologue) -> None:
        self._pieces = pieces
        self._prologue = prologue
        self._at = 0
        self._last = pieces[-1].start + len(pieces[-1].text) if pieces else 0
        self._simple = True
        self.end = 0  # where the last token that was taken ended
        self.blanks = 0
        self._look()

    def _look(self) -> None:
        self.ended = self._at >= len(self._pieces)
        if self.ended:
            self.kind, self.text, self.place = "", "", self._last
        else:
            token = self._pieces[self._at]
            self.kind, self.text, self.place = token.kind, token.text, token.start

    def step(self) -> str:
        """Take the token, whatever it is."""
        if self.ended:
            raise self.unread()
        text = self.text
        self.end = self.place + len(text)
        self._at += 1
        self._look()
        return text

    def unread(self) -> NotRead:
        """What to raise where something else is expected."""
        return NotRead(f"“{self.text[:40]}” at {self.place}")

    def says(self, *words: str) -> bool:
        """Whether one of these words comes."""
        return self.kind == "word" and self.text.upper() in words

    def is_sign(self, *signs: str) -> bool:
        """Whether one of these signs comes."""
        return self.kind == "sign" and self.text in signs

    def word(self) -> str:
        """Take a word."""
        if self.kind != "word":
            raise self.unread()
        return self.step().upper()

    def took(self, word: str) -> bool:
        """Take this word if it comes."""
        if not self.says(word):
            return False
        self.step()
        return True

    def take(self, word: str) -> None:
        """Take this word, which must come."""
        if not self.took(word):
            raise self.unread()

    def took_sign(self, sign: str) -> bool:
        """Take this sign if it comes."""
        if not self.is_sign(sign):
            return False
        self.step()
        return True

    def sign(self, sign: str) -> None:
        """Take this sign, which must come."""
        if not self.took_sign(sign):
            raise self.unread()

    def number(self) -> int:
        """Take a whole number."""
        if not self.text.isdecimal():
            raise self.unread()
        return int(self.step())

    def variable(self) -> str:
        """Take a variable; gives its name."""
        if self.kind != "variable":
            raise self.unread()
        return self.step()[1:]

    def braces(self) -> None:
        """Step over braces and what is in them."""
        depth = 0
        while True:
            text = self.step()
            depth += (text == "{") - (text == "}")
            if not depth:
                return

    def iri(self) -> Term:
        """Take an IRI."""
        if self.kind not in {"iri", "name"}:
            raise self.unread()
        value = self._prologue.resolve(self._pieces[self._at])
        text = self.step()
        if value is None and text[0] != "<":
            raise NotRead(f"the prefix of {text} is not declared")
        return Term("iri", text, value or text[1:-1])  # what is relative to the address of the service stays so

    def term(self) -> Term:
        """Take a term of a triple."""
        if self.kind == "variable":
            text = self.step()
            return Term("variable", text, text[1:])
        if self.kind in {"iri", "name"}:
            return self.iri()
        if self.kind == "blank":
            text = self.step()
            return Term("blank", text, text[2:])
        return self._literal()

    def _literal(self) -> Term:
        start = self._at
        if self.kind == "number" or self.says("TRUE", "FALSE"):
            text = self.step()
            return Term("literal", text, text)
        if self.kind != "string":
            raise self.unread()
        self.step()
        if self.kind == "language":
            self.step()
        elif self.is_sign("^^"):
            self.step()
            self.iri()
        text = "".join(piece.text for piece in self._pieces[start : self._at])
        return Term("literal", text, text)

    # Paths (rules 88-96).

    def steps(self) -> Steps:
        """What stands between subject and object."""
        if self.kind == "variable":
            text = self.step()
            return Link(Term("variable", text, text[1:]))
        return self._alternative()

    def _alternative(self) -> Steps:
        start = self.place
        found = [self._sequence()]
        while self.took_sign("|"):
            found.append(self._sequence())
        return found[0] if len(found) == 1 else Path("|", tuple(found), Span(start, self.end))

    def _sequence(self) -> Steps:
        start = self.place
        found = [self._element_or_inverse()]
        while self.took_sign("/"):
            found.append(self._element_or_inverse())
        return found[0] if len(found) == 1 else Path("/", tuple(found), Span(start, self.end))

    def _element_or_inverse(self) -> Steps:
        start = self.place
        if self.took_sign("^"):
            return Path("^", (self._step(),), Span(start, self.end))
        return self._step()

    def _step(self) -> Steps:
        start = self.place
        found = self._primary()
        if self.is_sign("*", "+", "?"):
            return Path(self.step(), (found,), Span(start, self.end))
        return found

    def _primary(self) -> Steps:
        start = self.place
        if self.took_sign("("):
            found = self._alternative()
            self.sign(")")
            return found
        if self.took_sign("!"):
            if self.took_sign("("):
                parts = [] if self.is_sign(")") else [self._negated()]
                while self.took_sign("|"):
                    parts.append(self._negated())
                self.sign(")")
            else:
                parts = [self._negated()]
            return Path("!", tuple(parts), Span(start, self.end))
        return self._link()

    def _negated(self) -> Steps:
        start = self.place
        if self.took_sign("^"):
            return Path("^", (self._link(),), Span(start, self.end))
        return self._link()

    def _link(self) -> Link:
        if self.kind == "word" and self.text == "a":
            self.step()
            return Link(Term("iri", "a", _TYPE))
        return Link(self.iri())
