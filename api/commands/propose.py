"""`clusterscape propose`: what a document seems to say, and what people decide on it."""

import argparse
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby
from operator import attrgetter
from pathlib import Path

from rdflib import URIRef

from api.commands.loading import perform
from api.commands.parts import OK, REFUSED, WRONG_CALL, add_store, current, fail, say
from api.settings import Settings
from graph.reasoning.why import BadStatement, statement
from graph.release import Draft, Release
from ingest import documents, proposals, source, versions
from ingest.archive import Archive
from ingest.documents import ACCEPTED, EDITED, REJECTED, Contents
from ingest.lexicon import Lexicon
from ingest.proposals import LOST, OPEN, STATUSES, Proposal, Proposals
from ingest.readers.table import UnreadableFile
from ingest.resolve.decide import BadDecision, Decision, Journal, in_force, person, undo
from ingest.source import Source, UnknownSource
from ingest.work import Order
from ontology.model import model
from ontology.namespaces import ID, shorten

NAME = "propose"
PURPOSE = "Find what a document says of known things, and decide on it; nothing enters the graph without a decision."
EXAMPLE = "\n  ".join(
    (
        "clusterscape propose annual-report-2026",
        "clusterscape propose list --status open",
        "clusterscape propose accept 3 4 7 --by 'cluster policy unit'",
        "clusterscape propose edit 5 --value clusters/produtech --by 'cluster policy unit'",
        "clusterscape propose reject 6 --by 'cluster policy unit'",
        "clusterscape propose undo 3 --by 'cluster policy unit'",
    )
)
_VERDICTS = {"accept": ACCEPTED, "reject": REJECTED}


def add(parser: argparse.ArgumentParser, settings: Settings) -> None:
    """What to do, on which proposals, by whom."""
    actions = "list, accept, edit, reject or undo"
    parser.add_argument("what", metavar="SOURCE", help=f"a document that was loaded, or its declaration; or {actions}")
    parser.add_argument("numbers", nargs="*", type=int, metavar="N", help="numbers of proposals")
    parser.add_argument("--by", metavar="WHO", help="the office that decides; it is kept with the decision")
    parser.add_argument("--source", metavar="ID", help="list: only what was found in this document")
    parser.add_argument("--status", choices=STATUSES, help="list: only what stands so")
    parser.add_argument("--property", metavar="TERM", help="edit: the property to be stated, as csc:managedBy")
    parser.add_argument("--value", metavar="VALUE", help="edit: the value, as clusters/produtech or '\"text\"@en'")
    add_store(parser, settings)


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Find, list or decide."""
    release = current(options.store)
    try:
        if options.what == "list":
            return _list(options, release)
        if options.what in _VERDICTS:
            return _decide(options, release, _VERDICTS[options.what], _chosen(options, release))
        if options.what == "edit":
            return _decide(options, release, EDITED, [_edited(options, each) for each in _chosen(options, release)])
        if options.what == "undo":
            return _undo(options, release)
        return _find(options, release)
    except (BadDecision, BadStatement) as error:
        return fail(str(error), WRONG_CALL)
    except UnreadableFile as error:
        return fail(f"{options.what}: expected {error}", REFUSED)


def _find(options: argparse.Namespace, release: Release) -> int:
    if options.numbers:
        raise BadDecision(f"“{options.what}” is no action; there are: list, accept, edit, reject, undo")
    name = source.read(Path(options.what))[0].id if options.what.endswith(".toml") else options.what
    document, contents = _contents(options.store, release, name)
    for note in contents.notes:
        say(f"{name}: {note}")
    found = proposals.found_in(document, contents, Lexicon.of(release.open()))
    told = proposals.compared(found, Journal(release.artefacts).read(), contents, name)
    numbered = Proposals(options.store).put(name, told)
    _show(numbered)
    waiting = sum(each.status == OPEN for each in numbered)
    lost = sum(each.status == LOST for each in numbered)
    gone = f", {lost} decided on words that are no longer there" if lost else ""
    say(f"{name}: {len(numbered)} proposals, {waiting} open{gone}; nothing was added to the graph")
    return OK


def _contents(store: Path, release: Release, name: str) -> tuple[Source, Contents]:
    version = versions.latest(versions.read(release.artefacts), name)
    if version is None or version.action == versions.REMOVED:
        raise UnknownSource(f"the store holds no source “{name}”: load its declaration first")
    document = Archive(store).source(version)
    if document.family != "document":
        raise BadDecision(f"{name} is no document, but {document.format}: all that it says was loaded by its mapping")
    return document, documents.kept_contents(document, Archive(store).path(version.checksum))


def _list(options: argparse.Namespace, release: Release) -> int:
    told = _standing(options.store, release)
    _show(each for each in told if options.source in {None, each.source} and options.status in {None, each.status})
    return OK


def _standing(store: Path, release: Release) -> list[Proposal]:
    """The list with what the journal of the release says of each proposal, and not what it said when it was made."""
    decided = {each.left: each for each in in_force(Journal(release.artefacts).read())}
    held = versions.current(versions.read(release.artefacts))
    told = []
    for each in Proposals(store).read():
        if each.source in held and held[each.source].action != versions.REMOVED:
            decision = decided.get(each.id)
            status = OPEN if decision is None else LOST if each.status == LOST else decision.verdict
            told.append(
                replace(proposals.decided(each, decision), status=status) if decision else replace(each, status=status)
            )
    return told


def _chosen(options: argparse.Namespace, release: Release) -> list[Proposal]:
    """The proposals of the numbers given; raises `BadDecision` where one of them is not there, or nobody is named."""
    person(options.by)
    by_number = {each.number: each for each in _standing(options.store, release)}
    if not options.numbers:
        raise BadDecision("which proposals? Give their numbers: `clusterscape propose list` shows them")
    strange = [str(number) for number in options.numbers if number not in by_number]
    if strange:
        raise BadDecision(f"there is no proposal {', '.join(strange)}: `clusterscape propose list` shows them")
    return [by_number[number] for number in dict.fromkeys(options.numbers)]


def _edited(options: argparse.Namespace, proposal: Proposal) -> Proposal:
    if options.property is None and options.value is None:
        raise BadDecision("what shall be changed? Give --property, --value or both")
    prop = options.property or shorten(proposal.predicate.strip("<>"))
    value = options.value or (proposal.object.strip("<>") if proposal.object.startswith("<") else proposal.object)
    _, term, thing = statement(proposal.subject.strip("<>"), prop, value, model())
    predicate = URIRef(str(term))
    if not model().declares(predicate):
        raise BadDecision(f"the vocabulary has no property {prop}")
    if predicate in model().shortcuts:
        raise BadDecision(f"{prop} follows from other statements and is not stated itself")
    return proposals.edited(proposal, predicate if options.property else None, thing if options.value else None)


def _decide(options: argparse.Namespace, release: Release, verdict: str, chosen: Sequence[Proposal]) -> int:
    """Write all decisions into the journal and load the documents again: one release, or none."""
    if settled := [str(each.number) for each in chosen if each.status not in {OPEN, LOST}]:
        raise BadDecision(f"decided already: {', '.join(settled)}; undo that first")
    by = person(options.by)
    made = [proposals.decision(each, verdict, by) for each in chosen]
    return _enter(options, made)


def _undo(options: argparse.Namespace, release: Release) -> int:
    journal = Journal(release.artefacts).read()
    standing = {each.left: each.number for each in in_force(journal)}
    chosen = _chosen(options, release)
    if waiting := [str(each.number) for each in chosen if each.id not in standing]:
        raise BadDecision(f"nothing was decided on {', '.join(waiting)}")
    return _enter(options, [undo(journal, standing[each.id], person(options.by)) for each in chosen])


def _enter(options: argparse.Namespace, decisions: Sequence[Decision]) -> int:
    order = Order(prepare=partial(_append, decisions), again=frozenset(each.right for each in decisions))
    return perform(options.store, (), order, remote=options.remote)


def _append(decisions: Iterable[Decision], draft: Draft) -> None:
    Journal(draft.artefacts).append(decisions)


def _show(told: Iterable[Proposal]) -> None:
    for (name, where), group in groupby(told, key=attrgetter("source", "place")):
        print(f"{name}, {where}")
        for each in group:
            print(f"{each.number:>6}  {each.confidence:.2f}  {each.status:<9} {_said(each)}")
            print(f"        “{each.quote}”")
            if each.note:
                print(f"        ({each.note})")


def _said(each: Proposal) -> str:
    value = shorten(each.object.strip("<>")) if each.object.startswith("<") else each.object
    others = f"; or {', '.join(_short(shorten(other)) for other in each.others)}" if each.others else ""
    if each.why in {"", "member"} or each.predicate.endswith("#mentions>"):
        return f"{each.words} → {shorten(each.predicate.strip('<>'))} {_short(value)}{others}"
    return f"{_short(shorten(each.subject.strip('<>')))} {shorten(each.predicate.strip('<>'))} {_short(value)}{others}"


def _short(text: str) -> str:
    return text.removeprefix(ID)
