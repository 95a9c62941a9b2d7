"""Named queries: files that are valid SPARQL as they stand, with parameters bound through VALUES."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import dropwhile
from pathlib import Path
from types import MappingProxyType

from rdflib import BNode, URIRef
from rdflib.term import Identifier

from graph.terms import to_engine
from ontology.base import shipped
from ontology.iri import fold
from ontology.namespaces import CSC
from ontology.saying import Said

FOLDER = Path(__file__).parent / "queries"
VIEWS = Path(__file__).parent / "views"
_HEADER = re.compile(r"^# (?P<key>\w+(@\w+)?): (?P<text>.*)$")
_PARAMETER = re.compile(
    r"^\[(?P<type>date|thing|number|text)(?: (?P<kind>[a-z-]+))?\] (?P<help>.*?)(?: \(default (?P<default>[^)]*)\))?$"
)
_SLOT = re.compile(r"VALUES\s+\?(\w+)\s*\{\s*UNDEF\s*\}")
# What is no pattern, what may have no match, and what is part of the pattern around it; innermost braces first.
_ASIDE = re.compile(r'"[^"]*"|<[^<>\s]*>|#.*')
_MAYBE = re.compile(r"\b(?:OPTIONAL|EXISTS|MINUS|VALUES [^{}]*)\s?\{[^{}]*\}|\{[^{}]*\}(?: UNION \{[^{}]*\})+")
_GROUP = re.compile(r"(?<!UNION )\{([^{}]*)\}(?! UNION)")
_NEEDED = re.compile(r"(?:\?\w+|[;\[]|\ba) csc:(\w+)(?=[ ;.\]])")
# How an answer can be shown beside its table, and how many columns each way needs at least.
WAYS: Mapping[str, int] = MappingProxyType(
    {
        "table": 0,
        "bar": 2,
        "line": 2,
        "scatter": 2,
        "matrix": 2,
        "sankey": 2,
        "timeline": 2,
        "network": 2,
        "map": 1,
    }
)
_OWN_KEYS = frozenset({"title", "asks", "show", "number", "part"})
PARTS = ("actors", "commitments", "policy", "economy", "learning", "planning", "figures", "provenance")


class UnknownQuery(LookupError):
    """No named query has this name."""


class BadQueryFile(ValueError):
    """A query file does not say what it must."""


class UnknownParameter(ValueError):
    """A value was given for a parameter that the query does not have, or cannot take."""


class UnknownWay(ValueError):
    """An answer was asked to be shown in a way that there is not."""


@dataclass(frozen=True)
class Parameter:
    """One thing a query can be asked about: `country`, what it takes (a date, number, text or thing), and what it does.

    `kind` is the kind of thing that it is chosen from, where there is one.
    """

    name: str
    type: str
    help: str
    default: str | None
    helps: Mapping[str, str] = field(default_factory=dict)
    kind: str | None = None

    def help_in(self, lang: str) -> str:
        """What it does in a language, in English where that is missing."""
        return self.helps.get(lang, self.help)


@dataclass(frozen=True)
class Show:
    """How an answer is shown: the way, and the columns it is made from; `bar organisation clusters`."""

    way: str = "table"
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class NamedQuery:
    """A question with its SPARQL: the header lines of its file tell title, question and parameters.

    A line `# title@pt:` gives the title in another language; `part` is the part of the model it asks about.
    """

    name: str
    number: int
    part: str
    title: str
    asks: str
    show: Show
    parameters: tuple[Parameter, ...]
    text: str
    titles: Mapping[str, str] = field(default_factory=dict)
    questions: Mapping[str, str] = field(default_factory=dict)

    def title_in(self, lang: str) -> str:
        """The title in a language, in English where that is missing."""
        return self.titles.get(lang, self.title)

    def asks_in(self, lang: str) -> str:
        """The question in a language, in English where that is missing."""
        return self.questions.get(lang, self.asks)


@cache
def queries() -> tuple[NamedQuery, ...]:
    """The named queries that are shipped, in the order of their numbers."""
    return tuple(sorted((read(path) for path in FOLDER.glob("*.rq")), key=lambda query: (query.number, query.name)))


def query(name: str) -> NamedQuery:
    """One named query; raises `UnknownQuery`."""
    found = {each.name: each for each in queries()}
    if name not in found:
        raise UnknownQuery(
            Said.of("question", "there is no question “{name}”; there are: {known}", name=name, known=", ".join(found))
        )
    return found[name]


def found(text: str = "", parts: Collection[str] = ()) -> tuple[NamedQuery, ...]:
    """The named queries of some parts, or of all, in which each word of a text stands, in any language."""
    return among(queries(), text, parts)


def among(questions: Iterable[NamedQuery], text: str, parts: Collection[str]) -> tuple[NamedQuery, ...]:
    """Those of some questions that are of one of the parts and hold each word of a text."""
    words = fold(text).split()
    return tuple(each for each in questions if (not parts or each.part in parts) and _holds(each, words))


def _holds(named: NamedQuery, words: Iterable[str]) -> bool:
    told = (named.name, named.title, named.asks, *named.titles.values(), *named.questions.values())
    whole = fold(" ".join(told))
    return all(word in whole for word in words)


@cache
def view(name: str) -> str:
    """The text of a query that pages use."""
    return shipped(VIEWS / f"{name}.rq")


def read(path: Path) -> NamedQuery:
    """A query file: header lines `# key: text`, then SPARQL; raises `BadQueryFile`."""
    return parse(path.stem, shipped(path))


def parse(name: str, text: str) -> NamedQuery:
    """A question of this name from its header and SPARQL; raises `BadQueryFile`."""
    told = dict(header(text))
    for key in ("title", "asks", "part"):
        if not told.get(key):
            raise BadQueryFile(f"“{name}” must say `# {key}:`")
    if told["part"] not in PARTS:
        raise BadQueryFile(f"“{name}” must say `# part:`, one of {', '.join(PARTS)}, not “{told['part']}”")
    named = [key for key in told if key not in _OWN_KEYS and "@" not in key]
    parameters = tuple(_parameter(key, told[key], translations(told, key)) for key in named)
    if missing := set(named) - set(_SLOT.findall(text)):
        raise BadQueryFile(f"“{name}” has no line `VALUES ?{min(missing)} {{ UNDEF }}` for its parameter")
    return NamedQuery(
        name,
        number(name, told.get("number", "0")),
        told["part"],
        told["title"],
        told["asks"],
        _show(name, told.get("show", "table")),
        parameters,
        text,
        translations(told, "title"),
        translations(told, "asks"),
    )


def number(name: str, text: str) -> int:
    """The number after `# number:` in the file of this name; raises `BadQueryFile`."""
    if not text.isascii() or not text.isdigit():
        raise BadQueryFile(f"“{name}” must have a whole number after `# number:`, not “{text}”")
    return int(text)


def _show(name: str, text: str) -> Show:
    way, *columns = text.split()
    if way not in WAYS or len(columns) < WAYS[way]:
        ways = ", ".join(f"{each} (columns: {least})" if least else each for each, least in WAYS.items())
        raise BadQueryFile(f"“{name}” cannot be shown as “{text}”; there are: {ways}")
    return Show(way, tuple(column.removeprefix("?") for column in columns))


def chosen(asked: str, usual: Show) -> Show:
    """How an answer is asked to be shown: `bar`, or `bar:organisation,clusters`; raises `UnknownWay`."""
    way, _, columns = asked.partition(":")
    if not way:
        return usual
    if way not in WAYS:
        known = ", ".join(WAYS)
        raise UnknownWay(
            Said.of("way", "an answer cannot be shown as “{way}”; there are: {known}", way=way[:40], known=known)
        )
    named = tuple(column.strip().removeprefix("?") for column in columns.split(",") if column.strip())
    return usual if way == usual.way and not named else Show(way, named)


def bare(text: str) -> str:
    """A query without the header lines of its file; the comments that stay tell of the query itself."""
    return "".join(dropwhile(_HEADER.match, text.splitlines(keepends=True)))


@lru_cache(500)  # queries of the library, and some of those that are shared
def needed(query: str) -> frozenset[URIRef]:
    """Our classes and properties without which a query has no answer; not all of them, where it has paths."""
    text = " ".join(_ASIDE.sub(" ", query).split())
    while "{" in text:
        left = _MAYBE.sub(" ", text)
        left = left if left != text else _GROUP.sub(r" \1 ", text)
        if left == text:
            return frozenset()
        text = " ".join(left.split())
    return frozenset(CSC[found[1]] for found in _NEEDED.finditer(text))


def bind(text: str, values: Mapping[str, Identifier]) -> str:
    """The query with terms in place of `VALUES ?name { UNDEF }`; what gets no term stays open.

    Raises `UnknownParameter` for a name that has no such line.
    """
    return bind_many(text, {name: (value,) for name, value in values.items()})


def bind_many(text: str, values: Mapping[str, tuple[Identifier, ...]]) -> str:
    """Like `bind`, with any number of terms for each name.

    All slots are filled in one pass: text that a value brings is never searched for slots.
    """
    rows = {name: " ".join(_written(name, term) for term in terms) for name, terms in values.items()}
    missing = rows.keys() - set(_SLOT.findall(text))
    if missing:
        raise UnknownParameter(f"the query has no parameter “{min(missing)}”")
    return _SLOT.sub(lambda slot: f"VALUES ?{slot[1]} {{ {rows.get(slot[1], 'UNDEF')} }}", text)


def _written(name: str, term: Identifier) -> str:
    if isinstance(term, BNode):
        raise UnknownParameter(f"“{name}” cannot be a blank node: it would stand for anything")
    # The engine checks IRIs and writes terms so that they can be read back: nothing can leave its quotes.
    try:
        return str(to_engine(term))
    except ValueError as error:
        raise UnknownParameter(f"“{name}” cannot be {term}: {error}") from error


def header(text: str) -> list[tuple[str, str]]:
    """The lines `# key: text` with which a file of a query begins."""
    lines = (_HEADER.match(line) for line in text.splitlines() if line.startswith("#"))
    return [(line["key"], line["text"].strip()) for line in lines if line]


def translations(told: Mapping[str, str], key: str) -> Mapping[str, str]:
    """What a header says under a key, by the language that is named after it."""
    return {name.partition("@")[2]: text for name, text in told.items() if name.startswith(f"{key}@")}


def _parameter(name: str, text: str, helps: Mapping[str, str]) -> Parameter:
    found = _PARAMETER.match(text)
    if found is None:
        raise BadQueryFile(
            f"parameter “{name}” must say [date], [number], [text] or [thing KIND], then what it does: “{text}”"
        )
    return Parameter(name, found["type"], found["help"], found["default"], helps, found["kind"])
