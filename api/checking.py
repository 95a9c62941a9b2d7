"""What is told of a query that was not asked: where it is wrong, what it means, and why it may be slow."""

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool

from api.askers import asker
from api.bounded import Slow
from api.deps import LanguageDep, LibraryDep, PoolDep
from api.documented import LANG, PROBLEM, Responses
from api.errors import kind_of
from api.faulty import BadRequest
from api.pages.meaning import Meaning, meaning
from api.protocol import FORM, QUERY, Asking, read
from api.refusals import language_of, worded
from graph.answering.asker import Asker
from graph.answering.workers import QueryPool
from graph.checking import check
from graph.guard import TooLong
from graph.store import BadQuery
from ontology.saying import Said

_SENT = {
    "parameters": [LANG],
    "requestBody": {
        "required": True,
        "content": {
            QUERY: {"schema": {"type": "string"}},
            FORM: {"schema": {"type": "object", "required": ["query"], "properties": {"query": {"type": "string"}}}},
        },
    },
}
_REFUSED: Responses = {
    400: {"description": "There is no query", "content": PROBLEM},
    413: {"description": "The text is longer than a query may be", "content": PROBLEM},
    415: {"description": f"The body is neither {FORM} nor {QUERY}", "content": PROBLEM},
    429: {"description": "The budget of this client is spent", "content": PROBLEM},
    503: {"description": "Too many queries wait", "content": PROBLEM},
}

router = APIRouter(prefix="/sparql", tags=["sparql"], route_class=Slow)


class Fault(BaseModel):
    """What is wrong with a text, and where: lines and columns are counted from 1."""

    title: str
    message: str
    line: int | None = None
    column: int | None = None


class Checked(BaseModel):
    """Whether a text is a query that could be asked: its form, or its fault."""

    form: str | None = None
    fault: Fault | None = None


class Reason(BaseModel):
    """Why a query may be slow: one word for programs, what in it that is about, and a sentence."""

    reason: str
    about: str
    text: str


class Faster(BaseModel):
    """The same query in words that are quicker to answer; the service uses them by itself."""

    query: str
    steps: list[str]


class Explained(Checked):
    """What a query asks, as a sentence and as a picture (SVG, wide and narrow), and why it may be slow."""

    sentence: str | None = None
    picture: str | None = None
    slim: str | None = None
    reasons: list[Reason] = []
    faster: Faster | None = None


@router.post("/check", response_model=Checked, summary="Check a query", responses=_REFUSED, openapi_extra=_SENT)
async def check_query(request: Request, pool: PoolDep) -> Response:
    """Where a query is wrong, if it is; it is read and not asked."""
    checked = await _checked(request, pool)
    return _json(checked[0])


@router.post("/explain", response_model=Explained, summary="Explain a query", responses=_REFUSED, openapi_extra=_SENT)
async def explain_query(request: Request, pool: PoolDep, library: LibraryDep, lang: LanguageDep) -> Response:
    """What a query asks, and why it may be slow; it is read and not asked."""
    checked, text = await _checked(request, pool)
    if checked.fault:
        return _json(checked)
    told = await run_in_threadpool(meaning, text, library, lang)
    return _json(_explained(checked, told))


async def _checked(request: Request, pool: QueryPool) -> tuple[Checked, str]:
    sent = await read(request, pool.bounds.query.size, 0)
    if not isinstance(sent, Asking):
        raise BadRequest(Said.of("query_sent", "a query is sent as the parameter “query” or as the body"))
    reader: QueryPool = request.app.state.reader
    return await run_in_threadpool(_looked, reader, sent.query, asker(request), language_of(request)), sent.query


def _looked(reader: QueryPool, text: str, who: Asker, lang: str) -> Checked:
    try:
        return Checked(form=check(reader, text, who).form)
    except TooLong:
        raise
    except BadQuery as error:
        told = kind_of(type(error))
        title = told.title if told else "Bad query"
        message = str(worded(error.message, lang))
        return Checked(fault=Fault(title=title, message=message, line=error.line, column=error.column))


def _explained(checked: Checked, told: Meaning | None) -> Explained:
    if told is None:
        return Explained(form=checked.form)
    picture = told.picture
    return Explained(
        form=checked.form,
        sentence=told.sentence,
        picture=picture.wide if picture else None,
        slim=picture.slim if picture else None,
        reasons=[Reason(reason=each.reason, about=each.about, text=each.text) for each in told.reasons],
        faster=Faster(query=told.faster.text, steps=list(told.faster.steps)) if told.faster else None,
    )


def _json(content: BaseModel) -> Response:
    headers = {"Cache-Control": "no-store", "Vary": "Accept-Language"}
    return Response(content.model_dump_json(), media_type="application/json", headers=headers)
