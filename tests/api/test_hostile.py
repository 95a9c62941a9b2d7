"""Some of each kind of hostile query (all of them: `python -m bench hostile`), and what ordinary clients notice."""

import os
import threading
import time
from collections import Counter
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from bench.hostile_queries import hostile, some
from tests.api.sparql import build, service
from tests.graph.answering.pools import children, until

ATTACKERS, OF_EACH = 4, 3
ORDINARY = "SELECT ?o {{ <http://e/{}> ?p ?o }}"


def test_there_are_more_than_two_hundred() -> None:
    assert len(list(hostile())) > 200
    assert len({text for _, text in hostile()}) > 200


def test_hostile_queries_end_in_a_problem_or_a_whole_answer_and_ordinary_ones_are_answered(tmp_path: Path) -> None:
    rows = [(f"http://e/{number}", f"text {number}") for number in range(1_000)]
    folder = build(tmp_path, {"http://g/1": rows})
    waiting, told = list(some(OF_EACH)), Counter[int]()
    strange = list[tuple[str, str]]()
    app = service(folder, workers=2, deadline=30, memory=300 * 1024**2)
    before = children()  # with `--store remote` one of them is the server, which stays
    with TestClient(app) as client:

        def attack() -> None:
            while waiting:
                name, text = waiting.pop()
                sent = {"query": text.encode("utf-8", "replace").decode(), "timeout": "0.4"}
                answer = client.post("/sparql", data=sent)
                told[answer.status_code] += 1
                if answer.status_code not in {200, 400, 413, 422, 503, 504}:
                    strange.append((name, answer.text))
                if answer.status_code != 200 and "title" not in answer.json():
                    strange.append((name, answer.text))

        threads = [threading.Thread(target=attack) for _ in range(ATTACKERS)]
        for thread in threads:
            thread.start()
        number = 0
        while any(thread.is_alive() for thread in threads):
            answer = client.get("/sparql", params={"query": ORDINARY.format(number % 1_000)})
            assert answer.status_code == 200, answer.text
            assert len(answer.json()["results"]["bindings"]) == 1
            number += 1
        until(lambda: client.get("/queries").json()["total"] == 0)
    assert strange == []
    assert number > 5
    assert told[400] >= 5
    assert told[504] > 3
    assert sum(told.values()) == len(list(some(OF_EACH)))
    assert children(os.getpid()) - before == set()


@pytest.mark.parametrize("patterns", [240, 990])
def test_to_explain_a_query_of_many_patterns_takes_little(client: TestClient, patterns: int) -> None:
    query = f"SELECT * {{ {' . '.join(f'?a{number} ?b ?c' for number in range(patterns))} }}"
    before = time.process_time()
    told = client.post("/sparql/explain", data={"query": query}).json()
    assert (told["form"], told["faster"], told["sentence"] is not None) == ("SELECT", None, True)
    assert time.process_time() - before < 5
