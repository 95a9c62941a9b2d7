"""One release being read: its views run by name, and what its things are called."""

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import StringIO
from itertools import islice

from rdflib import Literal, URIRef
from rdflib.namespace import DCTERMS, PROV, RDF, RDFS, SKOS
from rdflib.term import Identifier

from graph.query import bind_many, view
from graph.store import Row, Scope, Store
from graph.things import Named
from ontology.iri import fold
from ontology.model import Kind, Model, pick
from ontology.namespaces import CSC, ONTOLOGY, SCHEMA, shorten

# A relation (a membership) joins its ends; the first that is not the reader's is what the reader wants to see.
ENDS = (
    CSC.recognisedCluster,
    CSC.participant,
    CSC.member,
    CSC.heldBy,
    CSC.participatesIn,
    CSC.inCluster,
    CSC.seatIn,
    CSC.recognisedBy,
    CSC.underPolicy,
)
_LABELS = (RDFS.label, SKOS.prefLabel, DCTERMS.title)  # the first that a thing has counts
VOCABULARY = "vocabulary"  # the slug of the one source that is not named like the others
_BATCH = 2000  # terms in one query: its text stays under 250 kB
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


@dataclass(frozen=True)
class Record:
    """A row of a source: its number, 1 being the header, and the documents that it was taken from."""

    source: URIRef
    number: int | None
    documents: frozenset[URIRef]


class Reader:
    """A store read through the vocabulary; what was once looked up of names is kept, as a release never changes."""

    def __init__(self, store: Store, model: Model, scope: Scope) -> None:
        self.store = store
        self.model = model
        self.scope = scope
        self._labels: dict[URIRef, dict[str, str]] = {}
        self._addresses: dict[URIRef, str] = {}
        self._records: dict[URIRef, Record] = {}
        self._named: dict[tuple[URIRef, str], Named] = {}
        self._ranks: dict[tuple[URIRef, str], tuple[str, str]] = {}
        self._properties: dict[tuple[URIRef, str], str] = {}
        self._orders: dict[URIRef, int] = {}
        self._values: dict[URIRef, dict[URIRef, tuple[Identifier, ...]]] = {}
        self._pairs: dict[URIRef, tuple[tuple[URIRef, Identifier], ...]] = {}

    def anew(self) -> "Reader":
        """The same without what was looked up: for names that strangers give, which are not to be kept."""
        return Reader(self.store, self.model, self.scope)

    def rows(self, name: str, **values: Iterable[Identifier]) -> Iterator[Row]:
        """The rows of a view, for terms given by parameter; long lists are asked for in parts."""
        (long, terms), *others = [(key, tuple(each)) for key, each in values.items()] or [("", ())]
        fixed = dict(others)
        if not long:
            yield from self.store.select(view(name), self.scope)
            return
        for part in _parts(terms):
            yield from self.store.select(bind_many(view(name), {long: part, **fixed}), self.scope)

    def table(self, name: str, **values: Iterable[Identifier]) -> Iterator[list[str]]:
        """The rows of a view as texts, of its columns in their order: for many thousands, which as terms take long."""
        text = bind_many(view(name), {key: tuple(each) for key, each in values.items()})
        body = self.store.answer(text, "text/csv", self.scope).decode()
        rows = csv.reader(StringIO(body, newline=""))
        next(rows, None)
        return rows

    def learn(self, terms: Iterable[Identifier | None]) -> None:
        """Look up all names that a page needs, in one query; nothing is asked twice."""
        unknown = {term for term in terms if isinstance(term, URIRef) and term not in self._labels}
        if not unknown:
            return
        self.remember(self.rows("names", thing=sorted(unknown)))
        nameless = {term: self.model.labels(term) for term in unknown - self._labels.keys()}
        self._labels |= nameless  # before the names of their ends are looked up: one may be its own end
        self._labels |= self._joined_names(term for term, labels in nameless.items() if not labels)

    def remember(self, rows: Iterable[Row]) -> None:
        """Keep names that a view gave: all those of each thing it speaks of."""
        found: dict[URIRef, dict[URIRef, list[Literal]]] = defaultdict(lambda: defaultdict(list))
        for row in rows:
            thing, predicate, text = ref(row["thing"]), ref(row["property"]), row["text"]
            if predicate == SCHEMA.url and is_web(str(text)):
                self._addresses[thing] = min(str(text), self._addresses.get(thing, str(text)))
            elif isinstance(text, Literal) and predicate in _LABELS:
                found[thing][predicate].append(text)
        self._labels.update({thing: _best(texts) for thing, texts in found.items()})

    def pairs(self, predicate: URIRef) -> tuple[tuple[URIRef, Identifier], ...]:
        """All that has a property, with its values, read once; of types only those finer than a kind."""
        if predicate not in self._pairs:
            typing = predicate == RDF.type
            rows = self.rows("kinds", value=self._finer()) if typing else self.rows("pairs", property=(predicate,))
            self._pairs[predicate] = tuple((ref(row["thing"]), row["value"]) for row in rows)
        return self._pairs[predicate]

    def _finer(self) -> list[URIRef]:
        kinds = self.model.kinds
        return sorted({cls for kind in kinds for cls in self.model.subclasses(kind.cls) if cls != kind.cls})

    def values(self, predicate: URIRef) -> dict[URIRef, tuple[Identifier, ...]]:
        """The values of a property by thing; read once."""
        if predicate not in self._values:
            found: dict[URIRef, dict[Identifier, None]] = {}
            for thing, value in self.pairs(predicate):
                found.setdefault(thing, {})[value] = None
            self._values[predicate] = {thing: tuple(values) for thing, values in found.items()}
        return self._values[predicate]

    def records(self, iris: Iterable[URIRef]) -> dict[URIRef, Record]:
        """Rows of sources: their number, and the documents behind them."""
        wanted = set(iris)
        unknown = sorted(wanted - self._records.keys())
        sources: dict[URIRef, URIRef] = {}
        numbers: dict[URIRef, int] = {}
        documents: dict[URIRef, set[URIRef]] = {iri: set() for iri in unknown}
        for row in self.rows("facts", thing=unknown) if unknown else ():
            if row["property"] == CSC.inSource:
                sources[ref(row["thing"])] = ref(row["value"])
            elif row["property"] == CSC.row:
                numbers[ref(row["thing"])] = int(str(row["value"]))
            elif row["property"] == PROV.wasDerivedFrom:
                documents[ref(row["thing"])].add(ref(row["value"]))
        self._records |= {
            iri: Record(source, numbers.get(iri), frozenset(documents[iri])) for iri, source in sources.items()
        }
        return {iri: self._records[iri] for iri in wanted & self._records.keys()}

    def labels(self, iri: URIRef) -> dict[str, str]:
        """The labels of a thing by language; empty where it has none."""
        self.learn((iri,))
        return self._labels[iri]

    def address(self, iri: URIRef) -> str | None:
        """Where a document stands on the web."""
        self.learn((iri,))
        return self._addresses.get(iri)

    def called(self, iri: URIRef, lang: str) -> Named:
        """A thing by its name; what has none is called by its address or the end of its IRI."""
        if (iri, lang) not in self._named:
            self._named[iri, lang] = self._call(iri, lang)
        return self._named[iri, lang]

    def _call(self, iri: URIRef, lang: str) -> Named:
        best = pick(self.labels(iri), lang)
        located = self.model.locate(iri)
        if iri == ONTOLOGY:
            return Named(iri, *(best or (str(shorten(iri)), "")), "source", f"/sources/{VOCABULARY}")
        known = best is not None or iri in self._addresses
        # A slug with a slash is part of something else (a row, a geometry), which has no page.
        path = f"/{located.kind.collection}/{located.slug}" if located and known and "/" not in located.slug else None
        label, tag = best or (self._addresses.get(iri) or (located.slug if located else str(shorten(iri))), "")
        return Named(iri, label, tag, located.kind.name if located else None, path)

    def rank(self, iri: URIRef, lang: str) -> tuple[str, str]:
        """Where a thing stands in a list: by name without accents, then by IRI, so the order is always the same."""
        if (iri, lang) not in self._ranks:
            best = pick(self._labels.get(iri, {}), lang)  # what has a name need not be looked at any closer
            self._ranks[iri, lang] = fold(best[0] if best else self.called(iri, lang).label), str(iri)
        return self._ranks[iri, lang]

    def property_label(self, term: URIRef, lang: str) -> str:
        """What a property is called; in words made from its IRI where the vocabulary has none."""
        if (term, lang) not in self._properties:
            self._properties[term, lang] = self.model.label(term, lang) or _CAMEL.sub(" ", local(term)).lower()
        return self._properties[term, lang]

    def order(self, term: URIRef) -> int:
        """Where a property stands on a page."""
        if term not in self._orders:
            self._orders[term] = self.model.order(term)
        return self._orders[term]

    def collection_label(self, kind: Kind, lang: str) -> str:
        """What many things of a kind are called: `Clusters`."""
        named = self.model.label(kind.cls, lang, CSC.collectionLabel) or kind.collection.replace("-", " ")
        return named[:1].upper() + named[1:]

    def is_relation(self, kind: Kind) -> bool:
        """Whether things of this kind only join others."""
        return CSC.Relation in self.model.superclasses(kind.cls)

    def _joined_names(self, nameless: Iterable[URIRef]) -> dict[URIRef, dict[str, str]]:
        located = ((term, self.model.locate(term)) for term in nameless)
        relations = sorted(term for term, found in located if found and self.is_relation(found.kind))
        ends: dict[URIRef, list[tuple[int, URIRef]]] = {}
        for row in self.rows("facts", thing=relations):
            if row["property"] in ENDS:
                end = (ENDS.index(ref(row["property"])), ref(row["value"]))
                ends.setdefault(ref(row["thing"]), []).append(end)
        self.learn(iri for pairs in ends.values() for _, iri in pairs)
        return {relation: self._joined([iri for _, iri in sorted(set(pairs))][:2]) for relation, pairs in ends.items()}

    def _joined(self, ends: list[URIRef]) -> dict[str, str]:
        langs = {lang for iri in ends for lang in self._labels[iri]} or {""}
        return {lang: " – ".join(self.called(iri, lang).label for iri in ends) for lang in langs}


def ref(term: Identifier) -> URIRef:
    """A term that a query gives as an IRI; what is one is not made again."""
    return term if isinstance(term, URIRef) else URIRef(term)


def same(text: str) -> URIRef:
    """An IRI that the engine wrote: rdflib need not look at it again, which takes ten times as long."""
    return str.__new__(URIRef, text)


def is_web(address: str) -> bool:
    """Whether an address is one that a page may lead to: what data say may also be `javascript:…`."""
    return address[: len("https://")].lower().startswith(("http://", "https://"))


def local(term: URIRef) -> str:
    """The last part of an IRI: `csc:managedBy` is `managedBy`."""
    return re.split(r"[#/]", term)[-1]


def _best(found: dict[URIRef, list[Literal]]) -> dict[str, str]:
    labels: dict[str, str] = {}
    for predicate in _LABELS:
        for text in sorted(found.get(predicate, []), key=str):
            labels.setdefault(text.language or "", str(text))
    return labels


def _parts(terms: Iterable[Identifier]) -> Iterator[tuple[Identifier, ...]]:
    waiting = iter(terms)
    while part := tuple(islice(waiting, _BATCH)):
        yield part
