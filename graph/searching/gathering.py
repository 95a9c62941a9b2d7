"""What an index is made from: all names, texts, links and dates of a store, thing by thing."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from rdflib import RDF, RDFS
from rdflib.namespace import DCTERMS, SKOS

from graph.searching import schema
from graph.searching.document import KIND, LINKS, SOURCE, Thing, document, put, say
from graph.searching.linking import Linking
from graph.searching.places import Places
from graph.searching.some import Some
from graph.searching.tables import GoOn, Tables, read, seconds
from graph.store import Scope, Store
from ontology import iri
from ontology.model import LANGUAGES, Model
from ontology.namespaces import CSC

# What things are called: labels, other names, titles, acronyms, codes.
NAMES = (
    *(RDFS.label, SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel, DCTERMS.title, CSC.acronym, SKOS.notation),
    CSC.referenceNumber,
)
_PARTS = 8  # in which names are asked for: the first are taken while the engine tells the next
_FRONT = f'"{schema.IN_FRONT}":true'
_LONGEST = 200  # letters of a name that is compared as a whole
_OWN = frozenset(f"<{iri.of_source(name)}>" for name in ("inferred", "identity", "quality"))  # of no source
# Found through what they belong to; on their own their names would bury everything else.
_UNSOUGHT = frozenset({CSC.Record, CSC.ImportRun, RDF.Statement, CSC.Figure})
# They bear the very words that people look for, and come after all that these are said of.
_BEHIND = frozenset({CSC.Code, CSC.CodeList})


@dataclass(frozen=True)
class Known:
    """What an index was made with, and one that is renewed goes on with.

    `numbers` are those of the things that others are linked to, `values` what the values of facets stand for, `dates`
    when sources came.
    """

    numbers: Mapping[str, int] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    dates: Mapping[str, int] = field(default_factory=dict)


class Gathered:
    """Things of a store that can be found, and what facets can be kept to."""

    def __init__(self, store: Store, model: Model, scope: Scope, go_on: GoOn, before: Known | None = None) -> None:
        """`go_on` is called often, and ends the gathering by raising."""
        self._before = before or Known()
        self._things: dict[str, Thing] = {}
        sought = (kind for kind in model.kinds if kind.cls not in _UNSOUGHT)
        things = [kind for kind in sought if CSC.Relation not in model.superclasses(kind.cls)]
        self._by_kind: dict[str, list[str]] = {kind.name: [] for kind in things}  # most important first
        self._in_front = {kind.name for kind in things if kind.cls not in _BEHIND}
        self._places = Places(model)
        self._dates: dict[str, int] = {}
        self._came: dict[str, int] = {}  # the same by the values that stand for sources
        self._tables = Tables(store, scope, go_on)
        self._linking = Linking(self._places, self._before.numbers, self._before.values)
        for source, date in self._tables.view("search-dates"):
            self._dates[source] = max(seconds(read(date)[0]), self._dates.get(source, 0))

    def __len__(self) -> int:
        return len(self._things)

    @property
    def updated(self) -> int:
        """When the newest source came, in seconds since 1970."""
        return max(self._dates.values(), default=0)

    @property
    def known(self) -> Known:
        """What an index that is made later from this one goes on with."""
        return Known(self._linking.numbers, self._linking.values, self._dates)

    def everything(self) -> None:
        """Gather all things."""
        self._gather(self._tables)

    def only(self, things: Iterable[str]) -> frozenset[str]:
        """Gather some things, and what others are linked to for the first time; gives all that were looked at."""
        looked = frozenset(filter(self._is_sought, things))
        self._some(looked)
        first = frozenset(filter(self._is_sought, self._linking.numbers.keys() - self._before.numbers.keys())) - looked
        self._some(first)
        return looked | first

    def redated(self) -> frozenset[str]:
        """The things that a source names which came at another time than it was known to."""
        moved = {graph for graph, date in self._dates.items() if date != self._before.dates.get(graph, 0)}
        moved |= self._before.dates.keys() - self._dates.keys()
        named = [(graph, f"<{name}>") for graph in sorted(moved) for name in NAMES]
        return frozenset(thing for (thing,) in self._tables.numbered("search-dated", named))

    def _some(self, things: Iterable[str]) -> None:
        self._gather(Some(self._tables, things))

    def _is_sought(self, about: str) -> bool:
        place = self._places.find(about)
        return place is not None and place[0].name in self._by_kind

    def documents(self) -> Iterator[str]:
        """All of them as an index takes them, the most important kind first, within a kind by address."""
        linking = self._linking
        for name, abouts in self._by_kind.items():
            front = _FRONT if name in self._in_front else ""
            for about in sorted(abouts):
                thing = self._things.pop(about)
                hub = linking.hub(about) if about in linking.numbers else ""
                links = linking.told(thing[LINKS]) if LINKS in thing else ""
                yield document(thing, ",".join(filter(None, (front, hub, links))), self._came)

    def _gather(self, tables: Tables | Some) -> None:
        named = [(graph, f"<{name}>") for graph in tables.graphs() for name in NAMES]
        linked, dated = tables.view("search-linked"), tables.view("search-years")
        credits = {str(number): self._credited(graph) for number, (graph, _) in enumerate(named)}
        # All is asked before it is read: the engine answers while names are taken.
        names = tables.numbered("search-names", named, _PARTS)
        self._linking.learn(linked, dated)
        links = tables.numbered("search-links", self._linking.pairs)
        texts = tables.view("search-texts")
        things = self._things
        for about, text, number in names:
            thing = things.get(about) or self._begun(about)
            if thing is not None:
                _name(thing, text)
                if source := credits[number.strip('"')]:
                    put(thing, SOURCE, source)
        for about, text in texts:
            if found := things.get(about):
                _tell(found, text)
        for about, numbers in links:
            if found := things.get(about):
                put(found, LINKS, numbers.strip('"'))

    def _begun(self, about: str) -> Thing | None:
        place = self._places.find(about)
        if place is None or place[0].name not in self._by_kind:
            return None
        thing = self._things[about] = {schema.IRI: about[1:-1], KIND: place[0].name}
        self._by_kind[place[0].name].append(about)
        return thing

    def _credited(self, graph: str) -> str:
        """A graph as a value of a facet; empty for what is of no source."""
        if graph in _OWN:
            return ""
        source = self._linking.value("source", graph)
        self._came[source] = self._dates.get(graph, 0)
        return source


def _name(thing: Thing, literal: str) -> None:
    text, lang = read(literal)
    if plain := schema.plain(text)[:_LONGEST]:
        put(thing, schema.EXACT, plain)
    # A name without a language may be of any: in each of them its endings are told.
    for tongue in LANGUAGES if not lang else (lang,) if lang in LANGUAGES else ():
        say(thing, schema.names_in(tongue), schema.spelt(text, tongue))


def _tell(thing: Thing, literal: str) -> None:
    text, lang = read(literal)
    name = schema.text_in(lang)
    say(thing, name, schema.plain(text) if name == schema.TEXT else schema.spelt(text, lang))
