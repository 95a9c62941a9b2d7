"""The release that is current, as conditional requests know it (RFC 9110, section 13)."""

from dataclasses import dataclass

from fastapi import Request

from api.settings import Settings
from graph.changes import Moved
from graph.editions import Editions
from graph.layout import Layout, layout_of
from ontology.iri import digest
from ontology.saying import Said


@dataclass(frozen=True)
class Held:
    """The release that a request found: its name, and a mark that no other state of any store has."""

    name: str
    mark: str

    def tag(self, format: str) -> str:
        """The entity tag of what it says in a format; the same bytes each time, so a strong one."""
        return f'"{self.name}-{self.mark}-{format}"'

    def is_known(self, header: str | None, format: str) -> bool:
        """Whether an asker has what this release says in a format (If-None-Match)."""
        return bool({"*", self.tag(format)} & _tags(header, weak=True))

    def is_among(self, header: str, *, weak: bool) -> bool:
        """Whether one of these tags, in any format, is of this release; `weak` ones too, or only strong ones."""
        return any(tag.startswith(f'"{self.name}-{self.mark}-') for tag in _tags(header, weak=weak))


def held(request: Request) -> Held | None:
    """The current release, None where nothing is stored yet."""
    releases: Editions = request.app.state.releases
    state, release = releases.state(), releases.current()
    return Held(release.name, digest(str(state))) if release else None


def is_plain(request: Request) -> bool:
    """Whether the graph without a name is a graph of its own, and not the union of all."""
    settings: Settings = request.app.state.settings
    return settings.remote is None and layout_of(settings.store) is Layout.PLAIN


def required(current: Held | None, match: str | None, none_match: str | None, *, exists: bool) -> str | None:
    """The release that a change asks to be still current; raises `Moved` where its conditions do not hold already.

    `exists`: whether there is something to be changed.
    """
    failed = ""
    if match is not None:
        holds = exists if match.strip() == "*" else current is not None and current.is_among(match, weak=False)
        failed = "" if holds else "If-Match"
    if none_match is not None and not failed:
        known = exists if none_match.strip() == "*" else current is not None and current.is_among(none_match, weak=True)
        failed = "If-None-Match" if known else ""
    if failed:
        told = "what is there is not, or no longer, as {header} demands: read it again"
        raise Moved(Said.of("moved", told, header=failed))
    return current.name if current else None


def _tags(header: str | None, *, weak: bool) -> set[str]:
    """The tags of a header; weak ones as if they were strong, or as they are (RFC 9110, section 8.8.3.2)."""
    tags = {tag.strip() for tag in (header or "").split(",")}
    return {tag.removeprefix("W/") for tag in tags} if weak else tags
