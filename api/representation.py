"""From what was read to the shapes of JSON answers."""

from collections.abc import Callable, Iterable
from dataclasses import asdict
from typing import TypeAlias

from rdflib import Literal

from api import schemas, sources_told
from api.pages.sources import Found, Line, Told
from api.shapes import properties_of, thing_model
from graph import things
from ingest.versions import Version

Address: TypeAlias = Callable[[str], str]  # the whole address of a path


def thing(read: things.Thing, release: str, at: Address, lang: str) -> schemas.Thing:
    """One thing, in the shape of its kind, by its names in a language."""
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
        links={group.name: links(group, at, _rest(read.path, group, lang, at)) for group in read.links},
        figures=[figure(each, at) for each in read.figures],
        release=release,
    )


def listing(read: things.Listing, release: str, at: Address, following: str | None) -> schemas.Listing:
    """One page of a list; `following` is the address of the next page."""
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
    return schemas.Facet(name=read.name, label=read.label, choices=choices, more=read.more)


def links(read: things.LinkGroup, at: Address, following: str | None) -> schemas.Links:
    """A group of links; `following` is the address of the next page."""
    return schemas.Links(
        label=read.label,
        property=str(read.property),
        kind=read.kind.name,
        total=read.total,
        items=[_link(each, at) for each in read.links],
        next=following,
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
    return schemas.Citation(
        source=named(read.source, at),
        row=read.row,
        documents=[document(each, at) for each in read.documents],
        judgement=read.judgement,
        words=read.words,
    )


def document(read: things.Document, at: Address) -> schemas.Document:
    """A document cited."""
    return schemas.Document(
        iri=str(read.iri), label=read.label, address=read.url, url=at(read.path) if read.path else None
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
        why=at(read.why) if read.why else None,
        sources=[citation(each, at) for each in read.citations],
    )


def source(read: things.Source, at: Address, line: Line) -> sources_told.Source:
    """One source in the list."""
    return sources_told.Source(
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
        file_name=read.file_name,
        version=read.version,
        rows=line.version.rows if line.version else None,
        **asdict(line.summary),
        contents=[
            sources_told.Contents(kind=each.kind.name, label=each.label, total=each.total) for each in read.contents
        ],
    )


def told_source(told: Told, at: Address) -> sources_told.Source:
    """One source with its figures by kind and place, what is wrong in it, and its history."""
    made = source(told.line.source, at, told.line)
    labels = {count.kind: count.label for count in told.line.source.contents}
    kinds = [
        sources_told.OfKind(
            kind=each.kind.name,
            label=labels.get(each.kind, each.kind.name),
            things=each.things,
            completeness=each.completeness,
            coverage=each.coverage,
        )
        for each in told.kinds
    ]
    places = [
        sources_told.OfPlace(
            place=named(each.place, at),
            code=each.code,
            things=each.things,
            completeness=each.completeness,
            coverage=each.coverage,
        )
        for each in told.places
    ]
    found = [_finding(each, at) for each in told.findings]
    history = [_version(each) for each in told.history]
    return made.model_copy(update={"kinds": kinds, "places": places, "findings": found, "history": history})


def _finding(read: Found, at: Address) -> sources_told.SourceFinding:
    return sources_told.SourceFinding(
        severity=read.located.severity,
        thing=named(read.thing, at),
        property=read.located.path,
        value=read.located.value,
        rows=list(read.located.rows),
        columns=list(read.located.columns),
        message=read.message,
    )


def _version(read: Version) -> sources_told.SourceVersion:
    return sources_told.SourceVersion(
        number=read.number,
        when=read.when,
        action=read.action,
        file_name=read.file_name,
        checksum=read.checksum,
        rows=read.rows,
        triples=read.triples,
        added=read.added,
        removed=read.removed,
        of=read.of,
        by=read.by or None,
    )


def _rest(path: str, group: things.LinkGroup, lang: str, at: Address) -> str | None:
    """Where a group goes on, if it does; a place in its order holds in one language."""
    return at(f"{path}/links/{group.name}?lang={lang}&cursor={group.next}") if group.next else None


def _link(read: things.Link, at: Address) -> schemas.Link:
    return schemas.Link(
        **dict(named(read.thing, at)),
        through=named(read.through, at) if read.through else None,
        properties=schemas.Properties.model_validate(values(read.facts, at)),
        inferred=read.inferred,
        why=at(read.why) if read.why else None,
        sources=[citation(each, at) for each in read.citations],
    )
