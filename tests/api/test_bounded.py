"""What a stranger may send to pages, lists, maps and forms: little of it costs much, and none of it stays."""

import asyncio
import socket
import threading
import time
from pathlib import Path

import pytest
from fastapi import APIRouter, FastAPI, Request
from fastapi.testclient import TestClient

from api import errors
from api.app import create_app
from api.bounded import Slow, Turns
from api.deps import listed
from api.refusals import checked
from api.serving.server import PATIENCE, Server
from api.settings import Settings
from graph.answering.endings import Overloaded
from viz.export.png import BadWidth, width
from viz.geography import outlines
from viz.lettering import extent, fitted

MANY = "&".join(f"a{number}" for number in range(1_000))
JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize("path", ["/", "/clusters", "/search", "/map/places", "/map/places.svg", "/graphs", "/health"])
def test_an_address_has_a_thousand_parameters_at_most(client: TestClient, path: str) -> None:
    told = client.get(f"{path}?{MANY}&one", headers={"Accept": "application/json"})
    assert (told.status_code, told.json()["title"]) == (400, "Bad request")
    assert "1000 parameters" in told.json()["detail"]
    assert told.headers["x-content-type-options"] == "nosniff"
    assert client.get(f"{path}?{MANY}").text != told.text


def test_the_values_of_parameters_are_read_once() -> None:
    pairs = "&".join(f"a{number}={number}" for number in range(20_000))
    request = Request({"type": "http", "query_string": f"{pairs}&a7=x".encode(), "headers": []})
    before = time.process_time()
    found = listed(request)
    assert time.process_time() - before < 2
    assert (len(found), found["a7"], found["a8"]) == (20_000, ["7", "x"], ["8"])


@pytest.mark.parametrize("path", ["/completion/names", "/map/places/things"])
def test_a_body_that_is_read_at_once_is_a_megabyte_at_most(client: TestClient, path: str) -> None:
    told = client.post(path, content=b" " * 1024**2 + b"{}", headers=JSON)
    assert (told.status_code, told.json()["status"]) == (413, 413)
    assert client.post(path, content=b" " * (1024**2 - 2) + b"{}", headers=JSON).status_code == 400


@pytest.mark.parametrize("path", ["/completion/names?lang=pt", "/map/places/things"])
@pytest.mark.parametrize("sent", [b'["http://x/\\ud800"]', b"[" + b"1," * 900 + b"1]"], ids=["half", "many"])
def test_what_is_wrong_with_a_body_is_told_whatever_it_holds(client: TestClient, path: str, sent: bytes) -> None:
    told = client.post(path, content=b'{"iris": %b, "things": %b}' % (sent, sent), headers=JSON)
    assert told.status_code in {200, 204, 400}, told.text
    assert len(told.content) < 3_000


def test_a_refusal_quotes_what_can_be_sent() -> None:
    said = checked([{"type": "string_unicode", "loc": ("body", "iris", 0), "input": "http://x/\ud800"}])
    assert str(said).encode() == "0 cannot be “http://x/?”".encode()


@pytest.mark.parametrize("path", ["/clusters", "/ontology", "/glossary", "/questions", "/map/download.csv", "/search"])
def test_what_is_looked_for_has_two_hundred_characters_at_most(client: TestClient, path: str) -> None:
    for length, status in ((201, 400), (9, 200)):
        told = client.get(path, params={"q": "\ufdfa" * length}, headers={"Accept": "text/html"})
        assert told.status_code == status


@pytest.mark.parametrize(
    "address",
    [
        "/questions/bridges.png?show=bar&width={}",
        "/map/download.png?width={}",
        "/map/names.json?start={}",
        "/map/around.json?thing=cluster/produtech&kind=&start={}",
    ],
)
def test_a_number_of_many_digits_is_refused(client: TestClient, address: str) -> None:
    for digits in ("9" * 5_000, "0" * 5_000, "٣" * 3):
        assert client.get(address.format(digits)).status_code == 400


def test_widths_are_numbers_of_pixels() -> None:
    assert (width(""), width("200")) == (1600, 200)
    with pytest.raises(BadWidth):
        width("1" * 5_000)


def test_a_long_address_is_not_told_again_for_each_format(client: TestClient) -> None:
    told = client.get("/questions/bridges", params={"only": "," * 20_000}, headers={"Accept": "application/json"})
    assert 'rel="alternate"' not in told.headers.get("link", "")
    assert len(told.headers.get("link", "")) < 1_000
    short = client.get("/questions/bridges", headers={"Accept": "application/json"})
    assert 'rel="alternate"' in short.headers["link"]


def test_a_long_line_is_fitted_in_one_look() -> None:
    text = "https://example.org/?only=" + "%3A" * 60_000
    before = time.process_time()
    cut = fitted(text, 400)
    assert time.process_time() - before < 5
    assert text.startswith(cut.removesuffix("…"))
    assert extent(cut) <= 400 < extent(cut.removesuffix("…") + text[len(cut) - 1] + "W…")
    assert fitted("short", 400) == "short"


def test_what_strangers_name_on_a_map_is_not_kept(client: TestClient, app: FastAPI) -> None:
    client.get("/map/places.json?country=PT&area=none")
    reader = app.state.current.served().library.reader
    before = len(reader._labels), len(outlines._by_code())
    for number in range(20):
        assert client.get(f"/map/places.json?country=x{number}").status_code == 400
        assert client.get(f"/map/places.json?area=x{number}").status_code == 400
        assert client.get(f"/map/places.json?frame=x{number}").status_code == 400
    assert (len(reader._labels), len(outlines._by_code())) == before
    assert outlines.country("x") is None
    assert not hasattr(outlines.country, "cache_info")


def test_slow_answers_leave_threads_to_others(client: TestClient) -> None:
    release, at_work = threading.Event(), threading.Semaphore(0)
    app, slow, quick = FastAPI(), APIRouter(route_class=Slow), APIRouter()

    @slow.get("/slow")
    def wait() -> str:
        at_work.release()
        release.wait(60)
        return "done"

    @quick.get("/quick")
    def answer() -> str:
        return "here"

    app.include_router(slow)
    app.include_router(quick)
    errors.install(app)
    app.state.turns = Turns(at_once=2, waiting=98)
    with TestClient(app) as asking:
        found: list[int] = []
        threads = [threading.Thread(target=lambda: found.append(asking.get("/slow").status_code)) for _ in range(60)]
        try:
            for each in threads:
                each.start()
            assert at_work.acquire(timeout=60)
            assert at_work.acquire(timeout=60)
            assert asking.get("/quick").json() == "here"  # of forty threads, two are at work
            assert not at_work.acquire(blocking=False)
        finally:
            release.set()
        for each in threads:
            each.join(60)
    assert sorted(set(found)) == [200, 503]  # one client has half of the places
    assert found.count(200) >= 50


def test_turns_are_counted_by_client() -> None:
    async def crowd() -> list[str]:
        turns, told = Turns(at_once=1, waiting=3), list[str]()

        async def come(client: str) -> None:
            try:
                async with turns.of(client):
                    await asyncio.sleep(0)
                    told.append(client)
            except Overloaded as error:
                told.append(f"no {client} {error.retry_after}")

        waiting = [asyncio.ensure_future(come(client)) for client in ("a", "a", "a", "b", "c", "d")]
        await asyncio.sleep(0)
        waiting[3].cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        await come("a")
        return told

    assert asyncio.run(crowd()) == ["no a 5", "no d 5", "a", "a", "c", "a"]


@pytest.mark.parametrize("path", ["/health", "/ready"])
def test_health_is_told_by_a_thread_that_no_page_takes(app: FastAPI, client: TestClient, path: str) -> None:
    current, threads = app.state.current, list[str]()

    class Seen:
        def served(self) -> object:
            threads.append(threading.current_thread().name)
            return current.served()

    app.state.current = Seen()
    try:
        assert client.get(path).json()["status"] == "ok"
    finally:
        app.state.current = current
    assert [each.partition("_")[0] for each in threads] == ["asyncio"]  # the loop's, beside those of the framework


def test_the_service_ends_though_an_answer_is_still_made(demo: Path) -> None:
    release, begun = threading.Event(), threading.Event()
    settings = Settings(store=demo, workers=1)
    app = create_app(settings)

    @app.get("/an/answer/in/the/making")
    def wait() -> str:
        begun.set()
        release.wait(120)
        return "done"

    server = Server(app, settings, patience=1)
    with socket.create_server(("127.0.0.1", 0)) as door:
        serving = threading.Thread(target=server.run, args=([door],), daemon=True)
        serving.start()
        try:
            with socket.create_connection(door.getsockname()) as asking:
                asking.sendall(b"GET /an/answer/in/the/making HTTP/1.1\r\nHost: x\r\n\r\n")
                assert begun.wait(60)
                server.should_exit = True
                serving.join(60)
                assert not serving.is_alive()
        finally:
            release.set()
    assert Server(app, settings).config.timeout_graceful_shutdown == PATIENCE
