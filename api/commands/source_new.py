"""`clusterscape source new`: a first declaration for a file or an endpoint."""

import argparse
import os
import shlex
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from api.commands.parts import OK, REFUSED, WRONG_CALL, add_store, fail, say
from api.settings import Settings
from graph.release import Release, Releases
from ingest import versions
from ingest.guess import Drafted, NotGuessed, Question, Seen, choose_sheet, draft, endpoint, look
from ingest.guessing.sheets import UnknownSheet
from ingest.known import Known
from ingest.readers.table import UnreadableFile

NAME = "new"
PURPOSE = "Look at a file or an endpoint, and write a first declaration of it, with what is in doubt."
EXAMPLE = (
    "clusterscape source new members.xlsx --yes\n  clusterscape source new https://example.org/sparql -o harvest.toml"
)


def add(parser: argparse.ArgumentParser, settings: Settings) -> None:
    """What to look at, and where to write."""
    parser.add_argument(
        "file", metavar="FILE", help="a table, RDF file, calendar or document, or the https address of an endpoint"
    )
    parser.add_argument("--yes", action="store_true", help="ask nothing: write the guesses and list the doubts")
    parser.add_argument(
        "--sheet", default="", metavar="NAME", help="which sheet of a workbook (asked where it is not said)"
    )
    parser.add_argument("-o", "--out", type=Path, metavar="OUT", help="where to write (default: beside FILE, as .toml)")
    parser.add_argument("--force", action="store_true", help="write over a file that is there")
    add_store(parser, settings)


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Write the declaration, and tell what is in doubt."""
    file = None if options.file.startswith(("https://", "http://")) else Path(options.file)
    if file is not None and not file.is_file():
        return fail(f"there is no file {file}", WRONG_CALL)
    if not options.yes and not sys.stdin.isatty():
        return fail("there is no terminal to ask at: say --yes to write the guesses", WRONG_CALL)
    try:
        seen = _seen(file, options)
    except (NotGuessed, UnknownSheet) as error:
        return fail(str(error), WRONG_CALL)
    except UnreadableFile as error:
        return fail(_place(file or Path(options.file), error), REFUSED)
    out = options.out or _beside(seen, file)
    name = _named(out, file) if file else ""
    if name is None:
        return fail(
            f"{out} must lie in the folder of {file} or above it: a declaration names files below it", WRONG_CALL
        )
    if out.exists() and not options.force:
        return fail(f"{out} is there already: say --force to write over it, or -o for another place", WRONG_CALL)
    return _write(seen, name, out, Releases(options.store).current(), ask=not options.yes)


def _seen(file: Path | None, options: argparse.Namespace) -> Seen:
    if file is not None:
        file.open("rb").close()  # who may not read it is told so here, and not by a reader in its process
        return look(file, options.sheet or _sheet(file, ask=not options.yes))
    if options.sheet:
        raise NotGuessed(f"{options.file} is no workbook: it has no sheet “{options.sheet}”")
    return endpoint(options.file)


def _sheet(file: Path, *, ask: bool) -> str:
    """The sheet that is meant, where a person has to say it; nothing where it can be told, or is to be guessed."""
    question = choose_sheet(file) if ask else None
    return (_answer(question) or question.usual) if question else ""


def _write(seen: Seen, name: str, out: Path, release: Release | None, *, ask: bool) -> int:
    known = Known.of(release.open()) if release else Known.empty()
    drafted = draft(seen, name, {}, known)
    if ask:
        say("An empty answer takes what stands in brackets; Ctrl-C ends it, and nothing is written.")
        drafted = draft(seen, name, _answers(drafted.questions), known)
    out.write_text(drafted.text, encoding="utf-8")
    _tell(drafted, tuple(_notes(drafted.id, release)), out)
    return OK


def _place(file: Path, error: UnreadableFile) -> str:
    places = (f"row {error.row}" if error.row else "", f"column {error.column}" if error.column else "")
    found = f"; found “{error.found}”" if error.found else ""
    return f"{', '.join((file.name, *filter(None, places)))}: expected {error}{found}"


def _beside(seen: Seen, file: Path | None) -> Path:
    return file.with_name(file.name.split(".")[0] + ".toml") if file else Path(f"{seen.name}.toml")


def _named(out: Path, file: Path) -> str | None:
    """How a declaration names a file that lies beside or below it; None for any other."""
    relative = os.path.relpath(file.resolve(), out.resolve().parent)
    return None if relative.startswith("..") else Path(relative).as_posix()


def _notes(name: str, release: Release | None) -> Iterator[str]:
    """What the store tells today: that it is empty, or holds a source of this id. The file is no place for it."""
    if release is None:
        yield "there is no store yet: names of clusters and other things could not be looked up (--store PATH)"
    elif there := versions.latest(versions.read(release.artefacts), name):
        yield f"the store has a source {name}, of {there.file_name}: loading this one makes its next version;"
        yield "if it is another source, give it another id"


def _answers(questions: tuple[Question, ...]) -> Mapping[str, str]:
    answers = {}
    for each in questions:
        answers[each.key] = _answer(each)
    return answers


def _answer(question: Question) -> str:
    """What is typed; nothing, where the guess is to stand."""
    while True:
        try:
            given = input(f"{question.asks} [{question.usual}] ").strip()
        except EOFError as error:
            say("")
            raise KeyboardInterrupt from error
        if not given or question.takes(given):
            return given
        say(f"one of: {', '.join(question.choices)}" if question.choices else f"expected {question.expected}")


def _tell(drafted: Drafted, notes: Sequence[str], out: Path) -> None:
    """The doubts, which stand in the file too, then what is of this store only, then what to do."""
    print(f"{out}: source {drafted.id}")
    for line in (*(f"? {doubt}" for doubt in drafted.doubts), *(f"note: {note}" for note in notes)):
        print(f"  {line}")
    print(f"Next: look at the lines that begin with “# ?”, then run: clusterscape load {shlex.quote(str(out))} --check")
