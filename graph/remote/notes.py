"""What a load writes down on the server beside the graphs: which release it holds, and what was computed from it."""

import gzip
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rdflib import Literal, URIRef

from graph.remote import terms
from graph.remote.edit import PRIVATE
from graph.remote.replicas import Passing
from graph.remote.terms import as_line
from graph.remote.wire import Wire
from graph.store import Line, NotReached, Triple
from ontology.base import BASE, DEFAULT

NOTES = URIRef(f"{PRIVATE}notes")
RELEASE, STORE = URIRef(f"{PRIVATE}release"), URIRef(f"{PRIVATE}store")
NUMBER, NAME, MARK = (URIRef(f"{PRIVATE}{each}") for each in ("number", "name", "mark"))
UNION, ATOMIC, HOLDS, PIECE = (URIRef(f"{PRIVATE}{each}") for each in ("union", "atomic", "holds", "piece"))
BEGIN = URIRef(f"{PRIVATE}base")  # with what the IRIs of things begin there, where that is not the usual
# Where the union of all graphs is kept: in the default graph; where a server shows more there, in a graph of its own.
KEPT, APART = "kept", "apart"
UNITED = URIRef(f"{PRIVATE}union")
_FILE = f"{PRIVATE}file:"
_LENGTH = 32 * 1024  # letters of one literal: some servers keep no longer ones
_JSON = "application/sparql-results+json"
_STATE = f"""
SELECT ?mark ?number ?name ?union ?atomic ?base WHERE {{ GRAPH <{NOTES}> {{
  <{RELEASE}> <{MARK}> ?mark .
  OPTIONAL {{ <{RELEASE}> <{NUMBER}> ?number ; <{NAME}> ?name }}
  OPTIONAL {{ <{STORE}> <{UNION}> ?union }}
  OPTIONAL {{ <{STORE}> <{ATOMIC}> ?atomic }}
  OPTIONAL {{ <{STORE}> <{BEGIN}> ?base }}
}} }}
"""
_HELD = f"SELECT ?graph WHERE {{ GRAPH <{NOTES}> {{ <{STORE}> <{HOLDS}> ?graph }} }}"
_PIECES = f"""
SELECT ?file ?piece WHERE {{ GRAPH <{NOTES}> {{
  <{RELEASE}> <{MARK}> "{{mark}}" .
  OPTIONAL {{ ?file <{PIECE}> ?piece }}
}} }}
"""


@dataclass(frozen=True)
class State:
    """Which release a server holds. Without a number it is one that is only being written."""

    mark: str
    number: int | None
    name: str
    union: str
    atomic: str
    base: str = BASE

    @property
    def is_whole(self) -> bool:
        """Whether it can be read."""
        return self.number is not None


def state(wire: Wire, address: str) -> State | None:
    """What one server holds, None for nothing of ours; raises `Passing`."""
    found = _rows(wire, address, _STATE)
    if not found:
        return None
    (told,) = found[:1]
    number = told.get("number")
    name, union, atomic = (told.get(each, "") for each in ("name", "union", "atomic"))
    return State(told["mark"], int(number) if number else None, name, union, atomic, told.get("base", DEFAULT))


def held(wire: Wire, address: str) -> tuple[URIRef, ...]:
    """The graphs that a load put there; raises `Passing`."""
    return tuple(URIRef(row["graph"]) for row in _rows(wire, address, _HELD))


def dataset(union: str, graphs: Sequence[URIRef]) -> Mapping[str, list[str]]:
    """What has to be said with a query for it to read the union of these graphs by default."""
    if union != APART:
        return {}
    return {"default-graph-uri": [str(UNITED)], "named-graph-uri": list(map(str, graphs))}


def fetch(wire: Wire, address: str, mark: str, folder: Path) -> bool:
    """Write the files of a release into a folder; false where the server holds another one. Raises `Passing`."""
    pieces: dict[str, dict[int, str]] = {}
    found = _rows(wire, address, _PIECES.replace("{mark}", mark))
    for row in (each for each in found if "piece" in each):
        number, _, text = row["piece"].partition(":")
        pieces.setdefault(row["file"].removeprefix(_FILE), {})[int(number)] = text
    for name, parts in pieces.items():
        text = "".join(parts[number] for number in sorted(parts))
        (folder / Path(name).name).write_bytes(gzip.decompress(b64decode(text)))
    return bool(found)


def files(folder: Path, names: Sequence[str]) -> Iterator[Line]:
    """The triples that keep files, those of these names that are there."""
    for name in names:
        path = folder / name
        if path.is_file():
            text = b64encode(gzip.compress(path.read_bytes(), mtime=0)).decode()
            for number, start in enumerate(range(0, len(text), _LENGTH)):
                yield as_line((URIRef(_FILE + name), PIECE, Literal(f"{number}:{text[start : start + _LENGTH]}")))


def written(value: State) -> tuple[Triple, ...]:
    """The triples that tell a state."""
    told: tuple[Triple, ...] = (
        (RELEASE, MARK, Literal(value.mark)),
        (STORE, UNION, Literal(value.union)),
        (STORE, ATOMIC, Literal(value.atomic)),
        *(((STORE, BEGIN, Literal(value.base)),) if value.base != DEFAULT else ()),
    )
    if value.number is None:
        return told
    return *told, (RELEASE, NUMBER, Literal(value.number)), (RELEASE, NAME, Literal(value.name))


def _rows(wire: Wire, address: str, query: str) -> list[dict[str, str]]:
    try:
        answer = terms.rows(wire.ask(address, query, _JSON).pieces)
        return [{name: str(value) for name, value in row.items()} for row in answer]
    except NotReached as error:
        raise Passing(str(error)) from error
