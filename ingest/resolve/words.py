"""What the words of names mean whatever the language: kinds of bodies, common words, places, countries, directions."""

import csv
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from ingest.resolve.names import words

DATA = Path(__file__).parent / "data"
COUNTRIES = Path(__file__).parent.parent / "data" / "reference" / "countries.csv"
_ROMAN = {
    "ii": "2",
    "iii": "3",
    "iv": "4",
    "vi": "6",
    "vii": "7",
    "viii": "8",
    "ix": "9",
    "xi": "11",
    "xii": "12",
    "xiii": "13",
}
_ORDINALS = {
    "first": "1", "second": "2", "third": "3", "primeiro": "1", "primeira": "1", "segundo": "2", "segunda": "2",
    "primo": "1",
    "secondo": "2", "terzo": "3", "premier": "1", "deuxieme": "2", "erste": "1", "zweite": "2", "one": "1",
    "two": "2", "three": "3", "tre": "3", "trois": "3", "tres": "3", "trei": "3", "due": "2", "deux": "2",
    "prvi": "1", "prva": "1", "druga": "2", "treci": "3",
}  # fmt: skip
_LONGEST = 4
_LONGEST_SIMPLE = 10
_COVERS = 0.75
# Beginnings that sciences share, and letters that join the parts of a compound.
_PREFIXES = (
    "bio",
    "vio",
    "geo",
    "neuro",
    "nevro",
    "micro",
    "mikro",
    "nano",
    "electro",
    "elektro",
    "elettro",
    "thermo",
    "termo",
    "hydro",
    "hidro",
    "macro",
    "makro",
    "psycho",
    "psico",
    "psiho",
    "physio",
    "fisio",
    "fizio",
    "patho",
    "photo",
    "foto",
    "socio",
    "techno",
    "tecno",
    "tehno",
    "cardio",
    "kardio",
    "agro",
)
_JOINTS = ("", "s", "es", "n", "en", "ens")
# Common endings that are no words: "experi-mental".
_NO_TAILS = frozenset({"mind", "women", "sea", "sound", "small", "free", "action"})


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a word stands for; `kind` is kind, part, meaning, family, direction, town, country, number or word."""

    kind: str
    key: str


@dataclass(frozen=True)
class Table:
    """Meanings by whole word, beginning of a word, phrase; first words of phrases; small words that say nothing."""

    whole: Mapping[str, Meaning]
    begun: Mapping[str, Meaning]
    phrases: Mapping[tuple[str, ...], Meaning]
    leads: frozenset[str]
    small: frozenset[str]
    longer: Mapping[str, tuple[str, ...]]
    spelt: Mapping[Meaning, frozenset[str]]


@cache
def table() -> Table:
    """The shipped tables, as one."""
    whole: dict[str, Meaning] = {}
    begun: dict[str, Meaning] = {}
    phrases: dict[tuple[str, ...], Meaning] = {}
    initials: dict[Meaning, set[str]] = {}
    small = frozenset(declared("words.toml")["small"]["words"].split())
    for meaning, pattern in _patterns():
        parts = tuple(word for word in words(pattern) if word not in small) if " " in pattern or "-" in pattern else ()
        initials.setdefault(meaning, set()).add(pattern[0])
        if len(parts) > 1:
            phrases.setdefault(parts, meaning)
        elif pattern.endswith("*"):
            begun.setdefault(pattern[:-1], meaning)
        else:
            whole.setdefault(pattern, meaning)
    longer = {short: tuple(text.split()) for short, text in declared("words.toml")["expand"].items()}
    leads = frozenset(phrase[0] for phrase in phrases)
    return Table(whole, begun, phrases, leads, small, longer, {key: frozenset(of) for key, of in initials.items()})


@cache
def declared(file: str) -> Mapping[str, Mapping[str, str]]:
    """What a shipped file declares, by section."""
    return tomllib.loads((DATA / file).read_text(encoding="utf-8"))


def _patterns() -> Iterator[tuple[Meaning, str]]:
    places = declared("places.toml")
    for line in places["towns"]["names"].strip().splitlines():
        for name in line.split():
            yield Meaning("town", line.split()[0]), name
    for code, text in places["countries"].items():
        yield from ((Meaning("country", code), each.strip()) for each in text.split(","))
    for name, code in country_names().items():
        yield Meaning("country", code), name
    for kind in ("kind", "part", "meaning", "family", "direction"):
        for key, text in declared("words.toml")[kind].items():
            yield from ((Meaning(kind, key), each.strip()) for each in text.split(","))


@cache
def country_names() -> Mapping[str, str]:
    """ISO code of a country by its name in the 24 official languages of the EU, in plain letters."""
    found: dict[str, str] = {}
    with COUNTRIES.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for name in (row[column] for column in row if column.startswith("name_")):
                found.setdefault(" ".join(words(name)), row["iso2"])
    found.pop("", None)
    return found


@cache
def _codes() -> Mapping[str, str]:
    with COUNTRIES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    codes = {
        code.upper(): row["iso2"] for row in rows for code in (row["iso2"], row["iso3"], row["eurostat_code"]) if code
    }
    return codes | {"UK": "GB", "EL": "GR"}


@lru_cache(maxsize=4096)
def country(text: str) -> str:
    """The ISO code of a country given as ISO or Eurostat code or by a name; empty where it is not known."""
    if (code := _codes().get(text.strip().upper())) is not None:
        return code
    plain = words(text)
    if (code := country_names().get(" ".join(plain))) is not None:
        return code
    found = {meaning.key for meaning in (of(word) for word in plain) if meaning.kind == "country"}
    return found.pop() if len(found) == 1 else ""


@lru_cache(maxsize=500_000)
def of(word: str) -> Meaning:
    """What one word stands for; the word itself where no table knows it."""
    if word.isdigit():
        return Meaning("number", word.lstrip("0") or "0")
    if word in _ROMAN or word in _ORDINALS:
        return Meaning("number", _ROMAN.get(word) or _ORDINALS[word])
    known = table()
    if word in known.whole:
        return known.whole[word]
    for length in range(len(word), 2, -1):
        if (meaning := known.begun.get(word[:length])) is not None:
            return meaning
    return Meaning("word", word)


def meanings(text: Sequence[str]) -> Iterator[tuple[Meaning, str]]:
    """The meanings of words in their order, phrases first; small words are left out."""
    known = table()
    whole = list(_long(text, known.longer))
    kept = [word for word in whole if word not in known.small] or whole
    at = 0
    while at < len(kept):
        length, meaning = _phrase(kept, at)
        parts = compound(kept[at]) if length == 1 else ()
        yield from ((of(part), part) for part in parts)
        if not parts:
            yield meaning, "".join(kept[at : at + length])
        at += length


def _long(text: Sequence[str], longer: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """The words with what is short for several written out: `IHK`, `AV ČR`."""
    at = 0
    while at < len(text):
        if (both := longer.get(" ".join(text[at : at + 2]))) is not None and at + 1 < len(text):
            yield from both
            at += 2
        else:
            yield from longer.get(text[at], (text[at],))
            at += 1


@lru_cache(maxsize=500_000)
def compound(word: str) -> tuple[str, ...]:
    """The two words of a compound whose second is a kind of body or work: `Wirtschaftsuniversität`; or none."""
    begins = _covered(word)
    if begins < _COVERS * len(word):
        for prefix in _PREFIXES:
            if word.startswith(prefix) and _covered(word[len(prefix) :]) >= _LONGEST:
                return prefix, word[len(prefix) :]
    if len(word) < _LONGEST_SIMPLE or begins >= _COVERS * len(word):
        return ()
    for at in (*([begins] if 2 < begins < len(word) - 4 else []), *range(3, len(word) - 4)):
        head, tail = word[:at], word[at:]
        # Where the beginning has a meaning of its own ("telecom…"), a word of work needs it whole: "Sonnen-physik".
        kinds = ("kind", "meaning", "part") if not begins or 0 <= at - begins <= _LONGEST else ("kind",)
        tail = max((tail.removeprefix(joint) for joint in _JOINTS), key=_covered)
        if _covered(tail) >= 5 and of(tail).kind in kinds and of(tail).key not in _NO_TAILS:
            return (head[:-1] if head.endswith("s") and len(head) > 4 and not begins else head), tail
    return ()


def _covered(word: str) -> int:
    """How many letters at the beginning of a word a table knows."""
    known = table()
    if word in known.whole:
        return len(word)
    return next((length for length in range(len(word), 2, -1) if word[:length] in known.begun), 0)


def _phrase(kept: list[str], at: int) -> tuple[int, Meaning]:
    longest = _LONGEST if kept[at] in table().leads else 1
    for length in range(min(longest, len(kept) - at), 1, -1):
        if (meaning := table().phrases.get(tuple(kept[at : at + length]))) is not None:
            return length, meaning
    return 1, of(kept[at])
