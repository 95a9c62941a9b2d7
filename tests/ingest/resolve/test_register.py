"""The register of names that is shipped ready."""

import gzip
from pathlib import Path

from bench import names
from ingest.resolve import known
from ingest.resolve.party import Party
from ingest.resolve.reading import read
from ingest.resolve.score import compare
from ontology.namespaces import ID


def test_the_shipped_register_is_what_the_names_of_ror_come_to(tmp_path: Path) -> None:
    names.write(tmp_path / "names")
    made, shipped = (gzip.decompress(path.read_bytes()) for path in (tmp_path / "names", known.FILE))
    assert made == shipped, "names are read otherwise now: run `python -m bench names`"
    assert made.count(b"\n") > 30_000


def test_a_short_name_and_a_long_one_lead_to_one_body() -> None:
    long = known.find(Party("Centre National de la Recherche Scientifique", country="FR"))
    short = known.find(Party("CNRS", country="FR"))
    assert long is not None
    assert short is not None
    assert short.short
    assert long.bodies & short.bodies


def test_a_well_known_body_has_no_name_that_another_of_its_country_has() -> None:
    owners: dict[tuple[str, str], set[str]] = {}
    for body, party in known.written().items():
        for name in (party.name, *party.names):
            reading = read(name)
            if not reading.lone:
                owners.setdefault((party.country, reading.bare), set()).add(body)
    assert {key: bodies for key, bodies in owners.items() if len(bodies) > 1} == {}
    assert len(known.written()) > 300


def test_two_universities_whose_names_mean_the_same_are_two() -> None:
    left = Party("Vrije Universiteit Brussel", city="Brussel", country="BE")
    right = Party("Université libre de Bruxelles", city="Bruxelles", country="BE")
    assert compare(left, right).decision == "different"


def test_a_short_name_of_a_body_in_another_town_says_nothing() -> None:
    left = Party("IPP", city="Porto", country="PT")
    assert compare(left, Party("Instituto Politécnico de Portalegre", country="PT")).decision == "different"
    assert compare(left, Party("Instituto Politécnico do Porto", city="Porto", country="PT")).decision == "same"


def test_a_name_of_the_decided_table_leads_to_the_organisation_declared() -> None:
    found = known.find(Party("INESC TEC", country="PT"))
    assert found is not None
    assert str(ID["organisation/inesc-tec"]) in found.bodies
