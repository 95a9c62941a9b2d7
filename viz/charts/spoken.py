"""The texts of charts and of what is taken away, in each language of the pages."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TypeAlias

Texts: TypeAlias = Mapping[str, str]
_TEXTS = Path(__file__).parent / "texts.toml"


def texts(lang: str) -> Texts:
    """The texts of a language, of English where there are none of it."""
    known = all_texts()
    return known.get(lang, known["en"])


@cache
def all_texts() -> Mapping[str, Texts]:
    """All texts by language."""
    return tomllib.loads(_TEXTS.read_text(encoding="utf-8"))
