"""Pictures as PNG: their PDF, drawn at a chosen width, with what is known of them inside the file."""

import re
from io import BytesIO
from threading import Lock

from PIL.PngImagePlugin import PngInfo
from pypdfium2 import PdfDocument

from ontology.saying import Said
from viz.export import pdf
from viz.export.markup import clean
from viz.picture import Picture

LEAST, USUAL, MOST = 200, 1600, 6000  # pixels across
_HIGH = 60_000_000  # pixels in all
_LOCK = Lock()  # PDFium must not be called by two threads at once; and a picture takes 200 MB while it is made


class BadWidth(ValueError):
    """A picture was asked for in a width that is no number, or too small or large."""


def width(text: str) -> int:
    """The width that is asked for, in pixels; raises `BadWidth`."""
    if not text:
        return USUAL
    if not re.fullmatch(r"\d{1,18}", text, re.ASCII) or not LEAST <= int(text) <= MOST:
        template = "width must be a number of pixels from {least} to {most}, not “{value}”"
        raise BadWidth(Said.of("width", template, least=LEAST, most=MOST, value=text[:20]))
    return int(text)


def write(picture: Picture, across: int = USUAL) -> bytes:
    """The picture, so many pixels wide; less where it would be very high."""
    document = pdf.write(picture)
    scale = min(across / picture.width, (_HIGH / (picture.width * picture.height)) ** 0.5) / 0.75
    told = PngInfo()
    for name, text in (("Title", picture.title), ("Description", picture.told), *picture.facts):
        told.add_itxt(name.capitalize(), clean(text), lang=picture.lang)
    out = BytesIO()
    with _LOCK:
        pages = PdfDocument(document)
        pages[0].render(scale=scale).to_pil().save(out, "PNG", optimize=True, pnginfo=told)
        pages.close()
    return out.getvalue()
