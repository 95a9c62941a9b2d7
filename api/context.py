"""The JSON-LD context: what the keys of our JSON and JSON-LD stand for."""

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from fastapi import APIRouter, Request, Response
from rdflib import RDF, RDFS, XSD, BNode, Literal
from rdflib.namespace import FOAF
from rdflib.term import Node

from api import urls
from api.deps import ModelDep
from ontology.model import Model
from ontology.namespaces import PREFIXES, shorten

PATH = "/context.jsonld"
MEDIA_TYPE = "application/ld+json"
_RELATION = "http://www.w3.org/ns/json-ld#context"  # JSON-LD 1.1, section 6.1: how plain JSON names its context

# Keys of our JSON that tell of a statement or of the page rather than of the thing.
_BESIDE = ("inferred", "sources", "why", "kind", "url", "label", "slug", "release", "links", "figures", "point")

router = APIRouter(tags=["things"])


@router.get(
    PATH,
    summary="What the keys of JSON stand for",
    response_class=Response,
    responses={200: {"description": "A JSON-LD 1.1 context", "content": {MEDIA_TYPE: {"schema": {}}}}},
)
def read_context(model: ModelDep) -> Response:
    """The context of JSON-LD; that of JSON about things too, as its `Link` says, which makes it RDF."""
    headers = {"Cache-Control": "max-age=3600", "Access-Control-Allow-Origin": "*"}
    return Response(json.dumps({"@context": context(model)}, ensure_ascii=False), 200, headers, MEDIA_TYPE)


def linked(request: Request) -> str:
    """The link from JSON to its context."""
    return f'<{urls.absolute(request, PATH)}>; rel="{_RELATION}"; type="{MEDIA_TYPE}"'


@lru_cache(1)
def context(model: Model) -> Mapping[str, Any]:
    """Prefixes, keywords of JSON-LD under the names that our JSON has for them, then properties."""
    # Of a thing, `lang` is the language of the name that is shown; only of a text is it JSON-LD's.
    text = {"@context": {"lang": "@language"}}
    return {
        "@version": 1.1,
        **PREFIXES,  # a property may have the name of one, and is then meant
        **{name: {"@id": str(each.iri), **({} if each.is_link else text)} for name, each in _terms(model).items()},
        **dict.fromkeys((*_BESIDE, "lang")),
        "iri": "@id",
        "value": "@value",
        "datatype": "@type",
        "properties": "@nest",
        "labels": {"@id": str(RDFS.label), "@container": "@language"},
        "types": {"@id": str(RDF.type)},
        "homepage": {"@id": str(FOAF.homepage), "@type": "@id"},
    }


def _terms(model: Model) -> dict[str, Any]:
    keys = {"iri", "value", "datatype", "lang", "properties", "labels", "types", "homepage", *_BESIDE}
    return {name: each for name, each in model.properties.items() if name not in keys}


def document(triples: Iterable[tuple[Node, Node, Node]], address: str, model: Model) -> bytes:
    """Triples as JSON-LD under this context, which stands at an address."""
    names = {each.iri: name for name, each in _terms(model).items()}
    found: dict[str, dict[str, Any]] = {}
    for subject, predicate, value in sorted(triples):
        about = found.setdefault(_id(subject), {"@id": _id(subject)})
        if predicate == RDF.type:
            about.setdefault("@type", []).append(shorten(str(value)))
        else:
            key = names.get(predicate) or shorten(str(predicate))
            about.setdefault(key, []).append(_value(value))
    return json.dumps({"@context": address, "@graph": list(found.values())}, ensure_ascii=False).encode()


def _id(term: Node) -> str:
    return f"_:{term}" if isinstance(term, BNode) else str(term)


def _value(term: Node) -> dict[str, str]:
    if not isinstance(term, Literal):
        return {"@id": _id(term)}
    if term.language:
        return {"@value": str(term), "@language": term.language}
    typed = term.datatype is not None and term.datatype != XSD.string
    return {"@value": str(term), **({"@type": str(term.datatype)} if typed else {})}
