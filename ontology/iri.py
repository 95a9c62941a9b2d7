"""IRIs of things: `https://w3id.org/clusterscape/id/{kind}/{slug}`, or under another base."""

import hashlib
import re
import unicodedata
from itertools import filterfalse
from urllib.parse import quote, urlsplit

from rdflib import URIRef

from ontology.namespaces import ID

# Letters that Unicode does not decompose into a base letter and an accent.
_LETTERS = str.maketrans({"ß": "ss", "æ": "ae", "ø": "o", "đ": "d", "ł": "l", "ð": "d", "þ": "th", "ı": "i", "œ": "oe"})


class UnusableName(ValueError):
    """Nothing is left of a name once it is made into a slug."""


def fold(text: str) -> str:
    """Lower case without accents: `Saúde` is `saude`."""
    if text.isascii():
        return text.lower()
    lowered = text.casefold().translate(_LETTERS)
    return "".join(filterfalse(unicodedata.combining, unicodedata.normalize("NFKD", lowered)))


def slug(text: str) -> str:
    """The part of an IRI made from a name; raises `UnusableName`.

    Scripts other than Latin have no place in a slug: what is left empty gets a digest of the name.
    """
    folded = re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")
    if folded:
        return folded
    if not text.strip():
        raise UnusableName("an empty name cannot be made into an IRI")
    return "x" + digest(text)


def of(kind: str, name: str) -> URIRef:
    """The IRI of a thing of a kind, from the slug of its name."""
    return ID[f"{kind}/{slug(name)}"]


def of_source(name: str) -> URIRef:
    """The IRI of a source, which is also the name of its graph."""
    return of("source", name)


def of_document(title: str, url: str) -> URIRef:
    """One page on the web is one document, whoever cites it; without an address the title stands for it."""
    if not url:
        return of("document", title)
    host = urlsplit(url).hostname or "page"
    return ID[f"document/{slug(host.removeprefix('www.'))}-{digest(url)}"]


def digest(text: str) -> str:
    """Eight hexadecimal digits of the SHA-256 of a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def writable(address: str) -> str:
    """An address with the characters percent-encoded that no IRI may hold (RFC 3987, section 2.2)."""
    return quote(address.strip(), safe="%:/?#[]@!$&'()*+,;=-._~" + "".join(sorted(_beyond_ascii(address))))


def _beyond_ascii(text: str) -> set[str]:
    return {char for char in text if ord(char) >= 0xA0 and char.isalnum()}
