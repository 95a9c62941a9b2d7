"""Reading a mapping: the whole declaration is checked before the first row is, and every fault in it is told.

`docs/mappings.md` describes the language; `ingest.spec` is what it becomes.
"""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

from rdflib import URIRef

from ingest import codelists, dates, lines, units, wording
from ingest.clauses import conditions
from ingest.convert import WAYS
from ingest.converted import Unmappable
from ingest.declaration import BadDeclaration
from ingest.expression import PLACEHOLDER, Expression, LangOf
from ingest.grammar import Table, many
from ingest.known import classes
from ingest.spec import Documents, Each, MappingSpec, Records, Reference, Say, SubjectsFrom, Thing
from ingest.wording import UnknownWord
from ontology.namespaces import ID

__all__ = ["MappingSpec", "parsed", "read"]
_RDF_TYPE = "rdf:type"
_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def read(path: Path) -> MappingSpec:
    """The mapping in a TOML file; raises `BadDeclaration` with every fault."""
    try:
        declared = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadDeclaration(f"{path.name}: {error}") from error
    return parsed(declared, path.name)


def parsed(declared: Mapping[str, object], name: str) -> MappingSpec:
    """The mapping in a table that was read already; the name is that of its file, for the faults."""
    faults: list[str] = []
    spec = _spec(name, Table("", declared, faults))
    if faults:
        raise BadDeclaration("\n".join(f"{name}: {fault}" for fault in dict.fromkeys(faults)))
    return spec


def _spec(name: str, top: Table) -> MappingSpec:
    things = top.table("thing") if top.demanded("thing") else None
    declared = tuple(_thing(each, things) for each in things.keys()) if things else ()  # noqa: SIM118 - asks
    spec = MappingSpec(
        name=name,
        things=declared,
        key=top.texts("key") or (),
        documents=top.within("documents", _documents),
        ignore=top.words("ignore"),
        references=_references(top),
        records=_records(top),
    )
    top.close()
    _things_named(spec, top)
    return spec


def _records(top: Table) -> Records:
    said = top.raw("records") if top.has("records") else True
    for each in Records:
        if said in (each.value, {"true": True, "false": False}.get(each.value)):
            return each
    top.fault(f"“records” must be true, false or “row”, found {said!r}")
    return Records.STATEMENT


def _things_named(spec: MappingSpec, top: Table) -> None:
    names = [thing.name for thing in spec.things]
    for each in spec.expressions():
        if each.thing is not None and each.thing not in names:
            top.fault(f"there is no [thing.{each.thing}]; there are: {', '.join(names)}")


def _documents(entry: Table) -> Documents:
    made = Documents(entry.text("column"), entry.text("titles"), entry.text("split") or ";", entry.text("in"))
    if bool(made.column) == bool(made.titles):
        entry.fault("say either the column of addresses (column) or the column of titles (titles)")
    return made


def _references(top: Table) -> tuple[Reference, ...]:
    def reference(column: str) -> Reference | None:
        def made(entry: Table) -> Reference:
            entry.demanded("source"), entry.demanded("column")
            return Reference(column, entry.text("source") or "", entry.text("column") or "", entry.text("split"))

        return listed.within(column, made) if listed else None

    listed = top.table("references")
    return tuple(found for column in (listed.keys() if listed else ()) if (found := reference(column)))


def _thing(name: str, things: Table) -> Thing:
    def made(entry: Table) -> Thing:
        say = entry.table("say")
        types = [_say(_RDF_TYPE, each, entry) for each in many(entry.raw("type"))] if entry.has("type") else []
        said = [_say(prop, each, say) for prop in say.keys() for each in many(say.raw(prop))] if say else []  # noqa: SIM118
        return Thing(
            name=name,
            iri=_iri(entry),
            say=(*types, *said),
            when=conditions(entry),
            each=entry.within("each", _each),
            subjects_from=entry.within("subjects_from", _subjects_from),
        )

    return things.within(name, made) or Thing(name, "", ())


def _iri(entry: Table) -> str | Expression:
    if not entry.demanded("iri"):
        return ""
    if isinstance(entry.raw("iri"), str):
        template = entry.text("iri") or ""
        if "{" in PLACEHOLDER.sub("", template) or "}" in PLACEHOLDER.sub("", template):
            entry.fault(f"iri = “{template}”: each {{ needs a column and a }}")
        _check_address(entry, "iri", PLACEHOLDER.sub("x", template))
        return template
    return entry.within("iri", _expression) or Expression()


def _each(entry: Table) -> Each:
    entry.demanded("column")
    return Each(entry.text("column") or "", entry.text("split") or ";")


def _subjects_from(entry: Table) -> SubjectsFrom:
    entry.demanded("source"), entry.demanded("column")
    return SubjectsFrom(entry.text("source") or "", entry.text("column") or "", entry.words("where"))


def _say(prop: str, said: object, beside: Table) -> Say:
    place = Table(f"{beside.place} “{prop}”", said if isinstance(said, dict) else {"value": said}, beside.faults)
    try:
        found = wording.property_(prop)
    except UnknownWord as error:
        place.fault(str(error))
        found = URIRef(prop)
    if isinstance(said, str):
        _check_constant(place, prop, said)
        return Say(found, Expression(value=said, as_="curie"))
    made = Say(
        found,
        _expression(place),
        conditions(place),
        basis=place.text("basis"),
        basis_is=place.text("basis_is", ("judgement", "source")),
        comment=place.text("comment"),
        documents_are=place.texts("documents_are"),
        documents_not=place.texts("documents_not") or (),
        or_unknown=place.flag("or_unknown", default=False),
    )
    place.close()
    _check_constants(place, prop, made.value)
    return made


def _check_constants(place: Table, prop: str, value: Expression) -> None:
    if value.value is not None and value.as_ in {"curie", "iri"}:
        _check_constant(place, prop, value.value)
    if value.map_ is not None and value.as_ is None and value.lang is None:
        for each in value.map_.values():
            for text in many(each):
                _check_constant(place, prop, str(text))


def _check_constant(place: Table, prop: str, text: str) -> None:
    try:
        if text:
            wording.class_(text) if prop == _RDF_TYPE else wording.constant(text)
    except UnknownWord as error:
        place.fault(str(error))


def _expression(entry: Table) -> Expression:
    way = entry.text("as", WAYS)
    made = Expression(
        column=entry.text("column"),
        value=entry.text("value"),
        template=entry.text("template"),
        thing=entry.text("thing"),
        as_=way,
        split=entry.text("split"),
        part=_part(entry),
        part_split=entry.text("part_split"),
        map_=_map(entry),
        synonyms=entry.words("synonyms") or None,
        lang=_lang(entry),
        plain=entry.flag("plain", default=False),
        datatype=entry.text("datatype"),
        prefix=entry.text("prefix"),
        country=entry.text("country"),
        country_column=entry.text("country_column"),
        in_source=entry.text("in"),
        match=entry.text("match"),
        take=entry.text("take"),
        then=entry.text("then", WAYS),
        kind=entry.text("kind", classes() if entry.has("kind") else None),
        scheme=entry.text("scheme", codelists.lists() if entry.has("scheme") else None),
        level=entry.number("level"),
        order=entry.text("order", dates.ORDERS),
        locale=entry.text("locale", units.LOCALES),
        unit=_unit(entry, "unit"),
        unit_column=entry.text("unit_column"),
        to=_unit(entry, "to"),
    )
    _check_expression(entry, made)
    return made


def _check_expression(entry: Table, made: Expression) -> None:
    given = [key for key in ("column", "value", "template", "thing") if getattr(made, key) is not None]
    if len(given) != 1:
        entry.fault(f"say where the value comes from: one of column, value, template, thing; found {given or 'none'}")
    for way, needs in (("known", ("kind",)), ("code", ("scheme",)), ("lookup", ("in_source", "match", "take"))):
        for need in needs:
            if made.as_ == way and getattr(made, need) is None:
                entry.fault(f"as = “{way}” needs “{need.removesuffix('_source')}”")
    if made.prefix is not None:
        _check_address(entry, "prefix", f"{made.prefix}x")
    try:
        if made.datatype is not None:
            wording.constant(made.datatype)
    except UnknownWord as error:
        entry.fault(f"datatype: {error}")


def _check_address(entry: Table, key: str, text: str) -> None:
    if not lines.is_iri(text if text.startswith("http") else f"{ID}{text}"):
        entry.fault(f"{key} = “{text}” cannot be part of an address: no blanks, quotes or brackets")


def _tag(entry: Table, tag: str | None) -> str | None:
    if tag and not _TAG.fullmatch(tag):
        entry.fault(f"“{tag}” is no language tag, such as en or pt-BR")
        return None
    return tag


def _unit(entry: Table, key: str) -> str | None:
    text = entry.text(key)
    try:
        return units.named(text) if text else None
    except Unmappable as error:
        entry.fault(f"{key}: {error}")
        return None


def _part(entry: Table) -> int | str | None:
    said = entry.raw("part")
    if isinstance(said, int) or said is None:
        return said
    return entry.text("part", ("start", "end", "min", "max", "only", "value", "unit"))


def _map(entry: Table) -> Mapping[str, str | list[str]] | None:
    inner = entry.table("map")
    if inner is None:
        return None
    return {key: list(inner.texts(key) or ()) for key in inner.keys()}  # noqa: SIM118 - asks


def _lang(entry: Table) -> str | LangOf | None:
    if not isinstance(entry.raw("lang"), dict):
        return _tag(entry, entry.text("lang"))

    def made(inner: Table) -> LangOf:
        inner.demanded("column")
        tags = {key: _tag(inner, tag) or "" for key, tag in inner.words("map").items()}
        return LangOf(inner.text("column") or "", tags, _tag(inner, inner.text("default")) or "")

    return entry.within("lang", made)
