"""A steward's own declaration: complete in itself, and refused with the word that is wrong."""

import os
from pathlib import Path

import pytest

from ingest.source import BadDeclaration, read, sources

GOOD = """
[source]
id = "agency-members-2026"
title = {en = "Members of the clusters", pt = "Membros dos clusters"}
publisher = "Agency"
license = "https://creativecommons.org/licenses/by/4.0/"
issued = "2026-05"
language = ["pt"]
file = "members.csv"

[mapping]
key = ["id"]
[mapping.thing.cluster]
iri = "cluster/{id}"
type = "csc:Cluster"
[mapping.thing.cluster.say]
"rdfs:label" = {column = "name", lang = "pt"}
"""


def declared(folder: Path, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "members.csv").write_text("id,name\na,A\n", encoding="utf-8")
    path = folder / "members.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_declaration_is_complete_in_itself(tmp_path: Path) -> None:
    (source,) = read(declared(tmp_path / "own", GOOD))
    assert (source.id, source.format, source.family, source.visibility) == (
        *("agency-members-2026", "csv", "table"),
        "public",
    )
    assert source.resolve
    assert not source.shipped
    assert source.mapping is None
    assert source.inline
    assert source.inline["key"] == ["id"]
    assert source.dataset.id == "own"
    assert source.file.read_text(encoding="utf-8").startswith("id,name")


def test_options_of_the_format_are_kept(tmp_path: Path) -> None:
    (source,) = read(declared(tmp_path, GOOD.replace('file = "members.csv"', 'file = "members.csv"\ndelimiter = ";"')))
    assert source.options == {"delimiter": ";"}


def test_several_sources_stand_in_one_file_with_what_they_share(tmp_path: Path) -> None:
    (tmp_path / "map.toml").write_text("", encoding="utf-8")
    (tmp_path / "rest.ttl").write_text("", encoding="utf-8")
    text = """
    [dataset]
    id = "agency"
    title = {en = "Agency"}
    publisher = "Agency"
    license = "https://creativecommons.org/licenses/by/4.0/"
    language = ["en"]
    [[source]]
    id = "agency-one"
    title = {en = "One"}
    file = "members.csv"
    mapping = "map.toml"
    [[source]]
    id = "agency-two"
    title = {en = "Two"}
    file = "rest.ttl"
    visibility = "operator"
    """
    one, two = read(declared(tmp_path, text))
    assert (one.publisher, one.dataset.id, one.mapping) == ("Agency", "agency", tmp_path / "map.toml")
    assert (two.format, two.family, two.visibility, two.mapping) == ("turtle", "graph", "operator", None)


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        pytest.param('publisher = "', 'publischer = "', "did you mean “publisher”", id="a key that is misspelt"),
        pytest.param('publisher = "Agency"\n', "", "does not say “publisher”", id="a key that is missing"),
        pytest.param("[source]", "[sauce]", "did you mean “source”", id="a table that is misspelt"),
        pytest.param("agency-members-2026", "Agency Members", "“id” must be", id="an id with capitals"),
        pytest.param("agency-members-2026", "portugal-members", "is taken", id="the id of a shipped source"),
        pytest.param("agency-members-2026", "inferred", "is taken", id="the id of a graph of the program"),
        pytest.param('"2026-05"', '"May 2026"', "“issued” must be", id="a date that is none"),
        pytest.param('"2026-05"', "2026-05-01", "in quotes", id="a date without quotes"),
        pytest.param('["pt"]', '"pt"', "“language” must be", id="a language that is no list"),
        pytest.param(
            '{en = "Members of the clusters", pt = "Membros dos clusters"}', '"M"', "“title” must be", id="title"
        ),
        pytest.param("https://creative", "creative", "“license” must be", id="a licence without an address"),
        pytest.param("members.csv", "../members.csv", "beside the declaration", id="a file above"),
        pytest.param("members.csv", "/srv/members.csv", "beside the declaration", id="an absolute file"),
        pytest.param("members.csv", "..\\\\members.csv", "beside the declaration", id="a file above, by backslash"),
        pytest.param("members.csv", "membres.csv", "there is no file", id="a file that is missing"),
        pytest.param("members.csv", "members.doc", "does not tell it", id="a name that tells no format"),
        pytest.param('"members.csv"', '"members.csv"\nformat = "exel"', "found “exel”", id="an unknown format"),
        pytest.param('"members.csv"', '"members.csv"\nsheet = "A"', "no key “sheet”", id="an option of another format"),
        pytest.param('"members.csv"', '"members.csv"\nvisibility = "secret"', "visibility", id="an unknown visibility"),
        pytest.param('"members.csv"', '"members.csv"\nresolve = "yes"', "true or false", id="resolve as a text"),
        pytest.param("[source]", "[source", "not TOML", id="no TOML"),
        pytest.param(GOOD[GOOD.index("[mapping]") :], "", "has no mapping", id="a table without mapping"),
    ],
)
def test_a_wrong_declaration_is_refused_with_the_key(tmp_path: Path, old: str, new: str, complaint: str) -> None:
    assert old in GOOD
    with pytest.raises(BadDeclaration) as refused:
        read(declared(tmp_path, GOOD.replace(old, new, 1)))
    assert complaint in str(refused.value)
    assert str(refused.value).startswith("members.toml")


def test_a_link_that_leads_outside_is_refused(tmp_path: Path) -> None:
    path = declared(tmp_path / "own", GOOD.replace("members.csv", "linked.csv"))
    (tmp_path / "outside.csv").write_text("id,name\n", encoding="utf-8")
    os.symlink(tmp_path / "outside.csv", tmp_path / "own" / "linked.csv")
    with pytest.raises(BadDeclaration, match="leads outside"):
        read(path)


def test_a_declaration_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path = declared(tmp_path, GOOD)
    path.write_bytes(GOOD.replace("Agency", "Agência").encode("latin-1"))
    with pytest.raises(BadDeclaration, match="UTF-8"):
        read(path)


def test_a_document_takes_no_mapping(tmp_path: Path) -> None:
    path = declared(tmp_path, GOOD.replace("members.csv", "report.pdf"))
    (tmp_path / "report.pdf").write_bytes(b"")
    with pytest.raises(BadDeclaration, match="takes no mapping"):
        read(path)


def test_an_endpoint_has_an_address_and_a_query_instead_of_a_file(tmp_path: Path) -> None:
    text = GOOD[: GOOD.index("[mapping]")].replace(
        'file = "members.csv"', 'endpoint = "https://data.example/sparql"\nquery = "CONSTRUCT …"'
    )
    (source,) = read(declared(tmp_path, text))
    assert (source.format, source.family) == ("sparql", "endpoint")
    assert source.options["endpoint"] == "https://data.example/sparql"
    with pytest.raises(BadDeclaration, match="does not say “query”"):
        read(declared(tmp_path, text.replace("query =", "# ")))


def test_what_is_shipped_is_public_and_not_looked_up_under_other_names() -> None:
    assert len(sources()) >= 52
    assert {each.visibility for each in sources()} == {"public"}
    assert not any(each.resolve for each in sources())
