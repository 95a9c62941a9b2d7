"""What an index is made from: all names, texts, links and dates of a store, thing by thing."""

from collections.abc import Iterator
from itertools import chain
from typing import TypeAlias

from rdflib import RDF, RDFS
from rdflib.namespace import DCTERMS, SKOS

from graph.searching import schema
from graph.searching.linking import Linking
from graph.searching.places import Places
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


class Gathered:
    """All things of a store that can be found, and what facets can be kept to."""

    def __init__(self, store: Store, model: Model, scope: Scope, go_on: GoOn) -> None:
        """`go_on` is called often, and ends the gathering by raising."""
        self._things: dict[str, Thing] = {}
        sought = (kind for kind in model.kinds if kind.cls not in _UNSOUGHT)
        things = [kind for kind in sought if CSC.Relation not in model.superclasses(kind.cls)]
        self._by_kind: dict[str, list[str]] = {kind.name: [] for kind in things}  # most important first
        self._in_front = {kind.name for kind in things if kind.cls not in _BEHIND}
        self._places = Places(model)
        self._dates: dict[str, int] = {}
        self._tables = Tables(store, scope, go_on)
        self._linking = Linking(self._places)
        self._gather(store)

    def __len__(self) -> int:
        return len(self._things)

    @property
    def updated(self) -> int:
        """When the newest source came, in seconds since 1970."""
        return max(self._dates.values(), default=0)

    @property
    def values(self) -> dict[str, dict[str, str]]:
        """What the values of facets stand for: IRIs by value and facet."""
        return self._linking.values

    def things(self) -> Iterator[Thing]:
        """All of them, the most important kind first, within a kind by address."""
        for about in chain.from_iterable(map(sorted, self._by_kind.values())):
            thing = self._things.pop(about)
            if number := self._linking.numbers.get(about):
                thing |= {schema.HUB: number, schema.IS_HUB: True}
            yield thing

    def _gather(self, store: Store) -> None:
        for source, date in self._tables.view("search-dates"):
            self._dates[source] = max(seconds(read(date)[0]), self._dates.get(source, 0))
        named = [(f"<{graph}>", f"<{name}>") for graph in sorted(store.graphs()) for name in NAMES]
        credits = {str(number): self._credited(graph) for number, (graph, _) in enumerate(named)}
        for about, text, number in self._tables.numbered("search-names", named):
            thing = self._things.get(about) or self._begun(about)
            if thing is not None:
                _name(thing, text)
                _credit(thing, credits[number.strip('"')])
        for about, text in self._tables.view("search-texts"):
            if found := self._things.get(about):
                _tell(found, text)
        for about, date in self._tables.view("search-years"):
            if (found := self._things.get(about)) and (told := year(date)):
                _put(found, "year", told)
        self._linking.learn(self._tables.view("search-linked"))
        for about, numbers in self._tables.numbered("search-links", self._linking.pairs):
            if found := self._things.get(about):
                self._linking.link(found, numbers)

    def _begun(self, about: str) -> Thing | None:
        place = self._places.find(about)
        if place is None or place[0].name not in self._by_kind:
            return None
        kind = place[0].name
        thing: Thing = {schema.IRI: about[1:-1].encode(), "kind": kind, schema.EXACT: [], schema.FIRST: []}
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
