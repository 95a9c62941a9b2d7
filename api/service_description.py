"""What the service says of itself: a SPARQL 1.1 Service Description, with the graphs that everybody may see."""

from collections.abc import Mapping

from fastapi import Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse
from rdflib import RDF, RDFS, VOID, XSD, BNode, Graph, Literal, URIRef
from rdflib.namespace import Namespace

from api import urls
from api.negotiation import Offer, accepted, choose
from api.releases import held
from graph.census import sizes
from graph.formats import FORMATS, TABLE, TRIPLES
from graph.layout import UNNAMED, Layout
from graph.reasoning.inference import INFERRED
from graph.terms import serialised

_RDF = tuple(Offer(each.name, each.media_type) for each in FORMATS if each.forms == TRIPLES)
_OFFERS = (*_RDF, Offer("html", "text/html"))
_SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
_FORMATS = Namespace("http://www.w3.org/ns/formats/")
_GEO = Namespace("http://www.opengis.net/def/function/geosparql/")
_SIMPLE = URIRef("http://www.w3.org/ns/entailment/Simple")
# As https://www.w3.org/ns/formats/ names them; it has no name for workbooks.
_NAMES = {
    "json": "SPARQL_Results_JSON",
    "xml": "SPARQL_Results_XML",
    "csv": "SPARQL_Results_CSV",
    "tsv": "SPARQL_Results_TSV",
    "ttl": "Turtle",
    "nt": "N-Triples",
    "rdf": "RDF_XML",
    "jsonld": "JSON-LD",
    "trig": "TriG",
    "nq": "N-Quads",
}
# Functions beside those of SPARQL that the engine has (GeoSPARQL 1.1).
_FUNCTIONS = """
    sfEquals sfDisjoint sfIntersects sfTouches sfCrosses sfWithin sfContains sfOverlaps
    ehEquals ehDisjoint ehMeet ehOverlap ehCovers ehCoveredBy ehInside ehContains
    rcc8eq rcc8dc rcc8ec rcc8po rcc8tppi rcc8tpp rcc8ntpp rcc8ntppi
    distance area length perimeter envelope convexHull intersection union difference symDifference getSRID relate
    isEmpty isSimple dimension coordinateDimension spatialDimension centroid asGeoJSON
"""
FUNCTIONS = tuple(_FUNCTIONS.split())
_OF_UNION = (
    "The default graph is the union of all named graphs that the asker may see, with what follows from them by the "
    f"rules of this service; what only follows stands in <{INFERRED}> too. inferred=false and stated=false leave "
    f"either out. What is written without a graph stands in <{UNNAMED}>. Queries themselves entail nothing."
)
_OF_PLAIN = "The default graph is a graph of its own; nothing is inferred."


async def answered(request: Request, headers: Mapping[str, str]) -> Response:
    """The description in the format that is liked best; browsers are sent to the page for queries."""
    offer = choose(_OFFERS, accepted(request.headers), request.query_params.get("format"))
    if offer.name == "html":
        return RedirectResponse(urls.absolute(request, "/query"), 303, headers)
    body = await run_in_threadpool(_serialised, request, offer.media_type)
    return Response(body, headers={**headers, "Content-Type": offer.content_type})


def _serialised(request: Request, media_type: str) -> bytes:
    current = held(request)
    found = sizes(request.app.state.pool, current.mark if current else "")
    return serialised(
        describe(urls.root(request), found, plain=request.app.state.settings.shown is Layout.PLAIN), media_type
    )


def describe(root: str, sizes: Mapping[str, int | None], *, plain: bool) -> Graph:
    """The description of a service at this address, over these graphs."""
    triples, service, endpoint = Graph(), URIRef(f"{root}/sparql#service"), URIRef(f"{root}/sparql")
    triples.add((service, RDF.type, _SD.Service))
    triples.add((service, _SD.endpoint, endpoint))
    for language in ("SPARQL11Query", "SPARQL11Update"):
        triples.add((service, _SD.supportedLanguage, _SD[language]))
    if not plain:
        triples.add((service, _SD.feature, _SD.UnionDefaultGraph))
    triples.add((service, _SD.feature, _SD.EmptyGraphs))
    for each in FORMATS:
        if each.name in _NAMES:
            triples.add((service, _SD.resultFormat, _FORMATS[_NAMES[each.name]]))
        if each.forms != TABLE:
            triples.add((service, _SD.inputFormat, _FORMATS[_NAMES[each.name]]))
    for name in FUNCTIONS:
        triples.add((service, _SD.extensionFunction, _GEO[name]))
        triples.add((_GEO[name], RDF.type, _SD.Function))
    triples.add((service, _SD.defaultEntailmentRegime, _SIMPLE))
    _describe_dataset(triples, service, sizes, _OF_PLAIN if plain else _OF_UNION)
    return triples


def _describe_dataset(triples: Graph, service: URIRef, sizes: Mapping[str, int | None], told: str) -> None:
    dataset, default = BNode(), BNode()
    triples.add((service, _SD.defaultDataset, dataset))
    triples.add((service, _SD.availableGraphs, dataset))
    triples.add((dataset, RDF.type, _SD.Dataset))
    triples.add((dataset, RDF.type, _SD.GraphCollection))
    triples.add((dataset, RDFS.comment, Literal(told, lang="en")))
    triples.add((dataset, _SD.defaultGraph, default))
    _describe_graph(triples, default, sizes.get(""))
    for name, size in sizes.items():
        if name:
            named, graph = BNode(), BNode()
            triples.add((dataset, _SD.namedGraph, named))
            triples.add((named, RDF.type, _SD.NamedGraph))
            triples.add((named, _SD.name, URIRef(name)))
            triples.add((named, _SD.entailmentRegime, _SIMPLE))
            triples.add((named, _SD.graph, graph))
            _describe_graph(triples, graph, size)


def _describe_graph(triples: Graph, graph: BNode, size: int | None) -> None:
    triples.add((graph, RDF.type, _SD.Graph))
    if size is not None:
        triples.add((graph, VOID.triples, Literal(str(size), datatype=XSD.integer)))
