"""What a query means, for who reads it: a sentence, a picture, and why it may be slow."""

from collections.abc import Callable
from dataclasses import dataclass

from rdflib import URIRef

from api.i18n import Words, words
from api.pages.pictures import Picture
from api.pages.sentence import sentence, things
from api.pages.sketch import sketch
from api.pages.termed import termed
from graph.advice import Faster, advise, faster, question
from graph.guard import Limits
from graph.library import Library
from graph.reader import Reader
from graph.rewriting.terms import NotRead
from graph.tokens import tokens
from ontology.reference import reference

_MOST = 60  # patterns that are put into quicker words here: for twice as many it takes eight times as long
_BETWEEN = frozenset(".;,")  # patterns


@dataclass(frozen=True)
class Reason:
    """Why a query may be slow: one word, what in the query it is about, and a sentence."""

    reason: str
    about: str
    text: str


@dataclass(frozen=True)
class Meaning:
    """All that is told of a query."""

    sentence: str
    picture: Picture | None
    reasons: tuple[Reason, ...]
    faster: Faster | None


def meaning(text: str, library: Library, lang: str) -> Meaning | None:
    """What a query means; None where it is written in words that are not taken apart here (SERVICE)."""
    try:
        asked = question(text)
    except NotRead:
        return None
    reader = library.reader.anew()
    reader.learn(things(asked))
    said = words(lang)
    name = _naming(reader, said)
    told = sentence(asked, name, said)
    reasons = tuple(Reason(*each, said(f"query.slow.{each.reason}", about=each.about)) for each in advise(asked))
    return Meaning(told, sketch(asked, name, said, said("query.picture.label")), reasons, _faster(text))


def _faster(text: str) -> Faster | None:
    patterns = sum(token.text in _BETWEEN for token in tokens(text, Limits().depth))
    return faster(text) if patterns <= _MOST else None


def _naming(reader: Reader, said: Words) -> Callable[[str], str]:
    def name(iri: str) -> str:
        term = URIRef(iri)
        if reference().find_iri(term) or not reader.labels(term):
            return termed(term, said).label
        return reader.called(term, said.lang).label

    return name
