"""How the text of a cell becomes a term: dates, numbers, codes, names, addresses."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from types import MappingProxyType

from rdflib import Literal, URIRef
from rdflib.namespace import OWL, RDF, RDFS, SKOS, XSD
from rdflib.term import Identifier

from graph.store import Triple
from ingest import tables
from ingest.mapping import Expression, LangOf
from ingest.resolve import organisations, places
from ontology import iri
from ontology.namespaces import CSC, ID, NACE, NACE21, NUTS, SCHEMA, UnknownPrefix, expand


class Unmappable(ValueError):
    """A value is not what its column must hold. Its text says what was expected."""


@dataclass(frozen=True)
class Converted:
    """The terms that a text stands for, and what has to be said of them so that they can be shown."""

    terms: tuple[Identifier, ...]
    about: tuple[Triple, ...] = ()


type_of_date = MappingProxyType({4: XSD.gYear, 7: XSD.gYearMonth, 10: XSD.date})

# Romanian writes a comma below s and t; older files hold the cedilla of Turkish in its place.
_COMMAS = str.maketrans("şţŞŢ", "șțȘȚ")


def convert(text: str, how: Expression, cells: Mapping[str, str]) -> Converted:
    """One cell, or one part of it, as terms; raises `Unmappable`."""
    if how.map_ is not None:
        return _mapped(text, how, cells)
    if how.as_ is None:
        return _one(_literal(text, how, cells))
    converter = CONVERTERS.get(how.as_)
    if converter is None:
        raise Unmappable(f"as = “{how.as_}” is not known; there are: {', '.join(CONVERTERS)}")
    return converter(text, how, cells)


def _mapped(text: str, how: Expression, cells: Mapping[str, str]) -> Converted:
    table = how.map_ or {}
    if text not in table:
        raise Unmappable(f"one of: {', '.join(sorted(table))}")
    found = table[text] if isinstance(table[text], list) else [table[text]]
    if how.as_ is None and how.lang is None:
        return Converted(tuple(_curie(each) for each in found if each))
    plain = Expression(
        as_=how.as_, lang=how.lang, prefix=how.prefix, country=how.country, country_column=how.country_column
    )
    parts = [convert(each, plain, cells) for each in found if each]
    return Converted(tuple(t for part in parts for t in part.terms), tuple(a for part in parts for a in part.about))


def _curie(text: str) -> URIRef:
    if text.startswith(("http://", "https://")):
        return URIRef(text)
    try:
        return expand(text)
    except UnknownPrefix as error:
        raise Unmappable(str(error)) from error


def _literal(text: str, how: Expression, cells: Mapping[str, str]) -> Literal:
    if how.datatype:
        return Literal(text, datatype=expand(how.datatype), normalize=False)
    lang = how.lang.map_.get(cells[how.lang.column], how.lang.default) if isinstance(how.lang, LangOf) else how.lang
    return Literal(text.translate(_COMMAS) if lang == "ro" else text, lang=lang or None)


def _one(term: Identifier, *about: Triple) -> Converted:
    return Converted((term,), about)


def _date(text: str, how: Expression, cells: Mapping[str, str]) -> Converted:
    return _one(as_date(text))


def as_date(text: str) -> Literal:
    """A date as precise as it is written: `2019`, `2019-03` or `2019-03-26`."""
    if not re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", text):
        raise Unmappable("a date: YYYY, YYYY-MM or YYYY-MM-DD")
    try:
        date.fromisoformat((text + "-01-01")[:10])
    except ValueError as error:
        raise Unmappable(f"a date of the calendar ({error})") from error
    return Literal(text, datatype=type_of_date[len(text)], normalize=False)


def _interval(text: str, how: Expression, cells: Mapping[str, str]) -> Converted:
    start, _, end = text.partition("/")
    wanted = {"start": start, "end": end}.get(str(how.part))
    return _one(as_date(wanted.strip())) if wanted else Converted(())


def _range(text: str, how: Expression, cells: Mapping[str, str]) -> Converted:
    low, dash, high = text.partition("-")
    wanted = {"min": low if dash else "", "max": high, "only": "" if dash else low}.get(str(how.part), "")
    return _one(as_number(wanted.strip())) if wanted else Converted(())


def _number(text: str, how: Expression, cells: Mapping[str, str]) -> Converted:
    return _one(as_number(text))


def as_number(text: str) -> Literal:
    """A number as it is written, exact: an integer or a decimal."""
    if not re.fullmatch(r"[+-]?\d+(\.\d+)?", text):
        raise Unmappable("a number such as 1200 or 12.5")
    return Literal(text, datatype=XSD.decimal if "." in text else XSD.integer, normalize=False)


def _integer(text: str, how: Expression, cells: Mapping[str, str]) -> Converted:
    try:
        return _one(Literal(str(int(Decimal(text))), datatype=XSD.integer))
    except (InvalidOperation, ValueError) as error:
        raise Unmappable("a whole number") from error


def _boolean(text: str, how: Expression, cells: Mapping[str, str]) -> Converted:
    known = {"1": "true", "0": "false", "yes": "true", "no": "false", "true": "true", "false": "false"}
    if text not in known:
        raise Unmappable("yes or no")
    return _one(Literal(known[text], datatype=XSD.boolean))


def as_address(text: str) -> str:
    """A web address that can be written as an IRI; raises `Unmappable`."""
    if not re.match(r"https?://[^\s/]+", text) or re.search(r"[\s<>\"{}|\\^`]", text):
        raise Unmappable("a web address starting with http:// or https://")
    return iri.writable(text)


def _uri(text: str, how: Expression, cells: Mapping[str, str]) -> Converted:
    return _one(Literal(as_address(text), datatype=XSD.anyURI, normalize=False))


def _link(text: str, how: Expression, cells: Mapping[str, str]) -> Converted:
    return _one(URIRef(as_address(text)))


def _country(text: str, how: Expression, cells: Mapping[str, str]) -> Converted:
    return _one(_as_country(text))


def _as_country(text: str) -> URIRef:
    for column in ("iso2", "eurostat_code", "iso3", "iso_numeric", "name_en"):
        found = tables.index(tables.COUNTRIES, column).get(text)
        if found:
            return URIRef(found["eu_authority_uri"])
    raise Unmappable("a country: ISO 3166 code of two letters, or its English name")


def _nuts(text: str, how: Expression, cells: Mapping[str, str]) -> Converted:
    if not any(text in tables.index(version, "code") for version in tables.REGIONS):
        raise Unmappable("a code of NUTS 2021 or 2024")
    return _one(NUTS[text])


def _nace(text: str, how: Expression, cells: Mapping[str, str]) -> Converted:
    code = text[1:] if re.fullmatch(r"[A-U]\d\d.*", text) else text
    if code not in tables.index(tables.ACTIVITIES, "code"):
        raise Unmappable("a NACE Rev. 2 code such as C25 or 25.11")
    return _one(NACE[code.replace(".", "")])


def _nace21(text: str, how: Expression, cells: Mapping[str, str]) -> Converted:
    code = text[1:] if re.fullmatch(r"[A-V]\d\d.*", text) else text
    if code not in tables.index(tables.ACTIVITIES_2_1, "code"):
        raise Unmappable("a NACE Rev. 2.1 code such as C25 or 25.11")
    return _one(NACE21[code.replace(".", "")])


def _place(text: str, how: Expression, cells: Mapping[str, str]) -> Converted:
    found = places.table().resolve(text, _country_of(how, cells))
    if not found:
        raise Unmappable("a place that resolve/places.toml knows, with the country of the row")
    about = tuple(
        triple
        for place in found
        if str(place.iri).startswith(str(ID))
        for triple in (
            (place.iri, RDF.type, CSC.Place),
            *((place.iri, RDFS.label, label) for label in _labels(place.label)),
        )
    )
    return Converted(tuple(place.iri for place in found), about)


def _organisation(text: str, how: Expression, cells: Mapping[str, str]) -> Converted:
    named = organisations.table().resolve(text, _country_of(how, cells))
    about = tuple(triple for name, each in named for triple in _about(each, name))
    return Converted(tuple(each.iri for _, each in named), about)


def _about(each: organisations.Organisation, name: str) -> Iterator[Triple]:
    """What the table of names says of an organisation, and that the file calls it so."""
    if not each.label:
        return  # the name means a thing that another file describes
    yield from ((each.iri, RDF.type, expand(kind)) for kind in ("csc:Organisation", each.type) if kind)
    yield from ((each.iri, RDFS.label, label) for label in _labels(each.label))
    if name not in each.label.values():
        yield each.iri, SKOS.altLabel, Literal(name)
    if each.country:
        yield each.iri, CSC.country, _as_country(each.country)
    yield from ((each.iri, OWL.sameAs, URIRef(outside)) for outside in each.same_as)


def _labels(labels: Mapping[str, str]) -> list[Literal]:
    return [Literal(text, lang=lang or None) for lang, text in labels.items()]


def _country_of(how: Expression, cells: Mapping[str, str]) -> str:
    """The country that helps to tell names apart, as its ISO code of two letters."""
    text = how.country or cells.get(how.country_column or "", "")
    by_name = tables.index(tables.COUNTRIES, "name_en").get(text)
    return by_name["iso2"] if by_name else text


def _id(text: str, how: Expression, cells: Mapping[str, str]) -> Converted:
    return _one(ID[(how.prefix or "") + iri.slug(text)])


def _curie_term(text: str, how: Expression, cells: Mapping[str, str]) -> Converted:
    return _one(_curie(text))


def _document(text: str, how: Expression, cells: Mapping[str, str]) -> Converted:
    found = document(text)
    return Converted((found[0][0],) if isinstance(found[0][0], URIRef) else (), found)


def document(text: str, address: str | None = None) -> tuple[Triple, ...]:
    """What is said of a cited document: its title, or its address, or both."""
    url = as_address(text) if address is None and text.startswith("http") else as_address(address) if address else ""
    place = iri.of_document(text, url)
    if not url:
        return (place, RDF.type, CSC.Document), (place, RDFS.label, Literal(text, lang="en"))
    label = Literal(text, lang="en") if address else Literal(_short(url))
    return (
        (place, RDF.type, CSC.Document),
        (place, RDFS.label, label),
        (place, SCHEMA.url, Literal(url, datatype=XSD.anyURI, normalize=False)),
    )


def _short(url: str) -> str:
    host, _, path = url.partition("//")[2].removeprefix("www.").partition("/")
    tail = path.split("?")[0].strip("/").rsplit("/", 1)[-1]
    return f"{host}: {tail[:60]}" if tail else host


def _lookup(text: str, how: Expression, cells: Mapping[str, str]) -> Converted:
    name, match, take = how.in_source, how.match, how.take
    if not (name and match and take):
        raise Unmappable("as = “lookup” needs in, match and take")
    found = tables.index(name, match).get(text)
    if found is None:
        raise Unmappable(f"a value of column {match} of {name}")
    country = found.get(how.country_column or "", "") or how.country
    return convert(found[take], Expression(as_=how.then, prefix=how.prefix, lang=how.lang, country=country), found)


Converter = Callable[[str, Expression, Mapping[str, str]], Converted]
CONVERTERS: Mapping[str, Converter] = MappingProxyType(
    {
        "text": lambda text, how, cells: _one(_literal(text, how, cells)),
        "lang": lambda text, how, cells: _one(Literal(text)),
        "date": _date,
        "interval": _interval,
        "number": _number,
        "integer": _integer,
        "range": _range,
        "boolean": _boolean,
        "uri": _uri,
        "link": _link,
        "country": _country,
        "nuts": _nuts,
        "nace": _nace,
        "nace21": _nace21,
        "place": _place,
        "organisation": _organisation,
        "id": _id,
        "curie": _curie_term,
        "iri": _curie_term,
        "document": _document,
        "lookup": _lookup,
    }
)
