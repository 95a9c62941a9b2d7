"""Queries that mean harm: each tries to take all time, all memory, the stack, or to reach what it should not."""

from collections.abc import Callable, Iterator
from itertools import islice

PREFIXES = "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
_DEPTHS = (20, 95, 300, 2_000, 12_000)
_ANY = "(<urn:p>|!<urn:p>)"

# Each construct of the grammar that can stand in itself: what goes before, the middle, what goes after.
_NESTED: dict[str, tuple[str, str, str]] = {
    "group": ("{", "?s ?p ?o", "}"),
    "optional": ("OPTIONAL {", "?s ?p ?o", "}"),
    "union": ("{ ?a ?b ?c } UNION {", "?s ?p ?o", "}"),
    "minus": ("?s ?p ?o MINUS {", "?s ?p ?o", "}"),
    "exists": ("?s ?p ?o FILTER EXISTS {", "?s ?p ?o", "}"),
    "not-exists": ("FILTER NOT EXISTS {", "?s ?p ?o", "}"),
    "graph": ("GRAPH ?g {", "?s ?p ?o", "}"),
    "subselect": ("{ SELECT * {", "?s ?p ?o", "} }"),
    "aggregate": ("{ SELECT (COUNT(*) AS ?n) {", "?s ?p ?o", "} }"),
    "service": ("SERVICE SILENT <http://127.0.0.1/> {", "?s ?p ?o", "}"),
    "bnodes": ("?s ?p [ <urn:p> ", "?o", "]"),
    "list": ("?s ?p (", "?o", ")"),
    "path": ("?s (", "<urn:p>", ")* ?o"),
    "brackets": ("FILTER(", "1", ")"),
}
_CALLS = ("STR", "UCASE", "!", "-", "ABS", "IRI", "ENCODE_FOR_URI", "COALESCE", "ISIRI", "(")


def hostile() -> Iterator[tuple[str, str]]:
    """All of them, each with what it is called."""
    for make in _KINDS:
        for number, text in enumerate(make()):
            yield f"{make.__name__.strip('_')}-{number}", text


def some(of_each: int) -> Iterator[tuple[str, str]]:
    """So many of each kind."""
    for make in _KINDS:
        for number, text in enumerate(islice(make(), of_each)):
            yield f"{make.__name__.strip('_')}-{number}", text


def _cartesian() -> Iterator[str]:
    for width in range(2, 10):
        patterns = " . ".join(f"?a{n} ?b{n} ?c{n}" for n in range(width))
        yield f"SELECT (COUNT(*) AS ?n) {{ {patterns} }}"
        yield f"SELECT * {{ {patterns} FILTER(?c0 = ?c1 && ?a0 != ?a1) }}"


def _nested() -> Iterator[str]:
    for before, middle, after in _NESTED.values():
        for depth in _DEPTHS:
            if before.startswith(("?s ?p [", "?s ?p (")):
                inner = before.split("?s ?p ")[1] * depth + middle + after * depth
                yield f"SELECT * {{ ?s ?p {inner} }}"
            elif before.startswith("?s ("):
                yield f"SELECT * {{ ?s {'(' * depth}{middle}{')*' * depth} ?o }}"
            elif before.startswith("FILTER("):
                yield f"SELECT * {{ FILTER({'(' * depth}{middle}{')' * depth} }})".replace("})", ") }")
            else:
                yield f"SELECT * {{ {before * depth} {middle} {after * depth} }}"


def _calls() -> Iterator[str]:
    for name in _CALLS:
        opening, closing = (name, "") if name in "!-" else (name if name == "(" else f"{name}(", ")")
        for depth in (90, 5_000):
            yield f"SELECT ({opening * depth}1{closing * depth} AS ?x) {{}}"


def _paths() -> Iterator[str]:
    for length in (10, 100, 900):
        yield f"SELECT * {{ ?s {'/'.join([_ANY] * length)} ?o }}"
        yield f"SELECT * {{ ?s {'|'.join(f'<urn:p{n}>' for n in range(length))} ?o }}"
    yield f"SELECT (COUNT(*) AS ?n) {{ ?s {_ANY}* ?o }}"
    yield f"SELECT (COUNT(*) AS ?n) {{ ?s ({_ANY}*)* ?o . ?o ({_ANY}+/^{_ANY}+)* ?x }}"
    yield f"SELECT * {{ ?s {_ANY}+ ?o . ?o {_ANY}+ ?x . ?x {_ANY}+ ?s }}"
    yield f"SELECT * {{ ?s {'^' * 200}<urn:p> ?o }}"
    yield f"SELECT * {{ ?s !({'|'.join(f'<urn:p{n}>' for n in range(400))}) ?o . ?a ?b ?c }}"


def _literals() -> Iterator[str]:
    for size in (10_000, 90_000, 99_960, 200_000):
        yield f'SELECT * {{ ?s ?p "{"x" * size}" }}'
        yield f"SELECT * {{ ?s ?p ?o FILTER(CONTAINS(STR(?o), '{'x' * size}')) }}"
    yield f'SELECT ("{"9" * 9_000}"^^<http://www.w3.org/2001/XMLSchema#integer> + 1 AS ?x) {{}}'
    yield f"SELECT ({'9' * 20_000} * {'9' * 20_000} AS ?x) {{}}"
    yield "SELECT (1e308 * 1e308 AS ?x) (1/0 AS ?y) {}"


def _patterns() -> Iterator[str]:
    bombs = (
        "(a+)+$",
        "(a|aa)+$",
        "(.*)*(.*)*x",
        "(((a{90}){90}){90}){90}",
        "(?:a?){500}a{500}",
        "(\\\\w+\\\\s?)*$",
        "[" * 90,
    )
    for bomb in bombs:
        yield f"SELECT * {{ ?s ?p ?o FILTER(REGEX(CONCAT(STR(?o), '{'a' * 200}!'), '{bomb}')) }}"
        yield f"SELECT (REPLACE('{'a' * 5_000}!', '{bomb}', '$1$1') AS ?x) {{}}"


def _sorts() -> Iterator[str]:
    for key in ("?c", "STR(?c)", "CONCAT(STR(?a), STR(?f))", "RAND()", "DESC(?f) ?c ?a", "STRLEN(STR(?c)) ?d"):
        yield f"SELECT * {{ ?a ?b ?c . ?d ?e ?f }} ORDER BY {key}"
        yield f"SELECT * {{ ?a ?b ?c . ?d ?e ?f }} ORDER BY {key} LIMIT 10"


def _distincts() -> Iterator[str]:
    for head in ("DISTINCT *", "DISTINCT ?a ?d", "DISTINCT (CONCAT(STR(?a), STR(?f)) AS ?x)", "REDUCED *"):
        yield f"SELECT {head} {{ ?a ?b ?c . ?d ?e ?f }}"
        yield f"SELECT (COUNT(DISTINCT ?a) AS ?n) {{ SELECT {head} {{ ?a ?b ?c . ?d ?e ?f }} }}"


def _many() -> Iterator[str]:
    for number in (100, 240, 1_500):
        yield f"SELECT * {{ {' UNION '.join(['{ ?s ?p ?o . ?o ?q ?r }'] * number)} }}"
        yield f"SELECT * {{ ?s ?p ?o {' '.join(f'OPTIONAL {{ ?s ?p{n} ?o{n} }}' for n in range(number))} }}"
        yield f"SELECT * {{ ?s ?p ?o FILTER({' || '.join(f'?o = {n}' for n in range(number))}) }}"
        yield f"SELECT * {{ ?s ?p ?o FILTER(?o IN ({', '.join(map(str, range(number * 3)))})) ?x ?y ?z }}"


def _aggregates() -> Iterator[str]:
    for call in ("GROUP_CONCAT(?c)", "GROUP_CONCAT(DISTINCT ?c; SEPARATOR='xxxxxxxxxx')", "SAMPLE(?c)", "MAX(STR(?c))"):
        yield f"SELECT ({call} AS ?x) {{ ?a ?b ?c . ?d ?e ?f }}"
        yield f"SELECT ?a ?f ({call} AS ?x) {{ ?a ?b ?c . ?d ?e ?f }} GROUP BY ?a ?f"


def _constructs() -> Iterator[str]:
    template = " . ".join(f"?a <urn:p{n}> [ <urn:q> ?f ]" for n in range(50))
    yield f"CONSTRUCT {{ {template} }} WHERE {{ ?a ?b ?c . ?d ?e ?f }}"
    yield "CONSTRUCT WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    yield "CONSTRUCT { ?a ?b ?x } WHERE { ?a ?b ?c . ?d ?e ?f BIND(CONCAT(STR(?c), STR(?f)) AS ?x) }"
    yield "DESCRIBE *  { ?a ?b ?c . ?d ?e ?f }"
    yield "DESCRIBE ?a ?d WHERE { ?a ?b ?c . ?d ?e ?f }"


def _values() -> Iterator[str]:
    for number in (1_000, 9_000, 30_000):
        row = " ".join(map(str, range(number)))
        yield f"SELECT * {{ VALUES ?x {{ {row} }} VALUES ?y {{ {row} }} }}"[:400_000]
    block = " ".join(f"VALUES ?x{n} {{ {' '.join(map(str, range(100)))} }}" for n in range(12))
    yield f"SELECT (COUNT(*) AS ?n) {{ {block} }}"
    yield f"SELECT (SUM(?x0 * ?x1) AS ?n) {{ {block} }} GROUP BY ?x2 ?x3 ?x4"


def _blown() -> Iterator[str]:
    for call in (
        "CONCAT(?x{0}, ?x{0})",
        "REPLACE(?x{0}, 'a', 'aaaaaaaaaa')",
        "ENCODE_FOR_URI(CONCAT('%', ?x{0}, ?x{0}))",
    ):
        for times in (20, 40, 80):
            binds = " ".join(f"BIND({call.format(n)} AS ?x{n + 1})" for n in range(times))
            yield f"SELECT (STRLEN(?x{times}) AS ?n) {{ BIND('aaaaaaaaaa' AS ?x0) {binds} }}"
    doubled = "CONCAT(" * 30 + "'a'" + "".join(f", '{'a' * 90}')" for _ in range(30))
    yield f"SELECT (SHA512({doubled}) AS ?x) {{ ?a ?b ?c . ?d ?e ?f }}"


def _names() -> Iterator[str]:
    for size in (2_000, 90_000):
        yield f"SELECT * {{ <http://example.org/{'x' * size}> ?p ?o }}"
        yield f"PREFIX p: <http://example.org/{'x' * size}> SELECT * {{ p:{'y' * 500} ?p ?o }}"
    yield " ".join(f"PREFIX p{n}: <http://example.org/{n}#>" for n in range(1_500)) + " SELECT * { ?s ?p ?o } LIMIT 1"
    for odd in (
        "\\u0000",
        "\\uD800",
        "\\U0010FFFF",
        "\u202e\u2066",
        "\ufeff",
        "\u0301" * 900,
        "\U000e0001",
        "\x00",
        "\x7f",
    ):
        yield f"SELECT * {{ ?s ?p '{odd}' }}"
        yield f"SELECT * {{ ?s <http://example.org/{odd}> ?o{odd} }}"


def _elsewhere() -> Iterator[str]:
    yield "SELECT * { SERVICE <http://169.254.169.254/latest/> { ?s ?p ?o } }"
    yield "SELECT * { SERVICE ?x { ?s ?p ?o } VALUES ?x { <http://localhost/> } }"
    yield "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }"
    yield "SELECT * FROM NAMED <http://127.0.0.1:22/> { GRAPH ?g { ?s ?p ?o } }"
    yield "LOAD <file:///etc/passwd>"
    yield "DROP ALL ; INSERT DATA { <urn:a> <urn:b> <urn:c> }"
    yield "SELECT (<http://example.org/call>(?s) AS ?x) { ?s ?p ?o }"


_KINDS: tuple[Callable[[], Iterator[str]], ...] = (
    _cartesian, _nested, _calls, _paths, _literals, _patterns, _sorts, _distincts, _many, _aggregates, _constructs,
    _values, _blown, _names, _elsewhere,
)  # fmt: skip
