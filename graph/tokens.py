"""The tokens of a SPARQL query: what is a word, what is text, and how deep it stands.

The engine parses without tokens: it reads `SERVICE:x` as a keyword and a name, and `<` as an operator wherever an
operator may stand. What could be read in two ways is therefore told apart by its place, or refused.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from graph.store import BadQuery
from ontology.saying import Said

# SPARQL 1.1 section 19.8, rules 139-172.
_BASE = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_START = _BASE + "_"
_CHARS = _START + r"\-0-9\u00b7\u0300-\u036f\u203f-\u2040"
# Not of `\`, which is legal nowhere by itself (section 19.2): what it and the next letter come to is no escape again.
_ESCAPE = r"\\u(?!005[Cc])[0-9A-Fa-f]{4}|\\U(?!0000005[Cc])[0-9A-Fa-f]{8}"
_IN_STRING = rf"\\[tbnrf\\\"']|{_ESCAPE}"
_IN_LOCAL = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"

_IRI = rf'(?P<iri><(?:[^<>"{{}}|^`\\\x00-\x20]|{_ESCAPE})*>)'
_OTHERS = rf"""
  (?P<space>[ \t\r\n]+|\#[^\r\n]*)
| (?P<variable>[?$][{_START}0-9][{_START}0-9\u00b7\u0300-\u036f\u203f-\u2040]*)
| (?P<name>(?:[{_BASE}](?:\.*[{_CHARS}])*)?:
           (?:(?:[{_START}:0-9]|{_IN_LOCAL})(?:\.*(?:[{_CHARS}:]|{_IN_LOCAL}))*)?)
| (?P<word>[A-Za-z][A-Za-z0-9_]*)
| (?P<string>\"\"\"(?:[^"\\]|{_IN_STRING}|"(?!""))*\"\"\" | '''(?:[^'\\]|{_IN_STRING}|'(?!''))*'''
           | "(?!"")(?:[^"\\\n\r]|{_IN_STRING})*" | '(?!'')(?:[^'\\\n\r]|{_IN_STRING})*' )
| (?P<number>[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
| (?P<blank>_:[{_START}0-9](?:\.*[{_CHARS}])*)
| (?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*(?:--[A-Za-z]+)?)
| (?P<sign>&&|\|\||\^\^|!=|>=|<=|>>|[{{}}()\[\],.;=><+\-*/!|^?~])
"""
_TERMS = re.compile(rf"{_IRI} | (?P<opening><<) | {_OTHERS}", re.VERBOSE)
_COMPARING = re.compile(_OTHERS, re.VERBOSE)

_OPERANDS = frozenset({"variable", "name", "string", "number", "blank", "language", "iri"})
_CLOSING = frozenset({")", "]", "}", ">>"})
_COMPARISONS = frozenset({"<", "<="})
_TRUTH = frozenset({"TRUE", "FALSE"})
_EXPRESSIONS_FOLLOW = frozenset({"SELECT", "GROUP", "HAVING", "ORDER"})
_PATTERNS_FOLLOW = frozenset({"WHERE", "FROM", "VALUES", "LIMIT", "OFFSET", "ASK", "CONSTRUCT", "DESCRIBE"})
_NO_EXPRESSION_AFTER = frozenset({"VALUES", "A", "TRUE", "FALSE", "UNDEF"})
_PAIRS = {"}": "{", "]": "[", ">>": "<<"}

# In a bracket of this kind `<` after a value compares; in all others it begins an IRI.
EXPRESSION = "expression"
LIST = "("
AGGREGATES = frozenset({"COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"})


class Token(NamedTuple):
    """A piece of a query: its kind, its text, where it begins, and the brackets around it."""

    kind: str
    text: str
    start: int
    depth: int
    inside: str

    def says(self, *words: str) -> bool:
        """Whether this is one of these keywords."""
        return self.kind == "word" and self.text.upper() in words


def tokens(text: str, deepest: int, position: int = 0) -> Iterator[Token]:
    """The tokens of a query from a place on, comments and spaces left out; raises `BadQuery`."""
    place = _Place(text, deepest)
    while position < len(text):
        found = (_COMPARING if place.compares else _TERMS).match(text, position)
        if found is None or (found[0] in _COMPARISONS and not place.compares):
            raise fault(text, position, _unreadable(text[position:]))
        kind = found.lastgroup or ""
        if kind != "space":
            token = Token(kind, found.group(), position, place.depth, place.inside)
            place.enter(token)
            yield token
        position = found.end()
    place.finish()


def is_value(token: Token) -> bool:
    """Whether a token ends a value, so that an operator must follow where one may stand."""
    return token.kind in _OPERANDS or token.text in _CLOSING or token.says(*_TRUTH)


def fault(text: str, position: int, message: str) -> BadQuery:
    """An error that names the line and the column of a place in the query."""
    line = text.count("\n", 0, position) + 1
    return BadQuery(message, line, position - text.rfind("\n", 0, position))


def expanded(text: str) -> str:
    """The query with its escaped letters and digits as such (section 19.2); the engine reads them in text only.

    Other escapes stay: within strings and IRIs the engine reads them, elsewhere no such character may stand.
    """
    return _ANY_ESCAPE.sub(_letter, text) if "\\" in text else text


def spelled(text: str, pieces: Iterable[Token]) -> str:
    """The text with its truth values in small letters: the engine reads no others. Nothing moves its place."""
    for token in pieces:
        if token.says(*_TRUTH) and not token.text.islower():
            text = f"{text[: token.start]}{token.text.lower()}{text[token.start + len(token.text) :]}"
    return text


_ANY_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|.)", re.DOTALL)
_LETTER = re.compile(f"[{_CHARS}]")
_ESCAPED = frozenset("tbnrf\\\"'")


def _letter(found: re.Match[str]) -> str:
    digits = found[1] or found[2]
    if not digits or int(digits, 16) > 0x10FFFF:
        return found[0]
    letter = chr(int(digits, 16))
    is_escape = letter == "\\" and found.string[found.end() : found.end() + 1] in _ESCAPED
    return letter if is_escape or _LETTER.fullmatch(letter) else found[0]


def _unreadable(rest: str) -> str:
    if rest[0] in "\"'":
        return Said.of("string", "a string begins here that does not end, or holds a character that must be escaped")
    if rest[0] == "<":
        return Said.of("iri_open", "an IRI begins here that does not end, or holds a character that an IRI cannot have")
    return Said.of("sign_here", "{sign} cannot stand here", sign=repr(rest[0]))


class _Place:
    """Where the reader stands: the brackets that are open, and what came before."""

    def __init__(self, text: str, deepest: int) -> None:
        self._text = text
        self._deepest = deepest
        self._open: list[tuple[str, int]] = []
        self._clauses = [False]  # for each level of braces: does a clause of expressions run?
        self._before = self._earlier = Token("", "", 0, 0, "")

    @property
    def depth(self) -> int:
        return len(self._open)

    @property
    def inside(self) -> str:
        return self._open[-1][0] if self._open else ""

    @property
    def compares(self) -> bool:
        """Whether an operator must follow, so that `<` is one."""
        return self.inside == EXPRESSION and is_value(self._before)

    def enter(self, token: Token) -> None:
        """Step over a token; raises `BadQuery` where brackets do not match or stand too deep."""
        if token.kind == "word":
            self._enter_word(token.text.upper())
        elif token.kind in {"sign", "opening"}:
            self._enter_sign(token)
        self._earlier, self._before = self._before, token

    def finish(self) -> None:
        """Raise `BadQuery` where a bracket is still open."""
        if self._open:
            raise fault(self._text, self._open[-1][1], Said.of("bracket_open", "this bracket is not closed"))

    def _enter_word(self, word: str) -> None:
        if word in _EXPRESSIONS_FOLLOW:
            self._clauses[-1] = True
        elif word in _PATTERNS_FOLLOW:
            self._clauses[-1] = False

    def _enter_sign(self, token: Token) -> None:
        match token.text:
            case "{":
                self._push("{", token)
                self._clauses.append(False)
            case "(":
                self._push(EXPRESSION if self._begins_expression() else LIST, token)
            case "[" | "<<":
                self._push(token.text, token)
            case ")" | "]" | "}" | ">>":
                self._pop(token)

    def _begins_expression(self) -> bool:
        before = self._before
        if before.kind == "opening" or self.inside in {LIST, "["}:
            return False
        if self.inside == EXPRESSION or self._clauses[-1]:
            return True
        if before.kind == "word":
            return before.text.upper() not in _NO_EXPRESSION_AFTER
        return before.kind in {"iri", "name"} and self._earlier.says("FILTER")

    def _push(self, bracket: str, token: Token) -> None:
        self._open.append((bracket, token.start))
        if len(self._open) > self._deepest:
            told = "brackets stand deeper than {most}, which is not taken"
            raise fault(self._text, token.start, Said.of("bracket_deep", told, most=self._deepest))

    def _pop(self, token: Token) -> None:
        expected = {_PAIRS[token.text]} if token.text in _PAIRS else {EXPRESSION, LIST}
        if self.inside not in expected:
            told = Said.of("bracket_close", "“{sign}” closes what was not opened", sign=token.text)
            raise fault(self._text, token.start, told)
        self._open.pop()
        if token.text == "}":
            self._clauses.pop()
