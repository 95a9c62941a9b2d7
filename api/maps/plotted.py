"""From what a map of places is asked to show to the whole map: places, values, links, legend and notes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from rdflib import URIRef

from api.maps.explained import countries, kind_names, kinds_title, legend_words, notes, title
from api.maps.placed import Asked, indicator
from api.maps.spotted import Setting, kept, spots_of, things_of, ties_of, whereabouts
from api.maps.valued import Valued, Valuing, country_of, counts_things
from graph.figured import Figures, figured
from graph.library import Library
from graph.networks.network import Network
from graph.things import Named
from viz.geography import frames, legend
from viz.geography.classing import classed
from viz.geography.drawing import Drawn, draw
from viz.geography.frames import Frame
from viz.geography.legend import Section
from viz.geography.outlines import EUROPEAN
from viz.geography.plate import Place, Plate, Spot, Tie

FRAME = "~frame~"  # stands for a frame in the addresses of groups


@dataclass(frozen=True)
class Plot:
    """A map with all that stands around it; `unplaced` has what has no place, `heading` what its values tell."""

    asked: Asked
    plate: Plate
    drawn: Drawn
    sections: tuple[Section, ...]
    unplaced: tuple[Named, ...]
    heading: str
    notes: tuple[str, ...]
    years: tuple[str, ...]
    hows: frozenset[str]
    kinds: Mapping[str, str]  # the names of kinds

    @property
    def valued(self) -> tuple[Place, ...]:
        """The places that have a value."""
        return tuple(each for each in self.plate.places if each.value is not None)


def plot(library: Library, setting: Setting, asked: Asked, network: Network | None = None) -> Plot:
    """The map that is asked for."""
    reader, lang = library.reader, setting.lang
    measure = indicator(reader, asked)
    figures = figured(reader, measure, asked.year, lang) if measure else None
    things = kept(library, asked, lang, things_of(library, asked, network))
    valuing = Valuing(reader, whereabouts(reader), setting.text, setting.address)
    valued = _valued(valuing, asked, figures, things, setting)
    told: Mapping[URIRef, tuple[float, str]] = {}
    if figures and not (valued and valued.places):
        told = valuing.sizes(figures)
        things = kept(library, asked, lang, told)
    spots, unplaced = spots_of(setting, things, told)
    if valued and counts_things(asked):
        spots, unplaced = (), [reader.called(each, lang) for each in valued.nowhere]
    ties, loose = ties_of(asked, network, spots)
    plate = _plate(setting, asked, spots, ties, valued)
    drawn = draw(plate)
    said = notes(setting.text, asked, plate, drawn, valued, figures, loose, network, len(unplaced))
    heading = valued.heading if valued and valued.places else valuing.heading(figures, asked) if figures else ""
    return Plot(
        asked,
        plate,
        drawn,
        legend.sections(plate, drawn, kind_names(reader, lang), legend_words(setting.text, heading)),
        tuple(unplaced),
        heading,
        said,
        figures.years if figures else (),
        frozenset(each.how for each in spots),
        kind_names(reader, lang),
    )


def _valued(
    valuing: Valuing, asked: Asked, figures: Figures | None, things: Iterable[URIRef], setting: Setting
) -> Valued | None:
    if counts_things(asked):
        names = kinds_title(setting, asked)
        return valuing.counts(things, asked, valuing.text("places.count_of", things=names))
    return valuing.figures(figures, asked) if figures else None


def _plate(
    setting: Setting, asked: Asked, spots: tuple[Spot, ...], ties: tuple[Tie, ...], valued: Valued | None
) -> Plate:
    told = valued.places if valued else ()
    shapes = setting.boundaries.level(asked.level) if setting.boundaries and asked.level and told else {}
    usual = "circles" if counts_things(asked) else "shades"
    shaded = bool(told) and (asked.style or usual) == "shades" and (asked.level == 0 or bool(shapes))
    values = [each.value for each in told if each.value is not None]
    names = countries(setting.reader, setting.lang)
    blank = _blank(setting, told, shapes.keys() if shapes else EUROPEAN, asked) if shaded else ()
    plate = Plate(
        Frame(frames.EUROPE),
        title(setting, asked, valued),
        spots,
        ties,
        (*told, *blank),
        classed(values, asked.classes, asked.steps) if shaded else (),
        shaded,
        shapes,
        names,
        frozenset(asked.at),
        setting.zoom,
        setting.text("places.group", number="{number}", names="{names}"),
        setting.text.lang,
        setting.page,
    )
    return replace(plate, frame=_framed(plate, asked))


def _blank(setting: Setting, told: Iterable[Place], codes: Iterable[str], asked: Asked) -> tuple[Place, ...]:
    """The places that are drawn without a value."""
    kind, reader, lang = setting.reader.model.kind("region" if asked.level else "country"), setting.reader, setting.lang
    left = {code: kind.iri(code) for code in sorted(set(codes) - {each.code for each in told})}
    reader.learn(left.values())
    return tuple(Place(code, reader.called(iri, lang).label, "", None, None, "–") for code, iri in left.items())


def _framed(plate: Plate, asked: Asked) -> Frame:
    if asked.frame:
        return frames.read(asked.frame)
    if asked.country and not plate.is_shaded:
        return frames.read(asked.country)
    if plate.is_shaded:
        return frames.around({country_of(each.code) for each in plate.places if each.value is not None})
    points = [each.point for each in plate.spots]
    points += [each.point for each in plate.places if each.value is not None and each.point]
    near = [each for each in points if Frame(frames.EUROPE).holds(each)]
    return frames.fitted(near or points)
