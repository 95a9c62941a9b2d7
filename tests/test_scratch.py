"""Tests write in memory where there is room, and what runs the same lines many times is not measured."""

import sys
import tempfile
from pathlib import Path

import pytest

from tests import scratch


def test_a_place_without_room_or_without_a_folder_is_not_taken(tmp_path: Path) -> None:
    assert scratch.place(Path("/proc")) is None
    assert scratch.place(tmp_path / "nowhere") is None


def test_who_has_chosen_a_place_keeps_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    scratch.settle()
    assert tempfile.gettempdir() == str(tmp_path)


@pytest.mark.unmeasured
def test_an_unmeasured_test_runs_untraced() -> None:
    assert sys.gettrace() is None
