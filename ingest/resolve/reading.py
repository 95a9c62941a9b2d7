"""A name as it is compared: units with a meaning, acronyms, legal forms."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from ingest.resolve import forms
from ingest.resolve.names import words
from ingest.resolve.words import Meaning, meanings, of, table

_PART = re.compile(
    r"\s+[-–—|:]+\s+|\s*[()\[\]\"“”„«»;,|\n]+\s*|\s/\s|(?<=[^\W_]{3})/(?=[^\W_]{3})|\s+[-–—]|[–—]\s+|:\s"
)
_BRACKET = re.compile(r"[(\[]([^()\[\]]+)[)\]]")
_DASHED = re.compile(r"\s*[,;]?\s+[-–—|/:]\s+|\s*[:–—]\s+")
_JOINED_LETTERS = re.compile(r"[^\W_]")
_MOST_LETTERS = 14
_LONE = 14
_PAIR, _SHORT_WORD, _LONG_SHORT = 2, 4, 9


@dataclass(frozen=True, slots=True)
class Unit:
    """One word or phrase of a name: its meaning, its letters, and its key, which words of one meaning share."""

    meaning: Meaning
    letters: str
    key: str


@lru_cache(maxsize=500_000)
def unit(meaning: Meaning, letters: str) -> Unit:
    """A unit with its key."""
    return Unit(meaning, letters, f"{meaning.kind}:{meaning.key}")


@dataclass(frozen=True, slots=True)
class Reading:
    """A name taken apart; `bare` has all its letters, `acronyms` what it says to be called for short."""

    text: str
    units: tuple[Unit, ...]
    bare: str
    acronyms: tuple[str, ...]
    lone: str
    forms: tuple[str, ...]
    classes: frozenset[str]
    words: tuple[str, ...]
    others: tuple[str, ...] = ()
    spelt: tuple[str, ...] = ()

    def __hash__(self) -> int:
        """By the text alone: of one text there are few readings."""
        return hash(self.text)


@lru_cache(maxsize=400_000)
def read(name: str) -> Reading:
    """Take a name apart."""
    main, acronyms = _acronyms(_PURPOSE.sub(lambda found: found.group().replace(found[1], ""), name))
    stripped = forms.strip([words(part) for part in _PART.split(main) if part.strip()])
    units = _merged([unit(meaning, letters) for meaning, letters in meanings(stripped.words)])
    bare = "".join(stripped.words)
    return Reading(
        name,
        units,
        bare,
        tuple(dict.fromkeys((*acronyms, *_led(main, units)))),
        _lone(stripped.words, units, main),
        stripped.forms,
        stripped.classes,
        stripped.words,
        (*_others(main if acronyms else name), *_without_patron(name)),
        tuple(words(main)),
    )


def _lone(text: tuple[str, ...], units: tuple[Unit, ...], main: str) -> str:
    """The letters of a name that is nothing but a short name or one word of its own."""
    if len(units) == _PAIR and units[1].meaning.kind == "town" and _is_short(main.split()[0], units[0]):
        text, main = text[:1], main.split()[0]  # "UBB Cluj-Napoca"
    if len(text) == _PAIR and main.upper() == main and max(map(len, text)) <= _SHORT_WORD:
        return "".join(text)  # "TA ČR"
    bare = "".join(text)
    one_word = len(text) == 1 and of(text[0]).kind == "word"
    return bare if 1 < len(bare) <= _LONE and len(text) <= 2 and (one_word or _is_acronym(main)) else ""


def _is_short(word: str, unit: Unit) -> bool:
    return unit.meaning.kind == "word" and len(unit.letters) < _LONG_SHORT and _is_acronym(word)


def _led(main: str, units: tuple[Unit, ...]) -> Iterator[str]:
    """A short name in capitals at an end of a name that says what the body is: `FREMAP Mutua …`, `… Onderzoek TNO`."""
    text = main.split()
    if len(units) < 4 or not any(each.meaning.kind == "kind" or each.meaning.key == "organisation" for each in units):
        return
    for word, rest in ((text[0], text[1:]), (text[-1], text[:-1])):
        short = "".join(words(word))
        if rest and word is text[-1] and (set(words(rest[-1])) & table().small or rest[-1].endswith(",")):
            continue  # "… Commission of UNESCO" is a part of it.
        if len(short) > 2 and word.isupper() and short not in table().longer and not _is_form(word):
            others = [each for part in rest for each in words(part)]
            if not _shouts(main) or short in _initials(others):
                yield short


# Words that another word of a name holds in some languages: natural sciences, economics and business.
_HOLDS = {
    "nature": frozenset({"science"}),
    "science": frozenset({"research"}),
    "business": frozenset({"economy"}),
    "vocational": frozenset({"vocational_education"}),
}
_TECHNICAL = frozenset({"technical", "technology"})
_CHAMBER = frozenset({"sales", "economy", "industry", "business"})
# What a chamber of commerce has in its long name too: industry, crafts, agriculture, services.
_CHAMBER_TOO = _CHAMBER | {"craft", "craftsmen", "agriculture", "services"}
# "… zur Förderung der angewandten Forschung": what a society is for, left out by all but the law.
_PURPOSE = re.compile(r"\b(?:gesellschaft|verein)\s+(zur\s+f(?:ö|oe|o)rderung\s+de[rs](?:\s+\w+){1,2})", re.IGNORECASE)


def _merged(units: list[Unit]) -> tuple[Unit, ...]:
    """Kinds that languages say with one word or with two: a technical university, a chamber of commerce."""
    keys = {each.meaning.key for each in units}
    units = [each for each in units if not keys & _HOLDS.get(each.meaning.key, frozenset())]
    if "polytechnic" in keys:
        units = [each for each in units if each.meaning.key not in {"university", "institute"}]
    elif "university" in keys and keys & _TECHNICAL:
        units = _into(units, "university", "technical_university", _TECHNICAL)
    elif "chamber" in keys and keys & _CHAMBER:
        units = _into(units, "chamber", "chamber_of_commerce", _CHAMBER_TOO if "sales" in keys else _CHAMBER)
    return tuple(units)


def _into(units: list[Unit], kind: str, merged: str, dropped: frozenset[str]) -> list[Unit]:
    kept = [each for each in units if each.meaning.key not in dropped]
    return [unit(Meaning("kind", merged), each.letters) if each.meaning.key == kind else each for each in kept]


def _others(name: str) -> tuple[str, ...]:
    """The names of a name that says itself twice: `Health Cluster Portugal - Associação …`; none for parts."""
    pieces = [piece.strip() for piece in _DASHED.split(name) if piece.strip()]
    if not 1 < len(pieces) < 4:
        return ()
    found = [meanings_of(piece) for piece in pieces]
    if len(found[0]) < 2 or any(meaning.kind in _APART for each in found for meaning in each):
        return ()
    if any(meaning.key in _WHOLES for each in found for meaning in each) and not all(
        any(meaning.key in _TAUGHT for meaning in each) for each in found
    ):
        return ()
    if any(meaning.key in _WITHIN for each in found[1:] for meaning in each):
        return ()
    return tuple(piece for piece, each in zip(pieces, found, strict=True) if len(each) > 1)


# Bodies that have others within them, and words that tell bodies of one name apart.
_WHOLES = frozenset({"university", "applied", "polytechnic", "ministry", "directorate", "council", "government"})
_TAUGHT = frozenset({"university", "applied", "polytechnic"})
_APART = frozenset({"number", "direction"})
_WITHIN = frozenset(
    {
        "faculty",
        "department",
        "institute",
        "ministry",
        "directorate",
        "laboratory",
        "school",
        "branch",
        "centre",
        "hospital",
    }
)


def meanings_of(text: str) -> list[Meaning]:
    """The meanings of the words of a text."""
    return [meaning for meaning, _ in meanings(words(text))]


# "Politechnika Krakowska im. Tadeusza Kościuszki": whom it is named after, often left out.
_PATRON = re.compile(r"\s+(?:im\.|imienia|імені|imeni)\s.+?(?=\s+we?\s|\s+-\s|$)", re.IGNORECASE)


def _without_patron(name: str) -> tuple[str, ...]:
    shorter = _PATRON.sub("", name)
    return (shorter,) if shorter != name and len(words(shorter)) > 1 else ()


def _acronyms(name: str) -> tuple[str, tuple[str, ...]]:
    """The name without the short names that stand in it, and these."""
    found: list[str] = []
    main = name
    for bracket in _BRACKET.findall(name):
        if _is_acronym(bracket, shouted=_shouts(name)):
            main = main.replace(f"({bracket})", " ").replace(f"[{bracket}]", " ")
            found.append("".join(words(bracket)))
    pieces = [piece for piece in _DASHED.split(main) if piece.strip()]
    short = _short_pieces(pieces, shouted=_shouts(main))
    rest = [piece for piece in pieces if piece not in short]
    if short and len(words(" ".join(rest))) > 1 and not _is_form(short[0]):
        found += ["".join(words(piece)) for piece in short]
        main = " - ".join(rest)
    if len(words(main)) == 0:
        return name, ()
    return main, tuple(dict.fromkeys(each for each in found if len(each) > 1))


def _short_pieces(pieces: list[str], *, shouted: bool) -> list[str]:
    if len(pieces) < 2:
        return []
    ends = [piece for piece in (pieces[0], pieces[-1]) if _is_acronym(piece, shouted=shouted)]
    found = [piece for piece in ends if any(meaning.kind == "word" for meaning in meanings_of(piece))]
    # One word, a dash, and a description of three words or more: "InovCluster - Associação do Cluster …".
    lead = words(pieces[0])
    if not found and len(lead) == 1 and len(lead[0]) > 3 and len(meanings_of(" ".join(pieces[1:]))) > 2:
        return [pieces[0]] if of(lead[0]).kind == "word" else []
    return found


def _shouts(name: str) -> bool:
    return name.upper() == name


def _is_form(text: str) -> bool:
    return tuple(words(text)) in forms.table().classes


def _is_acronym(text: str, *, shouted: bool = False) -> bool:
    """Whether a text looks like a short name: few letters, most of them capitals, one word or two."""
    plain = [word for word in words(text) if word]
    letters = _JOINED_LETTERS.findall(text)
    if not plain or len(plain) > 2 or not 2 <= len(letters) <= _MOST_LETTERS or _is_form(text):
        return False
    if (
        any(meaning.kind in {"country", "town", "direction", "number"} for meaning, _ in meanings(plain))
        and len(plain) < 2
    ):
        return False
    if any(word in table().longer for word in plain):
        return False
    if shouted:
        return len(plain) == 1 and len(letters) <= 8
    capitals = sum(1 for letter in letters if letter.isupper())
    first, *rest = text.split() or [text]
    is_mixed = len(first) > 3 and first.isupper() and any(len(word) > 3 and not word.isupper() for word in rest)
    return capitals * 2 > len(letters) and not is_mixed  # "EFACEC Energia" is a name.


def _initials(text: Iterable[str]) -> Iterator[str]:
    """What the name would be for short: with and without its small words."""
    kept = list(text)
    without = [word for word in kept if word not in table().small]
    yield "".join(word[0] for word in without)
    if len(kept) != len(without):
        yield "".join(word[0] for word in kept)
