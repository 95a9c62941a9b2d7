"""The declaration itself: all that is wrong with it is told at once, before a row is read."""

import re
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest

from ingest import conditions, dates, mapping, patterns
from ingest.convert import WAYS
from ingest.declaration import BadDeclaration
from ingest.expression import Expression
from ingest.patterns import BadPattern
from ingest.source import FOLDER
from ingest.spec import Documents, Each, MappingSpec, Records, Reference, Say, SubjectsFrom, Thing

PAGE = (FOLDER.parent / "docs" / "mappings.md").read_text(encoding="utf-8")
THING = '[thing.a]\niri = "cluster/{id}"\n'


def parsed(text: str) -> MappingSpec:
    return mapping.parsed(tomllib.loads(text), "things.toml")


def refused(text: str) -> str:
    with pytest.raises(BadDeclaration) as caught:
        parsed(text)
    return str(caught.value)


def entry(said: str) -> str:
    return f'{THING}[thing.a.say]\n"rdfs:label" = {said}\n'


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        pytest.param('keys = ["id"]\n' + THING, "there is no “keys” here; nearest is “key”", id="key of the mapping"),
        pytest.param(THING + 'says = "x"', "nearest is “say”", id="key of a thing"),
        pytest.param(entry('{colum = "v"}'), "nearest is “column”", id="key of an entry"),
        pytest.param(entry('{column = "v", as = "dat"}'), "as = “dat” is not known; nearest is “date”", id="way"),
        pytest.param(entry('{column = "v", as = "code"}'), "as = “code” needs “scheme”", id="a code without a list"),
        pytest.param(
            entry('{column = "v", as = "code", scheme = "levl"}'), "nearest is “level”", id="a list that is not there"
        ),
        pytest.param(
            entry('{column = "v", as = "known", kind = "clustr"}'), "nearest is “cluster”", id="a kind that is none"
        ),
        pytest.param(entry('{column = "v", as = "known"}'), "needs “kind”", id="known without a kind"),
        pytest.param(entry('{column = "v", as = "lookup", in = "x"}'), "needs “match”", id="lookup without match"),
        pytest.param(entry('{column = "v", order = "dym"}'), "order = “dym”", id="order"),
        pytest.param(entry('{column = "v", locale = "xx"}'), "locale = “xx”", id="locale"),
        pytest.param(entry('{column = "v", as = "quantity", to = "eurs"}'), "nearest is “euros”", id="unit"),
        pytest.param(entry('{column = "v", value = "x"}'), "one of column, value, template, thing", id="two origins"),
        pytest.param(entry('{as = "date"}'), "found none", id="no origin"),
        pytest.param(entry('{thing = "b"}'), "there is no [thing.b]", id="a thing that is not there"),
        pytest.param(entry("{column = 1.5, plain = 1}"), "“plain” must be true or false", id="flag"),
        pytest.param(entry("{column = true}"), "“column” must be text", id="text"),
        pytest.param(entry('{column = "v", level = "3"}'), "whole number", id="number"),
        pytest.param(THING + 'type = "csc:Clustr"', "no class “csc:Clustr”; nearest: csc:Cluster", id="class"),
        pytest.param(THING + 'type = "csc:country"', "no class “csc:country”", id="a property as class"),
        pytest.param(
            THING + 'type = {column = "k", map = {x = "csc:Compny"}}', "nearest: csc:Company", id="class in a map"
        ),
        pytest.param(THING + '[thing.a.say]\n"csc:contry" = {column = "v"}', "nearest: csc:country", id="property"),
        pytest.param(THING + '[thing.a.say]\n"csc:Cluster" = {column = "v"}', "no property", id="a class as property"),
        pytest.param(THING + '[thing.a.say]\n"rdfs:lable" = {column = "v"}', "nearest: rdfs:label", id="outside"),
        pytest.param(THING + '[thing.a.say]\n"nope:x" = {column = "v"}', "no known prefix", id="prefix"),
        pytest.param(THING + '[thing.a.say]\n"csc:role" = "id:concept/role-membr"', "role-member", id="a code"),
        pytest.param('records = "rows"\n' + THING, "true, false or “row”", id="records"),
        pytest.param("[thing.a]\nsay = {}", "“iri” is missing", id="no iri"),
        pytest.param('key = ["id"]', "“thing” is missing", id="no thing"),
        pytest.param('[thing.a]\niri = "a/{id"', "each { needs", id="an open bracket"),
        pytest.param(THING + 'when = {column = "v"}', "a condition compares", id="an empty condition"),
        pytest.param(THING + 'when = {is = "v"}', "a condition needs a column", id="a condition without column"),
        pytest.param(THING + 'when = {column = "v", matchs = "v"}', "nearest is “matches”", id="key of a condition"),
        pytest.param(THING + 'when = {column = "v", above = "x"}', "a date such as", id="a limit that is no date"),
        pytest.param(THING + 'when = {column = "v", matches = "("}', "no regular expression", id="no expression"),
        pytest.param(THING + 'when = {any = [{column = "v"}]}', "a condition compares", id="within a group"),
        pytest.param('[references]\nx = {source = "s"}\n' + THING, "“column” is missing", id="reference"),
        pytest.param("documents = {}\n" + THING, "addresses (column)", id="documents"),
        pytest.param('[thing.a]\niri = "my thing/{id}"', "cannot be part of an address", id="a blank in an iri"),
        pytest.param(entry('{column = "v", as = "id", prefix = "a b/"}'), "cannot be part", id="a blank in a prefix"),
        pytest.param(entry('{column = "v", lang = "english!"}'), "no language tag", id="language"),
        pytest.param(
            entry('{column = "v", lang = {column = "l", map = {x = "p t"}}}'), "no language tag", id="language in a map"
        ),
        pytest.param(THING + 'type = "http://a b"', "cannot be written", id="an address that is none"),
        pytest.param("thing = 1", "expected a table", id="not a table"),
    ],
)
def test_what_is_wrong_is_told_with_its_place_and_what_is_nearest(text: str, complaint: str) -> None:
    told = refused(text)
    assert complaint in told
    assert told.startswith("things.toml: ")


def test_all_faults_are_told_at_once() -> None:
    told = refused('kee = 1\n[thing.a]\niri = "a/{id}"\ntype = "csc:Clustr"\nsay = {"csc:contry" = {colum = "v"}}')
    assert len(told.splitlines()) == 5
    assert all(word in told for word in ("kee", "csc:Clustr", "csc:contry", "colum", "one of column"))
    assert "thing.a.say “csc:contry”: " in told


def test_a_file_that_is_no_toml_is_told(tmp_path: Path) -> None:
    path = tmp_path / "bad.toml"
    path.write_text("[thing", encoding="utf-8")
    with pytest.raises(BadDeclaration, match=r"bad\.toml"):
        mapping.read(path)
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(BadDeclaration, match=r"bad\.toml"):
        mapping.read(path)


@pytest.mark.parametrize(("said", "kept"), [("true", "STATEMENT"), ("false", "NONE"), ('"row"', "ROW")])
def test_records_are_of_three_sorts(said: str, kept: str) -> None:
    assert parsed(f"records = {said}\n{THING}").records is Records[kept]


def test_numbers_and_dates_of_toml_are_taken_as_they_are_written() -> None:
    spec = parsed(THING + 'when = {column = "v", in = [1, 2.5, 2019-03-26]}')
    assert spec.things[0].when == (conditions.When("v", in_=("1", "2.5", "2019-03-26")),)


def test_the_columns_of_every_part_are_known() -> None:
    spec = parsed(
        """
key = ["k"]
documents = {column = "docs"}
[ignore]
left = "why"
[references]
ref = {source = "s", column = "c"}
[thing.a]
iri = "a/{id}"
when = {any = [{column = "w1", is = "x"}, {not = {column = "w2", above = 1}}]}
each = {column = "list", split = ";"}
[thing.a.say]
"rdfs:label" = {template = "{t one} {item}", lang = {column = "lang", map = {}}}
"csc:value" = {column = "v", as = "quantity", unit_column = "u", basis = "b", comment = "c"}
"""
    )
    assert spec.columns() == {*re.findall(r"\w+", "k docs left ref id w1 w2 list lang v u b c"), "t one"}
    assert not spec.uses_known


@pytest.mark.parametrize(
    "text",
    ["(a+)+$", "(a*)*", "(a|a)*b", "(a|ab)+", "(.*a){12}", r"(\w+\s?)*$", r"(x)\1", "a+b+c+d+", "(?:(?:a?){20})*"],
)
def test_an_expression_that_could_run_for_hours_is_refused(text: str) -> None:
    with pytest.raises(BadPattern, match="may take very long"):
        patterns.pattern(text)


@pytest.mark.parametrize(
    "text", ["^CL-", "^[0-9]{4}(-[0-9]{2}){0,2}$", "(Faculdade|Instituto) .*Porto$", "^(?!CL-)", "(ab|cd)+", "[ab]+"]
)
def test_an_expression_that_ends_soon_is_taken(text: str) -> None:
    assert patterns.pattern(text).text == text


def test_the_more_repeats_the_shorter_the_cell() -> None:
    found = [patterns.pattern(text).longest for text in ("x", "x*", "x*y*", "x*y*z*")]
    assert found == sorted(found, reverse=True)
    assert found[1] >= 1_000


def _keys() -> set[str]:
    words = {"as_": "as", "in_": "in", "is_": "is", "not_": "not", "map_": "map", "in_source": "in"}
    made = {
        *(each.name for cls in (Expression, Say, Each, SubjectsFrom, Thing, Documents) for each in fields(cls)),
        *(each.name for each in fields(conditions.When)),
        *(each.name for each in fields(MappingSpec)),
        *conditions.COMPARISONS,
        *("all", "any", "iri", "type", "default"),
    }
    ours = {"property", "name", "things", "in_source", "target"}  # not written in a declaration
    return {words.get(each, each) for each in made - ours}


def test_every_key_and_every_way_is_in_the_page() -> None:
    assert [key for key in sorted(_keys()) if not re.search(rf"\b{key}\b", PAGE)] == []
    assert [way for way in WAYS if f"`{way}`" not in PAGE] == []
    assert [order for order in dates.ORDERS if f'"{order}"' not in PAGE] == []
    assert {each.name for each in fields(Reference)} == {"column", "source", "target", "split"}


def test_every_example_of_the_page_is_a_mapping() -> None:
    blocks = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    worked = tomllib.loads("\n".join(block for block in blocks if "[mapping." in block))
    spec = mapping.parsed(worked["mapping"], "members.toml")
    assert [thing.name for thing in spec.things] == ["member", "membership"]
    whole = next(block for block in blocks if block.startswith("key ="))
    assert parsed(whole).columns() >= {"id", "in_seed", "cluster_id", "nace_codes"}
