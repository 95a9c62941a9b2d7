"""`clusterscape resolve`: listed, shown, decided, undone; a decision makes a release, and its undoing gives the old graph."""

import csv
import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from api.cli import OK, REFUSED, WRONG_CALL, main
from graph.release import Releases
from ingest.resolve.decide import Journal
from tests.api import lists

Call = Callable[..., int]
# What tells of loads and decisions, not of the world.
BESIDE = ("catalogue", "identity")
NEAR = ("evora-2,Univ. Évora (Reitoria),Évora,PT", "flor,Cooperativa Flor do Vale,Beja,PT")


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("resolve")
    lists.load(folder / "store", lists.declare(folder, "first-list", lists.FIRST))
    lists.load(folder / "store", lists.declare(folder, "second-list", NEAR))
    return folder / "store"


@pytest.fixture
def changed(filled: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(filled, tmp_path / "store"))


@pytest.fixture
def call(changed: Path) -> Call:
    return lambda *arguments: main(["resolve", *arguments, "--store", str(changed)])


def dump(folder: Path) -> list[str]:
    """All that a release says of the world, as N-Quads."""
    current = Releases(folder).current()
    assert current is not None
    engine = ox.Store.read_only(str(current.triples))
    quads = engine.quads_for_pattern(None, None, None, None)
    return sorted(
        str(quad)
        for quad in quads
        if isinstance(quad.graph_name, ox.NamedNode) and quad.graph_name.value.rpartition("/")[2] not in BESIDE
        if not any(part in str(quad) for part in ("/id/run/", "/id/decision/"))
    )


def decisions(folder: Path) -> int:
    current = Releases(folder).current()
    assert current is not None
    return len(Journal(current.artefacts).read())


def test_merge_then_split_gives_the_same_graph(changed: Path, call: Call) -> None:
    before, said = dump(changed), decisions(changed)
    assert call("decide", "organisation/evora-2", "organisation/evora", "same", "--by", "Unit") == OK
    one = dump(changed)
    assert one != before
    assert not [line for line in one if "organisation/evora-2>" in line]
    assert [line for line in one if "Univ. Évora" in line and "altLabel" in line]
    assert decisions(changed) == said + 1
    assert call("undo", str(said + 1), "--by", "Unit") == OK
    assert dump(changed) == before
    assert decisions(changed) == said + 2


def test_a_pair_told_apart_gives_the_same_graph_too(changed: Path, call: Call) -> None:
    before = dump(changed)
    assert call("decide", "organisations/evora", "evora-2", "same", "--by", "Unit") == OK
    number = str(decisions(changed))
    assert call("decide", number, "different", "--by", "Another unit") == OK
    assert dump(changed) == before


def test_merging_in_either_order_gives_the_same(filled: Path, tmp_path: Path) -> None:
    pairs = [("evora-2", "evora"), ("flor", "evora-2")]
    found: list[list[str]] = []
    for order in (pairs, pairs[::-1]):
        folder = Path(shutil.copytree(filled, tmp_path / f"store-{len(found)}"))
        for left, right in order:
            assert main(["resolve", "decide", left, right, "same", "--by", "Unit", "--store", str(folder)]) == OK
        found.append(dump(folder))
    assert found[0] == found[1]


def test_the_address_that_is_chosen_is_kept(changed: Path, call: Call) -> None:
    assert call("decide", "evora", "evora-2", "same", "--keep", "evora-2", "--by", "Unit") == OK
    assert not [line for line in dump(changed) if "organisation/evora>" in line]


@pytest.mark.parametrize(
    ("arguments", "status", "complaint"),
    [
        pytest.param(("decide", "999", "same", "--by", "Unit"), WRONG_CALL, "there is no decision 999", id="no number"),
        pytest.param(("decide", "a", "b", "c", "same", "--by", "U"), WRONG_CALL, "two addresses", id="three"),
        pytest.param(("decide", "evora", "nobody", "same", "--by", "U"), WRONG_CALL, "nothing is known", id="nobody"),
        pytest.param(("decide", "evora", "evora", "same", "--by", "U"), WRONG_CALL, "one address", id="itself"),
        pytest.param(("decide", "evora", "porto", "same", "--by", "rule 9"), WRONG_CALL, "cannot be", id="a rule"),
        pytest.param(("decide", "evora", "porto", "same", "--by", " "), WRONG_CALL, "who decides", id="nobody decides"),
        pytest.param(
            ("decide", "evora", "porto", "same", "--by", "U", "--keep", "flor"),
            WRONG_CALL,
            "none of the two",
            id="keep",
        ),
        pytest.param(("decide", "evora", "country/PRT", "same", "--by", "U"), WRONG_CALL, "", id="another kind"),
        pytest.param(("undo", "999", "--by", "U"), WRONG_CALL, "there is no decision 999", id="nothing to undo"),
        pytest.param(("show", "999"), WRONG_CALL, "there is no decision 999", id="nothing to show"),
    ],
)
def test_what_cannot_be_decided_is_said_and_changes_nothing(
    filled: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], status: int, complaint: str
) -> None:
    before = Releases(filled).current()
    assert main(["resolve", *arguments, "--store", str(filled)]) == status
    assert complaint in capsys.readouterr().err
    assert Releases(filled).current() == before


@pytest.mark.parametrize("arguments", [("decide", "evora", "porto", "same"), ("undo", "1")])
def test_nobody_decides_without_saying_who(filled: Path, arguments: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["resolve", *arguments, "--store", str(filled)])
    assert left.value.code == WRONG_CALL


def test_what_others_speak_against_is_refused(changed: Path, call: Call, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("decide", "evora", "porto", "different", "--by", "Unit") == OK
    assert call("decide", "evora", "evora-2", "same", "--by", "Unit") == OK
    before = dump(changed)
    capsys.readouterr()
    assert call("decide", "evora-2", "porto", "same", "--by", "Unit") == REFUSED
    assert "decided to be different" in capsys.readouterr().err
    assert call("decide", "evora-2", "flor", "same", "--by", "Unit") == OK
    assert call("decide", "evora", "flor", "different", "--by", "Unit") == REFUSED
    assert "undo one of these first" in capsys.readouterr().err
    assert call("undo", str(decisions(changed)), "--by", "Unit") == OK
    assert dump(changed) == before


def test_entries_are_listed_in_three_formats(changed: Path, call: Call, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("decide", "evora", "evora-2", "same", "--by", "Unit") == OK
    capsys.readouterr()
    assert call("list", "--zone", "same", "--format", "json") == OK
    (entry,) = json.loads(capsys.readouterr().out)
    assert (entry["verdict"], entry["by"]) == ("same", "Unit")
    assert entry["keep"].endswith("organisation/evora")
    assert call("list", "--zone", "same", "--format", "csv") == OK
    (row,) = csv.DictReader(io.StringIO(capsys.readouterr().out))
    assert row["left_name"] == "Universidade de Évora"
    assert call("list", "--zone", "same") == OK
    told = capsys.readouterr()
    assert "Univ. Évora (Reitoria)" in told.out
    assert "1 entries in the zone “same”" in told.err


def test_a_cell_of_the_list_that_a_spreadsheet_would_run_is_marked(
    changed: Path, call: Call, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call("decide", "evora", "evora-2", "same", "--by", "=Unit(1)") == OK
    capsys.readouterr()
    assert call("list", "--zone", "same", "--format", "csv") == OK
    (row,) = csv.DictReader(io.StringIO(capsys.readouterr().out))
    assert row["by"] == "'=Unit(1)"


def test_an_entry_is_shown_with_both_sides_and_its_history(
    changed: Path, call: Call, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call("decide", "evora", "evora-2", "same", "--by", "Unit") == OK
    number = str(decisions(changed))
    assert call("undo", number, "--by", "Office") == OK
    capsys.readouterr()
    assert call("show", number) == OK
    told = capsys.readouterr().out
    assert "sources: first-list" in told
    assert "sources: second-list" in told
    assert "csc:city" in told
    assert f"undone number {number}, Office" in told


def test_looking_at_everything_only_lists_unless_it_is_applied(
    changed: Path, call: Call, capsys: pytest.CaptureFixture[str]
) -> None:
    before = Releases(changed).current()
    assert call("run") == OK
    assert Releases(changed).current() == before
    assert "pairs are one by the rule" in capsys.readouterr().err
