"""Documents as sources: the text of a report, what is said of it, and what a person has accepted from it."""

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rdflib import Literal, URIRef
from rdflib.namespace import DCTERMS, PROV, RDF, RDFS, XSD

from graph.store import Line, Triple
from graph.terms import read as term
from ingest import lines, provenance
from ingest.faults import Fault
from ingest.readers import apart
from ingest.readers.table import UnreadableFile
from ingest.resolve.decide import PROPOSAL, Decision, in_force
from ingest.source import Source
from ingest.statements import Mapped, Spool
from ontology import iri
from ontology.namespaces import CSC, ID

ACCEPTED, EDITED, REJECTED = "accepted", "edited", "rejected"
_SUFFIX = ".text-1.jsonl"  # the number goes up when the reader gives another text for the same file


@dataclass(frozen=True)
class Text:
    """One page, slide or section; `number` is 0 where the file does not tell its pages."""

    number: int
    place: str
    text: str
    lang: str


@dataclass(frozen=True)
class Contents:
    """What a document holds, and what its reader has to tell of it."""

    pages: int
    title: str
    notes: tuple[str, ...]
    texts: tuple[Text, ...]

    def holds(self, quote: str) -> bool:
        """Whether words stand in it, however its lines are broken."""
        return _plain(quote) in self._whole

    @property
    def _whole(self) -> str:
        return _plain("\n".join(each.text for each in self.texts))


def contents(source: Source) -> Contents:
    """The text of a document, read in a process of its own; raises `UnreadableFile`."""
    head, *pages = apart.run("document", source.file, {"format": source.format})
    return Contents(head["pages"], head["title"], tuple(head["notes"]), tuple(Text(**each) for each in pages))


def kept_contents(source: Source, archived: Path) -> Contents:
    """The text as it is kept beside the archived file; read and put there the first time."""
    kept = archived.with_name(archived.name + _SUFFIX)
    if kept.is_file():
        head, *pages = (json.loads(line) for line in kept.read_text(encoding="utf-8").splitlines())
        return Contents(head["pages"], head["title"], tuple(head["notes"]), tuple(Text(**each) for each in pages))
    found = contents(source)
    head = {"pages": found.pages, "title": found.title, "notes": found.notes}
    written = [json.dumps(each, ensure_ascii=False) for each in (head, *(asdict(text) for text in found.texts))]
    pending = kept.with_name(f"{kept.name}.{os.getpid()}")
    pending.write_text("\n".join(written) + "\n", encoding="utf-8")
    pending.rename(kept)
    return found


def map_document(source: Source, decisions: Sequence[Decision], spool: Spool) -> Mapped:
    """Describe the document, and say what was accepted from it; nothing else enters.

    A decision whose words are no longer in the document says nothing, and is kept in the journal.
    """
    try:
        found = contents(source)
    except UnreadableFile as error:
        fault = Fault(source.file.name, error.row, error.column, error.found, str(error))
        return Mapped(faults=[fault])
    described = [*_described(source, found)]
    accepted = [each for decision in entered(decisions, source.id, found) for each in _accepted(source, decision)]
    spool.write_lines(lines.line(each) for each in (*described, *accepted))
    return Mapped(rows=len(found.texts), sample=[(1, each) for each in described])


def entered(decisions: Sequence[Decision], source: str, found: Contents) -> Iterator[Decision]:
    """The decisions by which something of a document stands in the graph, the last one on each proposal."""
    standing = {each.left: each for each in in_force(decisions) if each.kind == PROPOSAL and each.right == source}
    for each in standing.values():
        if each.verdict in {ACCEPTED, EDITED} and found.holds(each.evidence["quote"]):
            yield each


def document(source: Source) -> URIRef:
    """The address of the document that a source is: its own, or that of one we know, which the declaration names."""
    named = source.options.get("document")
    return ID[str(named)] if named else iri.of("document", source.id)


def _described(source: Source, found: Contents) -> Iterator[Triple]:
    about = document(source)
    yield about, RDF.type, CSC.Document
    yield from ((about, RDFS.label, Literal(text, lang=lang)) for lang, text in source.title.items())
    yield from ((about, DCTERMS.language, Literal(lang)) for lang in _languages(source, found))
    yield about, CSC.documentKind, ID["concept/document-kind-report"]
    yield about, PROV.wasDerivedFrom, source.graph
    if source.issued:
        datatype = {4: XSD.gYear, 7: XSD.gYearMonth}.get(len(source.issued), XSD.date)
        yield about, DCTERMS.issued, Literal(source.issued, datatype=datatype, normalize=False)


def _languages(source: Source, found: Contents) -> Iterable[str]:
    return dict.fromkeys((*source.language, *(each.lang for each in found.texts if each.lang != "und")))


def _accepted(source: Source, decision: Decision) -> Iterator[Triple]:
    """The statement, and who found, decided and said it in which words."""
    said = decision.evidence
    main = stated(said)
    more = tuple(lines.triple(_line(each)) for each in json.loads(said.get("more", "[]")))
    yield from (main, *more)
    for triple in (main, *(each for each in more if each[1] not in {RDF.type, RDFS.label})):
        about = next(iter(provenance.statement(triple, document(source))))[0]
        yield from provenance.statement(triple, document(source))
        yield about, CSC.quote, Literal(said["quote"], lang=said.get("lang") or None)
        yield about, CSC.confidence, Literal(f"{decision.score:.2f}", datatype=XSD.decimal)
        yield about, CSC.decidedBy, Literal(decision.by)
        yield about, PROV.wasGeneratedBy, ID[f"decision/{decision.number}"]
        if said.get("page", "0") != "0":
            yield about, CSC.page, Literal(said["page"], datatype=XSD.integer)
        else:
            yield about, RDFS.comment, Literal(said.get("place", ""))


def stated(said: Mapping[str, str]) -> Triple:
    """The statement that the evidence of a decision holds."""
    return term(said["subject"]), term(said["predicate"]), term(said["object"])


def _line(parts: Sequence[str]) -> Line:
    subject, predicate, value = parts
    return subject, predicate, value


def _plain(text: str) -> str:
    return " ".join(text.split())
