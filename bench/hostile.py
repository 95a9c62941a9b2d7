"""Twenty ordinary clients, alone and beside hostile queries: what they notice, what the service needs, what is left."""

import argparse
import http.client
import json
import random
import statistics
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from queue import Empty, SimpleQueue
from urllib.parse import quote, urlencode

from bench.hostile_queries import PREFIXES, hostile
from bench.server import HOST, PATIENCE, below, serving

_CLIENTS, _ATTACKERS, _PAUSE = 20, 8, 0.25
_RESULTS = "application/sparql-results+json"
_CSC = "https://w3id.org/clusterscape/ontology#"
_ORDINARY = (
    PREFIXES + "SELECT ?p ?o {{ <{thing}> ?p ?o }} LIMIT {number}",
    PREFIXES + "SELECT ?label {{ <{thing}> rdfs:label ?label }} LIMIT {number}",
    PREFIXES + "SELECT ?s ?p {{ ?s ?p <{thing}> }} LIMIT {number}",
    "ASK {{ <{thing}> a <{csc}Cluster> . FILTER({number} > 0) }}",
    PREFIXES + "SELECT ?q ?l {{ <{thing}> ?p ?x . ?x ?q ?l }} LIMIT {number}",
)


@dataclass
class Seen:
    """What one side saw: seconds of each request, and how it was answered."""

    seconds: list[float] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, seconds: float, status: str) -> None:
        """One request."""
        with self.lock:
            self.seconds.append(seconds)
            self.statuses[status] += 1

    @property
    def p95(self) -> float:
        """Milliseconds that 95 of 100 requests took at most."""
        return statistics.quantiles(self.seconds, n=20)[-1] * 1000

    @property
    def p50(self) -> float:
        """Milliseconds of the middle one."""
        return statistics.median(self.seconds) * 1000


def run(arguments: Sequence[str]) -> None:
    """Measure, and print the figures."""
    parser = argparse.ArgumentParser(prog="python -m bench hostile", description=__doc__)
    parser.add_argument("--store", type=Path, required=True, help="folder of a store with the shipped data")
    parser.add_argument("--seconds", type=float, default=20, help="how long the quiet phase lasts (default 20)")
    parser.add_argument("--deadline", type=float, default=5, help="deadline of the service (default 5)")
    parser.add_argument("--attackers", type=int, default=_ATTACKERS, help="hostile queries at once (default 8)")
    parser.add_argument("--one-address", action="store_true", help="all have the same address, the attackers too")
    options = parser.parse_args(arguments)
    environ = {"CLUSTERSCAPE_DEADLINE": str(options.deadline), "CLUSTERSCAPE_TRUSTED_PROXIES": HOST}
    with serving(options.store, environ) as (port, _):
        for line in measure(port, options):
            print(line, flush=True)
        tree = _Tree(port)
    left = [each for each in tree.processes if _lives(each)]
    print(f"{'processes left when the service ended':<58}{len(left):>12}")


def measure(port: int, options: argparse.Namespace) -> Iterator[str]:
    """The lines of the table."""
    things = _things(port)
    quiet = Seen()
    with _Clients(port, things, quiet, apart=not options.one_address):
        time.sleep(options.seconds)
    beside, attack, tree = Seen(), Seen(), _Tree(port)
    began = time.monotonic()
    with tree, _Clients(port, things, beside, apart=not options.one_address):
        _attack(port, attack, options)
    taken = time.monotonic() - began
    yield f"{'hostile queries, seconds until all were answered':<58}{len(attack.seconds):>12}{taken:>8.1f}"
    for status, number in attack.statuses.most_common():
        yield f"  {status:<56}{number:>12}"
    yield f"{'longest of them, s (deadline and 0.2, and what it waited)':<58}{max(attack.seconds):>12.2f}"
    yield f"{'ordinary requests, quiet and beside':<58}{len(quiet.seconds):>12}{len(beside.seconds):>8}"
    errors = sum((quiet.statuses + beside.statuses).values()) - quiet.statuses["200"] - beside.statuses["200"]
    yield f"{'errors among them':<58}{errors:>12}  {'met' if not errors else f'MISSED {dict(beside.statuses)}'}"
    yield f"{'p50, ms, quiet and beside':<58}{quiet.p50:>12.1f}{beside.p50:>8.1f}"
    ratio = beside.p95 / quiet.p95
    yield f"{'p95, ms, quiet and beside':<58}{quiet.p95:>12.1f}{beside.p95:>8.1f}  × {ratio:.2f} {_met(ratio < 3)}"
    yield f"{'memory of all processes at most, MB':<58}{tree.most / 1e6:>12.0f}"
    yield f"{'processes, at most and after':<58}{tree.many:>12}{len(tree.processes):>8}"


def _met(met: bool) -> str:
    return "met" if met else "MISSED"


class _Clients:
    """Ordinary clients, each with a connection that it keeps, and a pause between two requests."""

    def __init__(self, port: int, things: Sequence[str], seen: Seen, *, apart: bool) -> None:
        self._ended = threading.Event()
        self._threads = [
            threading.Thread(target=self._run, args=(port, things, seen, f"192.0.2.{n + 1}" if apart else "", n))
            for n in range(_CLIENTS)
        ]

    def __enter__(self) -> None:
        for thread in self._threads:
            thread.start()

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        for thread in self._threads:
            thread.join()

    def _run(self, port: int, things: Sequence[str], seen: Seen, address: str, seed: int) -> None:
        chance = random.Random(seed)
        connection = http.client.HTTPConnection(HOST, port, timeout=PATIENCE)
        headers = {"Accept": _RESULTS} | ({"X-Forwarded-For": address} if address else {})
        for shape in cycle(_ORDINARY):
            if self._ended.wait(chance.uniform(0, 2 * _PAUSE)):
                break
            # Another number each time: what was asked before may be answered without any work.
            text = shape.format(thing=chance.choice(things), number=chance.randrange(20, 10**6), csc=_CSC)
            seen.note(*_asked(connection, f"/sparql?query={quote(text)}", headers))
        connection.close()


def _asked(connection: http.client.HTTPConnection, path: str, headers: dict[str, str]) -> tuple[float, str]:
    began = time.monotonic()
    connection.request("GET", path, headers=headers)
    response = connection.getresponse()
    body = response.read()
    taken = time.monotonic() - began
    if response.status == http.client.OK:
        json.loads(body)
    return taken, str(response.status)


def _attack(port: int, seen: Seen, options: argparse.Namespace) -> None:
    waiting: SimpleQueue[str] = SimpleQueue()
    for _, text in hostile():
        waiting.put(text)
    threads = [threading.Thread(target=_fire, args=(port, waiting, seen, options)) for _ in range(options.attackers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _fire(port: int, waiting: SimpleQueue[str], seen: Seen, options: argparse.Namespace) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    headers |= {} if options.one_address else {"X-Forwarded-For": "198.51.100.1"}
    while True:
        try:
            text = waiting.get_nowait()
        except Empty:
            return
        began = time.monotonic()
        seen.note(*_shot(port, text, headers, began))


def _shot(port: int, text: str, headers: dict[str, str], began: float) -> tuple[float, str]:
    """Seconds and status of one hostile query; `cut` is an answer that was visibly ended before its end."""
    connection = http.client.HTTPConnection(HOST, port, timeout=PATIENCE)
    try:
        connection.request("POST", "/sparql", urlencode({"query": text.encode("utf-8", "replace")}), headers)
        response = connection.getresponse()
        body = response.read()
        if response.status != http.client.OK:
            told = json.loads(body)
            return time.monotonic() - began, f"{response.status} {told['title']}"
        return time.monotonic() - began, "200 whole"
    except (http.client.IncompleteRead, ConnectionError):
        return time.monotonic() - began, "cut"
    finally:
        connection.close()


def _things(port: int) -> list[str]:
    connection = http.client.HTTPConnection(HOST, port, timeout=PATIENCE)
    query = f"SELECT ?s {{ ?s a <{_CSC}Organisation> }} LIMIT 1000"
    connection.request("GET", f"/sparql?query={quote(query)}", headers={"Accept": _RESULTS})
    rows = json.loads(connection.getresponse().read())["results"]["bindings"]
    connection.close()
    return [row["s"]["value"] for row in rows]


class _Tree:
    """The processes of the service: how many at most, and how much memory they had (Linux only)."""

    def __init__(self, port: int) -> None:
        self._root = _listening(port)
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look)
        self.most = self.many = 0

    @property
    def processes(self) -> list[int]:
        """Those that live now."""
        return [self._root, *below(self._root)]

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()
        time.sleep(1)

    def _look(self) -> None:
        while not self._ended.wait(0.2):
            processes = self.processes
            self.most = max(self.most, sum(map(_own_memory, processes)))
            self.many = max(self.many, len(processes))


def _listening(port: int) -> int:
    """The process that was started to serve on a port."""
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = path.read_bytes().split(b"\0")
        except OSError:
            continue
        if b"serve" in words and str(port).encode() in words:
            return int(path.parent.name)
    raise SystemExit("the process of the service is not to be seen: this needs Linux")


def _own_memory(process: int) -> int:
    try:
        fields = Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()
    except OSError:
        return 0
    return (int(fields[1]) - int(fields[2])) * 4096


def _lives(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
