"""What went wrong, in English, so that whoever tells it may put it into the words of another language."""

from typing import Self


class Said(str):
    """An English sentence that keeps the key and the values it was made of; logs and commands write it as it is."""

    key: str
    values: dict[str, object]

    @classmethod
    def of(cls, key: str, template: str, **values: object) -> Self:
        """The sentence of a key: a template with its values in place.

        >>> Said.of("thing", "there is no {kind} “{name}” here", kind="cluster", name="x")
        'there is no cluster “x” here'
        """
        made = cls(template.format(**values))
        made.key, made.values = key, values
        return made
