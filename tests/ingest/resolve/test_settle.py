"""Which organisations of a source are one with others, and what is asked instead."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from time import process_time

import pytest
from rdflib import RDF, Literal, URIRef
from rdflib.namespace import DCTERMS, FOAF, OWL, RDFS, SKOS

from graph.release import Draft, Releases
from graph.store import Triple
from ingest.progress import Watcher
from ingest.resolve import bodies, identity, settle
from ingest.resolve.decide import ASK, DIFFERENT, IDENTITY, SAME, Decision, Journal
from ingest.source import Source
from ontology import iri
from ontology.namespaces import COUNTRY, CSC, ID
from tests.ingest.conftest import MakeSource

MAPPING = 'key = ["id"]\n'
EVORA = ("universidade-de-evora", "Universidade de Évora", "Évora", "PRT")
PORTO = ("universidade-do-porto", "Universidade do Porto", "Porto", "PRT")
ROR = "https://ror.org/"


def body(slug: str, name: str, city: str = "", country: str = "", **more: str) -> Iterator[Triple]:
    about = ID[f"organisation/{slug}"]
    yield about, RDF.type, CSC.University if "niversi" in name else CSC.Organisation
    yield about, RDFS.label, Literal(name, lang="pt")
    if city:
        yield about, CSC.city, Literal(city)
    if country:
        yield about, CSC.country, COUNTRY[country]
    if site := more.get("site"):
        yield about, FOAF.homepage, URIRef(site)
    if same := more.get("same"):
        yield about, OWL.sameAs, URIRef(same)


def address(slug: str) -> str:
    return str(ID[f"organisation/{slug}"])


@contextmanager
def drafted(folder: Path) -> Iterator[Draft]:
    with Releases(folder).draft() as draft:
        yield draft


def put(draft: Draft, source: str, *told: tuple[str, ...]) -> None:
    draft.store.replace(iri.of_source(source), [triple for each in told for triple in body(*each)])


@pytest.fixture
def source(make_source: MakeSource) -> Source:
    return make_source("id\n1\n", MAPPING, "new-list")


def test_one_under_another_name_is_found_recorded_and_written_as_one(tmp_path: Path, source: Source) -> None:
    with drafted(tmp_path / "store") as draft:
        put(draft, "old-list", EVORA, PORTO)
        put(draft, "new-list", ("univ-evora", "UNIVERSIDADE DE EVORA", "Évora", "PRT"))
        settled = settle.settle(draft, [source], Watcher())
        (entry,) = [each for each in Journal(draft.artefacts).read() if identity.is_ours(each)]
        assert (settled.same, settled.ask, settled.merged) == (1, 0, 1)
        assert (entry.verdict, entry.keep, entry.by) == (SAME, address("universidade-de-evora"), f"rule {settle.RULE}")
        assert entry.evidence["left"] == "UNIVERSIDADE DE EVORA"
        assert entry.evidence["left sources"] == "new-list"
        said = set(draft.store.triples(iri.of_source("new-list")))
        assert (
            ID["organisation/universidade-de-evora"],
            SKOS.altLabel,
            Literal("UNIVERSIDADE DE EVORA", lang="pt"),
        ) in said
        told = set(draft.store.triples(identity.GRAPH))
        assert (ID["organisation/univ-evora"], DCTERMS.isReplacedBy, ID["organisation/universidade-de-evora"]) in told
        assert set(settled.changes) == {iri.of_source("new-list"), identity.GRAPH}


def test_a_second_time_nothing_is_decided_anew(tmp_path: Path, source: Source) -> None:
    with drafted(tmp_path / "store") as draft:
        put(draft, "old-list", EVORA)
        put(draft, "new-list", ("univ-evora", "UNIVERSIDADE DE EVORA", "Évora", "PRT"))
        settle.settle(draft, [source], Watcher())
        before = Journal(draft.artefacts).read()
        put(draft, "new-list", ("univ-evora", "UNIVERSIDADE DE EVORA", "Évora", "PRT"))
        again = settle.settle(draft, [source], Watcher())
        assert Journal(draft.artefacts).read() == before
        assert (again.same, again.merged, again.linked) == (0, 1, 0)
        assert address("univ-evora") not in bodies.bodies(draft.store)


def test_a_source_that_wants_no_looking_for_others_is_left_as_it_is(tmp_path: Path, source: Source) -> None:
    with drafted(tmp_path / "store") as draft:
        put(draft, "old-list", EVORA)
        put(draft, "new-list", ("univ-evora", "UNIVERSIDADE DE EVORA", "Évora", "PRT"))
        settled = settle.settle(draft, [replace(source, resolve=False)], Watcher())
        assert (settled.same, settled.ask, settled.merged) == (0, 0, 0)


@pytest.mark.parametrize("by", ["Unit", "rule 0"])
def test_what_was_told_apart_is_never_asked_again(tmp_path: Path, source: Source, by: str) -> None:
    with drafted(tmp_path / "store") as draft:
        put(draft, "old-list", EVORA)
        put(draft, "new-list", ("univ-evora", "UNIVERSIDADE DE EVORA", "Évora", "PRT"))
        left, right = address("univ-evora"), address("universidade-de-evora")
        Journal(draft.artefacts).append([Decision(IDENTITY, right, left, DIFFERENT, by)])
        settled = settle.settle(draft, [source], Watcher())
        assert (settled.same, settled.ask, settled.merged) == (0, 0, 0)


def test_two_that_a_source_relates_to_each_other_are_asked_about(tmp_path: Path, source: Source) -> None:
    with drafted(tmp_path / "store") as draft:
        put(draft, "old-list", EVORA)
        put(draft, "new-list", ("univ-evora", "UNIVERSIDADE DE EVORA", "Évora", "PRT"))
        about = ID["organisation/univ-evora"], CSC.parentBody, ID["organisation/universidade-de-evora"]
        draft.store.add(iri.of_source("new-list"), [about])
        settled = settle.settle(draft, [source], Watcher())
        (entry,) = [each for each in Journal(draft.artefacts).read() if identity.is_ours(each)]
        assert (settled.same, settled.ask) == (0, 1)
        assert (entry.verdict, entry.keep) == (ASK, "")
        assert "related" in entry.evidence["doubt"]


def test_what_would_make_two_one_that_are_different_is_asked(tmp_path: Path, source: Source) -> None:
    with drafted(tmp_path / "store") as draft:
        put(draft, "old-list", EVORA, ("evora-2", "Universidade de Évora", "Évora", "PRT"))
        put(draft, "new-list", ("univ-evora", "UNIVERSIDADE DE EVORA", "Évora", "PRT"))
        apart = Decision(IDENTITY, address("universidade-de-evora"), address("evora-2"), DIFFERENT, "Unit")
        Journal(draft.artefacts).append([apart])
        settled = settle.settle(draft, [source], Watcher())
        assert (settled.same, settled.ask, settled.merged) == (1, 1, 1)
        (asked,) = [each for each in Journal(draft.artefacts).read() if each.verdict == ASK]
        assert "different" in asked.evidence["doubt"]


def test_the_public_address_is_kept_rather_than_one_that_only_a_hidden_source_knows(
    tmp_path: Path, source: Source
) -> None:
    with drafted(tmp_path / "store") as draft:
        put(draft, "old-list", ("z-evora", "Universidade de Évora", "Évora", "PRT"))
        put(draft, "new-list", ("a-evora", "UNIVERSIDADE DE EVORA", "Évora", "PRT"))
        settle.settle(draft, [replace(source, visibility="operator")], Watcher())
        (entry,) = [each for each in Journal(draft.artefacts).read() if identity.is_ours(each)]
        assert entry.keep == address("z-evora")


def test_an_organisation_with_one_entry_in_a_register_is_linked_to_it(tmp_path: Path) -> None:
    with drafted(tmp_path / "store") as draft:
        put(
            draft,
            "old-list",
            ("bute", "Budapest University of Technology and Economics", "", "HUN"),
            ("critical", "Critical Software, S.A.", "", "PRT"),
            ("elsewhere", "Critical Software", "", "ITA"),
            ("short", "UMinho", "", ""),
        )
        assert settle.settle(draft, [], Watcher()).linked == 2
        said = set(draft.store.triples(identity.GRAPH))
        assert (ID["organisation/bute"], OWL.sameAs, URIRef(ROR + "02w42ss30")) in said
        assert (ID["organisation/critical"], OWL.sameAs, URIRef(identity.LEI + "529900ZNDS2YJ5JWDT77")) in said
        before = Journal(draft.artefacts).read()
        assert settle.settle(draft, [], Watcher()).linked == 0
        assert Journal(draft.artefacts).read() == before


def test_a_link_is_taken_back_when_what_it_rested_on_is_no_longer_said(tmp_path: Path) -> None:
    with drafted(tmp_path / "store") as draft:
        put(draft, "old-list", ("bute", "Budapest University of Technology and Economics", "", "HUN"))
        settle.settle(draft, [], Watcher())
        put(draft, "old-list", ("bute", "Budapest Chamber of Economics", "", "HUN"))
        settle.settle(draft, [], Watcher())
        assert not [each for each in draft.store.triples(identity.GRAPH) if each[1] == OWL.sameAs]
        assert [each.undoes for each in Journal(draft.artefacts).read()] == [None, 1]


def test_a_link_that_a_person_took_back_does_not_return(tmp_path: Path) -> None:
    with drafted(tmp_path / "store") as draft:
        put(draft, "old-list", ("bute", "Budapest University of Technology and Economics", "", "HUN"))
        settle.settle(draft, [], Watcher())
        (link,) = Journal(draft.artefacts).read()
        Journal(draft.artefacts).append([replace(link, verdict="undone", by="Unit", undoes=1, keep="")])
        put(draft, "old-list", ("bute", "Budapest University of Technology and Economics", "Budapest", "HUN"))
        assert settle.settle(draft, [], Watcher()).linked == 0


def test_one_entry_is_not_given_to_two_organisations(tmp_path: Path) -> None:
    name = "Budapest University of Technology and Economics"
    with drafted(tmp_path / "store") as draft:
        put(draft, "old-list", ("one", name, "", "HUN"), ("two", name.upper(), "", "HUN"))
        assert settle.settle(draft, [], Watcher()).linked == 0


def test_what_is_kept_has_a_name_though_its_own_source_is_gone(tmp_path: Path, source: Source) -> None:
    with drafted(tmp_path / "store") as draft:
        put(draft, "old-list", EVORA)
        put(draft, "new-list", ("univ-evora", "UNIVERSIDADE DE EVORA", "Évora", "PRT"))
        settle.settle(draft, [source], Watcher())
        draft.store.remove(iri.of_source("old-list"))
        settle.settle(draft, [], Watcher())
        names = [
            o
            for s, p, o in draft.store.triples(identity.GRAPH)
            if p == RDFS.label and s == ID["organisation/universidade-de-evora"]
        ]
        assert names == [Literal("UNIVERSIDADE DE EVORA", lang="pt")]


def test_a_thousand_new_organisations_are_settled_in_seconds(tmp_path: Path, source: Source) -> None:
    old = [(f"old-{n}", f"Associação {_word(n)} de {_word(n * 7 + 3)}", "Porto", "PRT") for n in range(500)]
    new = [(f"new-{n}", f"Cooperativa {_word(n * 3 + 1)} {_word(n * 11 + 5)}", "Lisboa", "PRT") for n in range(1000)]
    with drafted(tmp_path / "store") as draft:
        put(draft, "old-list", *old)
        put(draft, "new-list", *new)
        settle.settle(draft, [], Watcher())  # reads the registers, as the first load of a process does
        started = process_time()
        settle.settle(draft, [source], Watcher())
        assert process_time() - started < 10


def _word(number: int) -> str:
    syllables = ("ba", "ce", "di", "fo", "gu", "la", "me", "ni", "po", "ru")
    return "".join(syllables[int(digit)] for digit in f"{number * 7919 % 10000:04d}").capitalize()


def test_of_what_no_source_speaks_of_any_more_nothing_is_said_but_the_decision(tmp_path: Path, source: Source) -> None:
    with drafted(tmp_path / "store") as draft:
        put(draft, "old-list", ("bute", "Budapest University of Technology and Economics", "", "HUN"))
        put(draft, "new-list", ("bme", "Budapest University of Technology & Economics", "", "HUN"))
        left, right = address("bme"), address("bute")
        Journal(draft.artefacts).append([Decision(IDENTITY, left, right, SAME, "Unit", right)])
        settle.settle(draft, [], Watcher())
        for graph in ("old-list", "new-list"):
            draft.store.remove(iri.of_source(graph))
        settle.settle(draft, [], Watcher())
        said = list(draft.store.triples(identity.GRAPH))
        assert (ID["decision/1"], CSC.decidedBy, Literal("Unit")) in said
        assert not [each for each in said if each[1] in (CSC.keeps, OWL.sameAs)]


def test_organisations_of_a_source_that_is_not_compared_are_not_read(tmp_path: Path, source: Source) -> None:
    with drafted(tmp_path) as draft:
        put(draft, "old-list", EVORA)
        put(draft, source.id, PORTO)
        aside = bodies.aside(draft.artefacts, [replace(source, resolve=False, shipped=False)])
        assert aside == {source.id}
        assert bodies.bodies(draft.store, aside).keys() == {address(EVORA[0])}
        assert bodies.aside(draft.artefacts, ()) == aside, "it is remembered"
        assert not bodies.aside(draft.artefacts, [replace(source, resolve=True)])
