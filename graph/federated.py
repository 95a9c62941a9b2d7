"""Asks an endpoint for the rows of a SERVICE clause: allowed hosts only, within limits of time, bytes and rows."""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any
from urllib.parse import urlencode

from graph.doors import Door, HostRefused, asked, pieces
from graph.federation import Part, ServiceRefused
from graph.store import StoreError
from graph.terms import is_iri, is_language
from ontology.saying import Said, said

_SETTING = "CLUSTERSCAPE_SERVICE_HOSTS"
_JSON = "application/sparql-results+json"
_HEADERS = {"Accept": _JSON, "Content-Type": "application/x-www-form-urlencoded", "Accept-Encoding": "identity"}
_LONGEST_TOLD = 200  # characters of what cannot be read
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


class ServiceFailed(StoreError):
    """An endpoint did not answer a SERVICE clause, or not as it may."""


@dataclass(frozen=True)
class Reach:
    """Which endpoints are asked, and how much each may answer."""

    hosts: tuple[str, ...] = ()
    seconds: float = 10.0
    size: int = 8 * 1024**2
    rows: int = 10_000

    def ask(self, part: Part, left: Callable[[], float]) -> str:
        """The rows of a clause as VALUES, to be read within what is left of the deadline.

        Raises `ServiceRefused`, and `ServiceFailed` where the clause is not SILENT.
        """
        try:
            door = Door.to(part.endpoint, self.hosts, _SETTING)
        except HostRefused as error:
            raise ServiceRefused(Said.of("service_why", "SERVICE is refused: {why}", why=said(error))) from error
        except OSError as error:
            return _nothing(part, said(error))
        try:
            return _values(self._fetched(door, part, left), self.rows)
        except (OSError, HTTPException, _Unusable) as error:
            return _nothing(part, said(error))

    def _fetched(self, door: Door, part: Part, left: Callable[[], float]) -> bytes:
        until = time.monotonic() + min(self.seconds, left())
        with door.opened(max(0.1, until - time.monotonic())) as connection:
            # One row more than are taken tells that there are more.
            body = urlencode({"query": f"{part.query} LIMIT {self.rows + 1}"})
            connection.request("POST", asked(part.endpoint), body, _HEADERS)
            # One that ends the connection owns the socket, and is to be closed by itself.
            with connection.getresponse() as response:
                if response.status != 200:
                    told = "the endpoint answered with status {status}; redirects are not followed"
                    raise _Unusable(Said.of("come_status", told, status=response.status))
                return b"".join(pieces(response, self.size, lambda: min(until - time.monotonic(), left())))


class _Unusable(Exception):
    """An answer that is not taken."""


def _nothing(part: Part, reason: str) -> str:
    if not part.silent:
        told = "SERVICE <{iri}> failed: {why}"
        raise ServiceFailed(Said.of("service_failed", told, iri=part.endpoint, why=reason))
    return "{ }"  # one solution without values (SPARQL 1.1 Federated Query, section 2.1)


def _values(body: bytes, most: int) -> str:
    try:
        answer: Mapping[str, Any] = json.loads(body)
        names = [str(name) for name in answer["head"].get("vars", [])]
        rows: Sequence[Mapping[str, Mapping[str, str]]] = answer["results"]["bindings"]
        lines = " ".join(f"({' '.join(_term(row.get(name)) for name in names)})" for row in rows)
        lines.encode()  # JSON can say half of a character, which nothing else can
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        why = Said.of("come_table", "the answer is no table in JSON ({why})", why=repr(error)[:_LONGEST_TOLD])
        raise _Unusable(why) from error
    if len(rows) > most:
        raise _Unusable(Said.of("come_rows", "the answer has more than {most} rows", most=most))
    if len(set(names)) < len(names) or not all(f"_{name}".isidentifier() and name for name in names):
        raise _Unusable(Said.of("come_columns", "the answer names its columns in no way of SPARQL"))
    head = " ".join(f"?{name}" for name in names)
    return f"{{ VALUES ({head}) {{ {lines} }} }}"


def _term(value: Mapping[str, str] | None) -> str:
    if value is None:
        return "UNDEF"
    kind, text = value["type"], value["value"]
    if kind == "uri":
        return _iri(text)
    if kind not in {"literal", "typed-literal"}:
        raise _Unusable(Said.of("come_blank", "the answer has blank nodes, which mean nothing here"))
    quoted = '"' + "".join(_ESCAPES.get(letter, letter) for letter in text) + '"'
    if language := value.get("xml:lang"):
        if not is_language(language):
            raise _Unusable(Said.of("come_language", "“{name}” is no language", name=language[:40]))
        return f"{quoted}@{language}"
    return f"{quoted}^^{_iri(value['datatype'])}" if value.get("datatype") else quoted


def _iri(text: str) -> str:
    if not is_iri(text):
        raise _Unusable(Said.of("come_iri", "“{name}” is no IRI", name=text[:100]))
    return f"<{text}>"
