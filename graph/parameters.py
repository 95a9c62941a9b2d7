"""The values a question is asked with: text from a form or the command line, as a term of the graph."""

import re
from collections.abc import Mapping

from rdflib import Literal, URIRef
from rdflib.term import Identifier

from graph.query import NamedQuery, UnknownParameter, bind
from ontology.model import Model
from ontology.namespaces import UnknownPrefix, expand


class BadValue(ValueError):
    """A parameter has a value that names nothing."""


def read(named: NamedQuery, given: Mapping[str, str], model: Model) -> dict[str, Identifier]:
    """The terms to bind, with the defaults of the question where nothing was given.

    Raises `UnknownParameter` for a name the question does not have, `BadValue` for a value that cannot be.
    """
    known = {each.name: each for each in named.parameters}
    if strange := given.keys() - known.keys():
        has = ", ".join(known) or "none"
        raise UnknownParameter(f"question “{named.name}” has no parameter “{min(strange)}”; it has: {has}")
    texts = {name: given.get(name, "").strip() or (each.default or "") for name, each in known.items()}
    return {name: term(text, model) for name, text in texts.items() if text}


def example(named: NamedQuery, model: Model) -> str:
    """A question as one would write it: its defaults filled in, its English header kept."""
    text = bind(named.text, read(named, {}, model))
    return "\n".join(line for line in text.splitlines() if not re.match(r"# \w+@\w+:", line))


def term(text: str, model: Model) -> Identifier:
    """A value as it is typed: an IRI, `country:PRT`, `clusters/aed-cluster-portugal`, or plain text such as a date."""
    if re.match(r"https?://", text):
        return URIRef(text)
    collection, slash, slug = text.partition("/")
    if slash:
        found = next((kind for kind in model.kinds if collection in (kind.collection, kind.name)), None)
        if found is None:
            raise BadValue(f"“{text}” names no thing: “{collection}” is not a kind of thing here")
        return URIRef(found.prefix + slug)
    if re.fullmatch(r"[a-z]+:[\w./-]+", text):
        return _expanded(text)
    return Literal(text)


def _expanded(text: str) -> URIRef:
    try:
        return expand(text)
    except UnknownPrefix as error:
        raise BadValue(str(error)) from error
