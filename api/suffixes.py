"""Addresses that end in the name of a format: `/clusters/produtech.ttl` is `/clusters/produtech?format=ttl`."""

import re

from starlette.types import ASGIApp, Receive, Scope, Send

from api.answers import OF_THINGS
from ontology.model import Model

_NAMES = "|".join(offer.name for offer in OF_THINGS)


class Suffixes:
    """Reads the format from the end of the address of a thing, or of its IRI."""

    def __init__(self, app: ASGIApp, model: Model) -> None:
        self._app = app
        collections = "|".join(re.escape(kind.collection) for kind in model.kinds)
        self._pattern = re.compile(rf"(/(?:{collections}|id/[a-z-]+)/[^/]+)\.({_NAMES})")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request as one that names the format beside the address."""
        found = self._pattern.fullmatch(scope["path"]) if scope["type"] == "http" else None
        if found is not None and b"format=" not in scope["query_string"]:
            given = scope["query_string"]
            asked = f"format={found[2]}".encode()
            scope = {**scope, "path": found[1], "query_string": given + b"&" + asked if given else asked}
            scope.pop("raw_path", None)
        await self._app(scope, receive, send)
