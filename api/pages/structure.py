"""The page of measures: what the network of a release tells, each measure with its sentence and its table."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import Response
from rdflib import URIRef

from api.current import Served
from api.deps import LanguageDep, LibraryDep, ServedDep, interface
from api.i18n import Words, words
from api.pages.links import href
from api.pages.render import page
from graph.library import Library
from graph.structure.standing import Said, standing
from graph.structure.structure import NotMeasured, Structure, read
from graph.structure.tables import COLUMNS, Cell, Ref, Refs, Table, countries, table
from graph.things import Named
from ontology.namespaces import COUNTRY

router = APIRouter(include_in_schema=False)
_KEPT = 2  # releases
_SHOWN = 10  # rows of a measure; all of one on request
_WORDS = frozenset({"missing", "by"})  # columns of words of ours


@router.get("/structure")
def read_page(request: Request, library: LibraryDep, served: ServedDep, lang: LanguageDep) -> Response:
    """All measures with their first rows, or one with all of them; kept to a country by `?country=`."""
    try:
        found = measures_of(served.artefacts)
    except NotMeasured:
        return page(request, "structure.html", lang, found=None, measure="")
    asked, one = request.query_params.get("country", ""), request.query_params.get("measure", "")
    country, name = country_of(found, asked), one if one in COLUMNS else ""
    tables = [table(found, each, lang, country, *(() if name else (_SHOWN,))) for each in ([name] if name else COLUMNS)]
    called = Called(found, library, lang, words(interface(request, lang)))
    called.learn(tables)
    return page(
        request,
        "structure.html",
        lang,
        found=found,
        tables=tables,
        called=called,
        is_several=lambda cell: isinstance(cell, Refs),
        is_one=lambda cell: isinstance(cell, Ref),
        country=country,
        countries=called.countries(countries(found)),
        strange=asked if asked and not country else one if one and not name else "",
        measure=name,
        data=href(request, "/map/structure.json"),
    )


@lru_cache(_KEPT)
def measures_of(artefacts: Path) -> Structure:
    """The measures of a release, read once; raises `NotMeasured`."""
    return read(artefacts)


def country_of(found: Structure, asked: str) -> str:
    """The country that is asked for, empty where none is or nothing of it is measured."""
    return asked if any(asked in each for each in found.countries) else ""


class Called:
    """What is named in a table, by its name in a language; `text` has the words of ours, perhaps in another one."""

    def __init__(self, found: Structure, library: Library, lang: str, text: Words) -> None:
        self._found, self._reader, self._lang, self._text = found, library.reader, lang, text

    def learn(self, tables: Iterable[Table]) -> None:
        """Look up many names at once."""
        cells = (cell for each in tables for row in each.rows for cell in row)
        self._reader.learn({iri for cell in cells for ref in _refs(cell) if (iri := self._iri(ref.text))})

    def of(self, ref: Ref) -> Named:
        """A thing or a term; a text is its own name."""
        iri = self._iri(ref.text)
        return self._reader.called(iri, self._lang) if iri else Named(URIRef(""), ref.text, "", None, None)

    def word(self, column: str, text: str) -> str:
        """What one of our own words says in a column that has such; empty in any other."""
        return self._text(f"structure.word.{text}") if column in _WORDS else ""

    def community(self, number: int) -> str:
        """The name of a community."""
        return self._found.communities[number].names[self._lang]

    def countries(self, codes: Sequence[str]) -> list[tuple[str, str]]:
        """Countries by code and name, in the order of their names."""
        self._reader.learn([COUNTRY[code] for code in codes])
        told = ((code, self._reader.called(COUNTRY[code], self._lang).label) for code in codes)
        return sorted(told, key=lambda each: each[1].casefold())

    def _iri(self, text: str) -> URIRef | None:
        if text in self._found.at:
            kind, _, slug = text.partition("/")
            return self._reader.model.kind(kind).iri(slug)
        return URIRef(text) if text.startswith(("http://", "https://", "urn:")) else None


def _refs(cell: Cell) -> Sequence[Ref]:
    return cell.items if isinstance(cell, Refs) else (cell,) if isinstance(cell, Ref) else ()


def sentence(said: Said, called: Called, text: Words) -> str:
    """What is said of a thing, with its numbers in place."""
    numbers = dict(zip("abc", map(text.number, said.numbers), strict=False))
    name = called.community(int(said.numbers[1])) if said.measure == "communities" else ""
    return text(f"structure.said.{said.form}", None, name=name, **numbers)


def told_of(key: str, served: Served, lang: str, text: Words) -> list[tuple[Said, str, list[Named]]]:
    """What the page of a thing says of its place in the network: the measure, the sentence, the things it names."""
    try:
        found = measures_of(served.artefacts)
    except NotMeasured:
        return []
    called = Called(found, served.library, lang, text)
    return [
        (said, sentence(said, called, text), [called.of(ref) for cell in said.refs for ref in _refs(cell)])
        for said in standing(found, key)
    ]
