"""Legal forms of Europe, long and short, and what is left of a name without them."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "data" / "forms.toml"
_LONGEST = 8
# A form of so many letters is one wherever it stands; a shorter one at an end of a name or of a part of it only.
_SURE = 7
_SURE_SHORT = frozenset(
    {
        "gmbh",
        "ggmbh",
        "gesmbh",
        "eood",
        "sgps",
        "srl",
        "kft",
        "zrt",
        "nyrt",
        "spzoo",
        "ltda",
        "bvba",
        "sprl",
        "doo",
        "sro",
        "sarl",
        "dooel",
        "oyj",
    }
)


@dataclass(frozen=True)
class Table:
    """Phrases (tuples of words), the classes of form that each can be, and what any phrase begins and ends with."""

    classes: Mapping[tuple[str, ...], frozenset[str]]
    lead: frozenset[tuple[str, ...]]
    status: frozenset[tuple[str, ...]]
    first: frozenset[str]
    last: frozenset[str]


@dataclass(frozen=True)
class Stripped:
    """The words of a name without its forms, and the forms: as written, and by class."""

    words: tuple[str, ...]
    forms: tuple[str, ...] = ()
    classes: frozenset[str] = frozenset()


@cache
def table() -> Table:
    """The shipped table."""
    declared = tomllib.loads(FILE.read_text(encoding="utf-8"))
    classes: dict[tuple[str, ...], set[str]] = {}
    for name, text in declared["classes"].items():
        for form in _phrases(text):
            for variant in {form, _spelt(form)}:
                classes.setdefault(variant, set()).add(name)
    lead, status = (frozenset(_phrases(declared["settings"][each])) for each in ("lead", "status"))
    every = lead | status | classes.keys()
    return Table(
        {form: frozenset(names) for form, names in classes.items()},
        lead,
        status,
        frozenset(form[0] for form in every),
        frozenset(form[-1] for form in every),
    )


def _phrases(text: str) -> list[tuple[str, ...]]:
    return [tuple(each.split()) for each in text.replace("\n", " ").split(",") if each.strip()]


def _spelt(form: tuple[str, ...]) -> tuple[str, ...]:
    # "s r l" is "srl" with spaces.
    return tuple(form[0]) if len(form) == 1 and 2 < len(form[0]) <= 4 else form


def strip(parts: Sequence[Sequence[str]]) -> Stripped:
    """What is left of the parts of a name (between brackets, commas, dashes) when forms are taken off."""
    words: list[str] = []
    forms: list[str] = []
    classes: set[str] = set()
    for position, part in enumerate(parts):
        rest, found = _part(list(part), is_first=position == 0)
        words += rest
        for form in found:
            forms.append(" ".join(form))
            classes |= {"co"} if "co" in table().classes[form] else table().classes[form]
    if not words:
        return Stripped(tuple(word for part in parts for word in part))
    return Stripped(tuple(words), tuple(forms), _one_class(forms, classes))


def _one_class(forms: list[str], classes: set[str]) -> frozenset[str]:
    exact = [table().classes[tuple(form.split())] for form in forms]
    common = frozenset.intersection(*exact) if exact else frozenset()
    return frozenset({"co"}) if "co" in classes else common or frozenset(classes)


def _part(words: list[str], *, is_first: bool) -> tuple[list[str], list[tuple[str, ...]]]:
    found: list[tuple[str, ...]] = []
    while form := _at_end(words):
        words = words[: -len(form)]
        if form not in table().status:
            found.append(form)
    while is_first and (form := _at_start(words)):
        words = words[len(form) :]
        if form in table().classes:
            found.append(form)
    return _inside(words, found), found


def _at_end(words: list[str]) -> tuple[str, ...] | None:
    known = table()
    longest = _LONGEST if words and words[-1] in known.last else 0
    for length in range(min(longest, len(words)), 0, -1):
        form = tuple(words[-length:])
        if form in known.status or form in known.classes:
            return form
    return None


def _at_start(words: list[str]) -> tuple[str, ...] | None:
    known = table()
    longest = _LONGEST if words and words[0] in known.first else 0
    for length in range(min(longest, len(words) - 1), 0, -1):
        form = tuple(words[:length])
        if form in known.lead or (form in known.classes and _is_sure(form)):
            return form
    return None


def _inside(words: list[str], found: list[tuple[str, ...]]) -> list[str]:
    known, rest, at = table(), [], 0
    while at < len(words):
        longest = _LONGEST if words[at] in known.first else 0
        for length in range(min(longest, len(words) - at), 0, -1):
            form = tuple(words[at : at + length])
            if form in known.status or (form in known.classes and _is_sure(form)):
                if form in known.classes:
                    found.append(form)
                at += length
                break
        else:
            rest.append(words[at])
            at += 1
    return rest


def _is_sure(form: tuple[str, ...]) -> bool:
    letters = sum(len(word) for word in form)
    if len(form) == 1:
        return form[0] in _SURE_SHORT
    return letters >= _SURE
