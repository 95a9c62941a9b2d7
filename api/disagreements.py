"""Where sources disagree: a page, JSON and CSV."""

import csv
import io
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from api import representation, urls
from api.answers import HTML, JSON, Answer
from api.deps import AskedDep, LanguageDep, LibraryDep, ServedDep
from api.documented import CURSOR, LANG, LIMIT, answers, choice, format_of
from api.negotiation import Offer
from api.pages.disagreements import list_page
from api.sources_told import Disagreement, Disagreements, Opinion
from graph.disagreements import DIFFERENT, LESS_PRECISE
from graph.disputes import Dispute, all_disputes, list_disputes
from ingest.spreadsheets import escaped

_OFFERS = (JSON, HTML, Offer("csv", "text/csv"))
_HEAD = ("thing", "thing_name", "property", "property_name", "about", "value", "source", "row", "documents")
_FILTERS = [
    choice("kind", "Keep to things of one or more kinds, as in `facets`"),
    choice("property", "Keep to one or more properties or indicators, as in `facets`"),
    choice("source", "Keep to what one or more sources say, as in `facets`"),
    choice("thing", "Keep to one or more things: IRIs, or like projects/NAME"),
    choice("degree", f"{DIFFERENT} (what is meant where nothing is said) or {LESS_PRECISE}"),
]

router = APIRouter(tags=["disagreements"])


async def of_table(request: Request, served: ServedDep, lang: LanguageDep) -> Answer:
    """An answer that is a list, and can be taken away as a table."""
    return Answer(request, served, lang, _OFFERS)


@router.get(
    "/disagreements",
    response_class=Response,
    summary="Where sources disagree",
    responses=answers(Disagreements, _OFFERS),
    openapi_extra={"parameters": [CURSOR, LIMIT, *_FILTERS, LANG, format_of(_OFFERS)]},
)
def list_disagreements(
    request: Request, answer: Annotated[Answer, Depends(of_table)], library: LibraryDep, asked: AskedDep
) -> Response:
    """Values that sources, or rows of one source, give differently though there can be one only."""
    if answer.is_known:
        return answer.unchanged()
    reader, artefacts = library.reader, answer.served.artefacts
    if answer.offer not in (HTML, JSON):
        return answer.table(_table(all_disputes(reader, artefacts, asked, answer.lang)).encode())
    found = list_disputes(reader, artefacts, asked, answer.lang)
    if answer.offer == HTML:
        return answer.page(list_page(request, found, asked, answer.lang))
    at = partial(urls.absolute, request)
    return answer.json(
        Disagreements(
            items=[_told(each, at) for each in found.items],
            total=found.total,
            less_precise=found.others if found.degree == DIFFERENT else found.total,
            next=urls.changed(request, cursor=found.next) if found.next else None,
            facets=[representation.facet(each) for each in found.facets],
            release=answer.served.release.name,
        )
    )


def _told(each: Dispute, at: representation.Address) -> Disagreement:
    opinions = [
        Opinion(
            value=representation.value(opinion.value, at),
            sources=[representation.citation(citation, at) for citation in opinion.citations],
        )
        for opinion in each.opinions
    ]
    return Disagreement(
        thing=representation.named(each.thing, at),
        property=representation.named(each.field, at),
        about=[representation.named(limit, at) for limit in each.about],
        degree=each.degree,
        opinions=opinions,
    )


def _table(found: Iterable[Dispute]) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(_HEAD)
    writer.writerows([escaped(cell) for cell in row] for each in found for row in _rows(each))
    return text.getvalue()


def _rows(each: Dispute) -> Iterator[tuple[str, ...]]:
    about = "; ".join(limit.label for limit in each.about)
    named = (str(each.thing.iri), each.thing.label, str(each.field.iri), each.field.label, about)
    for opinion in each.opinions:
        for citation in opinion.citations:
            documents = "; ".join(document.url or document.label for document in citation.documents)
            row = "" if citation.row is None else str(citation.row)
            yield (*named, opinion.value.text, citation.source.label, row, documents)
