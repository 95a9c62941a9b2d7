"""The block of INSERT DATA and DELETE DATA, stepped over as fast as can be: it may be many megabytes long."""

import re
from collections.abc import Iterator

from graph.tokens import fault, tokens
from ontology.saying import Said

# Up to the next bracket, past texts, IRIs and comments, in which brackets are none; nothing is tried twice.
_PLAIN = re.compile(
    r"""(?:[^{}\[\]()"'<\#\\]++
    | \"\"\"(?:[^"\\]|\\.|"(?!""))*+\"\"\" | '''(?:[^'\\]|\\.|'(?!''))*+'''
    | "(?!"")(?:[^"\\\n\r]|\\.)*+" | '(?!'')(?:[^'\\\n\r]|\\.)*+'
    | <[^<>"{}|^`\x00-\x20]*+> | \#[^\r\n]*+ | \\.)*+""",
    re.VERBOSE | re.DOTALL,
)
_OPENING, _PAIRS = "{[(", {"}": "{", "]": "[", ")": "("}
_EMPTY = re.compile(r"(?:\s|#[^\r\n]*+)*+\}")
_ANYTHING = "<urn:s><urn:p><urn:o>"


class DataBlock:
    """Where the block ends, and where in it graphs are named without a triple."""

    def __init__(self, text: str, start: int, deepest: int) -> None:
        self._text = text
        self._start = start
        self._empty: list[int] = []
        self.end = self._find(deepest)

    def filled(self, source: str, moved: int) -> str | None:
        """A text with the same block so far on, a triple put into each empty graph; None where none is empty."""
        if not self._empty:
            return None
        made, place = [], 0
        for begin in self._empty:
            made += [source[place : begin + moved], _ANYTHING]
            place = begin + moved
        return "".join((*made, source[place:]))

    def labels(self) -> frozenset[str]:
        """The labels of its blank nodes."""
        if self._text.find("_:", self._start, self.end) < 0:
            return frozenset()
        found = tokens(self._text[: self.end], 1_000_000, self._start)
        return frozenset(token.text for token in found if token.kind == "blank")

    def _find(self, deepest: int) -> int:
        brackets: list[str] = []
        for place in self._brackets():
            bracket = self._text[place]
            if bracket in _OPENING:
                self._open(place, brackets, deepest)
            elif not brackets or brackets.pop() != _PAIRS[bracket]:
                told = Said.of("bracket_close", "“{sign}” closes what was not opened", sign=bracket)
                raise fault(self._text, place, told)
            if not brackets:
                return place + 1
        raise fault(self._text, self._start, Said.of("bracket_open", "this bracket is not closed"))

    def _open(self, place: int, brackets: list[str], deepest: int) -> None:
        brackets.append(self._text[place])
        if len(brackets) > deepest:
            told = "brackets stand deeper than {most}, which is not taken"
            raise fault(self._text, place, Said.of("bracket_deep", told, most=deepest))
        if brackets == ["{", "{"] and _EMPTY.match(self._text, place + 1):
            self._empty.append(place + 1)

    def _brackets(self) -> Iterator[int]:
        place = self._start
        while place < len(self._text):
            if self._text[place] not in "{}[]()":
                told = Said.of("data_open", "a text or an IRI begins here that does not end")
                raise fault(self._text, place, told)
            yield place
            found = _PLAIN.match(self._text, place + 1)
            place = found.end() if found else place + 1
