"""What each load changed in what sources say, statement by statement; kept beside the release, in one file.

Nothing is kept that the graph tells: what the load said that began a source follows from what is said now and from all
that came and went since.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import astuple, dataclass, replace
from pathlib import Path

from graph.store import Change, Line
from ontology.namespaces import ID

FILE = "past.sqlite"
MOST = 200_000  # statements of all loads together: those of the oldest loads are dropped first
BEGUN, KEPT, CUT = "begun", "kept", "cut"
_TABLES = """
CREATE TABLE IF NOT EXISTS step (
  id INTEGER PRIMARY KEY, source TEXT, version INTEGER, date TEXT, action TEXT, visibility TEXT,
  added INTEGER, removed INTEGER, keeping TEXT
);
CREATE TABLE IF NOT EXISTS line (step INTEGER, come INTEGER, subject TEXT, predicate TEXT, value TEXT);
CREATE INDEX IF NOT EXISTS by_subject ON line (subject);
CREATE INDEX IF NOT EXISTS by_value ON line (value);
"""
# Rows of files, and statements about statements, change with every file and tell nothing of a thing.
_PASSING = tuple(f"<{ID}{kind}/" for kind in ("record", "statement", "run", ".well-known"))


@dataclass(frozen=True)
class Step:
    """What one load made of one source: how many statements came and went, and whether they are kept.

    `keeping`: the load began the source (`BEGUN`), all is `KEPT`, or it is `CUT`: too much, or too long ago.
    """

    source: str
    version: int
    date: str
    action: str
    visibility: str
    added: int
    removed: int
    keeping: str


@dataclass(frozen=True)
class Bygone:
    """A step, and what came and went with it of what is told of one thing; `place` is its place among all steps."""

    place: int
    step: Step
    come: frozenset[Line] = frozenset()
    lost: frozenset[Line] = frozenset()


def keeping(change: Change, size: int) -> str:
    """How a change is kept, given how many statements its source has now."""
    if change.added == size and not change.removed:
        return BEGUN
    return CUT if change.lost is None or change.come is None else KEPT


def is_telling(line: Line) -> bool:
    """Whether a statement tells of a thing, and not of the row of a file that it comes from."""
    subject, _, value = line
    return not subject.startswith(("_:", *_PASSING)) and not value.startswith(("_:", *_PASSING))


def note(artefacts: Path, changes: Iterable[tuple[Step, Change]], most: int = MOST) -> None:
    """Take down what a load changed, in the file of a draft."""
    with _open(artefacts / FILE) as file:
        for step, change in changes:
            place = file.execute("INSERT INTO step VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?)", astuple(step)).lastrowid
            if step.keeping == KEPT:
                for come, lines in ((0, change.lost), (1, change.come)):
                    told = ((place, come, *line) for line in lines or () if is_telling(line))
                    file.executemany("INSERT INTO line VALUES (?, ?, ?, ?, ?)", told)
        _shorten(file, most)


def show(whole: Path, public: Path, is_shown: Callable[[dict[str, object]], bool]) -> None:
    """Keep in a second folder what the public may know of."""
    if not (whole / FILE).exists():
        return
    (public / FILE).write_bytes((whole / FILE).read_bytes())
    with _open(public / FILE) as file:
        for place, step in _steps(file):
            if not is_shown(vars(step)):
                _hide(file, place, step.source)


def read(artefacts: Path, things: Sequence[str], stands: Callable[[str], Iterable[Line]]) -> list[Bygone]:
    """The steps of all sources that tell of a thing or once did, newest first.

    `things` are the thing and what only tells of it, as N-Triples write them; `stands` gives what a source says of
    them now.
    """
    if not (artefacts / FILE).exists():
        return []
    with _open(artefacts / FILE, changing=False) as file:
        own: dict[str, list[Bygone]] = defaultdict(list)
        lines = _lines(file, things)
        for place, step in _steps(file):
            own[step.source].append(Bygone(place, step, lines[place, 1], lines[place, 0]))
    found = (_begun(steps, frozenset(filter(is_telling, stands(source)))) for source, steps in own.items())
    return sorted((each for steps in found for each in steps), key=lambda each: -each.place)


def names(artefacts: Path, things: Iterable[str], predicates: Sequence[str]) -> dict[str, list[str]]:
    """What things were called by statements that went, the latest first; terms as N-Triples write them."""
    if not (artefacts / FILE).exists():
        return {}
    with _open(artefacts / FILE, changing=False) as file:
        asked = "SELECT predicate, value FROM line WHERE subject = ? AND NOT come ORDER BY step DESC, value"
        found = {thing: file.execute(asked, (thing,)).fetchall() for thing in things}
    return {thing: [value for said, value in rows if said in predicates] for thing, rows in found.items()}


@contextmanager
def _open(path: Path, *, changing: bool = True) -> Iterator[sqlite3.Connection]:
    # No other reads or writes the file of a draft, and none writes that of a release.
    how = "mode=rwc" if changing else "mode=ro&immutable=1"
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?{how}", uri=True)) as file:
        if not changing:
            yield file
            return
        file.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {_TABLES}")
        yield file
        file.commit()
        file.execute("VACUUM")  # what was taken out stays readable in the file until then


def _steps(file: sqlite3.Connection) -> list[tuple[int, Step]]:
    return [(place, Step(*step)) for place, *step in file.execute("SELECT * FROM step ORDER BY id")]


def _lines(file: sqlite3.Connection, things: Sequence[str]) -> dict[tuple[int, int], frozenset[Line]]:
    """What is kept of things, by step and by whether it came or went."""
    found: dict[tuple[int, int], set[Line]] = defaultdict(set)
    for thing in things:
        for place, come, *line in file.execute("SELECT * FROM line WHERE subject = ?1 OR value = ?1", (thing,)):
            subject, predicate, value = line
            found[place, come].add((subject, predicate, value))
    return defaultdict(frozenset, {key: frozenset(lines) for key, lines in found.items()})


def _begun(steps: Sequence[Bygone], now: frozenset[Line]) -> list[Bygone]:
    """The steps of one source with what it said when it began: what is said now, without all that came since.

    None, where it tells nothing of the thing and never did as far as is known.
    """
    told: list[Bygone] = []
    state: frozenset[Line] | None = now
    for each in reversed(steps):
        step = each.step
        if step.keeping == BEGUN:
            # Where something between is not known, it is not known either what the first load said.
            unknown = replace(each, step=replace(step, keeping=CUT))
            told.append(unknown if state is None else replace(each, come=state))
            state = frozenset()
        else:
            told.append(each)
            state = None if step.keeping == CUT or state is None else (state - each.come) | each.lost
    return told if now or any(each.come or each.lost for each in told) else []


def _shorten(file: sqlite3.Connection, most: int) -> None:
    """Drop what the oldest loads changed, until few enough statements are kept."""
    total = file.execute("SELECT count(*) FROM line").fetchone()[0]
    for place, count in file.execute("SELECT step, count(*) FROM line GROUP BY step ORDER BY step").fetchall():
        if total <= most:
            return
        file.execute("UPDATE step SET keeping = ? WHERE id = ?", (CUT, place))
        file.execute("DELETE FROM line WHERE step = ?", (place,))
        total -= count


def _hide(file: sqlite3.Connection, place: int, source: str) -> None:
    """Take out a step, and what would tell of it: the difference that the next one made to it.

    So the next one is told as a beginning, and of the beginning before it nothing follows any more.
    """
    file.execute("UPDATE step SET keeping = ? WHERE source = ? AND id < ? AND keeping = ?", (CUT, source, place, BEGUN))
    after = file.execute("SELECT min(id) FROM step WHERE source = ? AND id > ?", (source, place)).fetchone()[0]
    file.execute("UPDATE step SET keeping = ?, removed = 0 WHERE id = ?", (BEGUN, after))
    file.execute("DELETE FROM line WHERE step IN (?, ?)", (place, after))
    file.execute("DELETE FROM step WHERE id = ?", (place,))
