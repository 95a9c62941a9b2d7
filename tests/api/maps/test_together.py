"""Ten users at once over the maps: nobody gets an error, and what several ask for is made once."""

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.current import Served
from api.maps import pictures
from api.maps.pictures import Picture
from api.settings import Settings
from graph.networks.outline import Outline
from graph.networks.projections import projections
from ontology.model import LANGUAGES

USERS = 10
ASKED = (
    "/map?of=membership&lang={lang}",
    "/map/data.bin?of={of}&lang={lang}",
    "/map/names.json?of={of}&lang={lang}&start=10&count=5",
    "/map/around.json?thing=cluster/produtech&lang={lang}",
    "/map/paths.json?one=cluster/produtech&other=cluster/aed-cluster-portugal&lang={lang}",
    "/map/places.svg?kind=cluster&lang={lang}",
    "/map/places.json?of={of}&lang={lang}",
    "/map/structure.json?lang={lang}",
    "/map/download.gexf?of={of}&lang={lang}",
    "/map/download.ttl?of={of}&lang={lang}",
    "/map/download.pdf?of=shared-goals&lang={lang}",
    "/structure?lang={lang}",
)


def addresses(user: int) -> list[str]:
    """What one user asks for, each beginning elsewhere."""
    of = projections()[user % 3].name
    asked = [each.format(of=of, lang=LANGUAGES[user % len(LANGUAGES)]) for each in ASKED]
    return asked[user % len(asked) :] + asked[: user % len(asked)]


def test_ten_users_at_once_all_get_answers_and_each_network_is_read_once(
    demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, guard, now, most = Counter[object](), Lock(), [0], [0]
    usual = pictures._of_projection

    def counted(served: Served, asked: Picture) -> Outline:
        with guard:
            read[asked.outline] += 1
            now[0] += 1
            most[0] = max(most[0], now[0])
        time.sleep(0.05)  # so that others come meanwhile
        try:
            return usual(served, asked)
        finally:
            with guard:
                now[0] -= 1

    monkeypatch.setattr(pictures, "_of_projection", counted)
    with TestClient(create_app(Settings(store=demo, workers=1))) as client:

        def ask(user: int) -> list[tuple[str, int, int]]:
            answers = ((path, client.get(path)) for path in addresses(user))
            return [(path, answer.status_code, len(answer.content)) for path, answer in answers]

        with ThreadPoolExecutor(USERS) as users:
            found = [each for answers in users.map(ask, range(USERS)) for each in answers]
    assert len(found) == USERS * len(ASKED)
    assert [each for each in found if each[1] != 200 or not each[2]] == []
    assert max(read.values()) == 1
    assert most[0] <= pictures._AT_ONCE
