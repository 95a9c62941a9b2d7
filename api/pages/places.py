"""The map of places: its page, which needs no script, its picture alone, and what it shows as GeoJSON."""

import json
from dataclasses import replace
from functools import cached_property, partial
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, Field
from rdflib import URIRef

from api import urls
from api.answers import Answer
from api.askers import asker
from api.bounded import Slow, Small
from api.deps import LanguageDep, PoolDep, ServedDep, interface, listed
from api.i18n import Words, words
from api.maps.networks import guarded
from api.maps.pictures import Picture, PicturesDep
from api.maps.placed import Asked, read
from api.maps.plotted import FRAME, Plot, plot
from api.maps.spotted import Setting
from api.middleware import FRAMED
from api.negotiation import Offer
from api.pages import located
from api.pages.links import framing, href
from api.pages.map_choices import choices
from api.pages.render import page
from api.shared_queries import ShelfDep
from graph.answering.asker import ANYBODY
from graph.networks.network import Network
from graph.networks.projections import WHOLE, projection
from viz.geography import frames, geojson, sheet
from viz.geography.boundaries import Boundaries
from viz.geography.classing import place
from viz.geography.outlines import CREDIT
from viz.geography.plate import Spot

router = APIRouter(include_in_schema=False, route_class=Slow)
small = APIRouter(include_in_schema=False, route_class=Small)
PAGE = "/map/places"
_HTML, _SVG, _GEOJSON = (
    Offer("html", "text/html"),
    Offer("svg", "image/svg+xml"),
    Offer("json", "application/geo+json"),
)
_HIGH = 760  # pixels of a frame on another page
_ROWS = 500  # of the table and of each list: more is not read, and the GeoJSON has all


class Drawing:
    """What the three routes share: the release, the networks, who asks, and in which language."""

    def __init__(
        self,
        request: Request,
        served: ServedDep,
        lang: LanguageDep,
        pictures: PicturesDep,
        pool: PoolDep,
        shelf: ShelfDep,
    ) -> None:
        self.request, self.served, self.lang = request, served, lang
        self._pictures, self._pool, self._shelf = pictures, pool, shelf

    def answer(self, offer: Offer) -> Answer:
        """The answer in the one form that a route has."""
        marked = replace(self.served, mark=self.served.mark + self.boundaries.mark)
        return Answer(self.request, marked, self.lang, (offer,))

    @property
    def boundaries(self) -> Boundaries:
        """The boundaries of regions that were added to the store."""
        return Boundaries(self.request.app.state.settings.store)

    def asked(self, notes: list[str] | None = None) -> Asked:
        """What the address asks for; raises `BadRequest`, where no notes are taken."""
        return read(self.request.query_params, self.served.library, notes)

    def plot(self, asked: Asked, *, alone: bool) -> Plot:
        """The map; in a picture that stands alone addresses are whole."""
        return plot(
            self.served.library, self._setting(alone), asked, self._network(asked) if asked.is_network else None
        )

    @cached_property
    def is_confidential(self) -> bool:
        """Whether the map may show what only operators see."""
        return bool(self.request.query_params.get("query")) and asker(self.request).operates

    def _network(self, asked: Asked) -> Network:
        text = self._shelf.find(asked.query) if asked.query else ""
        who = asker(self.request) if text else ANYBODY
        picture = Picture(projection(asked.of or WHOLE), self.lang, asked.since, asked.until, text, who)
        return self._pictures.sent(self.served, self._pool, picture).network

    def _setting(self, alone: bool) -> Setting:
        address = partial(href, self.request)
        page_ = changed(self.request, PAGE)
        whole = partial(urls.absolute, self.request)
        return Setting(
            self.served.library.reader,
            words(self.lang),
            (lambda path: whole(address(path))) if alone else address,
            whole(changed(self.request, PAGE, frame=FRAME)) if alone else changed(self.request, PAGE, frame=FRAME),
            self.boundaries,
            whole(page_) if alone else "" if self.request.url.path == PAGE else page_,
        )


DrawingDep = Annotated[Drawing, Depends()]


@router.get(PAGE)
def read_places(drawing: DrawingDep) -> Response:
    """The map with its legend, form and tables."""
    request, lang, answer = drawing.request, drawing.lang, drawing.answer(_HTML)
    if answer.is_known and not drawing.is_confidential:
        return _framed(answer.unchanged(), request)
    notes: list[str] = []
    asked = drawing.asked(notes)
    made = drawing.plot(asked, alone=False)
    text = words(interface(request, lang))
    embed_url = urls.absolute(request, changed(request, PAGE, embed="1"))
    shown = page(
        request,
        "places_embed.html" if _is_embedded(request) else "places.html",
        lang,
        plot=made,
        picture=sheet.inline(made.plate, made.drawn),
        choices=choices(drawing.served.library, asked, made, text),
        ignored=notes,
        rows=_rows(made),
        class_of=place,
        kind_words=lambda name: made.kinds.get(name, name),
        most=_ROWS,
        cameras=_cameras(request, made),
        credits=credits(drawing, made, text),
        svg_url=changed(request, f"{PAGE}.svg"),
        json_url=changed(request, f"{PAGE}.json"),
        embed_url=embed_url,
        framing=framing(embed_url, made.plate.title, _HIGH),
        whole_url=changed(request, PAGE, embed=None),
    )
    return guarded(_framed(answer.page(shown), request), drawing)


@router.get(f"{PAGE}.svg")
def read_picture(drawing: DrawingDep) -> Response:
    """The map as a picture: with title, legend and source, or with `embed=1` without them, to stand in a page."""
    answer = drawing.answer(_SVG)
    if answer.is_known and not drawing.is_confidential:
        return answer.unchanged()
    embedded = _is_embedded(drawing.request)
    made = drawing.plot(drawing.asked(), alone=not embedded)
    if embedded:
        return guarded(answer.table(sheet.inline(made.plate, made.drawn, styled=True).encode()), drawing)
    lines = (*made.notes, *credits(drawing, made, words(drawing.lang)), changed(drawing.request, PAGE))
    told = (*lines[:-1], urls.absolute(drawing.request, lines[-1]))
    return guarded(answer.table(sheet.alone(made.plate, made.drawn, made.sections, told).encode()), drawing)


@router.get(f"{PAGE}.json")
def read_geojson(drawing: DrawingDep) -> Response:
    """What the map shows as GeoJSON, in WGS 84; what has no place is named beside it."""
    answer = drawing.answer(_GEOJSON)
    if answer.is_known and not drawing.is_confidential:
        return answer.unchanged()
    made = drawing.plot(drawing.asked(), alone=True)
    told = {
        "title": made.plate.title,
        "source": urls.absolute(drawing.request, changed(drawing.request, PAGE)),
        "release": drawing.served.release.name,
        "credits": credits(drawing, made, words(drawing.lang)),
        "notes": made.notes,
        "unplaced": [{"iri": each.iri, "label": each.label} for each in made.unplaced],
    }
    body = json.dumps(geojson.document(made.plate, told), ensure_ascii=False).encode()
    return guarded(answer.table(body), drawing)


class Wanted(BaseModel):
    """Things by their IRIs."""

    things: list[str] = Field(max_length=located.MOST)


@small.post(f"{PAGE}/things")
def draw_things(request: Request, wanted: Wanted, served: ServedDep, lang: LanguageDep) -> Response:
    """Some things on a map, as a picture to stand in a page; status 204 where none has a place.

    How many of them are not on it stands in a header.
    """
    reader, library, text = served.library.reader, served.library, words(lang)
    found = {each: reader.model.locate(each) for each in wanted.things}
    # Only what is known here is looked up: names that strangers give are not kept.
    known = [URIRef(iri) for iri, at in found.items() if at and URIRef(iri) in library.shelf(at.kind).things]
    svg, missing = located.places_svg(known, reader, text, text("places.title"), partial(href, request))
    headers = {"Clusterscape-Unplaced": str(len(found) - len(known) + missing)}
    return Response(svg, 200, headers, _SVG.media_type) if svg else Response(status_code=204)


def _is_embedded(request: Request) -> bool:
    return request.query_params.get("embed") == "1"


def _framed(response: Response, request: Request) -> Response:
    """What other sites may frame says so, also where it is unchanged: browsers take headers from a 304."""
    if _is_embedded(request):
        response.headers["Content-Security-Policy"] = FRAMED
    return response


def changed(request: Request, path: str, /, **changes: str | None) -> str:
    """An address of the map with the present state, and other values for some of it."""
    kept = {name: ",".join(values) for name, values in listed(request).items()}
    pairs = {name: value for name, value in (kept | changes).items() if value and name != "format"}
    return href(request, path, **pairs)


def credits(drawing: Drawing, made: Plot, text: Words) -> tuple[str, ...]:
    """From which release it is and of which day, and whose data and shapes it is made with."""
    loaded = drawing.served.library.loaded
    day = text.date(loaded[:10]) if loaded else "–"
    layers = drawing.boundaries.layers() if made.plate.shapes else ()
    shapes = {each.licence for each in layers if each.level == made.asked.level}
    parts = (CREDIT, text("places.credit_regions"), *sorted(shapes))
    towns = (text("places.credit_towns"),) if "town" in made.hows else ()
    return (
        text("places.credit_release", release=drawing.served.release.name, date=day),
        "; ".join((*parts, *towns)) + ".",
    )


def _rows(made: Plot) -> list[tuple[Spot, str]]:
    """The things that are drawn, in the order of their groups, each with the islands that have a frame of their own."""
    panels = made.drawn.panels
    return [(each, panel.name) for panel in panels for group in panel.groups for each in group.members][:_ROWS]


def _cameras(request: Request, made: Plot) -> list[tuple[str, str]]:
    """Frames to go on to: each with the name of its text."""
    frame = made.plate.frame
    told = {
        "nearer": frames.moved(frame, zoom=0.5),
        "farther": frames.moved(frame, zoom=2),
        "west": frames.moved(frame, right=-0.4),
        "north": frames.moved(frame, up=0.4),
        "south": frames.moved(frame, up=-0.4),
        "east": frames.moved(frame, right=0.4),
    }
    return [(name, changed(request, PAGE, frame=each.name)) for name, each in told.items()]
