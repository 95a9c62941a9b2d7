"""The history of a thing: which statements came and went with which version of which source."""

from collections.abc import Callable
from functools import partial

from fastapi import APIRouter, Request, Response
from rdflib import URIRef

from api import annals_told as told
from api import representation, urls
from api.answers import HTML, OF_LISTS, AboutMany
from api.deps import LibraryDep, LimitDep, ModelDep
from api.documented import CURSOR, DEPARTED, LANG, LIMIT, answers, format_of
from api.pages.things import history_page
from api.representation import Address
from graph import annals
from graph.past import BEGUN
from graph.reading import address
from ontology.model import Kind, Model


def add(made: APIRouter, kind: Kind, model: Model) -> None:
    """The route of a kind."""
    made.add_api_route(
        f"/{kind.collection}/{{slug}}/history",
        _teller(kind),
        response_class=Response,
        tags=[kind.collection.replace("-", " ")],
        operation_id=f"history_of_{kind.name.replace('-', '_')}",
        summary=f"What changed about one {model.label(kind.cls, 'en') or kind.name}",
        responses=answers(told.Annals, OF_LISTS) | {301: DEPARTED[301]},
        openapi_extra={"parameters": [CURSOR, LIMIT, LANG, format_of(OF_LISTS)]},
    )


def _teller(kind: Kind) -> Callable[..., Response]:
    def history_of(
        slug: str, request: Request, answer: AboutMany, library: LibraryDep, model: ModelDep, limit: LimitDep
    ) -> Response:
        thing, departures = address(kind, slug), answer.served.departures
        if str(thing) not in departures.gone:  # what is gone has a history still
            departures.stop(request, model, thing)
        if answer.is_known:
            return answer.unchanged()
        cursor = request.query_params.get("cursor") or None
        read = annals.annals(library.reader, answer.served.artefacts, thing, answer.lang, limit, cursor)
        if answer.offer == HTML:
            return answer.page(history_page(request, read, departures.gone.get(str(thing)), answer.lang))
        return answer.json(_told(read, thing, request, answer.served.release.name))

    return history_of


def _told(read: annals.Annals, thing: URIRef, request: Request, release: str) -> told.Annals:
    at = partial(urls.absolute, request)
    return told.Annals(
        iri=str(thing),
        label=read.thing.label,
        lang=read.thing.lang or None,
        url=at(request.url.path.removesuffix("/history")),
        told=read.is_told,
        total=read.total,
        loads=[_load(each, at) for each in read.loads],
        next=urls.changed(request, cursor=read.next) if read.next else None,
        release=release,
    )


def _load(read: annals.Load, at: Address) -> told.Load:
    step = read.step
    return told.Load(
        source=representation.named(read.source, at),
        version=step.version,
        date=step.date,
        action=step.action,
        began=step.keeping == BEGUN,
        kept=read.is_kept,
        added=None if read.is_kept else step.added,
        removed=None if read.is_kept else step.removed,
        altered=[_altered(each, at) for each in read.altered],
    )


def _altered(read: annals.Altered, at: Address) -> told.Altered:
    return told.Altered(
        change=read.kind,
        subject=representation.named(read.subject, at),
        predicate=representation.named(read.predicate, at),
        before=representation.value(read.before, at) if read.before else None,
        after=representation.value(read.after, at) if read.after else None,
    )
