"""The OpenAPI document, true to what is served."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import metadata
from typing import Any

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.openapi.utils import get_openapi

from api.kept import marked, tags, unchanged
from api.schemas import Problem
from graph.query import NamedQuery, Parameter
from ontology.iri import digest

PATH = "/openapi.json"
_DESCRIPTION = """\
Clusters, organisations, pacts, policies, value chains, good practices, projects and events, each statement with who
says it. The same addresses give pages, JSON and RDF, by `Accept` or `?format=`. Lists are paged by cursor, narrowed by
the filters named with each, and carry exact totals and facets. Anything else can be asked at `/sparql`."""
_LICENCE = {"name": "CC BY 4.0 (data and vocabulary)", "url": "https://creativecommons.org/licenses/by/4.0/"}


router = APIRouter()


@dataclass(frozen=True)
class Written:
    """The document as it is sent, and its tag; it holds as long as the questions are those it was written with."""

    questions: tuple[NamedQuery, ...]
    body: bytes
    tag: str


@router.get(PATH, include_in_schema=False)
def read_openapi(request: Request) -> Response:
    """The document; nothing but the questions changes it, and a file may bring one at any time."""
    state, questions = request.app.state, request.app.state.questions.all()
    kept: Written | None = state.openapi
    if kept is None or kept.questions != questions:
        kept = state.openapi = _written(request.app, questions)
    headers = marked(kept.tag)
    if tags(request.headers, "if-none-match") & {kept.tag, "*"}:
        return unchanged(headers)
    response = Response(kept.body, media_type="application/json")
    response.raw_headers += headers
    return response


def _written(app: FastAPI, questions: tuple[NamedQuery, ...]) -> Written:
    if app.openapi_schema is None:
        app.openapi_schema = _fixed(app)
    document = app.openapi_schema
    asked = _of_questions(document["paths"]["/questions/{name}"]["get"], questions)
    text = json.dumps({**document, "paths": document["paths"] | asked}, ensure_ascii=False, separators=(",", ":"))
    return Written(questions, text.encode(), f'W/"{digest(text)}"')


def _fixed(app: FastAPI) -> dict[str, Any]:
    """What the routes tell of themselves; errors are problem documents, never the framework's own."""
    document = get_openapi(
        title="Clusterscape",
        version=metadata("clusterscape")["Version"],
        summary="The knowledge graph of cluster ecosystems",
        description=_DESCRIPTION,
        license_info=_LICENCE,
        routes=app.routes,
        separate_input_output_schemas=False,
    )
    for path in document["paths"].values():
        for operation in path.values():
            operation["responses"].pop("422", None)
    schemas = document["components"]["schemas"]
    schemas.pop("HTTPValidationError", None)
    schemas.pop("ValidationError", None)
    schemas["Problem"] = Problem.model_json_schema()
    return document


def _of_questions(any_question: Mapping[str, Any], questions: Iterable[NamedQuery]) -> dict[str, Any]:
    """The address of each question, with the parameters that its file declares."""
    shared = [each for each in any_question["parameters"] if each["in"] == "query"]
    return {
        f"/questions/{each.name}": {
            "get": {
                **any_question,
                "operationId": f"ask_{each.name.replace('-', '_')}",
                "summary": each.title,
                "description": each.asks,
                "parameters": [*map(_parameter, each.parameters), *shared],
            }
        }
        for each in questions
    }


def _parameter(declared: Parameter) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "number" if declared.type == "number" else "string"}
    if declared.default:
        schema["default"] = float(declared.default) if declared.type == "number" else declared.default
    return {"name": declared.name, "in": "query", "required": False, "description": declared.help, "schema": schema}
