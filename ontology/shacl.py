"""The completed shapes as a SHACL graph."""

import re
from collections.abc import Iterable, Mapping

from rdflib import DCTERMS, OWL, RDF, RDFS, SH, SKOS, XSD, BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.namespace import Namespace
from rdflib.term import Node

from ontology.completion import Range, Required, Stated, Told, Vocabulary, is_ours, local
from ontology.namespaces import CSC, ID, PREFIXES
from ontology.shape_words import Words

SHAPES = Namespace("https://w3id.org/clusterscape/ontology/shapes#")
PREFIX_OWNER = URIRef("https://w3id.org/clusterscape/ontology/shapes")
UNKNOWN = CSC.unknown
# A shape is about a field even where SHACL knows no path of it: one that asks for a value or for “unknown”.
ABOUT = DCTERMS.subject
_SEVERITIES = {"violation": SH.Violation, "warning": SH.Warning, "info": SH.Info}


class Writer:
    """Writes what is asked of each class as node shapes and property shapes, all of them named."""

    def __init__(self, known: Vocabulary) -> None:
        self.known = known
        self.words = Words(known)
        self._triples = Graph()

    def write(self, everything: Mapping[URIRef, Told], statements: Graph) -> Graph:
        """The graph of all shapes."""
        self._triples = Graph()
        self._prefixes()
        for own in everything.values():
            if own.cls == OWL.Thing:
                self._anything(own, statements)
            else:
                self._class(own, statements)
        for path in self.known.properties:
            self._allowed(path)
        self._verbatim(statements)
        return self._triples

    def _prefixes(self) -> None:
        self._add(PREFIX_OWNER, {RDF.type: [OWL.Ontology]})
        for prefix, namespace in PREFIXES.items():
            declared = BNode()
            self._add(PREFIX_OWNER, {SH.declare: [declared]})
            self._add(declared, {SH.prefix: [Literal(prefix)], SH.namespace: [Literal(namespace, datatype=XSD.anyURI)]})

    def _class(self, own: Told, statements: Graph) -> None:
        target = {SH.targetClass: [own.cls]}
        self._add(own.iri, {RDF.type: [SH.NodeShape], **target, RDFS.label: self.words.labels(own.cls)})
        name = local(own.cls)
        for path in own.paths:
            if path not in own.sorts():
                self._takes(own.iri, SHAPES[f"{name}-{local(path)}"], own.cls, path)
            self._not_blank(own.iri, SHAPES[f"{name}-{local(path)}-blank"], own.cls, path)
        for need in own.required:
            self._needs(own, SHAPES[f"{name}-{local(need.path)}-required"], need)
        for number, each in enumerate(own.stated):
            shape = SHAPES[f"{name}-{local(each.path)}-rule{number}"]
            self._add(own.iri, {SH.property: [shape]})
            self._stated(shape, own.cls, each, statements)
        for query in own.queries:
            self._query(target, query, statements)
        self._address(own)

    def _anything(self, own: Told, statements: Graph) -> None:
        for path in own.paths:
            node = SHAPES[local(path)]
            if self.known.range(path):
                self._add(node, {RDF.type: [SH.NodeShape], SH.targetSubjectsOf: [path]})
                self._takes(node, SHAPES[f"{local(path)}-value"], own.cls, path)
                self._not_blank(node, SHAPES[f"{local(path)}-blank"], own.cls, path)
        for number, each in enumerate(own.stated):
            node = SHAPES[f"{local(each.path)}-rules{number}"]
            self._add(node, {RDF.type: [SH.NodeShape], SH.targetSubjectsOf: [each.path]})
            shape = SHAPES[f"{local(each.path)}-rule{number}"]
            self._add(node, {SH.property: [shape]})
            self._stated(shape, own.cls, each, statements)

    def _takes(self, node: URIRef, shape: URIRef, cls: URIRef, path: URIRef) -> None:
        taken = self.known.range(path)
        if not taken:
            return
        self._add(node, {SH.property: [shape]})
        self._property(shape, path, SH.Violation, self.words.takes(cls, path, taken))
        self._range(shape, taken)

    def _not_blank(self, node: URIRef, shape: URIRef, cls: URIRef, path: URIRef) -> None:
        if self.known.range(path).is_text:
            self._add(node, {SH.property: [shape]})
            self._property(shape, path, SH.Violation, self.words.blank(cls, path))
            self._add(shape, {SH.pattern: [Literal("\\S")]})

    def _property(self, shape: URIRef, path: URIRef, severity: URIRef, messages: Mapping[str, str]) -> None:
        order = self.known.triples.value(path, CSC.order)
        self._add(
            shape,
            {
                RDF.type: [SH.PropertyShape],
                SH.path: [path],
                SH.name: self.words.labels(path),
                SH.order: [order] if order is not None else [],
                SH.severity: [severity],
                SH.message: texts(messages),
            },
        )

    def _range(self, shape: URIRef, taken: Range) -> None:
        if taken.code_list:
            self._add(shape, {SH.node: [self._list(taken.code_list)]})
            return
        sorts: list[tuple[URIRef, URIRef]] = [(SH["class"], cls) for cls in taken.classes]
        sorts += [(SH.datatype, datatype) for datatype in taken.datatypes]
        if len(sorts) == 1:
            self._triples.add((shape, *sorts[0]))
        else:
            self._or(shape, sorts)
        if taken.datatypes == (XSD.anyURI,) and not taken.classes:
            self._add(shape, {SH.pattern: [Literal("^https?://[^ ]+$")]})

    def _or(self, shape: URIRef, sorts: Iterable[tuple[URIRef, URIRef]]) -> None:
        options: list[Node] = []
        for predicate, value in sorts:
            option = BNode()
            self._triples.add((option, predicate, value))
            options.append(option)
        self._choice(shape, options)

    def _choice(self, shape: URIRef, options: list[Node]) -> None:
        head = BNode()
        Collection(self._triples, head, options)
        self._add(shape, {SH["or"]: [head]})

    def _list(self, scheme: URIRef) -> URIRef:
        shape = SHAPES[f"list-{str(scheme).rsplit('/', 1)[-1]}"]
        within = SHAPES[f"list-{str(scheme).rsplit('/', 1)[-1]}-scheme"]
        self._add(shape, {RDF.type: [SH.NodeShape], SH.property: [within]})
        self._add(within, {RDF.type: [SH.PropertyShape], SH.path: [SKOS.inScheme], SH.hasValue: [scheme]})
        return shape

    def _needs(self, own: Told, shape: URIRef, need: Required) -> None:
        severity = _SEVERITIES[need.severity]
        messages = self.words.needs(own.cls, need)
        if not need.or_unknown:
            self._add(own.iri, {SH.property: [shape]})
            self._property(shape, need.path, severity, messages)
            self._add(shape, {SH.minCount: [Literal(need.minimum)]})
            return
        known, unknown = BNode(), BNode()
        self._add(known, {SH.path: [need.path], SH.minCount: [Literal(need.minimum)]})
        self._add(unknown, {SH.path: [UNKNOWN], SH.hasValue: [need.path]})
        self._add(
            shape,
            {
                RDF.type: [SH.NodeShape],
                SH.targetClass: [own.cls],
                ABOUT: [need.path],
                SH.severity: [severity],
                SH.message: texts(messages),
            },
        )
        self._choice(shape, [known, unknown])

    def _stated(self, shape: URIRef, cls: URIRef, each: Stated, statements: Graph) -> None:
        messages = {str(text.language): str(text) for text in each.messages}
        self._property(shape, each.path, each.severity, messages or self.words.breaks(cls, each.path, each.maximum))
        if each.maximum is not None:
            self._add(shape, {SH.maxCount: [Literal(each.maximum)]})
        for predicate, value in each.parts:
            self._add(shape, {predicate: [value]})
            self._copy(value, statements)

    def _query(self, target: Mapping[URIRef, Iterable[Node]], query: URIRef, statements: Graph) -> None:
        name = SHAPES[str(query).rsplit("#", 1)[-1]]
        self._add(name, {RDF.type: [SH.NodeShape], **target, SH.sparql: [query]})
        for predicate in (SH.severity, SH.message, ABOUT):
            self._add(name, {predicate: statements.objects(query, predicate)})
        self._add(
            query,
            {
                RDF.type: [SH.SPARQLConstraint],
                SH.prefixes: [PREFIX_OWNER],
                SH.select: statements.objects(query, SH.select),
                SH.message: statements.objects(query, SH.message),
            },
        )

    def _address(self, own: Told) -> None:
        cls = own.cls
        if (cls, CSC.kind, None) not in self.known.triples:
            return
        # A thing of two kinds, such as a call, has the address of either.
        kin = {above for below in self.known.below(cls) for above in self.known.lineage(below)}
        prefixes = sorted({prefix for each in kin for prefix in self._prefixes_of(each)})
        self._add(
            SHAPES[f"{local(cls)}-address"],
            {
                RDF.type: [SH.NodeShape],
                SH.targetClass: [cls],
                SH.pattern: [Literal(own.address or _begins(prefixes))],
                SH.severity: [SH.Violation],
                SH.message: texts(self.words.address(cls, prefixes)),
            },
        )

    def _prefixes_of(self, cls: URIRef) -> set[str]:
        kind = self.known.triples.value(cls, CSC.kind)
        given = {str(prefix) for prefix in self.known.triples.objects(cls, CSC.iriPrefix)}
        return given or ({str(ID[f"{kind}/"])} if kind else set())

    def _allowed(self, path: URIRef) -> None:
        classes = self.known.stands_on(path)
        if not is_ours(path) or not classes or OWL.Thing in classes or self.known.is_derived(path):
            return
        shape = SHAPES[f"{local(path)}-allowed"]
        self._add(
            shape,
            {
                RDF.type: [SH.NodeShape],
                SH.targetSubjectsOf: [path],
                ABOUT: [path],
                SH.severity: [SH.Warning],
                SH.message: texts(self.words.allowed(path, classes)),
            },
        )
        if len(classes) == 1:
            self._add(shape, {SH["class"]: classes})
        else:
            self._or(shape, [(SH["class"], cls) for cls in classes])

    def _verbatim(self, statements: Graph) -> None:
        """Shapes that aim at no class stand as they are, each with the one query it asks."""
        for shape in statements.subjects(RDF.type, SH.NodeShape):
            paths = list(statements.objects(shape, SH.targetSubjectsOf))
            if paths:
                for query in statements.objects(shape, SH.sparql):
                    self._query({SH.targetSubjectsOf: paths}, URIRef(str(query)), statements)

    def _copy(self, value: Node, statements: Graph) -> None:
        if isinstance(value, BNode):
            for predicate, below in statements.predicate_objects(value):
                self._triples.add((value, predicate, below))
                self._copy(below, statements)

    def _add(self, subject: Node, said: Mapping[URIRef, Iterable[Node]]) -> None:
        for predicate, values in said.items():
            for value in values:
                self._triples.add((subject, predicate, value))


def _begins(prefixes: Iterable[str]) -> str:
    # XPath knows no escaped hyphen outside of brackets, and needs none.
    escaped = (re.escape(each).replace("\\-", "-") for each in prefixes)
    return f"^({'|'.join(escaped)})"


def texts(messages: Mapping[str, str]) -> list[Literal]:
    """Messages by language as literals."""
    return [Literal(text, lang=lang) for lang, text in messages.items()]
