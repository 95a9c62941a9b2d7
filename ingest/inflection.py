"""Words without their inflection: plural, case, article and possessive do not make a name another name.

The stems of a search engine (Snowball) go further than that: they give “inovação” and “inovador”, “român” and
“România” one stem, and a name must not be found in its adjective. So only endings of number and case are taken off,
after accents, which reports often lack.
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from types import MappingProxyType

from ingest.language import words
from ontology.iri import fold

# Articles, prepositions and conjunctions change with the sentence (“de”, “do”, “da”): names are compared without them.
FUNCTION_WORDS = words(
    "the of and for in to a an on at by "
    "o os as de do da dos das e em no na nos nas para por com ao aos pelo pela "
    "il lo la i gli le l di del della dei delle dello degli d dell nel nella nei nelle nell al alla "
    "ai alle all per con ed dal dalla dall sul sulla sull "
    "si din cu pe pentru ale ul ului ilor"
)
# Romanian hangs its article on acronyms by a hyphen: ROSENC-ului.
CLITICS = words("ul ului ile ilor uri urile urilor s")

_SPELLINGS = MappingProxyType({"programme": "program", "centre": "center", "labour": "labor", "clustere": "cluster"})
_OLD_SPELLING = re.compile(r"(?<=[aeiou])(?:c(?=[ct])|p(?=[tc]))")  # before the agreement of 1990: acção, adopção


@lru_cache(maxsize=200_000)
def stem(word: str, lang: str) -> str:
    """The word as names are compared in a language: `stem("Agenției", "ro")` is `stem("agentia", "ro")`."""
    folded = fold(word)
    if len(folded) < 4 or not folded.isalpha():
        return folded
    # Transylvania and Transilvania are one; what the endings make of the letter is the same on both sides.
    return _BY_LANGUAGE.get(lang, _same)(folded).replace("y", "i")


def _same(word: str) -> str:
    return word


def _english(word: str) -> str:
    word = _SPELLINGS.get(word, word)
    if word.endswith("ies") and len(word) > 4:
        word = word[:-3] + "y"
    elif word.endswith(("ches", "shes", "xes", "sses")):
        word = word[:-2]
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    return re.sub(r"iz(?=ation|e|ing)", "is", word)


def _portuguese(word: str) -> str:
    word = _OLD_SPELLING.sub("", word)
    for plural, singular in (("oes", "ao"), ("aes", "ao"), ("ais", "al"), ("eis", "el"), ("ois", "ol"), ("ns", "m")):
        if word.endswith(plural):
            return word[: -len(plural)] + singular
    if word.endswith(("res", "zes", "ses")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _italian(word: str) -> str:
    stemmed = word[:-1] if word[-1] in "aeio" else word
    if word.endswith(("chi", "ghi", "che", "ghe")):
        return stemmed[:-1]
    return stemmed[:-1] if stemmed.endswith("i") and len(stemmed) > 4 else stemmed


_ROMANIAN_ENDINGS = (
    *("urilor", "urile", "ului", "ilor", "elor", "iile", "iei", "ele", "ile", "ul", "ei", "ea", "lor"),
)


def _romanian(word: str) -> str:
    stemmed = _romanian_ending(word)
    return stemmed[:-3] + "en" if stemmed.endswith("ean") else stemmed  # europeană, europene


def _romanian_ending(word: str) -> str:
    word = _SPELLINGS.get(word, word)
    for ending in _ROMANIAN_ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            kept = "i" if ending in {"iei", "iile"} else ""
            return _without_vowel(word[: -len(ending)] + kept, kept)
    # dezvoltării is the genitive of dezvoltare, regiunii of regiune; agenții is a plural of agenție.
    if word.endswith(("arii", "erii", "irii", "unii")):
        return word[:-2]
    if word.endswith("ii"):
        return word[:-1]
    return word[:-1] if word[-1] in "aeiu" and len(word) > 4 else word


def _without_vowel(word: str, kept: str) -> str:
    return word[:-1] if not kept and word[-1] in "aeu" and len(word) > 4 else word


_BY_LANGUAGE: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {"en": _english, "pt": _portuguese, "it": _italian, "ro": _romanian}
)
