"""Text inside XML: nothing of it can end an element, or is a character that XML forbids."""

import re
from xml.sax.saxutils import escape

# XML 1.0, section 2.2; a lone half of a surrogate pair cannot be written in UTF-8 either.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# What readers normalise to a space in an attribute, unless it is written as a reference (section 3.3.3).
_KEPT = {'"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}


def clean(text: str) -> str:
    """The text without characters that XML forbids, which become U+FFFD."""
    return _FORBIDDEN.sub("\ufffd", text)


def content(text: str) -> str:
    """A text as it stands between two tags."""
    return escape(clean(text), {"\r": "&#13;"})


def attribute(text: str) -> str:
    """A text as the value of an attribute, with its quotation marks."""
    return f'"{escape(clean(text), _KEPT)}"'
