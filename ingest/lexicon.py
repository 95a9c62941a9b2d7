"""The names of known things, as a text may write them, kept for looking up word by word."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from rdflib import Literal, URIRef
from rdflib.namespace import DCTERMS, RDFS, SKOS

from graph.store import Scope, Store
from ingest.inflection import CLITICS, FUNCTION_WORDS, stem
from ontology.iri import fold
from ontology.model import Model, model
from ontology.namespaces import COUNTRY, CSC, NUTS

LANGUAGES = ("en", "pt", "it", "ro")
PLACES = frozenset({"country", "region", "place"})
CONCEPTS = frozenset({"industrial-ecosystem", "value-chain", "thematic-area", "intervention-area", "pact-goal"})
# Which kinds are looked for; of two things with one name, the kind that comes first is meant.
KINDS = (
    *("country", "region", "place", "cluster", "policy", "organisation", "project", "body", "work-package", "pact"),
    *("good-practice", "event", "industrial-ecosystem", "intervention-area", "thematic-area", "value-chain"),
    "pact-goal",
)
# Kinds of which names in other languages count too: those of their country.
_NAMED_ABROAD = frozenset({"cluster", "organisation", "project", "policy", "region"})
_PREDICATES = (RDFS.label, SKOS.prefLabel, SKOS.altLabel, CSC.acronym, DCTERMS.alternative)
_LISTED = " ".join(each.n3() for each in _PREDICATES)
_NAMES = f"SELECT ?thing ?predicate ?text WHERE {{ VALUES ?predicate {{ {_LISTED} }} ?thing ?predicate ?text }}"
_COUNTRIES = f"SELECT ?thing ?country WHERE {{ ?thing <{CSC.country}> ?country }}"
_PACTS = f"SELECT DISTINCT ?pact ?cluster WHERE {{ ?pact a <{CSC.SectoralPact}> ; <{CSC.pactOf}> ?cluster }}"
_STATES = f"SELECT ?country ?code WHERE {{ ?country a <{CSC.Country}> ; <{SKOS.notation}> ?code }}"

_WORD = re.compile(r"[^\W_]+")
_BRACKETS = re.compile(r"^(.+?)\s*\(([^()]+)\)$")
_LEGAL = re.compile(
    r",?\s+(?:S\.A\.|I\.P\.|a\.s\.|s\.r\.o\.|spol\. s r\.o\.|Lda\.?|Ltd\.?|GmbH|Kft\.?|Zrt\.?|S\.p\.A\.)$"
)
_YEARS = re.compile(r"\s+(?:19|20)\d\d\s*[-–]\s*(?:19|20)\d\d$")
_DECREE = re.compile(r"^[A-Z][\w-]+ \d+/\d{4}$")  # Despacho 2909/2015
_HUMP = re.compile(r"(?<=[a-zà-ÿ])(?=[A-Z])")
RANKS = {"label": 0, "alternative": 1, "acronym": 1, "part": 2, "turned": 3}


@dataclass(frozen=True)
class Token:
    """One word of a text: where it stands, and whether it says something (“Porto”) or only joins (“do”)."""

    text: str
    start: int
    end: int
    joins: bool

    @property
    def is_capital(self) -> bool:
        """Whether it begins with a capital, or with a digit, which has none."""
        return not self.text[0].islower()


def tokens(text: str) -> list[Token]:
    """The words of a text."""
    found: list[Token] = []
    for match in _WORD.finditer(text):
        start, end = match.span()
        word = match[0].lower()
        before, after = text[start - 1 : start], text[end : end + 1]
        clitic = before in {"-", "'", "’"} and word in CLITICS and end - start <= 5
        # The “e” of e-Living is part of a name.
        joins = clitic or (word in FUNCTION_WORDS and "-" not in {before, after} and not match[0].isupper())
        found.append(Token(match[0], start, end, joins or (word in {"o", "a", "e", "i"} and len(after.strip()) == 0)))
    return found


@dataclass(frozen=True)
class Form:
    """One way to write the name of a thing."""

    thing: str
    kind: str
    text: str
    lang: str
    how: str  # label, alternative, acronym, part (of a label), turned (other order)

    @property
    def words(self) -> tuple[str, ...]:
        """The words that say something, as written."""
        return tuple(each.text for each in tokens(self.text) if not each.joins)


@dataclass
class Node:
    """A place in the tree of names: what may follow, and the names that end here."""

    children: dict[str, "Node"] = field(default_factory=dict)
    forms: list[Form] = field(default_factory=list)


class Lexicon:
    """All names, and what is known of the things for telling homonyms apart."""

    def __init__(
        self, forms: Iterable[Form], countries: Mapping[str, str], pacts: Mapping[str, tuple[str, ...]]
    ) -> None:
        self.forms = tuple(dict.fromkeys(forms))
        self.countries = countries
        self.pacts = pacts  # of each cluster
        self._trees: dict[str, Node] = {}
        self._by_thing: dict[str, list[Form]] = {}

    @classmethod
    def of(cls, store: Store, vocabulary: Model | None = None) -> "Lexicon":
        """The names in a release."""
        rows = store.select(_NAMES, Scope.OPERATOR)
        known = vocabulary or model()
        named = [each for row in rows for each in _named(URIRef(row["thing"]), row["predicate"], row["text"], known)]
        return cls([form for name in dict.fromkeys(named) for form in _forms(name)], _countries(store), _pacts(store))

    def tree(self, lang: str) -> Node:
        """The names as they are looked up in a page of a language: by the stems of their words."""
        if lang not in self._trees:
            self._trees[lang] = _tree(self.forms, lang)
        return self._trees[lang]

    def of_thing(self, thing: str) -> tuple[Form, ...]:
        """The names of one thing."""
        if not self._by_thing:
            for form in self.forms:
                self._by_thing.setdefault(form.thing, []).append(form)
        return tuple(self._by_thing.get(thing, ()))

    def country(self, thing: str) -> str:
        """The IRI of the country a thing is in or is; empty where it is not known."""
        if thing.startswith(COUNTRY):
            return thing
        return self.countries.get(thing[: len(NUTS) + 2] if thing.startswith(NUTS) else thing, "")


def _named(thing: URIRef, predicate: object, text: object, known: Model) -> Iterator[Form]:
    located = known.locate(thing)
    if located is None or located.kind.name not in KINDS or not isinstance(text, Literal):
        return
    lang, kind = text.language or "", located.kind.name
    if lang not in {"", *LANGUAGES} and kind not in _NAMED_ABROAD:
        return
    how = "label" if predicate in {RDFS.label, SKOS.prefLabel} else "alternative"
    yield Form(str(thing), kind, str(text).strip(), lang, "acronym" if predicate == CSC.acronym else how)


def _countries(store: Store) -> dict[str, str]:
    stated = {str(row["thing"]): str(row["country"]) for row in store.select(_COUNTRIES, Scope.OPERATOR)}
    codes = store.select(_STATES, Scope.OPERATOR)
    # NUTS writes EL and UK for Greece and the United Kingdom.
    renamed = {"GR": "EL", "GB": "UK"}
    states = {str(NUTS) + renamed.get(str(row["code"]), str(row["code"])): str(row["country"]) for row in codes}
    return states | stated


def _pacts(store: Store) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for row in store.select(_PACTS, Scope.OPERATOR):
        found[str(row["cluster"])] = (*found.get(str(row["cluster"]), ()), str(row["pact"]))
    return found


def _forms(name: Form) -> Iterator[Form]:
    """The name as it stands, and what of it may stand alone."""
    yield _as(name, name.text, "acronym" if _is_acronym(name.text) else name.how)
    for part in dict.fromkeys(_parts(name)):
        if part != name.text and len(part) > 1:
            yield _as(name, part, "acronym" if _is_acronym(part) else "part")
    if name.kind == "cluster":
        yield from (_as(name, turned, "turned") for turned in _turned(name.text))


def _as(name: Form, text: str, how: str) -> Form:
    return Form(name.thing, name.kind, text, name.lang, how)


def _is_acronym(text: str) -> bool:
    """Whether it is one word with two capitals or more, such as IAPMEI, CEiiA or E&T, and not as Emilia-Romagna."""
    capitals = max(sum(char.isupper() for char in part) for part in text.split("-"))
    return not re.search(r"\s", text) and capitals >= 2 and len(text) <= 16


def _parts(name: Form) -> Iterator[str]:
    text = name.text
    if bracketed := _BRACKETS.match(text):
        outer, inner = bracketed[1], bracketed[2].strip()
        yield from (outer, *_halves(name, outer))
        if _stands_alone(name.kind, inner):
            yield inner
    yield from _halves(name, text)
    for pattern in (_LEGAL, _YEARS):
        if (shorter := pattern.sub("", text)) != text:
            yield from (shorter, *_halves(name, shorter))
    yield from _joined(text)


def _stands_alone(kind: str, inner: str) -> bool:
    """Whether what a name has in brackets is a name itself, and not a country, a year or a remark."""
    if kind == "policy" and _DECREE.match(inner):
        return True
    if _is_acronym(inner):
        return len(inner) > 2 and not re.search(r"\d", inner)
    return kind in {"organisation", "cluster"} and len(inner.split()) >= 3 and inner[0].isupper()


def _halves(name: Form, text: str) -> Iterator[str]:
    if name.kind in {"cluster", "organisation", "policy"}:
        halves = re.split(r"\s+[-–/]\s+", text)
        if len(halves) > 1:
            # What comes after is a name only where it has more than one word: “Pacts - Mobility” is not mobility.
            yield from (half for number, half in enumerate(halves) if number == 0 or len(half.split()) > 2)
    if name.kind == "cluster" and ": " in text:
        yield text.partition(":")[0]


def _joined(text: str) -> Iterator[str]:
    """The same name with its compounds written in one word, or in two."""
    if "-" in text:
        yield re.sub(r"(?<=\w)-(?=\w)", "", text)
    if _HUMP.search(text) and not _is_acronym(text.split()[0]):
        yield _HUMP.sub("-", text)


def _turned(text: str) -> Iterator[str]:
    """“Green Energy Cluster” as “cluster Green Energy”."""
    plain = text.partition(" - ")[0].partition(" (")[0]
    rest = re.sub(r"\s*\bCluster\b(?:\s+(?:do|da|das|dos|of))?\s*", " ", plain).strip()
    if rest and rest != plain and rest[0].isupper():
        yield from (each for each in (f"Cluster {rest}", f"{rest} Cluster") if each != plain)
        if len([each for each in tokens(rest) if not each.joins and each.is_capital]) >= 3:
            yield rest


def _tree(forms: Iterable[Form], lang: str) -> Node:
    root = Node()
    for form in forms:
        node = root
        for word in form.words:
            node = node.children.setdefault(stem(word, lang), Node())
        if node is not root:
            node.forms.append(form)
    return root


def same_letters(one: str, other: str) -> bool:
    """Whether two words differ at most in accents and case."""
    return fold(one) == fold(other)
