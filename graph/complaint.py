"""What the engine says of a text that is not SPARQL, in words that help whoever wrote it."""

import re
from collections.abc import Sequence

from graph.store import BadQuery
from ontology.saying import Said

_PLACE = re.compile(r"error at (\d+):(\d+): (?:expected )?(?:one of )?(.*)", re.DOTALL)
_FUNCTION = re.compile(r"The custom function <(.*)> is not supported")
_SENTENCE = re.compile(r"[\\A-Za-z][\w\\ ,'-]* [\w ,'-]+")


def bad_query(error: SyntaxError) -> BadQuery:
    """The complaint, with its line and column where it names them."""
    found = _PLACE.search(error.msg)
    if not found:
        return BadQuery(error.msg)
    line, column, expected = found.groups()
    # Of the long list of what could follow, only the engine's own sentences help.
    sentences = [each for each in expected.split(", ") if _SENTENCE.fullmatch(each)]
    return BadQuery(_told(sentences), int(line), int(column))


def _told(sentences: Sequence[str]) -> str:
    if not sentences:
        return Said.of("syntax", "this is not SPARQL at or before this place")
    return Said.of("syntax_told", "{told}", told="; ".join(sentences))


def unknown_function(error: Exception) -> str | None:
    """The function that is not known, where that is the complaint."""
    found = _FUNCTION.match(str(error))
    return found[1] if found else None


def unanswered(error: Exception) -> str:
    """Why a text that is SPARQL has no answer."""
    function = unknown_function(error)
    return Said.of("function", "the function <{iri}> is not known here", iri=function) if function else str(error)
