"""A search as a feed: what a source told of last comes first (Atom, RFC 4287)."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

from fastapi import Request
from rdflib import URIRef

from api import urls
from api.i18n import words
from api.pages.render import kind_name
from api.pages.search import followed
from graph.things import Asked, Item

MEDIA_TYPE = "application/atom+xml"
_ATOM = "http://www.w3.org/2005/Atom"
_XML = "http://www.w3.org/XML/1998/namespace"
_UNFIT = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML has no such characters


def feed(
    request: Request, asked: Asked, items: Sequence[Item], dates: Mapping[URIRef, int], updated: int, lang: str
) -> bytes:
    """The document; what no source dates counts as from the newest source of the release."""
    text = words(lang)
    made = ET.Element(_name("feed"), {f"{{{_XML}}}lang": lang})
    address = urls.absolute(request, followed(request))
    newest = max((dates.get(each.iri) or updated for each in items), default=updated)
    _add(made, "id", address)
    _add(made, "title", f"{text('search.title')}: {asked.text or text('site.name')}")
    _add(made, "updated", _written(newest))
    _add(_put(made, "author"), "name", text("site.name"))
    _put(made, "link", rel="self", href=address, type=MEDIA_TYPE)
    _put(made, "link", rel="alternate", href=address.replace("/search.atom?", "/search?", 1), type="text/html")
    for each in items:
        _entry(request, made, each, dates.get(each.iri) or updated, lang)
    ET.register_namespace("", _ATOM)
    return bytes(ET.tostring(made, encoding="utf-8", xml_declaration=True))


def _entry(request: Request, made: ET.Element, item: Item, date: int, lang: str) -> None:
    entry = _put(made, "entry")
    _add(entry, "id", str(item.iri))
    _add(entry, "title", item.label)
    _add(entry, "updated", _written(date))
    _put(entry, "link", rel="alternate", href=urls.absolute(request, item.path), type="text/html")
    _put(entry, "category", term=item.kind.name, label=kind_name(lang, item.kind))
    facts = (f"{fact.label}: {', '.join(value.text for value in fact.values)}" for fact in item.detail)
    country = [item.country.label] if item.country else []
    _add(entry, "summary", " · ".join((kind_name(lang, item.kind), *country, *facts)))


def _written(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _name(tag: str) -> str:
    return f"{{{_ATOM}}}{tag}"


def _put(parent: ET.Element, tag: str, **attributes: str) -> ET.Element:
    fit = {name: _UNFIT.sub("", text) for name, text in attributes.items()}
    return ET.SubElement(parent, _name(tag), fit)


def _add(parent: ET.Element, tag: str, text: str) -> None:
    _put(parent, tag).text = _UNFIT.sub("", text)
