"""Why a statement holds: its sources, or the rule, the axioms and the statements from which it follows."""

from collections.abc import Callable
from functools import partial
from typing import Annotated, TypeAlias

from fastapi import APIRouter, Query, Request, Response

from api import representation, urls
from api.answers import HTML, OF_LISTS, AboutMany
from api.deps import LibraryDep, ModelDep
from api.documented import LANG, answers, format_of
from api.pages.notes import Notes
from api.pages.render import page
from api.schemas import Axiom, Premise, Reason, Why
from graph import telling
from graph.why import statement

Address: TypeAlias = Callable[[str], str]

SubjectText = Annotated[
    str, Query(description="The subject: an IRI, or like country:PRT or clusters/…", max_length=2000)
]
PredicateText = Annotated[str, Query(description="The property: an IRI, or like csc:country", max_length=2000)]
ObjectText = Annotated[
    str,
    Query(
        alias="object", description='The value: a thing, or a text: `"Lisboa"@pt`, `"2019"^^xsd:gYear`', max_length=9000
    ),
]

router = APIRouter(tags=["why"])


@router.get(
    "/why",
    response_class=Response,
    summary="Why a statement holds",
    responses=answers(Why, OF_LISTS),
    openapi_extra={"parameters": [LANG, format_of(OF_LISTS)]},
)
def explain(
    request: Request,
    answer: AboutMany,
    library: LibraryDep,
    model: ModelDep,
    subject: SubjectText,
    predicate: PredicateText,
    value: ObjectText,
) -> Response:
    """The sources of a statement, or the rule, the axioms and the statements from which it follows, step by step."""
    asked = statement(subject, predicate, value, model)
    if answer.is_known:
        return answer.unchanged()
    told = library.why(asked, answer.lang)
    if answer.offer == HTML:
        return answer.page(page(request, "why.html", answer.lang, told=told, notes=Notes()))
    at = partial(urls.absolute, request)
    return answer.json(Why(**dict(_premise(told, at)), release=answer.served.release.name))


def _premise(told: telling.Told, at: Address) -> Premise:
    return Premise(
        subject=representation.named(told.subject, at),
        predicate=representation.named(told.predicate, at),
        object=representation.value(told.value, at),
        sources=[representation.citation(each, at) for each in told.citations],
        reasons=[_reason(each, at) for each in told.reasons],
        more=told.more,
        deeper=told.deeper,
        again=told.again,
    )


def _reason(told: telling.ToldReason, at: Address) -> Reason:
    axioms = [
        Axiom(
            subject=representation.named(each.subject, at),
            predicate=representation.named(each.predicate, at),
            values=[representation.named(value, at) for value in each.values],
        )
        for each in told.axioms
    ]
    return Reason(
        rule=told.rule, title=told.title, axioms=axioms, premises=[_premise(each, at) for each in told.premises]
    )
