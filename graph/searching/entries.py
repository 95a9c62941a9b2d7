"""Things that were found, as a page lists them: read for these things alone, however many there are."""

from collections.abc import Mapping, Sequence

from rdflib import RDFS, URIRef
from rdflib.namespace import DCTERMS, SKOS
from rdflib.term import Identifier

from graph.description import Values, named_terms
from graph.listing import item
from graph.narrowing import DETAILS
from graph.query import view
from graph.reader import Reader, ref
from graph.store import Row
from graph.things import Item
from ontology.namespaces import CSC

_PAIRS = "(UNDEF UNDEF)"  # the index gives the things, the vocabulary the properties
_NAMES = (RDFS.label, SKOS.prefLabel, DCTERMS.title)  # asked with the facts: names need no query of their own
_NONE: Mapping[URIRef, Values] = {}


def entries(reader: Reader, lang: str, things: Sequence[URIRef]) -> tuple[Item, ...]:
    """Entries of a list with the facts that tell most, in the order given."""
    said = _said(reader, things)
    reader.learn((*things, *named_terms(said.values())))
    return tuple(item(reader, lang, iri, said.get(iri, _NONE)) for iri in things)


def _said(reader: Reader, things: Sequence[URIRef]) -> Mapping[URIRef, Mapping[URIRef, Values]]:
    found: dict[URIRef, dict[URIRef, dict[Identifier, frozenset[URIRef]]]] = {}
    names: list[Row] = []
    pairs = " ".join(f"({thing.n3()} {each.n3()})" for thing in things for each in _wanted(reader, thing))
    for row in reader.store.select(view("search-details").replace(_PAIRS, pairs), reader.scope) if pairs else ():
        predicate = ref(row["property"])
        if predicate in _NAMES:
            names.append({"thing": row["thing"], "property": predicate, "text": row["value"]})
        else:
            found.setdefault(ref(row["thing"]), {}).setdefault(predicate, {})[row["value"]] = frozenset()
    reader.remember(names)
    return {thing: dict(values) for thing, values in found.items()}


def _wanted(reader: Reader, thing: URIRef) -> tuple[URIRef, ...]:
    located = reader.model.locate(thing)
    return (*_NAMES, CSC.country, *DETAILS.get(located.kind.name, ())) if located else ()
