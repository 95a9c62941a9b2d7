"""What stands around a name: its neighbours, its sentence, and whether it is part of a longer name."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from ingest.language import words
from ingest.lexicon import Form, Token
from ontology.iri import fold

_PROSE = 60  # characters: a shorter line is a row or a heading, and does not go on in the next
PLACE_CUES = words(
    "regiao regioes region regions regione regioni regiunea regiuni regiunile regiune regiunii regiunilor judetul "
    "judetele judet judetului distrito distritos provincia province provincie county nuts nelle delle dalle alle le"
)
_OF = words("de do da dos das di del della dei of d al ale")


@dataclass(frozen=True)
class Page:
    """One page as it is searched."""

    number: int
    text: str
    lang: str = "und"


@dataclass(frozen=True)
class Match:
    """A way through the tree of names: the words from first to last, and the names they could be."""

    page: Page
    words: Sequence[Token]
    first: int
    last: int
    forms: tuple[Form, ...]

    @property
    def start(self) -> int:
        """Where its first word begins."""
        return self.words[self.first].start

    @property
    def end(self) -> int:
        """Where its last word ends."""
        return self.words[self.last].end

    @property
    def surface(self) -> str:
        """The words as they stand."""
        return self.page.text[self.start : self.end]

    @cached_property
    def said(self) -> tuple[Token, ...]:
        """The words that say something."""
        return tuple(each for each in self.words[self.first : self.last + 1] if not each.joins)


class Surroundings:
    """The words of one page, asked about what stands next to a match."""

    def __init__(self, page: Page, words: Sequence[Token]) -> None:
        self._page = page
        self._words = words
        self._folded = [fold(each.text) for each in words]
        self.taken = -1  # the last word of the mention before

    def before(self, match: Match, most: int) -> set[str]:
        """The words before a match, as far as its sentence goes, without accents."""
        found: set[str] = set()
        for number in range(match.first - 1, max(match.first - 1 - most, -1), -1):
            if self._ends_sentence(number):
                break
            found.add(self._folded[number])
        return found

    def after(self, match: Match, most: int) -> set[str]:
        """The words after it, likewise."""
        found: set[str] = set()
        for number in range(match.last + 1, min(match.last + 1 + most, len(self._words))):
            if self._ends_sentence(number - 1):
                break
            found.add(self._folded[number])
        return found

    def _ends_sentence(self, number: int) -> bool:
        if number + 1 >= len(self._words):
            return True
        gap = self._page.text[self._words[number].end : self._words[number + 1].start]
        return bool(re.search(r"[.!?;]\s|\n\s*\n", gap))

    def opens_a_sentence(self, match: Match) -> bool:
        """Whether its capital may be that of a sentence."""
        return match.first == 0 or bool(
            re.search(r"[.!?:•]\s*$|\n\s*\n\s*$", self._page.text[max(0, match.start - 4) : match.start])
        )

    def is_inside_a_longer_name(self, match: Match) -> bool:
        """Whether a word with a capital stands next to it, as in “Cluj-Napoca” or “Northern Automotive Cluster”."""
        return self._goes_on(match) or self._began_before(match)

    def _goes_on(self, match: Match) -> bool:
        number = match.last + 1
        return number < len(self._words) and self._is_beside(match.last, number) and self._is_name_word(number)

    def _began_before(self, match: Match) -> bool:
        before = match.first - 1
        if before >= 0 and self._words[before].joins and self._folded[before] in _OF:
            before -= 1
            linked = self._is_beside(before, before + 1) and self._is_beside(before + 1, match.first)
        else:
            linked = self._is_beside(before, match.first)
        # What was found before is no part of an unknown name; the first word of a sentence has its capital from there.
        free = before <= self.taken or self._folded[before] in PLACE_CUES or self._opens(before)
        return linked and not free and self._is_name_word(before)

    def _is_beside(self, one: int, other: int) -> bool:
        """Whether two words follow each other in one run of prose: no sign, no column, no end of a row between."""
        if one < 0:
            return False
        text = self._page.text
        gap = text[self._words[one].end : self._words[other].start]
        if gap == "\n":
            line = text[text.rfind("\n", 0, self._words[one].end) + 1 : self._words[one].end]
            return len(line) >= _PROSE and "   " not in line
        return gap in {" ", "  ", "-", "‑", "'", "’"}

    def _is_name_word(self, number: int) -> bool:
        word = self._words[number]
        return word.text[0].isupper() and not word.joins

    def _opens(self, number: int) -> bool:
        start = self._words[number].start
        before = self._page.text[max(0, start - 4) : start]
        return number == 0 or bool(re.search(r"[.!?:•]\s*$|\n\s*\n\s*$|\n$", before))

    def is_in_a_list(self, match: Match) -> bool:
        """Whether it opens a row of a table, after which a column comes."""
        line_start = self._page.text.rfind("\n", 0, match.start) + 1
        opens = not self._page.text[line_start : match.start].strip()
        return opens and bool(re.match(r"[ \t]{3,}", self._page.text[match.end : match.end + 4]))
