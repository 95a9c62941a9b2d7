"""What the network of a release tells, as JSON and CSV: each measure as a table, and what is said of one thing."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from api import representation, urls
from api.answers import Answer
from api.deps import LanguageDep, LibraryDep, ServedDep
from api.faulty import BadRequest
from api.i18n import Words, words
from api.maps.networks import AsJson, number, told
from api.negotiation import Offer
from api.pages.structure import Called, country_of, measures_of, sentence
from graph.structure.standing import Said as Stood
from graph.structure.standing import standing
from graph.structure.structure import Structure, sizes
from graph.structure.tables import COLUMNS, MOST, Cell, Ref, Refs, Table, table
from ingest.spreadsheets import escaped
from ontology.saying import Said

_CSV = Offer("csv", "text/csv")

router = APIRouter(prefix="/map", include_in_schema=False)


async def as_csv(request: Request, served: ServedDep, lang: LanguageDep) -> Answer:
    """An answer that is only a table."""
    return Answer(request, served, lang, (_CSV,))


AsCsv = Annotated[Answer, Depends(as_csv)]


@router.get("/structure.json")
def read_structure(answer: AsJson, library: LibraryDep) -> Response:
    """All measures, or the one that is named, each with what it tells and how it is counted."""
    if answer.is_known:
        return answer.unchanged()
    found, asked = measures_of(answer.served.artefacts), answer.request.query_params
    most = number(asked.get("limit", "100"), "limit", MOST)
    tables = _tables(found, answer, asked.get("measure", ""), most)
    called = Called(found, library, answer.lang, words(answer.lang))
    called.learn(tables)
    content = {
        "release": answer.served.release.name,
        "things": len(found.keys),
        "links": found.links,
        "error": found.error,
        "measures": [_measure(each, called, words(answer.lang), answer.request) for each in tables],
    }
    return told(answer, content)


@router.get("/structure.csv")
def read_table(answer: AsCsv, library: LibraryDep) -> Response:
    """One measure as a table, with names and addresses of the things that it is about."""
    if answer.is_known:
        return answer.unchanged()
    found = measures_of(answer.served.artefacts)
    tables = _tables(found, answer, answer.request.query_params.get("measure", "hubs"), MOST)
    called = Called(found, library, answer.lang, words(answer.lang))
    called.learn(tables)
    text = io.StringIO()
    csv.writer(text).writerows([escaped(cell) for cell in row] for row in _lines(tables[0], called))
    return answer.table(text.getvalue().encode())


@router.get("/sizes.json")
def read_sizes(answer: AsJson) -> Response:
    """How large a map draws the first things by a measure, from 0 to 255: so that the area follows the measure."""
    if answer.is_known:
        return answer.unchanged()
    return told(answer, sizes(measures_of(answer.served.artefacts)))


@router.get("/things/{kind}/{slug}/structure.json")
def read_standing(kind: str, slug: str, answer: AsJson, library: LibraryDep) -> Response:
    """What the measures say of one thing; raises `UnknownKind` and `UnknownThing`."""
    if answer.is_known:
        return answer.unchanged()
    found, key = measures_of(answer.served.artefacts), f"{kind}/{slug}"
    if key not in found.at:
        library.thing(library.reader.model.kind(kind), slug, answer.lang)  # 404 where there is no such thing
    said = standing(found, key)
    called = Called(found, library, answer.lang, words(answer.lang))
    at = partial(urls.absolute, answer.request)
    content = {
        "thing": _named(called, Ref(str(library.reader.model.kind(kind).iri(slug))), at),
        "release": answer.served.release.name,
        "measures": [_said(each, called, words(answer.lang), at) for each in said],
    }
    return told(answer, content)


def _tables(found: Structure, answer: Answer, measure: str, most: int) -> Sequence[Table]:
    asked = answer.request.query_params.get("country", "")
    country = country_of(found, asked)
    if asked and not country:
        told = "country takes the code of a country that has things on the map, as PRT, not “{value}”"
        raise BadRequest(Said.of("map_country", told, value=asked[:20]))
    return [table(found, name, answer.lang, country, most) for name in ([measure] if measure else COLUMNS)]


def _measure(each: Table, called: Called, text: Words, request: Request) -> Mapping[str, object]:
    at = partial(urls.absolute, request)
    rows = [
        {name: _cell(called, name, cell, at) for name, cell in zip(each.columns, row, strict=True)} for row in each.rows
    ]
    return {
        "name": each.name,
        "title": text(f"structure.{each.name}.title"),
        "help": text(f"structure.{each.name}.help"),
        "formula": text(f"structure.{each.name}.formula"),
        "total": each.total,
        "rows": rows,
    }


def _said(each: Stood, called: Called, text: Words, at: representation.Address) -> Mapping[str, object]:
    refs = [ref for one in each.refs for ref in (one.items if isinstance(one, Refs) else (one,))]
    return {
        "measure": each.measure,
        "label": text(f"structure.{each.measure}.title"),
        "help": text(f"structure.{each.measure}.help"),
        "value": sentence(each, called, text),
        "things": [_named(called, ref, at) for ref in refs],
    }


def _cell(called: Called, column: str, cell: Cell, at: representation.Address) -> object:
    if isinstance(cell, Refs):
        return {"items": [_named(called, ref, at) for ref in cell.items], "total": cell.total}
    if isinstance(cell, Ref):
        return called.word(column, cell.text) or _named(called, cell, at)
    return cell


def _named(called: Called, ref: Ref, at: representation.Address) -> Mapping[str, object]:
    """A thing by its name; of what is only a text, the text."""
    named = called.of(ref)
    more = {"times": ref.times} if ref.times is not None else {}
    return {**representation.named(named, at).model_dump(exclude_none=True), **more}


def _lines(each: Table, called: Called) -> Iterator[list[str]]:
    """The rows of a file: a name and an address for each column of things, names alone where there are several."""
    kinds = each.rows[0] if each.rows else ()
    single = [isinstance(cell, Ref) for cell in kinds] or [False] * len(each.columns)
    yield [
        part
        for name, one in zip(each.columns, single, strict=True)
        for part in ([name, f"{name}_iri"] if one else [name])
    ]
    for row in each.rows:
        yield [part for name, cell in zip(each.columns, row, strict=True) for part in _parts(called, name, cell)]


def _parts(called: Called, column: str, cell: Cell) -> list[str]:
    if isinstance(cell, Refs):
        return ["; ".join(called.of(ref).label for ref in cell.items)]
    if isinstance(cell, Ref):
        named = called.of(cell)
        return [called.word(column, cell.text) or named.label, str(named.iri)]
    return [str(cell)]
