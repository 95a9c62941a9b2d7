"""An index that is open: which things fit, best first, and how many of them have which value of a facet."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TypeAlias

import tantivy
from rdflib import URIRef
from tantivy import DocAddress, Occur, Order, Query

from graph.searching import schema
from graph.searching.building import ABOUT
from graph.searching.clauses import Clauses
from graph.searching.sought import Sought, Word
from ontology.model import LANGUAGES, Model
from ontology.namespaces import CSC

Values: TypeAlias = dict[str, Mapping[str, int]]  # by facet and value
FEW = 3  # things; where fewer are found, words that are spelt alike are looked for too
_HUBS = 200  # things that have a word in their name and others are linked to
_VALUES = 65_000  # of a facet: more than any has, so that counts are exact
_MANY = 5_000  # things from which on the best are looked for among the likely ones first
_TOTAL = "*"  # among counts
_KEPT = 512  # counts of searches: who pages or comes back does not wait for them again


@dataclass(frozen=True)
class Counts:
    """How many things fit, and how many of them for each value of each facet; `wider` where one is not kept to."""

    total: int
    values: Values
    wider: Mapping[str, int]


@dataclass(frozen=True)
class Page:
    """Some of the things that fit, and how many fit; `near` where words that are spelt alike were taken too."""

    things: tuple[URIRef, ...]
    total: int
    near: bool = False


class Index:
    """The index of one release, as one class of askers may see it."""

    def __init__(self, folder: Path, model: Model) -> None:
        """Open what is in a folder; raises `FileNotFoundError` or `ValueError` where that is no index of ours."""
        about = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
        if about.get("version") != schema.VERSION:
            raise ValueError(f"the index in {folder} was made by another version of the program")
        self.folder = folder
        self.things: int = about["things"]
        self.updated: int = about["updated"]
        self._values: Mapping[str, Mapping[str, str]] = about["values"]
        self._index = schema.prepared(tantivy.Index.open(str(folder)))
        self._index.config_reader("manual")  # it never changes: nobody need watch its folder
        self._searcher = self._index.searcher()
        self._kinds = _kinds(model)
        self.near = lru_cache(_KEPT)(self._near)
        self.counts = lru_cache(_KEPT)(self._counts)
        self.total = lru_cache(_KEPT)(self._total)
        self._linking = lru_cache(_KEPT)(self._hubs)
        self._terms: dict[tuple[str, str], URIRef] = {}

    def page(self, sought: Sought, lang: str, start: int, limit: int) -> Page:
        """The best things of a search, from a place on; where there are few, with what is spelt alike."""
        near, total = False, self.counts(sought, near=False).total
        # Where many fit with facets, more fit without: there is no need to look.
        if total < FEW and self.near(Sought(sought.words, ())):
            near, total = True, self.counts(sought, near=True).total
        if not total:
            return Page((), 0, near)
        making = self._making(lang, near=near)
        found = self._best(making, sought, start, limit) if total > _MANY else None
        hits = (found or self._searcher.search(making.ranked(sought), limit, False, None, start)).hits
        return Page(self._things(hits), total, near)

    def _best(self, making: Clauses, sought: Sought, start: int, limit: int) -> tantivy.SearchResult | None:
        """The same where it is found among what comes first: then the others need not be weighed."""
        for query in making.best(sought):
            found = self._searcher.search(query, limit, True, None, start)
            if _count(found) >= start + limit:
                return found
        return None

    def newest(self, sought: Sought, limit: int) -> tuple[tuple[URIRef, int], ...]:
        """The things of a search that a source told of last, each with when that was in seconds since 1970."""
        query = self._clauses(sought, LANGUAGES[0]).matching(sought)
        found = self._searcher.search(query, limit, False, schema.UPDATED, 0, Order.Desc)
        return tuple((self._thing(place), int(key or 0)) for key, place in found.hits)

    def named(self, sought: Sought, lang: str, limit: int) -> Page:
        """The best things that have all words in their names; where there are none, words that are spelt alike."""
        for near in (False, True):
            query = self._making(lang, near=near).named(sought)
            found = self._searcher.search(query, limit)
            if found.hits:
                break
        return Page(self._things(found.hits), _count(found))

    def _total(self, sought: Sought, *, near: bool | None = None) -> int:
        """How many things fit."""
        clauses = self._clauses(sought, LANGUAGES[0]) if near is None else self._making(LANGUAGES[0], near=near)
        return _count(self._searcher.search(clauses.matching(sought), 1))

    def alike(self, word: str, limit: int) -> tuple[URIRef, ...]:
        """Things that have a word in their name which is spelt almost like this one."""
        return self._things(self._searcher.search(self._making(LANGUAGES[0]).alike(word), limit, False).hits)

    def knows(self, word: str) -> bool:
        """Whether anything fits a word."""
        named = self._searcher.search(self._making(LANGUAGES[0]).with_word(Word.of(word)), 1)
        return bool(named.hits) or self.total(Sought((word,), ()), near=False) > 0

    def iri(self, facet: str, value: str) -> URIRef | None:
        """What a value of a facet stands for; None for what stands for itself, and where nothing has it."""
        if (facet, value) not in self._terms:
            found = self._values.get(facet, {}).get(value)
            if found is None:
                return None  # strangers may ask for any value: what is not known is not kept
            self._terms[facet, value] = URIRef(found)
        return self._terms[facet, value]

    def _near(self, sought: Sought) -> bool:
        """Whether so few fit that words that are spelt alike are looked for."""
        return bool(sought.words) and self.total(Sought(sought.words, ()), near=False) < FEW

    def _counts(self, sought: Sought, *, near: bool) -> Counts:
        """How many fit for each value of each facet; what a facet is kept to does not narrow its own."""
        kept = [name for name, _ in sought.filters]
        total, found = self._counted(sought, [name for name in schema.FACETS if name not in kept], near=near)
        wider = {}
        for name in kept:
            wider[name], values = self._counted_alone(sought.without(name), name, near=near)
            found |= values
        return Counts(total, {name: found[name] for name in schema.FACETS}, wider)

    def _counted_alone(self, sought: Sought, name: str, *, near: bool) -> tuple[int, Values]:
        return self._counted(sought, [name], near=near) if sought else (self.things, {name: self._all[name]})

    @cached_property
    def _all(self) -> Values:
        """The counts of all things, which each search needs that is kept to one facet only."""
        return self._counted(Sought((), ()), schema.FACETS, near=False)[1]

    def _counted(self, sought: Sought, facets: Sequence[str], *, near: bool) -> tuple[int, Values]:
        asked = {name: {"terms": {"field": schema.field(name), "size": _VALUES}} for name in facets}
        query = self._making(LANGUAGES[0], near=near).matching(sought)
        told = self._searcher.aggregate(query, asked | {_TOTAL: {"value_count": {"field": schema.field("kind")}}})
        counted: Values = {name: {each["key"]: each["doc_count"] for each in told[name]["buckets"]} for name in facets}
        return int(told[_TOTAL]["value"]), counted

    def _clauses(self, sought: Sought, lang: str) -> Clauses:
        return self._making(lang, near=self.near(Sought(sought.words, ())))

    def _making(self, lang: str, *, near: bool = False) -> Clauses:
        return Clauses(schema.schema(), lang, self._linking, self._of_kind, near)

    def _hubs(self, word: Word) -> Sequence[int]:
        names = Clauses(schema.schema(), LANGUAGES[0], _none, _none).with_word(word)
        hub = Query.term_query(schema.schema(), schema.IS_HUB, True, "basic")
        both = Query.boolean_query([(Occur.Must, names), (Occur.Must, Query.const_score_query(hub, 0.0))])
        places = [place for _, place in self._searcher.search(both, _HUBS, False).hits]
        numbers = self._searcher.fast_field_values(schema.HUB, places)
        return [int(number) for number in numbers if number is not None]

    def _of_kind(self, word: Word) -> Sequence[str]:
        found = (self._kinds.get(stem, ()) for lang, stems in word.stems.items() for stem in _in(lang, stems))
        return schema.distinct(kind for kinds in found for kind in kinds)

    def _things(self, hits: Iterable[tuple[object, DocAddress]]) -> tuple[URIRef, ...]:
        return tuple(self._thing(place) for _, place in hits)

    def _thing(self, place: DocAddress) -> URIRef:
        return URIRef(str(self._searcher.doc(place)[schema.IRI][0]))


def _count(found: tantivy.SearchResult) -> int:
    return int(found.count or 0)  # type: ignore[attr-defined] # its stub leaves this out


def _none(word: Word) -> Sequence[int]:
    return ()


def _in(lang: str, stems: Iterable[str]) -> list[str]:
    return [f"{lang} {stem}" for stem in stems]


@lru_cache(1)
def _kinds(model: Model) -> Mapping[str, tuple[str, ...]]:
    """The kinds that a word may mean, by language and stem: `pactos` means the pacts."""
    found: dict[str, list[str]] = {}
    for kind in model.kinds:
        for predicate in (None, CSC.collectionLabel):
            for lang, label in model.labels(kind.cls, predicate).items():
                for stem in schema.distinct(schema.stems(label, lang)) if lang in LANGUAGES else ():
                    found.setdefault(f"{lang} {stem}", []).append(kind.name)
    return {stem: schema.distinct(kinds) for stem, kinds in found.items()}
