"""Quality figures of sources: how complete they are, how much they cover, how many of their things conform.

Each is a measurement in the Data Quality Vocabulary of W3C (DQV), in a graph of its own. They are taken after
conclusions are drawn and shapes are asked, so nothing is concluded from them.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rdflib import RDF, XSD, Literal, URIRef

from graph import disagreements, findings
from graph.findings import Columns
from graph.query import bind, view
from graph.reasoning.inference import INFERRED
from graph.store import Scope, Store, Triple
from graph.validating.validation import Report
from ontology import iri
from ontology.model import Kind, model
from ontology.namespaces import CSC, DQV, ID, ONTOLOGY
from ontology.shapes import shapes

QUALITY = iri.of_source("quality")
CATALOGUE = iri.of_source("catalogue")  # what is measured of all sources together is said of their catalogue
COMPLETENESS, COVERAGE, CONFORMANCE = CSC.completeness, CSC.coverage, CSC.conformance
_OWN = frozenset({QUALITY, CATALOGUE, INFERRED, ONTOLOGY, iri.of_source("identity")})
_WITHOUT = frozenset({CSC.Record, CSC.Source, CSC.ImportRun, RDF.Statement})
_PLACES = frozenset({CSC.Region, CSC.Country})  # where things are is no question of these
_NOWHERE: frozenset[URIRef] = frozenset()
_TABLE = "text/tab-separated-values"


@dataclass(frozen=True)
class Measurement:
    """One figure from 0 to 1, and of how many things; `kind` and `place` are what it is limited to."""

    metric: URIRef
    source: URIRef
    part: float
    things: int
    kind: URIRef | None = None
    place: URIRef | None = None


@dataclass(frozen=True, eq=False)  # each is made once, and compared millions of times
class _Profile:
    """What matters of a thing: things with the same profile are counted together."""

    kind: Kind
    places: frozenset[URIRef]


_Described = Mapping[URIRef, set[str]]
_Counts = Mapping[_Profile, int]
_Limits = tuple[URIRef | None, URIRef | None]  # the kind and the place that a figure is limited to


def keep(store: Store, artefacts: Path, report: Report, columns: Columns) -> None:
    """Measure a graph whose conclusions are drawn, and keep beside it what does not conform and who disagrees."""
    found = findings.locate(store, report, columns)
    findings.write(found, artefacts)
    disagreements.write(disagreements.find(store), artefacts)
    store.replace(QUALITY, measurements(store, report))


def measurements(store: Store, report: Report) -> Iterator[Triple]:
    """The triples of all quality figures."""
    for each in measure(store, report):
        yield from _told(each)


def measure(store: Store, report: Report) -> tuple[Measurement, ...]:
    """All quality figures of a graph."""
    return tuple(_Measured(store, report).all())


class _Measured:
    """Counts, by source and profile: of things, and of their properties that are known."""

    def __init__(self, store: Store, report: Report) -> None:
        self._faulty = {str(each.focus) for each in report.findings if each.severity != "info"}
        self._described = _described(store)
        self._profiles = _profiles(self._described, _places(store))
        self._things = {source: self._counted(things) for source, things in self._described.items()}
        everything = set[str]().union(*self._described.values())
        self._things[CATALOGUE] = self._counted(everything)
        self._known: dict[URIRef, Counter[_Profile]] = defaultdict(Counter)
        for path, kinds in _paths({each.kind for each in self._things[CATALOGUE]}).items():
            self._count(store, path, kinds)

    def all(self) -> Iterator[Measurement]:
        """Every figure: of each source, by kind, by place; and of all sources together."""
        for source in sorted(self._things):
            counts = self._things[source]
            if counts:
                yield from self._complete(source)
                yield self._conformance(source)
            if source != CATALOGUE:
                yield from self._covered(source)

    def _counted(self, things: Iterable[str]) -> Counter[_Profile]:
        return Counter(self._profiles[thing] for thing in things)

    def _count(self, store: Store, path: URIRef, kinds: frozenset[Kind]) -> None:
        """Add one property: to the source that says it, and once to all sources together."""
        everywhere: set[str] = set()
        for source, things in _sayers(store, path).items():
            self._add(source, things & self._described.get(source, set()), kinds)
            everywhere |= things & self._profiles.keys()  # what follows by rule is known too
        self._add(CATALOGUE, everywhere, kinds)

    def _add(self, source: URIRef, things: Iterable[str], kinds: frozenset[Kind]) -> None:
        for profile, number in self._counted(things).items():
            if profile.kind in kinds:
                self._known[source][profile] += number

    def _complete(self, source: URIRef) -> Iterator[Measurement]:
        things, known = self._things[source], self._known[source]
        for (cls, place), profiles in sorted(_groups(things).items(), key=_by_names):
            asked = sum(things[each] * len(_asked(each.kind)) for each in profiles)
            number = sum(things[each] for each in profiles)
            if asked:
                part = sum(known[each] for each in profiles) / asked
                yield Measurement(COMPLETENESS, source, part, number, cls, place)

    def _conformance(self, source: URIRef) -> Measurement:
        things = self._described.get(source) or self._profiles.keys()
        return Measurement(CONFORMANCE, source, 1 - len(self._faulty & things) / len(things), len(things))

    def _covered(self, source: URIRef) -> Iterator[Measurement]:
        own, whole = _marginals(self._things[source]), _marginals(self._things[CATALOGUE])
        for (kind, place), number in sorted(own.items(), key=_by_names):
            yield Measurement(COVERAGE, source, number / whole[kind, place], number, kind, place)


def _groups(things: Iterable[_Profile]) -> Mapping[_Limits, Sequence[_Profile]]:
    """The profiles of all things, of those of each kind, and of those in each place."""
    groups: dict[_Limits, list[_Profile]] = defaultdict(list)
    for profile in things:
        groups[None, None].append(profile)
        groups[profile.kind.cls, None].append(profile)
        for here in profile.places:
            groups[None, here].append(profile)
    return groups


def _marginals(counts: _Counts) -> Counter[_Limits]:
    """How many things there are of each kind, and in each place."""
    found: Counter[_Limits] = Counter()
    for profile, number in counts.items():
        found[profile.kind.cls, None] += number
        for place in profile.places:
            found[None, place] += number
    return found


def _by_names(item: tuple[_Limits, object]) -> tuple[str, str]:
    (kind, place), _ = item
    return kind or "", place or ""


def _described(store: Store) -> dict[URIRef, set[str]]:
    """The things that each source says what they are, without rows, runs and statements about statements."""
    found: dict[str, set[str]] = defaultdict(set)
    for source, thing in _pairs(store, view("measured-things")):
        found[source].add(thing)
    theirs = {source: things for name, things in found.items() if (source := URIRef(name)) not in _OWN}
    return {source: {thing for thing in things if _kind(thing)} for source, things in theirs.items()}


def _kind(thing: str) -> Kind | None:
    located = model().locate(thing)
    return located.kind if located and located.kind.cls not in _WITHOUT else None


def _profiles(described: _Described, places: Mapping[str, frozenset[URIRef]]) -> dict[str, _Profile]:
    made: dict[tuple[Kind, frozenset[URIRef]], _Profile] = {}
    found: dict[str, _Profile] = {}
    for things in described.values():
        for thing in things - found.keys():
            kind = _kind(thing)
            assert kind is not None
            here = _NOWHERE if kind.cls in _PLACES else places.get(thing, _NOWHERE)
            found[thing] = made.get((kind, here)) or made.setdefault((kind, here), _Profile(kind, here))
    return found


def _places(store: Store) -> dict[str, frozenset[URIRef]]:
    found: dict[str, list[str]] = defaultdict(list)
    for thing, place in _pairs(store, view("measured-places")):
        found[thing].append(place)
    made: dict[tuple[str, ...], frozenset[URIRef]] = {}
    for places in {tuple(each) for each in found.values()}:
        made[places] = frozenset(map(URIRef, places))
    return {thing: made[tuple(places)] for thing, places in found.items()}


def _paths(kinds: Iterable[Kind]) -> dict[URIRef, frozenset[Kind]]:
    """The properties that are asked for, with the kinds of which they are."""
    found: dict[URIRef, set[Kind]] = defaultdict(set)
    for kind in kinds:
        for path in _asked(kind):
            found[path].add(kind)
    return {path: frozenset(found[path]) for path in sorted(found)}


def _asked(kind: Kind) -> frozenset[URIRef]:
    shape = shapes().get(kind.cls)
    asked = (each.path for each in shape.constraints if each.minimum and not each.derived) if shape else ()
    return frozenset(asked)


def _sayers(store: Store, path: URIRef) -> dict[URIRef, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for source, thing in _pairs(store, bind(view("measured-values"), {"path": path})):
        found[source].add(thing)
    return {URIRef(source): things for source, things in found.items()}


def _pairs(store: Store, query: str) -> Iterator[tuple[str, str]]:
    """The rows of a query for two IRIs; as text, since there may be millions."""
    lines = store.answer(query, _TABLE, Scope.OPERATOR).decode().split("\n")
    for line in lines[1:]:
        first, _, second = line.partition("\t")
        if first.startswith("<") and second.startswith("<"):
            yield first[1:-1], second[1:-1]


def _told(each: Measurement) -> Iterator[Triple]:
    names = (each.source, each.metric, each.kind, each.place)
    place = ID["measurement/" + "-".join(iri.slug(_local(name)) for name in names if name)]
    yield place, RDF.type, DQV.QualityMeasurement
    yield place, DQV.computedOn, each.source
    yield place, DQV.isMeasurementOf, each.metric
    yield place, DQV.value, Literal(f"{each.part:.4f}", datatype=XSD.decimal, normalize=False)
    yield place, CSC.measuredOn, Literal(str(each.things), datatype=XSD.integer)
    if each.kind:
        yield place, CSC.ofKind, each.kind
    if each.place:
        yield place, CSC.ofPlace, each.place


def _local(name: str) -> str:
    return name.replace("#", "/").rsplit("/", 1)[-1]
