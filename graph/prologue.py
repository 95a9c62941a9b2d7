"""What BASE and PREFIX declare at the beginning of a query or of an update."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urljoin

from graph.tokens import Token, fault
from ontology.saying import Said

WORDS = ("BASE", "PREFIX")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")
_IRI_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8}))")
_FOLLOWS = {"BASE": ("iri",), "PREFIX": ("name", "iri")}
# Without these, a short text could name a gigabyte of IRIs, or have a base joined to thousands of others for seconds.
_MOST = 1_000  # declarations at one place
_LONGEST = 1_000  # characters of an IRI that is declared


@dataclass(frozen=True)
class Prologue:
    """The base, the prefixes, and how many tokens it took to declare them."""

    base: str = ""
    prefixes: Mapping[str, str] = field(default_factory=dict)
    length: int = 0

    def declares_as(self, other: "Prologue") -> bool:
        """Whether all IRIs are read as with another one."""
        return (self.base, self.prefixes) == (other.base, other.prefixes)

    def resolve(self, token: Token) -> str | None:
        """The IRI that is meant, None where it is relative to nothing or its prefix is not declared."""
        if token.kind == "name":
            prefix, _, local = token.text.partition(":")
            namespace = self.prefixes.get(prefix)
            return None if namespace is None else namespace + re.sub(r"\\(.)", r"\1", local)
        iri = _IRI_ESCAPE.sub(_character, token.text[1:-1])
        try:
            iri = iri if _SCHEME.match(iri) or not self.base else urljoin(self.base, iri)
        except ValueError:  # a base such as http://[
            return None
        return iri if _SCHEME.match(iri) else None


def read(text: str, pieces: Sequence[Token], before: Prologue | None = None) -> Prologue:
    """The declarations with which some tokens begin, after those before; raises `BadQuery`."""
    found, place = before or Prologue(), 0
    if not pieces or not pieces[0].says(*WORDS):  # of an update, most operations declare nothing
        return Prologue(found.base, found.prefixes)
    prefixes = dict(found.prefixes)
    for _ in range(_MOST + 1):
        if place >= len(pieces) or not pieces[place].says(*WORDS):
            return Prologue(found.base, prefixes, place)
        word = pieces[place].text.upper()
        given = pieces[place + 1 : place + 1 + len(_FOLLOWS[word])]
        fits = tuple(token.kind for token in given) == _FOLLOWS[word] and given[0].text.endswith((":", ">"))
        if not fits:
            raise fault(text, pieces[place].start, _must(word))
        place += 1 + len(given)
        iri = _declared(text, found, given[-1])
        if word == "BASE":
            found = Prologue(iri, prefixes)
        else:
            prefixes[given[0].text[:-1]] = iri
    told = Said.of("declared_many", "more than {most} declarations of BASE and PREFIX follow each other", most=_MOST)
    raise fault(text, pieces[place - 1].start, told)


def _declared(text: str, before: Prologue, given: Token) -> str:
    iri = before.resolve(given)
    if iri is None:
        raise fault(text, given.start, Said.of("relative", "this IRI is relative, and there is no BASE"))
    if len(iri) > _LONGEST:
        told = Said.of("declared_long", "an IRI that is declared has at most {most} characters", most=_LONGEST)
        raise fault(text, given.start, told)
    return iri


def _must(word: str) -> str:
    if word == "BASE":
        return Said.of("base", "BASE must be followed by iri")
    return Said.of("declares", "PREFIX must be followed by name and iri")


def _character(found: re.Match[str]) -> str:
    number = int(found[1] or found[2], 16)
    return chr(number) if number <= 0x10FFFF and not 0xD800 <= number <= 0xDFFF else "\ufffd"
