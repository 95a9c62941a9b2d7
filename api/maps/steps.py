"""Steps on a map: what is around a thing, the ways between two, what two have in common, and why two are joined."""

from collections.abc import Mapping

from fastapi import APIRouter, Response
from rdflib import URIRef

from api.bounded import Slow
from api.deps import PoolDep
from api.faulty import BadRequest
from api.maps.networks import AsJson, guarded, number, told
from api.maps.pictures import PictureDep, PicturesDep
from graph.networks.exploring import DIRECTIONS, LONGEST, STEP, Around, Explorer, Near, Wanted
from graph.networks.network import THING, Edge, Network, Node
from graph.reading import UnknownThing
from ontology.model import UnknownKind, model
from ontology.saying import Said
from viz.palette import radius

router = APIRouter(prefix="/map", include_in_schema=False, route_class=Slow)
_NARROWED = ("relation", "direction", "kind", "start")


@router.get("/around.json")
def read_around(answer: AsJson, pictures: PicturesDep, thing: str = "") -> Response:
    """What is linked to a thing: how many by relation, direction and kind; those themselves, where some are named."""
    if answer.is_known:
        return answer.unchanged()
    explorer, iri, asked = pictures.explorer(answer.served), _iri(thing), answer.request.query_params
    if not any(name in asked for name in _NARROWED):
        return told(answer, _counted(thing, explorer.around(iri, answer.lang)))
    direction = asked.get("direction", "")
    if direction not in ("", *DIRECTIONS):
        template, known = "{name} is one of {known}, not “{value}”", ", ".join(DIRECTIONS)
        raise BadRequest(Said.of("among", template, name="direction", known=known, value=direction[:20]))
    start = number(asked.get("start", "0"), "start", 10**9)
    wanted = Wanted(asked.get("relation", ""), direction, asked.get("kind", ""))
    near = explorer.near(iri, answer.lang, wanted, start)
    following = start + STEP if start + STEP < near.total else None
    return told(answer, {"thing": thing, "start": start, "next": following, **_near(near, explorer)})


@router.get("/paths.json")
def read_paths(answer: AsJson, pictures: PicturesDep, one: str = "", other: str = "") -> Response:
    """The shortest paths between two things, or with `longest` all up to so many links."""
    if answer.is_known:
        return answer.unchanged()
    asked = answer.request.query_params.get("longest", "")
    longest = number(asked, "longest", LONGEST) if asked else None
    explorer = pictures.explorer(answer.served)
    found = explorer.paths(_iri(one), _iri(other), answer.lang, longest)
    keys = {str(node.iri): node.key for node in found.network.nodes}
    ways = [[keys[iri] for iri in way] for way in found.ways]
    limits = {"complete": found.complete, "longest": longest or LONGEST}
    return told(answer, {"paths": ways, **limits, **_network(found.network, explorer)})


@router.get("/common.json")
def read_common(answer: AsJson, pictures: PicturesDep, one: str = "", other: str = "") -> Response:
    """What both of two things are linked to."""
    if answer.is_known:
        return answer.unchanged()
    explorer = pictures.explorer(answer.served)
    return told(answer, _near(explorer.common(_iri(one), _iri(other), answer.lang), explorer))


@router.get("/between.json")
def read_between(
    answer: AsJson, asked: PictureDep, pictures: PicturesDep, pool: PoolDep, one: str = "", other: str = ""
) -> Response:
    """The links between two things in one network, with what the columns leave out; raises `UnknownThing`."""
    if answer.is_known and not asked.is_confidential:
        return answer.unchanged()
    ends = {_iri(one), _iri(other)}
    network = pictures.sent(answer.served, pool, asked).network
    edges = [edge for edge in network.edges if {str(edge.source), str(edge.target)} == ends]
    keys = {node.iri: node.key for node in network.nodes if str(node.iri) in ends}
    if len(keys) < len(ends):
        template = "“{one}” and “{other}” are not both in this network"
        raise UnknownThing(Said.of("not_both", template, one=one[:60], other=other[:60]))
    relations = {word.key: word.label for word in network.relations}
    found = told(answer, {"edges": [_edge(edge, keys) for edge in edges], "relations": relations})
    return guarded(found, asked)


def _iri(key: str) -> str:
    """The address of a thing by its key, `cluster/produtech`; raises `BadRequest`."""
    kind, _, slug = key.partition("/")
    if not slug:
        template = "a thing is named by kind and name, such as cluster/produtech, not “{value}”"
        raise BadRequest(Said.of("map_key", template, value=key[:60]))
    if kind == THING:
        return slug
    try:
        return str(model().kind(kind).iri(slug))
    except UnknownKind as error:
        raise BadRequest(*error.args) from error


def _counted(key: str, around: Around) -> dict[str, object]:
    counts = [
        {
            "relation": each.relation.key,
            "label": each.relation.label,
            "direction": each.direction,
            "kind": each.kind.key,
            "kindLabel": each.kind.label,
            "total": each.total,
        }
        for each in around.counts
    ]
    return {"thing": key, "total": around.total, "counts": counts}


def _near(near: Near, explorer: Explorer) -> dict[str, object]:
    return {"total": near.total, **_network(near.network, explorer)}


def _network(network: Network, explorer: Explorer) -> dict[str, object]:
    keys = {node.iri: node.key for node in network.nodes}
    return {
        "nodes": [_node(node, explorer.degree(str(node.iri))) for node in network.nodes],
        "edges": [_edge(edge, keys) for edge in network.edges],
        "kinds": {word.key: word.label for word in network.kinds},
        "relations": {word.key: word.label for word in network.relations},
    }


def _node(node: Node, links: int) -> dict[str, object]:
    return {
        "key": node.key,
        "label": node.label,
        "kind": node.kind,
        "collection": node.collection,
        "links": links,
        "size": radius(node.kind, links),
        "countries": node.countries,
        "areas": node.areas,
    }


def _edge(edge: Edge, keys: Mapping[URIRef, str]) -> dict[str, object]:
    return {
        "source": keys[edge.source],
        "target": keys[edge.target],
        "relation": edge.relation,
        "role": edge.role,
        "since": edge.since,
        "until": edge.until,
        "judged": edge.judged,
        "directed": edge.directed,
        "weight": edge.weight,
        "why": edge.why,
    }
