"""What a condition says that a text must hold, whatever its case: of several texts one."""

import re
import sys
from collections.abc import Iterable
from typing import NamedTuple

from graph.rewriting.regular import required
from graph.rewriting.tree import Expression
from graph.texts.folding import END, START, fold, steady

_STRING = re.compile(r"""("{3}|'{3}|"|')(.*)\1(?:@([A-Za-z0-9-]+))?\Z""", re.DOTALL)
_ESCAPED = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)", re.DOTALL)
_MEANT = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}
_CASES = frozenset({"LCASE", "UCASE"})
_BEFORE = {"CONTAINS": "", "STRENDS": "", "STRSTARTS": START}
_AFTER = {"CONTAINS": "", "STRENDS": END, "STRSTARTS": ""}


class Needle(NamedTuple):
    """A variable, and the folded texts of which one must be in its own; `of_all` where it need not be a literal."""

    variable: str
    texts: frozenset[str]
    of_all: bool


class _Side(NamedTuple):
    """A variable or a text in functions: whether they change its case, and whether they take what is no text."""

    variable: str
    text: str | None
    folds: bool
    of_all: bool


def needle(condition: Expression) -> Needle | None:
    """What must be in the text of a variable, None where nothing is told."""
    parts = condition.parts
    match condition.name:
        case "||":
            return _any(map(needle, parts))
        case "CONTAINS" | "STRSTARTS" | "STRENDS" if len(parts) == 2:
            return _held(_side(parts[0]), _side(parts[1]), _BEFORE[condition.name], _AFTER[condition.name])
        case "=" if len(parts) == 2:
            sides = sorted(map(_side, parts), key=lambda side: side.text is not None)
            return _held(sides[0], sides[1], START, END)
        case "IN" if len(parts) > 1:
            first, *others = map(_side, parts)
            return _any(_held(first, other, START, END) for other in others)
        case "REGEX" if 2 <= len(parts) <= 3:
            return _matched(*map(_side, parts))
    return None


def _any(found: Iterable[Needle | None]) -> Needle | None:
    known = list(found)
    whole = [each for each in known if each is not None]
    if not whole or len(whole) < len(known) or len({each.variable for each in whole}) > 1:
        return None
    texts = frozenset[str]().union(*(each.texts for each in whole))
    return Needle(whole[0].variable, texts, any(each.of_all for each in whole))


def _held(side: _Side, other: _Side, before: str, after: str) -> Needle | None:
    whole = before + after == START + END
    if other.text is None or (whole and not (side.folds or side.of_all)):  # `?a = "text"` has its own rewriting
        return None
    return _needle(side, [f"{before}{fold(other.text)}{after}"], folds=side.folds or other.folds)


def _matched(side: _Side, pattern: _Side, flags: _Side | None = None) -> Needle | None:
    said = "" if flags is None else flags.text
    if pattern.text is None or said is None or pattern.folds or (flags and flags.folds):
        return None
    found = required(pattern.text, said)
    return _needle(side, map(_folded, found), folds=side.folds or "i" in said) if found else None


def _folded(run: str) -> str:
    """Part of an expression without case; its ends stay."""
    before, after = (START if run.startswith(START) else ""), (END if run.endswith(END) else "")
    return f"{before}{fold(run.strip(START + END))}{after}"


def _needle(side: _Side, texts: Iterable[str], *, folds: bool) -> Needle | None:
    found = frozenset(steady(each) if folds else each for each in texts)
    if not side.variable or not all(each.strip(START + END) for each in found):
        return None
    return Needle(side.variable, found, side.of_all)


def _side(expression: Expression) -> _Side:
    folds = of_all = False
    while expression.name in _CASES | {"STR"} and len(expression.parts) == 1:
        folds, of_all = folds or expression.name in _CASES, of_all or expression.name == "STR"
        (expression,) = expression.parts
    term = expression.term
    if term is None or term.kind not in {"variable", "literal"}:
        return _Side("", None, folds, of_all)
    if term.kind == "variable":
        return _Side(term.value, None, folds, of_all)
    said = text_of(term.text)
    return _Side("", said[0] if said else None, folds, of_all)


def text_of(written: str) -> tuple[str, str] | None:
    """What a text says that is written in a query, and its language without case; None where it has a type.

    >>> text_of(r"'Polo T\u00eaxtil'@PT") == text_of('"Polo Têxtil"@pt')
    True
    """
    found = _STRING.match(written)
    return (_ESCAPED.sub(_meant, found[2]), (found[3] or "").lower()) if found else None


def _meant(found: re.Match[str]) -> str:
    escape = found[1]
    return _letter(int(escape[1:], 16)) if len(escape) > 1 else _MEANT.get(escape, escape)


def _letter(code: int) -> str:
    """A letter by its number; of one that is none the engine tells."""
    return chr(code) if code <= sys.maxunicode and not 0xD800 <= code <= 0xDFFF else "\ufffd"
