"""Measure a large table through the whole load: read, mapped, loaded, concluded from, validated, and thrown away.

Run by `python -m bench rows --rows 1000000`. The table is made up; its columns and its mapping are those of a list of
members as agencies send it.
"""

import os
import random
import resource
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.server import COMMAND

_COUNTRIES = ("PT", "IT", "RO", "ES", "FR", "DE", "AT", "PL")
_REGIONS = {
    "PT": "PT11D",
    "IT": "ITC4C",
    "RO": "RO321",
    "ES": "ES300",
    "FR": "FR101",
    "DE": "DE300",
    "AT": "AT130",
    "PL": "PL911",
}
_WORDS = ("Metal", "Aqua", "Nova", "Terra", "Bio", "Lumen", "Vento", "Celta", "Orion", "Delta", "Sigma", "Alba")
_DECLARATION = """
[source]
id = "bench-members"
title = {en = "Members"}
publisher = "Bench"
license = "https://creativecommons.org/licenses/by/4.0/"
language = ["en"]
resolve = false
file = "members.csv"
[mapping]
key = ["id"]
records = "row"
[mapping.thing.member]
iri = "organisation/bench-{id}"
type = "csc:SME"
[mapping.thing.member.say]
"rdfs:label" = {column = "name", lang = "en"}
"csc:country" = {column = "country", as = "country"}
"csc:region" = {column = "nuts", as = "nuts"}
"csc:economicActivity" = {column = "nace", as = "nace"}
"foaf:homepage" = {column = "website", as = "link"}
"csc:founded" = {column = "founded", as = "date"}
"csc:city" = {column = "city"}
"""


@dataclass(frozen=True)
class Taken:
    """What a load took."""

    seconds: float
    computing: float  # seconds of all its processes together, which does not depend on what else the machine does
    memory: int  # bytes, of all its processes together, at their most
    output: str
    status: int


def measures(rows: int) -> Iterator[tuple[str, float, str]]:
    """What was measured, how much, and in what unit."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        write(folder, rows)
        subprocess.run([COMMAND, "load", "--store", folder / "store"], check=True, capture_output=True)
        for what, wrong in (("with its last row wrong", True), ("as it should be", False)):
            if wrong:
                _spoil(folder, rows)
            taken = load(folder, "--check")
            yield f"{rows:,} rows of 8 columns, {what}: status {taken.status}", taken.seconds, "s"
            yield "  seconds of computing", taken.computing, "s"
            yield "  memory of all its processes together, at most", taken.memory / 1024**2, "MiB"
            if wrong:
                write(folder, rows)


def write(folder: Path, rows: int) -> None:
    """A declaration and its table."""
    (folder / "members.toml").write_text(_DECLARATION, encoding="utf-8")
    chance = random.Random(7)
    with (folder / "members.csv").open("w", encoding="utf-8") as out:
        out.write("id,name,country,nuts,nace,website,founded,city\n")
        for number in range(rows):
            country = chance.choice(_COUNTRIES)
            name = f"{chance.choice(_WORDS)} {chance.choice(_WORDS)} {number}"
            cells = (number, name, country, _REGIONS[country], "62.01", f"https://example.org/{number}")
            out.write(",".join(map(str, cells)) + f",{chance.randint(1950, 2024)},{chance.choice(_WORDS)}\n")


def _spoil(folder: Path, rows: int) -> None:
    path = folder / "members.csv"
    with path.open("r+b") as table:
        table.seek(-200, os.SEEK_END)
        tail = table.read()
        start = tail.rstrip().rfind(b"\n") + 1
        table.seek(-200 + start, os.SEEK_END)
        table.truncate()
        table.write(f"{rows},Wrong,PT,nowhere,62.01,https://example.org/x,2020,Alba\n".encode())


def load(folder: Path, *options: str) -> Taken:
    """Load the table by the command, and watch how much memory it takes."""
    command = [str(COMMAND), "load", str(folder / "members.toml"), "--store", str(folder / "store"), *options]
    started, before = time.perf_counter(), _computed()
    most = 0
    with (folder / "output").open("w+") as output:
        with subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT) as process:
            while process.poll() is None:
                most = max(most, _memory(process.pid))
                time.sleep(0.2)
        output.seek(0)
        seconds, computing = time.perf_counter() - started, _computed() - before
        return Taken(seconds, computing, most, output.read(), process.returncode)


def _computed() -> float:
    """Seconds that ended processes of this one have computed, and those below them."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _memory(parent: int) -> int:
    """Bytes of a process and of those below it, shared pages counted once (proportional set size)."""
    try:
        text = Path(f"/proc/{parent}/smaps_rollup").read_text(encoding="utf-8")
        children = Path(f"/proc/{parent}/task/{parent}/children").read_text(encoding="utf-8").split()
    except OSError:
        return 0
    own = next((int(line.split()[1]) * 1024 for line in text.splitlines() if line.startswith("Pss:")), 0)
    return own + sum(_memory(int(child)) for child in children)
