"""Measure inference over generated cluster data, beside `reasonable` on the same triples and axioms.

Run by `python -m bench inference --triples 1000000`. The data are as a load writes them: each statement of a source
comes with the record that says so (docs/decisions/0003). `--bare` leaves these out: more follows from as many triples.
"""

import random
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path

import reasonable  # type: ignore[import-untyped]  # published without types
from rdflib import RDF, RDFS, SKOS, Literal, URIRef
from rdflib.namespace import DCTERMS, PROV
from rdflib.term import Node

from graph.embedded import EmbeddedStore
from graph.reasoning.inference import Drawn, infer, program_of, said, update
from graph.store import Line
from graph.terms import written
from ontology import iri
from ontology.catalogue import vocabulary
from ontology.namespaces import COUNTRY, CSC, ID, ONTOLOGY

GENERATED = iri.of_source("generated")
CHANGED = iri.of_source("changed")
_COUNTRIES, _PER_CLUSTER = 30, 40
_KINDS = (CSC.SME, CSC.LargeCompany, CSC.University, CSC.ResearchCentre, CSC.PublicAuthority)


def measures(triples: int, *, bare: bool) -> Iterator[tuple[str, float]]:
    """What was done, and the seconds it took."""
    made = generate(random.Random(7))
    lines = list(islice(_distinct(made if bare else traced(made)), triples))
    part = lines[-2000:]
    with tempfile.TemporaryDirectory() as folder:
        store = EmbeddedStore.open(Path(folder) / "store")
        store.replace(ONTOLOGY, iter(vocabulary()))
        store.change(GENERATED, lines[:-2000], ())
        store.change(CHANGED, part, ())
        drawn, seconds = _timed(infer, store)
        yield f"inference over {len(lines):,} triples: {drawn.total:,} conclusions", seconds
        before = said(store, [CHANGED])
        gone = [line for line in part if "/id/statement/" not in line[0]][::4]
        store.change(CHANGED, (), gone)
        followed, seconds = _timed(update, store, before)
        yield f"following {len(gone)} triples that went: {followed.removed:,} conclusions gone", seconds
        seconds, found = _theirs(store, lines, Path(folder))
        yield f"reasonable on the same, read and reasoned: {found:,} triples", seconds


def generate(chance: random.Random) -> Iterator[Line]:
    """Regions in four levels, clusters in them, organisations, memberships and pacts, until nobody wants more."""
    regions = []
    for country in range(_COUNTRIES):
        for number in range(1 + 7 + 49):
            region = URIRef(f"http://data.europa.eu/nuts/code/X{country}-{number}")
            regions.append(region)
            yield from _said(region, (RDF.type, CSC.Region), (SKOS.prefLabel, Literal(f"Region {country} {number}")))
            yield from _said(region, (CSC.country, COUNTRY[f"X{country}"]))
            if number:
                yield from _said(region, (SKOS.broader, regions[len(regions) - 1 - number + (number - 1) // 7]))
    organisation = 0
    number = 0
    while True:
        cluster = ID[f"cluster/generated-{number}"]
        yield from _cluster(cluster, number, chance.choice(regions))
        for _ in range(chance.randint(_PER_CLUSTER // 2, _PER_CLUSTER * 2)):
            new = not organisation or chance.random() < 0.7
            organisation += new
            member = ID[f"organisation/generated-{organisation if new else chance.randrange(1, organisation + 1)}"]
            if new:
                yield from _said(member, (RDF.type, chance.choice(_KINDS)), (CSC.region, chance.choice(regions)))
                yield from _said(member, (RDFS.label, Literal(f"Organisation {organisation}", lang="en")))
            membership = ID[f"membership/generated-{number}-{organisation}"]
            yield from _said(membership, (RDF.type, CSC.Membership), (CSC.member, member), (CSC.inCluster, cluster))
        number += 1


def traced(lines: Iterable[Line]) -> Iterator[Line]:
    """Each triple, and a statement about it that names the record behind it."""
    for number, (subject, predicate, value) in enumerate(lines):
        yield subject, predicate, value
        statement = ID[f"statement/generated-{number}"]
        yield from _said(statement, (RDF.type, RDF.Statement), (PROV.wasDerivedFrom, ID[f"record/{number // 4}"]))
        for part, term in ((RDF.subject, subject), (RDF.predicate, predicate), (RDF.object, value)):
            yield written(statement), written(part), term


def _distinct(lines: Iterable[Line]) -> Iterator[Line]:
    seen: set[Line] = set()
    for line in lines:
        if line not in seen:
            seen.add(line)
            yield line


def _cluster(cluster: URIRef, number: int, region: URIRef) -> Iterator[Line]:
    pact = ID[f"pact/generated-{number}"]
    yield from _said(cluster, (RDF.type, CSC.Cluster), (CSC.region, region), (RDFS.label, Literal(f"Cluster {number}")))
    if number % 3 == 0:
        yield from _said(pact, (RDF.type, CSC.SectoralPact), (CSC.pactOf, cluster), (DCTERMS.title, Literal("Pact")))


def _said(subject: URIRef, *rest: tuple[Node, Node]) -> Iterator[Line]:
    for predicate, value in rest:
        yield written(subject), written(predicate), written(value)


def _theirs(store: EmbeddedStore, lines: list[Line], folder: Path) -> tuple[float, int]:
    used = {axiom for clause in program_of(store).clauses for axiom in clause.axioms}
    given = [*lines, *((written(s), written(p), written(o)) for s, p, o in used)]
    path = folder / "given.ttl"
    path.write_text("".join(f"{subject} {predicate} {value} .\n" for subject, predicate, value in given), "utf-8")
    started = time.perf_counter()
    reasoner = reasonable.PyReasoner()
    reasoner.load_file(str(path))
    found = len(reasoner.reason())
    return time.perf_counter() - started, found


def _timed(action: Callable[..., Drawn], *arguments: object) -> tuple[Drawn, float]:
    started = time.perf_counter()
    done = action(*arguments)
    return done, time.perf_counter() - started
