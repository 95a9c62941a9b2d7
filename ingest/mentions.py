"""Mentions: where a text names a known thing, and how sure that is.

The longest name wins; what speaks for it or against it (case, form, neighbours, homonyms) makes its confidence.
Names that are common words too need a neighbour that shows what is meant.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.evidence import CONFIDENCE, HOME, SURE, Document, Evidence
from ingest.inflection import stem
from ingest.lexicon import KINDS, LANGUAGES, RANKS, Form, Lexicon, Token, tokens
from ingest.surroundings import Match, Page, Surroundings
from ontology.namespaces import COUNTRY

__all__ = ["SURE", "Finder", "Mention", "Page"]
_JOINING = 3  # words such as “de la” between two words of a name
_HARD = re.compile(r"\n\s*\n|[ \t]{3,}|\t|[.!?;|]\s|[«»“”„()\[\]]")
_SOFT = re.compile(r"[^\w\s'’.&+/‐–—-]")  # other signs stand between words of a name only where the name has them


@dataclass(frozen=True)
class Mention:
    """A name found on a page. `others` are things of the same name that were judged less likely."""

    page: int
    start: int
    end: int
    words: str
    thing: str
    kind: str
    why: str
    confidence: float
    others: tuple[str, ...] = ()


class Finder:
    """Finds mentions; the names are made ready once."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def find(self, pages: Iterable[Page]) -> list[Mention]:
        """The mentions of one document, page by page."""
        listed = list(pages)
        main = _main_language(listed)
        words = [tokens(page.text) for page in listed]
        known = Document(self._lexicon, words)
        found: list[Mention] = []
        for page, each in zip(listed, words, strict=True):
            lang = page.lang if page.lang in LANGUAGES else main
            found.extend(_PageSearch(known, replace(page, lang=lang), each).mentions())
        return found


class _PageSearch:
    def __init__(self, document: Document, page: Page, words: Sequence[Token]) -> None:
        self._document = document
        self._page = page
        self._words = words
        self._evidence = Evidence(document, page, Surroundings(page, words))

    def mentions(self) -> list[Mention]:
        """All mentions of the page, in the order of the text."""
        judged = list(self._judged())
        votes = [(match.start, self._country(match.forms)) for match, _, _ in judged]
        return [each for match, why, sure in judged if (each := self._mention(match, why, sure, votes)) is not None]

    def _judged(self) -> Iterator[tuple[Match, str, float]]:
        position = 0
        while position < len(self._words):
            for match in self._matches(position):
                judged = self._judge(match)
                if judged:
                    yield judged
                    self._evidence.taken(judged[0])
                    position = judged[0].last
                    break
            position += 1

    def _matches(self, first: int) -> list[Match]:
        """Every name that begins at a word, the longest first."""
        if self._words[first].joins:
            return []
        node, last, joining, found = self._document.lexicon.tree(self._page.lang), first, 0, []
        for number in range(first, len(self._words)):
            word = self._words[number]
            gap = self._page.text[self._words[last].end : word.start] if number > first else ""
            if _HARD.search(gap) or joining > _JOINING:
                break
            if word.joins:
                joining += 1
                continue
            if (following := node.children.get(stem(word.text, self._page.lang))) is None:
                break
            node, last, joining = following, number, 0
            forms = tuple(form for form in node.forms if self._fits(form, first, last))
            if forms:
                found.append(Match(self._page, self._words, first, last, forms))
        return found[::-1]

    def _fits(self, form: Form, first: int, last: int) -> bool:
        """Whether signs between the words of the text are those of the name."""
        text = self._page.text[self._words[first].end : self._words[last].start] if last > first else ""
        return all(sign in form.text for sign in _SOFT.findall(text))

    def _judge(self, match: Match) -> tuple[Match, str, float] | None:
        """What speaks for the likeliest names of a match: those are kept."""
        rated = [(form, *self._evidence.rate(match, form)) for form in match.forms]
        best = max((sure for _, _, sure in rated), default=0.0)
        if best < SURE:
            return None
        least = min(RANKS[form.how] for form, _, sure in rated if sure >= SURE)
        kept = tuple(form for form, _, sure in rated if sure >= SURE and RANKS[form.how] <= least + 1)
        why = next(why for form, why, sure in rated if sure == best)
        return replace(match, forms=kept), why, best

    def _country(self, forms: Sequence[Form]) -> str:
        countries = {self._document.lexicon.country(form.thing) for form in forms}
        return countries.pop() if len(countries) == 1 else ""

    def _mention(self, match: Match, why: str, sure: float, votes: Sequence[tuple[int, str]]) -> Mention | None:
        things = list(dict.fromkeys(form.thing for form in sorted(match.forms, key=self._order)))
        chosen, others = things[0], tuple(things[1:])
        rivals = [thing for thing in things if self._is_rival(chosen, thing, match.forms)]
        if len(rivals) > 1:
            found = self._by_country(rivals, match.start, votes)
            if found is None:
                return None
            chosen, others = found, tuple(thing for thing in things if thing != found)
            sure = min(sure, CONFIDENCE["homonym"])
        kind = next(form.kind for form in match.forms if form.thing == chosen)
        return Mention(self._page.number, match.start, match.end, match.surface, chosen, kind, why, sure, others[:5])

    def _order(self, form: Form) -> tuple[int, int, int, int, str]:
        foreign = form.lang not in {self._page.lang, ""}
        abroad = foreign and form.kind == "region"
        return RANKS[form.how] > 1, KINDS.index(form.kind), abroad, len(form.thing), form.thing

    def _is_rival(self, chosen: str, other: str, forms: Sequence[Form]) -> bool:
        """Whether two things of one name are of one kind and elsewhere, so that only the neighbours can tell."""
        if other == chosen:
            return True
        kinds = {form.thing: form.kind for form in forms}
        lexicon = self._document.lexicon
        return kinds[other] == kinds[chosen] and lexicon.country(other) != lexicon.country(chosen)

    def _by_country(self, rivals: Sequence[str], start: int, votes: Sequence[tuple[int, str]]) -> str | None:
        """The thing whose country is named most, and nearest."""
        weight: Counter[str] = Counter()
        for place, country in votes:
            if country and place != start:
                weight[country] += round(1000 / (1 + abs(place - start) / 100))
        weight[str(COUNTRY) + HOME.get(self._page.lang, "-")] += 500
        best = max(rivals, key=lambda thing: weight[self._document.lexicon.country(thing)])
        return best if weight[self._document.lexicon.country(best)] else None


def _main_language(pages: Sequence[Page]) -> str:
    counted = Counter(page.lang for page in pages if page.lang in LANGUAGES)
    return counted.most_common(1)[0][0] if counted else "en"
