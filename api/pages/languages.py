"""The page on translation: what the program and the data lack in each language."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from api.answers import HTML, Answer, of_list
from api.deps import LibraryDep
from api.pages.render import page
from api.schemas import Missing, MissingNames, Untranslated
from api.untranslated import names, texts

router = APIRouter(include_in_schema=False)


@router.get("/quality/languages")
def read_languages(request: Request, answer: Annotated[Answer, Depends(of_list)], library: LibraryDep) -> Response:
    """What is not translated: texts by name, and names in the data by number."""
    if answer.is_known:
        return answer.unchanged()
    program, content = texts(), names(library)
    if answer.offer == HTML:
        return answer.page(page(request, "languages.html", answer.lang, program=program, content=content))
    return answer.json(
        Untranslated(
            texts=[
                Missing(
                    sort=each.sort, total=each.total, missing={lang: list(keys) for lang, keys in each.missing.items()}
                )
                for each in program
            ],
            names=[MissingNames(kind=each.kind.name, total=each.total, missing=dict(each.missing)) for each in content],
        )
    )
