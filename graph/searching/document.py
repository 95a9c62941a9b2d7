"""A thing as an index takes it: JSON, which is made and read in half the time that values of Python take."""

from collections.abc import Iterator, Mapping, Sequence
from json.encoder import encode_basestring as quoted
from typing import TypeAlias

from graph.searching import schema
from ontology.model import LANGUAGES

# What is known of a thing, all of it text: of millions nothing else is as small, or left alone by Python's collector.
Thing: TypeAlias = dict[str, str]
KIND, SOURCE, LINKS = "kind", "source", "links"
_TOLD = frozenset((*map(schema.names_in, LANGUAGES), *map(schema.text_in, LANGUAGES), schema.TEXT))


def put(thing: Thing, name: str, value: str) -> None:
    """Add a line to what is known of a thing; one that comes again is written once."""
    before = thing.get(name)
    thing[name] = value if before is None else f"{before}\n{value}"


def say(thing: Thing, name: str, text: str) -> None:
    """Add words that are counted: several graphs say the same, and what is part of another name adds no word."""
    before = thing.get(name)
    if before is None or text not in before:
        thing[name] = text if before is None else f"{before}\n{text}"


def document(thing: Thing, links: str, dates: Mapping[str, int]) -> str:
    """A document; `links` are members of it that tell its links and years, `dates` when each source came."""
    parts = [f'"{schema.IRI}":{quoted(thing[schema.IRI])},"{KIND}":"{thing[KIND]}"']
    parts += [f'"{name}":{quoted(text)}' for name, text in thing.items() if name in _TOLD]
    if names := thing.get(schema.EXACT):
        parts += _named(_lines(names))
    if sources := thing.get(SOURCE):
        parts += _credited(_lines(sources), dates)
    if links:
        parts.append(links)
    return f"{{{','.join(parts)}}}"


def _lines(text: str) -> Sequence[str]:
    return schema.distinct(text.split("\n")) if "\n" in text else (text,)


def _named(names: Sequence[str]) -> tuple[str, ...]:
    first = schema.distinct([name.partition(" ")[0] for name in names])
    return _several(schema.EXACT, names), _several(schema.FIRST, first), f'"{schema.NAMES}":"{" ".join(names)}"'


def _credited(sources: Sequence[str], dates: Mapping[str, int]) -> Iterator[str]:
    yield _several(SOURCE, sources)
    if newest := max(dates[source] for source in sources):
        yield f'"{schema.UPDATED}":{newest}'


def _several(name: str, values: Sequence[str]) -> str:
    return f'"{name}":[{",".join(map(quoted, values))}]' if len(values) > 1 else f'"{name}":{quoted(values[0])}'
