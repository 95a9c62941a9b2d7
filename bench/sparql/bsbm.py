"""The data of the Berlin SPARQL Benchmark: products of a shop, who makes and sells them, and what people say of them.

Written anew after its specification, version 3.1 (Bizer and Schultz 2010, "Dataset Specification"): what there is, how
much of it and how it is spread. Words are made of syllables, not taken from a list. About 375 triples for a product.
"""

import math
import random
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

_BSBM = "http://www4.wiwiss.fu-berlin.de/bizer/bsbm/v01/"
NAMESPACES = {
    "bsbm": f"{_BSBM}vocabulary/",
    "export": f"{_BSBM}vocabulary/export/",
    "inst": f"{_BSBM}instances/",
    "country": "http://downlode.org/rdf/iso-3166/countries#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "rev": "http://purl.org/stuff/rev#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_SEED = 808080
TODAY = date(2008, 6, 20)
_OFFERS, _REVIEWS = 20, 10  # of each product
_PRODUCTS_OF_PRODUCER, _OFFERS_OF_VENDOR, _REVIEWS_OF_REVIEWER, _REVIEWERS_OF_SITE = 50, 2_000, 20, 500
_COUNTRIES = {"US": 8, "GB": 2, "JP": 2, "CN": 2, "DE": 1, "FR": 1, "ES": 1, "RU": 1, "KR": 1, "AT": 1}  # of twenty
_TONGUES = {"US": "en", "GB": "en", "JP": "ja", "CN": "zh", "FR": "fr", "ES": "es", "RU": "ru", "KR": "ko"}
_SYLLABLES = [first + last for first in "bdfgklmnprstv" for last in ("a", "e", "in", "o", "us")]


class Kind(NamedTuple):
    """A kind of products."""

    path: tuple[int, ...]  # its own number and those of the wider ones, down to the root
    features: range


class Product(NamedTuple):
    """A product, as far as others need to know it."""

    label: str
    kind: Kind
    features: list[int]


class Shop:
    """The things of a shop of so many products; the same for the same number."""

    def __init__(self, products: int) -> None:
        chance = random.Random(_SEED)
        self.kinds = _kinds(chance, products)
        leaves = [kind for kind in self.kinds if len(kind.path) == len(self.kinds[-1].path)]
        self.products = [self._made(chance, chance.choice(leaves)) for _ in range(products)]
        self.producers = _shared_out(chance, products, _PRODUCTS_OF_PRODUCER)
        self.vendors = _shared_out(chance, products * _OFFERS, _OFFERS_OF_VENDOR)
        self.reviewers = _shared_out(chance, products * _REVIEWS, _REVIEWS_OF_REVIEWER)
        self._sites = _shared_out(chance, self.reviewers[-1], _REVIEWERS_OF_SITE)

    def _made(self, chance: random.Random, kind: Kind) -> Product:
        features = [each for number in kind.path for each in self.kinds[number].features if chance.random() < 0.25]
        return Product(_words(chance, 1, 3), kind, features)

    def lines(self) -> Iterator[str]:
        """All that is said of them, as lines of N-Triples."""
        chance = random.Random(_SEED + 1)
        yield from self._catalogue(chance)
        yield from self._goods(chance)
        yield from self._sales(chance)
        yield from self._opinions(chance)

    def _catalogue(self, chance: random.Random) -> Iterator[str]:
        for number, kind in enumerate(self.kinds):
            wider = [("rdfs:subClassOf", kind_iri(each)) for each in kind.path[1:2]]
            said = ("rdf:type", "bsbm:ProductType"), *_named(chance), *wider
            yield from _said(kind_iri(number), *said, *_published(chance, "inst:StandardizationInstitution1"))
            for feature in kind.features:
                said = ("rdf:type", "bsbm:ProductFeature"), *_named(chance)
                yield from _said(feature_iri(feature), *said, *_published(chance, "inst:StandardizationInstitution1"))

    def _goods(self, chance: random.Random) -> Iterator[str]:
        for producer in range(1, self.producers[-1] + 1):
            yield from _company(chance, _producer(producer), "bsbm:Producer")
        for number, product in enumerate(self.products):
            said = [("rdf:type", "bsbm:Product"), ("rdfs:label", f'"{product.label}"')]
            said += [("rdfs:comment", _text(chance, 50, 150)), ("bsbm:producer", _producer(self.producers[number]))]
            said += [("rdf:type", kind_iri(each)) for each in product.kind.path]
            said += [("bsbm:productFeature", feature_iri(each)) for each in product.features]
            for each in (each for each in range(1, 7) if each < 4 or chance.random() < 0.6):
                said.append((f"bsbm:productPropertyNumeric{each}", _measure(chance)))
                said.append((f"bsbm:productPropertyTextual{each}", _text(chance, 3, 15)))
            yield from _said(self.product(number), *said, *_published(chance, _producer(self.producers[number])))

    def _sales(self, chance: random.Random) -> Iterator[str]:
        for vendor in range(1, self.vendors[-1] + 1):
            yield from _company(chance, _vendor(vendor), "bsbm:Vendor")
        for number, vendor in enumerate(self.vendors):
            begins = TODAY - timedelta(chance.randrange(97))
            ends = begins + timedelta(1 + chance.randrange(90))
            yield from _said(
                self.offer(number),
                ("rdf:type", "bsbm:Offer"),
                ("bsbm:product", self.product(chance.randrange(len(self.products)))),
                ("bsbm:vendor", _vendor(vendor)),
                ("bsbm:price", _typed(f"{chance.uniform(5, 10_000):.2f}", "bsbm:USD")),
                ("bsbm:validFrom", _moment(begins)),
                ("bsbm:validTo", _moment(ends)),
                ("bsbm:deliveryDays", _typed(min(chance.randint(1, 21) for _ in range(2)), "xsd:integer")),
                ("bsbm:offerWebpage", f"<http://vendor{vendor}.example/offers/{number}>"),
                *_published(chance, _vendor(vendor)),
            )

    def _opinions(self, chance: random.Random) -> Iterator[str]:
        for reviewer in range(1, self.reviewers[-1] + 1):
            said = ("foaf:name", f'"{_words(chance, 1, 2)}"'), ("bsbm:country", _country(chance))
            box = ("foaf:mbox_sha1sum", f'"{chance.getrandbits(160):040x}"')
            yield from _said(self._reviewer(reviewer), ("rdf:type", "foaf:Person"), *said, box)
        for number, reviewer in enumerate(self.reviewers):
            tongue = _TONGUES.get(_country(chance).partition(":")[2], "de")
            rated = [each for each in range(1, 5) if chance.random() < 0.7]
            yield from _said(
                self.review(number),
                ("rdf:type", "rev:Review"),
                ("bsbm:reviewFor", self.product(chance.randrange(len(self.products)))),
                ("rev:reviewer", self._reviewer(reviewer)),
                ("bsbm:reviewDate", _moment(TODAY - timedelta(1 + chance.randrange(365)))),
                ("dc:title", _text(chance, 4, 15)),
                ("rev:text", f"{_text(chance, 50, 200)}@{tongue}"),
                *((f"bsbm:rating{each}", _typed(chance.randint(1, 10), "xsd:integer")) for each in rated),
                *_published(chance, f"inst:dataFromRatingSite{self._sites[reviewer - 1]}/RatingSite"),
            )

    def product(self, number: int) -> str:
        """The IRI of one product."""
        return _iri(f"inst:dataFromProducer{self.producers[number]}/Product{number + 1}")

    def offer(self, number: int) -> str:
        """The IRI of one offer."""
        return _iri(f"inst:dataFromVendor{self.vendors[number]}/Offer{number + 1}")

    def review(self, number: int) -> str:
        """The IRI of one review."""
        return _iri(f"inst:dataFromRatingSite{self._sites[self.reviewers[number] - 1]}/Review{number + 1}")

    def _reviewer(self, number: int) -> str:
        return _iri(f"inst:dataFromRatingSite{self._sites[number - 1]}/Reviewer{number}")


def _kinds(chance: random.Random, products: int) -> list[Kind]:
    """The kinds of products, widest first: 55, 151, 731 and 2,011 for 666, 2,785, 70,812 and 284,826 products."""
    size = math.log10(products)
    depth = round(size / 2 + 1)
    branches = [2 * round(size), *[8] * (depth - 1)]
    if depth > size / 2 + 1:  # the last level is only begun
        branches[-1] = 2
    level: list[tuple[int, ...]] = [(0,)]
    kinds, features = [Kind((0,), range(5))], 5
    for deep, branch in enumerate(branches, 1):
        share = deep / max(depth * (depth + 1) / 2 - 1, 1)
        begun = [path for path in level for _ in range(branch)]
        level = [(number, *path) for number, path in enumerate(begun, len(kinds))]
        for path in level:
            begin, features = features, features + round(chance.uniform(35 * share, 75 * share))
            kinds.append(Kind(path, range(begin, features)))
    return kinds


def _shared_out(chance: random.Random, things: int, mean: int) -> list[int]:
    """Whose each thing is, the owners numbered from one: so many of one in the mean, spread normally."""
    owners, owner = list[int](), 0
    while len(owners) < things:
        owner += 1
        owners += [owner] * max(1, round(chance.gauss(mean, mean / 3)))
    return owners[:things]


def _said(subject: str, *said: tuple[str, str]) -> Iterator[str]:
    about = _iri(subject)
    for predicate, value in said:
        yield f"{about} {_iri(predicate)} {_iri(value)} .\n"


def _iri(term: str) -> str:
    """A term as N-Triples have it: a prefixed name written out, all else as it is."""
    return term if term[0] in '"<' else _written(term)


@cache
def _written(name: str) -> str:
    prefix, _, local = name.partition(":")
    return f"<{NAMESPACES[prefix]}{local}>"


def kind_iri(number: int) -> str:
    """The IRI of one kind of products."""
    return _iri(f"inst:ProductType{number + 1}")


def feature_iri(number: int) -> str:
    """The IRI of one feature."""
    return _iri(f"inst:ProductFeature{number + 1}")


def _producer(number: int) -> str:
    return f"inst:dataFromProducer{number}/Producer{number}"


def _vendor(number: int) -> str:
    return f"inst:dataFromVendor{number}/Vendor{number}"


def _company(chance: random.Random, company: str, kind: str) -> Iterator[str]:
    home = f"<http://{company.rpartition('/')[2].lower()}.example/>"
    said = ("rdf:type", kind), *_named(chance), ("foaf:homepage", home), ("bsbm:country", _country(chance))
    return _said(company, *said, *_published(chance, company))


def _named(chance: random.Random) -> list[tuple[str, str]]:
    return [("rdfs:label", f'"{_words(chance, 1, 3)}"'), ("rdfs:comment", _text(chance, 20, 50))]


def _published(chance: random.Random, publisher: str) -> list[tuple[str, str]]:
    published = TODAY - timedelta(chance.randrange(1, 2_000))
    return [("dc:publisher", publisher), ("dc:date", _typed(published, "xsd:date"))]


def _country(chance: random.Random) -> str:
    return f"country:{chance.choices(list(_COUNTRIES), list(_COUNTRIES.values()))[0]}"


def _measure(chance: random.Random) -> str:
    return _typed(min(2_000, max(1, round(chance.gauss(1_000, 300)))), "xsd:integer")


def _moment(day: date) -> str:
    return _typed(f"{day}T00:00:00", "xsd:dateTime")


def _typed(value: object, datatype: str) -> str:
    return f'"{value}"^^{_iri(datatype)}'


def _text(chance: random.Random, least: int, most: int) -> str:
    return f'"{_words(chance, least, most)}"'


def _words(chance: random.Random, least: int, most: int) -> str:
    syllables = chance.choices(_SYLLABLES, k=3 * chance.randint(least, most))
    return " ".join(map("".join, zip(*[iter(syllables)] * 3, strict=True)))
