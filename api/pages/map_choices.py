"""What the form of the map of places offers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from api.i18n import Words
from api.maps.placed import LEVELS, NONE, STYLES, THINGS, Asked, kinds
from api.maps.plotted import Plot
from api.pages.render import kinds_name
from graph.figured import indicators
from graph.library import Library
from graph.networks.projections import projections
from graph.reader import local
from viz.geography.classing import FEWEST, MOST, WAYS
from viz.geography.outlines import country


@dataclass(frozen=True)
class Option:
    """A value of a parameter with its words."""

    value: str
    words: str
    chosen: bool
    kind: str = ""


@dataclass(frozen=True)
class Select:
    """A parameter of which one value is chosen; `help` says what it does."""

    name: str
    label: str
    options: tuple[Option, ...]
    help: str = ""


@dataclass(frozen=True)
class Choices:
    """All that can be chosen: kinds, what things are kept to, the figure, how it is drawn, and the frame."""

    kinds: tuple[Option, ...]
    kept: tuple[Select, ...]
    figure: tuple[Select, ...]
    frame: tuple[Select, ...]


def choices(library: Library, asked: Asked, made: Plot, text: Words) -> Choices:
    """What can be chosen, and what is."""
    lang = text.lang
    offered = tuple(
        Option(kind.name, kinds_name(lang, kind), kind.name in asked.kinds, kind.name)
        for kind in kinds(library)
        if library.shelf(kind).things
    )
    countries = _countries(library, text)
    areas = _named(library, "thematic-area", text)
    networks = {each.name: each.title_in(lang) for each in projections()}
    figures = {local(named.iri): _capital(named.label) for named, _ in indicators(library.reader, lang)}
    return Choices(
        (*offered, Option(NONE, text("places.none"), not asked.kinds)),
        (
            _select("of", text, {"": text("places.of_none"), **networks}, asked.of),
            _select("country", text, {"": text("places.all"), **countries}, asked.country),
            _select("area", text, {"": text("places.all"), **areas}, asked.area),
        ),
        (
            _select(
                "figure",
                text,
                {"": text("places.no_figure"), THINGS: text("places.things_count"), **figures},
                asked.figure,
            ),
            _select(
                "year", text, {"": text("places.latest"), **{each: each for each in reversed(made.years)}}, asked.year
            ),
            _select("nuts", text, {str(each): text(f"places.nuts_{each}") for each in LEVELS}, str(asked.level)),
            _select(
                "as",
                text,
                {"": text("places.as_usual"), **{each: text(f"places.as_{each}") for each in STYLES}},
                asked.style,
            ),
            _select("classes", text, {each: text(f"places.classes_{each}") for each in WAYS}, asked.classes),
            _select("steps", text, {str(each): str(each) for each in range(FEWEST, MOST + 1)}, str(asked.steps)),
        ),
        (_select("frame", text, _frames(asked, countries, text), asked.frame),),
    )


def _select(name: str, text: Words, told: Mapping[str, str], chosen: str) -> Select:
    options = tuple(Option(value, label, value == chosen) for value, label in told.items())
    return Select(name, text(f"places.choose_{name}"), options)


def _frames(asked: Asked, countries: Mapping[str, str], text: Words) -> Mapping[str, str]:
    known = {"": text("places.frame_fit"), "europe": text("places.frame_europe"), **countries}
    return known if asked.frame in known else {asked.frame: text("places.frame_own"), **known}


def _countries(library: Library, text: Words) -> Mapping[str, str]:
    named = library.places(library.reader.model.kind("country"), text.lang)
    codes: Sequence[tuple[str, str]] = [(local(each.iri), each.label) for each in named]
    return {code: label for code, label in codes if country(code)}


def _named(library: Library, kind: str, text: Words) -> Mapping[str, str]:
    reader = library.reader
    things = library.shelf(reader.model.kind(kind)).things
    reader.learn(things)
    ordered = sorted(things, key=lambda iri: reader.rank(iri, text.lang))
    return {local(iri): reader.called(iri, text.lang).label for iri in ordered}


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
