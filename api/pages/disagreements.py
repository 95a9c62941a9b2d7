"""The page of disagreements."""

from dataclasses import replace

from fastapi import Request
from fastapi.responses import HTMLResponse

from api.deps import interface
from api.i18n import words
from api.pages.render import page
from graph.disagreements import DIFFERENT, LESS_PRECISE
from graph.disputes import Disputes
from graph.things import Asked


def list_page(request: Request, found: Disputes, asked: Asked, lang: str) -> HTMLResponse:
    """Disagreements with what the list can be kept to."""
    narrowed = any(values for name, values in asked.filters.items() if name != "degree")
    other = LESS_PRECISE if found.degree == DIFFERENT else DIFFERENT
    text = words(interface(request, lang))
    facets = tuple(replace(each, label=text(f"disagreements.{each.name}")) for each in found.facets)
    return page(request, "disagreements.html", lang, found=found, facets=facets, narrowed=narrowed, other=other)
