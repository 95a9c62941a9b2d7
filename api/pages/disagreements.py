"""The page of disagreements."""

from fastapi import Request
from fastapi.responses import HTMLResponse

from api.pages.render import page
from graph.description import why_path
from graph.disagreements import DIFFERENT, LESS_PRECISE
from graph.disputes import Disputes
from graph.things import Asked


def list_page(request: Request, found: Disputes, asked: Asked, lang: str) -> HTMLResponse:
    """Disagreements with what the list can be kept to."""
    narrowed = any(values for name, values in asked.filters.items() if name != "degree")
    other = LESS_PRECISE if found.degree == DIFFERENT else DIFFERENT
    return page(request, "disagreements.html", lang, found=found, narrowed=narrowed, other=other, why_path=why_path)
