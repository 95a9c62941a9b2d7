"""The languages that a name may be in, told by its small and its common words."""

from collections import Counter
from collections.abc import Mapping
from functools import cache, lru_cache

from ingest.resolve.words import declared


@cache
def _table() -> Mapping[str, tuple[frozenset[str], tuple[str, ...]]]:
    """By language, whole words and beginnings of words that are of it."""
    found = {}
    for language, text in declared("words.toml")["tongue"].items():
        patterns = text.split()
        whole = frozenset(each for each in patterns if not each.endswith("*"))
        found[language] = whole, tuple(each[:-1] for each in patterns if each.endswith("*"))
    return found


@lru_cache(maxsize=100_000)
def tongues(words: tuple[str, ...]) -> frozenset[str]:
    """The languages that most of the telling words of a name are of; none where no word tells."""
    counted = Counter(language for word in words for language in _of(word))
    most = max(counted.values(), default=0)
    return frozenset(language for language, number in counted.items() if number == most)


@lru_cache(maxsize=500_000)
def _of(word: str) -> tuple[str, ...]:
    """The languages that a word is of."""
    return tuple(
        language for language, (whole, begun) in _table().items() if word in whole or (begun and word.startswith(begun))
    )
