"""One question after the other to a SPARQL endpoint: patient with faults that pass, and wary of what comes back."""

import csv
import hashlib
import io
import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any
from urllib.error import HTTPError

from SPARQLWrapper import JSON, RDFXML, SPARQLWrapper

from graph.doors import Door
from graph.parsing import Statement
from ingest.readers import apart
from ingest.readers.hosts import opener
from ingest.readers.table import UnreadableFile
from ingest.spreadsheets import escaped

AGENT = "clusterscape (harvest; https://w3id.org/clusterscape)"
LONGEST_WAIT = 300.0  # seconds an endpoint may ask us to stay away before the harvest is put off
TIMEOUT = 60.0  # seconds without a sign of life
LONGEST_PAGE = 600.0  # seconds for one answer
LARGEST_PAGE = 64 * 1024**2  # bytes of one answer
_TRIES = 4
_FIRST_WAIT = 1.0  # seconds before the second try, twice as long before each further one
_PASSING = (408, 429, 500, 502, 503, 504)  # answers that may be others a little later


class Later(Exception):
    """The endpoint did not answer well; it may do so later."""

    def __init__(self, why: str, wait: float | None = None) -> None:
        super().__init__(why)
        self.wait = wait


class _HasBlankNodes(UnreadableFile):
    """An answer names things that no other page can name."""


@dataclass(frozen=True)
class Plan:
    """What is asked of whom."""

    endpoint: str
    query: str
    page: int
    pause: float
    selects: bool

    def digest(self) -> str:
        """Tells whether pages that were kept are answers to this."""
        return hashlib.sha256(json.dumps([self.endpoint, self.query, self.page]).encode()).hexdigest()


class Client:
    """Asks for one page after the other: patient with faults that pass, and never in a hurry."""

    def __init__(self, plan: Plan, door: Door) -> None:
        self._plan = plan
        self._opener = opener(door)
        self._last = 0.0

    def ask(self, begin: int, etag: str | None) -> tuple[str, int, str | None] | None:
        """The text of a page, how many solutions it has, and its tag; None where it is as it was."""
        wait = _FIRST_WAIT
        for turn in range(_TRIES):
            try:
                self._rest()
                return self._once(begin, etag)
            except Later as error:
                asked = wait if error.wait is None else error.wait
                if turn == _TRIES - 1 or asked > LONGEST_WAIT:
                    raise
                time.sleep(asked)
                wait *= 2
        raise AssertionError("the last turn returns or raises")

    def _rest(self) -> None:
        time.sleep(max(0.0, self._last + self._plan.pause - time.monotonic()))
        self._last = time.monotonic()

    def _once(self, begin: int, etag: str | None) -> tuple[str, int, str | None] | None:
        asking = _Asking(self._plan.endpoint, agent=AGENT)
        asking.opener = self._opener
        asking.setReturnFormat(JSON if self._plan.selects else RDFXML)
        asking.setQuery(f"{self._plan.query}\nLIMIT {self._plan.page} OFFSET {begin}")
        asking.setTimeout(int(TIMEOUT))
        if etag:
            asking.addCustomHttpHeader("If-None-Match", etag)
        try:
            response, _ = asking._query()
            with response:
                body = _body(response)
                tag = response.headers.get("ETag")
        except HTTPError as error:
            if error.code == 304 and etag:
                return None
            raise _passing(error) from error
        except (OSError, HTTPException) as error:
            raise Later(f"{type(error).__name__}: {error}") from error
        return (*(_table(body) if self._plan.selects else _triples(body, self._plan.page)), tag)


class _Asking(SPARQLWrapper):
    """The wrapper, through an opener of ours: its own follows redirects anywhere and asks for a name each time."""

    opener: Any = None

    def _query(self) -> tuple[HTTPResponse, str]:
        return self.opener.open(self._createRequest(), timeout=self.timeout), self.returnFormat


def _passing(error: HTTPError) -> Exception:
    if error.code not in _PASSING:
        told = error.read(300).decode(errors="replace").strip()
        return UnreadableFile(f"an endpoint that answers the query (HTTP {error.code}: {told})")
    return Later(f"HTTP {error.code}", _after(error.headers.get("Retry-After")))


def _after(said: str | None) -> float | None:
    """How long the endpoint asks us to stay away: seconds, or a date (RFC 9110, section 10.2.3)."""
    if not said:
        return None
    if said.strip().isdigit():
        return float(said)
    try:
        return max(0.0, parsedate_to_datetime(said).timestamp() - time.time())
    except ValueError:
        return None


def _body(response: HTTPResponse) -> bytes:
    """The whole answer: not too long, not too slow, and not cut off."""
    until = time.monotonic() + LONGEST_PAGE
    parts, size = [], 0
    while part := response.read1(1024 * 1024):
        parts.append(part)
        size += len(part)
        if size > LARGEST_PAGE:
            raise UnreadableFile(f"pages of at most {LARGEST_PAGE // 1024**2} MiB: make `page` smaller")
        if time.monotonic() > until:
            raise Later(f"one page took more than {LONGEST_PAGE:.0f} seconds")
    length = response.headers.get("Content-Length")
    if length is not None and int(length) != size:
        raise Later(f"the answer was cut off after {size} of {length} bytes")
    return b"".join(parts)


def _table(body: bytes) -> tuple[str, int]:
    """A SELECT's answer as CSV. JSON that is cut off is no JSON; CSV that is cut off is shorter CSV."""
    try:
        answer: Mapping[str, Any] = json.loads(body)
        names = list(answer["head"]["vars"])
        rows = [[row.get(name, {}).get("value", "") for name in names] for row in answer["results"]["bindings"]]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Later(f"the answer is no whole JSON of results ({error})") from error
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([escaped(cell) for cell in row] for row in rows)
    return out.getvalue(), len(rows)


def _triples(body: bytes, page: int) -> tuple[str, int]:
    """A CONSTRUCT's answer as N-Triples. RDF/XML that is cut off is no XML; Turtle may be shorter Turtle."""
    try:
        said = list(_parsed(body))
    except _HasBlankNodes:
        raise
    except UnreadableFile as error:
        raise Later(f"the answer is no whole RDF/XML ({error})") from error
    lines = [f"{each.subject} {each.predicate} {each.value} .\n" for each in said]
    return "".join(lines), page if lines else 0


def _parsed(body: bytes) -> Iterator[Statement]:
    with NamedTemporaryFile(suffix=".rdf") as file:
        file.write(body)
        file.flush()
        for item in apart.run("rdf_xml", Path(file.name), {}):
            for subject, predicate, value, graph in item["said"]:
                if subject.startswith("_:") or value.startswith("_:"):
                    # Each page names its own: nobody could tell which are the same.
                    raise _HasBlankNodes("no blank nodes in what it constructs: let the query give them addresses")
                yield Statement(subject, predicate, value, graph)
