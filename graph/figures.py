"""Figures: observations of the data cube, each with its period, scope, unit and source."""

from collections.abc import Mapping

from rdflib import Literal, URIRef
from rdflib.namespace import SKOS

from graph.description import Described, Rows, Values, cite, why_path
from graph.reader import Reader
from graph.things import Citation, Figure, Named
from ontology.iri import fold
from ontology.namespaces import CSC


def figures(reader: Reader, lang: str, described: Described, rows: Rows) -> tuple[Figure, ...]:
    """The observations among described things, by indicator and then newest first."""
    made = [each for iri, said in described.items() if (each := figure(reader, lang, iri, said, rows))]
    made.sort(key=lambda each: str(each.iri))
    made.sort(key=lambda each: each.period or "", reverse=True)
    return tuple(sorted(made, key=lambda each: fold(each.indicator.label)))


def figure(reader: Reader, lang: str, iri: URIRef, said: Mapping[URIRef, Values], rows: Rows) -> Figure | None:
    """One observation; None where what it measures is not said."""
    indicator = _named(reader, lang, said, CSC.indicator)
    if indicator is None:
        return None
    return Figure(
        iri=iri,
        indicator=indicator,
        period=_text(said, CSC.period),
        scope=_named(reader, lang, said, CSC.figureScope),
        value=_text(said, CSC.value),
        minimum=_text(said, CSC.valueMin),
        maximum=_text(said, CSC.valueMax),
        unit=_named(reader, lang, said, CSC.unit),
        qualifier=_named(reader, lang, said, CSC.qualifier),
        note=_text(said, SKOS.note),
        citations=_citations(reader, lang, iri, said, rows),
        why=_why(iri, said),
    )


def _why(iri: URIRef, said: Mapping[URIRef, Values]) -> str | None:
    """The page that tells where the value comes from; of a range that of its least."""
    told = ((each, value) for each in (CSC.value, CSC.valueMin, CSC.valueMax) for value in sorted(said.get(each, {})))
    return next((why_path(iri, each, value) for each, value in told), None)


def _named(reader: Reader, lang: str, said: Mapping[URIRef, Values], predicate: URIRef) -> Named | None:
    found = sorted(term for term in said.get(predicate, {}) if isinstance(term, URIRef))
    return reader.called(found[0], lang) if found else None


def _text(said: Mapping[URIRef, Values], predicate: URIRef) -> str | None:
    return next(iter(sorted(str(term) for term in said.get(predicate, {}) if isinstance(term, Literal))), None)


def _citations(
    reader: Reader, lang: str, iri: URIRef, said: Mapping[URIRef, Values], rows: Rows
) -> tuple[Citation, ...]:
    # All statements of an observation come from the same rows: the union says each row once.
    found = {
        citation: None
        for predicate, values in said.items()
        for term, graphs in values.items()
        for citation in cite(reader, lang, rows, (iri, predicate, term), graphs)
    }
    with_row = tuple(each for each in found if each.row is not None)
    return with_row or tuple(found)
