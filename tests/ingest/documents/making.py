"""Real small files: a PDF by reportlab, a DOCX and a PPTX, made from pages of text."""

import re
from collections.abc import Sequence
from pathlib import Path

from docx import Document
from pptx import Presentation
from pptx.util import Inches
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

MARKED = Path(__file__).parent / "marked"


def plain(name: str) -> str:
    """A marked page without its marks, its lines as they stand."""
    text = (MARKED / f"{name}.txt").read_text(encoding="utf-8")
    return re.sub(r"\[\[([^|\]]+)\|[^\]]+\]\]", r"\1", text)


def pdf(path: Path, pages: Sequence[str], *, title: str = "", password: str = "") -> Path:
    """A PDF of one page each; an empty text makes a page with a picture only."""
    canvas = Canvas(str(path), encrypt=StandardEncryption(password) if password else None)
    canvas.setTitle(title)
    for text in pages:
        lines = canvas.beginText(40, 800)
        lines.setFont("Helvetica", 9)
        lines.textLines(text, trim=0)
        canvas.drawText(lines)
        if not text:
            canvas.rect(50, 50, 300, 300, fill=1)
        canvas.showPage()
    canvas.save()
    return path


def docx(path: Path, sections: Sequence[tuple[str, str]], *, breaks: bool = False) -> Path:
    """A DOCX of headings with their paragraphs, and a table; page breaks between the sections where asked for."""
    document = Document()
    for number, (heading, text) in enumerate(sections):
        if breaks and number:
            document.add_page_break()
        document.add_heading(heading, level=1)
        for paragraph in text.split("\n\n"):
            document.add_paragraph(" ".join(paragraph.split()))
    table = document.add_table(rows=2, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Cluster", "Region"
    table.cell(1, 0).text, table.cell(1, 1).text = "ELINCLUS", "București"
    document.save(str(path))
    return path


def pptx(path: Path, slides: Sequence[tuple[str, str]], *, notes: str = "") -> Path:
    """A PPTX of slides with a title and a text; the last has a table, and notes where given."""
    deck = Presentation()
    for title, text in slides:
        slide = deck.slides.add_slide(deck.slide_layouts[1])
        slide.shapes.title.text = title
        slide.placeholders[1].text = text
    table = slide.shapes.add_table(1, 2, Inches(1), Inches(5), Inches(6), Inches(1)).table
    table.cell(0, 0).text, table.cell(0, 1).text = "IAPMEI", "Portugal"
    if notes:
        slide.notes_slide.notes_text_frame.text = notes
    deck.save(str(path))
    return path
