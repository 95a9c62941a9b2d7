"""The pages of the vocabulary: the whole, a class, a property, a version, the changes, the shapes, the audit."""

from functools import lru_cache, partial

from fastapi import Request
from fastapi.responses import HTMLResponse
from rdflib import URIRef

from api import vocabulary
from api.deps import sought
from api.i18n import Words, words
from api.pages import terms
from api.pages.links import href
from api.pages.pictures import Picture, draw_class
from api.pages.render import page
from api.pages.termed import all_termed, defined, termed, told
from api.pages.whole import draw_whole, heads, joins, part_name
from graph.library import Library
from ontology import catalogue
from ontology.changes import AXIOMS, DEFINITIONS, LABELS, NOTES
from ontology.model import Kind, model
from ontology.namespaces import CSC, ONTOLOGY
from ontology.reference import INDIVIDUAL, Term, reference

_RDF = (("ttl", "Turtle"), ("rdf", "RDF/XML"), ("jsonld", "JSON-LD"), ("nt", "N-Triples"))
_FORMATS = (*_RDF, ("json", "JSON"))
_PICTURES = 2048  # four languages, each with and without its name in the address
_FACTS = 10  # facts of an example that stand on the page of its class


def whole_page(request: Request, library: Library, lang: str) -> HTMLResponse:
    """The vocabulary in ten minutes, as one picture, and term by term."""
    text, found = words(lang), reference()
    asked = sought(request)
    used = terms.usage(library)
    return page(
        request,
        "ontology.html",
        lang,
        200,
        **_shared(text),
        asked=asked,
        hits=found.find(asked),
        parts=found.parts,
        heads={part.name: heads(part, found) for part in found.parts},
        picture=_whole(lang, href(request, "/")),
        joins=joins(found),
        totals={**used.properties, **used.classes},
        version=catalogue.version(),
        versions=catalogue.versions(),
        classes=sum(len(part.classes) for part in found.parts),
        properties=sum(len(part.properties) for part in found.parts),
        iri=ONTOLOGY,
    )


def term_page(request: Request, term: Term, library: Library, lang: str) -> HTMLResponse:
    """One class or one property."""
    return (_class_page if term.is_class else _property_page)(request, term, library, lang)


def version_page(request: Request, version: str, lang: str) -> HTMLResponse:
    """What an older version held."""
    found = vocabulary.of_version(version)
    meanings = {name: found.definitions(term.iri) for name, term in found.terms.items()}
    return page(
        request,
        "ontology_version.html",
        lang,
        200,
        **_shared(words(lang)),
        version=version,
        latest=catalogue.version(),
        found=found,
        meanings={name: told(texts, lang) for name, texts in meanings.items()},
        translated=any(lang in texts for texts in meanings.values()),
        known=reference().terms,
    )


def changes_page(request: Request, lang: str) -> HTMLResponse:
    """What became different from version to version."""
    sorts = (LABELS, DEFINITIONS, AXIOMS, NOTES)
    return page(
        request,
        "ontology_changes.html",
        lang,
        200,
        **_shared(words(lang)),
        steps=vocabulary.differences(),
        sorts=sorts,
        known=reference().terms,
    )


def shapes_page(request: Request, lang: str) -> HTMLResponse:
    """What data must, should and may say, class by class."""
    found, text = reference(), words(lang)
    tables = [(part, [(cls, _asked(cls, text)) for cls in part.classes]) for part in found.parts]
    return page(
        request,
        "ontology_shapes.html",
        lang,
        200,
        **_shared(text),
        tables=[(part, [(cls, rows) for cls, rows in own if rows]) for part, own in tables],
    )


def audit_page(request: Request, lang: str) -> HTMLResponse:
    """What the audit finds."""
    return page(
        request,
        "ontology_audit.html",
        lang,
        200,
        **_shared(words(lang)),
        checked=vocabulary.checked(),
        findings=vocabulary.findings(),
    )


def _class_page(request: Request, term: Term, library: Library, lang: str) -> HTMLResponse:
    text, found, used = words(lang), reference(), terms.usage(library)
    example = used.example(term.iri, lang) if used.classes.get(term.iri) else None
    totals = used.properties_of(term.iri)
    return page(
        request,
        "ontology_class.html",
        lang,
        200,
        **_of_term(term, text),
        lineage=terms.lineage(found, term, text),
        picture=_of_class(term.name, lang, href(request, "/")),
        rows=terms.rows(found, term.iri, text, totals),
        coming=terms.coming(found, term.iri, text, used.properties_to(term.iri)),
        total=used.classes.get(term.iri, 0),
        example=example,
        shown=[fact.spoken() for fact in example.facts[:_FACTS]] if example else (),
        query=terms.query(found, term, totals),
        kind=_kind(term.iri),
        narrowing=_narrowing(term),
    )


def _property_page(request: Request, term: Term, library: Library, lang: str) -> HTMLResponse:
    text, found, used = words(lang), reference(), terms.usage(library)
    return page(
        request,
        "ontology_property.html",
        lang,
        200,
        **_of_term(term, text),
        domain=all_termed(found.domain(term.iri), text),
        range=all_termed(found.range(term.iri), text),
        code_lists=all_termed(found.code_lists(term.iri), text),
        inverses=all_termed(found.inverses(term.iri), text),
        inverse_label=model().label(term.iri, lang, CSC.inverseLabel),
        chains=[all_termed(chain, text) for chain in found.chains(term.iri)],
        traits=[each.split("#")[1] for each in found.traits(term.iri)],
        derived=found.is_true(term.iri, CSC.derived),
        types=all_termed(found.types(term.iri), text) if term.sort == INDIVIDUAL else (),
        total=used.properties.get(term.iri, 0),
        statement=used.statement(term.iri, lang),
        query=terms.query_of_property(term),
    )


def _of_term(term: Term, text: Words) -> dict[str, object]:
    found = reference()
    return {
        **_shared(text),
        "term": term,
        "named": termed(term.iri, text),
        "definition": defined(term.iri, text.lang),
        "labels": found.labels(term.iri),
        "above": all_termed(found.above(term.iri), text),
        "below": found.below(term.iri),
        "matches": terms.matches(found, term, text),
        "remarks": found.notes(term.iri, text.lang),
    }


def _shared(text: Words) -> dict[str, object]:
    return {
        "rdf": _RDF,
        "all_formats": _FORMATS,
        "name_of": partial(_termed, text),
        "part_name": partial(part_name, text=text),
        "defined": partial(_defined, text.lang),
    }


def _termed(text: Words, iri: URIRef) -> object:
    return termed(iri, text)


def _defined(lang: str, iri: URIRef) -> object:
    return defined(iri, lang)


def _asked(cls: Term, text: Words) -> list[terms.Row]:
    rows = terms.rows(reference(), cls.iri, text, {})
    return [row for row in rows if row.need]


def _kind(cls: URIRef) -> Kind | None:
    return next((kind for kind in model().kinds if cls in model().subclasses(kind.cls)), None)


def _narrowing(term: Term) -> str:
    """The value of the filter that keeps a list to a class that has none of its own."""
    kind = _kind(term.iri)
    return term.name if kind and kind.cls != term.iri else ""


@lru_cache(_PICTURES)
def _whole(lang: str, home: str) -> Picture:
    return draw_whole(reference(), words(lang), partial(_address, home))


@lru_cache(_PICTURES)
def _of_class(name: str, lang: str, home: str) -> Picture:
    return draw_class(reference(), reference().term(name), words(lang), partial(_address, home))


def _address(home: str, path: str) -> str:
    # `home` is "/" or "/?lang=pt": a picture keeps the language that the address of its page names.
    return path + home[1:]
