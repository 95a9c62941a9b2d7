"""SERVICE: the parts of a query that another endpoint answers. Their rows are put into the query in their place.

Each part is asked as it stands, before the rest is answered: no rows of ours go out. So the endpoint must be named by
an IRI, and a part that has more rows than are taken is refused, not cut.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from graph.prologue import Prologue
from graph.store import BadQuery
from graph.tokens import Token, fault
from ontology.saying import Said

MOST = 5  # clauses of one query


class ServiceRefused(BadQuery):
    """A query that asks another server, where that may not be asked."""


@dataclass(frozen=True)
class Part:
    """One SERVICE clause: where it stands, whom it asks, and what."""

    start: int
    end: int
    endpoint: str
    silent: bool
    query: str  # SELECT of the group, without a LIMIT


def parts(text: str, body: Sequence[Token], prologue: Prologue) -> Iterator[Part]:
    """The clauses of a query; those within another one are for its endpoint. Raises `ServiceRefused`."""
    declared = text[: body[0].start]
    over = found = 0
    for position, token in enumerate(body):
        if token.says("SERVICE") and token.start >= over:
            found += 1
            if found > MOST:
                told = "a query may have {most} SERVICE clauses, not more"
                raise _refused(text, token, Said.of("services", told, most=MOST))
            part = _part(text, declared, body[position:], prologue)
            over = part.end
            yield part


def _part(text: str, declared: str, rest: Sequence[Token], prologue: Prologue) -> Part:
    silent = len(rest) > 1 and rest[1].says("SILENT")
    named = rest[1 + silent] if len(rest) > 1 + silent else rest[0]
    endpoint = prologue.resolve(named) if named.kind in {"iri", "name"} else None
    if endpoint is None:
        told = "SERVICE must be followed by the IRI of an endpoint; variables are not taken"
        raise _refused(text, named, Said.of("service_iri", told))
    opening = rest[2 + silent] if len(rest) > 2 + silent else named
    closing = next((each for each in rest if each.text == "}" and each.depth == opening.depth + 1), None)
    if opening.text != "{" or closing is None:
        raise _refused(text, opening, Said.of("service_group", "the endpoint must be followed by a group in braces"))
    end = closing.start + 1
    return Part(rest[0].start, end, endpoint, silent, f"{declared}SELECT * WHERE {text[opening.start : end]}")


def _refused(text: str, token: Token, message: str) -> BadQuery:
    found = fault(text, token.start, message)
    return ServiceRefused(found.message, found.line, found.column)


def filled(text: str, clauses: Sequence[Part], ask: Callable[[Part], str]) -> str:
    """The query with each clause replaced by what `ask` gives for it."""
    given = [(part, ask(part)) for part in clauses]
    for part, values in reversed(given):
        text = f"{text[: part.start]}{values}{text[part.end :]}"
    return text
