"""One thing as its page shows it: what it says, what points at it, its figures, who says so."""

import re

from rdflib import URIRef
from rdflib.namespace import FOAF, GEO, RDF

from graph import links
from graph.description import (
    INFERRED,
    NOT_FACTS,
    Described,
    Rows,
    Values,
    behind,
    describe,
    facts,
    named_terms,
    terms,
    why_path,
)
from graph.figures import figures
from graph.links import Incoming, Key, Page
from graph.reader import Reader, ref
from graph.things import LinkGroup, Named, Point, Thing
from ontology.model import Kind
from ontology.namespaces import CSC

_POINT = re.compile(r"POINT\s*\((-?[\d.]+)\s+(-?[\d.]+)\)", re.IGNORECASE)


class UnknownThing(LookupError):
    """Nothing is known under this address."""


def read_thing(reader: Reader, kind: Kind, slug: str, lang: str) -> Thing:
    """A thing with its facts, links and figures; raises `UnknownThing`."""
    iri = address(kind, slug)
    arriving = links.incoming(reader, iri)
    described = describe(reader, (iri, *arriving.figures))
    if iri not in described:
        raise UnknownThing(f"there is no {kind.name} “{slug}” here")
    keys = links.order(reader, arriving)
    pages = {key: links.page(reader, arriving, key, lang, links.SHOWN, None) for key in keys}
    rows = behind(reader, reader.rows("citations", subject=described))
    link_rows = links.citations(reader, arriving, pages.values())
    reader.learn(
        {iri} | named_terms(described.values()) | terms(rows) | links.to_name(arriving, pages.values(), link_rows)
    )
    groups = tuple(links.group(reader, lang, arriving, key, pages[key], link_rows) for key in keys)
    return _thing(reader, lang, (kind, slug, iri), described, rows, groups)


def read_links(
    reader: Reader, kind: Kind, slug: str, name: str, cursor: str | None, limit: int, lang: str
) -> LinkGroup:
    """One group of links from a cursor on; raises `UnknownThing`, `UnknownLinks`, `BadCursor`."""
    iri = address(kind, slug)
    arriving = links.incoming(reader, iri)
    if not arriving.groups and not describe(reader, (iri,)):
        raise UnknownThing(f"there is no {kind.name} “{slug}” here")
    key = links.find(arriving, name)
    page = links.page(reader, arriving, key, lang, limit, cursor)
    return _group(reader, lang, arriving, key, page)


def address(kind: Kind, slug: str) -> URIRef:
    """The IRI of a thing from its kind and slug; raises `UnknownThing` for what no slug can be."""
    if not re.fullmatch(r"[A-Za-z0-9][\w./-]*", slug, re.ASCII):
        raise UnknownThing(f"there is no {kind.name} “{slug}” here")
    return kind.iri(slug)


def _group(reader: Reader, lang: str, arriving: Incoming, key: Key, page: Page) -> LinkGroup:
    rows = links.citations(reader, arriving, (page,))
    reader.learn(links.to_name(arriving, (page,), rows))
    return links.group(reader, lang, arriving, key, page, rows)


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
        homepage=next(iter(sorted(map(str, said.get(FOAF.homepage, {})))), None),
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
            if found := _POINT.search(str(text)):
                return Point(float(found[1]), float(found[2]))
    return None
