"""One release as its readers see it: things, links, lists, sources."""

from collections import OrderedDict
from collections.abc import Mapping, Set
from functools import cached_property, lru_cache, partial
from threading import Lock

from rdflib import URIRef

from graph.arrivals import BACKING, Incoming, incoming
from graph.links import SHOWN
from graph.listing import MOST, BadLimit, Shelf, list_things, stock
from graph.matrix import Matrix, read_matrix
from graph.origins import Decided, Finder, Origin, decisions
from graph.reader import Reader
from graph.reading import UnknownThing, read_links, read_thing
from graph.reasoning.inference import INFERRED
from graph.reasoning.telling import Told, tell
from graph.reasoning.why import DEPTH, Explainer, line
from graph.regions import Profile, places, profile
from graph.searching.names import Names
from graph.sources import list_sources, overview, read_source
from graph.store import Scope, Store, Triple
from graph.things import Asked, LinkGroup, Listing, Named, Overview, Source, Thing
from ontology.model import LANGUAGES, Kind, Model
from ontology.saying import Said

_FIRST = Asked({})
_HUBS = 32  # things for which what points at them is kept, so that pages of many thousand links are read once
_KEPT = 128  # things kept as they were read: ten readers of one large page would else wait for each other


class Hubs:
    """What points at a thing, kept of the hubs that were asked for last; what is no hub pushes none out."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._kept: OrderedDict[URIRef, Incoming] = OrderedDict()
        self._lock = Lock()

    def __call__(self, thing: URIRef) -> Incoming:
        """Everything that points at a thing, read or kept."""
        with self._lock:
            if kept := self._kept.get(thing):
                self._kept.move_to_end(thing)
                return kept
        found = incoming(self._reader, thing)
        if any(len(nodes) > SHOWN for nodes in found.groups.values()):  # its pages ask for it again
            with self._lock:
                self._kept[thing] = found
                if len(self._kept) > _HUBS:
                    self._kept.popitem(last=False)
        return found


class Library:
    """What one scope may read of one release; what it made once it keeps, as a release never changes."""

    def __init__(self, store: Store, model: Model, scope: Scope) -> None:
        self.reader = Reader(store, model, scope)
        self._shelves: dict[Kind, Shelf] = {}
        self._sources: dict[str, tuple[Source, ...]] = {}
        self._lock = Lock()
        self._explainer = Explainer(store)
        self._arrivals = Hubs(self.reader)
        self._things = lru_cache(_KEPT)(partial(read_thing, self.reader, self._arrivals))

    @cached_property
    def triples(self) -> int:
        """How many triples there are."""
        return next(int(str(row["total"])) for row in self.reader.rows("size"))

    def thing(self, kind: Kind, slug: str, lang: str) -> Thing:
        """A thing with its facts, links and figures; raises `UnknownThing`."""
        return self._things(kind, slug, lang)

    def links(self, kind: Kind, slug: str, name: str, lang: str, asked: Asked = _FIRST) -> LinkGroup:
        """One group of links, or those in whose name some words stand.

        Raises `UnknownThing`, `UnknownLinks`, `BadLimit`, `BadCursor`.
        """
        if not 1 <= asked.limit <= MOST:
            raise BadLimit(
                Said.of("limit", "limit must be from 1 to {most}, not {limit}", most=MOST, limit=asked.limit)
            )
        return read_links(self.reader, self._arrivals, kind, slug, name, asked, lang)

    def profile(self, kind: Kind, slug: str, lang: str) -> Profile:
        """What a region or a country holds; raises `UnknownThing`."""
        return profile(self.reader, self.shelf, kind, slug, lang)

    def places(self, kind: Kind, lang: str) -> tuple[Named, ...]:
        """The regions, or the countries, in which something is known to be."""
        return places(self.reader, self.shelf, kind, lang)

    def matrix(self, kept: Mapping[str, str], lang: str) -> Matrix:
        """Thematic areas by kinds of things, kept to a country or a region; raises `UnknownFilter`."""
        return read_matrix(self.reader, self.shelf, kept, lang)

    def why(self, triple: Triple, lang: str, depth: int = DEPTH) -> Told:
        """Why a statement holds; raises `NotSaid`."""
        return tell(self.reader, lang, self._explainer.why(triple, depth))

    def origins(self, triple: Triple, lang: str) -> tuple[Origin, ...]:
        """Where a statement stands: source, version, row or page, run, who decided."""
        graphs = self.reader.store.graphs_of(line(triple)) - {INFERRED}
        return Finder(self.reader, self.sources(lang), lang).origins(triple, graphs)

    def decisions(self, triple: Triple, lang: str) -> tuple[Decided, ...]:
        """Which decisions on identity a statement rests on."""
        return decisions(self.reader, triple, lang)

    def listing(self, kind: Kind, asked: Asked, lang: str) -> Listing:
        """One page of the list of a kind; raises `UnknownFilter`, `BadLimit`, `BadCursor`."""
        return list_things(self.reader, self.names, self.shelf(kind), asked, lang)

    def overview(self, lang: str) -> Overview:
        """What is in the graph, from whom, up to when."""
        shelves = [self.shelf(kind) for kind in self.reader.model.kinds if kind.cls not in BACKING]
        return overview(self.reader, shelves, self.sources(lang), self.triples, lang)

    def sources(self, lang: str) -> tuple[Source, ...]:
        """All sources by title."""
        if lang not in self._sources:
            self._sources[lang] = list_sources(self.reader, lang)
        return self._sources[lang]

    @property
    def loaded(self) -> str | None:
        """When a source was loaded last; None where none was. In whatever language: those of the first are read."""
        return max((each.loaded for each in self.sources(LANGUAGES[0]) if each.loaded), default=None)

    def sources_among(self, wanted: Set[URIRef], lang: str) -> tuple[Source, ...]:
        """Those of some sources that are known, by title; all are not read for the few of one page."""
        known = self._sources.get(lang)
        if known is None:
            return list_sources(self.reader, lang, wanted) if wanted else ()
        return tuple(each for each in known if each.iri in wanted)

    def source(self, slug: str, lang: str) -> Source:
        """One source; raises `UnknownThing`."""
        found = read_source(self.reader, slug, lang)
        if found is None:
            raise UnknownThing(Said.of("thing", "there is no {kind} “{name}” here", kind="source", name=slug))
        return found

    def shelf(self, kind: Kind) -> Shelf:
        """What the list of a kind is made from, looked up once."""
        if kind not in self._shelves:
            self._shelves[kind] = stock(self.reader, kind)
        return self._shelves[kind]

    @cached_property
    def names(self) -> Names:
        """The names by which lists are narrowed, read once."""
        with self._lock:
            return self.__dict__.get("names") or Names(self.reader)
