"""What LOAD names, fetched from hosts that the operator allows: at one address, no redirect, within limits."""

import time
from collections.abc import Sequence
from email.message import Message
from http.client import HTTPException, HTTPResponse
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from graph.changes import Body, FetchFailed, FetchRefused
from graph.doors import Door, HostRefused, asked, pieces
from ontology.saying import Said, said

_SETTING = "CLUSTERSCAPE_LOAD_HOSTS"
_BY_ENDING = {
    ".ttl": "text/turtle",
    ".nt": "application/n-triples",
    ".rdf": "application/rdf+xml",
    ".owl": "application/rdf+xml",
    ".jsonld": "application/ld+json",
}
_UNTOLD = frozenset({"text/plain", "application/octet-stream"})  # what servers say that do not know
_HEADERS = {"Accept": ", ".join(dict.fromkeys(_BY_ENDING.values())), "Accept-Encoding": "identity"}


class Fetcher:
    """Keeps what it fetched last in a file of a folder, for whoever reads it next."""

    def __init__(self, folder: Path, hosts: Sequence[str], seconds: float = 30.0, size: int = 64 * 1024**2) -> None:
        self._path = folder / "fetched"
        self._hosts = hosts
        self._seconds = seconds
        self._size = size

    def __call__(self, address: str) -> Body:
        """A file of what is found at an address; raises `FetchRefused` and `FetchFailed`."""
        try:
            door = Door.to(address, self._hosts, _SETTING)
            return self._fetched(door, address)
        except HostRefused as error:
            told = "LOAD <{iri}> is refused: {why}"
            raise FetchRefused(Said.of("load_refused", told, iri=address, why=said(error))) from error
        except (OSError, HTTPException) as error:
            told = "LOAD <{iri}> failed: {why}"
            raise FetchFailed(Said.of("load_failed", told, iri=address, why=said(error))) from error

    def _fetched(self, door: Door, address: str) -> Body:
        until = time.monotonic() + self._seconds
        with door.opened(self._seconds) as connection:
            connection.request("GET", asked(address), headers=_HEADERS)
            with connection.getresponse() as response:
                if response.status != 200:
                    told = "LOAD <{iri}> failed: status {status}; redirects are not followed"
                    raise FetchFailed(Said.of("load_status", told, iri=address, status=response.status))
                with self._path.open("wb") as file:
                    file.writelines(pieces(response, self._size, lambda: until - time.monotonic()))
                return Body(_media_type(response, urlsplit(address).path), self._path, address)


def _media_type(response: HTTPResponse, path: str) -> str:
    header = Message()
    header["Content-Type"] = response.headers.get("Content-Type", "text/plain")
    told = header.get_content_type()
    return _BY_ENDING.get(PurePosixPath(path).suffix.lower(), "text/turtle") if told in _UNTOLD else told
