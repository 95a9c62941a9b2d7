"""Proposals: statements found in documents that wait for a person's decision. None of them is in the graph before.

They are a working list beside the releases (`proposals.jsonl` in the store): it can be made again at any time. What was
decided, with its quote, is in the journal of the release.
"""

import fcntl
import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from rdflib import URIRef
from rdflib.term import Node

from graph.store import NotAStore, Triple
from graph.terms import written
from ingest import lines
from ingest.documents import ACCEPTED, EDITED, REJECTED, Contents, document
from ingest.lexicon import Lexicon
from ingest.mentions import Finder, Mention, Page
from ingest.relations import Stated, relations
from ingest.resolve.decide import PROPOSAL, BadDecision, Decision, in_force
from ingest.source import Source
from ontology.namespaces import CSC

FILE = "proposals.jsonl"
OPEN, LOST = "open", "lost"
STATUSES = (OPEN, ACCEPTED, EDITED, REJECTED, LOST)
LONGEST_QUOTE = 300  # characters: a sentence or two
_SENTENCE_END = re.compile(r"[.!?](?=\s+[A-ZÀ-ÞĂÂÎȘȚ«“„])|\n\s*\n")


@dataclass(frozen=True)
class Proposal:
    """One statement with the words it rests on; terms are written as N-Triples writes them."""

    id: str
    source: str
    subject: str
    predicate: str
    object: str
    words: str
    quote: str
    page: int
    place: str
    lang: str
    confidence: float
    why: str
    pages: tuple[str, ...] = ()
    more: tuple[tuple[str, str, str], ...] = ()
    others: tuple[str, ...] = ()
    number: int = 0
    status: str = OPEN
    note: str = ""

    @property
    def statement(self) -> tuple[str, str, str]:
        """What it says."""
        return self.subject, self.predicate, self.object


def found_in(source: Source, contents: Contents, lexicon: Lexicon) -> list[Proposal]:
    """What is proposed from a document: each statement once, by its surest words, in the order of the text."""
    pages = [Page(order, each.text, each.lang) for order, each in enumerate(contents.texts)]
    by_page: dict[int, list[Mention]] = {}
    for mention in Finder(lexicon).find(pages):
        by_page.setdefault(mention.page, []).append(mention)
    making = _Making(source, contents)
    for page in pages:
        for mention in by_page.get(page.number, ()):
            making.mention(page, mention)
        for stated in relations(page, by_page.get(page.number, ()), lexicon):
            making.relation(page, stated)
    return making.made()


@dataclass
class _Making:
    """Gathers the proposals of one document."""

    source: Source
    contents: Contents
    _best: dict[tuple[str, str, str], Proposal] = field(default_factory=dict)
    _places: dict[tuple[str, str, str], dict[str, None]] = field(default_factory=dict)

    def mention(self, page: Page, mention: Mention) -> None:
        """The document mentions a thing."""
        triple = (document(self.source), CSC.mentions, URIRef(mention.thing))
        if triple[0] != triple[2]:
            self._add(page, triple, (), mention.start, mention.end, mention.confidence, mention.why, mention.others)

    def relation(self, page: Page, stated: Stated) -> None:
        """A sentence says something of two things."""
        start, end = stated.first.start, max(stated.first.end, stated.second.end)
        self._add(page, stated.triple, stated.more, start, end, stated.confidence, stated.why, ())

    def made(self) -> list[Proposal]:
        """All of them, each with the places where it stands."""
        return [replace(each, pages=tuple(self._places[each.statement])) for each in self._best.values()]

    def _add(
        self,
        page: Page,
        triple: Triple,
        more: Sequence[Triple],
        start: int,
        end: int,
        sure: float,
        why: str,
        others: tuple[str, ...],
    ) -> None:
        text = self.contents.texts[page.number]
        subject, predicate, value = map(written, triple)
        key = subject, predicate, value
        self._places.setdefault(key, {})[text.place] = None
        if key in self._best and self._best[key].confidence >= sure:
            return
        quoted = quote(text.text, start, end)
        self._best[key] = Proposal(
            id=identity(self.source.id, quoted, key),
            source=self.source.id,
            subject=subject,
            predicate=predicate,
            object=value,
            words=" ".join(text.text[start:end].split())[:LONGEST_QUOTE],
            quote=quoted,
            page=text.number,
            place=text.place,
            lang=page.lang if page.lang != "und" else "",
            confidence=sure,
            why=why,
            more=tuple(lines.line(each) for each in more),
            others=others,
        )


def identity(source: str, quoted: str, statement: Sequence[str]) -> str:
    """The same for the same words and statement, also where they have moved to another page."""
    return hashlib.sha256("\n".join((source, quoted, *statement)).encode()).hexdigest()[:16]


def quote(text: str, start: int, end: int) -> str:
    """The sentence around a stretch of text; of a long one, what stands next to it."""
    window = max(0, start - 2 * LONGEST_QUOTE)
    before = [match.end() for match in _SENTENCE_END.finditer(text, window) if match.end() <= start]
    after = _SENTENCE_END.search(text, end)
    first, last = before[-1] if before else window, after.start() + 1 if after else len(text)
    room = max(LONGEST_QUOTE - (end - start), 0)
    first = max(first, start - room * 2 // 3)
    last = min(last, first + LONGEST_QUOTE)
    first = first if first == 0 or not text[first - 1 : first + 1].isalnum() else text.find(" ", first, start + 1) + 1
    return " ".join(text[max(first, 0) : last].split())[:LONGEST_QUOTE]


def compared(
    proposals: Iterable[Proposal], decisions: Sequence[Decision], contents: Contents, source: str
) -> list[Proposal]:
    """The proposals with what was decided on them; decisions whose words are gone from the document are `lost`."""
    standing = {each.left: each for each in in_force(decisions) if each.kind == PROPOSAL and each.right == source}
    by_statement = {_statement_of(each): each for each in standing.values()}
    told, seen = [], set()
    for each in proposals:
        decision = standing.get(each.id) or by_statement.get(each.statement)
        if decision is None:
            told.append(each)
        elif decision.left == each.id or contents.holds(decision.evidence["quote"]):
            told.append(decided(replace(each, id=decision.left), decision))
            seen.add(decision.left)
        else:
            told.append(replace(each, note=f"was {decision.verdict} by {decision.by} on words that are gone"))
    for decision in standing.values():
        if decision.left not in seen:
            status = decision.verdict if contents.holds(decision.evidence["quote"]) else LOST
            told.append(replace(recalled(decision), status=status))
    return told


def decided(proposal: Proposal, decision: Decision) -> Proposal:
    """A proposal as it was decided."""
    kept = recalled(decision)
    return replace(kept, pages=proposal.pages, others=proposal.others, why=proposal.why, number=proposal.number)


def recalled(decision: Decision) -> Proposal:
    """The proposal that a decision was taken on, from the evidence in the journal."""
    said = decision.evidence
    return Proposal(
        id=decision.left,
        source=decision.right,
        subject=said["subject"],
        predicate=said["predicate"],
        object=said["object"],
        words=said.get("words", ""),
        quote=said["quote"],
        page=int(said.get("page", "0")),
        place=said.get("place", ""),
        lang=said.get("lang", ""),
        confidence=decision.score,
        why="",
        more=tuple((each[0], each[1], each[2]) for each in json.loads(said.get("more", "[]"))),
        status=decision.verdict,
        note=f"{decision.verdict} by {decision.by}, decision {decision.number}",
    )


def decision(proposal: Proposal, verdict: str, by: str) -> Decision:
    """What goes into the journal: enough to say the statement again without the list of proposals."""
    evidence = {
        "quote": proposal.quote,
        "place": proposal.place,
        "page": str(proposal.page),
        "lang": proposal.lang,
        "words": proposal.words,
        "subject": proposal.subject,
        "predicate": proposal.predicate,
        "object": proposal.object,
        "more": json.dumps(proposal.more) if proposal.more else "[]",
    }
    return Decision(PROPOSAL, proposal.id, proposal.source, verdict, by, score=proposal.confidence, evidence=evidence)


def edited(proposal: Proposal, prop: URIRef | None, value: Node | None) -> Proposal:
    """The proposal with another property or value; raises `BadDecision` where that is not possible."""
    if prop is None and value is None:
        raise BadDecision("what shall be changed? Give --property, --value or both")
    if proposal.more and prop is not None:
        raise BadDecision(f"proposal {proposal.number} is a membership: only its value can be changed")
    return replace(
        proposal,
        predicate=written(prop) if prop is not None else proposal.predicate,
        object=written(value) if value is not None else proposal.object,
    )


def _statement_of(decision: Decision) -> tuple[str, str, str]:
    said: Mapping[str, str] = decision.evidence
    return said["subject"], said["predicate"], said["object"]


class Proposals:
    """The working list of a store; numbers stay with their proposals."""

    def __init__(self, store: Path) -> None:
        self._folder = store
        self._path = store / FILE

    def read(self) -> tuple[Proposal, ...]:
        """All of them, by number; raises `NotAStore` where the file is not whole."""
        if not self._path.is_file():
            return ()
        try:
            return tuple(_parsed(json.loads(line)) for line in self._path.read_text(encoding="utf-8").splitlines())
        except (ValueError, TypeError, KeyError) as error:
            raise NotAStore(f"{self._path} is not whole ({error}): delete it and propose again") from error

    def put(self, source: str, proposals: Iterable[Proposal]) -> tuple[Proposal, ...]:
        """Write the proposals of one document in place of its former ones; the answer has their numbers."""
        with self._locked():
            before = self.read()
            numbers = {each.id: each.number for each in before}
            following = max(numbers.values(), default=0)
            made = []
            for each in proposals:
                if each.id not in numbers:
                    following += 1
                    numbers[each.id] = following
                made.append(replace(each, number=numbers[each.id]))
            self._write((*(each for each in before if each.source != source), *made))
        return tuple(made)

    def _write(self, proposals: Iterable[Proposal]) -> None:
        ordered = sorted(proposals, key=lambda each: each.number)
        pending = self._path.with_suffix(".new")
        pending.write_text("".join(json.dumps(asdict(each), ensure_ascii=False) + "\n" for each in ordered), "utf-8")
        pending.rename(self._path)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with (self._folder / f"{FILE}.lock").open("w") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield


def _parsed(said: dict[str, Any]) -> Proposal:
    lists = {"pages": tuple(said["pages"]), "others": tuple(said["others"])}
    more = {"more": tuple((each[0], each[1], each[2]) for each in said["more"])}
    return Proposal(**(said | lists | more))
