"""What no change can do to the process that writes, or to the changes of others."""

import subprocess
import threading
import time
from collections.abc import Callable

import pytest

from graph.answering.endings import DeadlineExceeded, MemoryExceeded, WorkerDied
from graph.changes import StoreFull
from graph.guard import TooComplex, TooLong
from graph.store import BadQuery, StoreError
from tests.graph.updates.kept import SMALL, Kept, begin, both, numbers, of

NESTED = "{" * 90 + "?s :p ?o" + "}" * 90


HOSTILE = {
    "a product without end": (
        "INSERT { ?a :x ?i } WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o }",
        (DeadlineExceeded, MemoryExceeded),
    ),
    "a product that is counted": (
        "INSERT { :x :y ?n } WHERE { SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o } }",
        (DeadlineExceeded,),
    ),
    "much memory": (
        "INSERT { ?a :x ?d } WHERE { SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l } ORDER BY ?c ?f ?i ?l }",
        (MemoryExceeded, DeadlineExceeded),
    ),
    "a text that doubles": (
        "INSERT { :x :y ?z } WHERE { BIND('" + "x" * 1000 + "' AS ?a) "
        + " ".join(f"BIND(CONCAT({', '.join([f'?{a}'] * 20)}) AS ?{b})" for a, b in zip("abcdef", "bcdefz", strict=True))
        + " }",
        (MemoryExceeded, DeadlineExceeded, WorkerDied, BadQuery),
    ),
    "deep groups": (f"INSERT {{ :x :y ?o }} WHERE {{ {'{' * 500} ?s :p ?o {'}' * 500} }}", (BadQuery,)),
    "deep brackets of data": (f"INSERT DATA {{ :x :y {'[ :p ' * 5000} 1 {']' * 5000} }}", (BadQuery,)),
    "deep lists of a template": (f"INSERT {{ :x :y {'(' * 5000} {')' * 5000} }} WHERE {{}}", (BadQuery,)),
    "many parts": ("INSERT { :x :y ?o } WHERE { " + "?s :p ?o . " * 5_000 + "}", (TooComplex,)),
    "a long text": ("INSERT DATA { :x :y '" + "x" * 2_000_000 + "' }", (TooLong,)),
}  # fmt: skip


@pytest.mark.parametrize(("text", "errors"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_update_changes_nothing_and_the_next_one_is_made(
    kept: Kept, text: str, errors: tuple[type[StoreError], ...]
) -> None:
    kept.update("INSERT DATA { " + " ".join(f":s{n} :p {n} ." for n in range(300)) + " }")
    before, began = kept.said(), time.monotonic()
    with pytest.raises(errors):
        kept.update(f"INSERT DATA {{ :first :p 1 }} ; {text}")
    assert time.monotonic() - began < SMALL.seconds + 20  # on a busy machine; by the usual deadline it would be thirty
    assert kept.said() == before
    kept.update("INSERT DATA { :next :p 1 }")
    assert kept.said()[""] == before[""] | of(":next :p 1 .")[""]


def test_a_change_in_the_batch_of_a_hostile_one_is_made_all_the_same(kept: Kept) -> None:
    kept.update("INSERT DATA { " + " ".join(f":s{n} :p {n} ." for n in range(300)) + " }")
    changed = threading.Condition()

    def moved() -> None:
        with changed:
            changed.notify_all()

    hostile = HOSTILE["a product that is counted"][0]
    writings = [begin(kept, text, moved) for text in (both(900), hostile, both(901))]
    with changed:
        assert changed.wait_for(lambda: all(each.ended for each in writings), timeout=60)
    assert isinstance(writings[1].error, DeadlineExceeded)
    assert writings[0].outcome.added == writings[2].outcome.added == 2
    assert {900, 901} <= numbers(kept.said()[""])


def test_a_full_disk_is_told_and_nothing_is_lost(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    kept.update(both(1))
    text = "INSERT DATA { " + " ".join(f":s{n} :p 'text {n} {'x' * 200}' ." for n in range(4000)) + " }"
    kept.writer.partner.end()
    monkeypatch.setattr(subprocess, "Popen", _small_files(subprocess.Popen))
    with pytest.raises(StoreFull):
        kept.update(text)
    kept.writer.partner.end()
    monkeypatch.undo()
    assert numbers(kept.said()[""]) == {1}
    kept.update(text)
    assert len(kept.said()[""]) == 4001


def _small_files(popen: Callable[..., subprocess.Popen[bytes]]) -> Callable[..., subprocess.Popen[bytes]]:
    """Processes that can write no file of more than 100 KB: the system tells them as it does of a full disk."""
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000)); "

    def begin(command: list[str], **given: object) -> subprocess.Popen[bytes]:
        return popen([*command[:2], limit + command[2], *command[3:]], **given)

    return begin
