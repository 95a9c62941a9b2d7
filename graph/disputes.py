"""Disagreements as readers see them: narrowed, page by page, every term by its name."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from rdflib import Literal, URIRef
from rdflib.term import Identifier

from graph import cursor as cursors
from graph.description import document
from graph.disagreements import DIFFERENT, LESS_PRECISE, Claim, Disagreement, Opinion, read, single, value_of
from graph.listing import MOST, BadLimit, UnknownFilter
from graph.reader import Reader, local, ref
from graph.terms import read as read_term
from graph.things import Asked, Choice, Citation, Facet, Named, Value
from ontology.iri import fold
from ontology.namespaces import CSC, shorten
from ontology.saying import Said

FILTERS = ("degree", "kind", "property", "source", "thing")
_CHOSEN = ("kind", "property", "source")  # what facets are offered of
_KEPT = 4  # releases whose counts are held in memory
_SHAPE = (str, str, str)

_Named = Mapping[tuple[str, str], URIRef]  # the term of a filter's value


@dataclass(frozen=True)
class ToldOpinion:
    """One of the values, and who gives it."""

    value: Value
    citations: tuple[Citation, ...]


@dataclass(frozen=True)
class Dispute:
    """One thing and property, or indicator, on which there are several opinions; `about` limits a figure."""

    thing: Named
    field: Named
    about: tuple[Named, ...]
    degree: str
    opinions: tuple[ToldOpinion, ...]


@dataclass(frozen=True)
class Disputes:
    """One page of disagreements, the exact total, and how they can be narrowed; `others` is the other degree."""

    items: tuple[Dispute, ...]
    total: int
    others: int
    degree: str
    next: str | None
    facets: tuple[Facet, ...]


def count(artefacts: Path, thing: URIRef) -> int:
    """How many disagreements there are about one thing."""
    return _by_thing(artefacts)[str(thing)]


@lru_cache(_KEPT)
def _by_thing(artefacts: Path) -> Counter[str]:
    return Counter(each.thing for each in read(artefacts) if each.degree == DIFFERENT)


def list_disputes(reader: Reader, artefacts: Path, asked: Asked, lang: str) -> Disputes:
    """One page of disagreements; raises `UnknownFilter`, `BadLimit`, `BadCursor`."""
    degree, kept = _kept(reader, artefacts, asked)
    here = [each for each in kept if each.degree == degree]
    page, following = _page(here, asked)
    return Disputes(
        items=tell(reader, page, lang),
        total=len(here),
        others=len(kept) - len(here),
        degree=degree,
        next=following,
        facets=_facets(reader, here, asked, lang),
    )


def all_disputes(reader: Reader, artefacts: Path, asked: Asked, lang: str) -> tuple[Dispute, ...]:
    """All disagreements that are asked for, without pages; raises `UnknownFilter`."""
    degree, kept = _kept(reader, artefacts, asked)
    return tell(reader, [each for each in kept if each.degree == degree], lang)


def tell(reader: Reader, found: Sequence[Disagreement], lang: str) -> tuple[Dispute, ...]:
    """Disagreements in the names of a language."""
    reader.learn(term for each in found for term in _terms(each))
    return tuple(_told(reader, each, lang) for each in found)


def _kept(reader: Reader, artefacts: Path, asked: Asked) -> tuple[str, list[Disagreement]]:
    strange = sorted(asked.filters.keys() - set(FILTERS))
    if strange:
        template, known = "“{name}” is not a parameter of {place}; there are: {known}", ", ".join(FILTERS)
        raise UnknownFilter(Said.of("parameter", template, name=strange[0], place="disagreements", known=known))
    degree = next(iter(asked.filters.get("degree", ())), DIFFERENT)
    if degree not in (DIFFERENT, LESS_PRECISE):
        template, known = "{name} is one of {known}, not “{value}”", f"{DIFFERENT}, {LESS_PRECISE}"
        raise UnknownFilter(Said.of("among", template, name="degree", known=known, value=degree))
    wanted = {name: frozenset(values) for name, values in asked.filters.items() if values and name != "degree"}
    found = read(artefacts)
    for name, chosen in wanted.items():
        _refuse_strange(reader, found, name, chosen)
    return degree, [each for each in found if _holds(reader, each, wanted)]


def _refuse_strange(reader: Reader, found: Sequence[Disagreement], name: str, chosen: frozenset[str]) -> None:
    """Refuse what is no kind, property, source or thing at all: an empty list would say that nobody disagrees on it."""
    here = frozenset[str]().union(*(_values(reader, each, name) for each in found))
    strange = next((value for value in sorted(chosen - here) if not _is_known(reader, name, value)), None)
    if strange is not None:
        forms = "IRIs of things, or like projects/NAME" if name == "thing" else ", ".join(sorted(here)) or "none"
        template = "{name} “{value}” is not known here; there are: {known}"
        raise UnknownFilter(Said.of("disputes_value", template, name=name, value=strange, known=forms))


def _is_known(reader: Reader, name: str, value: str) -> bool:
    match name:
        case "kind":
            return any(kind.name == value for kind in reader.model.kinds)
        case "source":
            return any(local(ref(row["thing"])) == value for row in reader.rows("sources"))
        case "property":
            fields = {_name_of(field) for field in single()}
            return value in fields or any(local(ref(each)) == value for _, each in reader.pairs(CSC.indicator))
        case _:
            thing = _address(reader, value)
            return bool(reader.model.locate(thing)) and any(reader.store.lines(f"<{thing}>", None, None))


def _address(reader: Reader, value: str) -> str:
    """The IRI that `projects/NAME` stands for; nothing for what no IRI can be."""
    collection, _, slug = value.partition("/")
    kind = next((each for each in reader.model.kinds if each.collection == collection and slug), None)
    return next(iter(re.findall(r'^[^\x00-\x20<>"{}|\\^`]+$', kind.iri(slug) if kind else value)), "")


def _holds(reader: Reader, each: Disagreement, wanted: Mapping[str, frozenset[str]]) -> bool:
    return all(chosen & _values(reader, each, name) for name, chosen in wanted.items())


def _values(reader: Reader, each: Disagreement, name: str) -> frozenset[str]:
    """The values that a disagreement has for a filter, as they stand in addresses."""
    if name == "source":
        return frozenset(local(URIRef(source)) for source in each.sources)
    if name == "property":
        return frozenset({_field_name(each)})
    located = reader.model.locate(each.thing)
    if name == "kind":
        return frozenset({located.kind.name} if located else ())
    return frozenset({each.thing, f"{located.kind.collection}/{located.slug}" if located else each.thing})


def _field(each: Disagreement) -> URIRef:
    """What is disagreed on: the property, or of a figure its indicator."""
    indicator = each.about.get("indicator")
    return URIRef(str(read_term(indicator))) if indicator else URIRef(each.path)


def _field_name(each: Disagreement) -> str:
    field = _field(each)
    return local(field) if each.about else _name_of(field)


def _name_of(field: URIRef) -> str:
    return local(field) if field.startswith(CSC) else shorten(field)


def _page(found: Sequence[Disagreement], asked: Asked) -> tuple[Sequence[Disagreement], str | None]:
    if not 1 <= asked.limit <= MOST:
        raise BadLimit(Said.of("limit", "limit must be from 1 to {most}, not {limit}", most=MOST, limit=asked.limit))
    after = cursors.read(asked.cursor, _SHAPE) if asked.cursor else None
    left = [each for each in found if after is None or _key(each) > after]
    page = left[: asked.limit]
    return page, cursors.write(_key(page[-1])) if len(left) > len(page) else None


def _key(each: Disagreement) -> tuple[str | int, ...]:
    return each.thing, each.path, " ".join(each.about.get(name, "") for name in sorted(each.about))


def _facets(reader: Reader, found: Iterable[Disagreement], asked: Asked, lang: str) -> tuple[Facet, ...]:
    counts: dict[str, Counter[str]] = {name: Counter() for name in _CHOSEN}
    terms: dict[tuple[str, str], URIRef] = {}
    for each in found:
        for name in _CHOSEN:
            counts[name].update(_values(reader, each, name))
        terms["property", _field_name(each)] = _field(each)
        terms |= {("source", local(URIRef(source))): URIRef(source) for source in each.sources}
    reader.learn(terms.values())
    return tuple(_facet(reader, name, counts[name], terms, asked, lang) for name in _CHOSEN)


def _facet(reader: Reader, name: str, counts: Counter[str], terms: _Named, asked: Asked, lang: str) -> Facet:
    chosen = asked.filters.get(name, ())
    choices = (
        Choice(value, _choice(reader, name, value, terms, lang), number, value in chosen)
        for value, number in counts.items()
    )
    return Facet(name, name, tuple(sorted(choices, key=lambda each: (-each.count, fold(each.label), each.value))))


def _choice(reader: Reader, name: str, value: str, terms: _Named, lang: str) -> str:
    if name == "kind":
        return reader.collection_label(reader.model.kind(value), lang)
    return _named_field(reader, terms[name, value], lang).label


def _named_field(reader: Reader, field: URIRef, lang: str) -> Named:
    if reader.model.locate(field):
        return reader.called(field, lang)
    path = f"/ontology/{local(field)}" if field.startswith(CSC) else None
    return Named(field, reader.property_label(field, lang), lang, None, path)


def _terms(each: Disagreement) -> Iterable[Identifier]:
    yield URIRef(each.thing)
    yield from map(read_term, each.about.values())
    for opinion in each.opinions:
        yield value_of(opinion)
        for claim in opinion.claims:
            yield URIRef(claim.source)
            yield from map(URIRef, claim.documents)


def _told(reader: Reader, each: Disagreement, lang: str) -> Dispute:
    return Dispute(
        thing=reader.called(URIRef(each.thing), lang),
        field=_named_field(reader, _field(each), lang),
        about=tuple(_limit(reader, term, lang) for name, term in each.about.items() if name != "indicator"),
        degree=each.degree,
        opinions=tuple(_opinion(reader, opinion, lang) for opinion in each.opinions),
    )


def _limit(reader: Reader, written: str, lang: str) -> Named:
    term = read_term(written)
    if isinstance(term, Literal):
        return Named(URIRef(""), str(term), "", None, None)
    iri = URIRef(str(term))
    return _named_field(reader, iri, lang) if iri.startswith(CSC) else reader.called(iri, lang)


def _opinion(reader: Reader, opinion: Opinion, lang: str) -> ToldOpinion:
    term = value_of(opinion)
    target = reader.called(term, lang) if isinstance(term, URIRef) else None
    tag = getattr(term, "language", None) or ""
    value = Value(
        term, target.label if target else str(term), target.lang if target else tag, target, (), inferred=False
    )
    return ToldOpinion(value, tuple(_citation(reader, claim, lang) for claim in opinion.claims))


def _citation(reader: Reader, claim: Claim, lang: str) -> Citation:
    source = reader.called(URIRef(claim.source), lang)
    documents = tuple(document(reader, lang, URIRef(each)) for each in claim.documents)
    return Citation(source, documents, claim.row, judgement=False, words=None)
