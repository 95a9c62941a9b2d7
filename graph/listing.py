"""Lists: all things of a kind, by name, narrowed by filters and text, with what else could be chosen."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rdflib import URIRef
from rdflib.namespace import RDF
from rdflib.term import Identifier

from graph import cursor as cursors
from graph.description import Values, facts, named_terms
from graph.narrowing import BY_KIND, DETAILS, FILTERS
from graph.reader import Reader, local, ref
from graph.searching.names import Names
from graph.things import Asked, Choice, Facet, Item, Listing
from ontology.iri import fold
from ontology.model import Kind
from ontology.namespaces import CSC, shorten
from ontology.saying import Said

MOST = 200  # entries of one page of a list
CHOICES = 100  # of a facet: the most frequent


class UnknownFilter(ValueError):
    """A list was asked to be narrowed by something it cannot be narrowed by."""


class BadLimit(ValueError):
    """A page of a list cannot have this many entries."""


@dataclass(frozen=True)
class Shelf:
    """All things of a kind, and for each filter which things have which value."""

    kind: Kind
    things: frozenset[URIRef]
    values: Mapping[str, Mapping[Identifier, frozenset[URIRef]]]


def stock(reader: Reader, kind: Kind) -> Shelf:
    """What a list of a kind is made from."""
    classes = sorted(reader.model.subclasses(kind.cls) | {kind.cls})
    found = {ref(row["thing"]) for row in reader.rows("kinds", value=classes)}
    things = frozenset(
        iri for iri in found if (at := reader.model.locate(iri)) and at.kind == kind and "/" not in at.slug
    )
    values: dict[str, dict[Identifier, set[URIRef]]] = {name: {} for name in BY_KIND.get(kind.name, ())}
    for name, having in values.items():
        for thing, value in reader.pairs(FILTERS[name]):
            if thing in things and value != kind.cls:
                having.setdefault(value, set()).add(thing)
    frozen = {name: {value: frozenset(have) for value, have in each.items()} for name, each in values.items()}
    return Shelf(kind, things, frozen)


def list_things(reader: Reader, names: Names, shelf: Shelf, asked: Asked, lang: str) -> Listing:
    """One page of a list; raises `UnknownFilter`, `BadLimit`, `BadCursor`."""
    _check(asked, shelf.kind.collection, BY_KIND.get(shelf.kind.name, ()))
    matching = {iri for iri in shelf.things if names.holds(iri, asked.text)} if asked.text.strip() else shelf.things
    kept = {name: _having(reader, shelf, name, chosen) for name, chosen in asked.filters.items() if chosen}
    left = matching.intersection(*kept.values())
    reader.learn(left)
    ordered = sorted(reader.rank(iri, lang) for iri in left)
    start = bisect_right(ordered, cursors.read(asked.cursor, (str, str))) if asked.cursor else 0
    page = ordered[start : start + asked.limit]
    more = cursors.write(page[-1]) if page and start + asked.limit < len(ordered) else None
    shown = items(reader, lang, [URIRef(iri) for _, iri in page])
    facets = tuple(_facet(reader, lang, shelf, name, asked, matching, kept) for name in shelf.values)
    return Listing(shelf.kind, asked, shown, len(left), more, tuple(facet for facet in facets if facet.choices))


def items(reader: Reader, lang: str, things: Iterable[URIRef]) -> tuple[Item, ...]:
    """Entries of a list, with the facts that tell most; who says so is told on the page of each."""
    told = {iri: _telling(reader, iri) for iri in things}
    reader.learn((*told, *named_terms(told.values())))
    return tuple(item(reader, lang, iri, said) for iri, said in told.items())


def choice(reader: Reader, value: Identifier) -> str:
    """How a value is written in an address: the slug of a thing, the name of a class, the text of a literal."""
    if not isinstance(value, URIRef):
        return str(value)
    located = reader.model.locate(value)
    if located:
        return located.slug
    return local(value) if value.startswith(CSC) else shorten(value)


def _telling(reader: Reader, iri: URIRef) -> dict[URIRef, Values]:
    located = reader.model.locate(iri)
    wanted = (CSC.country, *DETAILS.get(located.kind.name, ())) if located else ()
    found = {each: reader.values(each).get(iri, ()) for each in wanted}
    return {each: dict.fromkeys(values, frozenset()) for each, values in found.items() if values}


def item(reader: Reader, lang: str, iri: URIRef, said: Mapping[URIRef, Values]) -> Item:
    """An entry of a list with what is said of it."""
    said = dict(said)
    located = reader.model.locate(iri)
    if located is None:
        raise LookupError(f"{iri} is of no kind that can be listed")
    called = reader.called(iri, lang)
    countries = sorted(ref(each) for each in said.pop(CSC.country, {}))
    if RDF.type in said:
        said[RDF.type] = _own_types(reader, located.kind, said[RDF.type])
    return Item(
        iri=iri,
        kind=located.kind,
        slug=located.slug,
        path=f"/{located.kind.collection}/{located.slug}",
        label=called.label,
        lang=called.lang,
        country=reader.called(countries[0], lang) if countries else None,
        detail=tuple(fact.spoken() for fact in facts(reader, lang, iri, said, {}) if fact.values),
    )


def _own_types(reader: Reader, kind: Kind, classes: Values) -> Values:
    below = reader.model.subclasses(kind.cls) - {kind.cls}
    implied = {above for cls in classes for above in reader.model.superclasses(ref(cls)) if above != cls}
    return {cls: graphs for cls, graphs in classes.items() if cls in below and cls not in implied}


def _check(asked: Asked, place: str, known: Iterable[str]) -> None:
    names = tuple(known)
    strange = sorted(asked.filters.keys() - set(names))
    if strange:
        accepted = ", ".join((*names, "q", "cursor", "limit", "lang", "format"))
        template = "“{name}” is not a parameter of {place}; there are: {known}"
        raise UnknownFilter(Said.of("parameter", template, name=strange[0], place=place, known=accepted))
    if not 1 <= asked.limit <= MOST:
        raise BadLimit(Said.of("limit", "limit must be from 1 to {most}, not {limit}", most=MOST, limit=asked.limit))


def _having(reader: Reader, shelf: Shelf, name: str, chosen: Iterable[str]) -> frozenset[URIRef]:
    wanted = set(chosen)
    having = (things for value, things in shelf.values[name].items() if {choice(reader, value), str(value)} & wanted)
    return frozenset().union(*having)


def _facet(
    reader: Reader,
    lang: str,
    shelf: Shelf,
    name: str,
    asked: Asked,
    matching: "frozenset[URIRef] | set[URIRef]",
    kept: Mapping[str, frozenset[URIRef]],
) -> Facet:
    # What is chosen in this facet does not narrow its own counts: they say what another choice would give.
    others = matching.intersection(*(things for other, things in kept.items() if other != name))
    counts = {value: len(things & others) for value, things in shelf.values[name].items()}
    chosen = set(asked.filters.get(name, ()))
    reader.learn(value for value, count in counts.items() if count)
    choices = [
        Choice(
            choice(reader, value),
            _label(reader, lang, value),
            count,
            bool({choice(reader, value), str(value)} & chosen),
        )
        for value, count in counts.items()
        if count
    ]
    choices.sort(key=lambda each: (not each.selected, -each.count, fold(each.label), each.value))
    label, more = reader.property_label(FILTERS[name], lang), max(0, len(choices) - CHOICES)
    return Facet(name, label, tuple(choices[:CHOICES]), more)


def _label(reader: Reader, lang: str, value: Identifier) -> str:
    return reader.called(value, lang).label if isinstance(value, URIRef) else str(value)
