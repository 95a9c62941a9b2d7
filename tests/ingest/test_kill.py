"""A load that is killed, at whatever moment, leaves the old state or the new one, and the next load works.

It loads a source of each family, those that are read in a process of their own too; all of them are in one state.
"""

import os
import random
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qs, urlsplit

from graph.release import KEPT, Releases
from graph.store import Scope
from tests.ingest.documents.making import pdf

ROUNDS = 6
LONGEST = 4.0  # seconds until a load is killed
ROWS = 50  # of each source but the document
# Loads the same sources again and again, each time with other names, and says when it begins.
LOADER = """
import json
import sys
from pathlib import Path
from ingest.load import Finish, Watcher, load
from ingest.source import read
from ingest.work import Order

folder, store, host, first = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], int(sys.argv[4])
cluster, label = "https://w3id.org/clusterscape/id/cluster/", "http://www.w3.org/2000/01/rdf-schema#"
kind, rdf = "https://w3id.org/clusterscape/ontology#", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
declaration = (folder / "declaration.txt").read_text()
for number in range(first, first + 1000):
    state = f"state {number}"
    (folder / "test.toml").write_text(declaration.replace("STATE", str(number)))
    rows = "".join(f"c{row},{state}\\n" for row in range(ROWS))
    (folder / "test.csv").write_text("id,name\\n" + rows)
    lines = (f'<{cluster}n{row}> <{rdf}type> <{kind}Cluster> .\\n<{cluster}n{row}> <{label}label> "{state}"@en .\\n'
             for row in range(ROWS))
    (folder / "lines.nt").write_text("".join(lines))
    parts = (f'<c:Cluster r:about="{cluster}x{row}"><l:label xml:lang="en">{state}</l:label></c:Cluster>'
             for row in range(ROWS))
    (folder / "tree.rdf").write_text(f'<r:RDF xmlns:r="{rdf}" xmlns:c="{kind}" xmlns:l="{label}">{"".join(parts)}</r:RDF>')
    (folder / "list.json").write_text(json.dumps([{"id": f"j{row}", "name": state} for row in range(ROWS)]))
    events = (f"BEGIN:VEVENT\\nUID:{row}\\nSUMMARY:{state}\\nDTSTART:20260101\\nEND:VEVENT\\n" for row in range(ROWS))
    (folder / "forum.ics").write_text(f"BEGIN:VCALENDAR\\nVERSION:2.0\\nPRODID:x\\n{''.join(events)}END:VCALENDAR\\n")
    print(number, flush=True)
    load(store, read(folder / "test.toml"), Watcher(), Finish("", lambda draft: None), order=Order(hosts=(host,)))
""".replace("ROWS", str(ROWS))
SOURCE = """
[[source]]
id = "test-{name}"
title = {{en = "{title}"}}
publisher = "Nobody"
license = "https://creativecommons.org/licenses/by/4.0/"
language = ["en"]
resolve = false
{more}
"""
FILES = {
    "table": 'file = "test.csv"\nmapping = "mapping.toml"',
    "lines": 'file = "lines.nt"',
    "tree": 'file = "tree.rdf"',
    "list": 'file = "list.json"\nmapping = "mapping.toml"',
    "calendar": 'file = "forum.ics"',
}
HARVEST = """mapping = "mapping.toml"
endpoint = "http://{host}/sparql"
query = "SELECT ?id ?name WHERE {{ ?id <urn:state:STATE> ?name }} ORDER BY ?id"
pause = 0
"""
TOTAL = (len(FILES) + 1) * ROWS + 1  # with what the endpoint tells, and the document
MAPPING = """
key = ["id"]
records = false
[thing.cluster]
iri = "cluster/{id}"
type = "csc:Cluster"
[thing.cluster.say]
"rdfs:label" = {column = "name", lang = "en"}
"""
STATES = """
PREFIX csc: <https://w3id.org/clusterscape/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?state (COUNT(DISTINCT ?thing) AS ?things) {
  VALUES ?class { csc:Cluster csc:Event csc:Document }
  ?thing a ?class ; rdfs:label ?label .
  BIND(STR(?label) AS ?state)
} GROUP BY ?state
"""


def test_a_killed_load_leaves_one_whole_state(tmp_path: Path) -> None:
    (tmp_path / "mapping.toml").write_text(MAPPING, encoding="utf-8")
    pdf(tmp_path / "report.pdf", ["The report of the agency."])
    chance = random.Random(20)
    seen = set[str]()
    with _endpoint() as host:
        (tmp_path / "declaration.txt").write_text(_declaration(host), encoding="utf-8")
        for turn in range(ROUNDS):
            _load_and_kill(tmp_path, host, turn * 1000, turn % 2, chance.uniform(0.0, LONGEST))
            release = Releases(tmp_path / "store").current()
            states = list(release.open().select(STATES, Scope.PUBLIC)) if release else []
            assert len(states) <= 1
            assert {str(row["things"]) for row in states} <= {str(TOTAL)}
            seen |= {str(row["state"]) for row in states}
    assert len(seen) > 1  # some loads were done, and the kills came between and within them
    assert len(_kept_later(tmp_path / "store")) <= KEPT


def _kept_later(store: Path) -> list[Path]:
    """The releases that the next load leaves, once readers had the time to open those that were current for a moment."""
    for release in (store / "releases").glob("*"):
        os.utime(release, (0, 0))
    releases = Releases(store)
    releases.drop_unfinished()
    releases.forget()
    return list((store / "releases").glob("*"))


def _declaration(host: str) -> str:
    told = {
        **{name: SOURCE.format(name=name, title="Test", more=more) for name, more in FILES.items()},
        "report": SOURCE.format(name="report", title="state STATE", more='file = "report.pdf"'),
        "harvest": SOURCE.format(name="harvest", title="Test", more=HARVEST.format(host=host)),
    }
    return "".join(told.values())


@contextmanager
def _endpoint() -> Iterator[str]:
    """The address of a server on loopback that tells the state which it is asked for."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            query = parse_qs(urlsplit(self.path).query)["query"][0]
            (state,) = re.findall(r"urn:state:(\d+)", query)
            ids = range(ROWS) if query.rstrip().endswith("OFFSET 0") else ()
            rows = ",".join(
                f'{{"id":{{"type":"literal","value":"h{row}"}},"name":{{"type":"literal","value":"state {state}"}}}}'
                for row in ids
            )
            body = f'{{"head":{{"vars":["id","name"]}},"results":{{"bindings":[{rows}]}}}}'.encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/sparql-results+json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nobody reads it."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def _load_and_kill(folder: Path, host: str, first: int, done: int, seconds: float) -> None:
    """Kill the loader when so many loads are done and some seconds of the next one are over."""
    command = [sys.executable, "-c", LOADER, str(folder), str(folder / "store"), host, str(first)]
    root = Path(__file__).parents[2]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        for _ in range(1 + done):
            assert process.stdout.readline()
        time.sleep(seconds)
        process.kill()
