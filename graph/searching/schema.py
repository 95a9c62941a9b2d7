"""How an index is laid out: its fields, and how text becomes the words that are compared."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType

from tantivy import Filter, Index, Schema, SchemaBuilder, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

from ontology.iri import fold
from ontology.model import LANGUAGES

VERSION = 2  # goes up when an index made before must not be read
FACETS = ("kind", "country", "region", "area", "value-chain", "status", "source", "year")
EXACT, FIRST, NAMES, TEXT = "exact", "first", "names", "text"
LINKED, HUB, IS_HUB, IN_FRONT, UPDATED, IRI = "linked", "hub", "is_hub", "in_front", "updated", "iri"
_STEMMERS: Mapping[str, str] = MappingProxyType(
    {"en": "english", "pt": "portuguese", "it": "italian", "ro": "romanian"}
)
_FOLDED = "folded"
_WORD = re.compile(r"[^\W_]+")
# The stemmer knows Romanian as it was written before Unicode had the letters with a comma.
_CEDILLAS = str.maketrans("șțȘȚ", "şţŞŢ")
_ALPHABET = 10_000  # letters that are kept: strangers may type any
_LONGEST = 60  # letters of a word; what is longer is no word


class _Letters(dict[int, str]):
    """What each letter is among words: folded, or a space where it is none; looked up once."""

    def __missing__(self, code: int) -> str:
        letter = "".join(each if each.isalnum() else " " for each in fold(chr(code)))
        if len(self) < _ALPHABET:
            self[code] = letter
        return letter


_LETTERS = _Letters()


def field(facet: str) -> str:
    """The field of a facet."""
    return facet.replace("-", "_")


def names_in(lang: str) -> str:
    """The field of names in a language, stemmed."""
    return f"{NAMES}_{lang}"


def text_in(lang: str) -> str:
    """The field of texts in a language, stemmed; other languages share one without stems."""
    return f"{TEXT}_{lang}" if lang in _STEMMERS else TEXT


@cache
def schema() -> Schema:
    """The fields of an index."""
    made = SchemaBuilder()
    made.add_text_field(IRI, stored=True, tokenizer_name="raw", index_option="basic")
    for name in (EXACT, FIRST):
        made.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in (NAMES, TEXT):
        made.add_text_field(name, tokenizer_name=_FOLDED, index_option="freq")
    for lang in LANGUAGES:
        made.add_text_field(names_in(lang), tokenizer_name=lang, index_option="freq")
        made.add_text_field(text_in(lang), tokenizer_name=lang, index_option="freq")
    for name in FACETS:
        made.add_text_field(field(name), fast=True, tokenizer_name="raw", index_option="basic")
    made.add_unsigned_field(LINKED, indexed=True)
    made.add_unsigned_field(HUB, fast=True)
    made.add_boolean_field(IS_HUB, indexed=True)
    made.add_boolean_field(IN_FRONT, indexed=True)
    made.add_unsigned_field(UPDATED, fast=True)
    return made.build()


def prepared(index: Index) -> Index:
    """An index that knows its tokenizers, which no index keeps."""
    index.register_tokenizer(_FOLDED, _whole())
    for lang in LANGUAGES:
        index.register_tokenizer(lang, _stemming(lang))
    return index


def words(text: str) -> list[str]:
    """The words of a text, as they stand."""
    found = _WORD.findall(text)
    return found if len(text) <= _LONGEST else [word for word in found if len(word) <= _LONGEST]


def plain(text: str) -> str:
    """A text without case, accents and marks: its words, one space between them."""
    folded = text.translate(_LETTERS)
    found = folded.split()
    return " ".join(found if len(folded) <= _LONGEST else [word for word in found if len(word) <= _LONGEST])


def spelt(text: str, lang: str) -> str:
    """A text as the stemmer of its language expects it."""
    return text if lang != "ro" or text.isascii() else text.translate(_CEDILLAS)


def stems(word: str, lang: str) -> list[str]:
    """What a word is compared by in a language, as in an index."""
    return list(_stemming(lang).analyze(spelt(word, lang)))


def distinct(found: Iterable[str]) -> tuple[str, ...]:
    """Each once, in the order of their coming."""
    return tuple(dict.fromkeys(found))


@cache
def _whole() -> TextAnalyzer:
    return _builder().build()


@cache
def _stemming(lang: str) -> TextAnalyzer:
    # Accents are taken off last: a stemmer knows the endings of its language with them.
    return _builder().filter(Filter.stemmer(_STEMMERS[lang])).filter(Filter.ascii_fold()).build()


def _builder() -> TextAnalyzerBuilder:
    return TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.remove_long(4 * _LONGEST)).filter(Filter.lowercase())
