"""A large table that is looked at in parts: the check and the load tell and keep what they do in the other way."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from shutil import copytree

import pytest
from rdflib import URIRef

from graph.coverage import QUALITY
from graph.reasoning import part, parts
from graph.reasoning.inference import INFERRED
from graph.reasoning.part import Found, Task
from graph.release import Releases
from graph.store import Triple
from graph.validating import quality
from ingest import alone, load, spool
from ingest.outcome import Finish, Report
from ingest.progress import Watcher
from ingest.refusal import LoadRefused
from ingest.source import Source
from ingest.work import Order
from ontology.namespaces import ID
from tests.ingest.conftest import MakeSource, source_in

CLUSTERS = """
key = ["id"]
[thing.cluster]
iri = "cluster/{id}"
type = "csc:Cluster"
[thing.cluster.say]
"rdfs:label" = {column = "name", lang = "en"}
"""
MEMBERS = """
key = ["id"]
records = "row"
[thing.member]
iri = "organisation/{id}"
type = "csc:SME"
[thing.member.say]
"rdfs:label" = {column = "name", lang = "en"}
[thing.membership]
iri = "membership/{id}"
type = "csc:Membership"
[thing.membership.say]
"rdfs:label" = {column = "name", lang = "en"}
"csc:role" = {value = "role-member", as = "id", prefix = "concept/"}
"csc:member" = {thing = "member"}
"csc:inCluster" = {column = "cluster", as = "id", prefix = "cluster/"}
[thing.event]
iri = "event/{event}"
type = "csc:Event"
[thing.event.say]
"rdfs:label" = {column = "name", lang = "en"}
"csc:start" = {column = "start", as = "date"}
"csc:end" = {column = "end", as = "date"}
"""
HEADER = "id,name,cluster,event,start,end\n"
ROW = "m{0},Member {0},{1},e{0},2019-03-{2:02},2019-04\n"
FINISH = Finish("", lambda draft: None)


def rows(number: int) -> list[str]:
    return [ROW.format(each, ("aa", "bb")[each % 2], each % 28 + 1) for each in range(number)]


def changed(given: list[str], row: int, old: str, new: str) -> list[str]:
    assert old in given[row]
    return [*given[:row], given[row].replace(old, new), *given[row + 1 :]]


CLEAN = rows(40)
CASES = {
    "nothing is wrong": CLEAN,
    "an event without a start": changed(CLEAN, 17, ",2019-03-18,", ",,"),
    "an event that ends before it starts": changed(CLEAN, 30, "2019-04", "2019-02"),
    "a cluster that nobody knows": changed(CLEAN, 9, ",bb,", ",zz,"),
    "one thing in two parts": changed(CLEAN, 39, ",e39,", ",e1,"),
    "a row that comes twice": [*CLEAN, CLEAN[0]],
}
REFUSED = {"an event that ends before it starts", "a cluster that nobody knows"}
ENTANGLED = {"one thing in two parts", "a row that comes twice"}


def in_this_process(tasks: Sequence[Task]) -> Iterator[Found | None]:
    part._known.cache_clear()  # another process would know nothing yet
    return map(part.look, tasks)


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spool, "_PART", 60)
    monkeypatch.setattr(alone, "FOLLOWED_MOST", 0)


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that knows two clusters."""
    folder = tmp_path_factory.mktemp("begun")
    known = source_in(folder, "id,name\naa,Aveiro\nbb,Braga\n", CLUSTERS, "clusters", resolve="false")
    load.load(folder / "store", [known], Watcher(), FINISH)
    return folder / "store"


@pytest.fixture
def apart(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether each load was looked at in parts to the end."""
    told: list[bool] = []
    conclude = parts.conclude

    def heard(*given: object, **more: object) -> object:
        found = conclude(*given, **more)  # type: ignore[arg-type]  # as it was called
        told.append(found is not None)
        return found

    monkeypatch.setattr(parts, "conclude", heard)
    return told


def outcome(store: Path, source: Source, *, check: bool) -> tuple[Report | None, list[str]]:
    """What a load tells, or the faults for which it is refused."""
    try:
        found = load.load(store, [source], Watcher(), FINISH, check=check, order=Order(locate=check))
    except LoadRefused as refused:
        return None, sorted(map(str, refused.faults))
    return found, sorted(str(fault) for each in found.warned for fault in each.faults)


def told(report: Report | None) -> object:
    """All of a report that does not depend on how large a table is."""
    if report is None:
        return None
    loaded = [(each.rows, each.triples, each.added, each.removed, each.sample, each.notes) for each in report.loaded]
    return loaded, report.inferred, report.faults, report.settled, report.release


def content(store: Path, graphs: Iterable[URIRef]) -> dict[URIRef, set[Triple]]:
    release = Releases(store).current()
    assert release is not None
    kept = release.open()
    runs = str(ID["run/"])  # the time is in them
    return {graph: {each for each in kept.triples(graph) if not str(each[0]).startswith(runs)} for graph in graphs}


def report_kept(store: Path) -> str:
    release = Releases(store).current()
    assert release is not None
    return quality.dumped(quality.read(release.artefacts))


@pytest.mark.parametrize("case", CASES)
def test_parts_tell_and_keep_what_the_whole_does(
    case: str,
    begun: Path,
    make_source: MakeSource,
    tmp_path: Path,
    apart: list[bool],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(parts, "_looked", in_this_process)
    source = make_source(HEADER + "".join(CASES[case]), MEMBERS, "members", resolve="false")
    ways = [tmp_path / "parts", tmp_path / "whole"]
    checks: list[object] = []
    loads: list[object] = []
    refused = False
    for way in ways:
        copytree(begun, way)
        if way.name == "whole":
            monkeypatch.setattr(alone, "chosen", lambda said, draft: None)
        for found, check in ((checks, True), (loads, False)):
            report, faults = outcome(way, source, check=check)
            found.append((told(report), faults))
            refused = report is None
    assert apart == [case not in ENTANGLED] * 2
    assert refused == (case in REFUSED)
    assert checks[0] == checks[1]
    assert loads[0] == loads[1]
    one, other = (content(way, (source.graph, INFERRED, QUALITY)) for way in ways)
    assert one == other
    assert report_kept(ways[0]) == report_kept(ways[1])


def test_processes_of_their_own_look_at_the_parts(
    begun: Path, make_source: MakeSource, tmp_path: Path, apart: list[bool]
) -> None:
    copytree(begun, tmp_path / "store")
    source = make_source(HEADER + "".join(CLEAN), MEMBERS, "members", resolve="false")
    report, faults = outcome(tmp_path / "store", source, check=True)
    assert apart == [True]
    assert report is not None, faults
    assert (report.loaded[0].rows, report.faults["violation"], len(faults)) == (len(CLEAN), 0, len(CLEAN))
