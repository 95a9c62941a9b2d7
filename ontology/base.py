"""Where the IRIs of things begin. Constants and texts are made from it, so it is read before anything else is."""

import os
import re
from pathlib import Path

VARIABLE = "CLUSTERSCAPE_BASE_IRI"
DEFAULT = "https://w3id.org/clusterscape/"
# It stands in queries, Turtle, patterns and addresses as it is: only what needs no escape in any of them.
_HOST = r"(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:]+\])(?::[0-9]{1,5})?"
_SEGMENT = r"(?!\.{1,2}/)[A-Za-z0-9._~-]+"
_FORM = re.compile(rf"https?://{_HOST}/(?:{_SEGMENT}/)*")
_WRITTEN = f"{DEFAULT}id/"  # how things begin in the files of this program


def is_base(text: str) -> bool:
    """Whether IRIs can begin so: http or https, a host in small letters, and a path that ends in a slash."""
    return _FORM.fullmatch(text) is not None


_given = os.environ.get(VARIABLE, DEFAULT)
BASE = _given if is_base(_given) else DEFAULT  # what can be none is told where the settings are read
THINGS = f"{BASE}id/"


def shipped(path: Path) -> str:
    """What a file of this program says, its things under the base of here; the vocabulary's own namespace stays."""
    return path.read_text(encoding="utf-8").replace(_WRITTEN, THINGS)
