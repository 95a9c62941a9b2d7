"""How to cite what is said of a thing: as a sentence, for BibTeX, and for reference managers."""

import json
import re
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel
from rdflib import URIRef

from api.answers import Answer
from api.current import Served
from api.deps import LanguageDep, LibraryDep, ServedDep
from api.documented import LANG, REFUSALS, format_of, parameter
from api.faulty import BadRequest
from api.negotiation import Offer
from graph.library import Library
from graph.reading import UnknownThing
from graph.terms import is_iri
from graph.things import Named
from ontology.model import model
from ontology.saying import Said

_OFFERS = (
    Offer("csl", "application/vnd.citationstyles.csl+json"),
    Offer("bib", "application/x-bibtex"),
    Offer("txt", "text/plain"),
)
_TOLD: dict[str, dict[str, object]] = {
    _OFFERS[0].media_type: {"schema": {"type": "array", "items": {"type": "object"}}},
    **{offer.media_type: {"schema": {"type": "string"}} for offer in _OFFERS[1:]},
}
# What TeX takes for its own.
_TEX = str.maketrans(
    {
        **{sign: f"\\{sign}" for sign in "#$%&_{}"},
        "\\": r"\textbackslash{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
    }
)
_NAME = "Clusterscape"

router = APIRouter(tags=["things"])


class Csl(BaseModel):
    """A reference in CSL-JSON."""

    id: str
    type: str = "dataset"
    title: str
    publisher: str = _NAME
    version: str
    URL: str
    issued: dict[str, list[list[int]]] | None = None


@dataclass(frozen=True)
class Reference:
    """What a citation names: the thing, its identifier, the release and the day on which that was made."""

    title: str
    iri: str
    release: str
    day: str | None

    @property
    def text(self) -> str:
        """One sentence: `AED Cluster Portugal. Clusterscape, release 000011, 2026-11-22. https://…`."""
        dated = f", {self.day}" if self.day else ""
        return f"{self.title.rstrip('.')}. {_NAME}, release {self.release}{dated}. {self.iri}"

    @property
    def bibtex(self) -> str:
        """An entry for BibTeX."""
        fields = {
            "title": "{" + self.title.translate(_TEX) + "}",
            "publisher": _NAME,
            "version": f"release {self.release}",
            "year": self.day[:4] if self.day else None,
            "url": self.iri,
        }
        lines = (f"  {name} = {{{text}}}" for name, text in fields.items() if text)
        return f"@misc{{{self._key},\n" + ",\n".join(lines) + "\n}\n"

    @property
    def csl(self) -> Csl:
        """A reference in CSL-JSON."""
        issued = {"date-parts": [[int(part) for part in self.day.split("-")]]} if self.day else None
        return Csl(id=self._key, title=self.title, version=self.release, URL=self.iri, issued=issued)

    @property
    def _key(self) -> str:
        return f"clusterscape-{re.split('[/#]', self.iri)[-1]}"


def reference(named: Named, library: Library, served: Served) -> Reference:
    """The citation of a thing as the release that is served tells of it."""
    day = library.loaded
    return Reference(named.label, str(named.iri), served.release.name, day[:10] if day else None)


async def about_citation(request: Request, served: ServedDep, lang: LanguageDep) -> Answer:
    """An answer that is a citation."""
    return Answer(request, served, lang, _OFFERS)


@router.get(
    "/cite",
    response_class=Response,
    summary="How to cite a thing",
    responses={200: {"description": "The citation", "content": _TOLD}, **REFUSALS},
    openapi_extra={"parameters": [parameter("iri", "The IRI of the thing", required=True), LANG, format_of(_OFFERS)]},
)
def cite(request: Request, answer: Annotated[Answer, Depends(about_citation)], library: LibraryDep) -> Response:
    """A citation of a thing with its identifier and the release that was read."""
    iri = request.query_params.get("iri", "")
    if not iri:
        told = "say of what: ?iri= and the IRI of a thing, such as {example}"
        raise BadRequest(Said.of("cite", told, example=model().kind("cluster").iri("aed-cluster-portugal")))
    named = library.reader.anew().called(URIRef(iri), answer.lang) if is_iri(iri) else None
    if named is None or named.path is None:
        raise UnknownThing(Said.of("unsaid", "nothing is said here of <{iri}>", iri=iri))
    if answer.is_known:
        return answer.unchanged()
    found = reference(named, library, answer.served)
    if answer.offer.name == "bib":
        return answer.table(found.bibtex.encode())
    if answer.offer.name == "txt":
        return answer.table(found.text.encode())
    body = json.dumps([found.csl.model_dump(by_alias=True, exclude_none=True)], ensure_ascii=False)
    return answer.table(body.encode())
