"""Answers that are there within a moment, given where their request is read: no task of the application waits for them.

What lasts longer is handed to the application as it stands.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from starlette.responses import Response

from api.journal import Entry
from api.kept import Manner, Wanted, meant, unchanged
from api.negotiation import Offer
from api.protocol import asked
from api.sparql import PATH, REWRITTEN, chosen, described
from graph.answering.answers import Answer
from graph.formats import BY_NAME

_LONGEST = 256 * 1024  # bytes


@dataclass
class Soon:
    """An answer that was begun, and what the log will say of it."""

    answer: Answer
    known: Entry
    began: float
    _offer: Offer
    _manner: Manner
    _wanted: Wanted | None  # as what it may be kept
    _then: Callable[[Response | None], None] = field(default=lambda _: None)

    def then(self, then: Callable[[Response | None], None]) -> None:
        """Call once with the response, or with None where the application is to wait for the answer, and to give it."""
        self._then = then

    def moved(self) -> None:
        """The answer moved on; within its first moment this is told on the event loop."""
        answer = self.answer
        if answer.ended or answer.lasts:
            answer.tell(_nothing)
            is_whole = answer.ended and answer.error is None and answer.cut is None and answer.size <= _LONGEST
            self._then(self._response() if is_whole else None)

    def _response(self) -> Response:
        response = Response(b"".join(iter(self.answer.read, b"")))
        self.answer.close()
        if self.answer.rewritten:
            response.headers[REWRITTEN] = ", ".join(self.answer.rewritten)
        response.raw_headers += described(self._offer.content_type)
        kept = response if self._wanted is None else self._wanted.keep(response)
        return unchanged(kept.raw_headers) if self._manner.has_any else kept


def begun(manner: Manner, encoded: bytes, known: Entry, began: float) -> Soon | Response | None:
    """The answer of a query that is asked of all that anybody may see; or as it is kept under other words.

    None where it is for the application to give. Raises what it is refused for, or `Overloaded` if it has to wait.
    """
    asking, wanted, pool = asked(encoded), manner.wanted(encoded), manner.pool
    if asking is None or not asking.is_plain or wanted is None or known.asker is None:
        return None
    query = pool.examine(asking.query, manner.root + PATH)
    offer = chosen(query.form, manner.accept, asking.formats)
    same = meant(manner, asking, offer, known.asker, wanted)
    if same is not None and (found := same.found()):
        return found
    answer = pool.ask(
        query,
        BY_NAME[offer.name].media_type,
        _nothing,
        seconds=asking.seconds,
        asker=known.asker,
        asked=f"{manner.root}{PATH}?{asking.beside}&query=".replace("?&", "?"),
        loop=asyncio.get_running_loop(),
        waits=False,
    )
    known.answer, known.text, known.form = answer, query.text, query.form
    soon = Soon(answer, known, began, offer, manner, same)
    answer.tell(soon.moved)
    return soon


def _nothing() -> None:
    """Nobody waits for it now."""
