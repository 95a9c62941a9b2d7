"""The OpenAPI document, true to what is served."""

from importlib.metadata import metadata
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.schemas import Problem

_DESCRIPTION = """\
Clusters, organisations, pacts, policies, value chains, good practices, projects and events, each statement with who
says it. The same addresses give pages, JSON and RDF, by `Accept` or `?format=`. Lists are paged by cursor, narrowed by
the filters named with each, and carry exact totals and facets. Anything else can be asked at `/sparql`."""
_LICENCE = {"name": "CC BY 4.0 (data and vocabulary)", "url": "https://creativecommons.org/licenses/by/4.0/"}


def describe(app: FastAPI) -> dict[str, Any]:
    """The document, made once: errors are problem documents, never the framework's own."""
    if app.openapi_schema is None:
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
        app.openapi_schema = document
    return app.openapi_schema
