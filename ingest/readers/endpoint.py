"""What a SPARQL endpoint answers, asked page by page and kept, so that a harvest goes on where it was cut off.

Only hosts that the operator allows are asked, at the address their name had at the beginning, one question at a time.
"""

import json
import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from graph.doors import Door, hosts_of
from ingest.readers.asking import Client, Later, Plan
from ingest.readers.hosts import NotAllowed, door_to
from ingest.readers.table import UnreadableFile
from ingest.source import BadDeclaration, Source

PAGE, PAUSE = 5000, 1.0  # solutions in one answer; seconds between two questions
LARGEST = 2 * 1024**3  # bytes of a harvest
LONGEST = 6 * 3600.0  # seconds of one run; what was taken until then is kept for the next one
MOST_PAGES = 100_000
KEPT_FOR = 86_400.0  # seconds after which a harvest that was cut off begins again: its pages would not fit the others
_ASIDE = re.compile(r"""<[^<>\s]*>|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\#[^\n]*""")
_FORM = re.compile(r"\b(select|construct|ask|describe|insert|delete|load|clear|drop|create)\b", re.IGNORECASE)

__all__ = ["NotAllowed", "harvest", "hosts_of"]


@dataclass
class _State:
    """How far a harvest is."""

    digest: str
    begun: float
    finished: bool = False


@dataclass(frozen=True)
class _Page:
    """What is known of a page that was kept; `step` is how many solutions the next one begins further on."""

    begun: float
    step: int
    etag: str | None


def _silent(_: int) -> None:
    """Nobody asks how far it is."""


def harvest(source: Source, folder: Path, hosts: Sequence[str], tell: Callable[[int], None] = _silent) -> Source:
    """Ask for all pages; the source then has a file in the folder, of format n-triples or csv.

    Raises `NotAllowed`, `BadDeclaration`, and `UnreadableFile` where the endpoint fails: the pages are kept.
    """
    plan = _plan(source)
    door = door_to(plan.endpoint, hosts)
    folder.mkdir(parents=True, exist_ok=True)
    return _Harvest(source, plan, folder, door, tell).run()


def _plan(source: Source) -> Plan:
    said = source.options
    try:
        endpoint, query = str(said["endpoint"]), str(said["query"])
        page, pause = int(str(said.get("page", PAGE))), float(str(said.get("pause", PAUSE)))
    except (KeyError, ValueError) as error:
        raise BadDeclaration(
            f"{source.declared.name}: source {source.id}: endpoint, query, page or pause: {error}"
        ) from error
    form = _form(source, query)
    if not (0 < page <= 100_000 and 0 <= pause <= 3600):
        raise BadDeclaration(f"{source.declared.name}: source {source.id}: page is 1 to 100000, pause 0 to 3600")
    return Plan(endpoint, query, page, pause, form == "select")


def _form(source: Source, query: str) -> str:
    """SELECT or CONSTRUCT; pages fit each other only where their order is said, and we alone say where they begin."""
    words = _ASIDE.sub(" ", query)
    found = _FORM.search(words)
    form = found[1].lower() if found else ""
    where = f"{source.declared.name}: source {source.id}: the query"
    if form not in {"select", "construct"}:
        raise BadDeclaration(f"{where} must be SELECT or CONSTRUCT")
    if not re.search(r"\border\s+by\b", words, re.IGNORECASE):
        raise BadDeclaration(f"{where} must say ORDER BY: without it, pages overlap and leave gaps")
    if re.search(r"\b(?:limit|offset)\b", words, re.IGNORECASE):
        raise BadDeclaration(f"{where} must not say LIMIT or OFFSET: the harvest adds them, page by page")
    return form


class _Harvest:
    def __init__(self, source: Source, plan: Plan, folder: Path, door: Door, tell: Callable[[int], None]) -> None:
        self._source = source
        self._plan = plan
        self._folder = folder
        self._tell = tell
        self._client = Client(plan, door)
        self._state = self._resumed()

    def run(self) -> Source:
        pages = list(self._pages())
        form = "csv" if self._plan.selects else "n-triples"
        whole = self._folder / f"{self._source.id}.{'csv' if self._plan.selects else 'nt'}"
        part = whole.with_suffix(".part")
        with part.open("w", encoding="utf-8", newline="") as out:
            for number, page in enumerate(pages):
                text = page.read_text(encoding="utf-8")
                # Each page of a table begins with the same header.
                out.write(text.partition("\n")[2] if self._plan.selects and number else text)
        part.replace(whole)
        self._state.finished = True
        self._keep_state()
        return replace(self._source, file=whole, format=form, options={})

    def _resumed(self) -> _State:
        try:
            state = _State(**json.loads((self._folder / "state.json").read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            state = _State("", 0.0)
        if state.digest != self._plan.digest():
            for old in self._folder.glob("page-*"):
                old.unlink()
            state = _State(self._plan.digest(), time.time())
        elif state.finished or time.time() - state.begun > KEPT_FOR:
            state = _State(state.digest, time.time())
        self._state = state
        self._keep_state()
        return state

    def _keep_state(self) -> None:
        _write(self._folder / "state.json", json.dumps(asdict(self._state)))

    def _pages(self) -> Iterator[Path]:
        """The files of all pages that say something, asked for where they are not there yet."""
        begin = size = 0
        until = time.monotonic() + LONGEST
        for number in range(MOST_PAGES):
            path = self._folder / f"page-{number:06}.txt"
            page = self._kept(path)
            if page is None or page.begun != self._state.begun:
                page = self._ask(path, page, begin, number)
            if not page.step:
                for old in self._folder.glob("page-*"):
                    if old.name >= f"page-{number + 1:06}":
                        old.unlink()
                if not number:
                    raise UnreadableFile("an answer that says something; the endpoint has none to this query")
                return
            begin += page.step
            size += path.stat().st_size
            if size > LARGEST:
                raise UnreadableFile(f"a harvest of at most {LARGEST // 1024**3} GiB")
            if time.monotonic() > until:
                raise UnreadableFile(f"a harvest of at most {LONGEST / 3600:.0f} hours; {number + 1} pages are kept")
            self._tell(begin)
            yield path
        raise UnreadableFile(f"at most {MOST_PAGES} pages: does the endpoint read LIMIT and OFFSET?")

    @staticmethod
    def _kept(path: Path) -> _Page | None:
        try:
            return _Page(**json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))) if path.exists() else None
        except (OSError, ValueError, TypeError):
            return None

    def _ask(self, path: Path, kept: _Page | None, begin: int, number: int) -> _Page:
        try:
            answer = self._client.ask(begin, kept.etag if kept else None)
        except Later as error:
            raise UnreadableFile(
                f"an endpoint that answers ({error}); {number} pages are kept, and the next load goes on from there"
            ) from error
        if answer is None and kept:
            page = replace(kept, begun=self._state.begun)
        else:
            text, step, etag = answer or ("", 0, None)
            _write(path, text)
            page = _Page(self._state.begun, step, etag)
        _write(path.with_suffix(".json"), json.dumps(asdict(page)))
        return page


def _write(path: Path, text: str) -> None:
    """All of a file, or the one that was there."""
    part = path.with_name(f"{path.name}.part")
    part.write_text(text, encoding="utf-8", newline="")
    part.replace(path)
