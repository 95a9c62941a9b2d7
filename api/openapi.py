"""The OpenAPI document, true to what is served."""

from collections.abc import Iterable, Mapping
from importlib.metadata import metadata
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.schemas import Problem
from graph.query import NamedQuery, Parameter

_DESCRIPTION = """\
Clusters, organisations, pacts, policies, value chains, good practices, projects and events, each statement with who
says it. The same addresses give pages, JSON and RDF, by `Accept` or `?format=`. Lists are paged by cursor, narrowed by
the filters named with each, and carry exact totals and facets. Anything else can be asked at `/sparql`."""
_LICENCE = {"name": "CC BY 4.0 (data and vocabulary)", "url": "https://creativecommons.org/licenses/by/4.0/"}


def describe(app: FastAPI) -> dict[str, Any]:
    """The document, made once but for the questions: a file may bring one at any time.

    Errors are problem documents, never the framework's own.
    """
    if app.openapi_schema is None:
        app.openapi_schema = _fixed(app)
    document = app.openapi_schema
    asked = _of_questions(document["paths"]["/questions/{name}"]["get"], app.state.questions.all())
    return {**document, "paths": document["paths"] | asked}


def _fixed(app: FastAPI) -> dict[str, Any]:
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
