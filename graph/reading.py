"""One thing as its page shows it: what it says, what points at it, its figures, who says so."""

import re
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import TypeAlias

from rdflib import URIRef
from rdflib.namespace import FOAF, GEO, RDF

from graph import links
from graph.arrivals import Incoming, Key
from graph.description import (
    INFERRED,
    NOT_FACTS,
    Described,
    Rows,
    Values,
    behind,
    describe,
    describe_one,
    facts,
    named_terms,
    terms,
    why_path,
)
from graph.figures import figures
from graph.links import Page
from graph.reader import Reader, is_web, ref
from graph.things import Asked, LinkGroup, Named, Point, Thing
from ontology.model import Kind
from ontology.namespaces import CSC
from ontology.saying import Said

Arrivals: TypeAlias = Callable[[URIRef], Incoming]  # what points at a thing, read or kept

_NUMBER = r"(-?(?:\d+\.?\d*|\.\d+)(?:E[+-]?\d+)?)"
_POINT = re.compile(rf"POINT\s*\(\s*{_NUMBER}\s+{_NUMBER}\s*\)", re.IGNORECASE | re.ASCII)


class UnknownThing(LookupError):
    """Nothing is known under this address."""


def read_thing(reader: Reader, incoming: Arrivals, kind: Kind, slug: str, lang: str) -> Thing:
    """A thing with its facts, links and figures; raises `UnknownThing`."""
    iri = address(kind, slug)
    with ThreadPoolExecutor(1) as beside:  # the store answers both at once
        own = beside.submit(describe_one, reader, iri)
        arriving = incoming(iri)
        described = {**own.result(), **(describe(reader, arriving.figures) if arriving.figures else {})}
    if iri not in described:
        raise UnknownThing(Said.of("thing", "there is no {kind} “{name}” here", kind=kind.name, name=slug))
    keys = links.order(reader, arriving)
    pages = {key: links.page(reader, arriving, key, lang, links.SHOWN, None) for key in keys}
    rows = behind(reader, reader.rows("citations", subject=described))
    reader.learn({iri} | named_terms(described.values()) | terms(rows))
    groups = _groups(reader, lang, arriving, pages)
    return _thing(reader, lang, (kind, slug, iri), described, rows, groups)


def read_links(
    reader: Reader, incoming: Arrivals, kind: Kind, slug: str, name: str, asked: Asked, lang: str
) -> LinkGroup:
    """One group of links from a cursor on; raises `UnknownThing`, `UnknownLinks`, `BadCursor`."""
    iri = address(kind, slug)
    arriving = incoming(iri)
    if not arriving.groups and not describe(reader, (iri,)):
        raise UnknownThing(Said.of("thing", "there is no {kind} “{name}” here", kind=kind.name, name=slug))
    key = links.find(arriving, name)
    page = links.page(reader, arriving, key, lang, asked.limit, asked.cursor, asked.text)
    return _groups(reader, lang, arriving, {key: page})[0]


def address(kind: Kind, slug: str) -> URIRef:
    """The IRI of a thing from its kind and slug; raises `UnknownThing` for what no slug can be."""
    if not re.fullmatch(r"[A-Za-z0-9][\w./-]*", slug, re.ASCII):
        raise UnknownThing(Said.of("thing", "there is no {kind} “{name}” here", kind=kind.name, name=slug))
    return kind.iri(slug)


def _groups(reader: Reader, lang: str, arriving: Incoming, pages: Mapping[Key, Page]) -> tuple[LinkGroup, ...]:
    shown = links.look(reader, arriving, {key: page.nodes for key, page in pages.items()})
    rows = links.citations(reader, arriving, shown, pages.values())
    reader.learn(links.to_name(shown, pages.values(), rows))
    return tuple(links.group(reader, lang, arriving, key, page, shown, rows) for key, page in pages.items())


def _thing(
    reader: Reader,
    lang: str,
    at: tuple[Kind, str, URIRef],
    described: Described,
    rows: Rows,
    groups: tuple[LinkGroup, ...],
) -> Thing:
    kind, slug, iri = at
    said = described[iri]
    told = {each: said[each] for each in said if each not in NOT_FACTS | reader.model.shortcuts}
    called = reader.called(iri, lang)
    classes = said.get(RDF.type, {})
    return Thing(
        iri=iri,
        kind=kind,
        slug=slug,
        path=f"/{kind.collection}/{slug}",
        label=called.label,
        lang=called.lang,
        labels=reader.labels(iri),
        types=_types(reader, lang, classes),
        type_reasons={
            ref(cls): why_path(iri, RDF.type, cls) for cls, graphs in classes.items() if graphs == {INFERRED}
        },
        facts=facts(reader, lang, iri, told, rows),
        links=groups,
        figures=figures(reader, lang, {each: described[each] for each in described if each != iri}, rows),
        homepage=next(filter(is_web, sorted(map(str, said.get(FOAF.homepage, {})))), None),
        point=_point(reader, said.get(GEO.hasGeometry, {})),
    )


def _types(reader: Reader, lang: str, classes: Values) -> tuple[Named, ...]:
    """The classes that say most: none that another one implies, none from outside where ours say the same."""
    ours = {ref(cls) for cls in classes if cls.startswith(CSC)} or {ref(cls) for cls in classes}
    implied = {above for cls in ours for above in reader.model.superclasses(cls) if above != cls}
    telling = sorted(ours - implied, key=lambda cls: (reader.model.order(cls), cls))
    return tuple(reader.called(cls, lang) for cls in telling)


def _point(reader: Reader, geometries: Values) -> Point | None:
    for said in describe(reader, sorted(ref(each) for each in geometries)).values() if geometries else ():
        for text in said.get(GEO.asWKT, {}):
            if found := position(str(text)):
                return found
    return None


def position(text: str) -> Point | None:
    """A point as well-known text tells it; None where that tells none on Earth."""
    found = _POINT.search(text)
    place = Point(float(found[1]), float(found[2])) if found else None
    return place if place and abs(place.longitude) <= 180 and abs(place.latitude) <= 90 else None
