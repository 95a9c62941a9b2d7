"""`clusterscape validate`: the report on the current release."""

import argparse
import sys

from rdflib import URIRef
from rich.console import Console
from rich.table import Table

from api.commands.parts import OK, REFUSED, add_scope, add_store, fail, reading
from api.settings import Settings
from graph.store import Scope
from graph.terms import serialised
from graph.validating import quality
from graph.validating.quality import ClassReport, NoReport, Quality
from ontology.model import model
from ontology.namespaces import shorten

NAME = "validate"
PURPOSE = "Show what the current release breaks of the shapes, and how complete it is."
EXAMPLE = "clusterscape validate --store var/store --format text"
_FORMATS = ("text", "json", "ttl")
_LANGUAGE = "en"


def add(parser: argparse.ArgumentParser, settings: Settings) -> None:
    """The format of the report."""
    parser.add_argument("--format", default="text", choices=_FORMATS, help="format of the report (default text)")
    add_scope(parser)
    add_store(parser, settings)


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Print the report; refused where a violation stands in it."""
    try:
        found = quality.read(reading(options).kept(Scope(options.scope)))
    except NoReport as error:
        return fail(str(error), REFUSED)
    if options.format == "json":
        print(quality.dumped(found))
    elif options.format == "ttl":
        sys.stdout.buffer.write(serialised(quality.report_graph(found), "text/turtle"))
    else:
        _tell(found)
    return OK if found.conforms else REFUSED


def _tell(found: Quality) -> None:
    console = Console(width=None if sys.stdout.isatty() else 120)
    classes = Table("class", "things", "violations", "warnings", "info", "complete", title="Classes by their shapes")
    for each in found.classes:
        classes.add_row(*_cells(each))
    console.print(classes)
    broken = Table("severity", "number", "what, and what to do", title="What breaks a rule, without info")
    for rule in found.broken:
        if rule.severity != "info":
            broken.add_row(rule.severity, str(len(rule.faults)), rule.messages.get(_LANGUAGE, shorten(rule.shape)))
    console.print(broken)
    numbers = ", ".join(f"{number} {severity}" for severity, number in found.counts.items())
    console.print(f"{found.checks} constraints asked; found: {numbers}. Each thing is listed by --format json or ttl.")


def _cells(each: ClassReport) -> tuple[str, ...]:
    label = model().label(URIRef(each.cls), _LANGUAGE) or shorten(each.cls)
    complete = "" if each.filled is None else f"{each.filled:.0%}"
    return label, str(each.things), *(str(number) for number in each.counts.values()), complete
