"""`clusterscape ontology`: the vocabulary audited and reasoned with, without a store."""

import argparse
import sys
from collections.abc import Sequence

from rdflib import URIRef
from rich.console import Console
from rich.table import Table

from api.commands.parts import OK, REFUSED, fail, say
from api.settings import Settings
from ontology import consistency, profile
from ontology.audit import ERROR, Checked, examine, ours, texts
from ontology.external import outside
from ontology.model import model
from ontology.namespaces import shorten
from ontology.shapes import shapes_graph

NAME = "ontology"
PURPOSE = "Audit the vocabulary, check it by reasoning, print its shapes."
EXAMPLE = "clusterscape ontology audit\n  clusterscape ontology check\n  clusterscape ontology shapes > shapes.ttl"
NO_REASONER = 3


def add(parser: argparse.ArgumentParser, settings: Settings) -> None:
    """What to do with the vocabulary."""
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    for name, act, purpose in (
        ("audit", _audit, "Every rule with what it looked at, then what it found; status 1 at an error."),
        ("check", _check, "Consistency (by HermiT, which needs Java), OWL 2 RL; status 1 at a clash, 3 without Java."),
        ("shapes", _shapes, "The SHACL shapes, completed from the vocabulary, as Turtle."),
    ):
        action = actions.add_parser(name, help=purpose, description=purpose)
        action.set_defaults(act=act)


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Do what was chosen."""
    status: int = options.act()
    return status


def _audit() -> int:
    checked = examine(ours(), texts())
    console = Console(width=None if sys.stdout.isatty() else 160, highlight=False, markup=False)
    rules = Table("rule", "asks", "OOPS!", "terms", "findings", title="Audit of the vocabulary")
    for each in checked:
        rules.add_row(each.rule.name, each.rule.says, each.rule.pitfall, str(each.terms), str(len(each.findings)))
    console.print(rules)
    findings = [finding for each in checked for finding in each.findings]
    if findings:
        console.print(_findings(checked))
    errors = sum(finding.severity == ERROR for finding in findings)
    console.print(f"{len(checked)} rules, {errors} errors, {len(findings) - errors} warnings")
    return REFUSED if errors else OK


def _findings(checked: Sequence[Checked]) -> Table:
    table = Table("severity", "rule", "term", "finding")
    for finding in (finding for each in checked for finding in each.findings):
        table.add_row(finding.severity, finding.rule, shorten(finding.term), finding.detail)
    return table


def _check() -> int:
    triples = ours()
    breaches = profile.check(triples)
    for breach in breaches:
        print(f"not in OWL 2 RL: {shorten(breach.term)}: {breach.detail}")
    print(f"OWL 2 RL: {len(breaches)} breaches" if breaches else "OWL 2 RL: all axioms are in the profile")
    try:
        triples += outside()
        verdict = consistency.check(triples)
        _tell(verdict)
        if not verdict.sound:
            say("Looking for what clashes; this can take a minute")
            _explain(consistency.explain(triples, verdict))
    except consistency.NoJava as error:
        return fail(str(error), NO_REASONER)
    except consistency.ReasonerFailed as error:
        return fail(str(error), REFUSED)
    return OK if verdict.sound and not breaches else REFUSED


def _tell(verdict: consistency.Verdict) -> None:
    print("Consistent" if verdict.consistent else "Inconsistent: no world can be as the vocabulary says")
    for term in verdict.unsatisfiable:
        print(f"Nothing can be or have: {_called(term)}")
    print(f"{len(verdict.inferred)} subclass relations follow that nobody stated:")
    for above in sorted({above for _, above in verdict.inferred}):
        below = ", ".join(shorten(cls) for cls, over in verdict.inferred if over == above)
        print(f"  below {shorten(above)}: {below}")
    told = ", ".join(f"{count} {name}" for name, count in verdict.left_out)
    print(
        f"{verdict.axioms} axioms reasoned with in {verdict.seconds:.1f} s; outside OWL DL, left out: {told or 'none'}"
    )


def _explain(clash: consistency.Clash | None) -> None:
    if clash:
        what = f"nothing can be or have “{_called(clash.term)}”" if clash.term else "the whole is inconsistent"
        print(f"Why {what}: these cannot all be true")
        for sentence in clash.because:
            print(f"  {sentence}")


def _called(term: URIRef) -> str:
    return model().label(term, "en") or shorten(term)


def _shapes() -> int:
    sys.stdout.write(shapes_graph().serialize(format="turtle"))
    return OK
