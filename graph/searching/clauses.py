"""What is looked for, as queries of the index.

All are made by its functions from single words: nothing that is typed is ever read as a query.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from tantivy import Occur, Query, Schema

from graph.searching import schema
from graph.searching.sought import Sought, Word, allowed

Hubs: TypeAlias = Callable[[Word], Sequence[int]]  # the numbers of things of this name that others are linked to
Kinds: TypeAlias = Callable[[Word], Sequence[str | int]]  # the kinds that a word may mean
# Each step counts more than all below it together.
_IN_FRONT, _EXACT, _PREFIX, _ALL_NAMES, _OWN_LANGUAGE = 16_000.0, 8_000.0, 4_000.0, 2_000.0, 1_000.0
_WHOLE, _STEM, _BEGUN, _TEXT, _ABOUT, _NEAR = 1.0, 1.0, 0.9, 0.1, 0.4, 0.2
_COUNTED = (schema.NAMES, schema.TEXT)  # fields that know how often a word stands in them
_SET = 16  # values from which on they are looked for as a set
_LEAST_BEGUN = 2  # letters of a word that others may begin with


@dataclass(frozen=True)
class Clauses:
    """Makes queries for readers of one language; with `near`, words that are spelt alike fit too."""

    fields: Schema
    lang: str
    hubs: Hubs
    kinds: Kinds
    near: bool = False

    def ranked(self, sought: Sought) -> Query:
        """All that fits, the best by the highest score."""
        words = self._words(sought)
        must = [(Occur.Must, self._anywhere(word, last=word is words[-1])) for word in _needed(words)]
        kept = [(Occur.Must, Query.const_score_query(each, 0.0)) for each in self._kept(sought)]
        return Query.boolean_query([*(must or [(Occur.Must, Query.all_query())]), *kept, *self._better(words)])

    def best(self, sought: Sought) -> Iterator[Query]:
        """Parts of what `ranked` gives, each all of its first ones: those of names that begin so, then of names."""
        words = self._words(sought)
        if not words or len(words[-1].plain) < _LEAST_BEGUN:
            return
        front = [self._term(schema.IN_FRONT, True), self._begun(words)]
        yield self._within(sought, front)
        yield self._within(sought, [front[0], self._all_in_names(words)])

    def _within(self, sought: Sought, parts: Sequence[Query]) -> Query:
        narrowed = [(Occur.Must, Query.const_score_query(each, 0.0)) for each in parts]
        return Query.boolean_query([(Occur.Must, self.ranked(sought)), *narrowed])

    def matching(self, sought: Sought) -> Query:
        """All that fits, to be counted."""
        words = self._words(sought)
        every = [self._anywhere(word, last=word is words[-1]) for word in _needed(words)]
        parts = [*every, *self._kept(sought)]
        return Query.boolean_query([(Occur.Must, each) for each in parts]) if parts else Query.all_query()

    def named(self, sought: Sought) -> Query:
        """What has all words in its names, the best by the highest score."""
        words = self._words(sought)
        must = [(Occur.Must, self._in_names(word, last=word is words[-1])) for word in _needed(words)]
        return Query.boolean_query([*must, *self._better(words)]) if must else Query.empty_query()

    def with_word(self, word: Word) -> Query:
        """What has a word in its names."""
        return self._names_with(word, begun=False)

    def alike(self, word: str) -> Query:
        """What has a word in its names that is spelt almost like this one."""
        return self._almost(Word.of(word)) or Query.empty_query()

    def _words(self, sought: Sought) -> list[Word]:
        return [Word.of(each) for each in sought.words]

    def _kept(self, sought: Sought) -> list[Query]:
        return [self._any(schema.field(name), values) for name, values in sought.filters]

    def _better(self, words: Sequence[Word]) -> list[tuple[Occur, Query]]:
        """What makes one fit better than another."""
        if not words:
            return []
        found = [
            (self._term(schema.IN_FRONT, True), _IN_FRONT),
            (self._term(schema.EXACT, _whole(words)), _EXACT),
            (self._begun(words), _PREFIX),
            (self._all_in_names(words), _ALL_NAMES),
            (_all(self._own(word) for word in _needed(words)), _OWN_LANGUAGE),
        ]
        return [(Occur.Should, Query.const_score_query(query, score)) for query, score in found]

    def _begun(self, words: Sequence[Word]) -> Query:
        """What has a name that begins with all of it."""
        return self._begins(schema.FIRST if len(words) == 1 else schema.EXACT, _whole(words))

    def _all_in_names(self, words: Sequence[Word]) -> Query:
        return _all(self._names_with(word, begun=word is words[-1]) for word in _needed(words))

    def _anywhere(self, word: Word, *, last: bool) -> Query:
        """A word in names, in texts, or in the name of what a thing is about."""
        texts = [self._term(schema.TEXT, word.plain)]
        texts += [self._term(schema.text_in(lang), stem) for lang, stems in word.stems.items() for stem in stems]
        parts = [self._in_names(word, last=last), *(Query.boost_query(each, _TEXT) for each in texts)]
        for name, values in ((schema.LINKED, self.hubs(word)), (schema.field("kind"), self.kinds(word))):
            if values:
                parts.append(Query.const_score_query(self._any(name, values), _ABOUT))
        return Query.disjunction_max_query(parts, 0.1)

    def _in_names(self, word: Word, *, last: bool) -> Query:
        parts = [self._names_with(word, begun=last)]
        if self.near and (almost := self._almost(word)):
            parts.append(Query.const_score_query(almost, _NEAR))
        return Query.disjunction_max_query(parts)

    def _names_with(self, word: Word, *, begun: bool) -> Query:
        # How rare a word is does not count in names: among equals the most important kind comes first.
        parts = [(self._term(schema.NAMES, word.plain), _WHOLE)]
        stemmed = ((lang, stem) for lang, stems in word.stems.items() for stem in stems)
        parts += [(self._term(schema.names_in(lang), stem), _STEM) for lang, stem in stemmed]
        if begun and len(word.plain) >= _LEAST_BEGUN:
            parts.append((self._begins(schema.NAMES, word.plain), _BEGUN))
        return Query.disjunction_max_query([Query.const_score_query(query, score) for query, score in parts])

    def _own(self, word: Word) -> Query:
        name = schema.names_in(self.lang)
        return Query.boolean_query([(Occur.Should, self._term(name, stem)) for stem in word.stems[self.lang]])

    def _almost(self, word: Word) -> Query | None:
        wrong = allowed(word.plain)
        return Query.fuzzy_term_query(self.fields, schema.NAMES, word.plain, wrong) if wrong else None

    def _begins(self, name: str, text: str) -> Query:
        return Query.fuzzy_term_query(self.fields, name, text, 0, prefix=True)

    def _any(self, name: str, values: Sequence[object]) -> Query:
        # A set is made of all that has one of its values before anything is looked at, which pays for many values only.
        if len(values) > _SET:
            return Query.term_set_query(self.fields, name, list(values))
        found = [self._term(name, value) for value in values]
        return found[0] if len(found) == 1 else Query.boolean_query([(Occur.Should, each) for each in found])

    def _term(self, name: str, value: object) -> Query:
        return Query.term_query(self.fields, name, value, "freq" if name.startswith(_COUNTED) else "basic")


def _needed(words: Sequence[Word]) -> Sequence[Word]:
    """The words that must be found: all but those that only join others, unless there are no others."""
    return [word for word in words if not word.joins] or words


def _whole(words: Iterable[Word]) -> str:
    return " ".join(word.plain for word in words)


def _all(queries: Iterable[Query]) -> Query:
    return Query.boolean_query([(Occur.Must, each) for each in queries])
