"""What maps are drawn from: networks in columns, names as they come into sight, and which networks there are."""

import gzip
import json
import re
from typing import Annotated, Protocol

from fastapi import APIRouter, Depends, Request, Response

from api.answers import JSON, Answer
from api.bounded import Slow
from api.deps import LanguageDep, PoolDep, ServedDep
from api.faulty import BadRequest
from api.maps.pictures import PictureDep, PicturesDep
from api.negotiation import Offer
from api.pages.links import href
from graph.networks.projections import Projection, projections
from ontology.saying import Said
from viz.compact import MEDIA_TYPE

COLUMNS = Offer("bin", MEDIA_TYPE)
NAMES_MOST = 5_000  # of one request

router = APIRouter(prefix="/map", include_in_schema=False, route_class=Slow)


async def in_columns(request: Request, served: ServedDep, lang: LanguageDep) -> Answer:
    """An answer that is columns of numbers."""
    return Answer(request, served, lang, (COLUMNS,))


async def as_json(request: Request, served: ServedDep, lang: LanguageDep) -> Answer:
    """An answer that is only JSON."""
    return Answer(request, served, lang, (JSON,))


InColumns = Annotated[Answer, Depends(in_columns)]
AsJson = Annotated[Answer, Depends(as_json)]


@router.get("/data.bin")
def read_columns(answer: InColumns, asked: PictureDep, pictures: PicturesDep, pool: PoolDep) -> Response:
    """A network in columns, as `viz.compact` tells."""
    if answer.is_known and not asked.is_confidential:
        return answer.unchanged()
    body = pictures.columns(answer.served, pool, asked)
    takes = "gzip" in answer.request.headers.get("accept-encoding", "")
    response = answer.table(body if takes else gzip.decompress(body))
    response.headers["Vary"] += ", Accept-Encoding"
    if takes:
        response.headers["Content-Encoding"] = "gzip"
    return guarded(response, asked)


@router.get("/names.json")
def read_names(answer: AsJson, asked: PictureDep, pictures: PicturesDep, pool: PoolDep) -> Response:
    """Key, name and short name of the things from one number on, in the order of the columns."""
    if answer.is_known and not asked.is_confidential:
        return answer.unchanged()
    parameters = answer.request.query_params
    start = number(parameters.get("start", "0"), "start", 10**9)
    count = number(parameters.get("count", str(NAMES_MOST)), "count", NAMES_MOST)
    return guarded(told(answer, pictures.sent(answer.served, pool, asked).names[start : start + count]), asked)


@router.get("/projections.json")
def list_projections(answer: AsJson) -> Response:
    """The networks there are, each with a sentence and its query."""
    if answer.is_known:
        return answer.unchanged()
    return told(answer, [_projection(answer, each) for each in projections()])


def _projection(answer: Answer, each: Projection) -> dict[str, object]:
    return {
        "name": each.name,
        "title": each.title_in(answer.lang),
        "help": each.help_in(answer.lang),
        "directed": each.directed,
        "layered": each.layered,
        "query": each.query,
        "url": href(answer.request, "/query", query=each.query),
    }


def number(text: str, name: str, most: int) -> int:
    """A whole number of the address; raises `BadRequest`."""
    if not (re.fullmatch(r"\d{1,18}", text, re.ASCII) and int(text) <= most):
        told = "{name} is a whole number from 0 to {most}, not “{value}”"
        raise BadRequest(Said.of("whole", told, name=name, most=most, value=text[:20]))
    return int(text)


class Asked(Protocol):
    """What may be confidential: a network, or a map of places."""

    @property
    def is_confidential(self) -> bool:
        """Whether it may show what only operators see."""
        ...


def guarded(response: Response, asked: Asked) -> Response:
    """The same, kept by nobody where it may show what only operators see."""
    if asked.is_confidential:
        del response.headers["ETag"]
        response.headers["Cache-Control"] = "no-store"
    return response


def told(answer: Answer, content: object) -> Response:
    """Content as JSON."""
    return answer.table(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode())
