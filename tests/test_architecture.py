"""The rules of docs/house.md that a machine can hold."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("ontology", "graph", "ingest", "viz", "api")
READS_THE_ENVIRONMENT = ("api/cli.py", "api/settings.py", "ontology/base.py")
THINGS = "clusterscape/id/"  # of `ontology.base`; files of queries and Turtle are read by its `shipped`
LONGEST_MODULE = 300
LONGEST_FUNCTION = 45

# A module that needs more lines says here why.
LONG_MODULES: dict[str, str] = {}


def modules() -> list[Path]:
    found = (path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
    return sorted(path for path in found if "node_modules" not in path.parts)


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


MODULES = [pytest.param(path, id=name_of(path)) for path in modules()]


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_the_modules_were_found() -> None:
    assert len(MODULES) > 40
    assert {name_of(path).split("/")[0] for path in modules()} == set(PACKAGES)


def test_packages_and_outside_libraries_keep_their_direction() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    result = subprocess.run([lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("path", MODULES)
def test_a_module_is_short_or_says_why(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= LONGEST_MODULE or LONG_MODULES.get(name_of(path)), f"{lines} lines"


def test_no_reason_outlives_its_long_module() -> None:
    lengths = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in modules()}
    assert [name for name in LONG_MODULES if lengths.get(name, 0) <= LONGEST_MODULE] == []


@pytest.mark.parametrize("path", MODULES)
def test_no_function_needs_scrolling(path: Path) -> None:
    lengths = {function.name: (function.end_lineno or 0) - function.lineno + 1 for function in functions(path)}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FUNCTION} == {}


@pytest.mark.parametrize("path", MODULES)
def test_nothing_is_imported_inside_a_function(path: Path) -> None:
    inside = [
        f"{function.name}, line {node.lineno}"
        for function in functions(path)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert inside == []


@pytest.mark.parametrize("path", MODULES)
def test_names_are_imported_from_modules_of_ours_never_a_whole_package(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    whole = [
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
        if alias.name in PACKAGES
    ]
    assert whole == []


@pytest.mark.parametrize("path", MODULES)
def test_only_the_command_looks_at_the_environment(path: Path) -> None:
    looks = re.search(r"\benviron\b|\bgetenv\b", path.read_text(encoding="utf-8"))
    assert looks is None or name_of(path) in READS_THE_ENVIRONMENT


@pytest.mark.parametrize("path", MODULES)
def test_no_module_says_with_what_iris_of_things_begin(path: Path) -> None:
    tree = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    told = {id(node.value) for node in tree if isinstance(node, ast.Expr)}  # docstrings
    texts = (node.value for node in tree if isinstance(node, ast.Constant) and id(node) not in told)
    assert [text for text in texts if isinstance(text, str | bytes) and THINGS in str(text)] == []


def test_nothing_that_pages_are_made_of_says_it() -> None:
    folders = ("api/templates", "api/locales", "api/guides", "viz/templates", "viz/assets/js", "ingest/mappings")
    found = [path for folder in folders for path in (ROOT / folder).rglob("*") if path.is_file()]
    assert len(found) > 50
    assert [name_of(path) for path in found if THINGS.encode() in path.read_bytes()] == []


WATCH_IMPORTS = """
import importlib, pkgutil, sys
from pathlib import Path

root, packages = Path(sys.argv[1]).resolve(), sys.argv[2:]
seen = []

def watch(event, arguments):
    if event in ("socket.connect", "socket.bind", "subprocess.Popen", "os.mkdir", "os.remove", "os.rename"):
        seen.append((event, str(arguments[0])))
    if event == "open" and isinstance(arguments[0], str):
        path = Path(arguments[0])
        if path.is_absolute() and path.is_relative_to(root) and ".venv" not in path.parts:
            if path.suffix not in (".py", ".pyc") and "__pycache__" not in path.parts:
                seen.append((event, str(path)))

found = [m.name for p in packages for m in pkgutil.walk_packages([str(root / p)], p + ".")]
names = [name for name in found if not name.endswith("__main__")]
sys.dont_write_bytecode = True
sys.addaudithook(watch)
for name in names:
    importlib.import_module(name)
print(*map(repr, seen), sep="\\n")
print(len(names), "modules imported")
"""


def test_importing_a_module_opens_nothing() -> None:
    command = [sys.executable, "-c", WATCH_IMPORTS, str(ROOT), *PACKAGES]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    *seen, closing = result.stdout.split("\n")[:-1]
    assert [line for line in seen if line] == []
    assert int(closing.split()[0]) > 30


def test_each_folder_of_tests_is_a_package() -> None:
    folders = {path.parent for path in (ROOT / "tests").rglob("test_*.py")}
    assert folders
    assert [str(folder) for folder in sorted(folders) if not (folder / "__init__.py").is_file()] == []


def test_the_layout_in_the_house_names_every_module() -> None:
    house = (ROOT / "docs" / "house.md").read_text(encoding="utf-8")
    layout = house.split("```")[1]
    for package in PACKAGES:
        section = re.split(r"^(?=[a-z]+/)", layout, flags=re.MULTILINE)
        told = next(part for part in section if part.startswith(f"{package}/"))
        words = set(re.findall(r"(?<![\w/*.])[a-z_0-9]+(?![\w/*.])", told))
        stems = {path.stem for path in modules() if name_of(path).startswith(f"{package}/")} - {"__init__"}
        assert stems - words == set(), f"docs/house.md does not name these modules of {package}"
