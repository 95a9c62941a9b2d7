"""Which of the known names is most like one that is not known."""

from collections.abc import Callable, Iterable

from rapidfuzz import fuzz, process

from ontology.iri import fold

_LIKE = 72  # of 100: less like than this is another word
_LOOKED_AT = 10  # names that each way of comparing finds
_KEPT = 1_000  # answers kept: the same wrong value comes in many rows


class Names:
    """Names to be compared with, without case and accents."""

    def __init__(self, names: Iterable[str]) -> None:
        self._folded = {fold(name): name for name in names}
        self._keys = list(self._folded)
        self._told: dict[tuple[str, int], tuple[str, ...]] = {}

    def like(self, text: str, limit: int = 3) -> tuple[str, ...]:
        """The names most like a text, nearest first; none where all are quite other."""
        if len(text) < 2:
            return ()
        if (text, limit) not in self._told:
            if len(self._told) >= _KEPT:
                self._told.clear()
            self._told[text, limit] = tuple(self._folded[key] for key in self._nearest(fold(text[:200]))[:limit])
        return self._told[text, limit]

    def _nearest(self, text: str) -> list[str]:
        """Those that are like the whole text, then those that are like a part of it or have it as a part."""
        whole = self._extract(text, fuzz.ratio)
        # Of a name that is much shorter the letters stand in any text, “ro” in “nrote”: its words must be there.
        words = set(text.split())
        found = self._extract(text, fuzz.WRatio)
        parts = (key for key in found if 2 * len(key) > len(text) or words.issuperset(key.split()))
        return list(dict.fromkeys((*whole, *parts)))

    def _extract(self, text: str, scorer: Callable[..., float]) -> list[str]:
        found = process.extract(text, self._keys, scorer=scorer, limit=_LOOKED_AT, score_cutoff=_LIKE)
        return [key for key, *_ in found]


def hint(text: str, names: Iterable[str] | Names, limit: int = 1) -> str:
    """The end of a sentence that names what is nearest: `; nearest is “cluster”`; empty where nothing is."""
    found = (names if isinstance(names, Names) else Names(names)).like(text, limit)
    told = ", ".join(f"“{name}”" for name in found)
    return f"; nearest {'is' if len(found) == 1 else 'are'} {told}" if found else ""
