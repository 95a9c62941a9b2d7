"""A disk that is full, at whatever moment, costs the load and nothing else."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.release import Releases
from graph.store import Scope

MEGABYTE = 1024 * 1024
SIZE = 64  # megabytes of the small disk
ROOT = Path(__file__).parents[2]
STATES = "SELECT ?state (COUNT(?s) AS ?things) { ?s <urn:state> ?state } GROUP BY ?state"
THINGS = 20_000
# Fills one graph by things that are all in one state, and makes it the current release.
LOADER = """
import sys
from pathlib import Path
from rdflib import URIRef
from graph.release import Releases
from ingest.spool import Spool

folder, state = Path(sys.argv[1]), sys.argv[2]
with Releases(folder).draft() as draft:
    with Spool(draft.scratch / "said") as spool:
        spool.write_lines((f"<urn:s{number}>", "<urn:state>", f'"{state}"') for number in range(THINGS))
    (draft.artefacts / "positions").write_text(state * 100)
    draft.store.fill(URIRef("urn:g"), spool.path)
""".replace("THINGS", str(THINGS))


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk of its own, in memory."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}m", "tmpfs", str(place)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("only who may mount can fill a disk of his own")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


def load(folder: Path, state: str) -> bool:
    """Whether the load was done; no other fault than a full disk is taken for one."""
    command = [sys.executable, "-c", LOADER, str(folder), state]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0 or "space" in done.stderr.lower(), done.stderr
    return done.returncode == 0


def states(folder: Path) -> dict[str, int]:
    release = Releases(folder).current()
    assert release
    return {str(row["state"]): int(str(row["things"])) for row in release.open().select(STATES, Scope.PUBLIC)}


def fill_up(disk: Path, left: int) -> None:
    """A file that leaves so many bytes."""
    there = os.statvfs(disk)
    with (disk / "ballast").open("wb") as ballast:
        ballast.truncate(0)
        os.posix_fallocate(ballast.fileno(), 0, there.f_bavail * there.f_frsize - left)


def test_a_full_disk_leaves_the_release_and_the_next_load_works(disk: Path) -> None:
    store = disk / "store"
    assert load(store, "first")
    failed = 0
    kept = "first"
    for turn, left in enumerate((0, 4096, 100_000, MEGABYTE, 2 * MEGABYTE, 4 * MEGABYTE, 8 * MEGABYTE, 16 * MEGABYTE)):
        fill_up(disk, left)
        done = load(store, f"state {turn}")
        kept = f"state {turn}" if done else kept
        failed += not done
        assert states(store) == {kept: THINGS}
        (disk / "ballast").unlink()
        assert not (store / ".building").exists()
    assert failed >= 3
    assert load(store, "last")
    assert states(store) == {"last": THINGS}
    assert len(list((store / "releases").iterdir())) == 2
