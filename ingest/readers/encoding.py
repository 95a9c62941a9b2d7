"""The encoding that the letters of a text make likely (runs in the child: its tables of languages are large)."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from charset_normalizer import from_bytes

from ingest.readers.pieces import pieces
from ingest.readers.table import UnreadableFile

_SAMPLE = 256 * 1024  # bytes
_LIKELY = 0.9  # share of the letters beyond ASCII that must be usual ones
# What files in the languages of Europe are written in, besides UTF-8; the first of equals wins.
_ENCODINGS = ("cp1252", "cp1250", "iso8859_16", "mac_roman", "cp850", "cp852")
# Portuguese, Italian, Romanian (with comma and with cedilla), Spanish, French, German; quotation marks, dashes, signs.
_USUAL = frozenset("áàâãäçéèêëíìîïñóòôõöúùûüșțşţăßÁÀÂÃÄÇÉÈÊËÍÌÎÏÑÓÒÔÕÖÚÙÛÜȘȚŞŢĂ“”„‘’«»–—…€ºª°§·•")


def read(path: Path, options: Mapping[str, object]) -> Iterator[Mapping[str, object]]:
    """One item, `{"encoding": "cp1250"}`; raises `UnreadableFile` where none is likely."""
    sample = _sample(path, compressed=options["compressed"] is True)
    best = max(_ENCODINGS, key=lambda each: _share(sample, each))
    if _share(sample, best) >= _LIKELY:
        yield {"encoding": best}
        return
    found = from_bytes(sample).best()
    if found is None:
        raise UnreadableFile('a text in a known encoding (declare it: encoding = "…")')
    yield {"encoding": found.encoding}


def _share(sample: bytes, encoding: str) -> float:
    """How many of the letters beyond ASCII are usual ones; small and large letters mixed in a word are not."""
    try:
        text = sample.decode(encoding)
    except UnicodeDecodeError:
        return 0.0
    letters = [place for place, letter in enumerate(text) if not letter.isascii()]
    usual = sum(text[place] in _USUAL and not _odd(text, place) for place in letters)
    return usual / len(letters) if letters else 0.0


def _odd(text: str, place: int) -> bool:
    return text[place].isupper() and place > 0 and text[place - 1].islower()


def _sample(path: Path, *, compressed: bool) -> bytes:
    """The lines that hold letters beyond ASCII: only they tell encodings apart."""
    found = bytearray()
    for piece in pieces(path, compressed=compressed):
        for line in piece.split(b"\n"):
            if not line.isascii():
                found += line[:4096] + b"\n"
        if len(found) > _SAMPLE:
            break
    return bytes(found)
