"""The pages that help: three guides, and a glossary of the words of the vocabulary."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from itertools import groupby

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, Response

from api.deps import LanguageDep, interface, sought
from api.guidance import FOLDER, NAMES, UnknownGuide, filled, guide
from api.i18n import Words, words
from api.pages.render import page
from api.pages.termed import Termed, Told, defined, termed
from ontology.iri import fold
from ontology.reference import Term, reference

router = APIRouter(include_in_schema=False)
_A_DAY = {"Cache-Control": "max-age=86400"}


@dataclass(frozen=True)
class Entry:
    """A word of the glossary: what it is called, and what it means."""

    named: Termed
    definition: Told | None
    is_class: bool


@router.get("/help")
def read_help(request: Request, lang: LanguageDep) -> Response:
    """Three guides to choose from, and where words are explained."""
    return page(request, "help.html", lang, guides=[guide(name) for name in NAMES])


@router.get("/help/{name}")
def read_guide(request: Request, name: str, lang: LanguageDep) -> Response:
    """One guide, in the language of the interface, since it speaks of menus and buttons."""
    spoken = interface(request, lang)
    return page(request, "guide.html", lang, guide=guide(name), filled=partial(filled, lang=spoken))


@router.get("/help/pictures/{name}")
def read_picture(name: str) -> Response:
    """A picture of a guide."""
    known = {step.picture for each in NAMES for step in guide(each).steps}
    if name not in known:
        raise UnknownGuide(f"no guide has a picture “{name}”")
    return FileResponse(FOLDER / name, media_type="image/webp", headers=_A_DAY)


@router.get("/glossary")
def read_glossary(request: Request, lang: LanguageDep) -> Response:
    """The words of the vocabulary from A to Z, or those in which a word stands."""
    asked = sought(request)
    found = reference().find(asked) if asked else reference().terms.values()
    letters = _letters(found, words(lang))
    total = sum(len(entries) for _, entries in letters)
    return page(request, "glossary.html", lang, letters=letters, asked=asked, total=total)


def _letters(terms: Iterable[Term], text: Words) -> list[tuple[str, list[Entry]]]:
    """Entries under the first letter of their name, accents aside."""
    entries = [Entry(termed(each.iri, text), defined(each.iri, text.lang), each.is_class) for each in terms]
    entries.sort(key=lambda each: (fold(each.named.label), each.named.short))
    return [(letter, list(own)) for letter, own in groupby(entries, key=_letter)]


def _letter(entry: Entry) -> str:
    first = fold(entry.named.label)[:1].upper()
    return first if first.isalpha() else "#"
