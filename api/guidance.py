"""The guides: ten minutes for each of three readers, one file each, in four languages."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from api.i18n import words
from graph.query import query
from ontology.model import model
from ontology.namespaces import CSC
from ontology.saying import Said

FOLDER = Path(__file__).parent / "guides"
NAMES = ("analyst", "expert", "visitor")
_NAMED = re.compile(r"\{([\w.:-]+)\}")


class UnknownGuide(LookupError):
    """There is no guide of this name."""


@dataclass(frozen=True)
class Shot:
    """How a picture is made: the page, what is clicked, what is waited for and shown, and on which screen."""

    path: str
    click: str = ""
    show: str = ""
    await_: str = ""
    screen: str = "wide"


@dataclass(frozen=True)
class Step:
    """One step: texts by language, the page it speaks of, and its picture if it has one."""

    number: int
    title: Mapping[str, str]
    text: Mapping[str, str]
    link: str
    shot: Shot | None
    alt: Mapping[str, str]
    picture: str | None


@dataclass(frozen=True)
class Guide:
    """What one reader learns in ten minutes."""

    name: str
    title: Mapping[str, str]
    lead: Mapping[str, str]
    steps: tuple[Step, ...]


@cache
def guide(name: str) -> Guide:
    """One guide; raises `UnknownGuide`."""
    if name not in NAMES:
        known = ", ".join(NAMES)
        raise UnknownGuide(Said.of("guide", "there is no guide “{name}”; there are: {known}", name=name, known=known))
    with (FOLDER / f"{name}.toml").open("rb") as file:
        said = tomllib.load(file)
    steps = tuple(_step(name, number, each) for number, each in enumerate(said["steps"], 1))
    return Guide(name, said["title"], said["lead"], steps)


def filled(text: str, lang: str) -> str:
    """A text of a guide with the names it refers to: of the interface, of questions, of kinds of things."""
    return _NAMED.sub(lambda found: _name(found[1], lang), text)


def _step(guide_name: str, number: int, said: Mapping[str, Mapping[str, str]]) -> Step:
    given = said.get("shot")
    shot = Shot(**{f"{key}_" if key == "await" else key: value for key, value in given.items()}) if given else None
    picture = f"{guide_name}-{number}.webp" if shot else None
    return Step(number, said["title"], said["text"], str(said["link"]), shot, said.get("alt", {}), picture)


def _name(reference: str, lang: str) -> str:
    sort, _, name = reference.partition(":")
    if sort == "question":
        return query(name).title_in(lang)
    if sort in {"kind", "kinds"}:
        predicate = CSC.collectionLabel if sort == "kinds" else None
        label = model().label(model().kind(name).cls, lang, predicate) or name
        return label[:1].upper() + label[1:]
    return words(lang)(reference)
