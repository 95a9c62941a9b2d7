"""A first declaration for a file that nobody has declared yet: what can be told of it, and what has to be asked."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ingest import formats, tables
from ingest.declaration import RESERVED
from ingest.guessing import words, written
from ingest.guessing.column import Column, personal
from ingest.guessing.header import header
from ingest.guessing.plan import plan
from ingest.guessing.planned import USUAL, Plan
from ingest.guessing.sheets import sheets
from ingest.guessing.tongue import tongue
from ingest.known import Known, classes
from ingest.language import UNSURE, language
from ingest.readers import apart
from ingest.readers.pieces import pieces
from ingest.readers.table import UnreadableFile
from ingest.source import Dataset, Source, sources
from ontology import iri

MOST_ROWS = 50_000  # rows that are looked at: what stands below hardly tells more
UNKNOWN_PUBLISHER = "Unknown publisher"
# “Copyright not evaluated”: the one statement on rights that is true before anybody has looked.
UNKNOWN_LICENCE = "https://rightsstatements.org/vocab/CNE/1.0/"
_SURE = frozenset({"utf-8", "utf-8-sig", "utf-16", "utf-32"})  # encodings that a mark or every byte of a file tells
_SAMPLE = 40_000  # characters that are looked at for the language
_HEAD = 256 * 1024  # bytes of an RDF file that are looked at for language tags
_TAG = re.compile(rb'"@([a-z]{2})\b|xml:lang="([a-z]{2})|"@language"\s*:\s*"([a-z]{2})')
_ORDER = "Dates such as {}: which comes first, the day (dmy) or the month (mdy)?"
_QUERY = "CONSTRUCT { ?s ?p ?o } WHERE { ?s a <http://www.w3.org/ns/org#Organization> ; ?p ?o } ORDER BY ?s ?p ?o"


class NotGuessed(ValueError):
    """Nothing can be told of a file: its format is not known by its name."""


@dataclass(frozen=True)
class Question:
    """What could not be told: the key of the answer, the words to ask it with, and what is taken without an answer."""

    key: str
    asks: str
    usual: str
    choices: tuple[str, ...] = ()
    form: str = ""  # the regular expression that an answer fits where there are no choices
    expected: str = ""

    def takes(self, answer: str) -> bool:
        """Whether the declaration may hold this answer."""
        return answer in self.choices if self.choices else re.fullmatch(self.form or ".*", answer) is not None


@dataclass(frozen=True)
class Seen:
    """What a file or an endpoint shows of itself."""

    name: str
    format: str
    title: str
    language: str
    options: Mapping[str, object]
    doubts: Mapping[str, str]
    columns: tuple[Column, ...] = ()
    kind: str = ""  # what each row is about, by the names of file and sheet
    likely: str = USUAL  # the same, where these do not tell it

    @property
    def needs_mapping(self) -> bool:
        """Whether the declaration must say what the columns mean."""
        return bool(self.columns) and self.format != "ics"


@dataclass(frozen=True)
class Drafted:
    """A declaration, what is in doubt in it, and what a person could have answered."""

    id: str
    text: str
    doubts: tuple[str, ...]
    questions: tuple[Question, ...]


def choose_sheet(file: Path) -> Question | None:
    """Which sheet of a workbook is meant, where several hold a table; nothing to ask for any other file."""
    found = sheets(file).tables if formats.guessed(file.name) == "xlsx" else ()
    asks = f"Which sheet is it: {', '.join(found)}?"
    return Question("sheet", asks, found[0], found) if len(found) > 1 else None


def look(file: Path, sheet: str = "") -> Seen:
    """What a file shows of itself; raises `NotGuessed`, and `UnreadableFile` where it is not what its name says.

    `sheet`: which one of a workbook is looked at; the one that is most like a table where none is named.
    """
    format_ = formats.guessed(file.name)
    if format_ is None:
        known = ", ".join(sorted(suffix for each in formats.FORMATS.values() for suffix in each.suffixes))
        raise NotGuessed(f"the format of {file.name} is not known by its name; known are: {known}")
    if sheet and format_ != "xlsx":
        raise NotGuessed(f"{file.name} is no workbook: it has no sheet “{sheet}”")
    match formats.FORMATS[format_].family:
        case formats.DOCUMENT:
            return _document(file, format_)
        case formats.GRAPH:
            return _graph(file, format_)
        case _:
            return _table(file, format_, sheet)


def endpoint(address: str) -> Seen:
    """What the address of a SPARQL endpoint tells; nothing is asked of it."""
    host = urlsplit(address).hostname or "endpoint"
    options = {"endpoint": address, "query": _QUERY, "page": 5000, "pause": 1.0}
    doubts = {"query": "what to ask for: organisations are a guess; keep an ORDER BY, and no LIMIT or OFFSET"}
    return Seen(iri.slug(host), "sparql", f"Harvest of {host}", UNSURE, options, doubts)


def _document(file: Path, format_: str) -> Seen:
    head = next(apart.run("document", file, {"format": format_}))
    title = str(head.get("title") or "").strip()
    title = "" if title.lower() in {"untitled", "sem título", "senza titolo", "fără titlu"} else title
    return Seen(file.name, format_, title or _title(file.name), str(head.get("language") or UNSURE), {}, {})


def _graph(file: Path, format_: str) -> Seen:
    head = next(pieces(file, compressed=format_.endswith(".gz")), b"")[:_HEAD]
    tags = [tag.decode() for found in _TAG.findall(head) for tag in found if tag]
    most = max(sorted(set(tags)), key=tags.count, default=UNSURE)
    return Seen(file.name, format_, _title(file.name), most, {}, {})


def _table(file: Path, format_: str, sheet: str) -> Seen:
    picked, unsure = sheets(file).pick(sheet) if format_ == "xlsx" else ({}, {})
    found, doubts = header(file, format_, picked)
    doubts = {**unsure, **doubts}
    probe = _probe(file, format_, {**picked, **found})
    told = tables.told(probe)
    if told.get("encoding") not in {None, *_SURE}:
        doubts = {**doubts, "encoding": f"the letters make {told['encoding']} likely: look at names with accents"}
    fixed = {**picked, **{key: told[key] for key in ("encoding", "delimiter", "sheet") if key in told}}
    fixed |= {"records": told["records"]} if told.get("records", "$") != "$" else {}
    columns = _columns(probe)
    tag, hinted = _language(columns)
    doubts = {**doubts, **hinted}
    return Seen(
        file.name,
        format_,
        _title(file.name),
        tag,
        {**fixed, **found},
        doubts,
        columns,
        kind=words.kind((file.stem, str(fixed.get("sheet", "")))),
        likely=words.kind(tuple(each.name for each in columns)) or USUAL,
    )


def _language(columns: Sequence[Column]) -> tuple[str, Mapping[str, str]]:
    """The language of a table by its sentences, else its headers, else single words, which leave a doubt."""
    tag = language(" ".join(_sentences(columns))[:_SAMPLE])
    if tag == UNSURE:
        tag = words.language(tuple(each.name for each in columns)) or UNSURE
    if tag != UNSURE:
        return tag, {}
    tag = tongue(text for each in columns if not personal(each) for text in each.values)
    return tag, {} if tag == UNSURE else {"language": "only single words tell the language"}


def _probe(file: Path, format_: str, options: Mapping[str, object]) -> Source:
    """The file as a source, as far as reading its rows needs one."""
    dataset = Dataset("own", {"en": file.name})
    return Source("probe", dataset, {"en": file.name}, file, file, "", "", "", None, (), format_, options=options)


def _columns(probe: Source) -> tuple[Column, ...]:
    columns: dict[str, Column] = {}
    for row in islice(tables.rows(probe), MOST_ROWS):
        for name, text in row.cells.items():
            columns.setdefault(name, Column(name)).add(text)
    if not columns:
        raise UnreadableFile("a table with rows below its header")
    return tuple(columns.values())


def _sentences(columns: Sequence[Column]) -> Iterator[str]:
    """The headers and the longer texts: names alone can be in any language."""
    yield " ".join(each.name for each in columns)
    for column in columns:
        if not column.language and column.role != "documents":
            yield from (text for text in islice(column.values, 400) if text.count(" ") >= 2 and "://" not in text)


def _title(name: str) -> str:
    stem = re.sub(r"[\s_-]+", " ", name.split(".")[0]).strip() or name
    return stem[:1].upper() + stem[1:]


def draft(seen: Seen, file: str, answers: Mapping[str, str], known: Known) -> Drafted:
    """The declaration of what was seen; `file` is how the declaration names it, `answers` what a person said."""
    tag = answers.get("language") or ("en" if seen.language == UNSURE else seen.language)
    said: dict[str, Any] = {
        "id": _id(seen.name),
        "title": {tag: seen.title},
        "publisher": answers.get("publisher") or UNKNOWN_PUBLISHER,
        "license": answers.get("license") or UNKNOWN_LICENCE,
        "language": [tag],
        **({} if seen.format == "sparql" else {"file": file}),
        "format": seen.format,
        **seen.options,
    }
    doubts = {key: text for key, text in _doubts(seen).items() if not answers.get(key)}
    lines = [*written.source(said, doubts)]
    listed, questions = list(doubts.values()), list(_questions(seen))
    if seen.needs_mapping:
        kind = answers.get("kind") or seen.kind or seen.likely
        made = plan(seen.columns, tag if tag in words.LANGUAGES else "", kind, known, answers.get("order") or "dmy")
        if not (answers.get("kind") or seen.kind):
            made.doubts.insert(0, f"each row is taken to be about one {kind}")
        lines += ["", *written.mapping(made)]
        listed += _listed(made)
        questions += [Question("order", _ORDER.format(made.ambiguous), "dmy", ("dmy", "mdy"))] if made.ambiguous else []
    now = datetime.now(UTC).date().isoformat()
    top = f"# What is known of {written.value(seen.name)}, guessed on {now}. Lines that begin with “# ?” are doubts."
    return Drafted(said["id"], "\n".join((top, *lines)) + "\n", tuple(listed), tuple(questions))


def _id(name: str) -> str:
    """An id made of the name of a file, other than those that are taken."""
    slug = iri.slug(name.split(".")[0] if "." in name[1:] else name)[:70].strip("-")
    taken = {each.id for each in sources()} | RESERVED
    return f"own-{slug}" if slug in taken else slug


def _doubts(seen: Seen) -> dict[str, str]:
    """What is in doubt about the source, by the key of the line before which it is said."""
    unsure = {"language": "the language could not be told"} if seen.language == UNSURE else {}
    return {
        "publisher": "who stands behind the file is not known",
        "license": "the licence is not known: it must allow that others see the data",
        **unsure,
        **seen.doubts,
    }


def _listed(made: Plan) -> Iterator[str]:
    yield from made.doubts
    yield from (f"{each.prop}: {each.doubt}" for each in (*made.entries, *made.member) if each.doubt)
    yield from (f"column {each.column}: {each.reason}" for each in made.left if each.doubtful)


def _questions(seen: Seen) -> tuple[Question, ...]:
    asked = [
        Question("publisher", "Who publishes it?", UNKNOWN_PUBLISHER),
        Question(
            "license",
            "Address of its licence?",
            UNKNOWN_LICENCE,
            form=r"https?://\S+",
            expected="an address, such as https://creativecommons.org/licenses/by/4.0/",
        ),
    ]
    if "language" in _doubts(seen):
        asked.append(
            Question(
                "language",
                "In which language is it (en, pt, it, ro …)?",
                "en" if seen.language == UNSURE else seen.language,
                form=r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*",
                expected="a code such as pt",
            )
        )
    if seen.needs_mapping and not seen.kind:
        asked.append(Question("kind", "What is each row about?", seen.likely, tuple(sorted(classes()))))
    return tuple(asked)
