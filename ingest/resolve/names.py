"""Names in plain letters: what does not count when two spellings are compared."""

import re
import unicodedata
from functools import lru_cache
from itertools import filterfalse

from ontology.iri import fold

_LEGAL_FORMS = (
    "lda", "ltda", "unipessoal lda", "s a", "sa", "i p", "ip", "e p e", "epe", "s r o", "sro", "a s", "d o o", "doo",
    "d d", "s r l", "srl", "s p a", "spa", "s c a r l", "scarl", "gmbh", "gmbh co kg", "kft", "zrt", "nyrt", "ood",
    "eood", "ad", "ltd", "plc", "llc", "bv", "ag", "e v", "inc",
)  # fmt: skip
_TAIL = re.compile(rf" (?:{'|'.join(sorted(_LEGAL_FORMS, key=len, reverse=True))})$")


def normal(name: str) -> str:
    """The name as it is compared: `Spinea, s.r.o.` and `SPINEA` are both `spinea`."""
    plain = re.sub(r"[^\w]+", " ", fold(name)).replace("_", " ").strip()
    while (shorter := _TAIL.sub("", plain)) != plain and shorter:
        plain = shorter
    return plain


# Greek and Cyrillic as they are commonly written in Latin letters (ISO 843 and the national systems, without accents).
_GREEK = {
    "ου": "ou", "αυ": "av", "ευ": "ev", "μπ": "mp", "ντ": "nt", "γγ": "ng", "γκ": "gk", "τσ": "ts", "τζ": "tz",
    "χ": "ch", "θ": "th",
    "ψ": "ps", "ξ": "x", "φ": "f", "α": "a", "β": "v", "γ": "g", "δ": "d", "ε": "e", "ζ": "z", "η": "i", "ι": "i",
    "κ": "k",
    "λ": "l", "μ": "m", "ν": "n", "ο": "o", "π": "p", "ρ": "r", "σ": "s", "ς": "s", "τ": "t", "υ": "y", "ω": "o",
}  # fmt: skip
# αυ and ευ sound with an f before these letters and at the end of a word (ISO 843).
_GREEK_V = re.compile("([αε])υ(?=[θκξπσςτφχψ]|(?![Ͱ-Ͽ]))")
_GREEK_B = re.compile("(?<![Ͱ-Ͽ])μπ")
_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ж": "zh", "з": "z", "и": "i", "й": "y", "к": "k",
    "л": "l", "м": "m",
    "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "h", "ц": "ts", "ч": "ch",
    "ш": "sh", "щ": "sht",
    "ъ": "a", "ь": "y", "ю": "yu", "я": "ya", "ё": "e", "э": "e", "ы": "y", "і": "i", "ї": "i", "є": "ie", "ґ": "g",
    "ђ": "d", "ј": "j",
    "љ": "lj", "њ": "nj", "ћ": "c", "џ": "dz", "ѓ": "g", "ќ": "k", "ѕ": "dz",
}  # fmt: skip
# Serbian and Macedonian write ж ч ш х with the letters that their Latin alphabet folds to z c s h.
_SERBIAN = {"ж": "z", "ч": "c", "ш": "s", "ц": "c", "щ": "st", "ъ": "", "ь": ""}
_SERBIAN_LETTERS = re.compile("[ђјљњћџѓќѕ]")
# Ukrainian reads г и ь otherwise than Bulgarian does (Cabinet of Ministers, resolution 55 of 2010).
_UKRAINIAN = {"г": "h", "и": "y", "ь": "", "й": "i", "щ": "shch"}
_UKRAINIAN_LETTERS = re.compile("[іїєґ]|ськ|льн")
_NOT_LATIN = re.compile("[Ͱ-Ͽἀ-῿Ѐ-ӿ]")


def latin(text: str) -> str:
    """Lower case in plain Latin letters: `Αθήνα` is `athina`, `Łódź` is `lodz`, `Straße` is `strasse`."""
    straight = text.replace("’", "'").replace("`", "'")
    if straight.isascii():
        return straight.lower()  # what `fold` comes to, at a tenth of the cost
    # Turkish dotted capital I folds to i and a combining dot, which `fold` takes off.
    folded = fold(straight)
    return _transliterated(folded) if _NOT_LATIN.search(folded) else folded


def _transliterated(folded: str) -> str:
    letters = _GREEK | _CYRILLIC
    if _SERBIAN_LETTERS.search(folded):
        letters |= _SERBIAN
    elif _UKRAINIAN_LETTERS.search(folded):
        letters |= _UKRAINIAN
    plain = _GREEK_B.sub("b", _GREEK_V.sub(r"\1f", _bare(unicodedata.normalize("NFKD", folded))))
    for digraph in [each for each in _GREEK if len(each) == 2]:
        plain = plain.replace(digraph, _GREEK[digraph])
    return "".join(letters.get(char, char) for char in plain)


def _bare(text: str) -> str:
    return "".join(filterfalse(unicodedata.combining, text))


_INITIALS = re.compile(r"(?<![^\W_])[^\W\d_](?:\s?[./&]\s?[^\W\d_](?![^\W_]))+\.?")
_BOTH = re.compile(r"(?<![^\W_])([^\W\d_])(?:\.?\s?[&+]\s?|\.?\s(?:e|i|y|und|and|et|și)\s)([^\W\d_])(?![^\W_])\.?")
_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)")
_WORD = re.compile(r"[a-z0-9]+")


@lru_cache(maxsize=4096)  # a name is asked for several times while it is read, then never again
def words(text: str) -> tuple[str, ...]:
    """The words of a text in plain letters; initials are one: `S. R. O.` and `s.r.o.` are `sro`, `G. e R.` is `gr`."""
    together = _BOTH.sub(lambda found: f" {found[1]}{found[2]} " if found[1].isupper() else found.group(), text)
    joined = _INITIALS.sub(lambda found: " " + re.sub(r"[^\w]", "", found.group()) + " ", together)
    return tuple(_WORD.findall(_APOSTROPHE.sub(" ", latin(joined))))
