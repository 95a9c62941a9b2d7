"""The rows of an answer as RDF, in the result set vocabulary of the working group that made SPARQL."""

from collections.abc import Iterable, Mapping

from rdflib import BNode, Graph, Literal, Namespace, URIRef
from rdflib.namespace import RDF
from rdflib.term import Identifier

RS = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/result-set#")
Term = Mapping[str, str]  # as SPARQL writes it in JSON


def triples(columns: Iterable[str], rows: Iterable[Mapping[str, Term]]) -> Graph:
    """A result set with its columns and solutions; `rs:index` keeps the order of the rows."""
    made, found = Graph(), BNode()
    made.bind("rs", RS)
    made.add((found, RDF.type, RS.ResultSet))
    for column in columns:
        made.add((found, RS.resultVariable, Literal(column)))
    for index, row in enumerate(rows, 1):
        solution = BNode()
        made.add((found, RS.solution, solution))
        made.add((solution, RS["index"], Literal(index)))
        for column, told in row.items():
            binding = BNode()
            made.add((solution, RS.binding, binding))
            made.add((binding, RS.variable, Literal(column)))
            made.add((binding, RS.value, term(told)))
    return made


def term(told: Term) -> Identifier:
    """A term from its JSON form (SPARQL 1.1 Query Results JSON Format, section 3.2.2)."""
    if told["type"] == "uri":
        return URIRef(told["value"])
    if told["type"] == "bnode":
        return BNode(told["value"])
    datatype = told.get("datatype")
    return Literal(told["value"], lang=told.get("xml:lang"), datatype=URIRef(datatype) if datatype else None)
