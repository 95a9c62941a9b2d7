import pytest

from graph.networks.drawing import NoLinks, links, media_type

A, B = "https://example.org/a", "https://example.org/b"


def pairs(body: str, form: str = "SELECT") -> list[tuple[str, str]]:
    found = links(body.encode(), form)
    source, target = found.places("source", "target")
    assert source is not None
    assert target is not None
    return [(row[source], row[target]) for row in found.rows]


def test_of_triples_those_that_join_two_things_are_links() -> None:
    body = f'<{A}> <urn:p> <{B}> .\n<{A}> <urn:name> "<x> <y> <z> ." .\n_:b <urn:p> <{B}> .\n'
    found = links(body.encode(), "CONSTRUCT")
    assert found.columns == ("source", "relation", "target")
    assert list(found.rows) == [[A, "urn:p", B]]


def test_columns_are_known_by_their_names() -> None:
    assert pairs(f"weight,target,source\r\n2,{B},{A}\r\n") == [(A, B)]


def test_without_names_the_first_two_columns_of_addresses_are_the_ends() -> None:
    body = f"name,one,weight,other,third\r\nx,{A},3,{B},{A}\r\ny,{B},1,,{A}\r\n"
    found = links(body.encode(), "SELECT")
    assert pairs(body) == [(A, B), (B, "")]
    assert found.columns[2] == "weight"


def test_a_column_of_another_meaning_is_no_end() -> None:
    assert pairs(f"relation,one,other\r\nurn:r,{A},{B}\r\n") == [(A, B)]


def test_an_answer_without_two_columns_of_things_has_no_links() -> None:
    with pytest.raises(NoLinks, match="two columns"):
        links(f"one,name\r\n{A},x\r\n".encode(), "SELECT")


def test_an_empty_answer_has_none_either_but_is_no_fault() -> None:
    assert list(links(b"one,other\r\n", "SELECT").rows) == []


def test_an_answer_of_yes_or_no_has_no_links() -> None:
    assert (media_type("SELECT"), media_type("DESCRIBE")) == ("text/csv", "application/n-triples")
    with pytest.raises(NoLinks, match="ASK has no links"):
        media_type("ASK")
