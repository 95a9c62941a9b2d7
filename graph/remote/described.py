"""DESCRIBE over servers: blank nodes are IRIs there, which no server follows as it would follow blank nodes."""

from collections.abc import Callable, Iterator

from graph import prologue
from graph.remote.terms import GENID
from graph.results.serialising import Triple, triples
from graph.tokens import tokens

_DEEPEST = 1_000  # brackets: the guard has counted them before
_AT_ONCE = 100  # blank nodes that one query asks for


def describes(query: str) -> bool:
    """Whether a query is a DESCRIBE; raises `BadQuery`."""
    if "describe" not in query.lower():
        return False
    pieces = list(tokens(query, _DEEPEST))
    return pieces[prologue.read(query, pieces).length].says("DESCRIBE")


def described(answer: Iterator[bytes], ask: Callable[[str], Iterator[bytes]]) -> Iterator[Triple]:
    """What an answer in Turtle says, and what is said of the blank nodes in it; `ask` gives the answers for them.

    Raises `SyntaxError` for what is no Turtle.
    """
    met, waiting = set[str](), list[str]()
    while True:
        for triple in triples(answer):
            yield triple
            value = str(triple.object)
            if value.startswith(f"<{GENID}") and value not in met:
                met.add(value)
                waiting.append(value)
        if not waiting:
            return
        answer, waiting = ask(f"DESCRIBE {' '.join(waiting[:_AT_ONCE])}"), waiting[_AT_ONCE:]
