"""What goes wrong, told over HTTP: one table from the errors of the domain to problem documents (RFC 9457)."""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from types import MappingProxyType

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.routing import Match

from api.access import RoleNeeded, TokenNeeded, WritingOff
from api.departed import Departed, Merged
from api.deps import UnknownLanguage
from api.i18n import UnknownText
from api.negotiation import NotAcceptable
from api.pages.render import error_page, wants_page
from graph.accounts import BadAccounts, UnknownToken
from graph.changes import (
    BadBody,
    BodyNotRead,
    FetchFailed,
    FetchRefused,
    GraphExists,
    GraphNotThere,
    KeptByLoads,
    Moved,
    NoSuchGraph,
    NotAllowed,
    StoreFull,
    WritingEnded,
)
from graph.changes import ChangeRefused as Unchanged
from graph.conditions import UnsupportedShape
from graph.cursor import BadCursor
from graph.endings import (
    AnswerTooLarge,
    BudgetSpent,
    DeadlineExceeded,
    MemoryExceeded,
    NotForXml,
    Overloaded,
    QueryEnded,
    Stopped,
    WorkerDied,
)
from graph.federated import ServiceFailed
from graph.federation import ServiceRefused
from graph.guard import TooComplex, TooLong, UnknownGraph, UpdateRefused
from graph.layout import WrongLayout
from graph.links import UnknownLinks
from graph.listing import BadLimit, UnknownFilter
from graph.locking import BusyStore
from graph.parameters import BadValue
from graph.quality import NoReport
from graph.query import BadQueryFile, UnknownParameter, UnknownQuery
from graph.reading import UnknownThing
from graph.runs import UnknownRun
from graph.stated import Preparing
from graph.store import BadQuery, FormatNotOffered, NotAStore, NotReached, ReadOnly, StoreError
from graph.terms import UnknownTerm
from graph.why import BadStatement, NotSaid
from ontology.catalogue import UnknownVersion
from ontology.completion import BadShape
from ontology.iri import UnusableName
from ontology.model import UnknownKind
from ontology.namespaces import UnknownPrefix
from ontology.reference import UndeclaredTerm

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
TYPES = "https://w3id.org/clusterscape/problem/"
_RETRY_AFTER = "Retry-After"
# Data are open to scripts of other sites, and so is the reason why there are none.
_OPEN = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": _RETRY_AFTER, "Vary": "Accept"}
_MAY_RETURN = (301, 410)  # caches keep these unasked (RFC 9110, section 15.1), but a decision may be undone
_METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")


class BadRequest(Exception):
    """A request that the protocol does not know."""


class TooLarge(Exception):
    """A request whose body is larger than is taken."""


class NotThere(Exception):
    """A graph was asked for that is not here."""


class UnsupportedBody(Exception):
    """A request whose body is of a media type that is not read here."""


class ChangeRefused(Exception):
    """A change was asked of a service that only answers."""


@dataclass(frozen=True)
class Kind:
    """How one error is told: its status, its title, which of its values go along, and what can be done about it."""

    status: int
    title: str
    members: tuple[str, ...] = ()
    advice: str | None = None


_PLACE = ("line", "column")
_SIMPLER = "Ask for less: name the things, add a LIMIT, or take out parts of the query."

PROBLEMS: Mapping[type[Exception], Kind] = MappingProxyType(
    {
        BadRequest: Kind(400, "Bad request"),
        TooLarge: Kind(413, "Request too large"),
        UnsupportedBody: Kind(415, "Unsupported media type"),
        NotThere: Kind(404, "Unknown graph", advice="GET /graphs lists those that are here."),
        ChangeRefused: Kind(403, "Changes are refused", advice="This service only answers; data come by a load."),
        TokenNeeded: Kind(401, "Token needed"),
        RoleNeeded: Kind(403, "Not allowed"),
        WritingOff: Kind(403, "Writing is off"),
        Unchanged: Kind(403, "The change is refused"),
        NotAllowed: Kind(403, "Not allowed", ("graph",)),
        KeptByLoads: Kind(403, "The graph is kept by loads", ("graph",)),
        FetchRefused: Kind(403, "LOAD is refused"),
        FetchFailed: Kind(502, "LOAD failed"),
        GraphExists: Kind(409, "The graph exists"),
        NoSuchGraph: Kind(409, "No such graph", advice="Say SILENT where it does not matter."),
        GraphNotThere: Kind(404, "Unknown graph"),
        BadBody: Kind(400, "Bad body", _PLACE),
        BodyNotRead: Kind(415, "Unsupported media type"),
        Moved: Kind(412, "The data changed"),
        StoreFull: Kind(507, "The disk is full", advice="Nothing was changed. Make room, and send it again."),
        WritingEnded: Kind(503, "The change was not made", advice="Nothing was changed. Send it again."),
        WrongLayout: Kind(409, "The store is laid out otherwise"),
        UnknownToken: Kind(404, "Unknown token"),
        BadAccounts: Kind(500, "Internal error"),
        BadQuery: Kind(400, "Bad query", _PLACE),
        UpdateRefused: Kind(400, "Updates are refused", _PLACE),
        ServiceRefused: Kind(400, "SERVICE is refused", _PLACE),
        ServiceFailed: Kind(502, "SERVICE failed"),
        TooComplex: Kind(400, "Query too complex", _PLACE, _SIMPLER),
        TooLong: Kind(413, "Query too long"),
        UnknownGraph: Kind(400, "Unknown graph", _PLACE, "SELECT DISTINCT ?g { GRAPH ?g { } } lists the graphs."),
        UnknownQuery: Kind(404, "Unknown question"),
        UnknownParameter: Kind(400, "Unknown parameter"),
        BadValue: Kind(400, "Bad value"),
        BadCursor: Kind(400, "Bad cursor", advice="Begin again without a cursor."),
        BadLimit: Kind(400, "Bad limit"),
        UnknownFilter: Kind(400, "Unknown filter"),
        UnknownLanguage: Kind(400, "Unknown language"),
        BadStatement: Kind(
            400,
            "Bad statement",
            advice="Give subject, predicate and object: IRIs, or CURIEs like csc:country; "
            'an object may be a text as N-Triples writes it, "Lisboa"@pt or "2019"^^<IRI of its type>.',
        ),
        NotSaid: Kind(404, "Not said"),
        UnknownThing: Kind(404, "Not found"),
        Departed: Kind(410, "Gone", ("since", "source", "version", "reason")),
        Merged: Kind(301, "Merged", ("kept", "decision", "decided_by", "since")),
        NoReport: Kind(404, "There is no report"),
        UnknownLinks: Kind(404, "Unknown links"),
        UnknownKind: Kind(404, "Unknown kind of thing"),
        UndeclaredTerm: Kind(404, "Undeclared term"),
        UnknownVersion: Kind(404, "Unknown version"),
        NotAcceptable: Kind(406, "Not acceptable", ("offered",)),
        FormatNotOffered: Kind(406, "Format not offered"),
        NotForXml: Kind(406, "XML cannot carry this answer"),
        AnswerTooLarge: Kind(422, "Answer too large", advice=_SIMPLER),
        Overloaded: Kind(503, "Too many queries", ("retry_after",)),
        DeadlineExceeded: Kind(504, "Deadline exceeded", ("seconds",), _SIMPLER),
        MemoryExceeded: Kind(503, "Memory exceeded", advice=_SIMPLER),
        WorkerDied: Kind(503, "Query ended", advice=_SIMPLER),
        QueryEnded: Kind(503, "Query ended"),
        Stopped: Kind(503, "Query stopped"),
        BudgetSpent: Kind(429, "Budget spent", ("retry_after",)),
        UnknownRun: Kind(404, "Unknown run", advice="GET /queries lists those that you may see."),
        Preparing: Kind(503, "Being prepared", ("retry_after",)),
        NotAStore: Kind(503, "The store cannot be opened"),
        NotReached: Kind(503, "The store does not answer", advice="Try again a little later."),
        BusyStore: Kind(503, "The store is being loaded"),
        StoreError: Kind(500, "The store failed"),
        ReadOnly: Kind(500, "The store is read-only"),
        # Faults of our own, whatever was asked.
        UnknownTerm: Kind(500, "Internal error"),
        UnknownText: Kind(500, "Internal error"),
        UnusableName: Kind(500, "Internal error"),
        UnknownPrefix: Kind(500, "Internal error"),
        BadQueryFile: Kind(500, "Internal error"),
        BadShape: Kind(500, "Internal error"),
        UnsupportedShape: Kind(500, "Internal error"),
    }
)


def install(app: FastAPI) -> None:
    """Have an application tell its errors as problem documents."""
    for error in PROBLEMS:
        app.add_exception_handler(error, _tell)
    app.add_exception_handler(RequestValidationError, _tell_validation)
    app.add_exception_handler(HTTPException, _tell_status)
    app.add_exception_handler(Exception, _tell_fault)


def kind_of(error: type[Exception]) -> Kind | None:
    """How errors of a class are told, by the nearest class that is in the table."""
    return next((PROBLEMS[each] for each in error.__mro__ if each in PROBLEMS), None)


def document(
    request: Request,
    status: int,
    title: str,
    detail: str | None = None,
    headers: Mapping[str, str] | None = None,
    **members: object,
) -> Response:
    """A problem document, as a page for who likes that better; members that are None are left out."""
    slug = title.lower().replace(" ", "-")
    content = {"type": TYPES + slug, "title": title, "status": status, "detail": detail, "instance": request.url.path}
    body = {name: value for name, value in (content | members).items() if value is not None}
    if wants_page(request):
        made = error_page(request, status, body)
        made.headers.update({"Vary": "Accept, Accept-Language"} | dict(headers or {}))
        return made
    return Response(
        json.dumps(body, ensure_ascii=False),
        status,
        _OPEN | dict(headers or {}),
        MEDIA_TYPE,
    )


def problem(request: Request, error: Exception) -> Response:
    """The problem document of an error of the domain."""
    kind = kind_of(type(error)) or Kind(500, "Internal error")
    if kind.status == HTTPStatus.INTERNAL_SERVER_ERROR:
        log.error("request failed", exc_info=error)
        return document(request, kind.status, kind.title, "Something went wrong here; it is in the log of the service.")
    members = {name: getattr(error, name) for name in kind.members if getattr(error, name) not in (None, ())}
    retry = getattr(error, "retry_after", None)
    headers = {_RETRY_AFTER: str(retry)} if retry else {}
    if kind.status in _MAY_RETURN:
        headers["Cache-Control"] = "no-cache"
    if challenge := getattr(error, "challenge", None):
        headers["WWW-Authenticate"] = challenge
    if location := getattr(error, "location", None):
        headers["Location"] = location
    return document(request, kind.status, kind.title, _sentence(error), headers, **members, advice=kind.advice)


async def _tell(request: Request, error: Exception) -> Response:
    return problem(request, error)


async def _tell_fault(request: Request, error: Exception) -> Response:
    return problem(request, error)


async def _tell_validation(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    faults = [{"where": [str(step) for step in each["loc"]], "what": str(each["msg"])} for each in error.errors()]
    detail = "; ".join(f"{'.'.join(each['where'])}: {each['what']}" for each in faults)
    return document(request, 400, "Bad request", detail, errors=faults)


async def _tell_status(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    phrase = HTTPStatus(error.status_code).phrase
    headers = dict(error.headers or {})
    detail = None if error.detail == phrase else error.detail
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        headers["Allow"] = ", ".join(method for method in _METHODS if _takes(request, method))
        detail = f"{request.method} is not taken here; there are: {headers['Allow']}"
    return document(request, error.status_code, phrase.capitalize(), detail, headers)


def _takes(request: Request, method: str) -> bool:
    # The framework's own Allow names the methods of one route; there may be one route for each method.
    as_asked = {**request.scope, "method": "GET" if method == "HEAD" else method}
    return any(route.matches(as_asked)[0] is Match.FULL for route in request.app.routes)


def _sentence(error: Exception) -> str:
    text = str(error.args[0]) if error.args else str(error)
    return text[:1].upper() + text[1:] if text else type(error).__name__
