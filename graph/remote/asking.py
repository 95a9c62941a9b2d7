"""Short answers from a remote server: a yes or no, or the triples that a query makes, through SPARQLWrapper."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from http.client import HTTPException, HTTPResponse
from typing import Any
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, OpenerDirector, ProxyHandler, Request, build_opener

from SPARQLWrapper import JSON, POST, TURTLE, SPARQLWrapper

from graph.remote.address import Remote
from graph.remote.ends import LAST, demand_end
from graph.remote.replicas import Passing
from graph.remote.wire import AGENT, demand_data, refuse, told, unheard
from graph.store import BadQuery, StoreError

YES_OR_NO, TRIPLES = frozenset({"ASK"}), frozenset({"CONSTRUCT", "DESCRIBE"})
_FORMATS = {YES_OR_NO: JSON, TRIPLES: TURTLE}


class _NotElsewhere(HTTPRedirectHandler):
    """Follows no redirect: it would carry our password to wherever the answer says."""

    def redirect_request(self, *_: object) -> Request | None:
        return None


class _Asking(SPARQLWrapper):
    """The wrapper, through an opener of ours."""

    opener: OpenerDirector

    def _query(self) -> tuple[HTTPResponse, str]:
        return self.opener.open(self._createRequest(), timeout=self.timeout), self.returnFormat


_OPENER = build_opener(_NotElsewhere(), ProxyHandler({}))


def whole(
    remote: Remote, address: str, query: str, forms: frozenset[str], dataset: Mapping[str, Sequence[str]]
) -> bytes:
    """The text of an answer, JSON or Turtle; raises `Passing`, and `BadQuery` for a query of another form."""
    asking = _Asking(address, agent=AGENT)
    asking.opener = _OPENER
    asking.setMethod(POST)
    asking.setOnlyConneg(True)  # no parameters that only some servers know
    asking.setReturnFormat(_FORMATS[forms])
    asking.setQuery(query)
    asking.setTimeout(int(remote.timeout) or 1)
    for name, values in dataset.items():
        for value in values:
            asking.addParameter(name, value)
    if remote.authorization:
        asking.addCustomHttpHeader("Authorization", remote.authorization)
    if asking.queryType not in forms:
        raise BadQuery(f"this is {asking.queryType}, not {' or '.join(sorted(forms))}")
    return _read(asking, address, remote)


def _read(asking: _Asking, address: str, remote: Remote) -> bytes:
    try:
        with _answer(asking) as response:
            # As in `graph.remote.wire`: by either of the two Virtuoso says that it gave up before the end.
            if response.status != HTTPStatus.OK or "X-SQL-State" in response.headers:
                refuse(response.status, address, response.read(4000).decode(errors="replace"), response.headers)
            media_type: str = response.headers.get_content_type()
            demand_data(media_type, address)
            body: bytes = response.read(remote.largest + 1)
    except TimeoutError as error:
        raise Passing(unheard(remote.timeout), silent=True, again=False) from error
    except (OSError, HTTPException) as error:
        raise Passing(told(error)) from error
    if len(body) > remote.largest:
        raise StoreError(f"the answer of the server is larger than {remote.largest} bytes")
    demand_end(media_type, body[-LAST:])
    return body


def _answer(asking: _Asking) -> Any:  # noqa: ANN401 - two kinds of answers, alike in what is read of them
    """What comes back, whatever its status."""
    try:
        return asking._query()[0]
    except HTTPError as error:
        return error
