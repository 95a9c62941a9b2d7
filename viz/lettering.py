"""How wide words are before any browser draws them, and where their lines break."""

import unicodedata
from functools import lru_cache
from itertools import accumulate, takewhile

_NARROW = dict.fromkeys("ijl'|", 0.24) | dict.fromkeys("ftI.,:;/\\!()[]- ", 0.3) | {"r": 0.34, '"': 0.36}
_WIDE = dict.fromkeys("mM", 0.84) | dict.fromkeys("wGOQ", 0.76) | dict.fromkeys("W@%", 0.96)
_MARGIN = 1.06  # fonts differ: the commonest ones are up to so much wider
_CAPITAL, _SMALL, _FULL = 0.68, 0.555, 1.0


def extent(text: str, size: float = 12) -> float:
    """About how many units a text is wide, in letters of this size."""
    return sum(map(_letter, text)) * size * _MARGIN


def wrap(text: str, width: float, size: float = 12, most: int = 3) -> tuple[str, ...]:
    """A text in at most so many lines that fit a width; what has no room ends in “…”."""
    lines: list[str] = []
    for word in text.split():
        if lines and extent(f"{lines[-1]} {word}", size) <= width:
            lines[-1] = f"{lines[-1]} {word}"
        else:
            lines.append(word)
    if len(lines) > most:
        lines[most - 1 :] = [" ".join(lines[most - 1 :])]
    return tuple(fitted(line, width, size) for line in lines)


def fitted(text: str, width: float, size: float = 12) -> str:
    """A text cut so that it fits a width, with “…” where it was cut."""
    if extent(text, size) <= width:
        return text
    room = width - extent("…", size)  # looked for once from the beginning: addresses may have 100,000 letters
    kept = sum(1 for _ in takewhile(lambda wide: wide * size * _MARGIN <= room, accumulate(map(_letter, text))))
    return text[:kept].rstrip(" ,;:-") + "…"


@lru_cache(4096)
def _letter(letter: str) -> float:
    base = unicodedata.normalize("NFD", letter)[0]
    if base in _NARROW or base in _WIDE:
        return _NARROW.get(base) or _WIDE[base]
    if unicodedata.east_asian_width(letter) in {"W", "F"}:
        return _FULL
    if unicodedata.combining(letter) or unicodedata.category(letter) in {"Cf", "Cc"}:
        return 0.0
    return _CAPITAL if base.isupper() else _SMALL
