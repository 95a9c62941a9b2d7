"""What speaks for a stretch of text being a name, and how much: its form, its capitals, its neighbours."""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from ingest.language import words
from ingest.lexicon import CONCEPTS, PLACES, Form, Lexicon, Token, same_letters
from ingest.surroundings import PLACE_CUES, Match, Page, Surroundings
from ontology.iri import fold
from ontology.namespaces import COUNTRY

SURE = 0.5  # below this nothing is proposed
_NEAR = 200  # characters, within which a second quoted name shares the cue of the first
_FAR = 6  # words away from a name, within which a cue counts

# Set by hand, below what the development part of the marked set gives; `python -m bench mentions` shows both.
CONFIDENCE: Mapping[str, float] = MappingProxyType(
    {
        "long name": 0.95,  # three words and more
        "name": 0.9,
        "single word": 0.8,
        "acronym": 0.9,
        "acronym explained": 0.95,  # its long form stands in the text too
        "short acronym": 0.75,  # three letters
        "with a cue": 0.8,  # a common word, with a neighbour that shows what is meant
        "long phrase": 0.85,
        "lower case": 0.65,
        "word order": 0.75,
        "homonym": 0.6,  # another thing has the name too, and the neighbours told them apart
    }
)

# Names of places and firms that are common words: alone they name nothing.
_COMMON = words(
    "norte centro centru nord sud est vest oeste ave vas marche continente olt alba lot var ain nord sul este mar vale "
    "altri atlanta opium oracle prio magos indra quasar compta asa cei cnc nec mcg amf bar ruse montana fermo forum "
    "horta beja massa prato como lodi monza imperia enna nuoro gol"
)
_ARTICLES = words("no na do da o a ao pelo nelle delle dalle alle le")
_CUES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "industrial-ecosystem": words("ecosystem ecosystems ecossistema ecossistemas ecosistema ecosistemi")
        | words("ecosistem ecosistemul ecosistemului ecosistemele"),
        "value-chain": words("chain chains cadeia cadeias catena catene filiera filiere fileira lant lantul"),
        "area": words("area areas axis axes eixo eixos ambito ambiti asse assi domeniu domeniul domenii aria arii axa"),
    }
)
_CUE_OF: Mapping[str, str] = MappingProxyType(
    {"thematic-area": "area", "intervention-area": "area", "pact-goal": "area"}
    | {"industrial-ecosystem": "industrial-ecosystem", "value-chain": "value-chain"}
)
_OPENING, _CLOSING = '«“„"”‘', '»”“"’'
HOME: Mapping[str, str] = MappingProxyType({"pt": "PRT", "it": "ITA", "ro": "ROU"})


class Document:
    """What the whole document tells of a word: whether it is common in it, and which long names stand there."""

    def __init__(self, lexicon: Lexicon, words: Sequence[Sequence[Token]]) -> None:
        self.lexicon = lexicon
        self.lowered = {each.text for page in words for each in page if not each.is_capital}
        self.long_names: set[str] = set()


class Evidence:
    """Rates the matches of one page."""

    def __init__(self, document: Document, page: Page, around: Surroundings) -> None:
        self._document = document
        self._page = page
        self._around = around
        self._cued = (-1, "")  # where the last name with a cue ended, and what the cue was of

    def taken(self, match: Match) -> None:
        """A match is a mention: what follows is seen in its light."""
        if len(match.said) > 2:
            self._document.long_names |= {form.thing for form in match.forms}
        concepts = ((match.end, _CUE_OF[form.kind]) for form in match.forms if form.kind in CONCEPTS)
        self._cued = next(concepts, self._cued)
        self._around.taken = match.last

    def rate(self, match: Match, form: Form) -> tuple[str, float]:
        """Why a match would be a name, and how sure that is; below `SURE` it is none."""
        if form.kind in CONCEPTS:
            return self._rate_concept(match, form)
        if form.how == "acronym":
            return self._rate_acronym(match, form)
        if len(match.said) == 1:
            return self._rate_word(match, form)
        return self._rate_name(match, form)

    def _rate_name(self, match: Match, form: Form) -> tuple[str, float]:
        said, words = match.said, form.words
        lowered = sum(self._is_lowered(name, each, match) for name, each in zip(words, said, strict=True))
        changed = sum(not same_letters(name, each.text) for name, each in zip(words, said, strict=True))
        if changed == len(said) and self._page.lang != "ro" and len(said) < 4:
            return "another number", 0.0  # “Orafi Vicentini” are goldsmiths, “Orafo Vicentino” their district
        if lowered:
            all_lowered = not any(each.is_capital for each in said)
            whole = form.how in {"label", "alternative"} and words[0][0].isupper() and not words[-1].islower()
            enough = len(said) >= (3 if whole else 4)
            if enough and (all_lowered or lowered == 1):
                return "lower case", CONFIDENCE["lower case"]
            explained = form.kind == "cluster" and self._followed_by_acronym(match, form)
            return "lower case", CONFIDENCE["lower case"] if explained else 0.0
        if self._around.is_inside_a_longer_name(match) and self._is_generic(words):
            return "part of a longer name", 0.3
        if form.how == "turned":
            return "word order", CONFIDENCE["word order"]
        long = len(said) > 2
        return ("long name", CONFIDENCE["long name"]) if long else ("name", CONFIDENCE["name"])

    def _is_lowered(self, name: str, said: Token, match: Match) -> bool:
        """Whether a word lacks the capital of the name; “the cluster Green Energy” has those that count."""
        if name[0].islower() or said.is_capital:
            return False
        others = [each for each in match.said if each is not said and each.is_capital]
        return not (fold(said.text).startswith("cluster") and others and said is match.said[0])

    def _followed_by_acronym(self, match: Match, form: Form) -> bool:
        following = self._page.text[match.end : match.end + 30]
        inner = re.match(r"\s*\(([^)]+)\)", following)
        names = {each.text for each in self._document.lexicon.of_thing(form.thing) if each.how == "acronym"}
        return bool(inner and inner[1].strip() in names)

    def _is_generic(self, words: Sequence[str]) -> bool:
        """Whether a name has only words that the language has too: “Automotive Cluster”."""
        return all(word.isalpha() and not any(char.isupper() for char in word[1:]) for word in words)

    def _rate_acronym(self, match: Match, form: Form) -> tuple[str, float]:
        written = re.sub(r"[-'’](?:ul|ului|s)$", "", match.surface)
        brand = len(form.text) >= 6 and same_letters(written, form.text) and self._is_brand(match)
        if written != form.text and not brand:
            return "other case", 0.0
        if form.thing in self._document.long_names:
            return "acronym explained", CONFIDENCE["acronym explained"]
        letters = sum(char.isalnum() for char in form.text)
        if letters < 3 or fold(form.text) in _COMMON:
            return "short acronym", 0.3
        return ("acronym", CONFIDENCE["acronym"]) if letters > 3 else ("short acronym", CONFIDENCE["short acronym"])

    @staticmethod
    def _is_brand(match: Match) -> bool:
        return match.said[0].is_capital and any(char.isupper() for char in match.surface[1:])

    def _rate_word(self, match: Match, form: Form) -> tuple[str, float]:
        (said,), name = match.said, form.words[0]
        same = same_letters(name, said.text)
        if (name[0].isupper() and not said.is_capital) or not (same or self._page.lang == "ro"):
            return "lower case", 0.0
        if not name[0].isupper():
            # A name in small letters, such as ecoplus, or in the middle of a word, such as in-Marche.
            as_is = said.text[1:] == name[1:] and (said.text == name or not name.islower())
            return ("single word", CONFIDENCE["single word"]) if as_is and len(name) > 4 else ("word", 0.0)
        if self._around.is_inside_a_longer_name(match):
            return "part of a longer name", 0.3
        word = fold(said.text)
        if form.kind == "country":
            return "single word", CONFIDENCE["name"]
        is_common = word in _COMMON or word in self._document.lowered or said.text.lower() in self._document.lowered
        if not is_common:
            return self._rate_rare(match, form)
        return self._rate_common(match, form)

    def _rate_rare(self, match: Match, form: Form) -> tuple[str, float]:
        if form.kind != "region":
            return "single word", CONFIDENCE["single word"]
        at_home = self._is_at_home(form)
        short = len(form.text) < 5
        return "single word", CONFIDENCE["single word"] if at_home or not short else 0.3

    def _is_at_home(self, form: Form) -> bool:
        country = self._document.lexicon.country(form.thing)
        return country == str(COUNTRY) + HOME.get(self._page.lang, "-")

    def _rate_common(self, match: Match, form: Form) -> tuple[str, float]:
        if form.kind in PLACES:
            cue = self._has_cue(match, PLACE_CUES) or self._around.is_in_a_list(match)
            article = self._around.before(match, 1) & _ARTICLES and self._is_at_home(form)
            return "with a cue", CONFIDENCE["with a cue"] if cue or article else 0.0
        return "with a cue", CONFIDENCE["lower case"] if not self._around.opens_a_sentence(match) else 0.0

    def _rate_concept(self, match: Match, form: Form) -> tuple[str, float]:
        if self._has_cue(match, _CUES[_CUE_OF[form.kind]]):
            return "with a cue", CONFIDENCE["with a cue"]
        before, after = self._page.text[match.start - 1 : match.start], self._page.text[match.end : match.end + 1]
        quoted = bool(before) and before in _OPENING and bool(after) and after in _CLOSING
        cued, cue = self._cued
        if quoted and cue == _CUE_OF[form.kind] and 0 <= match.start - cued < _NEAR:
            return "with a cue", CONFIDENCE["with a cue"]
        if len(match.said) >= 4 and (quoted or match.said[0].is_capital):
            return "long phrase", CONFIDENCE["long phrase"]
        return "common words", 0.0

    def _has_cue(self, match: Match, cues: frozenset[str]) -> bool:
        return bool((self._around.before(match, _FAR) | self._around.after(match, 2)) & cues)
