"""What a table seems to say: its things, their properties, and what is left out, each with its doubts."""

import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from rdflib import RDFS, XSD

from ingest.guessing import words
from ingest.guessing.column import NUMBERS, Column, Way, dates, fitting, personal
from ingest.guessing.membership import doubt_of, membership, unread
from ingest.guessing.planned import LISTS, USUAL, Entry, How, Left, Plan
from ingest.known import Known, classes
from ingest.spreadsheets import PROBLEMS
from ontology.catalogue import vocabulary
from ontology.model import model
from ontology.namespaces import SCHEMA, expand

_LANGUAGES = frozenset(words.LANGUAGES)


# The property that a role says, by preference: the first that things of the class can have.
_SAYS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "acronym": ("csc:acronym",),
        "description": ("dcterms:description",),
        "city": ("csc:city", "csc:venue"),
        "venue": ("csc:venue", "csc:city"),
        "sector": ("csc:sector", "csc:field"),
        "note": ("skos:note",),
        "budget": ("csc:budgetText",),
        "website": ("foaf:homepage",),
        "country": ("csc:country",),
        "region": ("csc:region",),
        "nace": ("csc:economicActivity",),
        "founded": ("csc:founded", "csc:start"),
        "start": ("csc:start", "csc:founded"),
        "end": ("csc:end",),
        "date": ("csc:start", "dcterms:issued"),
        "organiser": ("csc:organiser",),
        "owner": ("csc:owner",),
        "level": ("csc:level",),
        "kind": ("csc:bodyKind", "csc:eventKind", "csc:policyKind", "csc:documentKind", "csc:clusterKind"),
    }
)
_TEXTS = frozenset({"acronym", "description", "city", "venue", "sector", "note", "budget"})
_ADDRESS: tuple[How, ...] = ({"as": "link"}, {"as": "link", "template": "https://{%s}"})
_WAYS: Mapping[str, tuple[How, ...]] = MappingProxyType(
    {
        "country": ({"as": "country"},),
        "region": ({"as": "nuts"},),
        "nace": ({"as": "nace"}, {"as": "nace21"}),
        "organiser": ({"as": "organisation"},),
        "owner": ({"as": "organisation"},),
    }
)
_CODE = re.compile(r"[A-V]?\d\d(?:\.\d{1,2})?")  # of an economic activity
_DATED = frozenset({"founded", "start", "end", "date"})
# What the values of a column without a telling header may be, most particular first.
_BY_VALUE = ("website", "country", "nace", "region")


def plan(columns: Sequence[Column], language: str, kind: str, known: Known, order: str = "dmy") -> Plan:
    """The mapping of a table about things of a kind; `order` is that of dates which can be read in two ways."""
    made = Plan(kind, "csc:" + str(classes()[kind]).rpartition("#")[2], order=order)
    rest = list(_taken(columns, made))
    named = _name(rest)
    keyed = _key(rest, named)
    _identify(made, named, keyed)
    country = next((each for each in rest if each.role == "country"), None)
    for column in rest:
        if column is named:
            made.entries.extend(_called(made, column, language))
        elif column is not keyed or column.role not in {"id", ""}:
            _place(made, column, language, known, named)
    if isinstance(made.iri, dict) and country and any(each.how.get("column") == country.name for each in made.entries):
        made.iri = {**made.iri, "country_column": country.name}
    membership(made, rest, named, known)
    _level(made)
    return made


def _taken(columns: Sequence[Column], made: Plan) -> Iterator[Column]:
    """The columns that can be used: neither empty, nor personal, nor the list of documents."""
    for column in columns:
        if column.name == PROBLEMS:
            continue
        if "{" in column.name or "}" in column.name:
            made.left.append(Left(column.name, "braces have a meaning in mappings: name the column otherwise"))
        elif reason := personal(column):
            made.left.append(Left(column.name, reason, doubtful=False))
        elif not column.filled:
            made.left.append(Left(column.name, "empty in every row"))
        elif column.role == "documents" and not made.documents and all(_is_address(each) for each in column.parts(";")):
            made.documents = {"column": column.name, "split": ";"}
        else:
            yield column


def _is_address(text: str) -> bool:
    return text.startswith(("https://", "http://")) and " " not in text


def _name(columns: Sequence[Column]) -> Column | None:
    """The column that says what the things are called: by its header, else the one with the most names in it."""
    named = [each for each in columns if each.role == "name"]
    if named:
        return max(named, key=lambda each: (each.filled, each.language in {"", "en"}))
    texts = [each for each in columns if not each.role and _words(each) > 1.2]
    return max(texts, key=lambda each: (each.is_unique, len(each.values)), default=None)


def _words(column: Column) -> float:
    return sum(len(text.split()) for text in column.values) / max(len(column.values), 1)


def _key(columns: Sequence[Column], named: Column | None) -> Column | None:
    """The column that names a row: one for ids, else another in which no value stands twice."""
    unique = [each for each in columns if each.is_unique]
    ids = [each for each in unique if each.role == "id" or words.plain(each.name).endswith(" id")]
    return next(iter(ids), named if named in unique else None)


def _identify(made: Plan, named: Column | None, keyed: Column | None) -> None:
    made.key = (keyed.name,) if keyed else ()
    if not keyed:
        made.doubts.append("no column names each row: rows are known by their number, so do not reorder the file")
    if named is None:
        made.doubts.append(f"which column says what each {made.kind} is called was not found")
    if made.kind == USUAL and named is not None:
        made.iri = {"column": named.name, "as": "organisation"}
        return
    base = keyed or named
    made.iri = f"{made.kind}/{{{base.name}}}" if base else f"{made.kind}/unnamed"
    if named is None and base is not None:
        made.entries.append(Entry("rdfs:label", {"column": base.name}))


def _called(made: Plan, column: Column, language: str) -> Iterator[Entry]:
    # What a body is called comes with its identity.
    if made.kind != USUAL:
        yield Entry("rdfs:label", _text(column, language, "rdfs:label"))


def _text(column: Column, language: str, prop: str) -> How:
    lang = column.language or language
    return {"column": column.name, **({"lang": lang} if lang in _LANGUAGES and _takes_language(prop) else {})}


def _takes_language(prop: str) -> bool:
    ranges = set(vocabulary().objects(expand(prop), RDFS.range))
    return XSD.string not in ranges


def _place(made: Plan, column: Column, language: str, known: Known, named: Column | None) -> None:
    """Say what a column says, or leave it out with the reason."""
    role = column.role
    if role == "name" and named is not None:
        made.entries.append(Entry("skos:altLabel", _text(column, language, "skos:altLabel")))
    elif role in {"cluster", "role", "since", "asof"}:
        return  # told with the membership, or left out there
    elif prop := _property(role, made.cls):
        _say(made, column, role, prop, language, known)
    elif not role:
        _by_value(made, column, known)
    else:
        made.left.append(Left(column.name, f"no property of {made.cls} was found for it; it holds {column.examples()}"))


def _property(role: str, cls: str) -> str:
    return next((each for each in _SAYS.get(role, ()) if _is_of(each, cls)), "")


def _is_of(prop: str, cls: str) -> bool:
    """Whether the vocabulary lets things of a class have a property."""
    term, above = expand(prop), model().superclasses(expand(cls))
    owners = {*vocabulary().objects(term, RDFS.domain), *vocabulary().objects(term, SCHEMA.domainIncludes)}
    return not owners or any(each in above for each in owners)


def _say(made: Plan, column: Column, role: str, prop: str, language: str, known: Known) -> None:
    if role == "sector" and (coded := _activities(made, column, known)):
        made.entries.append(coded)
    elif role in _TEXTS:
        split = column.separator() if role == "sector" else None
        made.entries.append(Entry(prop, {**_text(column, language, prop), **({"split": split} if split else {})}))
    else:
        _read(made, column, prop, _ways(role, prop, column, made.order), known)


def _read(made: Plan, column: Column, prop: str, ways: tuple[How, ...], known: Known) -> None:
    """Say what a column of codes, dates or addresses holds, if all of it can be read in one of the ways."""
    way = fitting(column, ways, known)
    if way is None or way.failing:
        made.left.append(Left(column.name, unread(prop, column, way)))
    else:
        made.entries.append(Entry(prop, _how(column, way), doubt_of(made, column, way, known)))


def _activities(made: Plan, column: Column, known: Known) -> Entry | None:
    """A column of sectors as economic activities, where it holds codes and nothing else."""
    prop = _property("nace", made.cls)
    if not prop or not all(_CODE.fullmatch(part) for part in column.parts(column.separator())):
        return None
    way = fitting(column, _WAYS["nace"], known)
    taken = any(each.prop == prop for each in made.entries)
    return None if taken or way is None or way.failing else Entry(prop, _how(column, way), "taken for codes of NACE")


def _ways(role: str, prop: str, column: Column, order: str) -> tuple[How, ...]:
    if role == "website":
        return tuple({key: text.replace("%s", column.name) for key, text in each.items()} for each in _ADDRESS)
    if role in _DATED:
        return dates(order)
    return _WAYS[role] if role in _WAYS else ({"as": "code", "scheme": LISTS[prop]},)


def _how(column: Column, way: Way) -> How:
    return dict(way.how) if "template" in way.how else {"column": column.name, **way.how}


def _by_value(made: Plan, column: Column, known: Known) -> None:
    """What the values alone tell of a column whose header tells nothing."""
    for role in _BY_VALUE:
        prop = _property(role, made.cls)
        taken = any(each.prop == prop for each in made.entries)
        way = None if taken or not prop else fitting(column, _ways(role, prop, column, made.order), known)
        if way and not way.failing:
            made.entries.append(Entry(prop, _how(column, way), f"told by the values only: {column.examples()}"))
            return
    made.left.append(Left(column.name, _seems(made, column, known)))


def _seems(made: Plan, column: Column, known: Known) -> str:
    numbers = fitting(column, NUMBERS, known)
    if numbers and not numbers.failing:
        locale = f' (locale = "{numbers.how["locale"]}")' if "locale" in numbers.how else ""
        return f"numbers{locale}: say what they measure, or leave them out; it holds {column.examples()}"
    days = fitting(column, dates(made.order), known)
    if days and not days.failing:
        return f"dates: say of what, or leave them out; it holds {column.examples()}"
    return f"no property was found for it; it holds {column.examples()}"


def _level(made: Plan) -> None:
    """A policy without a level is refused by its shape."""
    if made.kind == "policy" and not any(each.prop == "csc:level" for each in made.entries):
        how = {"value": "id:concept/level-national", "as": "curie"}
        made.entries.append(Entry("csc:level", how, "the level of every policy is taken to be national"))
