"""What was perhaps meant, where a word was not found."""

from collections import Counter
from collections.abc import Iterable, Sequence

from graph.reader import Reader
from graph.searching import schema
from graph.searching.index import Index
from graph.searching.sought import allowed

_LOOKED_AT = 30  # names in which a word is looked for


def meant(index: Index, reader: Reader, words: Sequence[str]) -> tuple[str, ...]:
    """The words that were looked for with those in place that were perhaps meant; nothing where all are known."""
    unknown = {word for word in words if not index.knows(word)}
    better = {word: found for word in unknown if (found := _nearest(index, reader, word))}
    if not better:
        return ()
    return (" ".join(better.get(word, word) for word in words),)


def near(word: str, other: str) -> int:
    """How many letters must be put in, taken out, changed or swapped with the next to make one of the other."""
    rows: list[list[int]] = [list(range(len(other) + 1))]
    for i, letter in enumerate(word, 1):
        row = [i]
        for j, against in enumerate(other, 1):
            cost = min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (letter != against))
            if i > 1 and j > 1 and word[i - 2] == against and letter == other[j - 2]:
                cost = min(cost, rows[-2][j - 2] + 1)
            row.append(cost)
        rows.append(row)
    return rows[-1][-1]


def _nearest(index: Index, reader: Reader, word: str) -> str | None:
    """The word among names that is nearest, the more frequent of two."""
    sought = schema.plain(word)
    things = index.alike(word, _LOOKED_AT)
    reader.learn(things)
    found = Counter(_words(text for thing in things for text in reader.labels(thing).values()))
    ranked = (
        (far, -count, each)
        for each, count in found.items()
        if 0 < (far := near(sought, schema.plain(each))) <= allowed(sought)
    )
    best = min(ranked, default=None)
    return best[2] if best else None


def _words(texts: Iterable[str]) -> list[str]:
    return [word.lower() for text in texts for word in schema.words(text)]
