"""The code lists of the vocabulary and of the reference tables, by every name that a code has."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDF, SKOS
from rdflib.term import Node

from ingest import tables
from ingest.near import Names
from ontology import catalogue
from ontology.iri import fold
from ontology.namespaces import CSC, ID, NACE, NACE21, NUTS

_LANGUAGES = ("en", "pt", "it", "ro")
_LABELS = (SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel)
_SCHEMES = f"{ID}scheme/"
# What people write for the areas, besides their titles.
_AREAS: Mapping[str, str] = {
    "ta1": "innovation;R&D;research;inovação;I&D;innovazione;ricerca;inovare;cercetare",
    "ta2": "sustainability;sustentabilidade;sostenibilità;sustenabilitate;environment",
    "ta3": "internationalisation;internacionalização;internazionalizzazione;internaționalizare;cooperation",
    "ta4": "financing;finance;cluster financing;financiamento;finanziamento;finanțare",
    "ta5": "specialisation;regional specialisation;especialização;specializzazione;specializare;smart specialisation",
    "ta6": "skills;skills and jobs;jobs;competências;emprego;competenze;occupazione;competențe;locuri de muncă",
}


@dataclass(frozen=True)
class Codes:
    """One list: the IRI of each code by its folded names, and how it is told to people."""

    by_name: Mapping[str, str]
    shown: tuple[str, ...] = ()
    several: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # names that mean more than one code

    @cached_property
    def names(self) -> Names:
        """The names, to find those most like another."""
        return Names((*self.by_name, *self.shown))


def made(pairs: Iterable[tuple[str, str]], firm: Iterable[tuple[str, str]] = ()) -> Codes:
    """A list from pairs of name and IRI. The firm ones (codes, notations) win; a name of two codes means neither."""
    found: dict[str, dict[str, None]] = {}
    shown: dict[str, None] = {}
    for name, iri in pairs:
        if name:
            found.setdefault(fold(name), {})[iri] = None
            shown[name] = None
    sure = {fold(name): iri for name, iri in firm if name}
    one = {name: next(iter(iris)) for name, iris in found.items() if len(iris) == 1}
    several = {name: tuple(iris) for name, iris in found.items() if len(iris) > 1 and name not in sure}
    return Codes({**one, **sure}, tuple(shown), several)


@cache
def lists() -> Mapping[str, Codes]:
    """Every code list by the last part of its IRI: `level`, `unit`, `recognition-status`."""
    graph = catalogue.vocabulary()
    schemes = (str(each) for each in graph.subjects(RDF.type, CSC.CodeList))
    found = {each.removeprefix(_SCHEMES): _of_scheme(graph, URIRef(each)) for each in schemes}
    return {name: codes for name, codes in sorted(found.items()) if codes.by_name}


def _of_scheme(graph: Graph, scheme: URIRef) -> Codes:
    codes = sorted(each for each in graph.subjects(SKOS.inScheme, scheme) if isinstance(each, URIRef))
    name = str(scheme).removeprefix(_SCHEMES)
    firm = [(str(text), str(each)) for each in codes for text in graph.objects(each, SKOS.notation)]
    firm += [(str(each).rsplit("/", 1)[-1].removeprefix(f"{name}-"), str(each)) for each in codes]
    named = [(text, each) for each in codes for p in _LABELS for text in graph.objects(each, p)]
    # English first: these are the names that a fault tells.
    ranked = sorted(named, key=lambda pair: (_rank(pair[0]), str(pair[1]), str(pair[0])))
    return made(((str(text), str(each)) for text, each in ranked), firm)


def _rank(text: Node) -> int:
    lang = text.language if isinstance(text, Literal) else None
    return _LANGUAGES.index(lang) if lang in _LANGUAGES else len(_LANGUAGES)


@cache
def countries() -> Codes:
    """Countries by their codes, and their names in the 24 languages of the Union."""
    rows = tables.listed(tables.COUNTRIES)
    codes = ("iso2", "eurostat_code", "iso3", "iso_numeric")
    names = [column for column in rows[0] if column.startswith("name_")]
    firm = [(row[column], row["eu_authority_uri"]) for column in reversed(codes) for row in rows]
    firm += [(row["name_en"], row["eu_authority_uri"]) for row in rows]
    return made(((row[column], row["eu_authority_uri"]) for row in rows for column in names), firm)


@cache
def regions(level: int | None = None) -> Codes:
    """Regions by code, and by name where only one region, or one of that level, has it."""
    older, newer = (_regions(version, level) for version in tables.REGIONS)
    # A name that both versions know, each with another code, means what it means now.
    by_name = {name: iri for name, iri in older.by_name.items() if name not in newer.several} | dict(newer.by_name)
    several = {name: iris for name, iris in older.several.items() if name not in by_name} | dict(newer.several)
    return Codes(by_name, tuple(dict.fromkeys(newer.shown + older.shown)), several)


def _regions(version: str, level: int | None) -> Codes:
    rows = tables.listed(version)
    wanted = [row for row in rows if level is None or row["level"] == str(level)]
    names = ("name", "name_latin", "label", "label_latin")
    pairs = ((row.get(column, ""), str(NUTS[row["code"]])) for row in wanted for column in names)
    return made(pairs, [(row["code"], str(NUTS[row["code"]])) for row in rows])


@cache
def activities(newer: bool) -> Codes:
    """Economic activities by code, with or without the letter of the section, and by label."""
    rows = tables.listed(tables.ACTIVITIES_2_1 if newer else tables.ACTIVITIES)
    space = NACE21 if newer else NACE
    columns = [column for column in rows[0] if column.startswith(("label_", "name_"))]
    iris = {row["code"]: str(space[row["code"].replace(".", "")]) for row in rows}
    # A division and its only class often have one label: the broader one, which comes first, is meant.
    by_name = {fold(row[column]): iris[row["code"]] for row in reversed(rows) for column in columns if row[column]}
    shown = tuple(dict.fromkeys(row[column] for row in rows for column in columns if row[column]))
    return Codes(by_name | {fold(code): iri for code, iri in iris.items()}, shown)


@cache
def areas() -> Codes:
    """The six areas of the learning matrix by id, working group, label in four languages and common names."""
    rows = [row for row in tables.listed("clusterpolisee-thematic-areas") if row["kind"] == "thematic"]
    iris = {row["id"]: str(ID[f"thematic-area/{row['id'].lower()}"]) for row in rows}
    firm = [(row["id"], iris[row["id"]]) for row in rows]
    firm += [(part.strip(), iris[row["id"]]) for row in rows for part in row["working_group"].split("/")]
    labels = [(row[f"label_{lang}"], iris[row["id"]]) for lang in _LANGUAGES for row in rows]
    names = [(name, iris[key.upper()]) for key, told in _AREAS.items() for name in told.split(";")]
    return made([*labels, *names], firm)
