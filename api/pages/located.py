"""Small maps in other pages: where one thing is, and where the things of an answer are."""

from collections.abc import Callable, Sequence

from rdflib import URIRef
from starlette.requests import Request

from api.current import Served
from api.i18n import Words, words
from api.maps.explained import countries
from api.maps.spotted import Setting, spots_of, whereabouts
from api.pages.links import href
from graph.library import Library
from graph.reader import Reader
from graph.regions import PLACES
from graph.things import Thing
from graph.whereabouts import COUNTRY, Stand
from ontology.namespaces import ONTOLOGY
from viz.geography import frames, locator, sheet
from viz.geography.boundaries import Boundaries
from viz.geography.drawing import draw
from viz.geography.frames import Frame
from viz.geography.laea import forward
from viz.geography.locator import Located
from viz.geography.outlines import nuts_codes
from viz.geography.plate import Plate
from viz.palette import LOOKS

MOST = 2_000  # things of one picture
_LETTERS = 2  # of a country in the code of a region


def places_svg(
    things: Sequence[URIRef], reader: Reader, text: Words, title: str, address: Callable[[str], str] = str
) -> tuple[str, int]:
    """Things on a map with their numbers and names, to stand in a page (empty where none has a place), and how many
    of them are not on it.
    """
    setting = Setting(reader, text, address, "", None)
    reader.learn(things[:MOST])
    spots, _ = spots_of(setting, things[:MOST], {})
    near = [each.point for each in spots if Frame(frames.EUROPE).holds(each.point)]
    if not spots:
        return "", len(things)
    frame = frames.fitted(near or [each.point for each in spots])
    plate = Plate(
        frame,
        title,
        spots,
        names=countries(reader, text.lang),
        grouped=text("places.group", number="{number}", names="{names}"),
        lang=text.lang,
    )
    drawn = draw(plate)
    return sheet.inline(plate, drawn), len(things) - len(spots) + len(drawn.beyond)


def prepare(served: Served) -> None:
    """Read where things are, once for a release, before the page of a thing asks."""
    whereabouts(served.library.reader).of(ONTOLOGY)


def locate(thing: Thing, library: Library, boundaries: Boundaries, lang: str) -> str:
    """Where a thing is, as a small picture; empty where that is not known."""
    reader, text = library.reader, words(lang)
    stand = whereabouts(reader).of(thing.iri)
    title = text("places.locator", name=thing.label)
    if thing.kind.name in PLACES:
        return _place(thing, title, boundaries, reader)
    if stand is None or thing.kind.name not in LOOKS:
        return ""
    countries = whereabouts(reader).countries(thing.iri)
    country = countries[0] if countries else _country_of(stand, reader)
    kind = thing.kind.name
    return locator.draw(Located(title, country, _metres(stand), kind, is_rough=stand.how == COUNTRY))


def places_url(request: Request, thing: Thing) -> str:
    """The map of places with a thing on it."""
    if thing.kind.name in PLACES:
        code = nuts_codes().get(thing.slug[:_LETTERS], "") if thing.kind.name == "region" else thing.slug
        return href(request, "/map/places", country=code)
    return href(request, "/map/places", kind=thing.kind.name, at=f"{thing.kind.name}/{thing.slug}")


def _place(thing: Thing, title: str, boundaries: Boundaries, reader: Reader) -> str:
    if thing.kind.name == "country":
        return locator.draw(Located(title, thing.slug, whole=True))
    country = nuts_codes().get(thing.slug[:_LETTERS], "")
    level = len(thing.slug) - _LETTERS
    if level == 0:
        return locator.draw(Located(title, country, whole=True))
    shape = boundaries.level(level).get(thing.slug)
    centre = whereabouts(reader).centre(thing.slug)
    point = _metres(centre) if centre and not shape else None
    return locator.draw(Located(title, country, point, shape=shape)) if point or shape else ""


def _country_of(stand: Stand, reader: Reader) -> str:
    """The country of what a thing is shown at."""
    found = whereabouts(reader).countries(URIRef(str(stand.of))) if stand.of else ()
    return found[0] if found else ""


def _metres(stand: Stand) -> tuple[float, float]:
    x, y = forward(stand.point.longitude, stand.point.latitude)
    return float(x), float(y)
