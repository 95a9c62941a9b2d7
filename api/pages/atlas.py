"""What the page of maps gives its script along: texts, forms and colours of all kinds, and which networks there are."""

from collections.abc import Mapping

from fastapi import Request

from api.deps import interface
from api.i18n import FALLBACK, catalogue
from api.pages.links import href
from graph.networks.projections import Projection, UnknownProjection, projection, projections
from ontology.model import Kind, model
from viz.palette import LOOKS, OTHER, Look, look

USUAL = "whole"  # what other pages link into: everything is in it
_TEXTS = "atlas."
_BOTH = 2  # years that are compared
_DIGITS = 4  # of a year
_NO_PICTURE = frozenset({"compare", "beside", "embed"})


def asked(request: Request) -> Projection:
    """The network that the address names, or the usual one where it names none that there is."""
    try:
        return projection(request.query_params.get("of") or USUAL)
    except UnknownProjection:
        return projection(USUAL)


def is_unknown(request: Request) -> bool:
    """Whether the address names a network that there is not."""
    named = request.query_params.get("of")
    return bool(named) and named not in {each.name for each in projections()}


def given(request: Request, lang: str) -> dict[str, object]:
    """All that the script needs beside the data: `{"lang": "en", "usual": "whole", "kinds": [{"key": "cluster"}]}`."""
    return {
        "lang": lang,
        "usual": USUAL,
        "networks": [each.name for each in projections()],
        "embed": is_embedded(request),
        "layered": [each.name for each in projections() if each.layered],
        "texts": _texts(interface(request, lang)),
        "kinds": [_kind(kind, lang) for kind in model().kinds],
        "palette": [(each.light, each.dark) for each in _told_apart()],
    }


def data_url(request: Request, lang: str) -> str:
    """What the script fetches first, letter by letter (viz/assets/js/atlas/address.ts); nothing for a shared query."""
    return "" if request.query_params.get("query") else f"/map/data.bin?of={asked(request).name}&lang={lang}"


def is_embedded(request: Request) -> bool:
    """Whether the page stands in a frame of another site."""
    return request.query_params.get("embed") == "1"


def pictures_beside(request: Request) -> tuple[tuple[str, str], ...]:
    """The two years that the address wants side by side, the earlier first, each with the address of its picture."""
    given = request.query_params
    years = sorted({given.get("from", ""), given.get("to", "")})
    is_wanted = given.get("compare") == given.get("beside") == "1"
    if not is_wanted or len(years) != _BOTH or not all(map(_is_year, years)):
        return ()
    kept = {name: value for name, value in given.items() if name not in _NO_PICTURE}
    return tuple((year, href(request, "/map/download.svg", **kept | {"from": year, "to": year})) for year in years)


def _is_year(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) == _DIGITS


def _texts(spoken: str) -> Mapping[str, str]:
    every = {**catalogue(FALLBACK), **catalogue(spoken)}
    return {key.removeprefix(_TEXTS): text for key, text in every.items() if key.startswith(_TEXTS)}


def _kind(kind: Kind, lang: str) -> dict[str, object]:
    """A kind as the columns tell it (viz/compact.py), for things that join the picture later."""
    drawn = look(kind.name)
    name = model().label(kind.cls, lang) or kind.name
    told = {"path": drawn.path, "light": drawn.light, "dark": drawn.dark, "shape": drawn.form}
    return {"key": kind.name, "label": name, "collection": kind.collection, "count": 0, **told}


def _told_apart() -> list[Look]:
    """Colours that every reader tells apart, grey last: those of the kinds, which a test holds to that."""
    return [*(each for name, each in LOOKS.items() if name != "organisation"), LOOKS.get("organisation", OTHER)]
