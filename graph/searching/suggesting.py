"""What could be meant while somebody types: a few things by name."""

from dataclasses import dataclass

from graph.reader import Reader
from graph.searching import schema
from graph.searching.index import Index
from graph.searching.sought import Sought, words_of
from graph.things import Named

MOST = 20


@dataclass(frozen=True)
class Suggestion:
    """A thing, and the other name by which it was found where its own does not show why."""

    thing: Named
    also: str | None


def suggest(index: Index, reader: Reader, text: str, lang: str, limit: int) -> tuple[Suggestion, ...]:
    """The things whose names fit best what was typed so far; raises `BadSearch`."""
    words = words_of(text)
    things = index.named(Sought(words, ()), lang, limit).things if words else ()
    reader.learn(things)
    begun = [schema.plain(word) for word in words]
    return tuple(_suggestion(reader, reader.called(iri, lang), begun) for iri in things)


def _suggestion(reader: Reader, thing: Named, words: list[str]) -> Suggestion:
    if _fits(thing.label, words):
        return Suggestion(thing, None)
    others = (text for _, text in sorted(reader.labels(thing.iri).items()))
    return Suggestion(thing, next((text for text in others if _fits(text, words)), None))


def _fits(name: str, words: list[str]) -> bool:
    """Whether a name shows why it was found: each word begins one of its own."""
    parts = schema.plain(name).split()
    return all(any(part.startswith(word) for part in parts) for word in words)
