"""What loads changed is kept within limits, and what is not known any more is told to be so."""

from pathlib import Path

from graph import past
from graph.past import BEGUN, CUT, KEPT, Step
from graph.store import Change, Line
from ontology.namespaces import ID

THING = f"<{ID['cluster/a']}>"
OTHER = f"<{ID['cluster/b']}>"


def said(value: str, thing: str = THING) -> Line:
    return thing, "<http://p/says>", f'"{value}"'


def step(version: int, keeping: str = KEPT) -> Step:
    return Step("one", version, f"2026-01-0{version}T00:00:00Z", "loaded", "public", 1, 1, keeping)


def change(come: Line, lost: Line) -> Change:
    return Change(1, 1, lost=frozenset({lost}), come=frozenset({come}))


def told(folder: Path, *now: Line) -> list[tuple[int, str, set[str], set[str]]]:
    """Version, how it is kept, what came and what went."""
    found = past.read(folder, (THING,), lambda source: now)
    return [
        (each.step.version, each.step.keeping, {line[2] for line in each.come}, {line[2] for line in each.lost})
        for each in found
    ]


def test_what_a_first_load_said_follows_from_what_is_said_now(tmp_path: Path) -> None:
    past.note(tmp_path, [(step(1, BEGUN), Change(2, come=frozenset({said("1"), said("x")})))])
    past.note(tmp_path, [(step(2), change(said("2"), said("1")))])
    assert told(tmp_path, said("2"), said("x")) == [(2, KEPT, {'"2"'}, {'"1"'}), (1, BEGUN, {'"1"', '"x"'}, set())]


def test_the_statements_of_the_oldest_loads_are_dropped_first(tmp_path: Path) -> None:
    past.note(tmp_path, [(step(1, BEGUN), Change(1))])
    for version in (2, 3, 4):
        past.note(tmp_path, [(step(version), change(said(str(version)), said(str(version - 1))))], most=4)
    assert told(tmp_path, said("4")) == [
        (4, KEPT, {'"4"'}, {'"3"'}),
        (3, KEPT, {'"3"'}, {'"2"'}),
        (2, CUT, set(), set()),
        (1, CUT, set(), set()),  # it followed from what was dropped
    ]


def test_a_change_too_large_to_be_told_is_not_kept() -> None:
    assert past.keeping(Change(30_000, 1), 40_000) == CUT
    assert past.keeping(Change(30_000), 30_000) == BEGUN
    assert past.keeping(change(said("2"), said("1")), 40_000) == KEPT


def test_rows_of_files_are_left_out(tmp_path: Path) -> None:
    row = THING, "<http://p/from>", f"<{ID['record/one-1']}>"
    past.note(tmp_path, [(step(1), Change(2, 1, lost=frozenset({said("1")}), come=frozenset({row, said("2")})))])
    assert told(tmp_path, said("2")) == [(1, KEPT, {'"2"'}, {'"1"'})]


def test_a_thing_that_a_source_never_told_of_has_no_part_in_its_loads(tmp_path: Path) -> None:
    past.note(tmp_path, [(step(1), change(said("2", OTHER), said("1", OTHER))), (step(2, CUT), Change(30_000, 1))])
    assert told(tmp_path) == []


def test_nothing_is_told_where_nothing_was_kept(tmp_path: Path) -> None:
    assert told(tmp_path, said("1")) == []
    assert past.names(tmp_path, [THING], ["<http://p/says>"]) == {}
