"""Which of the known names is most like one that is not known."""

from collections.abc import Iterable

from rapidfuzz import fuzz, process

from ontology.iri import fold

_LIKE = 72  # of 100: less like than this is another word
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
            found = process.extract(fold(text[:200]), self._keys, scorer=fuzz.WRatio, limit=limit, score_cutoff=_LIKE)
            self._told[text, limit] = tuple(self._folded[key] for key, *_ in found)
        return self._told[text, limit]


def hint(text: str, names: Iterable[str] | Names, limit: int = 1) -> str:
    """The end of a sentence that names what is nearest: `; nearest is “cluster”`; empty where nothing is."""
    found = (names if isinstance(names, Names) else Names(names)).like(text, limit)
    told = ", ".join(f"“{name}”" for name in found)
    return f"; nearest {'is' if len(found) == 1 else 'are'} {told}" if found else ""
