"""What operators do with the list of queries, in a real browser."""

import threading
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from playwright.sync_api import Browser, expect

from bench.server import HOST, serving
from graph.accounts import Accounts
from tests.api.sparql import ENDLESS, build
from tests.journeys.conftest import Visit, visiting

UNKNOWN = 401


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rows = [(f"http://e/{number}", f"text {number}") for number in range(5_000)]
    return build(tmp_path_factory.mktemp("operating"), {"http://g/1": rows})


@pytest.fixture(scope="module")
def operator(folder: Path) -> str:
    return Accounts(folder).new("operator")[1]


@pytest.fixture
def visit(browser: Browser, folder: Path, operator: str) -> Iterator[Visit]:
    """A visitor of a service at which somebody else, who reads with a token, asks a query without an end."""
    reader = {"Authorization": f"Bearer {Accounts(folder).new('read')[1]}"}
    with serving(folder, {"CLUSTERSCAPE_DEADLINE_READ": "60"}) as (port, _):
        site = f"http://{HOST}:{port}"
        asked = {"url": f"{site}/sparql", "params": {"query": ENDLESS}, "headers": reader, "timeout": 60}
        asking = threading.Thread(target=lambda: httpx2.get(**asked))  # type: ignore[arg-type]
        asking.start()
        yield from visiting(browser, site, width=1280, height=900)
        asking.join()


def test_an_operator_finds_a_query_and_stops_it(visit: Visit, operator: str) -> None:
    page = visit.open("/queries")
    expect(page.locator("[data-runs]")).to_contain_text("There are none.")
    page.get_by_label("Token").fill("wrong")
    page.get_by_role("button", name="Use it").click()
    expect(page.get_by_text("This token is not known here.")).to_be_visible()
    page.get_by_label("Token").fill(operator)
    page.get_by_label("Token").press("Enter")
    expect(page.get_by_role("row").nth(1)).to_contain_text("?g ?h ?i")
    assert operator not in page.content()
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_text("The query was stopped.")).to_be_visible()
    expect(page.locator("[data-runs]")).to_contain_text("There are none.")
    page.get_by_role("button", name="Forget it").click()
    expect(page.locator("[data-runs]")).to_contain_text("Your queries")
    # The browser tells a refusal, too, and when it does is its own affair.
    visit.faults = [fault for fault in visit.faults if f"status of {UNKNOWN}" not in fault]
