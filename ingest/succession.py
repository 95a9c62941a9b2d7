"""A source that comes under the id of another: whose place it takes, where title, publisher or file say otherwise."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from ingest import declaration, versions
from ingest.archive import Archive, NotArchived
from ingest.declaration import BadDeclaration
from ingest.outcome import Report
from ingest.versions import LOADED, Version
from ingest.work import Task, Work


def told(report: Report, archive: Archive, work: Work) -> Report:
    """The report of a load, with a note at each source that takes the place of what seems to be another one."""
    found = {task.source.id: tuple(_notes(task, archive, work)) for task in work.changed if task.action == LOADED}
    loaded = (replace(each, notes=(*found.get(each.source, ()), *each.notes)) for each in report.loaded)
    return replace(report, loaded=tuple(loaded))


def _notes(task: Task, archive: Archive, work: Work) -> Iterator[str]:
    before = versions.latest(work.known, task.source.id)
    if before is None or before.shipped or task.source.shipped:
        return
    changes = tuple(_changes(task, before, _declared(archive, before)))
    if changes:
        yield f"takes the place of version {before.number}: {'; '.join(changes)}"
    if len(changes) > 1:
        yield "if that was another source, give this one another id: the versions of an id are of one source"


def _declared(archive: Archive, version: Version) -> Mapping[str, Any]:
    """What was declared of a version; nothing where its files were deleted, or are written in a way no longer read."""
    try:
        entries = declaration.read(archive.path(version.declaration)).entries
    except (NotArchived, BadDeclaration):
        return {}
    return next((each for each in entries if each["id"] == version.source), {})


def _changes(task: Task, before: Version, declared: Mapping[str, Any]) -> Iterator[str]:
    """What says of a source which one it is, now and before."""
    source = task.source
    titles = dict(declared.get("title", source.title))
    if titles != dict(source.title):
        yield f"the title is “{_first(source.title)}”, was “{_first(titles)}”"
    if (publisher := declared.get("publisher", source.publisher)) != source.publisher:
        yield f"the publisher is “{source.publisher}”, was “{publisher}”"
    if before.file_name != task.file_name:
        yield f"the file is {task.file_name}, was {before.file_name}"


def _first(titles: Mapping[str, str]) -> str:
    return next(iter(titles.values()), "")
