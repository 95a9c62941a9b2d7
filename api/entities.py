"""Lists and things: one URL for each, as a page, as JSON and as RDF."""

from collections.abc import Callable
from functools import partial
from typing import TypeAlias
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from rdflib import Graph, URIRef
from rdflib.namespace import GEO, RDF

from api import annals, representation, urls
from api.answers import HTML, OF_LISTS, OF_THINGS, QUADS, TRIPLES, AboutMany, AboutThing
from api.deps import AskedDep, LibraryDep, LimitDep, ModelDep, ServedDep, sought
from api.documented import DEPARTED, LANG, PAGING, REFUSALS, answers, filters, format_of
from api.faulty import BadRequest
from api.pages import render, things
from api.schemas import Links, Listing
from api.shapes import thing_model
from graph.reading import UnknownThing, address
from graph.store import Scope, Store
from graph.terms import is_iri
from graph.things import Asked
from ontology.model import LANGUAGES, Kind, Model, UnknownKind
from ontology.namespaces import CSC, UnknownPrefix, expand, shorten
from ontology.saying import Said

Endpoint: TypeAlias = Callable[..., Response]


# Rows of files, and statements about statements, are shown where they support something, and have no pages.
_WITHOUT_PAGES = frozenset({CSC.Record, RDF.Statement})
_OWN_ROUTES = frozenset({CSC.Source})


def router(model: Model) -> APIRouter:
    """Routes for every kind of thing, and the IRIs of things."""
    made = APIRouter()
    for kind in model.kinds:
        if kind.cls not in _WITHOUT_PAGES | _OWN_ROUTES:
            _add(made, kind, model)
            annals.add(made, kind, model)
    made.add_api_route(
        "/describe",
        describe,
        status_code=303,
        response_class=Response,
        responses={303: {"description": "The address of the page and data of what the IRI names"}, **REFUSALS},
        summary="Where any IRI is described",
        tags=["things"],
    )
    made.add_api_route(
        "/id/{kind}/{slug}",
        follow,
        status_code=303,
        response_class=Response,
        responses={303: {"description": "The address of the page and data of the thing"}, **DEPARTED, **REFUSALS},
        summary="Where a thing is described",
        tags=["things"],
    )
    return made


def follow(kind: str, slug: str, request: Request, model: ModelDep, served: ServedDep) -> Response:
    """From the IRI of a thing to the page and data about it (303, as it is not the thing itself)."""
    try:
        found = model.kind(kind)
    except UnknownKind as error:
        raise UnknownThing(*error.args) from error
    served.departures.stop(request, model, address(found, slug))
    return _see(request, f"/{found.collection}/{slug}")


def describe(iri: str, request: Request, model: ModelDep, library: LibraryDep) -> Response:
    """From any IRI that is described here, ours or not, to the page and data about it."""
    term = _full(iri)
    if not is_iri(term):
        template = "“{iri}” is not an IRI: give a whole one, or a short form such as csc:Cluster"
        raise BadRequest(Said.of("iri", template, iri=iri[:200]))
    path = library.reader.anew().called(term, LANGUAGES[0]).path
    if path is None and model.declares(term):
        path = f"/ontology/{term.removeprefix(CSC)}" if term.startswith(CSC) else f"/ontology#{shorten(term)}"
    if path is None:
        raise UnknownThing(Said.of("unsaid", "nothing is said here of <{iri}>", iri=iri))
    return _see(request, path)


def _full(iri: str) -> URIRef:
    """An IRI, also where it was given by a prefix of ours."""
    try:
        return expand(iri)
    except UnknownPrefix:
        return URIRef(iri)


def _see(request: Request, path: str) -> Response:
    """303 to a path, in the languages and format that were asked for."""
    kept = [(name, value) for name, value in request.query_params.multi_items() if name in {"format", "lang", "ui"}]
    place, found, part = path.partition("#")
    query = f"?{urlencode(kept)}" if kept else ""
    return RedirectResponse(urls.absolute(request, f"{place}{query}{found}{part}"), 303, {"Vary": "Accept"})


def _add(made: APIRouter, kind: Kind, model: Model) -> None:
    """The three routes of a kind: its list, one thing, one group of what points at that thing."""
    plural, single = kind.collection.replace("-", " "), model.label(kind.cls, "en") or kind.name
    add = partial(made.add_api_route, response_class=Response, tags=[plural])
    path, name = f"/{kind.collection}", kind.name.replace("-", "_")
    add(
        path,
        _lister(kind),
        operation_id=f"list_{name}",
        summary=f"List: {plural}",
        responses=answers(Listing, OF_LISTS),
        openapi_extra={"parameters": [*PAGING, *filters(kind), LANG, format_of(OF_LISTS)]},
    )
    add(
        f"{path}/{{slug}}",
        _describer(kind),
        operation_id=f"read_{name}",
        summary=f"One {single}",
        responses=answers(thing_model(kind.name), OF_THINGS) | DEPARTED,
        openapi_extra={"parameters": [LANG, format_of(OF_THINGS)]},
    )
    add(
        f"{path}/{{slug}}/links/{{name}}",
        _linker(kind),
        operation_id=f"links_of_{name}",
        summary=f"What points at one {single}",
        responses=answers(Links, OF_LISTS) | DEPARTED,
        openapi_extra={"parameters": [*PAGING, LANG, format_of(OF_LISTS)]},
    )


def _lister(kind: Kind) -> Endpoint:
    def list_kind(request: Request, answer: AboutMany, library: LibraryDep, asked: AskedDep) -> Response:
        if answer.is_known:
            return answer.unchanged()
        found = library.listing(kind, asked, answer.lang)
        if answer.offer == HTML:
            return answer.page(render.list_page(request, found, answer.lang))
        release = answer.served.release.name
        return answer.json(representation.listing(found, release, _at(request), _next(request, found.next)))

    return list_kind


def _describer(kind: Kind) -> Endpoint:
    def read_kind(slug: str, request: Request, answer: AboutThing, library: LibraryDep, model: ModelDep) -> Response:
        answer.served.departures.stop(request, model, address(kind, slug))
        if answer.is_known:
            return answer.unchanged()
        if answer.offer in TRIPLES + QUADS:
            return answer.triples(_described(library.reader.store, library.reader.scope, kind, slug))
        thing = library.thing(kind, slug, answer.lang)
        if answer.offer == HTML:
            return answer.page(things.thing_page(request, thing, answer.served, answer.lang))
        return answer.json(representation.thing(thing, answer.served.release.name, _at(request), answer.lang))

    return read_kind


def _linker(kind: Kind) -> Endpoint:
    def links_of(
        slug: str,
        name: str,
        request: Request,
        answer: AboutMany,
        library: LibraryDep,
        model: ModelDep,
        limit: LimitDep,
    ) -> Response:
        answer.served.departures.stop(request, model, address(kind, slug))
        if answer.is_known:
            return answer.unchanged()
        asked = Asked({}, sought(request), request.query_params.get("cursor") or None, limit)
        group = library.links(kind, slug, name, answer.lang, asked)
        if answer.offer == HTML:
            called = library.reader.called(address(kind, slug), answer.lang)
            return answer.page(things.links_page(request, called, group, answer.lang))
        return answer.json(representation.links(group, _at(request), _next(request, group.next)))

    return links_of


def _described(store: Store, scope: Scope, kind: Kind, slug: str) -> Graph:
    iri = address(kind, slug)
    triples = store.describe(iri, scope)
    if not triples:
        raise UnknownThing(Said.of("thing", "there is no {kind} “{name}” here", kind=kind.name, name=slug))
    for geometry in list(triples.objects(iri, GEO.hasGeometry)):
        triples += store.describe(URIRef(str(geometry)), scope)
    return triples


def _at(request: Request) -> representation.Address:
    return partial(urls.absolute, request)


def _next(request: Request, cursor: str | None) -> str | None:
    return urls.changed(request, cursor=cursor) if cursor else None
