"""Where a term comes from, and how it is read: the part of a mapping that a converter gets."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

PLACEHOLDER = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True)
class LangOf:
    """A language that a column of the row decides."""

    column: str
    map_: Mapping[str, str]
    default: str = ""


@dataclass(frozen=True)
class Expression:
    """A column, a constant, a template or another thing of the row, and how its text is read."""

    column: str | None = None
    value: str | None = None
    template: str | None = None
    thing: str | None = None
    as_: str | None = None
    split: str | None = None
    part: int | str | None = None
    part_split: str | None = None
    map_: Mapping[str, str | list[str]] | None = None
    synonyms: Mapping[str, str] | None = None
    lang: str | LangOf | None = None
    plain: bool = False
    datatype: str | None = None
    prefix: str | None = None
    country: str | None = None
    country_column: str | None = None
    in_source: str | None = None
    match: str | None = None
    take: str | None = None
    then: str | None = None
    kind: str | None = None
    scheme: str | None = None
    level: int | None = None
    order: str | None = None
    locale: str | None = None
    unit: str | None = None
    unit_column: str | None = None
    to: str | None = None

    def beside(self) -> tuple[str, ...]:
        """The columns that tell how the text is to be read."""
        # A look-up reads the country in the row that it finds.
        named = (None if self.as_ == "lookup" else self.country_column, self.unit_column)
        spoken = (self.lang.column,) if isinstance(self.lang, LangOf) else ()
        return tuple(name for name in (*named, *spoken) if name)

    def columns(self) -> Iterator[str]:
        """The columns this reads."""
        if self.column:
            yield self.column
        yield from self.beside()
        yield from PLACEHOLDER.findall(self.template or "")
