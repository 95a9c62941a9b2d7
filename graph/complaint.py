"""What the engine says of a text that is not SPARQL, in words that help whoever wrote it."""

import re

from graph.store import BadQuery

_PLACE = re.compile(r"error at (\d+):(\d+): (?:expected )?(?:one of )?(.*)", re.DOTALL)
_FUNCTION = re.compile(r"The custom function <(.*)> is not supported")
_SENTENCE = re.compile(r"[\\A-Za-z][\w\\ ,'-]* [\w ,'-]+")


def bad_query(error: SyntaxError) -> BadQuery:
    """The complaint, with its line and column where it names them."""
    found = _PLACE.match(error.msg)
    if not found:
        return BadQuery(error.msg)
    line, column, expected = found.groups()
    # Of the long list of what could follow, only the engine's own sentences help.
    sentences = [each for each in expected.split(", ") if _SENTENCE.fullmatch(each)]
    return BadQuery("; ".join(sentences) or "this is not SPARQL at or before this place", int(line), int(column))


def unknown_function(error: Exception) -> str | None:
    """The function that is not known, where that is the complaint."""
    found = _FUNCTION.match(str(error))
    return found[1] if found else None


def unanswered(error: Exception) -> str:
    """Why a text that is SPARQL has no answer."""
    function = unknown_function(error)
    return f"the function <{function}> is not known here" if function else str(error)
