"""Things that are no longer told by their own address: those that are one with another, and those that are gone."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from fastapi import Request
from rdflib import URIRef

from api import urls
from graph.reader import Reader
from graph.reading import UnknownThing
from ingest import gone, versions
from ingest.gone import Gone
from ontology import iri
from ontology.model import Kind, Located, Model
from ontology.namespaces import CSC, ID
from ontology.saying import Said


@dataclass(frozen=True)
class Merge:
    """The address that stands for another one, and who decided that when."""

    keep: str
    decision: str | None = None
    by: str | None = None
    when: str | None = None


class Merged(Exception):
    """What was asked for is told by another address."""

    def __init__(self, told: str, merge: Merge, location: str, decision: str | None) -> None:
        super().__init__(told)
        self.location = location
        self.kept = merge.keep
        self.decision = decision
        self.decided_by = merge.by
        self.since = merge.when


class Departed(UnknownThing):
    """What was asked for was here, and no source speaks of it any more."""

    def __init__(self, told: str, why: Gone, history: str | None = None) -> None:
        super().__init__(told)
        self.history = history
        self.since = why.when
        self.source = why.source
        self.version = why.version
        self.reason = why.reason


@dataclass(frozen=True)
class Departures:
    """All that departed in one release."""

    merged: Mapping[str, Merge]
    gone: Mapping[str, Gone]

    def stop(self, request: Request, model: Model, thing: URIRef) -> None:
        """Let a request pass, or raise `Merged` with the same address of what is kept, or `Departed`."""
        address, slug = str(thing), thing.rpartition("/")[2]
        if address in self.merged:
            raise _merged(request, model, address, self.merged[address])
        if address in self.gone:
            why = self.gone[address]
            told = "“{name}” was here until {day}: {why}"
            said = Said.of("gone", told, name=slug, day=why.when[:10], why=_reason(why))
            raise Departed(said, why, _history(request, model, thing))


def read(reader: Reader, artefacts: Path) -> Departures:
    """What departed, as one release tells it."""
    merged = {}
    for row in reader.rows("merged"):
        decision, by, when = (str(row[name]) if name in row else None for name in ("decision", "by", "when"))
        merged[str(row["old"])] = Merge(str(row["keep"]), decision, by, when)
    return Departures(merged, gone.read(artefacts) | dict(_removed(artefacts)))


def _removed(artefacts: Path) -> Iterator[tuple[str, Gone]]:
    """The sources that were taken out."""
    for name, newest in versions.current(versions.read(artefacts)).items():
        if newest.action == versions.REMOVED:
            reason = f"this source was {newest}"
            yield str(iri.of_source(name)), Gone(newest.when, name, newest.number, reason, newest.visibility)


def _merged(request: Request, model: Model, old: str, merge: Merge) -> Merged:
    here, there = model.locate(old), model.locate(merge.keep)
    assert here is not None
    assert there is not None
    template = "“{one}” and “{other}” are one thing, which is told by the address of the second"
    told = Said.of("merged", template, one=here.slug, other=there.slug)
    decision = merge.decision and urls.absolute(request, f"/decisions/{merge.decision.rpartition('/')[2]}")
    return Merged(told, merge, _counterpart(request, here, there), decision)


def _reason(why: Gone) -> str:
    """Why it is gone, as a sentence that can be told in each language, where it is one that loads write."""
    known = (
        Said.of("source_removed", "the source {source} was removed", source=why.source),
        Said.of(
            "no_longer", "{source} no longer names it since version {version}", source=why.source, version=why.version
        ),
    )
    return next((each for each in known if each == why.reason), why.reason)


def _history(request: Request, model: Model, thing: URIRef) -> str | None:
    """Where it is told what was said of a thing; sources have theirs elsewhere."""
    located = model.locate(thing)
    if located is None or located.kind.cls == CSC.Source:
        return None
    return urls.absolute(request, f"{_path(located.kind, located.slug)}/history")


def _counterpart(request: Request, here: Located, there: Located) -> str:
    """The address asked for, with one thing in the place of the other; what follows it is kept, the query too."""
    places = ((_path(here.kind, here.slug), _path(there.kind, there.slug)), (_id(here), _id(there)))
    path = request.url.path
    for old, new in places:
        if path == old or path.startswith(old + "/"):
            path = new + path.removeprefix(old)
            break
    query = f"?{request.url.query}" if request.url.query else ""
    return urls.absolute(request, path) + query


def _path(kind: Kind, slug: str) -> str:
    return f"/{kind.collection}/{slug}"


def _id(located: Located) -> str:
    return "/" + str(ID).rstrip("/").rpartition("/")[2] + f"/{located.kind.name}/{located.slug}"
