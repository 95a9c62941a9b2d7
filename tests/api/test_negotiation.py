import time
from contextlib import suppress

import pytest

from api.negotiation import NotAcceptable, Offer, choose

JSON = Offer("json", "application/json")
HTML = Offer("html", "text/html")
TURTLE = Offer("ttl", "text/turtle")
XML = Offer("rdf", "application/rdf+xml")
OFFERED = (JSON, HTML, TURTLE, XML)
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        pytest.param(None, JSON, id="no-header"),
        pytest.param("", JSON, id="empty"),
        pytest.param("*/*", JSON, id="anything"),
        pytest.param("text/turtle", TURTLE, id="one"),
        pytest.param("TEXT/Turtle", TURTLE, id="case"),
        pytest.param("text/turtle, */*", TURTLE, id="named-before-anything"),
        pytest.param("text/turtle;q=0.4, application/rdf+xml;q=0.6", XML, id="weights"),
        pytest.param("text/turtle;q=0.4 , application/rdf+xml ; q=0.60", XML, id="weights-with-spaces"),
        pytest.param("text/turtle;Q=0.4,application/rdf+xml;Q=0.6", XML, id="weights-in-capitals"),
        pytest.param("application/rdf+xml, text/turtle", TURTLE, id="tie-by-order-of-offers"),
        pytest.param("text/*", HTML, id="wildcard-of-a-type"),
        pytest.param("text/*, text/html;q=0", TURTLE, id="wildcard-without-one"),
        pytest.param("*/*, application/json;q=0.1", HTML, id="exact-weight-before-wildcard"),
        pytest.param("*/*;q=0.1, text/*;q=0.2, text/html;q=0", TURTLE, id="three-levels"),
        pytest.param(BROWSER, HTML, id="browser"),
        pytest.param("text/turtle;charset=utf-8", TURTLE, id="parameter"),
        pytest.param('text/turtle;profile="a,b;q=0";q=0.9, text/html;q=0.8', TURTLE, id="comma-in-quotes"),
        pytest.param("text/turtle;q=1.000, text/html;q=0.999", TURTLE, id="three-digits"),
        pytest.param("rubbish", JSON, id="unreadable-is-as-none"),
        pytest.param("rubbish, text/turtle", TURTLE, id="unreadable-part"),
        pytest.param("text/html;q=high, text/turtle;q=0.1", TURTLE, id="unreadable-weight"),
        pytest.param("text/html;q=2, text/turtle", TURTLE, id="weight-over-one"),
        pytest.param("*/html, text/turtle;q=0.1", TURTLE, id="no-such-wildcard"),
        pytest.param(",, ,text/turtle,", TURTLE, id="empty-parts"),
        pytest.param("image/png, */*;q=0.01", JSON, id="not-offered-but-anything"),
    ],
)
def test_the_format_liked_best_is_chosen(accept: str | None, expected: Offer) -> None:
    assert choose(OFFERED, accept) == expected


@pytest.mark.parametrize(
    "accept", ["image/png", "*/*;q=0", "application/json;q=0", "audio/*", "text/html;q=0, image/*"]
)
def test_what_is_not_offered_is_refused_with_what_is(accept: str) -> None:
    with pytest.raises(NotAcceptable) as refused:
        choose(OFFERED, accept)
    assert refused.value.offered == ("application/json", "text/html", "text/turtle", "application/rdf+xml")


@pytest.mark.parametrize("name", ["ttl", "text/turtle"])
def test_a_format_by_name_goes_before_the_header(name: str) -> None:
    assert choose(OFFERED, "text/html", name) == TURTLE


def test_a_name_that_is_not_offered_is_refused_with_those_that_are() -> None:
    with pytest.raises(NotAcceptable, match="json, html, ttl, rdf"):
        choose(OFFERED, "*/*", "csv")


@pytest.mark.parametrize(
    "accept",
    ["a/b;" + " " * 60_000 + "!", "a/b;x=" + '"' + "\\" * 60_000, '"' * 60_001, "a/b" + ";a=b " * 20_000 + "("],
    ids=["spaces", "backslashes", "quotes", "parameters"],
)
def test_a_hostile_header_costs_little(accept: str) -> None:
    begun = time.process_time()
    with suppress(NotAcceptable):
        choose(OFFERED, accept)
    assert time.process_time() - begun < 1
