"""Pages and documents that a file cites, and web addresses."""

import re

from graph.store import Line
from ingest import lines
from ingest.converted import Unmappable
from ontology import iri
from ontology.namespaces import CSC, SCHEMA

_URL = lines.iri(SCHEMA.url)
_DOCUMENT = lines.iri(CSC.Document)


def as_address(text: str) -> str:
    """A web address that can be written as an IRI; raises `Unmappable`."""
    if not re.match(r"https?://[^\s/]+", text) or re.search(r"[\s<>\"{}|\\^`]", text):
        raise Unmappable("a web address starting with http:// or https://")
    return iri.writable(text)


def document(text: str, address: str | None = None) -> tuple[Line, ...]:
    """What is said of a cited document: its title, or its address, or both."""
    url = as_address(text) if address is None and text.startswith("http") else as_address(address) if address else ""
    place = lines.iri(iri.of_document(text, url))
    if not url:
        return (place, lines.TYPE, _DOCUMENT), (place, lines.LABEL, lines.text(text, "en"))
    label = lines.text(text, "en") if address else lines.text(_short(url))
    return (place, lines.TYPE, _DOCUMENT), (place, lines.LABEL, label), (place, _URL, lines.typed(url, "anyURI"))


def _short(url: str) -> str:
    host, _, path = url.partition("//")[2].removeprefix("www.").partition("/")
    tail = path.split("?")[0].strip("/").rsplit("/", 1)[-1]
    return f"{host}: {tail[:60]}" if tail else host
