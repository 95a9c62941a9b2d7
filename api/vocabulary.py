"""From the vocabulary to its answers for programs: RDF written once for each version and format, and JSON."""

from collections.abc import Iterable
from functools import cache, lru_cache

from rdflib import Graph, URIRef

from api import terms_told as schemas
from api.pages.terms import constraints
from api.representation import Address
from graph.terms import serialised
from ontology import audit, catalogue, changes
from ontology.base import shipped
from ontology.iri import digest
from ontology.namespaces import ONTOLOGY
from ontology.reference import Reference, Term, reference
from ontology.shapes import files as shape_files
from ontology.shapes import shapes_graph

_KEPT = 32  # documents: four formats of each version


@cache
def fingerprint() -> str:
    """A digest of all that these answers are made from."""
    return digest("".join(map(shipped, (*catalogue.files(), *shape_files()))))


@lru_cache(_KEPT)
def document(version: str, media_type: str) -> bytes:
    """One version as RDF; raises `UnknownVersion`."""
    return serialised(catalogue.edition(version), media_type)


@lru_cache(_KEPT)
def shapes_document(media_type: str) -> bytes:
    """The completed shapes as RDF."""
    return serialised(shapes_graph(), media_type)


def description(term: Term) -> Graph:
    """What the vocabulary says of one term."""
    return reference().description(term.iri)


@lru_cache(_KEPT)
def of_version(version: str) -> Reference:
    """The reference of one version; raises `UnknownVersion`."""
    if version == catalogue.version():
        return reference()
    triples = catalogue.edition(version)
    return Reference(triples, {"": triples})


@cache
def checked() -> tuple[audit.Checked, ...]:
    """Every rule of the audit with what it looked at and what it finds."""
    return audit.examine(audit.ours(), audit.texts())


def findings() -> list[audit.Finding]:
    """What the audit finds in the vocabulary."""
    return sorted(finding for each in checked() for finding in each.findings)


@cache
def differences() -> tuple[changes.Difference, ...]:
    """The steps from version to version."""
    return changes.differences()


def told(version: str, at: Address) -> schemas.Vocabulary:
    """One version for programs."""
    found = of_version(version)
    terms = [term_told(found, term, at) for term in found.terms.values()]
    return schemas.Vocabulary(
        iri=str(ONTOLOGY), version=version, versions=list(catalogue.versions()), terms=terms, total=len(terms)
    )


def term_told(found: Reference, term: Term, at: Address) -> schemas.VocabularyTerm:
    """One term for programs."""
    return schemas.VocabularyTerm(
        iri=str(term.iri),
        name=term.name,
        sort=term.sort,
        part=term.part,
        url=at(f"/ontology/{term.name}"),
        labels=found.labels(term.iri),
        definition=found.definitions(term.iri).get("en"),
        definitions=found.definitions(term.iri),
        above=_all(found.above(term.iri)),
        domain=_all(found.domain(term.iri)),
        range=_all(found.range(term.iri)),
        code_lists=_all(found.code_lists(term.iri)),
        inverses=_all(found.inverses(term.iri)),
        properties=_uses(term) if term.is_class and found is reference() else [],
    )


def changes_told() -> schemas.Changes:
    """The changes for programs."""
    return schemas.Changes(items=[_step(each) for each in differences()])


def audit_told() -> schemas.Audit:
    """The audit for programs."""
    items = [
        schemas.AuditFinding(rule=each.rule, term=each.term, detail=each.detail, severity=each.severity)
        for each in findings()
    ]
    return schemas.Audit(items=items, total=len(items))


def _uses(term: Term) -> list[schemas.TermUse]:
    asked = constraints(term.iri)
    uses = {use.property: use.inherited_from for use in reference().uses(term.iri)}
    uses = {**{path: each.inherited_from for path, each in asked.items()}, **uses}
    return [_use(path, source, term) for path, source in uses.items()]


def _use(path: URIRef, source: URIRef | None, term: Term) -> schemas.TermUse:
    asked = constraints(term.iri).get(path)
    return schemas.TermUse(
        property=str(path),
        minimum=asked.minimum if asked else 0,
        maximum=asked.maximum if asked else None,
        severity=asked.severity if asked and asked.minimum else None,
        inherited_from=str(source) if source else None,
    )


def _step(each: changes.Difference) -> schemas.VersionChanges:
    changed = [
        schemas.TermChange(
            term=str(change.term), sort=change.sort, added=_written(change.added), removed=_written(change.removed)
        )
        for change in each.changed
    ]
    return schemas.VersionChanges(
        before=each.before, after=each.after, added=_all(each.added), removed=_all(each.removed), changed=changed
    )


def _written(statements: Iterable[changes.Statement]) -> list[str]:
    return [f"{each.property} {each.value}{'@' + each.lang if each.lang else ''}" for each in statements]


def _all(iris: Iterable[URIRef]) -> list[str]:
    return [str(iri) for iri in iris]
