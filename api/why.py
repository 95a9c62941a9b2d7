"""Why a statement holds: its sources, or the rule, the axioms and the statements from which it follows."""

from collections.abc import Callable
from functools import partial
from typing import Annotated, TypeAlias

from fastapi import APIRouter, Depends, Request, Response

from api import representation, urls
from api.answers import HTML, OF_LISTS, AboutMany
from api.deps import LibraryDep, ModelDep
from api.documented import LANG, answers, format_of, parameter
from api.pages.notes import Notes
from api.pages.render import page
from api.why_told import Axiom, IdentityDecision, Origin, Premise, Reason, Why
from graph import origins
from graph.reasoning import telling
from graph.reasoning.why import BadStatement, statement
from graph.store import Triple
from ontology.saying import Said

Address: TypeAlias = Callable[[str], str]

_TERM = "an IRI, or like country:PRT or clusters/…"
_WRITTEN = {
    "s": f"The subject: {_TERM}",
    "p": "The property: an IRI, or like csc:country",
    "o": f'The value: {_TERM}; or a text: `"Lisboa"@pt`, `"2019"^^xsd:gYear`',
}
_LONGEST = 9000  # characters of a term
_OLD = {"s": "subject", "p": "predicate", "o": "object"}  # still understood
_PARAMETERS = [
    *(parameter(name, text, required=True) for name, text in _WRITTEN.items()),
    *(parameter(_OLD[name], f"The same as {name}, which is used where both are given") for name in _OLD),
]

router = APIRouter(tags=["why"])


async def asked(request: Request, model: ModelDep) -> Triple:
    """The statement that is asked about; raises `BadStatement`."""
    subject, predicate, value = (_term(request, name) for name in _OLD)
    return statement(subject, predicate, value, model)


AskedDep = Annotated[Triple, Depends(asked)]


@router.get(
    "/why",
    response_class=Response,
    summary="Why a statement holds",
    responses=answers(Why, OF_LISTS),
    openapi_extra={"parameters": [*_PARAMETERS, LANG, format_of(OF_LISTS)]},
)
def explain(request: Request, answer: AboutMany, library: LibraryDep, triple: AskedDep) -> Response:
    """Who states a statement, in which row or page, loaded when, decided by whom; or from what it follows."""
    if answer.is_known:
        return answer.unchanged()
    told = library.why(triple, answer.lang)
    stood, decided = library.origins(triple, answer.lang), library.decisions(triple, answer.lang)
    if answer.offer == HTML:
        made = page(request, "why.html", answer.lang, told=told, origins=stood, decisions=decided, notes=Notes())
        return answer.page(made)
    at = partial(urls.absolute, request)
    return answer.json(
        Why(
            **dict(_premise(told, at)),
            origins=[_origin(each, at) for each in stood],
            identity=[_decision(each, at) for each in decided],
            release=answer.served.release.name,
        )
    )


def _term(request: Request, name: str) -> str:
    given = request.query_params.get(name) or request.query_params.get(_OLD[name]) or ""
    if not given:
        told = "the statement has no {part}: give {name}"
        raise BadStatement(Said.of("why_part", told, part=_OLD[name], name=name))
    if len(given) > _LONGEST:
        told = "the {part} has more than {most} characters"
        raise BadStatement(Said.of("why_long", told, part=_OLD[name], most=_LONGEST))
    return given


def _origin(each: origins.Origin, at: Address) -> Origin:
    source = each.source
    return Origin(
        source=representation.named(each.named, at),
        version=source.version if source else None,
        file=source.file_name if source else None,
        checksum=source.checksum if source else None,
        run=representation.named(source.run, at) if source and source.run else None,
        loaded=source.loaded if source else None,
        row=each.row,
        page=each.page,
        quote=each.quote,
        confidence=each.confidence,
        judgement=each.judgement,
        words=each.words,
        decided_by=each.decided_by,
        decided=each.decided,
        documents=[representation.document(one, at) for one in each.documents],
    )


def _decision(each: origins.Decided, at: Address) -> IdentityDecision:
    return IdentityDecision(
        thing=representation.named(each.thing, at),
        other=each.other,
        verdict=representation.named(each.verdict, at),
        by=each.by,
        when=each.when,
        score=each.score,
        grounds=list(each.grounds),
    )


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
