"""The vocabulary over HTTP: whole, version by version and term by term, as a page, as RDF and as JSON."""

import re
from dataclasses import replace
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from api import urls, vocabulary
from api.answers import HTML, JSON, TRIPLES, Answer
from api.deps import LanguageDep, LibraryDep, ServedDep
from api.documented import LANG, REFUSALS, TEXT, Responses, answers, format_of
from api.negotiation import Offer
from api.pages import ontology as pages
from api.representation import Address
from api.terms_told import Audit, Changes, Vocabulary, VocabularyTerm
from graph.library import Library
from ontology import catalogue
from ontology.reference import reference

# Who says nothing of formats is mostly a tool for ontologies: it gets RDF.
OF_TERMS = (*TRIPLES, HTML, JSON)
OF_SHAPES = (*TRIPLES, HTML)
OF_TABLES = (HTML, JSON)
_VERSION = re.compile(r"\d+(?:\.\d+)+")

router = APIRouter(tags=["ontology"])


def _answer(offers: tuple[Offer, ...], request: Request, served: ServedDep, lang: LanguageDep) -> Answer:
    marked = replace(served, mark=f"{served.mark}-{vocabulary.fingerprint()}")
    return Answer(request, marked, lang, offers)


async def of_terms(request: Request, served: ServedDep, lang: LanguageDep) -> Answer:
    """An answer about the vocabulary or one of its terms."""
    return _answer(OF_TERMS, request, served, lang)


async def of_shapes(request: Request, served: ServedDep, lang: LanguageDep) -> Answer:
    """An answer about the shapes."""
    return _answer(OF_SHAPES, request, served, lang)


async def of_tables(request: Request, served: ServedDep, lang: LanguageDep) -> Answer:
    """An answer that has no form in RDF."""
    return _answer(OF_TABLES, request, served, lang)


AboutTerms = Annotated[Answer, Depends(of_terms)]
AboutShapes = Annotated[Answer, Depends(of_shapes)]
AboutTables = Annotated[Answer, Depends(of_tables)]


_IN_RDF: Responses = {
    200: {
        "description": "The answer",
        "content": {
            offer.media_type: {"schema": {} if offer.name == "jsonld" else {"type": "string"}} for offer in OF_SHAPES
        },
    },
    304: {"description": "The answer is still the one whose tag was given"},
    **REFUSALS,
}


@router.get(
    "/ontology",
    response_class=Response,
    summary="The vocabulary",
    responses=answers(Vocabulary, OF_TERMS),
    openapi_extra={"parameters": [TEXT, LANG, format_of(OF_TERMS)]},
)
def read_ontology(request: Request, answer: AboutTerms, library: LibraryDep) -> Response:
    """The whole vocabulary: parts, classes, properties; in RDF one document with all terms and axioms."""
    return _version(catalogue.version(), request, answer, library)


@router.get(
    "/ontology/changes",
    response_class=Response,
    summary="Changes between versions",
    responses=answers(Changes, OF_TABLES),
    openapi_extra={"parameters": [LANG, format_of(OF_TABLES)]},
)
def read_changes(request: Request, answer: AboutTables) -> Response:
    """What each version has added, removed and changed."""
    if answer.is_known:
        return answer.unchanged()
    if answer.offer == HTML:
        return answer.page(pages.changes_page(request, answer.lang))
    return answer.json(vocabulary.changes_told())


@router.get(
    "/ontology/shapes",
    response_class=Response,
    summary="The shapes",
    responses=_IN_RDF,
    openapi_extra={"parameters": [LANG, format_of(OF_SHAPES)]},
)
def read_shapes(request: Request, answer: AboutShapes) -> Response:
    """What the data must, should and may say of each class, in SHACL."""
    if answer.is_known:
        return answer.unchanged()
    if answer.offer == HTML:
        return answer.page(pages.shapes_page(request, answer.lang))
    return answer.table(vocabulary.shapes_document(answer.offer.media_type))


@router.get(
    "/ontology/audit",
    response_class=Response,
    summary="What is wrong with the vocabulary",
    responses=answers(Audit, OF_TABLES),
    openapi_extra={"parameters": [LANG, format_of(OF_TABLES)]},
)
def read_audit(request: Request, answer: AboutTables) -> Response:
    """The findings of the audit: missing labels, dangling terms, cycles, names."""
    if answer.is_known:
        return answer.unchanged()
    if answer.offer == HTML:
        return answer.page(pages.audit_page(request, answer.lang))
    return answer.json(vocabulary.audit_told())


@router.get(
    "/ontology/{name}",
    response_class=Response,
    summary="One class or property, or one version",
    responses=answers(VocabularyTerm, OF_TERMS),
    openapi_extra={"parameters": [LANG, format_of(OF_TERMS)]},
)
def read_term(name: str, request: Request, answer: AboutTerms, library: LibraryDep) -> Response:
    """A class or property by its name, as `Cluster`; a version by its number, as `0.1.0`."""
    if _VERSION.fullmatch(name):
        return _version(name, request, answer, library)
    term = reference().term(name)
    if answer.is_known:
        return answer.unchanged()
    if answer.offer in TRIPLES:
        return answer.triples(vocabulary.description(term))
    if answer.offer == HTML:
        return answer.page(pages.term_page(request, term, library, answer.lang))
    return answer.json(vocabulary.term_told(reference(), term, _at(request)))


def _version(version: str, request: Request, answer: Answer, library: Library) -> Response:
    catalogue.edition(version)
    if answer.is_known:
        return answer.unchanged()
    if answer.offer in TRIPLES:
        return answer.table(vocabulary.document(version, answer.offer.media_type))
    if answer.offer == JSON:
        return answer.json(vocabulary.told(version, _at(request)))
    if version == catalogue.version():
        return answer.page(pages.whole_page(request, library, answer.lang))
    return answer.page(pages.version_page(request, version, answer.lang))


def _at(request: Request) -> Address:
    return partial(urls.absolute, request)
