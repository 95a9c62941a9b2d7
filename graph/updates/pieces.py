"""The tokens of an update, operation by operation; blocks of data are stepped over."""

from collections.abc import Iterator

from graph import prologue
from graph.guard import Limits, TooComplex
from graph.tokens import Token, fault, tokens
from graph.updates.datablock import DataBlock
from ontology.saying import Said


class Pieces:
    """A reader that goes from one semicolon between operations to the next."""

    def __init__(self, text: str, limits: Limits) -> None:
        self._text = text
        self._limits = limits
        self._left = limits.tokens
        self._tokens = tokens(text, limits.depth)
        self._next: Token | None = next(self._tokens, None)
        self.end = 0
        self.block: DataBlock | None = None

    def prologue(self) -> Iterator[Token]:
        """The declarations that follow."""
        while self._next and self._next.says(*prologue.WORDS):
            for _ in range(3 if self._next.says("PREFIX") else 2):
                if self._next:
                    yield self._take()

    def body(self) -> Iterator[Token]:
        """The tokens of one operation; of a block of data only the words before it."""
        self.block = None
        before = ""
        while self._next and (self._next.depth or self._next.text != ";"):
            if self._next.text == "{" and before == "DATA" and not self._next.depth:
                self._skip()
                return
            before = self._next.text.upper()
            yield self._take()

    def separator(self) -> bool:
        """Whether a semicolon follows, which is stepped over."""
        if self._next and self._next.text != ";":
            raise fault(
                self._text, self._next.start, Said.of("semicolon", "a semicolon must stand between two operations")
            )
        return bool(self._next and self._take())

    def _skip(self) -> None:
        assert self._next is not None
        self.block = DataBlock(self._text, self._next.start, self._limits.depth)
        self.end = self.block.end
        self._tokens = tokens(self._text, self._limits.depth, self.end)
        self._next = next(self._tokens, None)

    def _take(self) -> Token:
        token = self._next
        assert token is not None
        self._left -= 1
        if self._left < 0:
            told = "the update has more than {most} words and signs beside its data"
            raise TooComplex(Said.of("update_words", told, most=self._limits.tokens))
        self.end = token.start + len(token.text)
        self._next = next(self._tokens, None)
        return token
