"""A load that is killed, at whatever moment, leaves the old state or the new one, and the next load works."""

import random
import subprocess
import sys
import time
from pathlib import Path

from graph.release import Releases
from graph.store import Scope

ROUNDS = 10
ROWS = 300
# Loads the same source again and again, each time with other names, and says when it begins.
LOADER = """
import sys
from pathlib import Path
from ingest.load import Finish, Watcher, load
from ingest.source import Dataset, Source

folder, store = Path(sys.argv[1]), Path(sys.argv[2])
licence = "https://creativecommons.org/licenses/by/4.0/"
for number in range(int(sys.argv[3]), int(sys.argv[3]) + 1000):
    rows = "".join(f"c{row},state {number}\\n" for row in range(ROWS))
    (folder / "test.csv").write_text("id,name\\n" + rows)
    source = Source("test", Dataset("test", {"en": "Test"}), {"en": "Test"}, folder / "test.csv", folder / "test.toml",
                    "Nobody", licence, "", None, ("en",), "csv", "utf-8", ",")
    print(number, flush=True)
    load(store, [source], Watcher(), Finish("", lambda draft: None))
""".replace("ROWS", str(ROWS))
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
    (tmp_path / "test.toml").write_text(MAPPING, encoding="utf-8")
    chance = random.Random(20)
    seen = set[str]()
    for turn in range(ROUNDS):
        _load_and_kill(tmp_path, turn * 1000, turn % 2, chance.uniform(0.0, 1.5))
        release = Releases(tmp_path / "store").current()
        states = list(release.open().select(STATES, Scope.PUBLIC)) if release else []
        assert len(states) <= 1
        assert {str(row["clusters"]) for row in states} <= {str(ROWS)}
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
