"""Where things are, and what an indicator says of many of them."""

import pytest
from rdflib import Graph, URIRef

from graph.embedded import EmbeddedStore
from graph.figured import figured, indicators
from graph.reader import Reader
from graph.store import Scope
from graph.things import Point
from graph.whereabouts import Whereabouts
from ontology.model import model
from ontology.namespaces import ID

TOLD = """
@prefix csc: <https://w3id.org/clusterscape/ontology#> .
@prefix geo: <http://www.opengis.net/ont/geosparql#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix id: <https://w3id.org/clusterscape/id/> .
@prefix nuts: <http://data.europa.eu/nuts/code/> .
@prefix country: <http://publications.europa.eu/resource/authority/country/> .
nuts:PT11 a csc:Region ; csc:country country:PRT ; geo:hasGeometry <http://g/1> .
<http://g/1> geo:asWKT "POINT(-7.8 41.5)"^^geo:wktLiteral .
<http://g/2> geo:asWKT "POINT(-8.6 41.1)"^^geo:wktLiteral .
<https://w3id.org/clusterscape/id/cluster/own> geo:hasGeometry <http://g/2> ; csc:city "Braga" ; csc:country country:PRT .
<https://w3id.org/clusterscape/id/cluster/town> csc:city "Braga" ; csc:region nuts:PT11 ; csc:country country:PRT .
<https://w3id.org/clusterscape/id/cluster/region> csc:region nuts:PT119 ; csc:country country:PRT .
<https://w3id.org/clusterscape/id/cluster/led> csc:managedBy <https://w3id.org/clusterscape/id/cluster/own> ; csc:country country:PRT .
<https://w3id.org/clusterscape/id/cluster/country> csc:country country:PRT .
<https://w3id.org/clusterscape/id/cluster/nowhere> rdfs:label "nowhere" .
<http://f/1> csc:indicator <https://w3id.org/clusterscape/id/indicator/members> ; csc:figureOf country:PRT ; csc:value 10 ; csc:period "2019" ; csc:unit <http://u/members> .
<http://f/2> csc:indicator <https://w3id.org/clusterscape/id/indicator/members> ; csc:figureOf country:PRT ; csc:value 12 ; csc:period "2021-04" ; csc:unit <http://u/members> .
<http://f/3> csc:indicator <https://w3id.org/clusterscape/id/indicator/members> ; csc:figureOf country:PRT ; csc:value 13 ; csc:period "2021-04" ; csc:unit <http://u/members> .
<http://f/4> csc:indicator <https://w3id.org/clusterscape/id/indicator/members> ; csc:figureOf country:ROU ; csc:value 7 ; csc:unit <http://u/members> .
<http://f/5> csc:indicator <https://w3id.org/clusterscape/id/indicator/members> ; csc:figureOf country:ROU ; csc:value 700 ; csc:unit <http://u/percent> .
<http://f/6> csc:indicator <https://w3id.org/clusterscape/id/indicator/members> ; csc:figureOf country:ITA ; csc:valueMin 1 ; csc:unit <http://u/members> .
"""
MEMBERS = ID["indicator/members"]


@pytest.fixture
def reader(store: EmbeddedStore) -> Reader:
    store.replace(URIRef("http://example.org/g"), Graph().parse(data=TOLD, format="turtle"))
    return Reader(store, model(), Scope.PUBLIC)


@pytest.fixture
def where(reader: Reader) -> Whereabouts:
    towns = {("Braga", "PRT"): Point(-8.42, 41.55)}
    return Whereabouts(reader, lambda town, country: towns.get((town, country)), {"PRT": Point(-8.0, 39.5)}.get)


@pytest.mark.parametrize(
    ("slug", "how", "point"),
    [
        ("own", "own", Point(-8.6, 41.1)),
        ("town", "town", Point(-8.42, 41.55)),
        pytest.param("region", "region", Point(-7.8, 41.5), id="the next larger region whose centre is known"),
        ("led", "other", Point(-8.6, 41.1)),
        ("country", "country", Point(-8.0, 39.5)),
    ],
)
def test_a_thing_stands_where_it_is_known_to_be_best(where: Whereabouts, slug: str, how: str, point: Point) -> None:
    stand = where.of(ID[f"cluster/{slug}"])
    assert stand is not None
    assert (stand.how, stand.point) == (how, point)


def test_what_names_no_place_has_none(where: Whereabouts) -> None:
    assert where.of(ID["cluster/nowhere"]) is None
    assert where.regions(ID["cluster/region"]) == ("PT119",)
    assert where.countries(ID["cluster/region"]) == ("PRT",)


def test_the_latest_figure_counts_and_others_of_the_same_time_are_told(reader: Reader) -> None:
    found = figured(reader, MEMBERS, "", "en")
    told = {
        str(thing).rsplit("/", 1)[-1]: (each.value, each.period, each.others) for thing, each in found.values.items()
    }
    assert told == {"PRT": (12, "2021-04", (13,)), "ROU": (7, "", ())}
    assert (found.strange, found.unsaid, found.years) == (1, 1, ("2019", "2021"))


def test_the_figure_of_a_year_is_of_that_year_alone(reader: Reader) -> None:
    found = figured(reader, MEMBERS, "2019", "en")
    assert [each.value for each in found.values.values()] == [10]


def test_indicators_that_say_something_of_several_things_are_offered(reader: Reader) -> None:
    assert [(named.iri, count) for named, count in indicators(reader, "en")] == [(MEMBERS, 3)]
