"""The formats that sources come in: to which family each belongs, how its files are called, what can be set for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

TABLE, GRAPH, DOCUMENT, ENDPOINT = "table", "graph", "document", "endpoint"


@dataclass(frozen=True)
class Format:
    """One format; `options` are the keys of a declaration that belong to it."""

    name: str
    family: str
    suffixes: tuple[str, ...]
    options: frozenset[str] = frozenset()


_TEXT = frozenset({"encoding", "delimiter", "header"})
_SHEET = frozenset({"sheet", "header", "header_rows"})
_RDF = (
    ("turtle", (".ttl",)),
    ("trig", (".trig",)),
    ("n-triples", (".nt",)),
    ("n-quads", (".nq",)),
    ("rdf-xml", (".rdf", ".owl", ".xml")),
    ("json-ld", (".jsonld",)),
)


def _formats() -> tuple[Format, ...]:
    return (
        Format("csv", TABLE, (".csv",), _TEXT),
        Format("csv.gz", TABLE, (".csv.gz",), _TEXT),
        Format("tsv", TABLE, (".tsv", ".tab"), _TEXT),
        Format("xlsx", TABLE, (".xlsx",), _SHEET),
        Format("json", TABLE, (".json",), frozenset({"records", "joint"})),
        Format("jsonl", TABLE, (".jsonl", ".ndjson"), frozenset({"joint"})),
        Format("ics", TABLE, (".ics",)),
        Format("topojson", TABLE, (".topojson", ".topojson.gz"), frozenset({"layer"})),
        *(Format(name, GRAPH, suffixes, frozenset({"base"})) for name, suffixes in _RDF),
        *(
            Format(f"{name}.gz", GRAPH, tuple(f"{each}.gz" for each in suffixes), frozenset({"base"}))
            for name, suffixes in _RDF
        ),
        *(Format(name, DOCUMENT, (f".{name}",), frozenset({"document"})) for name in ("pdf", "docx", "pptx")),
        Format("sparql", ENDPOINT, (), frozenset({"endpoint", "query", "page", "pause"})),
    )


FORMATS: Mapping[str, Format] = MappingProxyType({each.name: each for each in _formats()})


def guessed(name: str) -> str | None:
    """The format that the name of a file tells: the longest ending that is known; None where none is."""
    endings = {suffix: each.name for each in FORMATS.values() for suffix in each.suffixes}
    fitting = [suffix for suffix in endings if name.lower().endswith(suffix)]
    return endings[max(fitting, key=len)] if fitting else None
