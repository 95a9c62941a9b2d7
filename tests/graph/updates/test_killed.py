"""Whenever the process that writes is killed, what it acknowledged is there, and nothing by halves."""

import random
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from graph.layout import Layout
from graph.release import Releases
from graph.store import Scope, StoreError
from tests.graph.updates.kept import SMALL, Kept, both, keeping, numbers

KILLS = 50


def test_whenever_the_process_is_killed_what_was_acknowledged_is_there_and_nothing_by_halves(kept: Kept) -> None:
    made, failed, ended = set[int](), set[int](), threading.Event()

    def write(first: int) -> None:
        number = first
        while not ended.is_set():
            try:
                kept.update(both(number))
                made.add(number)
            except StoreError:
                failed.add(number)
            number += 4

    writers = [threading.Thread(target=write, args=(first,)) for first in range(4)]
    for writer in writers:
        writer.start()
    dice, kills = random.Random(1), 0
    while kills < KILLS:
        time.sleep(dice.uniform(0.0, 0.25))
        process = kept.writer.partner.process
        if process is not None and process.poll() is None:
            process.kill()
            kills += 1
    ended.set()
    for writer in writers:
        writer.join()
    said = kept.said()
    assert numbers(said[""]) == numbers(said["http://example/g"])
    assert made <= numbers(said[""])
    assert not failed & numbers(said[""])
    assert made
    kept.update(both(1_000_000))
    assert 1_000_000 in numbers(kept.said()[""])


def _number(kept: Kept) -> int | None:
    process = kept.writer.partner.process
    return None if process is None else process.pid


def test_a_large_service_does_not_start_a_process_for_each_change(tmp_path: Path) -> None:
    large = bytearray(b"x") * SMALL.memory  # which Linux counts as the most that a program started from here ever held
    with keeping(tmp_path / "store", bounds=SMALL) as kept:
        kept.update(both(1))
        first = _number(kept)
        kept.update(both(2))
        assert first == _number(kept) is not None
    assert len(large) == SMALL.memory


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nobody tells what a process holds")
def test_a_process_that_has_grown_is_replaced_by_another_and_nothing_is_lost(tmp_path: Path) -> None:
    bounds = replace(SMALL, seconds=30.0, memory=120 * 1024**2)
    with keeping(tmp_path / "store", Layout.PLAIN, bounds) as kept:
        kept.update("INSERT DATA { " + " ".join(f":n{n} :p {n} ." for n in range(100)) + " }")
        first = _number(kept)
        kept.update(both(100))
        assert first == _number(kept) is not None
        grown = 0
        while _number(kept) == first and grown < 40:  # of what it writes it keeps a part, and goes at half of the bound
            grown += 1
            made = f'BIND(CONCAT("{grown} ", STR(?a), " ", STR(?b)) AS ?all)'
            where = f"?s :p ?a . ?t :p ?b FILTER(?a < 100 && ?b < 100) {made}"
            kept.update(f"INSERT {{ :n :q ?all }} WHERE {{ {where} }}")
        assert _number(kept) is None
        assert numbers(kept.said()["http://example/g"]) == {100}
        kept.update(both(101))
        assert _number(kept) not in {None, first}
        release = Releases(kept.folder).current()
        assert release is not None
        store = release.open()
        assert store.ask("ASK { <http://example/n101> ?p ?o }", Scope.OPERATOR)
        (row,) = store.select("SELECT (COUNT(*) AS ?n) { <http://example/n> ?p ?o }", Scope.OPERATOR)
        assert int(str(row["n"])) == 10_000 * grown


SERVICE = """
import sys
from pathlib import Path
from graph.layout import Layout
from graph.writing import Update, Writer
with Writer(Path(sys.argv[1]), shown=Layout.PLAIN) as writer:
    for n in range(int(sys.argv[2]), 10**9):
        writer.change(Update(f"INSERT DATA {{ <x:{n}> <x:p> {n} GRAPH <http://example/g> {{ <x:{n}> <x:p> {n} }} }}"))
        print(n, flush=True)
"""


def test_a_service_that_is_killed_finds_all_that_it_acknowledged_when_it_starts_again(tmp_path: Path) -> None:
    made, dice = set[int](), random.Random(2)
    for start in range(0, 3_000, 1_000):
        command = [sys.executable, "-c", SERVICE, str(tmp_path / "store"), str(start)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[3]) as service:
            assert service.stdout is not None
            made.add(int(service.stdout.readline()))
            threading.Timer(dice.uniform(0.0, 0.3), service.kill).start()
            made |= {int(line) for line in service.stdout}
    with keeping(tmp_path / "store", Layout.PLAIN) as kept:
        kept.update("INSERT DATA { :last :p 99999 GRAPH :g { :last :p 99999 } }")
        said = kept.said()
    assert numbers(said[""]) == numbers(said["http://example/g"])
    assert made | {99_999} <= numbers(said[""])
