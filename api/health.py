"""Whether the service can answer, and from which release."""

from fastapi import APIRouter, Response

from api.deps import ServedDep
from api.documented import REFUSALS
from api.schemas import Health

router = APIRouter(tags=["service"])


@router.get("/health", response_model=Health, responses={503: REFUSALS[503]}, summary="Is the service well?")
def read_health(served: ServedDep, response: Response) -> Health:
    """The release that is served and its size; a problem with status 503 where nothing is loaded."""
    response.headers["Cache-Control"] = "no-store"
    return Health(status="ok", release=served.release.name, triples=served.library.triples)
