"""What leaves this repository: the wheel, the lock files, and what no file may name."""

import json
import re
import subprocess
import sys
import tomllib
import zipfile
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("ontology", "graph", "ingest", "viz", "api")
LOCKS = ("requirements.lock", "requirements-dev.lock")


@cache
def repository_files() -> tuple[Path, ...]:
    """The files that git holds or would hold."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    paths = (ROOT / name.decode() for name in listed.stdout.split(b"\0") if name)
    return tuple(sorted(path for path in paths if path.is_file()))


def pins(lock: str) -> dict[str, str]:
    text = (ROOT / lock).read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", text, flags=re.MULTILINE))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    built = subprocess.run(command, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stdout + built.stderr
    return next(folder.glob("clusterscape-*.whl"))


@pytest.fixture(scope="module")
def content(wheel: Path) -> frozenset[str]:
    return frozenset(zipfile.ZipFile(wheel).namelist())


def test_the_wheel_holds_every_file_of_the_packages(content: frozenset[str]) -> None:
    assets = ROOT / "viz" / "assets"
    expected = {
        path.relative_to(ROOT).as_posix()
        for path in repository_files()
        if path.relative_to(ROOT).parts[0] in PACKAGES and not path.is_relative_to(assets)
    }
    kinds = {Path(name).suffix for name in expected}
    assert {".py", ".ttl", ".toml", ".csv", ".rq", ".html"} <= kinds
    assert expected - content == set()


def test_the_wheel_holds_the_built_front_end(content: frozenset[str]) -> None:
    built = {path.relative_to(ROOT).as_posix() for path in (ROOT / "viz" / "static").rglob("*") if path.is_file()}
    scripts = {name for name in built if name.endswith((".js", ".css"))}
    assert scripts, "run `make assets` first"
    assert scripts - content == set()


def test_the_wheel_holds_the_licences_and_nothing_of_the_workshop(content: frozenset[str]) -> None:
    assert any(name.endswith("licenses/LICENSE") for name in content)
    assert any(name.endswith("licenses/LICENSE-DATA") for name in content)
    strays = {name for name in content if name.split("/")[0] not in PACKAGES and ".dist-info/" not in name}
    assert strays == set()
    assert {name for name in content if name.startswith("viz/assets/") or "node_modules" in name} == set()


def test_the_wheel_runs_without_this_repository(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    program = (
        "import sys, api.cli, ontology.model; "
        "assert str(api.cli.__file__).startswith(sys.path[0]), api.cli.__file__; "
        "assert ontology.model.model().kinds; "
        "sys.argv = ['clusterscape', '--help']; api.cli.main()"
    )
    command = [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(tmp_path / 'site')!r}); {program}"]
    result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    assert "serve" in result.stdout


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_file_names_no_address_and_gives_each_package_its_hashes(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert "://" not in text
    assert re.search(r"^\s*(-i\b|--index|--extra-index|--find-links|--trusted-host)", text, flags=re.MULTILINE) is None
    entries = re.split(r"^(?=[a-z0-9-]+==)", text, flags=re.MULTILINE)[1:]
    assert len(entries) > 30
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []


@pytest.mark.parametrize(("lock", "extra"), [("requirements.lock", None), ("requirements-dev.lock", "dev")])
def test_a_lock_file_holds_what_the_project_asks_for(lock: str, extra: str | None) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = project["dependencies"] + (project["optional-dependencies"][extra] if extra else [])
    names = {re.split(r"[^a-zA-Z0-9-]", requirement)[0] for requirement in asked}
    assert names - pins(lock).keys() == set()


def test_development_runs_the_very_versions_that_users_run() -> None:
    run, develop = pins("requirements.lock"), pins("requirements-dev.lock")
    shared = run.keys() & develop.keys()
    assert len(shared) > 30
    assert {name: (run[name], develop[name]) for name in shared if run[name] != develop[name]} == {}


def test_the_lock_of_the_front_end_names_no_download_address() -> None:
    lock = json.loads((ROOT / "viz" / "assets" / "package-lock.json").read_text(encoding="utf-8"))
    installed = {name: entry for name, entry in lock["packages"].items() if name}
    assert installed
    assert [name for name, entry in installed.items() if "resolved" in entry] == []
    assert [name for name, entry in installed.items() if "integrity" not in entry] == []


def test_no_file_names_a_place_outside_the_repository() -> None:
    outside = (b"../" + b"shared", str(ROOT).encode() + b"/")
    assert [path.name for path in repository_files() if any(place in path.read_bytes() for place in outside)] == []


def test_no_file_is_too_large_for_the_history() -> None:
    assert [path.name for path in repository_files() if path.stat().st_size > 5_000_000] == []


def test_all_data_have_their_licence_and_attribution() -> None:
    licence = (ROOT / "LICENSE-DATA").read_text(encoding="utf-8")
    files = (path.relative_to(ROOT) for path in repository_files() if path.suffix != ".md")
    data = [path for path in files if path.is_relative_to("ingest/data")]
    assert len(data) > 40
    unnamed = [
        path.as_posix()
        for path in data
        if f"`{path.as_posix()}`" not in licence and f"`{path.parent.as_posix()}/`" not in licence
    ]
    assert unnamed == []
