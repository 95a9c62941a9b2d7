"""SPARQL 1.1 Update, clause by clause, in a store laid out as the standard has it."""

from collections.abc import Iterator

import pytest

from graph.changes import FetchRefused, GraphExists, NoSuchGraph
from graph.guard import Dataset, ServiceRefused
from graph.layout import Layout
from graph.store import BadQuery
from tests.graph.updates.kept import Kept, keeping, of

BEFORE = """
:a :p 1 ; :q :b .
:g { :a :p 2 . :b :p 3 }
:h { :c :p 4 }
"""


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    with keeping(tmp_path_factory.mktemp("plain") / "store", Layout.PLAIN) as kept:
        yield kept


@pytest.fixture
def kept(shared: Kept) -> Kept:
    shared.begin(BEFORE)
    return shared


CASES = {
    "3.1.1 insert data": (
        "INSERT DATA { :x :p 5, 6 }",
        ":a :p 1 ; :q :b . :x :p 5, 6 . :g { :a :p 2 . :b :p 3 } :h { :c :p 4 }",
    ),
    "3.1.1 insert data into a graph, which is made": (
        "INSERT DATA { GRAPH :n { :x :p 5 } }",
        BEFORE + ":n { :x :p 5 }",
    ),
    "3.1.1 insert what is there": ("INSERT DATA { :a :p 1 GRAPH :g { :a :p 2 } }", BEFORE),
    "3.1.1 one label in two graphs is one node": (
        "INSERT DATA { GRAPH :n { _:x :p 1 } GRAPH :m { _:x :p 2 } } ; INSERT { GRAPH :o { ?x :p 3 } } WHERE { GRAPH :n { ?x ?y ?z } GRAPH :m { ?x ?v ?w } } ; DROP GRAPH :n ; DROP GRAPH :m",
        BEFORE + ":o { [] :p 3 }",
    ),
    "3.1.2 delete data": ("DELETE DATA { :a :p 1 . GRAPH :g { :b :p 3 } }", ":a :q :b . :g { :a :p 2 } :h { :c :p 4 }"),
    "3.1.2 delete what is not there": ("DELETE DATA { :a :p 99 . GRAPH :none { :a :p 1 } }", BEFORE),
    "3.1.2 data of another graph stay": ("DELETE DATA { :a :p 2 }", BEFORE),
    "3.1.3 delete before insert": (
        "DELETE { ?s :p ?o } INSERT { ?s :p ?o } WHERE { ?s :p ?o }",
        BEFORE,
    ),
    "3.1.3 the pattern is matched once": (
        "DELETE { :a :p ?o } INSERT { :a :p ?n } WHERE { :a :p ?o BIND(?o + 1 AS ?n) }",
        BEFORE.replace(":p 1", ":p 2"),
    ),
    "3.1.3 with": (
        "WITH :g DELETE { ?s :p ?o } INSERT { ?s :r ?o } WHERE { ?s :p ?o }",
        ":a :p 1 ; :q :b . :g { :a :r 2 . :b :r 3 } :h { :c :p 4 }",
    ),
    "3.1.3 with, and a graph of its own": (
        "WITH :g INSERT { :x :r ?o . GRAPH :h { :x :r ?o } } WHERE { ?s :p ?o . GRAPH :h { :c :p 4 } FILTER(?o = 2) }",
        BEFORE.replace(":b :p 3", ":b :p 3 . :x :r 2").replace(":c :p 4", ":c :p 4 . :x :r 2"),
    ),
    "3.1.3 using is read in place of with, which is still written to": (
        "WITH :g INSERT { :x :r ?o } USING :h WHERE { ?s :p ?o }",
        BEFORE.replace(":b :p 3", ":b :p 3 . :x :r 4"),
    ),
    "3.1.3 using leaves no graph to be had by name": (
        "INSERT { :x :r ?o } USING :h WHERE { GRAPH ?g { ?s :p ?o } }",
        BEFORE,
    ),
    "3.1.3 using named": (
        "INSERT { :x :r ?o } USING NAMED :h WHERE { { ?s :p ?o } UNION { GRAPH ?g { ?s :p ?o } } }",
        BEFORE + ":x :r 4 .",
    ),
    "3.1.3 using two graphs reads their merge": (
        "INSERT { :x :r ?n } USING :g USING :h WHERE { SELECT (COUNT(*) AS ?n) { ?s :p ?o } }",
        BEFORE + ":x :r 3 .",
    ),
    "3.1.3 using a graph that is not there reads nothing": (
        "INSERT { :x :r ?o } USING :none WHERE { ?s :p ?o }",
        BEFORE,
    ),
    "3.1.3 a graph for each solution": (
        "INSERT { GRAPH ?g { ?s :r ?o } } WHERE { GRAPH ?g { ?s :p ?o } }",
        ":a :p 1 ; :q :b . :g { :a :p 2 ; :r 2 . :b :p 3 ; :r 3 } :h { :c :p 4 ; :r 4 }",
    ),
    "3.1.3 what is unbound is left out": (
        "INSERT { ?s :r ?o ; :t ?none . ?o :u 1 . ?s ?o 1 . GRAPH ?o { :x :y 1 } GRAPH ?none { :x :y 1 } } WHERE { ?s :p ?o OPTIONAL { ?s :none ?none } }",
        BEFORE + ":a :r 1 .",
    ),
    "3.1.3 a blank node for each solution, the same in all graphs": (
        "INSERT { _:x :of ?o . GRAPH :n { _:x :of ?o } } WHERE { GRAPH :g { ?s :p ?o } } ;"
        " INSERT { GRAPH :m { :n :is ?n } } WHERE { SELECT (COUNT(*) AS ?n) { ?x :of ?o GRAPH :n { ?x :of ?o } } } ;"
        " DELETE WHERE { ?x :of ?o } ; DROP GRAPH :n",
        BEFORE + ":m { :n :is 2 }",
    ),
    "3.1.3 lists and brackets": (
        "INSERT { ?s :r (1 [ :t ?o ] ()) ; :v [] , [ :w 1 ] } WHERE { GRAPH :h { ?s :p ?o } }",
        BEFORE + ":c :r (1 [ :t 4 ] ()) ; :v [], [ :w 1 ] .",
    ),
    "3.1.3 texts of all kinds": (
        """INSERT { ?s :r 'a'@en, "b"^^:t, '''c "' ''', true, -1.5e3, .5, <x:y> ; a :C } WHERE { GRAPH :h { ?s :p ?o } }""",
        BEFORE + """:c :r 'a'@en, "b"^^:t, '''c "' ''', true, -1.5e3, .5, <x:y> ; a :C .""",
    ),
    "3.1.3 one label in two templates": (
        "INSERT { GRAPH :n { _:x :p 1 } } WHERE {} ; INSERT { GRAPH :n { _:x :p 2 } } WHERE {}",
        BEFORE + ":n { [] :p 1 . [] :p 2 }",
    ),
    "3.1.3 a label of a template is no node of the pattern": (
        "INSERT { _:x :r 1 } WHERE { _:x :q :b }",
        BEFORE + "[] :r 1 .",
    ),
    "3.1.3.3 delete where": ("DELETE WHERE { :a ?p ?o . GRAPH ?g { :a :p 2 } }", ":g { :b :p 3 } :h { :c :p 4 }"),
    "3.1.3.3 delete where, all at once or not at all": ("DELETE WHERE { :a ?p ?o . :a :none ?x }", BEFORE),
    "3.1.5 clear a graph": ("CLEAR GRAPH :g", ":a :p 1 ; :q :b . :h { :c :p 4 }"),
    "3.1.5 clear default": ("CLEAR DEFAULT", ":g { :a :p 2 . :b :p 3 } :h { :c :p 4 }"),
    "3.1.5 clear named": ("CLEAR NAMED", ":a :p 1 ; :q :b ."),
    "3.1.5 clear all": ("CLEAR ALL", ""),
    "3.1.5 clear a graph that is not there": ("CLEAR GRAPH :none", BEFORE),
    "3.2.2 drop a graph": ("DROP GRAPH :g", ":a :p 1 ; :q :b . :h { :c :p 4 }"),
    "3.2.2 drop default": ("DROP DEFAULT", ":g { :a :p 2 . :b :p 3 } :h { :c :p 4 }"),
    "3.2.2 drop named": ("DROP NAMED", ":a :p 1 ; :q :b ."),
    "3.2.3 copy": ("COPY :g TO :h", ":a :p 1 ; :q :b . :g { :a :p 2 . :b :p 3 } :h { :a :p 2 . :b :p 3 }"),
    "3.2.3 copy the default graph": ("COPY DEFAULT TO GRAPH :n", BEFORE + ":n { :a :p 1 ; :q :b }"),
    "3.2.3 copy to the default graph": (
        "COPY GRAPH :h TO DEFAULT",
        ":c :p 4 . :g { :a :p 2 . :b :p 3 } :h { :c :p 4 }",
    ),
    "3.2.3 copy to itself": ("COPY :g TO :g ; COPY DEFAULT TO DEFAULT", BEFORE),
    "3.2.4 move": ("MOVE :g TO :h", ":a :p 1 ; :q :b . :h { :a :p 2 . :b :p 3 }"),
    "3.2.4 move the default graph": ("MOVE DEFAULT TO :h", ":g { :a :p 2 . :b :p 3 } :h { :a :p 1 ; :q :b }"),
    "3.2.4 move to itself": ("MOVE :g TO :g ; MOVE SILENT DEFAULT TO DEFAULT", BEFORE),
    "3.2.5 add": ("ADD :h TO :g", BEFORE.replace(":b :p 3", ":b :p 3 . :c :p 4")),
    "3.2.5 add to the default graph": ("ADD GRAPH :h TO DEFAULT", BEFORE + ":c :p 4 ."),
    "3.2.5 add to itself": ("ADD :g TO :g", BEFORE),
    "silent: nothing is there": (
        "CLEAR SILENT GRAPH :none ; DROP SILENT GRAPH :none ; ADD SILENT :none TO :h ; MOVE SILENT :none TO :h ;"
        " COPY SILENT :none TO DEFAULT ; CREATE SILENT GRAPH :g ; LOAD SILENT <http://nowhere.invalid/> INTO GRAPH :n",
        BEFORE,
    ),
    "a prologue after a semicolon": (
        "INSERT DATA { :x :p 1 } ; BASE <http://other/> PREFIX : <http://example/more/> INSERT DATA { :x :p <y> }",
        BEFORE + ":x :p 1 . <http://example/more/x> <http://example/more/p> <http://other/y> .",
    ),
    "a semicolon at the end, and a prologue after it": (
        "CLEAR DEFAULT ; PREFIX x: <x:>",
        BEFORE.replace(":a :p 1 ; :q :b .", ""),
    ),
    "no operation": ("# nothing", BEFORE),
    "words of any case": ("insert data { :x a :C } ; Delete Where { ?x a :C }", BEFORE),
    "a semicolon in a text": ("INSERT DATA { :x :p ';}{ # <' }", BEFORE + ":x :p ';}{ # <' ."),
    "a comment with a bracket": ("INSERT DATA { # }\n :x :p 1 # {\n }", BEFORE + ":x :p 1 ."),
}


@pytest.mark.parametrize(("text", "after"), CASES.values(), ids=CASES)
def test_an_operation_does_what_its_definition_says(kept: Kept, text: str, after: str) -> None:
    kept.update(text)
    found = {graph: triples for graph, triples in kept.said().items() if triples}
    assert found == {graph: triples for graph, triples in of(after).items() if triples}


EXIST = {
    "made by create": ("CREATE GRAPH :n", {"n"}, set()),
    "made by data without a triple": ("INSERT DATA { GRAPH :n { } GRAPH :m { # none\n } }", {"n", "m"}, set()),
    "left by clear": ("CLEAR GRAPH :g", {"g"}, set()),
    "left when its last triple goes": ("DELETE DATA { GRAPH :h { :c :p 4 } }", {"h"}, set()),
    "gone by drop": ("DROP GRAPH :g", set(), {"g"}),
    "gone by move": ("MOVE :g TO :n", {"n"}, {"g"}),
    "not made by a template without solutions": (
        "INSERT { GRAPH :n { ?s ?p ?o } } WHERE { ?s :none ?o . ?s ?p ?o }",
        set(),
        {"n"},
    ),
}


@pytest.mark.parametrize(("text", "there", "gone"), EXIST.values(), ids=EXIST)
def test_a_graph_is_there_though_it_says_nothing(kept: Kept, text: str, there: set[str], gone: set[str]) -> None:
    kept.update(text)
    names = {graph.removeprefix("http://example/") for graph in kept.said()}
    assert there <= names
    assert not gone & names


FAILURES = {
    "drop": ("DROP GRAPH :none", NoSuchGraph),
    "add": ("ADD :none TO :g", NoSuchGraph),
    "copy": ("COPY :none TO :g", NoSuchGraph),
    "move": ("MOVE :none TO DEFAULT", NoSuchGraph),
    "create": ("CREATE GRAPH :g", GraphExists),
    "load": ("LOAD <http://nowhere.invalid/>", FetchRefused),
    "service": ("INSERT { ?s ?p ?o } WHERE { SERVICE <http://nowhere.invalid/> { ?s ?p ?o } }", ServiceRefused),
    "an unknown function": ("INSERT { :a :p ?x } WHERE { BIND(<x:f>(1) AS ?x) }", BadQuery),
}


@pytest.mark.parametrize(("text", "error"), FAILURES.values(), ids=FAILURES)
def test_a_request_is_made_wholly_or_not_at_all(kept: Kept, text: str, error: type[Exception]) -> None:
    before = kept.said()
    earlier = "INSERT DATA { :new :p 1 } ; DELETE WHERE { :a ?p ?o } ; CREATE GRAPH :new ; DROP GRAPH :h ; "
    with pytest.raises(error):
        kept.update(f"{earlier}{text} ; CLEAR ALL")
    assert kept.said() == before
    kept.update("INSERT DATA { :next :p 1 }")
    assert kept.said()[""] == before[""] | of(":next :p 1 .")[""]


WRONG = {
    "an empty operation": ";",
    "two semicolons": "CLEAR ALL ;; CLEAR ALL",
    "no semicolon": "CLEAR ALL CLEAR ALL",
    "no semicolon after data": "INSERT DATA { } INSERT DATA { }",
    "a variable in data": "INSERT DATA { ?s :p 1 }",
    "a variable graph in data": "INSERT DATA { GRAPH ?g { :s :p 1 } }",
    "a graph in a graph of data": "INSERT DATA { GRAPH :g { GRAPH :h { :s :p 1 } } }",
    "a graph in a graph of a template": "DELETE { GRAPH :g { GRAPH :h { ?s ?p ?o } } } WHERE { ?s ?p ?o }",
    "a blank node in data to delete": "DELETE DATA { _:x :p 1 }",
    "a blank node to delete": "DELETE { _:x :p ?o } WHERE { ?s :p ?o }",
    "a bracket to delete": "DELETE { ?s :p [] } WHERE { ?s :p ?o }",
    "a blank node in delete where": "DELETE WHERE { _:x :p ?o }",
    "a filter in delete where": "DELETE WHERE { ?s :p ?o FILTER(?o > 1) }",
    "with before delete where": "WITH :g DELETE WHERE { ?s ?p ?o }",
    "with before insert data": "WITH :g INSERT DATA { :s :p 1 }",
    "a path in a template": "INSERT { ?s :p/:q ?o } WHERE { ?s :p ?o }",
    "a pattern that does not end": "INSERT { ?s :p 1 } WHERE { ?s :p ?o",
    "no pattern": "INSERT { :s :p 1 }",
    "insert before delete": "INSERT { :s :p 1 } DELETE { :s :p 2 } WHERE {}",
    "from in place of using": "DELETE { ?s ?p ?o } FROM :g WHERE { ?s ?p ?o }",
    "create without graph": "CREATE :g",
    "create default": "CREATE DEFAULT",
    "clear without a graph": "CLEAR :g",
    "load into no graph": "LOAD <x:y> INTO :g",
    "load into default": "LOAD <x:y> INTO GRAPH DEFAULT",
    "copy to all": "COPY :g TO ALL",
    "a prefix that is not declared": "INSERT DATA { x:s :p 1 }",
    "a query": "SELECT * { ?s ?p ?o }",
    "words of an old draft": "MODIFY :g DELETE { } INSERT { } WHERE { }",
    "insert into, of an old draft": "INSERT INTO :g { :s :p 1 } WHERE { }",
    "one label in two blocks of data": "INSERT DATA { _:b :p 1 } ; INSERT DATA { _:b :p 1 }",
    "one label in two patterns": "INSERT { :s :p 1 } WHERE { _:b :p 1 } ; DELETE { :s :p 1 } WHERE { _:b :p 1 }",
    "a statement about a statement": "INSERT DATA { << :a :b :c >> :p 1 }",
    "a text without an end": "INSERT DATA { :s :p 'x }",
    "a bracket too many": "INSERT DATA { :s :p 1 } }",
}


@pytest.mark.parametrize("text", WRONG.values(), ids=WRONG)
def test_what_the_grammar_does_not_have_is_refused(kept: Kept, text: str) -> None:
    with pytest.raises(BadQuery):
        kept.update(text)
    assert kept.said() == of(BEFORE)


def test_a_wrong_word_is_told_by_its_place_in_the_request(kept: Kept) -> None:
    with pytest.raises(BadQuery) as wrong:
        kept.update("INSERT DATA { :a :b :c } ;\nPREFIX x: <x:>\n  INSERT DATA { :a :b\n :c :d }")
    assert wrong.value.line == 4
    with pytest.raises(BadQuery) as wrong:
        kept.update("CLEAR ALL ;\n\n  CLEAR GRAF :g")
    assert (wrong.value.line, wrong.value.column) == (3, 9)


def test_graphs_of_the_protocol_stand_in_the_place_of_using(kept: Kept) -> None:
    kept.update("INSERT { :x :r ?o } WHERE { ?s :p ?o }", Dataset(("http://example/h",), ()))
    assert kept.said()[""] == of(":a :p 1 ; :q :b . :x :r 4 .")[""]


@pytest.mark.parametrize("text", ["INSERT { :x :r 1 } USING :g WHERE {}", "WITH :g INSERT { :x :r 1 } WHERE {}"])
def test_graphs_of_the_protocol_and_of_the_text_are_too_many(kept: Kept, text: str) -> None:
    with pytest.raises(BadQuery, match="using-graph-uri"):
        kept.update(text, Dataset(("http://example/h",), ()))


def test_relative_iris_belong_to_the_address_of_the_service(kept: Kept) -> None:
    kept.update("CLEAR ALL ; INSERT DATA { <s> <p> <o> GRAPH <g> { <s> <p> 1 } }", base="http://example/update")
    assert kept.said() == {**of(":s :p :o . :g { :s :p 1 }"), **dict.fromkeys(("http://example/h",), frozenset())}


def test_what_came_and_went_is_told(kept: Kept) -> None:
    written = kept.update("DELETE DATA { :a :p 1 } ; INSERT DATA { :a :p 1, 7 GRAPH :n { :x :p 1 } }")
    assert (written.added, written.removed, written.created) == (2, 0, True)
    again = kept.update("INSERT DATA { :a :p 7 }")
    assert (again.added, again.removed, again.created) == (0, 0, False)
    assert again.release == written.release


def test_many_operations_may_each_begin_with_the_same_declarations(kept: Kept) -> None:
    declared = "".join(f"PREFIX p{number}: <http://example/> " for number in range(8))
    kept.update(" ;\n".join(f"{declared}INSERT {{ p1:x p7:p {number} }} WHERE {{}}" for number in range(150)))
    assert kept.said()[""] == of(f"{BEFORE} :x :p {', '.join(map(str, range(150)))} .")[""]


def test_a_base_that_is_relative_to_the_one_before_counts_each_time(kept: Kept) -> None:
    kept.update("CLEAR DEFAULT ; " + "; ".join(["BASE <a/> INSERT DATA { <x> :p 1 }"] * 3), base="http://example/")
    named = "".join(f"<http://example/{'a/' * times}x> :p 1 . " for times in (1, 2, 3))
    assert kept.said()[""] == of(named)[""]
