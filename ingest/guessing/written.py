"""A declaration written down: TOML that loads as it stands, with each doubt as a comment before its line."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence

from ingest.guessing.planned import Entry, Plan

_BARE = re.compile(r"[A-Za-z0-9_-]+")
DOUBT = "# ? "


def value(said: object) -> str:
    """A value in TOML: text, number, truth, list or table in one line."""
    if isinstance(said, bool):
        return "true" if said else "false"
    if isinstance(said, str):
        # A basic string of TOML escapes as JSON does, and knows no half of a surrogate pair.
        return json.dumps(said, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(said, Mapping):
        return "{" + ", ".join(f"{key(name)} = {value(each)}" for name, each in said.items()) + "}"
    if isinstance(said, Sequence):
        return "[" + ", ".join(value(each) for each in said) + "]"
    return str(said)


def key(name: str) -> str:
    """A key in TOML, quoted where it must be."""
    return name if _BARE.fullmatch(name) else value(name)


def commented(doubt: str) -> str:
    """A doubt as a comment: one line, without controls, which TOML allows in none."""
    return DOUBT + " ".join(re.sub(r"[\x00-\x1f\x7f]", " ", doubt).split())


def source(said: Mapping[str, object], doubts: Mapping[str, str]) -> Iterator[str]:
    """The lines of the table `[source]`."""
    yield "[source]"
    for name, each in said.items():
        if name in doubts:
            yield commented(doubts[name])
        yield f"{key(name)} = {value(each)}"


def mapping(plan: Plan) -> Iterator[str]:
    """The lines of the table `[mapping]` and what is below it."""
    yield "[mapping]"
    yield from (commented(each) for each in plan.doubts)
    if plan.key:
        yield f"key = {value(list(plan.key))}"
    if plan.documents:
        yield f"documents = {value(plan.documents)}"
    if plan.left:
        yield from _left(plan)
    yield ""
    yield f"[mapping.thing.{plan.kind}]"
    yield f"iri = {value(plan.iri)}"
    yield f"type = {value(plan.cls)}"
    yield from _says(plan.kind, plan.entries)
    if plan.member:
        yield ""
        yield "[mapping.thing.membership]"
        yield f"iri = {value(f'membership/{plan.member_iri}')}"
        yield 'type = "csc:Membership"'
        yield from _says("membership", plan.member)


def _left(plan: Plan) -> Iterator[str]:
    yield ""
    yield "[mapping.ignore]"
    for each in plan.left:
        if each.doubtful:
            yield commented(f"column {each.column}: {each.reason}")
        yield f"{key(each.column)} = {value('left out until someone decides' if each.doubtful else each.reason)}"


def _says(name: str, entries: Sequence[Entry]) -> Iterator[str]:
    """Each property once: several entries of one property make a list."""
    if not entries:
        return
    yield ""
    yield f"[mapping.thing.{name}.say]"
    for prop in dict.fromkeys(each.prop for each in entries):
        same = [each for each in entries if each.prop == prop]
        yield from (commented(f"{prop}: {each.doubt}") for each in same if each.doubt)
        said = [each.how for each in same]
        yield f"{value(prop)} = {value(said[0] if len(said) == 1 else said)}"
