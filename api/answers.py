"""Answers over HTTP: the headers they share, and the same thing in each format."""

from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, Request, Response
from pydantic import BaseModel
from rdflib import Graph

from api import context, urls
from api.current import Served
from api.deps import LanguageDep, ServedDep
from api.kept import tags
from api.negotiation import Offer, accepted, choose
from graph.answering.endings import NotForXml
from graph.formats import BY_NAME, FORMATS, TABLE
from graph.origin import quads
from graph.results.output import NO_XML
from graph.terms import serialised, serialised_quads
from ontology.iri import digest
from ontology.saying import Said

JSON = Offer("json", "application/json")
HTML = Offer("html", "text/html")
TRIPLES = (
    Offer("ttl", "text/turtle"),
    Offer("nt", "application/n-triples"),
    Offer("rdf", "application/rdf+xml"),
    Offer("jsonld", "application/ld+json"),
)
QUADS = (Offer("nq", "application/n-quads"), Offer("trig", "application/trig"))
OF_RDF = TRIPLES + QUADS
# What programs that ask SPARQL read; `json` is our own, with names and addresses.
ROWS = (
    *(Offer(each.name, each.media_type) for each in FORMATS if each.forms == TABLE and each.name != "json"),
    Offer("srj", BY_NAME["json"].media_type),
)
PICTURES = (Offer("svg", "image/svg+xml"), Offer("pdf", "application/pdf"), Offer("png", "image/png"))
OF_THINGS = (JSON, HTML, *OF_RDF)
OF_LISTS = (JSON, HTML)
OF_QUESTIONS = (JSON, HTML, *ROWS, *OF_RDF, *PICTURES)
_VARY = "Accept, Accept-Language"
_LONGEST = 2_000  # characters of a query in an address that is told in Link, once for each format
_EDITION = "5"  # goes up when the same release is written otherwise, so that no cache keeps the old form


class Answer:
    """One answer in the making: for this request, from this release, in this language and format."""

    def __init__(self, request: Request, served: Served, lang: str, offers: tuple[Offer, ...]) -> None:
        self.request = request
        self.served = served
        self.lang = lang
        self.offer = choose(offers, accepted(request.headers), request.query_params.get("format"))
        self._offers = offers

    @property
    def tag(self) -> str:
        """The entity tag: the same for as long as the answer is."""
        where = f"{urls.root(self.request)} {self.request.url.path}?{self.request.url.query}"
        return f'W/"{self.served.mark}-{digest(f"{_EDITION} {where} {self.lang} {self.offer.media_type}")}"'

    @property
    def is_known(self) -> bool:
        """Whether the asker has this very answer already; tags are compared weakly (RFC 9110, section 13.1.2)."""
        return self.tag in self._known

    @property
    def _known(self) -> frozenset[str]:
        """The tags that the asker has; `*` is any answer, of which it must first be seen that there is one."""
        return tags(self.request.headers, "if-none-match")

    def unchanged(self) -> Response:
        """What is said to an asker who has the answer already."""
        return Response(status_code=304, headers=self._headers())

    def json(self, content: BaseModel) -> Response:
        """The answer as JSON; what is not known is left out."""
        body = content.model_dump_json(exclude_none=True, exclude_unset=True, by_alias=True)
        return self._made(Response(body, media_type=JSON.media_type))

    def page(self, made: Response) -> Response:
        """The answer as a page; one that tells why there is none is not to be kept."""
        if made.status_code >= HTTPStatus.BAD_REQUEST:
            made.headers["Vary"] = _VARY
            return made
        return self._made(made)

    def table(self, body: bytes) -> Response:
        """The answer as a table in the format that was chosen."""
        return self._made(Response(body, media_type=self.offer.media_type))

    def triples(self, triples: Graph, *, sourced: bool = True) -> Response:
        """The answer as RDF; as quads, each triple that is `sourced` stands in the graphs of its sources."""
        media_type, reader = self.offer.media_type, self.served.library.reader
        if self.offer in QUADS and sourced:
            body = serialised_quads(quads(reader.store, reader.scope, triples), media_type)
        elif media_type == context.MEDIA_TYPE:
            body = context.document(triples, urls.absolute(self.request, context.PATH), reader.model)
        else:
            body = serialised(triples, media_type)
        if self.offer.name == "rdf" and NO_XML.search(body):
            raise NotForXml(Said.of("not_xml", "the answer holds characters that XML forbids: ask for another format"))
        return self._made(Response(body, media_type=media_type))

    def _made(self, made: Response) -> Response:
        if "*" in self._known:
            return self.unchanged()
        made.headers.update(self._headers())
        return made

    def _headers(self) -> dict[str, str]:
        headers = {
            "ETag": self.tag,
            "Cache-Control": "no-cache",  # keep it, but ask whether it still holds: a load may come at any time
            "Vary": _VARY,
        }
        if links := self._links():
            headers["Link"] = ", ".join(links)
        return headers if self.offer in OF_RDF else headers | {"Content-Language": self.lang}

    def _links(self) -> list[str]:
        if len(self.request.url.query) > _LONGEST:
            return [context.linked(self.request)] if self.offer == JSON else []
        others = (offer for offer in self._offers if offer != self.offer)
        canonical = urls.plain if self._offers == OF_THINGS else urls.canonical
        return [
            f'<{canonical(self.request)}>; rel="canonical"',
            *([context.linked(self.request)] if self.offer == JSON else []),
            *(
                f'<{urls.changed(self.request, format=offer.name)}>; rel="alternate"; type="{offer.media_type}"'
                for offer in others
            ),
        ]


async def of_thing(request: Request, served: ServedDep, lang: LanguageDep) -> Answer:
    """An answer about one thing."""
    return Answer(request, served, lang, OF_THINGS)


async def of_list(request: Request, served: ServedDep, lang: LanguageDep) -> Answer:
    """An answer that is a list."""
    return Answer(request, served, lang, OF_LISTS)


AboutThing = Annotated[Answer, Depends(of_thing)]
AboutMany = Annotated[Answer, Depends(of_list)]
