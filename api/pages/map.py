"""The page of maps, and the data of the whole one."""

from functools import lru_cache

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api import urls
from api.current import Served
from api.deps import LanguageDep, ServedDep, interface
from api.i18n import words
from api.maps.pictures import USUAL, Picture, Pictures, PicturesDep
from api.middleware import FRAMED
from api.pages import atlas, relief
from api.pages.links import framing, href
from api.pages.render import page
from graph.networks.network import in_words
from graph.networks.projections import projection, projections
from viz.map import MapData, build_map
from viz.page import map_json
from viz.placing.layout import read_positions

router = APIRouter(include_in_schema=False)
_KEPT = 8  # two releases in four languages
_DOWNLOADS = (
    *(("html", "HTML"), ("png", "PNG"), ("svg", "SVG"), ("pdf", "PDF"), ("gexf", "GEXF"), ("graphml", "GraphML")),
    *(("csv", "CSV"), ("json", "JSON"), ("ttl", "Turtle")),
)
_MOST = 5_000  # things of the page without script, and of `/map/data.json`
_TOLD = 100  # things that the page names without script
_HIGH = 720  # pixels of a frame on another page


@router.get("/map")
def read_map(request: Request, served: ServedDep, pictures: PicturesDep, lang: LanguageDep) -> Response:
    """The map: network, places, table and tree of one state; without script its most important things."""
    data = map_of(pictures, served, lang)
    shown, queried = atlas.asked(request), bool(request.query_params.get("query"))
    embed = atlas.is_embedded(request)
    headed = words(interface(request, lang))("atlas.title") if queried else shown.title_in(lang)
    made = page(
        request,
        "map_page.html",
        lang,
        map=data,
        marks=data.scene.marks[:_TOLD],
        given=atlas.given(request, lang),
        projections=projections(),
        of=shown.name,
        unknown=atlas.is_unknown(request),
        title="" if queried else shown.title_in(lang),
        help="" if queried else shown.help_in(lang),
        query_url="" if queried else href(request, "/query", query=shown.query),
        embed=embed,
        framing=framing(urls.changed(request, embed="1"), headed, _HIGH),
        beside=atlas.pictures_beside(request),
        data_url=atlas.data_url(request, lang),
        downloads=_DOWNLOADS,
    )
    if embed:
        made.headers["Content-Security-Policy"] = FRAMED
    return made


@router.get("/map/data.json")
def read_data(served: ServedDep, pictures: PicturesDep, lang: LanguageDep) -> Response:
    """What the map draws, in one language."""
    return Response(_json(pictures, served, lang), media_type="application/json")


@lru_cache(_KEPT)
def map_of(pictures: Pictures, served: Served, lang: str) -> MapData:
    """The map of one release in one language, made once."""
    outline = pictures.outline(served, None, Picture(projection(USUAL), lang))
    return build_map(in_words(outline.first(_MOST), lang), read_positions(served.artefacts), lang)


@lru_cache(_KEPT)
def relief_of(pictures: Pictures, served: Served, lang: str) -> relief.Relief | None:
    """The relief of the home page, made once."""
    return relief.draw(map_of(pictures, served, lang).scene)


def prepare(pictures: Pictures, served: Served, lang: str) -> None:
    """Draw the map and the relief of a release in a language before anyone asks for them."""
    relief_of(pictures, served, lang)


@lru_cache(_KEPT)
def _json(pictures: Pictures, served: Served, lang: str) -> bytes:
    return map_json(map_of(pictures, served, lang))
