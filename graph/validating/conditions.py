"""SHACL constraints on a value as SPARQL expressions that are true of the values that conform."""

from collections.abc import Callable, Iterator

from rdflib import RDF, SH, XSD, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from graph.terms import to_engine

_KINDS = {
    SH.IRI: "isIRI({v})",
    SH.BlankNode: "isBlank({v})",
    SH.Literal: "isLiteral({v})",
    SH.BlankNodeOrIRI: "!isLiteral({v})",
    SH.IRIOrLiteral: "!isBlank({v})",
    SH.BlankNodeOrLiteral: "!isIRI({v})",
}
# Types whose lexical form the engine checks by casting; the other types have any text as their form.
_CAST = frozenset(
    {
        *(XSD.date, XSD.dateTime, XSD.time, XSD.gYear, XSD.gYearMonth, XSD.boolean),
        *(XSD.integer, XSD.decimal, XSD.double, XSD.float),
    }
)


class UnsupportedShape(ValueError):
    """A shape asks in a way that is not checked here; nothing is passed over in silence."""


class Conditions:
    """Writes the conditions that shapes of one graph put on values."""

    def __init__(self, triples: Graph) -> None:
        self._triples = triples
        self._writers: dict[URIRef, Callable[[Node, Node, str], str]] = {
            SH["class"]: lambda shape, value, v: f"EXISTS {{ {v} a {term(value)} }}",
            SH.datatype: self._datatype,
            SH.nodeKind: lambda shape, value, v: _KINDS[URIRef(str(value))].format(v=v),
            SH.pattern: self._pattern,
            SH.languageIn: self._languages,
            SH["in"]: self._among,
            SH.node: lambda shape, value, v: self.of_shape(value, v),
            SH["or"]: self._any,
            SH.disjoint: lambda shape, value, v: f"!EXISTS {{ ?this {term(value)} {v} }}",
        }

    def supports(self, predicate: URIRef) -> bool:
        """Whether this constraint is one on a single value."""
        return predicate in self._writers

    def of_value(self, shape: Node, predicate: URIRef, value: Node, v: str) -> str:
        """One constraint of a shape, on the value in a variable."""
        return self._writers[predicate](shape, value, v)

    def of_shape(self, shape: Node, v: str) -> str:
        """All that a nested shape asks of the value in a variable."""
        asked = [f"({each})" for each in self._asked(shape, v)]
        return " && ".join(asked) or "true"

    def _asked(self, shape: Node, v: str) -> Iterator[str]:
        path = self._triples.value(shape, SH.path)
        for predicate, value in sorted(self._triples.predicate_objects(shape)):
            if predicate == SH.property:
                yield self.of_shape(value, v)
            elif path is not None and predicate == SH.hasValue:
                yield f"EXISTS {{ {v} {term(path)} {term(value)} }}"
            elif path is not None and predicate == SH.minCount and int(str(value)) == 1:
                yield f"EXISTS {{ {v} {term(path)} ?some }}"
            elif path is None and isinstance(predicate, URIRef) and self.supports(predicate):
                yield self.of_value(shape, predicate, value, v)
            elif predicate not in {RDF.type, SH.path, SH.message, SH.severity, SH.name}:
                raise UnsupportedShape(f"{predicate} within another shape is not checked here")

    def _datatype(self, shape: Node, datatype: Node, v: str) -> str:
        same = f"COALESCE(DATATYPE({v}) = {term(datatype)}, false)"
        if datatype not in _CAST:
            return same
        # A cast that fails is an error; to compare what it gives would refuse NaN, which equals nothing.
        return f"{same} && COALESCE(DATATYPE({term(datatype)}(STR({v}))) = {term(datatype)}, false)"

    def _pattern(self, shape: Node, pattern: Node, v: str) -> str:
        flags = self._triples.value(shape, SH.flags)
        options = f", {term(flags)}" if flags is not None else ""
        return f"!isBlank({v}) && REGEX(STR({v}), {term(pattern)}{options})"

    def _languages(self, shape: Node, languages: Node, v: str) -> str:
        tests = [f"LANGMATCHES(LANG({v}), {term(each)})" for each in Collection(self._triples, languages)]
        return f"COALESCE({' || '.join(tests)}, false)"

    def _among(self, shape: Node, values: Node, v: str) -> str:
        return " || ".join(f"sameTerm({v}, {term(each)})" for each in Collection(self._triples, values)) or "false"

    def _any(self, shape: Node, options: Node, v: str) -> str:
        listed = list(Collection(self._triples, options))
        classes = [self._only_class(each) for each in listed]
        if all(classes):
            # One look at the types of the value, instead of one for each class.
            return f"EXISTS {{ {v} a ?type FILTER(?type IN ({', '.join(filter(None, classes))})) }}"
        tests = [f"({self.of_shape(each, v)})" for each in listed]
        return " || ".join(tests) or "false"

    def _only_class(self, shape: Node) -> str | None:
        said = list(self._triples.predicate_objects(shape))
        return term(said[0][1]) if len(said) == 1 and said[0][0] == SH["class"] else None


def term(value: Node) -> str:
    """A term as it stands in a query."""
    if not isinstance(value, URIRef | Literal):
        raise UnsupportedShape("only named properties and values are checked here, no paths of several steps")
    return str(to_engine(value))
