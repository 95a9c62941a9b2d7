"""What a text must hold so that a regular expression can match it, as far as that is easily told."""

from typing import TypeAlias

from graph.texts.folding import END, START

Sought: TypeAlias = frozenset[str]  # of these a text must hold one
_CLASSES = frozenset("dDwWsSbB<>")  # after a backslash; the last two are where a word begins and ends
_PLAIN_FLAGS = frozenset("ims")
_SIGNS = frozenset("()[]{}|?*+")
_DEEPEST = 20  # groups within groups
_ANCHORS = frozenset({START, END})
_SPACE = " "  # all before it are controls, which no index keeps


class _Unknown(Exception):
    """An expression in words that are not known here."""


def required(pattern: str, flags: str) -> Sought | None:
    """The texts of which a match holds one; None where nothing is known to be in each.

    >>> sorted(required("^Polo (Têxtil|Digital)s?$", ""))
    ['Digital', 'Têxtil']
    """
    if not _PLAIN_FLAGS.issuperset(flags):
        return None
    reader = _Reader(pattern, anchors="m" not in flags)
    try:
        found = reader.choice()
        return found if reader.ended else None
    except _Unknown:
        return None


class _Reader:
    """Reads an expression from its beginning to its end."""

    def __init__(self, pattern: str, *, anchors: bool) -> None:
        self._pattern = pattern
        self._at = 0
        self._anchors = anchors
        self._depth = 0

    @property
    def ended(self) -> bool:
        return self._at == len(self._pattern)

    def choice(self) -> Sought | None:
        """What one of several branches needs: any of what each of them needs."""
        branches = [self._sequence()]
        while self._took("|"):
            branches.append(self._sequence())
        known = [each for each in branches if each is not None]
        return frozenset[str]().union(*known) if len(known) == len(branches) else None

    def _sequence(self) -> Sought | None:
        """The best of what stands one after another: that of which the shortest is longest."""
        found, run = list[Sought](), ""
        while not self.ended and self._pattern[self._at] not in "|)":
            part = self._part()
            times = self._times()
            if isinstance(part, str) and part and times in {"", "+"}:
                run += "" if part in _ANCHORS and run.endswith(part) else part  # an end said twice is one
                if not times:
                    continue
            elif not isinstance(part, str) and part and times in {"", "+"}:
                found.append(part)
            found.append(frozenset({run}))
            run = ""
        found.append(frozenset({run}))
        best = max(found, key=lambda each: min(map(_weight, each)))
        return best if min(map(_weight, best)) else None

    def _part(self) -> str | Sought | None:
        """A letter that must be there, what a group needs, or nothing that is known (empty)."""
        letter = self._next()
        if letter == "(":
            return self._group()
        if letter == "[":
            self._class()
            return ""
        if letter == "\\":
            return self._escaped()
        if letter in "^$":
            return {"^": START, "$": END}[letter] if self._anchors else ""
        if letter in _SIGNS:
            raise _Unknown
        return "" if letter == "." or letter < _SPACE else letter

    def _group(self) -> Sought | None:
        self._depth += 1
        if self._depth > _DEEPEST or (self._took("?") and not self._took(":")):
            raise _Unknown
        found = self.choice()
        self._depth -= 1
        if not self._took(")"):
            raise _Unknown
        return found

    def _class(self) -> None:
        self._took("^")
        first = True
        while first or not self._took("]"):
            letter = self._next()
            if letter in "[&" or (first and letter == "]"):
                raise _Unknown
            if letter == "\\" and self._next() in "pPxuU":
                raise _Unknown
            first = False

    def _escaped(self) -> str:
        letter = self._next()
        if letter.isalnum() and letter not in _CLASSES:
            raise _Unknown
        return "" if letter in _CLASSES else letter

    def _times(self) -> str:
        """How often the part before may come: `+`, `*` (also for all that may be never), or once (empty)."""
        sign = self._pattern[self._at : self._at + 1]
        if sign not in {"?", "*", "+", "{"}:
            return ""
        self._at += 1
        if sign == "{":
            while self._next() != "}":
                """Whatever the numbers are, it may be never."""
        self._took("?")  # as few as can be
        if self._pattern[self._at : self._at + 1] in {"?", "*", "+", "{"}:
            raise _Unknown
        return "+" if sign == "+" else "*"

    def _took(self, sign: str) -> bool:
        if self._pattern[self._at : self._at + 1] != sign:
            return False
        self._at += 1
        return True

    def _next(self) -> str:
        if self.ended:
            raise _Unknown
        self._at += 1
        return self._pattern[self._at - 1]


def _weight(text: str) -> int:
    return len(text.strip(START + END))
