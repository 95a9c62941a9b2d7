"""A load that is killed, at whatever moment, leaves the old state or the new one, and the next load works.

It loads a table, RDF by lines, and RDF/XML, which is read in a process of its own; all of them are in one state.
"""

import random
import subprocess
import sys
import time
from pathlib import Path

from graph.release import Releases
from graph.store import Scope

ROUNDS = 8
ROWS = 100  # of each source
SOURCES = 3
MOST_RELEASES = 3  # two that are kept, and one that was not switched to when the load was killed
# Loads the same sources again and again, each time with other names, and says when it begins.
LOADER = """
import sys
from pathlib import Path
from ingest.load import Finish, Watcher, load
from ingest.source import read

folder, store = Path(sys.argv[1]), Path(sys.argv[2])
cluster, label = "https://w3id.org/clusterscape/id/cluster/", "http://www.w3.org/2000/01/rdf-schema#"
kind, rdf = "https://w3id.org/clusterscape/ontology#", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
for number in range(int(sys.argv[3]), int(sys.argv[3]) + 1000):
    state = f"state {number}"
    rows = "".join(f"c{row},{state}\\n" for row in range(ROWS))
    (folder / "test.csv").write_text("id,name\\n" + rows)
    lines = (f'<{cluster}n{row}> <{rdf}type> <{kind}Cluster> .\\n<{cluster}n{row}> <{label}label> "{state}"@en .\\n'
             for row in range(ROWS))
    (folder / "lines.nt").write_text("".join(lines))
    parts = (f'<c:Cluster r:about="{cluster}x{row}"><l:label xml:lang="en">{state}</l:label></c:Cluster>'
             for row in range(ROWS))
    (folder / "tree.rdf").write_text(f'<r:RDF xmlns:r="{rdf}" xmlns:c="{kind}" xmlns:l="{label}">{"".join(parts)}</r:RDF>')
    print(number, flush=True)
    load(store, read(folder / "test.toml"), Watcher(), Finish("", lambda draft: None))
""".replace("ROWS", str(ROWS))
SOURCE = """
[[source]]
id = "{name}"
title = {{en = "Test"}}
publisher = "Nobody"
license = "https://creativecommons.org/licenses/by/4.0/"
language = ["en"]
resolve = false
file = "{file}"
{more}
"""
DECLARATION = "".join(
    (
        SOURCE.format(name="test-table", file="test.csv", more='mapping = "mapping.toml"'),
        SOURCE.format(name="test-lines", file="lines.nt", more=""),
        SOURCE.format(name="test-tree", file="tree.rdf", more=""),
    )
)
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
SELECT ?state (COUNT(?cluster) AS ?clusters) { ?cluster a csc:Cluster ; rdfs:label ?state } GROUP BY ?state
"""


def test_a_killed_load_leaves_one_whole_state(tmp_path: Path) -> None:
    (tmp_path / "test.toml").write_text(DECLARATION, encoding="utf-8")
    (tmp_path / "mapping.toml").write_text(MAPPING, encoding="utf-8")
    chance = random.Random(20)
    seen = set[str]()
    for turn in range(ROUNDS):
        _load_and_kill(tmp_path, turn * 1000, turn % 2, chance.uniform(0.0, 5.0))
        release = Releases(tmp_path / "store").current()
        states = list(release.open().select(STATES, Scope.PUBLIC)) if release else []
        assert len(states) <= 1
        assert {str(row["clusters"]) for row in states} <= {str(SOURCES * ROWS)}
        assert len(list((tmp_path / "store" / "releases").glob("*"))) <= MOST_RELEASES
        seen |= {str(row["state"]) for row in states}
    assert len(seen) > 1  # some loads were done, and the kills came between and within them


def _load_and_kill(folder: Path, first: int, done: int, seconds: float) -> None:
    """Kill the loader when so many loads are done and some seconds of the next one are over."""
    command = [sys.executable, "-c", LOADER, str(folder), str(folder / "store"), str(first)]
    root = Path(__file__).parents[2]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        for _ in range(1 + done):
            assert process.stdout.readline()
        time.sleep(seconds)
        process.kill()
