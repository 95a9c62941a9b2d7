"""From what was read to the shapes of JSON answers."""

from collections.abc import Callable, Iterable
from typing import TypeAlias

from rdflib import Literal

from api import schemas
from api.shapes import properties_of, thing_model
from graph import things

Address: TypeAlias = Callable[[str], str]  # the whole address of a path


def thing(read: things.Thing, release: str, at: Address) -> schemas.Thing:
    """One thing, in the shape of its kind."""
    shape = thing_model(read.kind.name)
    return shape(
        iri=str(read.iri),
        kind=read.kind.name,
        slug=read.slug,
        url=at(read.path),
        label=read.label,
        lang=read.lang or None,
        labels=dict(read.labels),
        types=[named(each, at) for each in read.types],
        homepage=read.homepage,
        point=schemas.Point(longitude=read.point.longitude, latitude=read.point.latitude) if read.point else None,
        properties=properties_of(shape).model_validate(values(read.facts, at)),
        links={group.name: links(group, at, read.path) for group in read.links},
        figures=[figure(each, at) for each in read.figures],
        release=release,
    )


def listing(read: things.Listing | things.Found, release: str, at: Address, following: str | None) -> schemas.Listing:
    """One page of a list or a search; `following` is the address of the next page."""
    return schemas.Listing(
        items=[item(each, at) for each in read.items],
        total=read.total,
        next=following,
        facets=[facet(each) for each in read.facets],
        release=release,
    )


def item(read: things.Item, at: Address) -> schemas.Item:
    """An entry of a list."""
    return schemas.Item(
        iri=str(read.iri),
        kind=read.kind.name,
        slug=read.slug,
        url=at(read.path),
        label=read.label,
        lang=read.lang or None,
        country=named(read.country, at) if read.country else None,
        properties=schemas.Properties.model_validate(values(read.detail, at)),
    )


def facet(read: things.Facet) -> schemas.Facet:
    """One way to narrow a list."""
    choices = [
        schemas.Choice(value=each.value, label=each.label, count=each.count, selected=each.selected)
        for each in read.choices
    ]
    return schemas.Facet(name=read.name, label=read.label, choices=choices)


def links(read: things.LinkGroup, at: Address, path: str) -> schemas.Links:
    """A group of links of the thing at a path."""
    more = f"{at(path)}/links/{read.name}?cursor={read.next}" if read.next else None
    return schemas.Links(
        label=read.label,
        property=str(read.property),
        kind=read.kind.name,
        total=read.total,
        items=[_link(each, at) for each in read.links],
        next=more,
    )


def values(facts: Iterable[things.Fact], at: Address) -> dict[str, list[schemas.Value]]:
    """Values by the name of their property."""
    return {fact.name: [value(each, at) for each in fact.values] for fact in facts}


def value(read: things.Value, at: Address) -> schemas.Value:
    """One value with those who say it."""
    said_by = [citation(each, at) for each in read.citations]
    why = at(read.why) if read.why else None
    if read.target:
        return schemas.Value(**dict(named(read.target, at)), inferred=read.inferred, why=why, sources=said_by)
    datatype = read.term.datatype if isinstance(read.term, Literal) else None
    return schemas.Value(
        value=read.text,
        datatype=str(datatype) if datatype else None,
        lang=read.lang or None,
        inferred=read.inferred,
        why=why,
        sources=said_by,
    )


def named(read: things.Named, at: Address) -> schemas.Named:
    """A thing by its name."""
    url = at(read.path) if read.path else None
    return schemas.Named(iri=str(read.iri), label=read.label, lang=read.lang or None, kind=read.kind, url=url)


def citation(read: things.Citation, at: Address) -> schemas.Citation:
    """Who says something."""
    documents = [
        schemas.Document(
            iri=str(each.iri), label=each.label, address=each.url, url=at(each.path) if each.path else None
        )
        for each in read.documents
    ]
    return schemas.Citation(
        source=named(read.source, at),
        row=read.row,
        documents=documents,
        judgement=read.judgement,
        words=read.words,
    )


def figure(read: things.Figure, at: Address) -> schemas.Figure:
    """One observation."""
    return schemas.Figure(
        iri=str(read.iri),
        indicator=named(read.indicator, at),
        period=read.period,
        scope=named(read.scope, at) if read.scope else None,
        value=read.value,
        minimum=read.minimum,
        maximum=read.maximum,
        unit=named(read.unit, at) if read.unit else None,
        qualifier=named(read.qualifier, at) if read.qualifier else None,
        note=read.note,
        sources=[citation(each, at) for each in read.citations],
    )


def source(read: things.Source, at: Address) -> schemas.Source:
    """One source."""
    return schemas.Source(
        iri=str(read.iri),
        slug=read.slug,
        url=at(read.path),
        title=read.title,
        publisher=read.publisher,
        licence=read.licence,
        rights=read.rights,
        issued=read.issued,
        languages=list(read.languages),
        checksum=read.checksum,
        triples=read.triples,
        dataset=named(read.dataset, at) if read.dataset else None,
        run=named(read.run, at) if read.run else None,
        loaded=read.loaded,
        derived_from=read.derived_from,
        contents=[schemas.Contents(kind=each.kind.name, label=each.label, total=each.total) for each in read.contents],
    )


def _link(read: things.Link, at: Address) -> schemas.Link:
    return schemas.Link(
        **dict(named(read.thing, at)),
        through=named(read.through, at) if read.through else None,
        properties=schemas.Properties.model_validate(values(read.facts, at)),
        inferred=read.inferred,
        why=at(read.why) if read.why else None,
        sources=[citation(each, at) for each in read.citations],
    )
