"""How words sound, roughly: one sound is written in several ways."""

from functools import lru_cache

# How one sound is written in several languages.
_SPELLINGS = (
    ("dj", "d"), ("sch", "s"), ("sh", "s"), ("zh", "z"), ("kh", "h"), ("ts", "c"), ("tz", "c"),
    ("ph", "f"), ("th", "t"), ("ch", "c"), ("qu", "c"), ("ck", "c"), ("gh", "g"),
    ("rh", "r"), ("ae", "e"), ("oe", "o"),
    ("ue", "u"), ("sz", "s"), ("cz", "c"), ("cs", "c"), ("zs", "z"), ("k", "c"), ("q", "c"), ("y", "i"), ("j", "i"),
    ("w", "v"), ("x", "cs"), ("tion", "cion"), ("z", "s"),
)  # fmt: skip


@lru_cache(maxsize=500_000)
def skeleton(word: str) -> str:
    """How a word sounds, roughly: `Pharmacologie` and `farmacologia` begin alike, `Mueller` is `Müller`."""
    for written, sound in _SPELLINGS:
        word = word.replace(written, sound)
    return "".join(char for at, char in enumerate(word) if at == 0 or char != word[at - 1])


def begin_alike(one: str, two: str) -> bool:
    """Whether two words begin so alike that they differ by an ending."""
    same = next((at for at, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), min(len(one), len(two)))
    shorter, longer = sorted((len(one), len(two)))
    return same >= 5 and shorter >= 6 and same >= shorter - 2 and same >= 0.58 * longer


@lru_cache(maxsize=500_000)
def consonants(word: str) -> str:
    """The consonants of a word as they sound: those of `Comenius` and `Komenského` begin alike."""
    return "".join(char for char in skeleton(word) if char not in "aeiouh")
