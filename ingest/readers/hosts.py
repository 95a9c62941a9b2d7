"""Endpoints that a harvest may ask: at the address that was looked up, with no redirect elsewhere, and no proxy."""

import http.client
from collections.abc import Sequence
from http.client import HTTPMessage
from typing import IO
from urllib.request import (
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
    build_opener,
)

from graph.doors import Door, HostRefused, NoAddress, Plain, Secure
from ingest.readers.table import UnreadableFile

_SETTING = "CLUSTERSCAPE_HARVEST_HOSTS"


class NotAllowed(UnreadableFile):
    """The operator did not allow this host to be asked."""


def door_to(url: str, hosts: Sequence[str]) -> Door:
    """The door of a URL; raises `NotAllowed`, and `UnreadableFile` where the name has no address."""
    try:
        return Door.to(url, hosts, _SETTING)
    except HostRefused as error:
        raise NotAllowed(error.expected, found=error.found) from error
    except NoAddress as error:
        raise UnreadableFile(f"a host that has an address ({error})", found=url) from error


def opener(door: Door) -> OpenerDirector:
    """Opens URLs behind one door."""
    return build_opener(ProxyHandler({}), _Redirects(door), _Plain(door), _Secure(door))


class _Redirects(HTTPRedirectHandler):
    max_redirections = 3

    def __init__(self, door: Door) -> None:
        self._door = door

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        """Follow within the host; refuse elsewhere."""
        if not self._door.leads_to(newurl):
            raise NotAllowed("an endpoint that does not lead to another host", found=newurl)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


class _Plain(HTTPHandler):
    def __init__(self, door: Door) -> None:
        super().__init__()
        self._door = door

    def http_open(self, req: Request) -> http.client.HTTPResponse:
        """Connect to the address that was looked up."""
        return self.do_open(lambda _, **how: Plain(self._door, **how), req)


class _Secure(HTTPSHandler):
    def __init__(self, door: Door) -> None:
        super().__init__()
        self._door = door

    def https_open(self, req: Request) -> http.client.HTTPResponse:
        """Connect to the address that was looked up; the certificate must be that of the name."""
        return self.do_open(lambda _, **how: Secure(self._door, **how), req)
