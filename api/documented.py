"""What the OpenAPI document says of parameters and answers that all routes share."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from pydantic import BaseModel

from api.negotiation import Offer
from graph.listing import MOST
from graph.narrowing import BY_KIND
from ontology.model import LANGUAGES, Kind

Parameter: TypeAlias = dict[str, Any]
Responses: TypeAlias = dict[int | str, dict[str, Any]]

_PROBLEM = {
    "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}},
    "text/html": {"schema": {"type": "string"}},  # for who asks for pages
}
# What routes answer that are not for pages.
PROBLEM = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
REFUSALS: Responses = {
    400: {"description": "A parameter cannot be as it is", "content": _PROBLEM},
    404: {"description": "Nothing is known under this address", "content": _PROBLEM},
    406: {"description": "None of the formats offered is acceptable", "content": _PROBLEM},
    503: {"description": "Nothing is loaded yet", "content": _PROBLEM},
}

# What a thing answers that is no longer told by its own address.
DEPARTED: Responses = {
    301: {"description": "It is one with another thing, whose address stands in Location", "content": _PROBLEM},
    410: {"description": "It was here, and no source speaks of it any more", "content": _PROBLEM},
}


def parameter(name: str, description: str, *, required: bool = False) -> Parameter:
    """A parameter that is a text."""
    return _parameter(name, description, {"type": "string"}) | {"required": required}


def _parameter(name: str, description: str, schema: Mapping[str, Any]) -> Parameter:
    return {"name": name, "in": "query", "required": False, "description": description, "schema": dict(schema)}


TEXT = _parameter("q", "Words to be found in names", {"type": "string"})
CURSOR = _parameter("cursor", "Where to go on, from `next` of the part before", {"type": "string"})
LIMIT = _parameter("limit", "Entries of one part", {"type": "integer", "minimum": 1, "maximum": MOST, "default": 50})
LANG = _parameter("lang", "Language of labels; else by Accept-Language", {"type": "string", "enum": list(LANGUAGES)})
PAGING: Sequence[Parameter] = (TEXT, CURSOR, LIMIT)


def format_of(offers: Sequence[Offer]) -> Parameter:
    """The parameter that chooses a format, before Accept does."""
    schema = {"type": "string", "enum": [offer.name for offer in offers]}
    return _parameter("format", "Format of the answer; else by Accept", schema)


def filters(kind: Kind) -> list[Parameter]:
    """The parameters by which the list of a kind is narrowed."""
    several = {"type": "array", "items": {"type": "string"}}
    return [
        _parameter(name, f"Keep to one or more values of “{name}”, as in `facets`", several)
        for name in BY_KIND.get(kind.name, ())
    ]


def choice(name: str, description: str) -> Parameter:
    """A parameter that may be given several times."""
    return _parameter(name, description, {"type": "array", "items": {"type": "string"}})


def answers(model: type[BaseModel], offers: Sequence[Offer]) -> Responses:
    """What a route may answer: the shape of its JSON, its other formats, and its refusals."""
    others = {
        offer.media_type: {"schema": {"type": "string"}} for offer in offers if offer.name not in {"json", "jsonld"}
    }
    if any(offer.name == "jsonld" for offer in offers):
        others["application/ld+json"] = {"schema": {}}
    unchanged = {"description": "The answer is still the one whose tag was given"}
    return {200: {"model": model, "description": "The answer", "content": others}, 304: unchanged, **REFUSALS}
