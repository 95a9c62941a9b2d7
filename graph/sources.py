"""The sources of a release, and what is in it all together."""

from collections import Counter
from collections.abc import Iterable, Mapping, Set

from rdflib import URIRef
from rdflib.namespace import DCTERMS, PROV, VOID
from rdflib.term import Identifier

from graph.description import NOT_FACTS, Rows, Values, describe, facts, named_terms
from graph.listing import Shelf
from graph.reader import VOCABULARY, Reader, local, ref
from graph.reading import address
from graph.things import Count, Named, Overview, Source
from ontology.iri import fold
from ontology.model import Kind, pick
from ontology.namespaces import CSC, ONTOLOGY, SCHEMA

_NONE: Rows = {}


def list_sources(reader: Reader, lang: str, only: Set[URIRef] | None = None) -> tuple[Source, ...]:
    """All sources by title, or only some of them."""
    known = {ref(row["thing"]) for row in reader.rows("sources")}
    described = describe(reader, sorted(known if only is None else known & only))
    ended = {ref(row["run"]): str(row["ended"]) for row in reader.rows("runs")}
    reader.learn((*described, *named_terms(described.values())))
    made = (_source(reader, lang, iri, said, ended, ()) for iri, said in described.items())
    return tuple(sorted(made, key=lambda each: (fold(each.title), each.slug)))


def read_source(reader: Reader, slug: str, lang: str) -> Source | None:
    """One source with what it describes; None where there is none."""
    iri = ONTOLOGY if slug == VOCABULARY else address(reader.model.kind("source"), slug)
    described = describe(reader, (iri,))
    if iri not in described:
        return None
    ended = {ref(row["run"]): str(row["ended"]) for row in reader.rows("runs")}
    reader.learn((iri, *named_terms(described.values())))
    return _source(reader, lang, iri, described[iri], ended, _contents(reader, iri, lang))


def overview(
    reader: Reader, shelves: Iterable[Shelf], sources: tuple[Source, ...], triples: int, lang: str
) -> Overview:
    """What is in here: how many things of each kind, from which sources, up to when."""
    counts = tuple(_count(reader, shelf.kind, len(shelf.things), lang) for shelf in shelves if shelf.things)
    issued = max((each.issued for each in sources if each.issued), default=None)
    loaded = max((each.loaded for each in sources if each.loaded), default=None)
    return Overview(counts, sources, triples, issued, loaded)


def _contents(reader: Reader, graph: URIRef, lang: str) -> tuple[Count, ...]:
    located = (reader.model.locate(row["thing"]) for row in reader.rows("contents", graph=(graph,)))
    counted = Counter(each.kind for each in located if each and "/" not in each.slug)
    return tuple(_count(reader, kind, counted[kind], lang) for kind in sorted(counted, key=lambda kind: kind.order))


def _count(reader: Reader, kind: Kind, total: int, lang: str) -> Count:
    return Count(kind, reader.collection_label(kind, lang), total)


def _source(
    reader: Reader,
    lang: str,
    iri: URIRef,
    said: Mapping[URIRef, Values],
    ended: Mapping[URIRef, str],
    contents: tuple[Count, ...],
) -> Source:
    slug = VOCABULARY if iri == ONTOLOGY else local(iri)
    run = _first(said, PROV.wasGeneratedBy)
    seen = _first(said, CSC.visibility)
    file = _first(said, PROV.wasDerivedFrom) or _first(said, SCHEMA.url)
    return Source(
        iri=iri,
        slug=slug,
        path=f"/sources/{slug}",
        title=reader.called(iri, lang).label,
        publisher=_text(reader, said, DCTERMS.publisher, lang),
        licence=_text(reader, said, DCTERMS.license, lang),
        rights=_text(reader, said, DCTERMS.rights, lang),
        issued=_text(reader, said, DCTERMS.issued, lang) or None,
        languages=tuple(sorted(map(str, said.get(DCTERMS.language, {})))),
        checksum=_text(reader, said, CSC.checksum, lang) or None,
        triples=int(_text(reader, said, VOID.triples, lang) or "0"),
        dataset=_named(reader, said, DCTERMS.isPartOf, lang),
        run=_named(reader, said, PROV.wasGeneratedBy, lang),
        loaded=ended.get(ref(run)) if run else None,
        derived_from=str(file) if file else None,
        file_name=_text(reader, said, CSC.fileName, lang) or None,
        version=int(_text(reader, said, CSC.version, lang) or "0") or None,
        visibility=local(ref(seen)).removeprefix("visibility-") if seen else None,
        facts=facts(reader, lang, iri, {each: said[each] for each in said if each not in NOT_FACTS}, _NONE),
        contents=contents,
    )


def _first(said: Mapping[URIRef, Values], predicate: URIRef) -> Identifier | None:
    return min(said.get(predicate, {}), key=str, default=None)


def _named(reader: Reader, said: Mapping[URIRef, Values], predicate: URIRef, lang: str) -> Named | None:
    found = _first(said, predicate)
    return reader.called(found, lang) if isinstance(found, URIRef) else None


def _text(reader: Reader, said: Mapping[URIRef, Values], predicate: URIRef, lang: str) -> str:
    by_lang = {getattr(term, "language", None) or "": str(term) for term in sorted(said.get(predicate, {}), key=str)}
    best = pick(by_lang, lang)
    return best[0] if best else ""
