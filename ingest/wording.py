"""Whether the properties, classes and codes that a mapping names are there, and what was meant if not."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from rdflib import URIRef
from rdflib.namespace import (
    DCAT,
    DCTERMS,
    FOAF,
    ORG,
    OWL,
    PROV,
    QB,
    RDF,
    RDFS,
    SKOS,
    VOID,
    DefinedNamespace,
)  # fmt: skip

from ingest import codelists
from ingest.lines import is_iri
from ingest.near import Names
from ontology import catalogue
from ontology.namespaces import CSC, PREFIXES, UnknownPrefix, expand
from ontology.reference import CLASS, Reference

# Vocabularies of which every term is known here; of the others a name is taken as it is.
_CLOSED: Mapping[str, type[DefinedNamespace]] = MappingProxyType(
    {
        "dcat": DCAT, "dcterms": DCTERMS, "foaf": FOAF, "org": ORG, "owl": OWL, "prov": PROV, "qb": QB, "rdf": RDF,
        "rdfs": RDFS, "skos": SKOS, "void": VOID,
    }
)  # fmt: skip
_CONCEPT = f"{PREFIXES['id']}concept/"


class UnknownWord(LookupError):
    """A mapping names what is not there; its text says what is nearest."""


def property_(curie: str) -> URIRef:
    """The IRI of a property; raises `UnknownWord`."""
    return _known(curie, "property")


def class_(curie: str) -> URIRef:
    """The IRI of a class; raises `UnknownWord`."""
    return _known(curie, "class")


def constant(curie: str) -> str:
    """The IRI of anything that is named as a value; raises `UnknownWord` for a code that is in no list."""
    address = str(_expanded(curie))
    if curie.startswith(("http://", "https://")):
        return address
    if address.startswith(_CONCEPT) and address not in _codes():
        raise UnknownWord(f"there is no code “{curie}”{_told(_code_names(), curie)}")
    if address.startswith(str(CSC)) and address.removeprefix(str(CSC)) not in _reference().terms:
        raise UnknownWord(f"the vocabulary has no “{curie}”{_told(_names(''), curie)}")
    return address


def _known(curie: str, sort: str) -> URIRef:
    address = _expanded(curie)
    prefix, _, local = curie.partition(":")
    if prefix == "csc" and curie not in _curies(sort):
        raise UnknownWord(f"the vocabulary has no {sort} “{curie}”{_told(_names(sort), curie)}")
    if prefix in _CLOSED and not (local.startswith("_") or local in _CLOSED[prefix]):
        near = _told(Names(f"{prefix}:{name}" for name in _CLOSED[prefix].__annotations__), curie)
        raise UnknownWord(f"{prefix} has no “{curie}”{near}")
    return address


def _expanded(curie: str) -> URIRef:
    try:
        address = URIRef(curie) if curie.startswith(("http://", "https://")) else expand(curie)
    except UnknownPrefix as error:
        raise UnknownWord(str(error)) from error
    if not is_iri(address):
        raise UnknownWord(f"“{curie}” cannot be written as an address")
    return address


def _told(names: Names, curie: str) -> str:
    near = names.like(curie)
    return f"; nearest: {', '.join(near)}" if near else ""


@cache
def _reference() -> Reference:
    return Reference(catalogue.vocabulary(), catalogue.parts())


@cache
def _curies(sort: str) -> frozenset[str]:
    terms = _reference().terms.values()
    wanted = (term for term in terms if not sort or (term.sort == CLASS) == (sort == "class"))
    return frozenset(f"csc:{term.name}" for term in wanted)


@cache
def _names(sort: str) -> Names:
    return Names(sorted(_curies(sort)))


@cache
def _codes() -> frozenset[str]:
    return frozenset(iri for codes in codelists.lists().values() for iri in codes.by_name.values())


@cache
def _code_names() -> Names:
    return Names(sorted(f"id:concept/{code.removeprefix(_CONCEPT)}" for code in _codes() if code.startswith(_CONCEPT)))
