"""Mentions in the marked set: precision, recall and speed, beside what plain labels in the text give.

`python -m bench mentions [--store FOLDER] [--faults]`
"""

import argparse
import re
import subprocess
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.server import COMMAND
from graph.release import Releases
from ingest.evidence import CONFIDENCE
from ingest.language import language
from ingest.lexicon import KINDS, Lexicon
from ingest.mentions import Finder, Mention, Page
from ingest.rejoin import rejoined
from ontology.namespaces import COUNTRY, ID, NUTS

ROOT = Path(__file__).parent.parent
MARKED = ROOT / "tests" / "ingest" / "documents" / "marked"
_MARK = re.compile(r"\[\[([^|\]]+)\|([^\]]+)\]\]")
_SPEED_PAGES = 1000


@dataclass(frozen=True)
class Mark:
    """What a person marked: from where to where, and which things it may be."""

    start: int
    end: int
    things: frozenset[str]

    def fits(self, mention: Mention) -> bool:
        """Whether a mention is of these words and of one of these things."""
        return self.start < mention.end and mention.start < self.end and mention.thing in self.things


@dataclass(frozen=True)
class Marked:
    """A marked page without its marks."""

    name: str
    lang: str
    text: str
    marks: tuple[Mark, ...]


@dataclass
class Tally:
    """How many were found, how many of these are right, and how many there are."""

    right: int = 0
    found: int = 0
    marked: int = 0

    @property
    def precision(self) -> float:
        """The share of what was found that is right."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """The share of what was marked that was found."""
        return self.right / self.marked if self.marked else 1.0

    def add(self, other: "Tally") -> None:
        """Count another tally in."""
        self.right += other.right
        self.found += other.found
        self.marked += other.marked


def marked(part: str) -> list[Marked]:
    """The pages of one part of the marked set: `dev` or `test`."""
    return [_read(path) for path in sorted((MARKED / part).glob("*.txt"))]


def _read(path: Path) -> Marked:
    text, marks, plain, last = rejoined(path.read_text(encoding="utf-8")), [], "", 0
    for match in _MARK.finditer(text):
        plain += text[last : match.start()]
        things = frozenset(_iri(each) for each in match[2].split(" or "))
        marks.append(Mark(len(plain), len(plain) + len(match[1]), things))
        plain += match[1]
        last = match.end()
    return Marked(path.stem, path.stem[:2], plain + text[last:], tuple(marks))


def _iri(short: str) -> str:
    prefix, colon, rest = short.partition(":")
    if colon:
        return str({"nuts": NUTS, "country": COUNTRY}[prefix][rest])
    return str(ID[short])


def tally(page: Marked, found: Iterable[Mention]) -> tuple[Tally, list[str]]:
    """How well mentions fit the marks of a page, and what is wrong in words."""
    open_marks, right, faults, number = list(page.marks), 0, [], 0
    for each in found:
        number += 1
        fitting = next((mark for mark in open_marks if mark.fits(each)), None)
        if fitting:
            open_marks.remove(fitting)
            right += 1
        else:
            faults.append(f"{page.name} wrong: “{each.words}” as {each.thing} ({each.why}, {each.confidence})")
    faults += [f"{page.name} missed: “{page.text[m.start : m.end]}” {sorted(m.things)}" for m in open_marks]
    return Tally(right, number, len(page.marks)), faults


def plain_labels(lexicon: Lexicon, page: Marked) -> list[Mention]:
    """What one finds without any of it: each label and alternative label as it stands, the longest first."""
    names: dict[str, str] = {}
    # Of two things with one label it takes the kind that is meant more often, as the finder does.
    for form in sorted(lexicon.forms, key=lambda each: (KINDS.index(each.kind), each.thing)):
        if form.how in {"label", "alternative", "acronym"} and len(form.text) > 2:
            names.setdefault(form.text, form.thing)
    taken, found = [False] * len(page.text), []
    for text in sorted(names, key=len, reverse=True):
        for match in re.finditer(rf"(?<!\w){re.escape(text)}(?!\w)", page.text):
            if not any(taken[match.start() : match.end()]):
                taken[match.start() : match.end()] = [True] * len(text)
                found.append(Mention(1, match.start(), match.end(), text, names[text], "", "", 1.0))
    return found


def measure(finder: Finder, lexicon: Lexicon, part: str) -> tuple[dict[str, Tally], dict[str, Tally], list[str]]:
    """The tallies of the finder and of plain labels by language, and the finder's faults."""
    ours: dict[str, Tally] = {}
    plain: dict[str, Tally] = {}
    faults: list[str] = []
    for page in marked(part):
        mine, wrong = tally(page, finder.find([Page(1, page.text, language(page.text))]))
        theirs, _ = tally(page, plain_labels(lexicon, page))
        faults += wrong
        for key in (page.lang, "all"):
            ours.setdefault(key, Tally()).add(mine)
            plain.setdefault(key, Tally()).add(theirs)
    return ours, plain, faults


def run(arguments: Sequence[str]) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m bench mentions", description=__doc__)
    parser.add_argument("--store", type=Path, help="a store with the shipped data; without it they are loaded first")
    parser.add_argument("--faults", action="store_true", help="list what is wrong or missed, in the development part")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        _report(options.store or _loaded(Path(folder)), options.faults)


def _loaded(folder: Path) -> Path:
    # Loaded here for a measure that stands alone.
    subprocess.run([str(COMMAND), "load", "--store", str(folder / "store")], check=True, stdout=subprocess.DEVNULL)
    return folder / "store"


def _report(store: Path, with_faults: bool) -> None:
    release = Releases(store).current()
    if release is None:
        raise SystemExit(f"no release in {store}")
    started = time.perf_counter()
    lexicon = Lexicon.of(release.open())
    finder = Finder(lexicon)
    print(f"{len(lexicon.forms):,} names made ready in {time.perf_counter() - started:.1f} s")
    print(f"{'':12}{'precision':>10}{'recall':>8}{'marks':>7}   plain labels: precision, recall")
    for part in ("dev", "test"):
        ours, plain, faults = measure(finder, lexicon, part)
        for key in sorted(ours, key=lambda each: each == "all"):
            mine, theirs = ours[key], plain[key]
            print(
                f"{part + ' ' + key:12}{mine.precision:>10.3f}{mine.recall:>8.3f}{mine.marked:>7}"
                f"{theirs.precision:>18.3f}{theirs.recall:>8.3f}"
            )
        if with_faults and part == "dev":
            print("\n".join(faults))
    _report_confidence(finder)
    _report_speed(finder)


def _report_confidence(finder: Finder) -> None:
    """What each kind of evidence is said to be worth, and how often it was right."""
    print(f"\n{'evidence':20}{'confidence':>12}{'right':>7}{'found':>7}   (both parts)")
    counted: dict[str, Tally] = {}
    for page in (*marked("dev"), *marked("test")):
        for each in finder.find([Page(1, page.text, language(page.text))]):
            right = any(mark.fits(each) for mark in page.marks)
            homonym = each.confidence <= CONFIDENCE["homonym"]
            counted.setdefault("homonym" if homonym else each.why, Tally()).add(Tally(right, 1))
    for why, tallied in sorted(counted.items(), key=lambda item: -CONFIDENCE[item[0]]):
        print(f"{why:20}{CONFIDENCE[why]:>12.2f}{tallied.right:>7}{tallied.found:>7}")


def _report_speed(finder: Finder) -> None:
    pages = [Page(number, page.text, page.lang) for number, page in enumerate(marked("dev") * (_SPEED_PAGES // 12), 1)]
    started = time.perf_counter()
    found = finder.find(pages)
    taken = time.perf_counter() - started
    print(f"{len(pages)} pages, {len(found):,} mentions in {taken:.1f} s: {len(pages) / taken:.0f} pages a second")
