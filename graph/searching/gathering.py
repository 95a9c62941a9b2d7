"""What an index is made from: all names, texts, links and dates of a store, thing by thing."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import TypeAlias

from rdflib import RDF, RDFS
from rdflib.namespace import DCTERMS, SKOS

from graph.searching import schema
from graph.searching.linking import Linking
from graph.searching.places import Places
from graph.searching.some import Some
from graph.searching.tables import GoOn, Tables, read, seconds, year
from graph.store import Scope, Store
from ontology import iri
from ontology.model import LANGUAGES, Model
from ontology.namespaces import CSC

Thing: TypeAlias = dict[str, object]  # the fields of a thing
# What things are called: labels, other names, titles, acronyms, codes.
NAMES = (
    *(RDFS.label, SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel, DCTERMS.title, CSC.acronym, SKOS.notation),
    CSC.referenceNumber,
)
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

    def things(self) -> Iterator[Thing]:
        """All of them, the most important kind first, within a kind by address."""
        for about in chain.from_iterable(map(sorted, self._by_kind.values())):
            thing = self._things.pop(about)
            if number := self._linking.numbers.get(about):
                thing |= {schema.HUB: number, schema.IS_HUB: True}
            yield thing

    def _gather(self, tables: Tables | Some) -> None:
        named = [(graph, f"<{name}>") for graph in tables.graphs() for name in NAMES]
        linked = tables.view("search-linked")
        credits = {str(number): self._credited(graph) for number, (graph, _) in enumerate(named)}
        # All is asked before it is read: the engine answers while names are taken.
        names = tables.numbered("search-names", named)
        self._linking.learn(linked)
        links = tables.numbered("search-links", self._linking.pairs)
        texts, years = tables.view("search-texts"), tables.view("search-years")
        for about, text, number in names:
            thing = self._things.get(about) or self._begun(about)
            if thing is not None:
                _name(thing, text)
                _credit(thing, credits[number.strip('"')])
        for about, text in texts:
            if found := self._things.get(about):
                _tell(found, text)
        for about, date in years:
            if (found := self._things.get(about)) and (told := year(date)):
                _put(found, "year", told)
        for about, numbers in links:
            if found := self._things.get(about):
                self._linking.link(found, numbers)

    def _begun(self, about: str) -> Thing | None:
        place = self._places.find(about)
        if place is None or place[0].name not in self._by_kind:
            return None
        kind = place[0].name
        thing: Thing = {schema.IRI: about[1:-1], "kind": kind, schema.EXACT: [], schema.FIRST: []}
        if kind in self._in_front:
            thing[schema.IN_FRONT] = True
        self._things[about] = thing
        self._by_kind[kind].append(about)
        return thing

    def _credited(self, graph: str) -> tuple[str, int] | None:
        """A graph as a value of a facet, and when it came; None for what is of no source."""
        return None if graph in _OWN else (self._linking.value("source", graph), self._dates.get(graph, 0))


def _credit(thing: Thing, credit: tuple[str, int] | None) -> None:
    if credit is None:
        return
    source, date = credit
    _put(thing, "source", source)
    before = thing.get(schema.UPDATED)
    if date and not (isinstance(before, int) and before >= date):
        thing[schema.UPDATED] = date


def _name(thing: Thing, literal: str) -> None:
    text, lang = read(literal)
    plain, known = schema.plain(text)[:_LONGEST], thing[schema.EXACT]
    if plain and isinstance(known, list) and plain not in known:
        known.append(plain)
        _say(thing, schema.NAMES, plain)
        _put(thing, schema.FIRST, plain.partition(" ")[0])
    # A name without a language may be of any: in each of them its endings are told.
    for tongue in LANGUAGES if not lang else (lang,) if lang in LANGUAGES else ():
        _say(thing, schema.names_in(tongue), schema.spelt(text, tongue))


def _tell(thing: Thing, literal: str) -> None:
    text, lang = read(literal)
    name = schema.text_in(lang)
    _say(thing, name, schema.plain(text) if name == schema.TEXT else schema.spelt(text, lang))


def _say(thing: Thing, name: str, text: str) -> None:
    before = thing.get(name)
    if not isinstance(before, str):
        thing[name] = text
    elif text not in before:  # several graphs say the same, and what is part of another name adds no word
        thing[name] = f"{before}\n{text}"


def _put(thing: Thing, name: str, value: str) -> None:
    values = thing.get(name)
    if values is None:
        thing[name] = [value]
    elif isinstance(values, list) and value not in values:
        values.append(value)
