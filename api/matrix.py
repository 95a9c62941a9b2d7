"""The learning matrix: thematic areas by what is known in them, as a page, as JSON and as a table."""

import csv
from functools import partial
from io import StringIO
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel

from api import representation, urls
from api.answers import HTML, JSON, Answer
from api.deps import RESERVED, LanguageDep, LibraryDep, ServedDep
from api.documented import LANG, answers, format_of, parameter
from api.negotiation import Offer
from api.pages.render import kinds_name, page
from api.schemas import Named
from graph.library import Library
from graph.listing import UnknownFilter
from graph.matrix import AREA, NARROWED_BY, Area, Matrix
from ingest.spreadsheets import escaped
from ontology.model import Kind
from ontology.saying import Said

_CSV = Offer("csv", "text/csv")
_OFFERS = (JSON, HTML, _CSV)

router = APIRouter(tags=["things"])


class MatrixCell(BaseModel):
    """How many things of a kind are about an area, and where they are listed."""

    kind: str
    total: int
    url: str


class MatrixArea(BaseModel):
    """One thematic area with its counts."""

    area: Named
    cells: list[MatrixCell]


class MatrixTold(BaseModel):
    """Thematic areas by kinds of things; `uncovered` has the areas that no policy is about."""

    kinds: list[str]
    areas: list[MatrixArea]
    uncovered: list[Named]
    release: str


async def about_matrix(request: Request, served: ServedDep, lang: LanguageDep) -> Answer:
    """An answer that is a matrix."""
    return Answer(request, served, lang, _OFFERS)


@router.get(
    "/matrix",
    response_class=Response,
    summary="Thematic areas by kinds of things",
    responses=answers(MatrixTold, _OFFERS),
    openapi_extra={
        "parameters": [
            parameter("country", "Keep to one country, as PRT"),
            parameter("region", "Keep to one region and its parts, as PT11"),
            LANG,
            format_of(_OFFERS),
        ]
    },
)
def matrix(request: Request, answer: Annotated[Answer, Depends(about_matrix)], library: LibraryDep) -> Response:
    """How many activities, policies, practices … are known in each thematic area."""
    if answer.is_known:
        return answer.unchanged()
    found = library.matrix(_kept(request), answer.lang)
    if answer.offer == HTML:
        place = _place(library, found, answer.lang)
        return answer.page(page(request, "matrix.html", answer.lang, matrix=found, place=place))
    if answer.offer == _CSV:
        return answer.table(_table(found, answer.lang))
    return answer.json(_told(found, answer))


def _kept(request: Request) -> dict[str, str]:
    given = {name: value for name, value in request.query_params.items() if name not in RESERVED}
    if strange := sorted(given.keys() - set(NARROWED_BY)):
        told, known = "“{name}” is not a parameter of {place}; there are: {known}", ", ".join(NARROWED_BY)
        raise UnknownFilter(Said.of("parameter", told, name=strange[0], place="matrix", known=known))
    return {name: value for name, value in given.items() if value}


def _place(library: Library, found: Matrix, lang: str) -> str:
    kinds = library.reader.model
    names = (library.reader.called(kinds.kind(name).iri(slug), lang).label for name, slug in found.kept.items())
    return ", ".join(names)


def _table(found: Matrix, lang: str) -> bytes:
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(["area", "label", *(kinds_name(lang, kind) for kind in found.kinds)])
    for area in found.areas:
        writer.writerow([area.named.iri, escaped(area.named.label), *(area.counts[kind] for kind in found.kinds)])
    return text.getvalue().encode()


def _told(found: Matrix, answer: Answer) -> MatrixTold:
    return MatrixTold(
        kinds=[kind.name for kind in found.kinds],
        areas=[
            MatrixArea(area=_named(area, answer), cells=[_cell(found, area, kind, answer) for kind in found.kinds])
            for area in found.areas
        ],
        uncovered=[_named(area, answer) for area in found.empty("policy")],
        release=answer.served.release.name,
    )


def _named(area: Area, answer: Answer) -> Named:
    return representation.named(area.named, partial(urls.absolute, answer.request))


def _cell(found: Matrix, area: Area, kind: Kind, answer: Answer) -> MatrixCell:
    narrowed = "&".join(f"{name}={value}" for name, value in {AREA: area.slug, **found.kept}.items())
    return MatrixCell(
        kind=kind.name, total=area.counts[kind], url=urls.absolute(answer.request, f"/{kind.collection}?{narrowed}")
    )
