"""The questions that are kept, in plain words: their list, and the answer of each."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, Field
from rdflib import URIRef

from api import urls
from api.answers import HTML, JSON, AboutMany, Answer
from api.deps import LanguageDep, LibraryDep, ModelDep, PoolDep, ServedDep
from api.documented import LANG, TEXT, answers, choice, format_of
from api.negotiation import Offer
from api.pages.questions import is_answerable, question_page, questions_page
from api.schemas import Answered, Cell, Parameter, Question, Questions
from graph import parameters
from graph.formats import BY_NAME
from graph.library import Library
from graph.query import PARTS, NamedQuery, bare, bind, found, query
from graph.reader import Reader

_TABLES = tuple(Offer(name, BY_NAME[name].media_type) for name in ("csv", "tsv", "xml"))
_OF_QUESTIONS = (JSON, HTML, *_TABLES)
_RESERVED = frozenset({"lang", "format"})
_PART = choice("part", f"Keep to one or more parts of the model: {', '.join(PARTS)}")

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
    openapi_extra={"parameters": [TEXT, _PART, LANG, format_of((JSON, HTML))]},
)
def list_questions(request: Request, answer: AboutMany, library: LibraryDep) -> Response:
    """The questions that are kept, each in plain words."""
    if answer.is_known:
        return answer.unchanged()
    if answer.offer == HTML:
        return answer.page(questions_page(request, library, answer.lang))
    asked = request.query_params
    items = [_told(each, answer, {}, library) for each in found(asked.get("q", ""), asked.getlist("part"))]
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
    results = _Results.model_validate_json(pool.answer(bound, BY_NAME["json"].media_type))
    return answer.json(_answered(_told(named, answer, given, library), bare(bound), results, answer, library.reader))


def _answered(told: Question, bound: str, results: _Results, answer: Answer, reader: Reader) -> Answered:
    bindings = results.results.bindings
    reader.learn(URIRef(term.value) for row in bindings for term in row.values() if term.type == "uri")
    rows = [{column: _cell(term, answer, reader) for column, term in row.items()} for row in bindings]
    return Answered(
        **dict(told),
        query=bound,
        columns=results.head.vars,
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


def _told(named: NamedQuery, answer: Answer, given: Mapping[str, str], library: Library) -> Question:
    return Question(
        name=named.name,
        number=named.number,
        part=named.part,
        title=named.title_in(answer.lang),
        asks=named.asks_in(answer.lang),
        url=urls.absolute(answer.request, f"/questions/{named.name}"),
        answerable=is_answerable(named, library),
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
