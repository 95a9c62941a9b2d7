"""The letters that PDF files carry with them, so that ș, ț, ã and Greek look the same everywhere."""

from functools import cache
from pathlib import Path

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from viz.page import STATIC, AssetsNotBuilt

PLAIN, BOLD = "DejaVuSansCondensed", "DejaVuSansCondensed-Bold"


@cache
def register(folder: Path = STATIC) -> None:
    """Make the fonts known to the library, once, and have it write bytes as bytes; raises `AssetsNotBuilt`."""
    rl_config.useA85 = 0  # written as text, a map of 100,000 things takes minutes and a quarter more bytes
    for name in (PLAIN, BOLD):
        path = folder / f"{name}.ttf"
        if not path.is_file():
            raise AssetsNotBuilt(f"{path} is not there: run “make assets”")
        pdfmetrics.registerFont(TTFont(name, str(path)))


def extent(text: str, size: float, *, bold: bool = False) -> float:
    """How wide a text is in the PDF."""
    return float(pdfmetrics.stringWidth(text, BOLD if bold else PLAIN, size))
