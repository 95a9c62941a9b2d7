"""What is wrong with the vocabulary: the rules, and what they find."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from rdflib import Graph

from ontology import alignments, completeness, pitfalls
from ontology.base import shipped
from ontology.catalogue import files
from ontology.external import outside
from ontology.findings import ERROR, WARNING, Audited, Finding, Rule

__all__ = ["ERROR", "RULES", "WARNING", "Checked", "Finding", "audit", "examine", "ours", "texts"]
RULES: tuple[Rule, ...] = (*completeness.RULES, *alignments.RULES, *pitfalls.RULES)
_ROOT = Path(__file__).parent.parent
_FOLDERS = ("ontology", "graph", "ingest", "viz", "api")
_SUFFIXES = frozenset({".rq", ".ru", ".toml", ".html", ".py"})
_BUILT = frozenset({"node_modules", "static"})


@dataclass(frozen=True)
class Checked:
    """One rule, the number of terms it looked at, and what it found."""

    rule: Rule
    terms: int
    findings: tuple[Finding, ...]


def audit(triples: Graph, used_in: Mapping[str, str] | None = None) -> list[Finding]:
    """All faults of a vocabulary, and the terms that texts (queries, rules, mappings, by name) use and it lacks."""
    return sorted({finding for each in examine(triples, used_in) for finding in each.findings})


def examine(triples: Graph, used_in: Mapping[str, str] | None = None) -> tuple[Checked, ...]:
    """Every rule with what it looked at and found."""
    seen = Audited(triples, outside(), used_in or {})
    return tuple(Checked(rule, len(set(rule.looks_at(seen))), tuple(sorted(set(rule.check(seen))))) for rule in RULES)


def ours() -> Graph:
    """The vocabulary with its code lists, as its files state it: nothing from outside."""
    triples = Graph()
    for path in files("vocabulary", "schemes"):
        triples.parse(data=shipped(path), format="turtle")
    return triples


def texts() -> dict[str, str]:
    """Every file of the program that may name a term."""
    found = (path for name in _FOLDERS for path in sorted((_ROOT / name).rglob("*")) if _may_name(path))
    return {str(path.relative_to(_ROOT)): path.read_text(encoding="utf-8").replace("CSC.", "csc:") for path in found}


def _may_name(path: Path) -> bool:
    shapes = path.suffix == ".ttl" and path.parent.name == "shapes"
    return (path.suffix in _SUFFIXES or shapes) and _BUILT.isdisjoint(path.relative_to(_ROOT).parts)
