"""The documentation says what the program does: examples run, and nothing that can be set or asked is left out."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import Field
from pathlib import Path
from typing import Any

import pytest

from api.cli import main
from api.problems import PROBLEMS
from api.settings import PREFIX, named
from graph.query import NamedQuery, queries

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
REFERENCE = (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")
COMMANDS = ("serve", "load", "ask", "sources", "propose", "validate", "why", "backup", "restore", "dump", "boundaries")
NESTED = {
    "ontology": ("audit", "check", "shapes"),
    "resolve": ("decide", "list", "pairs", "run", "show", "undo"),
    "source": ("history", "new", "remove", "revert"),
    "token": ("list", "new", "revoke"),
}
SERVED_AT = "http://127.0.0.1:8000"


def examples() -> list[str]:
    """Each command of README's shell blocks; lines belong to a command until its quotes are closed."""
    commands = []
    for block in re.findall(r"^```sh\n(.*?)^```", README, flags=re.MULTILINE | re.DOTALL):
        pending = ""
        for line in block.splitlines():
            pending += line + "\n"
            if pending.count("'") % 2 == 0:
                commands.append(pending.strip())
                pending = ""
    return [command for command in commands if command and not command.startswith("#")]


def targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE))


def run(*arguments: str, **environ: str) -> "subprocess.CompletedProcess[str]":
    command = [str(Path(sys.executable).with_name("clusterscape")), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, **environ})


def helped(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What a command says of itself."""
    with pytest.raises(SystemExit) as ended:
        main([*arguments, "--help"])
    assert ended.value.code == 0
    return capsys.readouterr().out


def table_row(text: str, first_cell: str) -> str:
    rows = [line for line in text.splitlines() if line.startswith(f"| `{first_cell}")]
    assert len(rows) == 1, f"{first_cell} has {len(rows)} rows in docs/reference.md"
    return rows[0]


def test_the_examples_were_found() -> None:
    assert len(examples()) >= 8
    assert examples()[0].startswith("make run")


@pytest.mark.parametrize("command", [each for each in examples() if not each.startswith("make ")])
def test_an_example_of_the_readme_gives_an_answer(command: str, site: str, demo: Path, tmp_path: Path) -> None:
    here = command.replace(SERVED_AT, site).replace(".venv/bin/", shlex.quote(f"{Path(sys.executable).parent}/"))
    # Two loads at once refuse each other: what other tests load too is no place for this one.
    store = shutil.copytree(demo, tmp_path / "store", symlinks=True) if " load " in command else demo
    environ = {**os.environ, f"{PREFIX}STORE": str(store)}
    done = subprocess.run(["bash", "-c", here], cwd=ROOT, capture_output=True, text=True, check=False, env=environ)
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) > 1 or len(done.stdout) > 100


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`?make ([a-z]+)", README))))
def test_a_target_named_in_the_readme_is_in_the_makefile(name: str) -> None:
    assert name in targets()


def test_make_help_tells_every_target() -> None:
    told = subprocess.run(
        ["make", "--no-print-directory", "help"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    hidden = {name for name in targets() if f"make {name} " not in told}
    assert hidden == {"help", "demo", "dev"}


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_helps_with_an_example(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert re.search(rf"example:\n\s+clusterscape {command}", helped(capsys, command))


def test_every_command_and_option_is_documented(capsys: pytest.CaptureFixture[str]) -> None:
    offered = set(re.findall(r"^    ([a-z]+)\b", helped(capsys), flags=re.MULTILINE))
    assert offered == {*COMMANDS, *NESTED}
    for command in COMMANDS:
        row = table_row(REFERENCE, f"clusterscape {command}")
        options = set(re.findall(r"(?<![\w-])--[a-z]+", helped(capsys, command))) - {"--help", "--store"}
        assert {option for option in options if option not in row} == set()


@pytest.mark.parametrize("command", NESTED)
def test_every_action_of_a_command_is_documented_with_its_options(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    offered = set(re.findall(r"^    ([a-z]+) ", helped(capsys, command), flags=re.MULTILINE))
    assert offered == set(NESTED[command])
    for action in NESTED[command]:
        row = table_row(REFERENCE, f"clusterscape {command} {action}")
        options = set(re.findall(r"(?<![\w-])--[a-z]+", helped(capsys, command, action))) - {"--help", "--store"}
        assert {option for option in options if option not in row} == set()


@pytest.mark.parametrize("setting", named(), ids=lambda setting: setting.name)
def test_a_setting_is_documented_with_its_default(setting: "Field[Any]") -> None:
    assert f"| `{setting.default}` |" in table_row(REFERENCE, f"{PREFIX}{setting.name.upper()}`")


@pytest.mark.parametrize("query", queries(), ids=lambda query: query.name)
def test_a_question_is_documented_with_its_parameters(query: NamedQuery) -> None:
    row = table_row(REFERENCE, f"{query.name}`")
    assert query.asks in row
    assert [each.name for each in query.parameters if f"`{each.name}`" not in row] == []


def test_no_question_or_setting_is_documented_that_is_not_there() -> None:
    names = {query.name for query in queries()}
    documented = re.findall(r"^\| `([^`]+)`", REFERENCE.split("## Questions")[1].split("\n## ")[0], flags=re.MULTILINE)
    assert set(documented) == names
    assert set(re.findall(rf"{PREFIX}(\w+)", README + REFERENCE)) == {each.name.upper() for each in named()}


def test_a_wrong_setting_is_named() -> None:
    told = run("sources", **{f"{PREFIX}PROT": "8000"})
    assert told.returncode == 2
    assert f"{PREFIX}PROT" in told.stderr


@pytest.mark.parametrize(
    "page", ["README.md", "CHANGELOG.md", *sorted(f"docs/{p.name}" for p in (ROOT / "docs").glob("*.md"))]
)
def test_links_between_pages_lead_somewhere(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    linked = [link for link in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in link]
    assert [link for link in linked if not ((ROOT / page).parent / link).exists()] == []


def test_the_changelog_tells_the_version() -> None:
    version = re.search(r'^version = "(.+)"', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert version
    assert re.search(
        rf"^## {re.escape(version[1])}\b", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), flags=re.MULTILINE
    )


def test_every_problem_is_documented_with_its_status_and_no_other() -> None:
    told = {(kind.title.lower().replace(" ", "-"), kind.status) for kind in PROBLEMS.values() if kind.status != 500}
    section = REFERENCE.split("## Errors")[1].split("\n## ")[0]
    documented = re.findall(r"^\| `([a-z-]+)` \| (\d+) \|", section, flags=re.MULTILINE)
    assert {(name, int(status)) for name, status in documented} == told
