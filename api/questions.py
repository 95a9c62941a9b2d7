"""The questions that are kept, in plain words: their list, and the answer of each."""

import json
from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from api import urls
from api.answers import HTML, JSON, OF_QUESTIONS, OF_RDF, PICTURES, ROWS, AboutMany, Answer
from api.bounded import Slow
from api.deps import LanguageDep, LibraryDep, PoolDep, ServedDep, sought
from api.documented import LANG, REFUSALS, TEXT, answers, choice, format_of, parameter
from api.faulty import BadRequest
from api.i18n import words
from api.middleware import FRAMED
from api.pages import charted
from api.pages.answered import bound, rows_of, table_of
from api.pages.questions import SHARED, embed_page, is_answerable, names_for, question_page, questions_page
from api.pages.shown import show
from api.pages.tables import Names
from api.schemas import Answered, Cell, Parameter, Question, Questions
from graph import resultset
from graph.answering.workers import QueryPool
from graph.formats import BY_NAME
from graph.library import Library
from graph.query import PARTS, WAYS, BadQueryFile, NamedQuery, UnknownWay, bare, chosen, parse, queries
from graph.questionnaire import Questionnaire
from graph.resultset import Term
from graph.shared import SharedQueries
from ontology.saying import Said
from viz.export import pdf, png, svg

_RESERVED = frozenset({"lang", "ui", "format", "show", "only", "width"})
_ON_PAGES = frozenset({"table", "map"})  # ways that make no picture of their own
_SHOW = parameter("show", f"How the answer is drawn: {', '.join(WAYS)}; with columns: bar:organisation,clusters")
_WIDTH = parameter("width", "How many pixels wide a PNG is")
_PART = choice("part", f"Keep to one or more parts of the model: {', '.join(PARTS)}")

router = APIRouter(tags=["questions"], route_class=Slow)


async def about_question(request: Request, served: ServedDep, lang: LanguageDep) -> Answer:
    """An answer that is a table."""
    return Answer(request, served, lang, OF_QUESTIONS)


AboutQuestion = Annotated[Answer, Depends(about_question)]


async def questionnaire(request: Request) -> Questionnaire:
    """The questions of this service."""
    found: Questionnaire = request.app.state.questions
    return found


QuestionsDep = Annotated[Questionnaire, Depends(questionnaire)]


async def named(name: str, request: Request, asked: QuestionsDep) -> NamedQuery:
    """The question in the address: one that is kept, or a shared query that has a header."""
    if not name.startswith(SHARED):
        return asked.named(name)
    shelf: SharedQueries = request.app.state.shared
    try:
        return parse(name, shelf.find(name.removeprefix(SHARED)))
    except BadQueryFile as error:
        told = "this shared query has no header of a question: {why}"
        raise BadRequest(Said.of("no_header", told, why=str(error))) from error


NamedDep = Annotated[NamedQuery, Depends(named)]


def given_to(request: Request) -> dict[str, str]:
    """The values of parameters in the address."""
    return {key: value for key, value in request.query_params.items() if key not in _RESERVED}


def shipped() -> frozenset[str]:
    """The names of the questions that change with the program only: an answer is known by its release."""
    return frozenset(each.name for each in queries())


@router.get(
    "/questions",
    response_class=Response,
    summary="List: questions",
    responses=answers(Questions, (JSON, HTML)),
    openapi_extra={"parameters": [TEXT, _PART, LANG, format_of((JSON, HTML))]},
)
def list_questions(request: Request, answer: AboutMany, library: LibraryDep, asked: QuestionsDep) -> Response:
    """The questions that are kept, each in plain words."""
    if answer.is_known and not asked.own():
        return answer.unchanged()
    if answer.offer == HTML:
        return answer.page(questions_page(request, library, asked, answer.lang))
    given = request.query_params
    items = [_told(each, answer, {}, library) for each in asked.found(sought(request), given.getlist("part"))]
    return answer.json(Questions(items=items, total=len(items)))


@router.get(
    "/questions/{name}",
    response_class=Response,
    summary="One question and its answer",
    responses=answers(Answered, OF_QUESTIONS),
    openapi_extra={"parameters": [_SHOW, _WIDTH, LANG, format_of(OF_QUESTIONS)]},
)
def ask_question(
    request: Request, answer: AboutQuestion, named: NamedDep, library: LibraryDep, pool: PoolDep
) -> Response:
    """The answer of one question; its parameters, named in the list of questions, go into the address."""
    if answer.is_known and named.name in shipped():
        return answer.unchanged()
    given = given_to(request)
    if answer.offer == HTML:
        return answer.page(question_page(request, named, given, library, pool, answer.lang))
    names = names_for(named, library, answer.lang)
    query = bound(named, given, names.reader)
    if answer.offer in PICTURES:
        return answer.table(_drawn(request, answer, named, query, names, pool))
    if answer.offer in ROWS:
        return answer.table(pool.answer(query, answer.offer.media_type))
    found = json.loads(pool.answer(query, BY_NAME["json"].media_type))
    columns, rows = found["head"]["vars"], found["results"]["bindings"]
    if answer.offer in OF_RDF:
        return answer.triples(resultset.triples(columns, rows), sourced=False)
    told = _told(named, answer, given, library)
    return answer.json(_answered(told, bare(query), columns, rows, answer, names))


@router.get(
    "/embed/questions/{name}",
    response_class=Response,
    summary="The answer of a question, for a frame on another site",
    responses={
        200: {"description": "A small page", "content": {"text/html": {"schema": {"type": "string"}}}},
        **REFUSALS,
    },
    openapi_extra={"parameters": [LANG]},
)
def embed_question(
    request: Request, named: NamedDep, library: LibraryDep, pool: PoolDep, lang: LanguageDep
) -> Response:
    """One answer without what stands around it; other sites may frame it, and no other page."""
    made = embed_page(request, named, given_to(request), library, pool, lang)
    made.headers["Content-Security-Policy"] = FRAMED
    return made


def _drawn(request: Request, answer: Answer, named: NamedQuery, query: str, names: Names, pool: QueryPool) -> bytes:
    """The answer as a picture that stands alone; raises `UnknownWay`, `NotDrawable`, `BadWidth`."""
    text, root = words(answer.lang), urls.root(request)
    way = chosen(request.query_params.get("show", ""), named.show)
    across = png.width(request.query_params.get("width", ""))
    if way.way in _ON_PAGES:
        known = ", ".join(each for each in WAYS if each not in _ON_PAGES)
        template = "an answer cannot be shown as “{way}”; there are: {known}"
        raise UnknownWay(Said.of("way", template, way=way.way, known=known))
    found, lead, release = rows_of(pool, query), named.asks_in(answer.lang), answer.served.release.name
    rows, title = found["results"]["bindings"], named.title_in(answer.lang)
    made = show(way, rows, names, title, lambda path: f"{root}{path}?lang={answer.lang}")
    if made and made.picture:
        notes = [text("question.chart_first", number=text.number(made.cut))] if made.cut else []
        picture = charted.standing(request, made.picture, text, lead, release, notes)
    else:
        table = table_of(request, named, query, found, names, text, root)
        picture = charted.alone(request, way, table, text, lead, release)
    if answer.offer.name == "svg":
        return svg.write(picture).encode()
    return pdf.write(picture) if answer.offer.name == "pdf" else png.write(picture, across)


def _answered(
    told: Question, query: str, columns: list[str], rows: list[dict[str, Term]], answer: Answer, names: Names
) -> Answered:
    names.learn(rows)
    cells = [{column: _cell(term, answer, names) for column, term in row.items()} for row in rows]
    release = answer.served.release.name
    return Answered(**dict(told), query=query, columns=columns, rows=cells, total=len(cells), release=release)


def _cell(term: Term, answer: Answer, names: Names) -> Cell:
    if term["type"] != "uri":
        return Cell(value=term["value"], datatype=term.get("datatype"), lang=term.get("xml:lang"))
    named = names.called(term["value"])
    url = urls.absolute(answer.request, named.path) if named.path else None
    return Cell(iri=term["value"], label=named.label, lang=named.lang or None, kind=named.kind, url=url)


def _told(named: NamedQuery, answer: Answer, given: Mapping[str, str], library: Library) -> Question:
    return Question(
        name=named.name,
        number=named.number,
        part=named.part,
        title=named.title_in(answer.lang),
        asks=named.asks_in(answer.lang),
        url=urls.absolute(answer.request, f"/questions/{named.name}"),
        answerable=is_answerable(named, library),
        show=named.show.way,
        parameters=[
            Parameter(
                name=each.name,
                type=each.type,
                kind=each.kind,
                help=each.help_in(answer.lang),
                default=each.default,
                value=given.get(each.name) or each.default,
            )
            for each in named.parameters
        ],
    )
