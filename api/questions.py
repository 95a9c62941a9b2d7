"""The questions that are kept, in plain words: their list, and the answer of each."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, Field
from rdflib import URIRef

from api import urls
from api.answers import HTML, JSON, AboutMany, Answer
from api.deps import LanguageDep, LibraryDep, ModelDep, PoolDep, ServedDep
from api.documented import LANG, answers, format_of
from api.negotiation import Offer
from api.pages.questions import question_page, questions_page
from api.schemas import Answered, Cell, Parameter, Question, Questions
from graph import parameters
from graph.formats import BY_NAME
from graph.query import NamedQuery, bind, queries, query
from graph.reader import Reader

_TABLES = tuple(Offer(name, BY_NAME[name].media_type) for name in ("csv", "tsv", "xml"))
_OF_QUESTIONS = (JSON, HTML, *_TABLES)
_RESERVED = frozenset({"lang", "format"})

router = APIRouter(tags=["questions"])


class _Term(BaseModel):
    type: str
    value: str
    datatype: str | None = None
    lang: str | None = Field(None, alias="xml:lang")


class _Head(BaseModel):
    vars: list[str]


class _Rows(BaseModel):
    bindings: list[dict[str, _Term]]


class _Results(BaseModel):
    """An answer as the engine writes it (SPARQL 1.1 Query Results JSON Format)."""

    head: _Head
    results: _Rows


async def about_question(request: Request, served: ServedDep, lang: LanguageDep) -> Answer:
    """An answer that is a table."""
    return Answer(request, served, lang, _OF_QUESTIONS)


AboutQuestion = Annotated[Answer, Depends(about_question)]


@router.get(
    "/questions",
    response_class=Response,
    summary="List: questions",
    responses=answers(Questions, (JSON, HTML)),
    openapi_extra={"parameters": [LANG, format_of((JSON, HTML))]},
)
def list_questions(request: Request, answer: AboutMany) -> Response:
    """The questions that are kept, each in plain words."""
    if answer.is_known:
        return answer.unchanged()
    if answer.offer == HTML:
        return answer.page(questions_page(request, answer.lang))
    items = [_told(each, answer, {}) for each in queries()]
    return answer.json(Questions(items=items, total=len(items)))


@router.get(
    "/questions/{name}",
    response_class=Response,
    summary="One question and its answer",
    responses=answers(Answered, _OF_QUESTIONS),
    openapi_extra={"parameters": [LANG, format_of(_OF_QUESTIONS)]},
)
def ask_question(
    name: str, request: Request, answer: AboutQuestion, library: LibraryDep, model: ModelDep, pool: PoolDep
) -> Response:
    """The answer of one question; its parameters, named in the list of questions, go into the address."""
    named = query(name)
    if answer.is_known:
        return answer.unchanged()
    given = {key: value for key, value in request.query_params.items() if key not in _RESERVED}
    if answer.offer == HTML:
        return answer.page(question_page(request, named, given, library, pool, answer.lang))
    known = parameters.known_to(library.reader.store, library.reader.scope)
    bound = bind(named.text, parameters.read(named, given, model, known))
    if answer.offer in _TABLES:
        return answer.table(pool.answer(bound, answer.offer.media_type))
    found = _Results.model_validate_json(pool.answer(bound, BY_NAME["json"].media_type))
    return answer.json(_answered(_told(named, answer, given), bound, found, answer, library.reader))


def _answered(told: Question, bound: str, found: _Results, answer: Answer, reader: Reader) -> Answered:
    bindings = found.results.bindings
    reader.learn(URIRef(term.value) for row in bindings for term in row.values() if term.type == "uri")
    rows = [{column: _cell(term, answer, reader) for column, term in row.items()} for row in bindings]
    return Answered(
        **dict(told),
        query=bound,
        columns=found.head.vars,
        rows=rows,
        total=len(rows),
        release=answer.served.release.name,
    )


def _cell(term: _Term, answer: Answer, reader: Reader) -> Cell:
    if term.type != "uri":
        return Cell(value=term.value, datatype=term.datatype, lang=term.lang)
    named = reader.called(URIRef(term.value), answer.lang)
    url = urls.absolute(answer.request, named.path) if named.path else None
    return Cell(iri=term.value, label=named.label, lang=named.lang or None, kind=named.kind, url=url)


def _told(named: NamedQuery, answer: Answer, given: Mapping[str, str]) -> Question:
    return Question(
        name=named.name,
        number=named.number,
        title=named.title_in(answer.lang),
        asks=named.asks_in(answer.lang),
        url=urls.absolute(answer.request, f"/questions/{named.name}"),
        parameters=[
            Parameter(
                name=each.name,
                help=each.help_in(answer.lang),
                default=each.default,
                value=given.get(each.name) or each.default,
            )
            for each in named.parameters
        ],
    )
