"""Processes beside the first one: they answer lookups by themselves, and whoever asks for more notices nothing of it."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx2
import pytest

from api.cli import WRONG_CALL, main
from bench.server import COMMAND, PATIENCE
from tests.api.serving.running import Service, is_gone, serving_in, until
from tests.api.sparql import CONSTRUCT, SELECT, build
from tests.api.test_prompt import HOST, Wire, addressed, request

pytestmark = pytest.mark.of_processes("light processes look things up in a folder")
TEXT = "much " * 1_000
ROWS = {"http://g/1": [("http://e/first", "one"), ("http://e/large", TEXT)]}
LARGE = "SELECT ?o { <http://e/large> ?p ?o }"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("lights"), ROWS)


@pytest.fixture(scope="module")
def service(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with serving_in(2, folder, tmp_path_factory.mktemp("log") / "log") as service:
        yield service


@pytest.fixture
def wire(service: Service) -> Iterator[Wire]:
    """A connection that the light process has let in."""
    with service.connected(service.light()) as wire:
        yield wire


def lookup(name: str) -> bytes:
    """A lookup that nobody made before."""
    return request(f"SELECT ?p ?o {{ <http://e/{name}> ?p ?o }}")


def test_lookups_are_answered_where_they_arrive_counted_and_logged(service: Service, wire: Wire) -> None:
    before, lines = service.answered(), len(service.lines("path=/sparql"))
    assert [wire.asked(lookup(f"counted-{number}"))[0] for number in range(20)] == [200] * 20
    assert service.holder(wire) == service.light()
    until(lambda: service.answered() == before + 20)
    until(lambda: len(service.lines("path=/sparql")) == lines + 20)
    assert all("status=200" in line and "form=SELECT" in line for line in service.lines("path=/sparql")[lines:])


@pytest.mark.parametrize(
    "sent",
    [
        addressed("/health"),
        request(SELECT),
        request(CONSTRUCT, Accept="text/turtle"),
        request(method="POST", Content_Length="0"),
        request(Authorization="Bearer none"),
        request(Accept="image/png"),
        addressed("/nowhere"),
    ],
    ids=["page", "worker", "construct", "post", "token", "not-acceptable", "missing"],
)
def test_what_is_no_lookup_goes_on_with_the_first_process(service: Service, wire: Wire, sent: bytes) -> None:
    assert wire.asked(lookup("before"))[0] == 200
    with Wire(service.port) as other:
        expected = other.asked(sent)[0]
    assert wire.asked(sent)[0] == expected
    assert service.holder(wire) == service.process.pid
    assert wire.asked(lookup("after"))[0] == 200


def test_requests_that_come_together_are_answered_in_their_order(service: Service, wire: Wire) -> None:
    wire.send(request() + request(SELECT) + request(LARGE) + addressed("/health") + request())
    bodies = [wire.answer()[2] for _ in range(5)]
    assert [b'"one"' in body for body in bodies] == [True, True, False, False, True]
    assert TEXT.encode() in bodies[2]
    assert service.holder(wire) == service.process.pid


@pytest.mark.parametrize("first", [1, 15, len(request()) - 1])
def test_half_a_request_is_no_harm(service: Service, wire: Wire, first: int) -> None:
    wire.send(request()[:first])
    until(lambda: service.holder(wire) == service.process.pid)
    with service.connected(service.light()) as other:
        assert other.asked(request())[0] == 200
    wire.send(request()[first:])
    assert b'"one"' in wire.answer()[2]


def test_who_reads_slowly_gets_all_answers_and_keeps_nobody_waiting(service: Service) -> None:
    slow = Wire(service.port, most=4096)
    while service.holder(slow) != service.light():
        slow.close()
        slow = Wire(service.port, most=4096)
    count = 2_000  # more bytes than the system takes for it
    with slow, service.connected(service.light()) as other:
        sent = threading.Thread(target=lambda: [slow.send(request(LARGE)) for _ in range(count)], daemon=True)
        sent.start()
        for _ in range(20):
            assert other.asked(request())[0] == 200
        bodies = [slow.answer()[2] for _ in range(count)]
        assert all(TEXT.encode() in body for body in bodies)
        sent.join()


def test_the_next_lookup_is_answered_from_the_new_release(service: Service, folder: Path, wire: Wire) -> None:
    assert b'"one"' in wire.asked(request())[2]
    for number in range(5):
        build(folder, {"http://g/1": [("http://e/first", f"new {number}")]})
        assert f'"new {number}"'.encode() in wire.asked(request())[2]
    build(folder, ROWS)
    assert b'"one"' in wire.asked(request())[2]
    assert service.holder(wire) == service.light()


def test_the_budget_counts_what_is_spent_in_any_process(folder: Path, tmp_path: Path) -> None:
    with serving_in(2, folder, tmp_path / "log", budget="0.02", budget_window="600") as service:
        with service.connected(service.light()) as wire:
            for number in range(100_000):
                if (answer := wire.asked(lookup(f"spent-{number}")))[0] != 200:
                    break
            assert b"budget-spent" in answer[2]
            assert service.holder(wire) == service.process.pid
        with service.connected(service.light()) as wire:
            assert b"budget-spent" in wire.asked(lookup("again"))[2]


def test_a_process_that_dies_is_replaced_and_its_clients_are_let_in(service: Service) -> None:
    lost = service.light()
    os.kill(lost, signal.SIGKILL)
    until(lambda: service.lines("a light process ended with -9"))
    for _ in range(20):
        with Wire(service.port) as wire:
            assert wire.asked(request())[0] == 200
    until(service.is_ready)
    assert is_gone(lost)
    with service.connected(service.light()) as wire:
        assert wire.asked(request())[0] == 200


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_the_first_process_takes_the_others_with_it(folder: Path, tmp_path: Path, number: int) -> None:
    with serving_in(2, folder, tmp_path / "log") as service, service.connected(service.light()) as wire:
        assert wire.asked(lookup("last"))[0] == 200
        light = service.light()
        service.process.send_signal(number)
        assert service.process.wait(PATIENCE) == -number
        until(lambda: is_gone(light))
        with pytest.raises(httpx2.ConnectError):
            httpx2.get(f"{service.address}/health")
        if number == signal.SIGTERM:
            assert len(service.lines("path=/sparql")) == 1
            assert service.lines("light process") == []


def test_who_waits_to_be_let_in_when_the_service_ends_is_answered(folder: Path, tmp_path: Path) -> None:
    with serving_in(2, folder, tmp_path / "log") as service, ExitStack() as stack:
        light = service.light()
        os.kill(light, signal.SIGSTOP)
        wires = [stack.enter_context(Wire(service.port)) for _ in range(20)]
        assert {service.holder_now(wire) for wire in wires} == {service.process.pid, 0}  # some wait at its door
        for wire in wires:
            wire.send(lookup("late"))
        service.process.send_signal(signal.SIGTERM)
        assert [wire.answer()[0] for wire in wires] == [200] * len(wires)
        os.kill(light, signal.SIGCONT)
        assert service.process.wait(PATIENCE) == -signal.SIGTERM


def test_a_light_process_loads_nothing_that_makes_pages() -> None:
    loaded = subprocess.run(
        [sys.executable, "-c", "import sys, api.serving.light; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert "api.prompt" in loaded
    assert {"jinja2", "numpy", "networkx", "reportlab", "tantivy", "api.pages.render", "viz.page"}.isdisjoint(loaded)


def test_another_service_cannot_share_the_port(service: Service, folder: Path, tmp_path: Path) -> None:
    refused = subprocess.run(
        [COMMAND, "serve", "--host", HOST, "--port", str(service.port), "--store", folder, "--processes", "2"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert refused.returncode == 2
    assert f"cannot listen on {HOST}:{service.port}" in refused.stderr


def test_a_service_begins_again_where_one_has_just_ended(folder: Path, tmp_path: Path) -> None:
    with serving_in(2, folder, tmp_path / "first") as service:
        wire = service.connected(service.light())
    wire.close()  # the service hung up first: the system remembers the connection for a minute
    with serving_in(2, folder, tmp_path / "second", service.port) as again:
        assert again.lines("light process") == []


@pytest.mark.parametrize(
    ("store", "platform", "said"),
    [("https://e/", "linux", "a store in a folder"), ("store", "darwin", "runs on Linux")],
)
def test_where_only_one_process_can_serve_more_are_refused(
    store: str, platform: str, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("api.commands.serve.sys.platform", platform)
    assert main(["serve", "--store", store, "--processes", "2"]) == WRONG_CALL
    assert said in capsys.readouterr().err
