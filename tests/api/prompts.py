"""What tests of answers that are given where a request is read share: requests as the connection hands them on."""

import time
from collections.abc import Callable
from urllib.parse import quote

from api.prompt import Prompt, Reply
from bench.server import HOST
from tests.api.sparql import JSON

LOOKUP = "SELECT ?p ?o { <http://e/first> ?p ?o }"


def given(prompt: Prompt, sent: bytes, client: str = "192.0.2.1", asked: str = LOOKUP, **headers: str) -> Reply | None:
    """What is answered to a request as the connection hands it on."""
    lines = [
        (name.lower().encode(), value.encode()) for name, value in {"host": HOST, "accept": JSON, **headers}.items()
    ]
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "GET",
        "path": "/sparql",
        "root_path": "",
        "scheme": "http",
    }
    scope |= {"query_string": f"query={quote(asked)}".encode(), "headers": lines, "client": (client, 1)}  # type: ignore[dict-item]
    return prompt.again((client, 1), sent) or prompt.answer(scope, sent)


def done(what: Callable[[], object]) -> None:
    """Do what nobody waits for, at once."""
    what()


def begun(prompt: Prompt) -> None:
    """Wait until the release is open, and the answer is kept."""
    until = time.monotonic() + 30
    while given(prompt, b"") is None:
        assert time.monotonic() < until
        time.sleep(0.01)
