"""Literals sorted apart where the engine finds no order for them together: it ends of that, which is a 503.

It compares what it has values of by these, all else as texts: 9 and 10, but each of them with "5" as texts, and times
with and without a zone as texts where they are less than 14 hours apart. So such kinds are sorted one after another, a
time without zone as one of UTC, and a whole number first as the floating one that it is compared with. Of two terms
that the operator `<` does not compare, the standard leaves open which is first (SPARQL 1.1 Query, section 15.1).
"""

from collections.abc import Iterator

from graph.rewriting.question import Question
from graph.rewriting.scope import is_known
from graph.rewriting.tree import Bind, Block, Expression, Link, Order, Select, Steps, patterns, queries
from graph.texts.index import THING

_XSD = "http://www.w3.org/2001/XMLSchema#"
_FLOATS = frozenset({f"{_XSD}double", f"{_XSD}float"})
# SPARQL 1.1 Query, section 17.1
NUMBERS = _FLOATS | {
    f"{_XSD}{name}"
    for name in (
        *("integer", "decimal", "nonPositiveInteger", "negativeInteger", "long", "int", "short", "byte"),
        *("nonNegativeInteger", "unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte", "positiveInteger"),
    )
}
_DAYS = frozenset(
    f"{_XSD}{name}"
    for name in ("dateTime", "dateTimeStamp", "date", "time", "gYearMonth", "gYear", "gMonthDay", "gDay", "gMonth")
)
_LENGTHS = frozenset({f"{_XSD}duration", f"{_XSD}dayTimeDuration", f"{_XSD}yearMonthDuration"})
_ZONE = "(Z|[-+][0-9]{2}:[0-9]{2})$"
_ODD = f"^-|{_ZONE}"  # a day that does not sort as the text that it is: also one of a year before the first
_CHOSEN = {"IF": 1, "COALESCE": 0, "MIN": 0, "MAX": 0, "SAMPLE": 0}  # from which part on any may be the value


def mixed(question: Question) -> str | None:
    """The query that sorts by the kind of a value first, where one kind is not enough."""
    keys = [(query, order) for query in queries(question.tree) for order in query.order]
    told = [(order, _keys(question, query, order)) for query, order in keys]
    return question.edited([(order.span, _written(question, order, found)) for order, found in told if found])


def _written(question: Question, order: Order, keys: list[str]) -> str:
    value = question.said(order.expression.span)
    direction = "DESC" if order.descending else "ASC"
    told = (f"{direction}({key.replace('{}', value)})" if key else question.said(order.span) for key in keys)
    return " ".join(told)


def _keys(question: Question, query: Select, order: Order) -> list[str]:
    """What to sort by in place of a value, which is `{}`, an empty text for itself; nothing where it may stay alone."""
    predicates = set(_predicates(query, order.expression, set()))
    kinds = frozenset().union(*map(question.known.literals, predicates))
    numbers, lengths, days = kinds & NUMBERS, kinds & _LENGTHS, kinds & _DAYS
    zones = frozenset().union(*(_zones(question, each) for each in predicates)) if days else frozenset[bool]()
    if True not in zones or (False not in zones and len(days) + bool(kinds - days - {THING}) < 2):
        days = frozenset[str]()  # these sort as texts, or as they are
    others = kinds - numbers - lengths - days - {THING}
    several = sum(map(bool, (numbers, lengths, others))) + len(days) > 1
    apart = [_apart(lengths, days)] if several and (lengths or days) else ["isNumeric({})"] if several else []
    floats = _AS_FLOATS if numbers & _FLOATS and numbers - _FLOATS else ()
    value = _in_zone(days) if days else ""
    return [*apart, *floats, value] if apart or floats or days else []


def _zones(question: Question, predicate: str) -> frozenset[bool]:
    """Whether there are days that do not sort as the texts that they are, and whether there are others."""
    if not predicate:  # to ask of all would take longer than most queries
        return frozenset()
    asked = f'SELECT DISTINCT (REGEX(STR(?o), "{_ODD}") AS ?odd) {{ ?s <{predicate}> ?o FILTER({_is("?o", _DAYS)}) }}'
    return frozenset("true" in each for each in question.known.kept(asked, 2) or ())


def _apart(lengths: frozenset[str], days: frozenset[str]) -> str:
    """The kind of a value; what is of one kind, but no value of it, has none."""
    valued = " && {} <= {}"
    told = f'IF({_is("{}", lengths)}{valued}, "~length", "")' if lengths else '""'
    told = f"IF({_is('{}', days)}{valued}, STR(DATATYPE({{}})), {told})" if days else told
    return f'(IF(isNumeric({{}}), "~number", {told}))'


def _in_zone(days: frozenset[str]) -> str:
    zoned = 'STRDT(CONCAT(STR({}), "Z"), DATATYPE({}))'
    return f'(COALESCE(IF({_is("{}", days)} && !REGEX(STR({{}}), "{_ZONE}"), {zoned}, {{}}), {{}}))'


def _is(value: str, kinds: frozenset[str]) -> str:
    return f"DATATYPE({value}) IN ({', '.join(f'<{kind}>' for kind in sorted(kinds))})"


_AS_FLOATS = (f'(<{_XSD}double>(IF(isNumeric({{}}), {{}}, "")))', f"({_is('{}', _FLOATS)})")


def _predicates(query: Select, value: Expression, seen: set[str]) -> Iterator[str]:
    """Those of whose objects a value may be one; an empty one where it may be any."""
    if value.name in _CHOSEN:
        for part in value.parts[_CHOSEN[value.name] :]:
            yield from _predicates(query, part, seen)
    elif value.term is not None and value.term.kind == "variable" and value.term.value not in seen:
        seen.add(value.term.value)
        yield from _said(query, value.term.value)
        for named in _named(query, value.term.value):
            yield from _predicates(query, named, seen)


def _named(query: Select, name: str) -> Iterator[Expression]:
    """What is given a name."""
    for each in queries(query):
        yield from (item.expression for item in each.items if item.expression and item.variable == name)
    for group in patterns(query.where) if query.where else ():
        for element in group.elements:
            if isinstance(element, Bind) and element.variable == name:
                yield element.expression


def _said(query: Select, name: str) -> Iterator[str]:
    for group in patterns(query.where) if query.where else ():
        for block in group.elements:
            for triple in block.triples if isinstance(block, Block) else ():
                if triple.object.kind == "variable" and triple.object.value == name:
                    yield from _last(triple.steps)


def _last(steps: Steps) -> Iterator[str]:
    """The predicates at the end of a path."""
    if isinstance(steps, Link):
        named = steps.predicate
        yield named.value if named.kind == "iri" and is_known(named) else ""
    elif steps.sign == "/":
        yield from _last(steps.parts[-1])
    elif steps.sign == "|":
        for part in steps.parts:
            yield from _last(part)
    elif steps.sign in "+?*" and len(steps.parts) == 1:
        yield from _last(steps.parts[0])
    elif steps.sign != "^":
        yield ""
