"""The reader of reports and decks, in its process of its own."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.readers import apart
from ingest.readers.table import UnreadableFile
from tests.ingest.documents.making import docx, pdf, plain, pptx


def read(path: Path, kind: str = "") -> list[dict[str, object]]:
    return list(apart.run("document", path, {"format": kind or path.suffix[1:]}))


def test_a_pdf_is_read_page_by_page_each_with_its_language(tmp_path: Path) -> None:
    path = pdf(tmp_path / "report.pdf", [plain("dev/en-1"), plain("dev/pt-1"), plain("dev/it-1")], title="Pacts")
    head, *pages = read(path)
    assert (head["pages"], head["title"], head["unit"]) == (3, "Pacts", "page")
    assert [(page["number"], page["place"], page["lang"]) for page in pages] == [
        (1, "page 1", "en"),
        (2, "page 2", "pt"),
        (3, "page 3", "it"),
    ]
    assert "Sectoral Pacts for Competitiveness" in " ".join(str(pages[0]["text"]).split())
    assert "Agência Nacional de Inovação (ANI)" in str(pages[1]["text"])


def test_pages_without_text_are_told(tmp_path: Path) -> None:
    head, *pages = read(pdf(tmp_path / "report.pdf", [plain("dev/en-1"), ""]))
    assert head["notes"] == ["no text on 1 of 2 pages: 2"]
    assert len(pages) == 2


def test_a_docx_is_read_by_sections_with_its_tables_and_without_page_numbers(tmp_path: Path) -> None:
    path = docx(tmp_path / "r.docx", [("Nord-Est", plain("dev/ro-2")), ("Proiectul", plain("dev/ro-3"))])
    head, *sections = read(path)
    assert "does not tell its pages" in str(head["notes"])
    assert [(each["number"], each["lang"]) for each in sections] == [(0, "ro"), (0, "ro")]
    assert str(sections[1]["place"]).startswith("“Proiectul”, paragraph ")
    assert "ELINCLUS   București" in str(sections[1]["text"])


def test_page_breaks_that_are_set_count(tmp_path: Path) -> None:
    path = docx(tmp_path / "r.docx", [("A", "One."), ("B", "Two."), ("C", "Three.")], breaks=True)
    _, *sections = read(path)
    assert {
        number: str(each["text"]).split()[0] for each in sections if (number := each["number"]) and each["text"]
    } == {
        1: "A",
        2: "B",
        3: "C",
    }


def test_a_deck_is_read_by_slides_and_its_notes_are_left_out(tmp_path: Path) -> None:
    head, first, second = read(
        pptx(tmp_path / "d.pptx", [("One", "The pact"), ("Two", "It")], notes="a private remark")
    )
    assert head["notes"] == ["the speaker's notes of 1 slides are not read"]
    assert [first["place"], second["place"]] == ["slide 1", "slide 2"]
    assert "IAPMEI   Portugal" in str(second["text"])
    assert "private" not in f"{first}{second}"


def scanned(path: Path) -> Path:
    return pdf(path, ["", ""])


def locked(path: Path) -> Path:
    return pdf(path, ["Text"], password="secret")


def damaged(path: Path) -> Path:
    content = pdf(path, ["Text"]).read_bytes()
    path.write_bytes(content[:60] + b"\0" * 400)
    return path


def foreign(path: Path) -> Path:
    path.write_bytes(b"<html>no document</html>" * 10)
    return path


def changed(path: Path, name: str, content: Callable[[bytes], bytes]) -> Path:
    docx(path, [("A", "Text")])
    with zipfile.ZipFile(path) as archive:
        parts = {each: archive.read(each) for each in archive.namelist()}
    parts[name] = content(parts.get(name, b""))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for each, text in parts.items():
            archive.writestr(each, text)
    return path


def bomb(path: Path) -> Path:
    return changed(path, "word/media/image1.bin", lambda _: b"\0" * 400_000_000)


def laughs(path: Path) -> Path:
    entities = b'<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    return changed(path, "word/document.xml", lambda text: text.replace(b"<w:document", entities + b"<w:document", 1))


def old_word(path: Path) -> Path:
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000)
    return path


@pytest.mark.parametrize(
    ("name", "make", "told"),
    [
        ("a.pdf", scanned, "text recognised"),
        ("a.pdf", locked, "without a password"),
        ("a.pdf", damaged, "whole"),
        ("a.pdf", foreign, "begins with %PDF-"),
        ("a.docx", foreign, "whole"),
        ("a.docx", bomb, "unpacks"),
        ("a.docx", laughs, "DOCTYPE"),
        ("a.docx", old_word, "without a password, in the format .docx"),
        ("a.pptx", lambda path: docx(path, [("A", "B")]), "in the format .pptx"),
    ],
    ids=["scanned", "locked", "damaged", "foreign-pdf", "foreign-docx", "bomb", "laughs", "old", "other-office"],
)
def test_what_cannot_be_read_is_refused_in_words(
    tmp_path: Path, name: str, make: Callable[[Path], Path], told: str
) -> None:
    with pytest.raises(UnreadableFile, match=told):
        read(make(tmp_path / name))
