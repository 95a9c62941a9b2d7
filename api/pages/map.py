"""The network map: its page, its data, and the file to take away."""

from functools import lru_cache
from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.current import Served
from api.deps import LanguageDep, LibraryDep, ServedDep
from api.pages import relief
from api.pages.links import href
from api.pages.render import page
from graph.library import Library
from graph.network import read_network
from viz.layout import read_positions
from viz.map import MapData, build_map
from viz.page import map_json, render_standalone

router = APIRouter(include_in_schema=False)
_KEPT = 8  # two releases in four languages


@router.get("/map")
def read_map(request: Request, library: LibraryDep, served: ServedDep, lang: LanguageDep) -> Response:
    """The map with its legend, filters and table."""
    data = map_of(library, served.artefacts, lang)
    return page(
        request,
        "map_page.html",
        lang,
        map=data,
        site="",
        data_url=href(request, "/map/data.json"),
        standalone_url=href(request, "/map/download.html"),
    )


@router.get("/map/data.json")
def read_data(library: LibraryDep, served: ServedDep, lang: LanguageDep) -> Response:
    """What the map draws, in one language."""
    return Response(_json(library, served.artefacts, lang), media_type="application/json")


@router.get("/map/download.html")
def download(request: Request, library: LibraryDep, served: ServedDep, lang: LanguageDep) -> Response:
    """The map as one file that needs nothing else."""
    html = render_standalone(map_of(library, served.artefacts, lang), str(request.base_url))
    named = {"Content-Disposition": 'attachment; filename="clusterscape-map.html"'}
    return Response(html, media_type="text/html", headers=named)


@lru_cache(_KEPT)
def map_of(library: Library, artefacts: Path, lang: str) -> MapData:
    """The map of one release in one language, made once."""
    reader = library.reader
    return build_map(read_network(reader.store, reader.scope, lang), read_positions(artefacts), lang)


@lru_cache(_KEPT)
def relief_of(library: Library, artefacts: Path, lang: str) -> relief.Relief | None:
    """The relief of the home page, made once."""
    return relief.draw(map_of(library, artefacts, lang).scene)


def prepare(served: Served, lang: str) -> None:
    """Draw the map and the relief of a release in a language before anyone asks for them."""
    relief_of(served.library, served.artefacts, lang)


@lru_cache(_KEPT)
def _json(library: Library, artefacts: Path, lang: str) -> bytes:
    return map_json(map_of(library, artefacts, lang))
