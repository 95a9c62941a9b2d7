"""Maps to take away: what is shown, as data for other programs, as statements, as a picture, as one page."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response

from api import context, urls
from api.answers import Answer
from api.bounded import Slow
from api.current import Served
from api.deps import LanguageDep, PoolDep, ServedDep, sought
from api.i18n import words
from api.maps.networks import guarded
from api.maps.pictures import Picture, PictureDep, PicturesDep
from api.negotiation import Offer
from api.pages.structure import measures_of
from graph.listing import UnknownFilter
from graph.networks.network import THING, Node
from graph.networks.ties import Tie
from graph.terms import serialised
from ontology.iri import fold
from ontology.model import model
from ontology.saying import Said
from viz.compact import Sent
from viz.export import forms, png
from viz.export.narrowing import Choice, narrow
from viz.export.statements import triples
from viz.export.view import COLOURS, SIZES, Credit, Told, View
from viz.map import build_map
from viz.page import render_standalone

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
_VIEWS = ("network", "place", "table", "tree")
# What of an address tells which view it is; all else chooses a form, or where on the map one looks.
_STATE = (
    *("of", "query", "q", "hide", "country", "area", "relation", "colour", "size", "view", "at", "from", "to"),
    *("x", "y", "z", "ground", "sort", "by", "compare", "beside", "lang", "open", "gone", "only", "pin"),
)

router = APIRouter(include_in_schema=False, route_class=Slow)


class Taken(Answer):
    """An answer in the form that its address names, whatever else its asker would accept."""

    def __init__(self, request: Request, served: Served, lang: str, offer: Offer) -> None:
        self.request, self.served, self.lang = request, served, lang
        self.offer, self._offers = offer, (offer,)


@router.get("/map/download.{form}")
def download(
    form: str,
    request: Request,
    served: ServedDep,
    pool: PoolDep,
    lang: LanguageDep,
    asked: PictureDep,
    pictures: PicturesDep,
) -> Response:
    """What a map shows, filters applied, in one of the forms of `viz.export.forms`."""
    wanted = forms.form(form)
    answer = Taken(request, served, lang, Offer(wanted.name, wanted.media_type))
    if answer.is_known and not asked.is_confidential:
        return answer.unchanged()
    across = png.width(request.query_params.get("width", ""))
    view = _view(request, served, pictures.sent(served, pool, asked), asked)
    forms.check(wanted, len(view.network.nodes))
    ties = pictures.outline(served, pool, asked).links if wanted.name in forms.RDF else ()
    made = answer.table(_written(request, served, view, wanted.name, across, ties))
    made.headers["Content-Type"] = answer.offer.content_type
    name = f"clusterscape-{'query' if asked.query else asked.of.name}.{wanted.ending}"
    made.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return guarded(made, asked)


def _written(request: Request, served: Served, view: View, form: str, across: int, ties: Sequence[Tie]) -> bytes:
    if form == "html":
        named = {"title": view.told.title, "lead": view.told.help}
        data = build_map(view.network, view.positions, view.told.lang, named)
        return render_standalone(data, urls.root(request), view.told).encode("utf-8", "replace")
    if form not in forms.RDF:
        return forms.write(view, form, across)
    reader = served.library.reader
    found = triples(view, reader.store, reader.scope, ties)
    if form == "jsonld":
        return context.document(found, urls.absolute(request, context.PATH), reader.model)
    return serialised(found, forms.FORMS[form].media_type)


def _view(request: Request, served: Served, sent: Sent, asked: Picture) -> View:
    """What the address asks to see; raises `UnknownChoice`, `UnknownFilter`."""
    given = request.query_params
    network = narrow(sent.network, _choice(given))
    at, wanted = set(_listed(given, "at")), fold(sought(request)).split()
    found = {node.key for node in network.nodes if wanted and _holds(node, wanted)}
    root = urls.root(request)
    return View(
        _told(request, served, asked),
        network,
        sent.positions,
        lambda node: _page(root, node),
        _one(given, "colour", COLOURS),
        sent.communities.names,
        sent.communities.of,
        _weights(served, _one(given, "size", SIZES)),
        frozenset(at | found),
    )


def _weights(served: Served, size: str) -> dict[str, float]:
    """How much things weigh by a measure of the release, from 0 to 1; empty where links are counted."""
    if size == "links":
        return {}
    found = measures_of(served.artefacts)
    values: Sequence[float] = getattr(found, size)
    most = max(values, default=0.0) or 1.0
    return {key: value / most for key, value in zip(found.keys, values, strict=True)}


def _choice(given: Mapping[str, str]) -> Choice:
    hide = frozenset(_listed(given, "hide"))
    known = {kind.name for kind in model().kinds} | {THING}
    if unknown := hide - known:
        raise UnknownFilter(Said.of("hide", "there is no kind of thing “{name}” to hide", name=min(unknown)[:40]))
    _one(given, "view", _VIEWS)
    gone, only = (frozenset(_listed(given, name)) for name in ("gone", "only"))
    return Choice(hide, gone, only, given.get("country", ""), given.get("area", ""), given.get("relation", ""))


def _listed(given: Mapping[str, str], name: str) -> list[str]:
    return [each for each in given.get(name, "").split(",") if each]


def _one(given: Mapping[str, str], name: str, among: tuple[str, ...]) -> str:
    value = given.get(name) or among[0]
    if value not in among:
        template, known = "{name} is one of {known}, not “{value}”", ", ".join(among)
        raise UnknownFilter(Said.of("among", template, name=name, known=known, value=value[:40]))
    return value


def _holds(node: Node, wanted: list[str]) -> bool:
    text = fold(f"{node.label} {node.acronym}")
    return all(word in text for word in wanted)


def _page(root: str, node: Node) -> str:
    return str(node.iri) if node.kind == THING else f"{root}/{node.collection}/{node.slug}"


def _told(request: Request, served: Served, asked: Picture) -> Told:
    text, library = words(asked.lang), served.library
    title = text("taken.of_query") if asked.query else asked.of.title_in(asked.lang)
    help = text("taken.of_query_help") if asked.query else asked.of.help_in(asked.lang)
    return Told(
        title,
        help,
        asked.lang,
        served.release.name,
        (library.overview(asked.lang).loaded or "")[:10],
        LICENCE,
        asked.query or asked.of.query,
        _address(request),
        tuple(
            Credit(each.title, urls.absolute(request, each.path), each.licence) for each in library.sources(asked.lang)
        ),
    )


def _address(request: Request) -> str:
    """The address of the page that shows the same."""
    kept = [(name, value) for name, value in request.query_params.multi_items() if name in _STATE and value]
    return urls.absolute(request, "/map") + (f"?{urlencode(kept, safe='/,')}" if kept else "")
