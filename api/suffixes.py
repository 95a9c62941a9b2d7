"""Addresses that end in the name of a format: `/clusters/produtech.ttl` is `/clusters/produtech?format=ttl`.

Where both name one, `?format=` is heeded: forms and programs add it to an address that they were given.
"""

import re
from urllib.parse import parse_qsl

from starlette.types import ASGIApp, Receive, Scope, Send

from api.answers import OF_QUESTIONS, OF_THINGS
from ontology.model import Model

_OF_THINGS, _OF_QUESTIONS = ("|".join(offer.name for offer in offers) for offers in (OF_THINGS, OF_QUESTIONS))


class Suffixes:
    """Reads the format from the end of the address of a thing, of its IRI, or of a question."""

    def __init__(self, app: ASGIApp, model: Model) -> None:
        self._app = app
        collections = "|".join(re.escape(kind.collection) for kind in model.kinds)
        self._things = re.compile(rf"(/(?:{collections}|id/[a-z-]+)/[^/]+)\.({_OF_THINGS})")
        self._questions = re.compile(rf"(/questions/[^/]+)\.({_OF_QUESTIONS})")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request as one that names the format beside the address."""
        path = scope["path"] if scope["type"] == "http" else ""
        found = self._things.fullmatch(path) or self._questions.fullmatch(path)
        if found is not None:
            given = parse_qsl(scope["query_string"].decode("latin-1"))
            scope = {**scope, "path": found[1]}
            scope.pop("raw_path", None)
            if "format" not in dict(given):
                scope["query_string"] = b"&".join(filter(None, (scope["query_string"], f"format={found[2]}".encode())))
        await self._app(scope, receive, send)
