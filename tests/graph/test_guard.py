from pathlib import Path

import pytest

from graph.guard import (
    Dataset,
    Limits,
    ServiceRefused,
    TooComplex,
    TooLong,
    UpdateRefused,
    examine,
)
from graph.store import BadQuery


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("SELECT * { ?s ?p ?o }", "SELECT"),
        ("ask{}", "ASK"),
        ("PREFIX load: <http://e/> CONSTRUCT { ?s load:insert ?o } WHERE { ?s load:delete ?o }", "CONSTRUCT"),
        ("BASE <http://e/> # ASK\nDESCRIBE <drop>", "DESCRIBE"),
        (r"\u0053ELECT * {}", "SELECT"),
        ("PREFIX : <http://e/> PREFIX a.b: <http://f/> SELECT*{:s:p a.b:o}", "SELECT"),
    ],
)
def test_the_form_of_a_query_is_told(text: str, form: str) -> None:
    assert examine(text).form == form


HARMLESS = {
    "variable": "SELECT ?service $SERVICE { ?service ?p ?o }",
    "local-name": "PREFIX ex: <http://e/> SELECT * { ?s ex:service ?o ; ex:LOAD ?x }",
    "prefix": "PREFIX service: <http://e/> SELECT * { ?s service:p ?o }",
    "prefix-of-a-graph": "PREFIX service: <http://e/> SELECT * { GRAPH service:g { ?s ?p ?o } }",
    "comment": "SELECT * { # SERVICE <http://x> { ' \n ?s ?p ?o }",
    "string": "SELECT * { ?s ?p 'SERVICE <http://x> {' , \"DROP ALL\" }",
    "long-string": "SELECT * { ?s ?p '''it's \n a \"SERVICE\" {''' }",
    "escaped-quote": r"""SELECT * { ?s ?p 'it\'s SERVICE {' }""",
    "iri": "SELECT * { ?s <http://e/SERVICE#LOAD> ?o }",
    "iri-with-hash": "SELECT * { ?s <http://e/#a> ?o . ?o <http://e/#b> ?s }",
    "language": 'SELECT * { ?s ?p "x"@service }',
    "blank": "SELECT * { _:service ?p ?o }",
    "comparison": "SELECT * { ?s ?p ?o FILTER(?s<?o&&?o>?p) }",
    "comparison-of-strings": "SELECT * { ?s ?p ?o FILTER(?s<'>'&&?o>'<') }",
    "collection": "SELECT * { ?s ?p (?a <http://e/#x> ?b) }",
    "values": "SELECT * { VALUES (?a ?b) { (<http://e/#a> <http://e/#b>) (UNDEF 1) } }",
    "path": "SELECT * { ?s (<http://e/a>|^<http://e/b>)*/<http://e/c>? ?o }",
    "function": "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> SELECT * { FILTER xsd:integer('1') }",
    "escaped-local-name": r"PREFIX ex: <http://e/> SELECT * { ?s ex:it\'s%20a ?o }",
    "numbers": "SELECT (1.5e3+.5-1 AS ?x) { ?s ?p -5 }",
    "aggregate": "SELECT (GROUP_CONCAT(DISTINCT ?s ; SEPARATOR=', ') AS ?x) { ?s ?p ?o } GROUP BY ?p HAVING (COUNT(*) > 1)",
}


@pytest.mark.parametrize("text", HARMLESS.values(), ids=HARMLESS)
def test_words_within_names_and_text_are_no_keywords(text: str) -> None:
    assert examine(text).form == "SELECT"


SHIPPED = sorted((Path(__file__).parents[2] / "graph").rglob("*.rq"))


def test_the_shipped_queries_were_found() -> None:
    assert len(SHIPPED) >= 12


@pytest.mark.parametrize("path", [pytest.param(path, id=path.stem) for path in SHIPPED])
def test_every_shipped_query_passes(path: Path) -> None:
    assert examine(path.read_text(encoding="utf-8")).dataset is None


SERVICES = {
    "plain": "SELECT * { SERVICE <http://x/> { ?s ?p ?o } }",
    "silent": "SELECT * { service silent ?x { ?s ?p ?o } }",
    "escaped": r"SELECT * { SERV\u0049CE <http://x/> { ?s ?p ?o } }",
    "without-a-space": "PREFIX : <http://x/> PREFIX SERVICE: <http://y/> SELECT * { SERVICE:s { ?s ?p ?o } }",
    "after-a-truth": "PREFIX : <http://x/> PREFIX trueSERVICE: <http://y/> SELECT * { ?s ?p trueSERVICE:s { } }",
    "within-what-looks-like-an-iri": "SELECT * { VALUES ?a {1} FILTER(?a<?b)SERVICE?x#>\n{ ?s ?p ?o } }",
    "after-a-quote-in-what-looks-like-an-iri": "SELECT * { FILTER(?a<'>')SERVICE <http://x/> {} #'\n}",
    "after-a-hash-in-a-triple-term": "SELECT * { FILTER(?x = <<( ?s <http://a#> ?o )>>) SERVICE ?x {} }",
    "after-a-comment": "SELECT * { # '\n SERVICE # <\n <http://x/> { } }",
    "deep": "SELECT * { FILTER EXISTS { { SELECT * { OPTIONAL { SERVICE ?x { } } } } } }",
}


@pytest.mark.parametrize("text", SERVICES.values(), ids=SERVICES)
def test_service_is_refused_however_it_is_written(text: str) -> None:
    with pytest.raises(ServiceRefused):
        examine(text)


@pytest.mark.parametrize(
    "text",
    [
        "INSERT DATA { <http://a> <http://b> 1 }",
        "PREFIX ex: <http://e/>\ndelete where { ?s ?p ?o }",
        "LOAD <http://x/>",
        "CLEAR ALL",
        "# comment\nDROP SILENT DEFAULT",
        "WITH <http://g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    ],
    ids=["insert", "delete", "load", "clear", "drop", "with"],
)
def test_an_update_is_refused_by_name(text: str) -> None:
    with pytest.raises(UpdateRefused, match="is an update"):
        examine(text)


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ("", 1, 1, "there is no query"),
        ("SELEKT * {}", 1, 1, "begins with SELECT"),
        ("SELECT * {\n  ?s ?p ?o FILTR(?o)\n}", 2, 12, "not a word of SPARQL"),
        ("SELECT * { ?s ex:p ?o }", 1, 15, "prefix “ex:” is not declared"),
        ("SELECT * {\n ?s ?p 'open }", 2, 8, "a string begins here"),
        ("SELECT * { ?s <a b> ?o }", 1, 15, "an IRI begins here"),
        ("SELECT * { ?s ?p ?o", 1, 10, "not closed"),
        ("SELECT * { ?s ?p ?o ) }", 1, 21, "closes what was not opened"),
        ("SELECT * { ?s ?p § }", 1, 18, "cannot stand here"),
        ("SELECT * FROM <g> {}", 1, 15, "relative"),
        ("SELECT * FROM {}", 1, 10, "must be followed"),
        ("PREFIX ex <http://e/> ASK {}", 1, 1, "PREFIX must be followed"),
        ("PREFIX FROM: <http://e/> PREFIX : <http://f/> SELECT * FROM:g {}", 1, 56, "add a space"),
        ("SELECT * {} LIMIT 99999999999999999999", 1, 19, "too large"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(text: str, line: int, column: int, message: str) -> None:
    with pytest.raises(BadQuery, match=message) as refused:
        examine(text)
    assert (refused.value.line, refused.value.column) == (line, column)


NESTED = {
    "groups": ("{", "}", ""),
    "optionals": ("{ OPTIONAL ", "}", "{}"),
    "functions": ("{ FILTER " + "STR(" * 999, ")" * 999 + "}", "1"),
    "exists": ("{ FILTER EXISTS ", "}", "{}"),
    "lists": ("{ ?s ?p " + "(" * 999, ")" * 999 + "}", "1"),
    "blanks": ("{ " + "[ ?p " * 999, "]" * 999 + "}", "?o"),
    "triple-terms": ("{ ?s ?p " + "<<( ?s ?p " * 999, ")>>" * 999 + "}", "?o"),
}


@pytest.mark.parametrize(("opening", "closing", "middle"), NESTED.values(), ids=NESTED)
def test_a_thousand_brackets_within_each_other_are_refused(opening: str, closing: str, middle: str) -> None:
    times = 1 if len(opening) > 100 else 1_000
    with pytest.raises(BadQuery, match="deeper than 100"):
        examine("SELECT * " + opening * times + middle + closing * times)


REPEATED = {
    "triples": "SELECT * { " + "?s ?p ?o . " * 2_000 + "}",
    "unions": "SELECT * { " + "{} UNION " * 2_000 + "{} }",
    "sums": "SELECT (1" + "+1" * 2_000 + " AS ?x) {}",
    "negations": "SELECT (" + "!" * 2_000 + "true AS ?x) {}",
    "paths": "SELECT * { ?s <http://p>" + "/<http://p>" * 2_000 + " ?o }",
    "columns": "SELECT " + " ".join(f"(1 AS ?x{n})" for n in range(2_000)) + " {}",
}


@pytest.mark.parametrize("text", REPEATED.values(), ids=REPEATED)
def test_two_thousand_parts_are_refused(text: str) -> None:
    with pytest.raises(TooComplex, match="more than 1000 parts"):
        examine(text)


def test_a_long_list_of_values_is_no_complex_query() -> None:
    values = " ".join(f"<http://e/{number}> -{number}.5" for number in range(2_000))
    assert examine(f"SELECT * {{ VALUES ?x {{ {values} }} }}").form == "SELECT"


def test_a_query_may_have_so_many_words_and_bytes() -> None:
    with pytest.raises(TooComplex, match="words and signs"):
        examine("SELECT * { VALUES ?x {" + "1 " * 30_000 + "} }")
    with pytest.raises(TooLong, match="60 bytes"):
        examine("SELECT * { ?s ?p '" + "é" * 30 + "' }", Limits(size=60))


@pytest.mark.parametrize(
    ("text", "dataset"),
    [
        ("SELECT * { ?s ?p ?o }", None),
        ("SELECT * FROM <http://g/a> FROM <http://g/b> {}", Dataset(("http://g/a", "http://g/b"), ())),
        ("PREFIX g: <http://g/> ASK FROM NAMED g:a\\-b FROM g:c {}", Dataset(("http://g/c",), ("http://g/a-b",))),
        ("BASE <http://g/x> DESCRIBE ?s from <y> {}", Dataset(("http://g/y",), ())),
        ("SELECT * FROM <http://g/\\u0041> { { SELECT * { ?from ?named 'FROM <x>' } } }", Dataset(("http://g/A",), ())),
    ],
)
def test_the_graphs_a_query_names_are_told(text: str, dataset: Dataset | None) -> None:
    assert examine(text).dataset == dataset


@pytest.mark.parametrize(
    ("text", "limited"),
    [
        ("SELECT * {} # all", "SELECT * {} # all\nLIMIT 7\n"),
        ("SELECT * {} LIMIT 9 OFFSET 2", "SELECT * {} LIMIT 7 OFFSET 2"),
        ("SELECT * {} LIMIT 5", "SELECT * {} LIMIT 5"),
        ("SELECT * {} VALUES ?x { 1 }", "SELECT * {} \nLIMIT 7\nVALUES ?x { 1 }"),
        (
            "SELECT * { { SELECT * {} LIMIT 9 } VALUES ?x {1} }",
            "SELECT * { { SELECT * {} LIMIT 9 } VALUES ?x {1} }\nLIMIT 7\n",
        ),
        ("ASK {}", "ASK {}"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "CONSTRUCT WHERE { ?s ?p ?o }"),
    ],
)
def test_rows_are_limited_where_the_query_leaves_them_open(text: str, limited: str) -> None:
    assert examine(text).limited(7) == limited


def test_a_thousand_prefixes_may_be_declared_and_no_more() -> None:
    declared = "".join(f"PREFIX p{number}: <> " for number in range(1_000))
    assert examine(f"{declared}ASK {{ ?s p999:p ?o }}", base="http://e/").form == "ASK"
    with pytest.raises(BadQuery, match="more than 1000 declarations") as told:
        examine(f"{declared}PREFIX more: <> ASK {{}}", base="http://e/")
    assert told.value.line == 1


LONG = {
    "base": "BASE <http://e/{long}> ASK FROM <g> {{}}",
    "prefix": "PREFIX p: <http://e/{long}> ASK FROM p:g {{}}",
    "bases": "BASE <http://e/> {bases}ASK {{}}",
}


@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
def test_what_is_declared_is_not_long_as_it_is_repeated(text: str) -> None:
    with pytest.raises(BadQuery, match="at most 1000 characters"):
        examine(text.format(long="a/" * 500, bases="BASE <a/> " * 500))
