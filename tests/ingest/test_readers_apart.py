"""Readers in a process of their own: what they may not do, and what is told when they take too much."""

import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

import ingest
from ingest.readers import apart, child
from ingest.readers.table import UnreadableFile

ROOT = Path(ingest.__path__[0]).parent

# A reader that does what the name of the file says; the child is started with it in its table.
HOSTILE = """
import os, signal, socket, subprocess, sys, time
from pathlib import Path

def read(path, options):
    yield {"first": 1}
    what = options["do"]
    if what == "memory":
        kept = [bytearray(64 * 1024**2) for _ in range(1000)]
    if what == "compute":
        while True:
            pass
    if what == "sleep":
        time.sleep(600)
    if what == "crash":
        os.kill(os.getpid(), signal.SIGSEGV)
    if what == "exit":
        os._exit(3)
    if what == "connect":
        socket.create_connection(("127.0.0.1", 9))
    if what == "run":
        subprocess.run(["true"])
    if what == "write":
        (Path(options["folder"]) / "written").write_text("x" * 100)
    if what == "fail":
        raise RuntimeError("the library fell over")
    if what == "deep":
        def dive(): return dive()
        dive()
    if what == "environment":
        yield {"environment": sorted(os.environ), "here": os.listdir(".")}
    if what == "many":
        for number in range(100000):
            yield {"number": number}
"""


@pytest.fixture
def hostile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Readers of the child are found on the path of ours; this one lies elsewhere and is put before it."""
    (tmp_path / "hostile.py").write_text(HOSTILE, encoding="utf-8")
    start = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); from ingest.readers import child; "
    start += "child.READERS = {'hostile': 'hostile:read'}; child.main()"
    program = tmp_path / "python"
    program.write_text(
        f'#!/bin/sh\nwhile [ "$1" != ingest.readers.child ]; do shift; done\nexec "{sys.executable}" -c "{start}" "$2"\n',
        encoding="utf-8",
    )
    program.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(program))
    return tmp_path


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        ("memory", "with 512 MiB of memory; this one needs more"),
        ("compute", "can be read in 2 seconds; this one takes longer"),
        ("sleep", "can be read in 2 seconds; this one takes longer"),
        ("crash", "made it crash \\(SIGSEGV\\)"),
        ("exit", "made it crash \\(status 3\\)"),
        ("connect", "a reader may not do this: socket"),
        ("run", "a reader may not do this: subprocess"),
        ("write", "File too large|crash \\(SIGXFSZ\\)"),
        ("fail", "the library fell over"),
        ("deep", "less deeply nested"),
    ],
)
def test_what_a_reader_may_not_do_is_told(hostile: Path, what: str, expected: str) -> None:
    options = {"do": what, "folder": str(hostile)}
    begun = time.monotonic()
    with pytest.raises(UnreadableFile, match=expected):
        list(apart.run("hostile", hostile, options, seconds=2, memory=512 * 1024**2))
    assert time.monotonic() - begun < 30


def test_a_reader_sees_nothing_of_where_it_runs(hostile: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET", "x")
    _, seen = apart.run("hostile", hostile, {"do": "environment"})
    # The shell that stands in for the child adds words of its own.
    assert {each for each in seen["environment"] if not each.startswith("PYTHON")} <= {
        "LC_CTYPE",
        "OLDPWD",
        "PWD",
        "SHLVL",
        "_",
    }
    assert seen["here"] == []


def test_the_time_between_two_items_is_not_counted(hostile: Path) -> None:
    items = apart.run("hostile", hostile, {"do": "many"}, seconds=2)
    next(items)
    time.sleep(3)
    assert sum(1 for _ in items) == 100_000


def children() -> set[int]:
    listed = Path(f"/proc/self/task/{threading.get_native_id()}/children").read_text(encoding="utf-8")
    return {int(each) for each in listed.split()}


def test_a_reader_ends_when_nobody_asks_for_more(hostile: Path) -> None:
    before = children()
    items = apart.run("hostile", hostile, {"do": "many"})
    next(items)
    assert children() - before
    items.close()  # type: ignore[attr-defined]
    assert children() == before


def test_a_reader_ends_with_the_load_that_started_it(tmp_path: Path) -> None:
    program = (
        "import sys, time\nfrom pathlib import Path\nfrom ingest.readers import apart\n"
        "items = apart.run('records', Path(sys.argv[1]), {'lines': True})\nnext(items)\n"
        "print('reading', flush=True)\ntime.sleep(600)\n"
    )
    file = tmp_path / "many.jsonl"
    file.write_text('{"a": "some text of a record"}\n' * 300_000, encoding="utf-8")
    load = subprocess.Popen([sys.executable, "-c", program, str(file)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert load.stdout is not None
    assert load.stdout.readline() == "reading\n"
    found = subprocess.run(["pgrep", "-P", str(load.pid)], capture_output=True, text=True, check=True)
    (reader,) = (int(each) for each in found.stdout.split())
    load.send_signal(signal.SIGKILL)
    load.wait()
    load.stdout.close()
    deadline = time.monotonic() + 30
    while Path(f"/proc/{reader}/cmdline").exists() and Path(f"/proc/{reader}/cmdline").read_bytes():
        assert time.monotonic() < deadline, "the reader lives on"
        time.sleep(0.05)


def test_every_reader_in_the_table_is_there() -> None:
    for name, place in child.READERS.items():
        module, _, function = place.partition(":")
        path = ROOT / (module.replace(".", "/") + ".py")
        assert f"def {function}(" in path.read_text(encoding="utf-8"), name
