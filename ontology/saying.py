"""What went wrong, in English, so that whoever tells it may put it into the words of another language."""

from typing import Self


class Said(str):
    """An English sentence that keeps the key and the values it was made of; logs and commands write it as it is."""

    key: str
    values: dict[str, object]

    @classmethod
    def of(cls, key: str, template: str, **values: object) -> Self:
        """The sentence of a key: a template with its values in place, among which may be sentences.

        >>> Said.of("thing", "there is no {kind} “{name}” here", kind="cluster", name="x")
        'there is no cluster “x” here'
        """
        return cls.made(template.format(**values), key, values)

    @classmethod
    def made(cls, text: str, key: str, values: dict[str, object]) -> Self:
        """A sentence of its text, its key and its values."""
        made = cls(text)
        made.key, made.values = key, values
        return made


def said(error: Exception) -> str:
    """What an error says: with its key, where it was told a sentence; else in its own words, or by its name.

    >>> said(OSError(Said.of("cut", "it ends before its end"))).key
    'cut'
    """
    told = error.args[0] if error.args else ""
    return told if isinstance(told, Said) else str(error) or type(error).__name__


def to_send(told: str) -> object:
    """What is told, for a message between two processes: a text, or what a sentence is made of.

    >>> to_send(Said.of("prefix", "the prefix “{prefix}:” is not declared", prefix="x"))
    ['the prefix “x:” is not declared', 'prefix', {'prefix': 'x'}]
    """
    if not isinstance(told, Said):
        return told
    values = {name: to_send(value) if isinstance(value, str) else value for name, value in told.values.items()}
    return [str(told), told.key, values]


def as_sent(sent: object) -> str:
    """What was told, from the message."""
    if not isinstance(sent, list):
        return str(sent)
    text, key, values = sent
    back = {name: as_sent(value) if isinstance(value, list) else value for name, value in values.items()}
    return Said.made(text, key, back)
