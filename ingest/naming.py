"""Names in a file: places and bodies by the declared tables, and things of the current release."""

from collections.abc import Iterator, Mapping

from rdflib.namespace import OWL, SKOS

from graph.store import Line
from ingest import codelists, lines, tables
from ingest.converted import Cells, Converted, Unmappable
from ingest.expression import Expression
from ingest.known import Known
from ingest.near import hint
from ingest.resolve import organisations, places
from ontology.iri import fold
from ontology.namespaces import CSC, ID, expand

_ALT_LABEL = lines.iri(SKOS.altLabel)
_SAME_AS = lines.iri(OWL.sameAs)
_COUNTRY = lines.iri(CSC.country)
_PLACE = lines.iri(CSC.Place)


def place(text: str, how: Expression, cells: Cells) -> Converted:
    """The places of a name in `resolve/places.toml`."""
    found = places.table().resolve(text, country_of(how, cells))
    if not found:
        raise Unmappable("a place that resolve/places.toml knows, with the country of the row")
    about = tuple(line for each in found if each.iri.startswith(str(ID)) for line in _about_place(each))
    return Converted(tuple(lines.iri(each.iri) for each in found), about)


def _about_place(each: places.Place) -> Iterator[Line]:
    yield lines.iri(each.iri), lines.TYPE, _PLACE
    yield from ((lines.iri(each.iri), lines.LABEL, label) for label in _labels(each.label))


def organisation(text: str, how: Expression, cells: Cells) -> Converted:
    """The bodies of a name, by the declared table of names."""
    named = organisations.table().resolve(text, country_of(how, cells))
    about = tuple(line for name, each in named for line in _about(each, name))
    return Converted(tuple(lines.iri(each.iri) for _, each in named), about)


def _about(each: organisations.Organisation, name: str) -> Iterator[Line]:
    """What the table of names says of an organisation, and that the file calls it so."""
    if not each.label:
        return  # the name means a thing that another file describes
    about = lines.iri(each.iri)
    yield from ((about, lines.TYPE, lines.iri(expand(kind))) for kind in ("csc:Organisation", each.type) if kind)
    yield from ((about, lines.LABEL, label) for label in _labels(each.label))
    if name not in each.label.values():
        yield about, _ALT_LABEL, lines.text(name)
    if each.country:
        yield about, _COUNTRY, lines.iri(country(each.country))
    yield from ((about, _SAME_AS, lines.iri(outside)) for outside in each.same_as)


def _labels(labels: Mapping[str, str]) -> list[str]:
    return [lines.text(text, lang) for lang, text in labels.items()]


def country(text: str) -> str:
    """The EU's IRI of a country, by a code or by its name in one of the 24 languages; raises `Unmappable`."""
    codes = codelists.countries()
    found = codes.by_name.get(fold(text))
    if found is None:
        expected = "a country: ISO 3166 code of two letters, or its name in an EU language"
        raise Unmappable(expected, near=lambda: hint(text, codes.names) if len(text) > 3 else "")
    return found


def country_of(how: Expression, cells: Cells) -> str:
    """The country that helps to tell names apart, as its ISO code of two letters."""
    text = how.country or cells.get(how.country_column or "", "")
    if not text or (len(text) == 2 and text.isupper()):
        return text
    found = codelists.countries().by_name.get(fold(text))
    by_iri = tables.index(tables.COUNTRIES, "eu_authority_uri")
    return by_iri[found]["iso2"] if found else text


def known_thing(known: Known, text: str, how: Expression) -> Converted:
    """The one thing of a kind that is called so in the current release; raises `Unmappable` for none or several."""
    kind = how.kind or ""
    found = known.find(text, kind)
    if len(found) == 1:
        return Converted((lines.iri(found[0]),))
    if found:
        told = ", ".join(str(each).removeprefix(str(ID)) for each in found[:5])
        raise Unmappable(f"a name that only one {kind} has; {len(found)} are called so: {told}")
    raise Unmappable(f"the name of a {kind} that is known", near=lambda: _alike(known, text, kind))


def _alike(known: Known, text: str, kind: str) -> str:
    near = known.near(text, kind)
    return f"; nearest are: {', '.join(near)}" if near else "; nothing is called alike"
