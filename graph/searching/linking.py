"""What things are about: places, areas, value chains, states, years; as values of facets, and as what words lead to."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from json.encoder import encode_basestring as quoted
from types import MappingProxyType

from rdflib import URIRef

from graph.reader import local
from graph.searching import schema
from graph.searching.places import Places
from graph.searching.tables import year
from ontology.namespaces import CSC

_FACETS: Mapping[str, str] = MappingProxyType(
    {
        f"<{CSC.country}>": "country",
        f"<{CSC.region}>": "region",
        f"<{CSC.within}>": "region",
        f"<{CSC.thematicArea}>": "area",
        f"<{CSC.interventionArea}>": "area",
        f"<{CSC.supportsArea}>": "area",
        f"<{CSC.inValueChain}>": "value-chain",
        f"<{CSC.status}>": "status",
    }
)


class Linking:
    """All links and dates that there are, by number."""

    def __init__(self, places: Places, numbers: Mapping[str, int], values: Mapping[str, Mapping[str, str]]) -> None:
        """`numbers` and `values` are those of an index that this one goes on from."""
        self._places = places
        self.numbers = dict(numbers)  # of the things that others are linked to
        # IRIs by value and facet
        self.values: dict[str, dict[str, str]] = {name: dict(values.get(name, {})) for name in schema.FACETS}
        self.pairs: Sequence[tuple[str, str]] = ()  # property and value
        self._written = {(name, f"<{term}>"): value for name, of in self.values.items() for value, term in of.items()}
        self._meant: dict[str, tuple[str, str, str]] = {}  # by the number of a pair: field, value, thing

    def learn(self, links: Iterable[list[str]], dates: Iterable[list[str]]) -> None:
        """Take the links and dates that there are, each a property and a value; what is known keeps its number."""
        self._take(links, self._link)
        self._take((pair for pair in dates if year(pair[1])), _date)

    def _take(self, pairs: Iterable[list[str]], meaning: Callable[[str, str], tuple[str, str, str]]) -> None:
        known = set(self.pairs)
        come = [(predicate, value) for predicate, value in pairs if (predicate, value) not in known]
        self._meant |= {str(number): meaning(*pair) for number, pair in enumerate(come, len(self.pairs))}
        self.pairs = [*self.pairs, *come]

    def _link(self, predicate: str, value: str) -> tuple[str, str, str]:
        thing = str(self.numbers.setdefault(value, len(self.numbers) + 1))
        facet = _FACETS.get(predicate)
        if facet and self._fits(facet, value):
            return schema.field(facet), quoted(self.value(facet, value)), thing
        return "", "", thing

    def hub(self, about: str) -> str:
        """What says that others are linked to a thing, as members of its document."""
        return f'"{schema.HUB}":{self.numbers[about]},"{schema.IS_HUB}":true'

    def told(self, numbers: str) -> str:
        """What a thing is linked to, and its years, as members of its document, by numbers as tables have them."""
        linked: list[str] = []
        values: dict[str, str] = {}
        for name, value, other in {self._meant[number]: None for number in numbers.split()}:
            if other:
                linked.append(other)
            if name:
                before = values.get(name)
                values[name] = value if before is None else f"{before},{value}"
        if linked:
            values[schema.LINKED] = ",".join(linked)
        return ",".join([f'"{name}":[{each}]' for name, each in values.items()])

    def value(self, facet: str, term: str) -> str:
        """How a value is written in an address; two that would be written alike are told apart by their kind."""
        written = self._written.get((facet, term))
        if written is None:
            place, about = self._places.find(term), term[1:-1]
            written = place[1] if place else local(URIRef(about)) or about
            if written in self.values[facet]:
                written = f"{place[0].name if place else 'other'}:{written}"
            self.values[facet][written] = about
            self._written[facet, term] = written
        return written

    def _fits(self, facet: str, value: str) -> bool:
        # Regions lie within countries, and activities within activities.
        place = self._places.find(value)
        return facet != "region" or (place is not None and place[0].name == "region")


def _date(predicate: str, value: str) -> tuple[str, str, str]:
    return schema.field("year"), quoted(year(value) or ""), ""
