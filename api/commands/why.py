"""`clusterscape why`: why a statement holds."""

import argparse
from collections.abc import Iterator

from api.commands.parts import OK, REFUSED, WRONG_CALL, add_scope, add_store, fail, reading
from api.i18n import Words, words
from api.settings import Settings
from graph.library import Library
from graph.origins import Origin
from graph.reasoning.telling import Told, ToldAxiom, ToldReason
from graph.reasoning.why import DEPTH, BadStatement, NotSaid, statement
from graph.store import Scope
from ontology.model import LANGUAGES, model

NAME = "why"
PURPOSE = "Tell why a statement holds: its sources, or the rule, axioms and statements from which it follows."
EXAMPLE = "clusterscape why regions/PT111 csc:within regions/PT"
_STEP = "  "


def add(parser: argparse.ArgumentParser, settings: Settings) -> None:
    """The statement, the language, and how far back to go."""
    thing = "an IRI, or like country:PRT or clusters/NAME"
    parser.add_argument("subject", metavar="SUBJECT", help=f"a thing: {thing}")
    parser.add_argument("predicate", metavar="PREDICATE", help="a property: an IRI, or like csc:country")
    value = f"a thing: {thing}; or a text: '\"Lisboa\"@pt', '\"2019\"^^xsd:gYear'"
    parser.add_argument("object", metavar="OBJECT", help=value)
    parser.add_argument("--depth", type=int, default=DEPTH, metavar="STEPS", help=f"steps back (default {DEPTH})")
    parser.add_argument("--lang", default="en", choices=LANGUAGES, help="language of the answer (default en)")
    add_scope(parser)
    add_store(parser, settings)


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Print the statement, and below it its reasons, each step further in."""
    scope = Scope(options.scope)
    library = Library(reading(options).open(scope), model(), scope)
    try:
        asked = statement(options.subject, options.predicate, options.object, model())
        told = library.why(asked, options.lang, options.depth)
    except BadStatement as error:
        return fail(str(error), WRONG_CALL)
    except NotSaid as error:
        return fail(str(error), REFUSED)
    print("\n".join(_lines(told, words(options.lang), "")))
    for origin in library.origins(asked, options.lang):
        print(_STEP + _stands(origin, words(options.lang)))
    return OK


def _stands(origin: Origin, text: Words) -> str:
    """Where a statement stands, in one line: source, version, file, row or page, run, who decided."""
    source = origin.source
    told = (
        ("version", source.version if source else None),
        ("file", source.file_name if source else None),
        ("row", origin.row),
        ("page", origin.page),
        ("quote", origin.quote),
        ("run", source.loaded if source else None),
        ("decided", origin.decided_by),
    )
    parts = [f"{text(f'why.{key}').lower()} {value}" for key, value in told if value]
    basis = text("why.basis_judgement") if origin.judgement else ""
    return ", ".join(filter(None, (origin.named.label, *parts, basis)))


def _lines(told: Told, text: Words, margin: str) -> Iterator[str]:
    stated = ", ".join(dict.fromkeys(each.source.label for each in told.citations))
    further = f" ({text('why.again')})" if told.again else " …" if told.deeper else ""
    said = f"{told.subject.label} – {told.predicate.label} – {told.value.text}"
    yield f"{margin}{said}{f' [{stated}]' if stated else ''}{further}"
    for reason in told.reasons[:1]:
        yield from _reason_lines(reason, text, margin + _STEP)
    if told.reasons[1:]:
        yield f"{margin}{_STEP}{text('why.others', len(told.reasons) - 1 + told.more)}:"
    for reason in told.reasons[1:]:
        yield from _reason_lines(reason, text, margin + _STEP)
    if told.more:
        yield margin + _STEP + text("why.more", told.more)


def _reason_lines(reason: ToldReason, text: Words, margin: str) -> Iterator[str]:
    yield f"{margin}{text('why.rule')} {reason.title} ({reason.rule})"
    for axiom in reason.axioms:
        yield f"{margin}{sentence(axiom, text)}"
    for premise in reason.premises:
        yield from _lines(premise, text, margin + _STEP)


def sentence(axiom: ToldAxiom, text: Words) -> str:
    """An axiom in words."""
    key = f"why.{axiom.form}" if text.has(f"why.{axiom.form}") else "why.axiom"
    value = " → ".join(each.label for each in axiom.values)
    return text(key, subject=axiom.subject.label, predicate=axiom.predicate.label, value=value)
