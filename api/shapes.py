"""The shape of things, kind by kind: which properties each mostly has."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, cast

from pydantic import Field, create_model

from api.schemas import Properties, Thing, Value

# What a kind mostly says; anything else the graph says comes beside it, in the same form.
TOLD: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "cluster": (
            *("acronym", "managedBy", "economicActivity", "sector", "founded", "generation", "predecessor"),
            *("excellenceLabel", "inValueChain", "inEcosystem", "matchesPriority", "recognisedUnder", "relatedPolicy"),
            *("country", "region", "city", "homepage", "clusterProfile", "description", "note", "mentionedIn"),
        ),
        "pact": ("pactOf", "signedBy", "signedOn", "signedAt", "hasGoal", "interventionArea", "ownArea", "note"),
        "organisation": (
            *("acronym", "altLabel", "bodyKind", "parentBody", "task", "field", "hostedBy", "supportsArea"),
            *("supportsCluster", "country", "region", "city", "homepage", "description", "note"),
        ),
        "policy": (
            *("policyKind", "instrument", "level", "owner", "thematicArea", "start", "end", "country", "region"),
            *("homepage", "description", "note"),
        ),
        "value-chain": ("inEcosystem", "description", "note"),
        "good-practice": (
            *("owner", "thematicArea", "country", "region", "place", "concernsCluster", "start", "description"),
            *("lesson", "successFactor", "riskFactor", "resources", "transferability"),
        ),
        "project": (
            *("acronym", "referenceNumber", "fundingProgramme", "start", "end", "hasObjective", "homepage"),
            *("description", "note"),
        ),
        "event": (
            *("start", "end", "venue", "city", "country", "organiser", "concernsCluster", "eventKind", "eventScope"),
            *("participantsText", "description", "note"),
        ),
    }
)


@cache
def thing_model(kind: str) -> type[Thing]:
    """The shape of things of one kind, with the properties it mostly has named one by one."""
    name = "".join(part.capitalize() for part in kind.split("-"))
    told: dict[str, Any] = {each: (list[Value], Field(default_factory=list)) for each in TOLD.get(kind, ())}
    if not told:
        return Thing
    properties = create_model(f"{name}Properties", __base__=Properties, __doc__=Properties.__doc__, **told)
    return create_model(name, __base__=Thing, __doc__=Thing.__doc__, properties=(properties, ...))


def properties_of(shape: type[Thing]) -> type[Properties]:
    """The class of the properties in a shape of things."""
    return cast(type[Properties], shape.model_fields["properties"].annotation)
