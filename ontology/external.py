"""The outside vocabularies that ours is aligned to: their axioms and labels, cut from the published files."""

import re
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import OWL, RDF, RDFS, SKOS
from rdflib.term import Node

from ontology.namespaces import CSC, PREFIXES

FOLDER = Path(__file__).parent / "external"
CUTS = FOLDER / "cuts.toml"
_LANGUAGES = ("en", "pt", "it", "ro")  # those of ontology.model, which reads what is cut here
_PREFIXES: Mapping[str, str] = {
    **PREFIXES,
    "cv": "http://data.europa.eu/m8g/",
    "cpsv": "http://purl.org/vocab/cpsv#",
    "eurio": "http://data.europa.eu/s66#",
    "legal": "http://www.w3.org/ns/legal#",
    "locn": "http://www.w3.org/ns/locn#",
    "time": "http://www.w3.org/2006/time#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xkos": "http://rdf-vocabulary.ddialliance.org/xkos#",
}
_SHACL = Namespace("http://www.w3.org/ns/shacl#")
_CLASSES = frozenset({OWL.Class, RDFS.Class})
_CHARACTERISTICS = frozenset({
    OWL.TransitiveProperty, OWL.SymmetricProperty, OWL.FunctionalProperty, OWL.InverseFunctionalProperty,
    OWL.AsymmetricProperty, OWL.IrreflexiveProperty, OWL.ReflexiveProperty,
})  # fmt: skip
_PROPERTIES = frozenset({OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty, RDF.Property})
_TYPES = _CLASSES | _CHARACTERISTICS | _PROPERTIES | {RDFS.Datatype}
_UPWARD = (RDFS.subClassOf, RDFS.subPropertyOf)
_BETWEEN_TERMS = frozenset({
    *_UPWARD, RDFS.domain, RDFS.range, OWL.inverseOf, OWL.disjointWith, OWL.propertyDisjointWith,
    OWL.equivalentClass, OWL.equivalentProperty,
})  # fmt: skip
# Terms that the derived graph would repeat by the thousand and nobody asks for; nothing above them is reached.
_NOT_REASONED: Mapping[URIRef, str] = {
    SKOS.semanticRelation: "above every relation of SKOS: each of them again under another name",
    SKOS.mappingRelation: "the same for mappings",
    SKOS.narrowerTransitive: "the mirror of broaderTransitive, as large; ask ^skos:broaderTransitive",
    URIRef("http://www.w3.org/ns/prov#wasInfluencedBy"): "above every relation of PROV, and says less than each",
    URIRef("http://www.w3.org/ns/prov#influenced"): "the mirror of wasInfluencedBy",
    URIRef("http://purl.org/dc/terms/relation"): "above isPartOf, replaces and many more, and says less than each",
    URIRef("http://purl.org/dc/terms/coverage"): "above spatial: each place again under another name",
    URIRef("http://purl.org/linked-data/cube#Attachable"): "abstract: whatever may have an attribute",
    OWL.Thing: "everything is one",
    RDFS.Resource: "everything is one",
}
_NOT_REASONED_NAMESPACES = (
    "http://purl.org/dc/elements/1.1/",  # the 15 elements that dcterms repeats
    "http://xmlns.com/foaf/0.1/",  # stands above ORG; it says of every organisation once more that it acts
)
# SKOS stands in the data itself, below no term of ours.
_ALWAYS = (
    SKOS.broader, SKOS.narrower, SKOS.broaderTransitive, SKOS.related, SKOS.exactMatch, SKOS.closeMatch,
    SKOS.broadMatch, SKOS.narrowMatch, SKOS.topConceptOf, SKOS.hasTopConcept, SKOS.prefLabel,
)  # fmt: skip
_REASONED_TYPES = (OWL.TransitiveProperty, OWL.SymmetricProperty)


@dataclass(frozen=True)
class Cut:
    """One outside vocabulary: where its terms lie, and what must be said when they are passed on."""

    name: str
    title: str
    files: tuple[str, ...]
    shapes: tuple[str, ...]
    namespaces: tuple[str, ...]
    licence: str
    attribution: str

    def owns(self, term: Node) -> bool:
        """Whether a term is one of this vocabulary's own."""
        return isinstance(term, URIRef) and str(term).startswith(self.namespaces)


def cuts() -> tuple[Cut, ...]:
    """Every outside vocabulary that is cut from a published file."""
    declared = tomllib.loads(CUTS.read_text(encoding="utf-8"))
    return tuple(_cut(name, entry) for name, entry in declared.items())


def files() -> tuple[Path, ...]:
    """The outside vocabularies as shipped, in a stable order."""
    return tuple(sorted(FOLDER.glob("*.ttl")))


@cache
def outside() -> Graph:
    """All outside vocabularies as shipped; parsed once, not to be changed by the caller."""
    triples = Graph()
    for path in files():
        triples.parse(path, format="turtle")
    return triples


def axioms(ours: Graph, theirs: Graph | None = None) -> Graph:
    """What rules reason with: superterms, inverses, transitive and symmetric properties above our own terms."""
    theirs = outside() if theirs is None else theirs
    found = Graph()
    waiting = [*_ALWAYS, *_above(ours)]
    seen: set[Node] = set()
    while waiting:
        term = waiting.pop()
        if term not in seen:
            seen.add(term)
            for triple in _of_term(theirs, term):
                found.add(triple)
                waiting.extend(each for each in (triple[0], triple[2]) if each not in _REASONED_TYPES)
    return found


def cut(origin: Graph, shapes: Graph, chosen: Cut) -> Graph:
    """The axioms between named terms of a vocabulary, and its labels; never its prose."""
    kept = Graph()
    for triple in (*origin, *_from_shapes(shapes, origin)):
        if chosen.owns(triple[0]) and _is_kept(triple, chosen):
            kept.add(triple)
    return kept


def _cut(name: str, entry: Mapping[str, object]) -> Cut:
    texts = {key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()}
    return Cut(**{"name": name, "shapes": (), **texts})  # type: ignore[arg-type]


def _above(ours: Graph) -> Iterator[Node]:
    for predicate in (*_UPWARD, OWL.inverseOf):
        for term, above in ours.subject_objects(predicate):
            if isinstance(term, URIRef) and term.startswith(CSC):
                yield above


def _of_term(theirs: Graph, term: Node) -> Iterator[tuple[Node, Node, Node]]:
    if not _is_reasoned(term):
        return
    for predicate in _UPWARD:
        for above in theirs.objects(term, predicate):
            if _is_reasoned(above):
                yield term, predicate, above
    for triple in (*theirs.triples((term, OWL.inverseOf, None)), *theirs.triples((None, OWL.inverseOf, term))):
        if _is_reasoned(triple[0]) and _is_reasoned(triple[2]):
            yield triple
    for kind in _REASONED_TYPES:
        yield from theirs.triples((term, RDF.type, kind))


def _is_reasoned(term: Node) -> bool:
    return term not in _NOT_REASONED and not str(term).startswith(_NOT_REASONED_NAMESPACES)


def _is_kept(triple: tuple[Node, Node, Node], chosen: Cut) -> bool:
    subject, predicate, value = triple
    if predicate == RDF.type:
        return value in _TYPES
    if predicate == RDFS.label:
        return isinstance(value, Literal) and (value.language or "en").split("-")[0] in _LANGUAGES
    if predicate == RDFS.isDefinedBy:
        return isinstance(value, URIRef) and value.rstrip("#/") == re.sub("[#/][^#/]*$", "", str(subject))
    return predicate in _BETWEEN_TERMS and isinstance(value, URIRef)


def _from_shapes(shapes: Graph, origin: Graph) -> Iterator[tuple[Node, Node, Node]]:
    """Terms that only a SHACL profile names, as a class that is a target or a property that is a path."""
    for cls in shapes.objects(None, _SHACL.targetClass):
        if (cls, RDF.type, None) not in origin:
            yield cls, RDF.type, OWL.Class
            yield cls, RDFS.label, Literal(_spaced(cls), "en")
    for shape, path in shapes.subject_objects(_SHACL.path):
        if (path, RDF.type, None) not in origin:
            takes_values = (shape, _SHACL.datatype, None) in shapes or (
                shape,
                _SHACL.nodeKind,
                _SHACL.Literal,
            ) in shapes
            yield path, RDF.type, OWL.DatatypeProperty if takes_values else OWL.ObjectProperty
            yield path, RDFS.label, Literal(_spaced(path), "en")


def _spaced(term: Node) -> str:
    """`legalName` as “legal name”."""
    return re.sub("(?<=[a-z])(?=[A-Z])", " ", re.split("[#/]", str(term))[-1]).lower()


def _turtle(kept: Graph, chosen: Cut, left_out: int) -> str:
    written = Graph(bind_namespaces="none")
    for prefix, space in _PREFIXES.items():
        written.bind(prefix, space)
    for triple in kept:
        written.add(triple)
    files = ", ".join((*chosen.files, *chosen.shapes))
    header = (
        f"# {chosen.title}: the axioms between its named terms, and its labels.\n"
        f"# Licence: {chosen.licence}\n# Attribution: {chosen.attribution}\n"
        f"# Changed: cut by ontology/external.py from {files}.\n"
        f"# Definitions, notes and other prose are left out, {left_out} axioms with restrictions, unions or chains\n"
        f"# too; of the labels those in {', '.join(_LANGUAGES)} are kept.\n"
    )
    return header + written.serialize(format="turtle").strip() + "\n"


def _complex(origin: Graph, chosen: Cut) -> int:
    """How many axioms about its terms are not between named terms."""
    wanted = (*_BETWEEN_TERMS, OWL.propertyChainAxiom)
    axioms_of = (triple for predicate in wanted for triple in origin.triples((None, predicate, None)))
    return sum(chosen.owns(triple[0]) and not isinstance(triple[2], URIRef) for triple in axioms_of)


def _read(folder: Path, names: Iterable[str]) -> Graph:
    triples = Graph()
    for name in names:
        triples.parse(folder / name, format="turtle")
    return triples


def main(folder: Path) -> int:
    """Cut every vocabulary anew from the published files in a folder."""
    for chosen in cuts():
        origin, shapes = _read(folder, chosen.files), _read(folder, chosen.shapes)
        text = _turtle(cut(origin, shapes, chosen), chosen, _complex(origin, chosen))
        (FOLDER / f"{chosen.name}.ttl").write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m ontology.external FOLDER")
    sys.exit(main(Path(sys.argv[1])))
