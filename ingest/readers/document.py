"""The text of reports and decks, page by page: PDF, DOCX and PPTX. Runs in the child process only."""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import docx
import pptx
import pypdfium2
from docx.document import Document
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from pptx.shapes.autoshape import Shape
from pptx.shapes.base import BaseShape
from pptx.shapes.graphfrm import GraphicFrame

from ingest.language import language
from ingest.readers.table import LARGEST_FILE, UnreadableFile
from ingest.readers.zipped import examine
from ingest.rejoin import rejoined

MOST_PAGES = 5_000  # pages or slides of one file; a handbook has 500
MOST_TEXT = 50 * 1024**2  # characters of one file: 5,000 full pages have 20 million
_COLUMN = "   "  # what stands between the cells of a row
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # MS-CFB 2.2: the old formats of Office, and the new ones with a password
_HYPHEN = re.compile("[\ufffe\x02](?:\r?\n)?")  # how PDFium writes a hyphen at the end of a line
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def read(path: Path, options: Mapping[str, object]) -> Iterator[dict[str, object]]:
    """First what the file says of itself, then each page; raises `UnreadableFile`.

    `{"pages": 2, "title": "Report", "unit": "page", "notes": []}`, then
    `{"number": 1, "place": "page 1", "text": "…", "lang": "en"}`; `number` is 0 where the page is not known.
    """
    if path.stat().st_size > LARGEST_FILE:
        raise UnreadableFile(f"a file of at most {LARGEST_FILE // 1024**3} GiB")
    readers = {"pdf": _pdf, "docx": _docx, "pptx": _pptx}
    yield from _limited(readers[str(options["format"])](path))


def _limited(items: Iterator[dict[str, object]]) -> Iterator[dict[str, object]]:
    pages = characters = 0
    for item in items:
        pages += "text" in item
        characters += len(str(item.get("text", "")))
        if pages > MOST_PAGES or characters > MOST_TEXT:
            raise UnreadableFile(f"a document of at most {MOST_PAGES} pages and {MOST_TEXT // 1024**2} MB of text")
        yield item


def _page(number: int, place: str, text: str) -> dict[str, object]:
    clean = rejoined(text).replace("\0", "")
    return {"number": number, "place": place, "text": clean, "lang": language(clean)}


def _pdf(path: Path) -> Iterator[dict[str, object]]:
    document = _opened_pdf(path)
    if len(document) > MOST_PAGES:
        raise UnreadableFile(f"a document of at most {MOST_PAGES} pages", found=f"{len(document)} pages")
    texts = [_text_of(document, number) for number in range(len(document))]
    empty = [number for number, text in enumerate(texts, start=1) if not text.strip()]
    if len(empty) == len(texts):
        raise UnreadableFile("a PDF with text: its pages hold pictures only, so have their text recognised (OCR) first")
    title = str(document.get_metadata_dict().get("Title", "")).strip()
    notes = [f"no text on {len(empty)} of {len(texts)} pages: {_few(empty)}"] if empty else []
    yield {"pages": len(texts), "title": title, "unit": "page", "notes": notes}
    for number, text in enumerate(texts, start=1):
        yield _page(number, f"page {number}", text)


def _opened_pdf(path: Path) -> pypdfium2.PdfDocument:
    with path.open("rb") as file:
        if b"%PDF-" not in file.read(1024):
            raise UnreadableFile("a PDF, which begins with %PDF-")
    try:
        return pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise UnreadableFile("a PDF without a password") from error
        raise UnreadableFile(f"a PDF that is whole ({error})") from error


def _text_of(document: pypdfium2.PdfDocument, number: int) -> str:
    try:
        page = document[number]
        text = _HYPHEN.sub("-\n", str(page.get_textpage().get_text_bounded()))
        page.close()
    except pypdfium2.PdfiumError as error:
        raise UnreadableFile(f"a PDF whose pages are whole ({error})", row=number + 1) from error
    return text


def _few(numbers: list[int]) -> str:
    shown = ", ".join(str(each) for each in numbers[:10])
    return f"{shown} …" if len(numbers) > 10 else shown


def _archive(path: Path, kind: str) -> None:
    with path.open("rb") as file:
        if file.read(8) == _OLE:
            raise UnreadableFile(f"a file without a password, in the format .{kind} of Office 2007 or later")
    with examine(path) as archive:
        if not any(name.startswith({"docx": "word/", "pptx": "ppt/"}[kind]) for name in archive.namelist()):
            raise UnreadableFile(f"a file in the format .{kind}")


def _docx(path: Path) -> Iterator[dict[str, object]]:
    _archive(path, "docx")
    document = docx.Document(str(path))
    sections = list(_sections(document))
    paged = any(number > 1 for number, _, _ in sections)
    if not any(text.strip() for _, _, text in sections):
        raise UnreadableFile("a document with text in it")
    note = (
        "pages are counted by the breaks that are set"
        if paged
        else "a DOCX does not tell its pages: places are sections"
    )
    title = str(document.core_properties.title or "").strip()
    yield {"pages": max(number for number, _, _ in sections), "title": title, "unit": "section", "notes": [note]}
    for number, place, text in sections:
        yield _page(number if paged else 0, place, text)


def _sections(document: Document) -> Iterator[tuple[int, str, str]]:
    """Stretches of text between headings and page breaks: on which page, from which paragraph, what."""
    number, heading, start, lines = 1, "", 1, list[str]()
    for order, block in enumerate(document.iter_inner_content(), start=1):
        broken = isinstance(block, Paragraph) and _breaks(block)
        titled = isinstance(block, Paragraph) and str(getattr(block.style, "name", "")).startswith(("Heading", "Title"))
        if (broken or titled) and lines:
            yield number, _place(heading, start), "\n".join(lines)
            start, lines = order, []
        number += broken
        if titled and isinstance(block, Paragraph):
            heading = block.text.strip()
        lines.extend(_lines(block))
    yield number, _place(heading, start), "\n".join(lines)


def _place(heading: str, paragraph: int) -> str:
    return f"“{heading[:80]}”, paragraph {paragraph}" if heading else f"paragraph {paragraph}"


def _breaks(paragraph: Paragraph) -> bool:
    """Whether a page begins with a paragraph; a break inside it counts for its end as well."""
    breaks = paragraph._p.iter(f"{_WORD}br")
    return bool(paragraph.paragraph_format.page_break_before) or any(
        each.get(f"{_WORD}type") == "page" for each in breaks
    )


def _lines(block: Paragraph | Table) -> Iterator[str]:
    if isinstance(block, Table):
        yield from (_COLUMN.join(_cells(row.cells)) for row in block.rows)
        yield ""
    elif block.text.strip():
        yield from (block.text, "")


def _cells(cells: Iterable[_Cell]) -> Iterator[str]:
    """The text of each cell once: a merged cell is listed for every column it covers."""
    seen: set[int] = set()
    for cell in cells:
        if id(cell._tc) not in seen:
            seen.add(id(cell._tc))
            yield " ".join(cell.text.split())


def _pptx(path: Path) -> Iterator[dict[str, object]]:
    _archive(path, "pptx")
    deck = pptx.Presentation(str(path))
    slides = ["\n\n".join(_shapes(slide.shapes)) for slide in deck.slides]
    if not any(text.strip() for text in slides):
        raise UnreadableFile("a deck with text: its slides hold pictures only")
    noted = sum(slide.has_notes_slide for slide in deck.slides)
    notes = [f"the speaker's notes of {noted} slides are not read"] if noted else []
    title = str(deck.core_properties.title or "").strip()
    yield {"pages": len(slides), "title": title, "unit": "slide", "notes": notes}
    for number, text in enumerate(slides, start=1):
        yield _page(number, f"slide {number}", text)


def _shapes(shapes: Iterable[BaseShape]) -> Iterator[str]:
    for shape in shapes:
        if hasattr(shape, "shapes"):
            yield from _shapes(shape.shapes)
        elif isinstance(shape, GraphicFrame) and shape.has_table:
            yield "\n".join(_COLUMN.join(" ".join(cell.text.split()) for cell in row.cells) for row in shape.table.rows)
        elif isinstance(shape, Shape) and shape.text_frame.text.strip():
            yield shape.text_frame.text.replace("\v", "\n")
