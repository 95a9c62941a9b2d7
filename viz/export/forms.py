"""The forms in which a map is taken away: their names, media types, and how much each can hold."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ontology.saying import Said
from viz.export import drawn, gexf, graphml, nodelink, pdf, png, sheets, svg
from viz.export.view import View

DATA, PICTURE, PAGE = 100_000, 100_000, 2_000  # things; a picture names its 5,000 most important ones


class UnknownForm(LookupError):
    """A map was asked for in a form that there is not."""


class TooMany(ValueError):
    """A map has more things than a form can hold."""


@dataclass(frozen=True)
class Form:
    """A form: the end of its address, its media type, the end of the file's name, and the most things it holds."""

    name: str
    media_type: str
    ending: str
    most: int = DATA


_RDF = (
    Form("ttl", "text/turtle", "ttl"),
    Form("nt", "application/n-triples", "nt"),
    Form("rdf", "application/rdf+xml", "rdf"),
    Form("jsonld", "application/ld+json", "jsonld"),
)
_OTHERS = (
    Form("gexf", gexf.MEDIA_TYPE, "gexf"),
    Form("graphml", graphml.MEDIA_TYPE, "graphml"),
    Form("csv", sheets.MEDIA_TYPE, "zip"),
    Form("json", nodelink.MEDIA_TYPE, "json"),
    Form("svg", "image/svg+xml", "svg", PICTURE),
    Form("pdf", "application/pdf", "pdf", PICTURE),
    Form("png", "image/png", "png", PICTURE),
    Form("html", "text/html", "html", PAGE),
)
RDF = frozenset(form.name for form in _RDF)
FORMS: Mapping[str, Form] = MappingProxyType({form.name: form for form in (*_OTHERS, *_RDF)})

_WRITERS: Mapping[str, Callable[[View], bytes]] = MappingProxyType(
    {
        "gexf": gexf.write,
        "graphml": graphml.write,
        "csv": sheets.write,
        "json": nodelink.write,
        "svg": lambda view: svg.write(drawn.draw(view)).encode(),
        "pdf": lambda view: pdf.write(drawn.draw(view)),
    }
)


def form(name: str) -> Form:
    """The form of this name; raises `UnknownForm`."""
    if name not in FORMS:
        known = ", ".join(FORMS)
        raise UnknownForm(
            Said.of("form", "a map cannot be taken away as “{name}”; there are: {known}", name=name[:40], known=known)
        )
    return FORMS[name]


def check(asked: Form, things: int) -> None:
    """Refuse a map that a form cannot hold; raises `TooMany`."""
    if things > asked.most:
        others = ", ".join(each.name for each in FORMS.values() if each.most >= things) or "none"
        raise TooMany(
            Said.of(
                "too_many",
                "this map has {things} things, and {form} holds {most}: keep to a country, an area or some kinds, "
                "or take one of these forms: {known}",
                things=f"{things:,}",
                form=asked.name,
                most=f"{asked.most:,}",
                known=others,
            )
        )


def write(view: View, name: str, across: int = png.USUAL) -> bytes:
    """The map in a form that is made of the view alone; `across` are the pixels of a PNG."""
    return png.write(drawn.draw(view), across) if name == "png" else _WRITERS[name](view)
