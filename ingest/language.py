"""Which of four languages a text is in, by its small words and its letters."""

import re
from collections.abc import Mapping
from types import MappingProxyType

UNSURE = "und"  # BCP 47: undetermined
_WORDS = re.compile(r"[^\W\d_]+")
_LEAST = 3  # small words; with fewer, a heading or a table could be in any language
_LEAD = 1.25  # how much more the best language must have than the next


def words(text: str) -> frozenset[str]:
    """A list of words, written as one writes them: with blanks between."""
    return frozenset(text.split())


# Words that stand in every text of a language; those that two languages share count for both.
SMALL_WORDS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "en": words(
            "the of and to in is was were are for with that on by as at from this which it be has have had not or an "
            "their its they more than also been will can may there these those under who of"
        ),
        "pt": words(
            "o a os as de do da dos das e em no na nos nas um uma para por com que não se ao à aos às pelo pela pelos "
            "pelas é foi são mais também há já entre sua seu suas seus ou como este esta está foram ser tem"
        ),
        "it": words(
            "il lo la i gli le di del della dei delle dello degli e in nel nella nei nelle un una per con che non si "
            "al alla ai alle dal dalla dai è sono ha hanno più anche tra fra come o ed stato stata sul sulla questo da"
        ),
        "ro": words(
            "și în din de la cu pe pentru a al ale ai un o este sunt au fost care nu mai ca să se prin sau dar iar "
            "le lui lor cele cei cel cea dintre după către fi era aceste si in sint acest această are"
        ),
    }
)
_LETTERS: Mapping[str, str] = MappingProxyType({"pt": "ãõçáâêôúí", "it": "òùèì", "ro": "ăîșțşţâ"})


def language(text: str) -> str:
    """`en`, `pt`, `it` or `ro`; `und` where the text is too short or could be in two of them."""
    words = [word.lower() for word in _WORDS.findall(text[:20_000])]
    scores = {lang: _score(lang, words) for lang in SMALL_WORDS}
    (best, most), (_, next_most), *_ = sorted(scores.items(), key=lambda each: -each[1])
    return best if most >= _LEAST and most >= _LEAD * next_most else UNSURE


def _score(lang: str, words: list[str]) -> float:
    small = SMALL_WORDS[lang]
    letters = set(_LETTERS.get(lang, ""))
    return sum((word in small) + 0.5 * bool(letters & set(word)) for word in words)
