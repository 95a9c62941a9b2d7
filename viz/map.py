"""The network map in one language: what is drawn, its legend, its filters and its texts."""

import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from graph.networks.network import Network, Word
from viz.palette import Look, look
from viz.placing.layout import Positions
from viz.scene import Scene, build_scene

_TEXTS = Path(__file__).parent / "texts.toml"


@dataclass(frozen=True)
class Entry:
    """A line of the legend: a kind, how it is drawn, and how many things are of it."""

    kind: str
    label: str
    collection: str
    look: Look
    count: int


@dataclass(frozen=True)
class Choice:
    """A country or an area that the map can be kept to."""

    key: str
    label: str
    count: int


@dataclass(frozen=True)
class MapData:
    """All that the map shows, in one language."""

    lang: str
    texts: Mapping[str, str]
    scene: Scene
    legend: tuple[Entry, ...]
    countries: tuple[Choice, ...]
    areas: tuple[Choice, ...]
    relations: tuple[Word, ...]

    def kind_label(self, kind: str) -> str:
        """What a kind is called."""
        return next((entry.label for entry in self.legend if entry.kind == kind), kind)

    def country_labels(self, keys: Iterable[str]) -> str:
        """The names of some countries, in one line."""
        names = {choice.key: choice.label for choice in self.countries}
        return ", ".join(names.get(key, key) for key in keys)


class UnknownLanguage(LookupError):
    """The map has no texts in this language."""


def build_map(
    network: Network, positions: Positions, lang: str = "en", texts: Mapping[str, str] | None = None
) -> MapData:
    """The map of a network; `texts` replaces single texts of the map's own."""
    marks = build_scene(network, positions)
    return MapData(
        lang,
        {**own_texts(lang), **(texts or {})},
        marks,
        _legend(network),
        _choices(network.countries, (key for node in network.nodes for key in node.countries)),
        _choices(network.areas, (key for node in network.nodes for key in node.areas)),
        network.relations,
    )


def own_texts(lang: str) -> Mapping[str, str]:
    """The map's texts in a language; raises `UnknownLanguage`."""
    known = all_texts()
    if lang not in known:
        raise UnknownLanguage(f"the map speaks {', '.join(known)}, not “{lang}”")
    return known[lang]


@cache
def all_texts() -> Mapping[str, Mapping[str, str]]:
    """The map's texts by language."""
    return tomllib.loads(_TEXTS.read_text(encoding="utf-8"))


def as_document(data: MapData) -> dict[str, object]:
    """The map as plain lists and objects, without the things and links, which the drawing library holds.

    `{"lang": "en", "legend": [{"kind": "cluster", "label": "cluster", "count": 155, ...}], "countries": [...]}`
    """
    return {
        "lang": data.lang,
        "texts": dict(data.texts),
        "legend": [_entry_document(entry) for entry in data.legend],
        "countries": [[choice.key, choice.label, choice.count] for choice in data.countries],
        "areas": [[choice.key, choice.label, choice.count] for choice in data.areas],
        "relations": {word.key: word.label for word in data.relations},
        "captions": [[caption.text, caption.x, caption.y] for caption in data.scene.captions],
    }


def _entry_document(entry: Entry) -> dict[str, object]:
    return {
        "kind": entry.kind,
        "label": entry.label,
        "collection": entry.collection,
        "path": entry.look.path,
        "light": entry.look.light,
        "dark": entry.look.dark,
        "rank": entry.look.rank,
        "count": entry.count,
    }


def _legend(network: Network) -> tuple[Entry, ...]:
    counts = Counter(node.kind for node in network.nodes)
    collections = {node.kind: node.collection for node in network.nodes}
    entries = (
        Entry(word.key, _capital(word.label), collections[word.key], look(word.key), counts[word.key])
        for word in network.kinds
    )
    return tuple(sorted(entries, key=lambda entry: (entry.look.rank, entry.label)))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _choices(words: Iterable[Word], keys: Iterable[str]) -> tuple[Choice, ...]:
    counts = Counter(keys)
    return tuple(Choice(word.key, word.label, counts[word.key]) for word in words)
