"""`clusterscape resolve`: which organisations are one: what the rule decided and asks, and what a person decides."""

import argparse
import csv
import json
import sys
from collections.abc import Callable, Sequence

from rich.console import Console
from rich.table import Table

from api.commands import resolve_pairs
from api.commands.loading import perform
from api.commands.parts import OK, REFUSED, WRONG_CALL, add_store, current, fail, say
from api.settings import Settings
from ingest.resolve.decide import ASK, DIFFERENT, SAME, BadDecision, Decision, person
from ingest.resolve.review import ZONES, Contradicted, Review, Side
from ingest.spreadsheets import escaped
from ontology.namespaces import ID, shorten

NAME = "resolve"
PURPOSE = "Review and decide which organisations are one; compare pairs of a file of your own."
EXAMPLE = (
    "clusterscape resolve list\n  clusterscape resolve show 12\n"
    '  clusterscape resolve decide 12 same --by "Cluster policy unit"\n'
    '  clusterscape resolve undo 12 --by "Cluster policy unit"\n  clusterscape resolve run\n'
    f"  {resolve_pairs.EXAMPLE}"
)
_FORMATS = ("text", "json", "csv")
_COLUMNS = ("number", "verdict", "score", "left", "right", "keep", "by", "when", "left_name", "right_name", "reason")
_MOST_FACTS = 40


def add(parser: argparse.ArgumentParser, settings: Settings) -> None:
    """What to do."""
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    for name, act, purpose, declare in _ACTIONS:
        action = actions.add_parser(name, help=purpose, description=purpose)
        declare(action)
        add_store(action, settings)
        action.set_defaults(act=act)
    pairs = actions.add_parser(resolve_pairs.NAME, help=resolve_pairs.PURPOSE, description=resolve_pairs.PURPOSE)
    resolve_pairs.add(pairs, settings)
    pairs.set_defaults(act=resolve_pairs.run)


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Do what was chosen."""
    act: Callable[[argparse.Namespace, Settings], int] = options.act
    try:
        return act(options, settings)
    except Contradicted as error:
        return fail(str(error), REFUSED)
    except BadDecision as error:
        return fail(str(error), WRONG_CALL)


def _declare_list(action: argparse.ArgumentParser) -> None:
    action.add_argument("--zone", choices=ZONES, default=ASK, help="which entries (default: the open questions)")
    _declare_format(action)


def _declare_format(action: argparse.ArgumentParser) -> None:
    action.add_argument("--format", choices=_FORMATS, default="text", help="how to print them (default text)")


def _declare_show(action: argparse.ArgumentParser) -> None:
    action.add_argument("number", type=int, metavar="N", help="number of the entry, as listed")


def _declare_decide(action: argparse.ArgumentParser) -> None:
    action.add_argument("which", nargs="+", metavar="N | LEFT RIGHT", help="number of an entry, or two addresses")
    action.add_argument("verdict", choices=(SAME, DIFFERENT), help="whether the two are one")
    action.add_argument("--keep", default="", metavar="ADDRESS", help="which of the two addresses stays")
    _declare_by(action)


def _declare_undo(action: argparse.ArgumentParser) -> None:
    action.add_argument("number", type=int, metavar="N", help="number of the decision that shall no longer hold")
    _declare_by(action)


def _declare_by(action: argparse.ArgumentParser) -> None:
    action.add_argument("--by", required=True, metavar="WHO", help="who decides: an office, not a private person")


def _declare_run(action: argparse.ArgumentParser) -> None:
    action.add_argument("--apply", action="store_true", help="make one what is sure, and keep the questions")
    _declare_format(action)


def _list(options: argparse.Namespace, settings: Settings) -> int:
    found = Review(current(options.store)).zone(options.zone)
    _print(found, options.format)
    if options.format == "text":
        say(f"{len(found)} entries in the zone “{options.zone}”")
    return OK


def _show(options: argparse.Namespace, settings: Settings) -> int:
    review = Review(current(options.store))
    entry = review.find(options.number)
    console = _console()
    console.print(_entry(entry))
    for side in review.sides(entry):
        console.print(_side(side))
    history = [_line(each) for each in review.history(entry)]
    console.print("What was decided of the two:", *history, sep="\n  ")
    return OK


def _decide(options: argparse.Namespace, settings: Settings) -> int:
    by = person(options.by)
    review = Review(current(options.store))
    made = review.decided(_meant(review, options.which), options.verdict, by, options.keep)
    return _carry_out(options, review, (made,), by)


def _meant(review: Review, which: Sequence[str]) -> Decision:
    if len(which) == 1 and which[0].isdecimal():
        return review.find(int(which[0]))
    if len(which) != 2:
        raise BadDecision("give the number of an entry, or two addresses")
    return review.pair(*which)


def _undo(options: argparse.Namespace, settings: Settings) -> int:
    by = person(options.by)
    review = Review(current(options.store))
    return _carry_out(options, review, (review.undone(options.number, by),), by)


def _run(options: argparse.Namespace, settings: Settings) -> int:
    review = Review(current(options.store))
    found = review.look()
    _print(found, options.format)
    sure = sum(each.verdict == SAME for each in found)
    say(f"{sure} pairs are one by the rule, {len(found) - sure} are to be asked about")
    return _carry_out(options, review, found, "") if options.apply and found else OK


def _carry_out(options: argparse.Namespace, review: Review, made: Sequence[Decision], by: str) -> int:
    """One load, one release: what the decisions concern is filled again, checked and concluded from."""
    first = len(review.decisions) + 1
    status = perform(options.store, (), review.order(made, by), remote=options.remote)
    if status == OK:
        numbers = str(first) if len(made) == 1 else f"{first} to {first + len(made) - 1}"
        back = "" if made[0].undoes else f"; to take it back: clusterscape resolve undo {first} --by WHO"
        say(f"Kept as number {numbers}{back}")
    return status


_ACTIONS = (
    ("list", _list, "The open questions, or what was decided.", _declare_list),
    ("show", _show, "Both sides of an entry: facts, sources, evidence, what was decided.", _declare_show),
    ("decide", _decide, "Say that two are one or different: a new release.", _declare_decide),
    ("undo", _undo, "Take a decision back: the two are as the sources say; a new release.", _declare_undo),
    ("run", _run, "Compare all organisations with each other, shipped ones too.", _declare_run),
)


def _print(found: Sequence[Decision], format_: str) -> None:
    if format_ == "json":
        json.dump([_cells(each) | {"evidence": dict(each.evidence)} for each in found], sys.stdout, ensure_ascii=False)
        print()
    elif format_ == "csv":
        writer = csv.DictWriter(sys.stdout, _COLUMNS, lineterminator="\n")
        writer.writeheader()
        # Names come from the files of others: none of them is to be run as a formula.
        writer.writerows({name: escaped(str(cell)) for name, cell in _cells(each).items()} for each in found)
    else:
        table = Table("number", "verdict", "score", "left", "right", "by", "why")
        for each in found:
            table.add_row(*_row(each))
        _console().print(table)


def _cells(each: Decision) -> dict[str, object]:
    values = (
        *(each.number, each.verdict, each.score, each.left, each.right, each.keep, each.by, each.when),
        *(each.evidence.get(part, "") for part in ("left", "right", "reason")),
    )
    return dict(zip(_COLUMNS, values, strict=True))


def _row(each: Decision) -> tuple[str, ...]:
    number = str(each.number) if each.number else "new"
    sides = (f"{each.evidence.get(side, '')}\n{_short(getattr(each, side))}" for side in ("left", "right"))
    why = ". ".join(each.evidence[part] for part in ("doubt", "reason") if each.evidence.get(part))
    return number, each.verdict, f"{each.score:.2f}", *sides, each.by, why


def _entry(entry: Decision) -> Table:
    table = Table(show_header=False, title=f"Number {entry.number}")
    told = {"verdict": entry.verdict, "score": f"{entry.score:.3f}", "by": entry.by, "when": entry.when}
    kept = {"keeps": _short(entry.keep)} if entry.keep else {}
    for part, text in (told | kept | dict(entry.evidence)).items():
        table.add_row(part, text)
    return table


def _side(side: Side) -> Table:
    table = Table("property", "value", title=side.name, caption=f"sources: {', '.join(side.sources) or 'none'}")
    table.add_row("address", side.iri)
    if side.now != side.iri:
        table.add_row("told by the address", side.now)
    for _, predicate, value in side.facts[:_MOST_FACTS]:
        table.add_row(shorten(predicate[1:-1]), shorten(value[1:-1]) if value.startswith("<") else value)
    return table


def _line(each: Decision) -> str:
    undoes = f" number {each.undoes}" if each.undoes else ""
    return f"{each.number}: {each.verdict}{undoes}, {each.by}, {each.when}"


def _short(address: str) -> str:
    return address.removeprefix(ID)


def _console() -> Console:
    return Console(width=None if sys.stdout.isatty() else 200, highlight=False, markup=False)
