"""Texts without case, letter by letter: of two texts that differ in case alone, one comes of both."""

START, END = "\n", "\t"  # stand for the beginning and the end of a text, in which neither is left
_CONTROLS = dict.fromkeys(range(32), " ")


def fold(text: str) -> str:
    """A text without case; each letter by itself, so that what a text holds, the folded text holds folded.

    >>> fold("Straße") == fold("STRASSE")
    True
    """
    folded = text.upper().casefold()
    return folded if folded.isprintable() else folded.translate(_CONTROLS)


def steady(text: str) -> str:
    """The longest part of a text of which the case is the same to every program.

    Later versions of Unicode give letters that had none a capital; those that have one keep it.
    """
    spaced = "".join(letter if letter.isascii() or letter.upper() != letter.lower() else "\0" for letter in text)
    return max(spaced.split("\0"), key=len)
