"""The twelve queries of the explore use case of the Berlin SPARQL Benchmark, version 3.1, about a shop that was made.

What is asked about is drawn from what there is: a product at random, a kind that it is of, features that it has.
"""

import random
from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType

from bench.sparql.bsbm import NAMESPACES, TODAY, Shop, feature_iri, kind_iri

_PREFIXES = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in NAMESPACES.items())
# What stands between two `%` is put in place for each query.
QUERIES: Mapping[str, str] = MappingProxyType(
    {
        "1 products by features": """SELECT DISTINCT ?product ?label {
    ?product rdfs:label ?label ; a %kind% ; bsbm:productFeature %first%, %second% ;
        bsbm:productPropertyNumeric1 ?value1 FILTER(?value1 > %low%)
} ORDER BY ?label LIMIT 10""",
        "2 one product": """SELECT ?label ?comment ?producer ?feature
    ?text1 ?text2 ?text3 ?number1 ?number2 ?text4 ?text5 ?number4 {
    %product% rdfs:label ?label ; rdfs:comment ?comment ; bsbm:producer ?p . ?p rdfs:label ?producer .
    %product% dc:publisher ?p ; bsbm:productFeature ?f . ?f rdfs:label ?feature .
    %product% bsbm:productPropertyTextual1 ?text1 ; bsbm:productPropertyTextual2 ?text2 ;
        bsbm:productPropertyTextual3 ?text3 ; bsbm:productPropertyNumeric1 ?number1 ;
        bsbm:productPropertyNumeric2 ?number2
    OPTIONAL { %product% bsbm:productPropertyTextual4 ?text4 }
    OPTIONAL { %product% bsbm:productPropertyTextual5 ?text5 }
    OPTIONAL { %product% bsbm:productPropertyNumeric4 ?number4 }
}""",
        "3 one feature, not another": """SELECT ?product ?label {
    ?product rdfs:label ?label ; a %kind% ; bsbm:productFeature %first% ; bsbm:productPropertyNumeric1 ?p1
    FILTER(?p1 > %low%)
    ?product bsbm:productPropertyNumeric3 ?p3 FILTER(?p3 < %high%)
    OPTIONAL { ?product bsbm:productFeature %other% ; rdfs:label ?other } FILTER(!BOUND(?other))
} ORDER BY ?label LIMIT 10""",
        "4 either of two sets": """SELECT DISTINCT ?product ?label ?text {
    { ?product rdfs:label ?label ; a %kind% ; bsbm:productFeature %first%, %second% ;
          bsbm:productPropertyTextual1 ?text ; bsbm:productPropertyNumeric1 ?p1 FILTER(?p1 > %low%) }
    UNION
    { ?product rdfs:label ?label ; a %kind% ; bsbm:productFeature %first%, %third% ;
          bsbm:productPropertyTextual1 ?text ; bsbm:productPropertyNumeric2 ?p2 FILTER(?p2 > %low%) }
} ORDER BY ?label OFFSET 5 LIMIT 10""",
        "5 similar products": """SELECT DISTINCT ?product ?label {
    ?product rdfs:label ?label FILTER(%product% != ?product)
    %product% bsbm:productFeature ?feature . ?product bsbm:productFeature ?feature .
    %product% bsbm:productPropertyNumeric1 ?own1 . ?product bsbm:productPropertyNumeric1 ?other1
    FILTER(?other1 < (?own1 + 120) && ?other1 > (?own1 - 120))
    %product% bsbm:productPropertyNumeric2 ?own2 . ?product bsbm:productPropertyNumeric2 ?other2
    FILTER(?other2 < (?own2 + 170) && ?other2 > (?own2 - 170))
} ORDER BY ?label LIMIT 5""",
        "6 a word in the label": """SELECT ?product ?label {
    ?product rdfs:label ?label ; a bsbm:Product FILTER REGEX(?label, %word%)
}""",
        "7 offers and reviews": """SELECT ?label ?offer ?price ?vendor ?vendorName
    ?review ?title ?reviewer ?name ?rating1 ?rating2 {
    %product% rdfs:label ?label
    OPTIONAL {
        ?offer bsbm:product %product% ; bsbm:price ?price ; bsbm:vendor ?vendor .
        ?vendor rdfs:label ?vendorName ; bsbm:country country:DE .
        ?offer dc:publisher ?vendor ; bsbm:validTo ?date FILTER(?date > %today%)
    }
    OPTIONAL {
        ?review bsbm:reviewFor %product% ; rev:reviewer ?reviewer . ?reviewer foaf:name ?name .
        ?review dc:title ?title
        OPTIONAL { ?review bsbm:rating1 ?rating1 }
        OPTIONAL { ?review bsbm:rating2 ?rating2 }
    }
}""",
        "8 reviews in English": """SELECT ?title ?text ?date ?reviewer ?name ?rating1 ?rating2 ?rating3 ?rating4 {
    ?review bsbm:reviewFor %product% ; dc:title ?title ; rev:text ?text FILTER LANGMATCHES(LANG(?text), "EN")
    ?review bsbm:reviewDate ?date ; rev:reviewer ?reviewer . ?reviewer foaf:name ?name
    OPTIONAL { ?review bsbm:rating1 ?rating1 }
    OPTIONAL { ?review bsbm:rating2 ?rating2 }
    OPTIONAL { ?review bsbm:rating3 ?rating3 }
    OPTIONAL { ?review bsbm:rating4 ?rating4 }
} ORDER BY DESC(?date) LIMIT 20""",
        "9 a reviewer described": "DESCRIBE ?x { %review% rev:reviewer ?x }",
        "10 cheap and soon": """SELECT DISTINCT ?offer ?price {
    ?offer bsbm:product %product% ; bsbm:vendor ?vendor ; dc:publisher ?vendor .
    ?vendor bsbm:country country:US .
    ?offer bsbm:deliveryDays ?days FILTER(?days <= 3)
    ?offer bsbm:price ?price ; bsbm:validTo ?date FILTER(?date > %today%)
} ORDER BY xsd:double(STR(?price)) LIMIT 10""",
        "11 all of an offer": """SELECT ?property ?has ?of {
    { %offer% ?property ?has } UNION { ?of ?property %offer% }
}""",
        "12 an offer exported": """CONSTRUCT {
    %offer% export:product ?product ; export:productlabel ?label ; export:vendor ?vendor ;
        export:vendorname ?name ; export:vendorhomepage ?home ; export:offerURL ?page ; export:price ?price ;
        export:deliveryDays ?days ; export:validuntil ?until
} WHERE {
    %offer% bsbm:product ?product . ?product rdfs:label ?label .
    %offer% bsbm:vendor ?vendor . ?vendor rdfs:label ?name ; foaf:homepage ?home .
    %offer% bsbm:offerWebpage ?page ; bsbm:price ?price ; bsbm:deliveryDays ?days ; bsbm:validTo ?until
}""",
    }
)


def questions(shop: Shop) -> Mapping[str, Callable[[random.Random], str]]:
    """The twelve queries, each about something else each time."""
    return {name: partial(_asked, shop, text) for name, text in QUERIES.items()}


def lookups(shop: Shop, chance: random.Random, count: int) -> list[str]:
    """Cheap queries, no two alike: what is said of an offer."""
    numbers = chance.sample(range(len(shop.vendors)), min(count, len(shop.vendors)))
    return [f"SELECT ?p ?o {{ {shop.offer(number)} ?p ?o }}" for number in numbers]


def _asked(shop: Shop, text: str, chance: random.Random) -> str:
    number = chance.randrange(len(shop.products))
    product = shop.products[number]
    kind = chance.choice(product.kind.path[:-1])
    known = [each for wider in shop.kinds[kind].path for each in shop.kinds[wider].features]
    chance.shuffle(known)
    known.sort(key=lambda each: each not in product.features)
    about = {
        "product": shop.product(number),
        "kind": kind_iri(kind),
        **{name: feature_iri(each) for name, each in zip(("first", "second", "third"), known, strict=False)},
        "other": feature_iri(known[-1]),
        "low": str(chance.randint(1, 500)),
        "high": str(chance.randint(1_000, 1_500)),
        "word": f'"{chance.choice(product.label.split())}"',
        "review": shop.review(chance.randrange(len(shop.reviewers))),
        "offer": shop.offer(chance.randrange(len(shop.vendors))),
        "today": f'"{TODAY}T00:00:00"^^xsd:dateTime',
    }
    for name, value in about.items():
        text = text.replace(f"%{name}%", value)
    return _PREFIXES + text
