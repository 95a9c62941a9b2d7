"""The namespaces in use, and CURIEs in both directions."""

from types import MappingProxyType

from rdflib import URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, GEO, ORG, OWL, PROV, QB, RDF, RDFS, SKOS, VOID, XSD, Namespace

from ontology.base import THINGS
from ontology.saying import Said

CSC = Namespace("https://w3id.org/clusterscape/ontology#")
ID = Namespace(THINGS)
ONTOLOGY = URIRef("https://w3id.org/clusterscape/ontology")
SCHEMA = Namespace("https://schema.org/")
COUNTRY = Namespace("http://publications.europa.eu/resource/authority/country/")
NUTS = Namespace("http://data.europa.eu/nuts/code/")
NACE = Namespace("http://data.europa.eu/ux2/nace2/")
NACE21 = Namespace("http://data.europa.eu/ux2/nace2.1/")
DQV = Namespace("http://www.w3.org/ns/dqv#")
SD = Namespace("http://www.w3.org/ns/sparql-service-description#")

PREFIXES = MappingProxyType(
    {
        "csc": str(CSC),
        "id": str(ID),
        "country": str(COUNTRY),
        "nuts": str(NUTS),
        "nace": str(NACE),
        "nace21": str(NACE21),
        "rdf": str(RDF),
        "rdfs": str(RDFS),
        "owl": str(OWL),
        "xsd": str(XSD),
        "skos": str(SKOS),
        "dcterms": str(DCTERMS),
        "dcat": str(DCAT),
        "prov": str(PROV),
        "org": str(ORG),
        "qb": str(QB),
        "geo": str(GEO),
        "foaf": str(FOAF),
        "schema": str(SCHEMA),
        "void": str(VOID),
        "dqv": str(DQV),
        "sd": str(SD),
    }
)


class UnknownPrefix(ValueError):
    """A CURIE starts with a prefix that is not in use here."""


def expand(curie: str) -> URIRef:
    """`csc:Cluster` as its IRI; raises `UnknownPrefix`."""
    prefix, colon, local = curie.partition(":")
    if not colon or prefix not in PREFIXES:
        told = "“{curie}” has no known prefix; known are: {known}"
        raise UnknownPrefix(Said.of("curie", told, curie=curie, known=", ".join(PREFIXES)))
    return URIRef(PREFIXES[prefix] + local)


def shorten(iri: str) -> str:
    """The CURIE of an IRI, or the IRI itself where no prefix fits."""
    for prefix, namespace in PREFIXES.items():
        local = iri[len(namespace) :]
        if iri.startswith(namespace) and local and not set(local) & set("/#"):
            return f"{prefix}:{local}"
    return iri
