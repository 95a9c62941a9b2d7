"""How the text of a cell becomes a term: every way to read it, by the word that a mapping uses for it."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from types import MappingProxyType

from ingest import cited, codelists, dates, lines, naming, tables, units
from ingest.codelists import Codes
from ingest.converted import NOTHING, Cells, Converted, Unmappable
from ingest.expression import Expression, LangOf
from ingest.known import Known
from ingest.near import hint
from ontology import iri
from ontology.iri import fold
from ontology.namespaces import ID, UnknownPrefix, expand

Converter = Callable[[str, Expression, Cells], Converted]
Reader = Callable[[str, Cells], Converted]

# Romanian writes a comma below s and t; older files hold the cedilla of Turkish in its place.
_COMMAS = str.maketrans("şţŞŢ", "șțȘȚ")
_CEDILLAS = frozenset("şţŞŢ")
_REMEMBERED = 10_000  # values of one entry that are kept: most columns repeat few
_AT_SIGN = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
_TRUE = ["1", "yes", "true", "x", "sim", "si", "da", "verdadeiro", "vero", "adevarat"]
_FALSE = ["0", "no", "false", "nao", "nu", "falso", "fals"]


def reader(how: Expression, known: Known) -> Reader:
    """What reads the texts of one entry; what it read once it remembers."""
    if how.as_ in {None, "text"} and not (how.map_ or how.synonyms or how.datatype or isinstance(how.lang, LangOf)):
        return _plain_text(how)
    beside = how.beside()
    read: dict[tuple[str, ...], Converted] = {}

    def convert_once(text: str, cells: Cells) -> Converted:
        key = (text, *(cells.get(column, "") for column in beside))
        found = read.get(key)
        if found is None:
            if len(read) >= _REMEMBERED:
                read.clear()
            found = read[key] = convert(text, how, cells, known)
        return found

    return convert_once


def _plain_text(how: Expression) -> Reader:
    lang = how.lang if isinstance(how.lang, str) else ""
    return lambda text, cells: Converted((_text(text, lang),))


def convert(text: str, how: Expression, cells: Cells, known: Known) -> Converted:
    """One cell, or one part of it, as terms; raises `Unmappable`."""
    if how.synonyms:
        text = _meant(text, how.synonyms)
    if how.map_ is not None:
        return _mapped(text, how, cells, known)
    if how.as_ == "known":
        return naming.known_thing(known, text, how)
    if how.as_ == "lookup":
        return _lookup(text, how, known)
    return CONVERTERS[how.as_ or "text"](text, how, cells)


def _meant(text: str, synonyms: Mapping[str, str]) -> str:
    if text in synonyms:
        return synonyms[text]
    folded = fold(text)
    return next((meant for word, meant in synonyms.items() if fold(word) == folded), text)


def _mapped(text: str, how: Expression, cells: Cells, known: Known) -> Converted:
    table = how.map_ or {}
    if text not in table:
        raise Unmappable(f"one of: {', '.join(sorted(table))}{hint(text, table)}")
    said = table[text]
    found = [each for each in (said if isinstance(said, list) else [said]) if each]
    if how.as_ is None and how.lang is None:
        return Converted(tuple(lines.iri(curie(each)) for each in found))
    plain = Expression(**{**vars(how), "map_": None, "synonyms": None})
    parts = [convert(each, plain, cells, known) for each in found]
    return Converted(tuple(t for part in parts for t in part.terms), tuple(a for part in parts for a in part.about))


def curie(text: str) -> str:
    """A CURIE or an IRI as an IRI; raises `Unmappable`."""
    try:
        address = text if text.startswith(("http://", "https://")) else str(expand(text))
    except UnknownPrefix as error:
        raise Unmappable(str(error)) from error
    if not lines.is_iri(address):
        raise Unmappable("an IRI, without blanks, quotes or brackets")
    return address


def _literal(text: str, how: Expression, cells: Cells) -> Converted:
    if how.datatype:
        return Converted((lines.of_type(text, expand(how.datatype)),))
    lang = how.lang.map_.get(cells[how.lang.column], how.lang.default) if isinstance(how.lang, LangOf) else how.lang
    return Converted((_text(text, lang or ""),))


def _text(text: str, lang: str) -> str:
    # No private persons in the graph: their addresses stand in columns that are to be left out.
    if "@" in text and _AT_SIGN.search(text):
        raise Unmappable("text without e-mail addresses: private persons do not belong here; ignore the column")
    if lang == "ro" and not _CEDILLAS.isdisjoint(text):
        text = text.translate(_COMMAS)
    return lines.text(text, lang)


def _one(term: str) -> Converted:
    return Converted((term,))


def _date(text: str, how: Expression, cells: Cells) -> Converted:
    when = dates.read(text, how.order)
    if when.is_one:
        return _one(dates.literal(when.start))
    if how.part in {"start", "end"}:
        return _one(dates.literal(when.start if how.part == "start" else when.end))
    return _one(lines.text(when.text()))


def _interval(text: str, how: Expression, cells: Cells) -> Converted:
    start, slash, end = (part.strip() for part in text.partition("/"))
    if slash and not (start and end):
        # An interval may be open: `2007/` has a start and no end.
        wanted = {"start": start, "end": end}.get(str(how.part), "")
        return _date(wanted, how, cells) if wanted else NOTHING
    when = dates.read(text, how.order)
    if when.is_one and how.part == "end" and start != end:
        return NOTHING
    return _date(text, how, cells)


def _range(text: str, how: Expression, cells: Cells) -> Converted:
    low, dash, high = text.partition("-")
    wanted = {"min": low if dash else "", "max": high, "only": "" if dash else low}.get(str(how.part), "")
    return _number(wanted.strip(), how, cells) if wanted else NOTHING


def _number(text: str, how: Expression, cells: Cells) -> Converted:
    plain = units.plain(text, how.locale)
    return _one(lines.typed(plain, "decimal" if "." in plain else "integer"))


def _integer(text: str, how: Expression, cells: Cells) -> Converted:
    try:
        found = Decimal(text) if how.locale is None else units.number(text, how.locale)
        if found == found.to_integral_value():
            return _one(lines.typed(str(int(found)), "integer"))
    except (InvalidOperation, ValueError, OverflowError) as error:
        raise Unmappable(str(error) if isinstance(error, Unmappable) else "a whole number") from error
    raise Unmappable("a whole number")


def _quantity(text: str, how: Expression, cells: Cells) -> Converted:
    beside = cells.get(how.unit_column or "", "") or how.unit or ""
    found = units.quantity(text, locale=how.locale, unit=beside)
    found = found.to(units.named(how.to)) if how.to else found
    if how.part == "unit":
        return _one(lines.iri(units.concept(found.unit)))
    return _one(lines.typed(*units.told(found.amount)))


def _boolean(text: str, how: Expression, cells: Cells) -> Converted:
    folded = fold(text)
    if folded not in {*_TRUE, *_FALSE}:
        raise Unmappable("yes or no")
    return _one(lines.typed("true" if folded in _TRUE else "false", "boolean"))


def _uri(text: str, how: Expression, cells: Cells) -> Converted:
    return _one(lines.typed(cited.as_address(text), "anyURI"))


def _link(text: str, how: Expression, cells: Cells) -> Converted:
    address = cited.as_address(text)
    if not lines.is_iri(address):
        raise Unmappable("a web address that leads somewhere: its host, port or percent signs are not those of one")
    return _one(lines.iri(address))


def _country(text: str, how: Expression, cells: Cells) -> Converted:
    return _one(lines.iri(naming.country(text)))


def _coded(codes: Codes, text: str, expected: str) -> Converted:
    """The code of a name in a list; where it means several or nothing, what they are and what is nearest."""
    key = fold(text)
    if key in codes.by_name:
        return _one(lines.iri(codes.by_name[key]))
    if key in codes.several:
        told = ", ".join(each.rsplit("/", 1)[-1] for each in codes.several[key][:5])
        raise Unmappable(f"{expected}; “{text}” can be any of {told}: write the code")
    raise Unmappable(expected, near=lambda: _nearest(codes, text))


def _nearest(codes: Codes, text: str) -> str:
    near = ", ".join(f"“{name}”" for name in codes.names.like(text))
    return f"; nearest: {near}" if near else ""


def _nuts(text: str, how: Expression, cells: Cells) -> Converted:
    level = "" if how.level is None else f" of level {how.level}"
    return _coded(codelists.regions(how.level), text, f"a code of NUTS 2021 or 2024, or the name of one region{level}")


def _nace(text: str, how: Expression, cells: Cells) -> Converted:
    code = text[1:] if re.fullmatch(r"[A-U]\d\d.*", text) else text
    return _activity(False, code, "a NACE Rev. 2 code such as C25 or 25.11, or its label")


def _nace21(text: str, how: Expression, cells: Cells) -> Converted:
    code = text[1:] if re.fullmatch(r"[A-V]\d\d.*", text) else text
    return _activity(True, code, "a NACE Rev. 2.1 code such as C25 or 25.11, or its label")


def _activity(newer: bool, text: str, expected: str) -> Converted:
    return _coded(codelists.activities(newer), text, expected)


def _area(text: str, how: Expression, cells: Cells) -> Converted:
    return _coded(codelists.areas(), text, "one of the six areas (TA1 to TA6), by number or by its name")


def _code(text: str, how: Expression, cells: Cells) -> Converted:
    codes = codelists.lists()[how.scheme or ""]
    few = f": {', '.join(codes.shown[:8])}…" if len(codes.shown) > 8 else f": {', '.join(codes.shown)}"
    return _coded(codes, text, f"a code of the list “{how.scheme}”{few}")


def _id(text: str, how: Expression, cells: Cells) -> Converted:
    return _one(f"<{ID}{how.prefix or ''}{iri.slug(text)}>")


def _curie(text: str, how: Expression, cells: Cells) -> Converted:
    return _one(lines.iri(curie(text)))


def _document(text: str, how: Expression, cells: Cells) -> Converted:
    said = cited.document(text)
    return Converted((said[0][0],), said)


def _lookup(text: str, how: Expression, known: Known) -> Converted:
    name, match, take = how.in_source or "", how.match or "", how.take or ""
    rows = tables.index(name, match)
    found = rows.get(text)
    if found is None:
        raise Unmappable(f"a value of column {match} of {name}{hint(text, rows)}")
    country = found.get(how.country_column or "", "") or how.country
    then = Expression(as_=how.then, prefix=how.prefix, lang=how.lang, country=country, kind=how.kind, scheme=how.scheme)
    return convert(found[take], then, found, known)


# Two more are read where the things of the release and other sources are at hand: `known` and `lookup`.
CONVERTERS: Mapping[str, Converter] = MappingProxyType(
    {
        "text": _literal,
        "lang": lambda text, how, cells: _one(lines.text(text)),
        "date": _date,
        "interval": _interval,
        "number": _number,
        "integer": _integer,
        "range": _range,
        "quantity": _quantity,
        "boolean": _boolean,
        "uri": _uri,
        "link": _link,
        "country": _country,
        "nuts": _nuts,
        "nace": _nace,
        "nace21": _nace21,
        "area": _area,
        "code": _code,
        "place": naming.place,
        "organisation": naming.organisation,
        "id": _id,
        "curie": _curie,
        "iri": _curie,
        "document": _document,
    }
)
WAYS = (*CONVERTERS, "known", "lookup")
