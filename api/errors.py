"""What goes wrong, told over HTTP as problem documents (RFC 9457)."""

import json
import logging
from collections.abc import Mapping
from http import HTTPStatus

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from starlette.exceptions import HTTPException
from starlette.routing import Match

from api import urls
from api.faulty import MEDIA_TYPE, TYPES
from api.pages.render import error_page, wants_page
from api.problems import PROBLEMS, Kind
from api.refusals import begun, checked, language_of, sentence, worded
from ontology.saying import Said

log = logging.getLogger(__name__)

_RETRY_AFTER = "Retry-After"
# Data are open to scripts of other sites, and so is the reason why there are none.
_OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": _RETRY_AFTER,
    "Vary": "Accept, Accept-Language, Authorization",
}
_MAY_RETURN = (301, 410)  # caches keep these unasked (RFC 9110, section 15.1), but a decision may be undone
_FAULTS = 10  # of what was sent that are told
_FAULT = Said.of("fault", "something went wrong here; it is in the log of the service.")
_METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
_OF_FILES = ["GET", "HEAD"]  # what takes files by their names has no routes that could be asked


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
    *,
    is_said: bool = False,
    **members: object,
) -> Response:
    """A problem document, as a page for who likes that better; members that are None are left out.

    What it says in words, it says in the language of the reader; title and type are what programs know it by.
    Of a detail that is no `Said`, `is_said` tells that it is in that language already.
    """
    is_said = is_said or isinstance(detail, Said)
    slug, lang = title.lower().replace(" ", "-"), language_of(request)
    content = {"type": TYPES + slug, "title": title, "status": status, "detail": detail, "instance": request.url.path}
    said = {name: value for name, value in (content | members).items() if value is not None}
    body = {name: begun(str(worded(value, lang))) if isinstance(value, Said) else value for name, value in said.items()}
    if wants_page(request):
        made = error_page(request, status, body, lang, is_said=is_said)
        made.headers.update({"Vary": "Accept, Accept-Language, Authorization"} | dict(headers or {}))
        return made
    return Response(
        json.dumps(body, ensure_ascii=False),
        status,
        _OPEN | {"Content-Language": lang if is_said else "en"} | dict(headers or {}),
        MEDIA_TYPE,
    )


def problem(request: Request, error: Exception) -> Response:
    """The problem document of an error of the domain."""
    kind = kind_of(type(error)) or Kind(500, "Internal error")
    if kind.status == HTTPStatus.INTERNAL_SERVER_ERROR:
        log.error("request failed", exc_info=error)
        return document(request, kind.status, kind.title, _FAULT)
    members = {name: getattr(error, name) for name in kind.members if getattr(error, name) not in (None, ())}
    retry = getattr(error, "retry_after", None)
    headers = {_RETRY_AFTER: str(retry)} if retry else {}
    if kind.status in _MAY_RETURN:
        headers["Cache-Control"] = "no-cache"
    if challenge := getattr(error, "challenge", None):
        headers["WWW-Authenticate"] = challenge
    if location := getattr(error, "location", None):
        headers["Location"] = location
    told = _told(error)
    return document(
        request, kind.status, kind.title, told, headers, is_said=kind.is_said, **members, advice=kind.advice
    )


async def _tell(request: Request, error: Exception) -> Response:
    return problem(request, error)


async def _tell_fault(request: Request, error: Exception) -> Response:
    return problem(request, error)


async def _tell_validation(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    found = error.errors()[:_FAULTS]
    faults = [{"where": [str(step) for step in each["loc"]], "what": str(each["msg"])} for each in found]
    return document(request, 400, "Bad request", checked(found), errors=faults)


async def _tell_status(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == HTTPStatus.NOT_FOUND and _is_slash_more(request):
        return RedirectResponse(urls.without_slash(request), HTTPStatus.PERMANENT_REDIRECT)
    phrase = HTTPStatus(error.status_code).phrase
    headers = dict(error.headers or {})
    detail = None if error.detail == phrase else error.detail
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        taken = [method for method in _METHODS if _takes(request, method)] or _OF_FILES
        headers["Allow"] = ", ".join(taken)
        template = "{method} is not taken here; there are: {known}"
        detail = Said.of("method", template, method=request.method, known=headers["Allow"])
    if error.status_code == HTTPStatus.NOT_FOUND:
        template = "there is nothing at {path}; what there is stands in /openapi.json"
        detail = detail or Said.of("nowhere", template, path=request.url.path[:200])
    return document(request, error.status_code, phrase.capitalize(), detail, headers)


def _is_slash_more(request: Request) -> bool:
    """Whether there is something at the address without the slash at its end."""
    path: str = request.scope["path"]
    as_meant = {**request.scope, "path": path.rstrip("/")}
    return path.endswith("/") and any(route.matches(as_meant)[0] is Match.FULL for route in request.app.routes)


def _takes(request: Request, method: str) -> bool:
    # The framework's own Allow names the methods of one route; there may be one route for each method.
    as_asked = {**request.scope, "method": "GET" if method == "HEAD" else method}
    return any(route.matches(as_asked)[0] is Match.FULL for route in request.app.routes)


def _told(error: Exception) -> str:
    text = sentence(error)
    return text if isinstance(text, Said) else begun(text) or type(error).__name__
