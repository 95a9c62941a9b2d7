"""The values a question is asked with: text from a form or the command line, as a term of the graph."""

import re
from collections.abc import Callable, Mapping
from datetime import date

from rdflib import Literal, URIRef
from rdflib.namespace import XSD
from rdflib.term import Identifier

from graph.query import NamedQuery, Parameter, UnknownParameter, bare, bind, view
from graph.store import Scope, Store
from ontology.model import Model
from ontology.namespaces import UnknownPrefix, expand
from ontology.saying import Said


class BadValue(ValueError):
    """A parameter has a value that names nothing."""


def read(
    named: NamedQuery, given: Mapping[str, str], model: Model, is_known: Callable[[URIRef], bool] = lambda iri: True
) -> dict[str, Identifier]:
    """The terms to bind, with the defaults of the question where nothing was given.

    Raises `UnknownParameter` for a name the question does not have, `BadValue` for a value that cannot be:
    a mistyped one must not look as if nothing were known.
    """
    known = {each.name: each for each in named.parameters}
    if strange := given.keys() - known.keys():
        has = ", ".join(known) or "none"
        raise UnknownParameter(
            Said.of(
                "question_parameter",
                "question “{question}” has no parameter “{name}”; it has: {known}",
                question=named.name,
                name=min(strange),
                known=has,
            )
        )
    texts = {name: given.get(name, "").strip() or (each.default or "") for name, each in known.items()}
    terms = {name: term(known[name], text, model) for name, text in texts.items() if text}
    for name in given.keys() & terms.keys():
        value = terms[name]
        if isinstance(value, URIRef) and not is_known(value):
            raise BadValue(Said.of("value", "{name}: nothing is known of “{value}”", name=name, value=texts[name]))
    return terms


def known_to(store: Store, scope: Scope) -> Callable[[URIRef], bool]:
    """Whether a store says anything of a thing."""
    return lambda iri: store.ask(bind(view("known"), {"thing": iri}), scope)


def example(named: NamedQuery, model: Model) -> str:
    """A question as one would write it: its defaults filled in, without the header of its file."""
    return bare(bind(named.text, read(named, {}, model)))


def term(parameter: Parameter, text: str, model: Model) -> Identifier:
    """A value as it is typed: a date, a number, a text, or a thing as IRI, `country:PRT` or `clusters/aed-cluster`."""
    if parameter.type == "text":
        return Literal(text)
    if parameter.type == "number":
        return _number(parameter.name, text)
    return _date(parameter.name, text) if parameter.type == "date" else _thing(parameter.name, text, model)


def _number(name: str, text: str) -> Literal:
    if not re.fullmatch(r"-?\d{1,18}(\.\d{1,18})?", text, re.ASCII):
        raise BadValue(
            Said.of("number", "{name} takes a number, such as 10 or 2.5, and not “{value}”", name=name, value=text)
        )
    return Literal(text, datatype=XSD.decimal if "." in text else XSD.integer)


def _date(name: str, text: str) -> Literal:
    try:
        if not re.fullmatch(r"\d{4}(-\d\d){0,2}", text):
            raise ValueError("it is not written so")
        date.fromisoformat((text + "-01-01")[:10])
    except ValueError as error:
        raise BadValue(
            Said.of("date", "{name} takes a date, YYYY-MM-DD, and not “{value}”", name=name, value=text)
        ) from error
    return Literal(text)


def _thing(name: str, text: str, model: Model) -> URIRef:
    if re.match(r"https?://[^\s/]", text):
        return URIRef(text)
    collection, slash, slug = text.partition("/")
    kind = next((kind for kind in model.kinds if collection in (kind.collection, kind.name)), None)
    if slash and slug and kind:
        return kind.iri(slug)
    try:
        return expand(text)
    except UnknownPrefix as error:
        raise BadValue(
            Said.of(
                "thing_value",
                "{name} takes a thing, such as country:PRT or clusters/aed-cluster-portugal, and not “{value}”",
                name=name,
                value=text,
            )
        ) from error
