"""What a map of places says of itself: its title, the words of its legend, and what it does not show."""

from collections.abc import Iterable, Mapping
from functools import lru_cache

from api.i18n import Words
from api.maps.placed import Asked, indicator
from api.maps.spotted import Setting
from api.maps.valued import Valued
from api.pages.render import kind_name, kinds_name
from graph.figured import Figures
from graph.networks.network import Network
from graph.reader import Reader
from ontology.model import Kind
from viz.geography import legend
from viz.geography.drawing import Drawn
from viz.geography.outlines import known_codes
from viz.geography.plate import HOW, Plate


@lru_cache(8)
def countries(reader: Reader, lang: str) -> Mapping[str, str]:
    """The names of countries by code."""
    kind = reader.model.kind("country")
    found = {code: kind.iri(code) for code in known_codes()}
    reader.learn(found.values())
    return {code: reader.called(iri, lang).label for code, iri in found.items() if reader.labels(iri)}


def kind_names(reader: Reader, lang: str) -> Mapping[str, str]:
    """What one thing of each kind is called."""
    return {kind.name: kind_name(lang, kind) for kind in reader.model.kinds}


def kinds_title(setting: Setting, asked: Asked) -> str:
    """The kinds that are asked for, in words."""
    kinds: Iterable[Kind] = (setting.reader.model.kind(name) for name in asked.kinds)
    return ", ".join(kinds_name(setting.text.lang, kind) for kind in kinds)


def title(setting: Setting, asked: Asked, valued: Valued | None) -> str:
    """What the map shows: its figure, or the kinds of its things."""
    if valued and valued.places:
        return valued.heading
    measure = indicator(setting.reader, asked)
    if measure:
        label = setting.reader.called(measure, setting.text.lang).label
        return setting.text("places.of_by_place", things=label[:1].upper() + label[1:])
    names = kinds_title(setting, asked) if not (asked.of or asked.query) else setting.text("places.network")
    title = setting.text("places.of_by_place", things=names) if names else setting.text("places.title")
    return (
        f"{title}, {countries(setting.reader, setting.lang).get(asked.country, asked.country)}"
        if asked.country
        else title
    )


def legend_words(text: Words, heading: str) -> legend.Words:
    """The words of the legend; `heading` says what the values are."""
    return legend.Words(
        text("places.things"),
        text("places.groups"),
        text("places.known"),
        {how: text(f"places.how_{how}") for how in HOW},
        heading,
        text("places.no_data"),
        text("places.links"),
        text("places.wider"),
        lambda value: text.number(f"{value:.6g}" if abs(value) < 1e15 else value),
    )


def notes(
    text: Words,
    asked: Asked,
    plate: Plate,
    drawn: Drawn,
    valued: Valued | None,
    figures: Figures | None,
    loose: int,
    network: Network | None,
    unplaced: int,
) -> tuple[str, ...]:
    """What a reader must know so that nothing is left out unsaid."""
    asks_shades = asked.style == "shades" and asked.level > 0 and bool(plate.places) and not plate.is_shaded
    counted = (
        ("places.note_unplaced", unplaced),
        ("places.note_beyond", len(drawn.beyond)),
        ("places.note_coarse", valued.coarse if valued else 0),
        ("places.note_units", figures.strange if figures else 0),
        ("places.note_ranges", figures.unsaid if figures else 0),
        ("places.note_inside", drawn.inside),
        ("places.note_loose", loose),
        ("places.note_hidden", network.hidden if network and asked.is_network else 0),
    )
    told = tuple(text(key, count) for key, count in counted if count)
    empty = not plate.spots and not any(each.value is not None for each in plate.places)
    return (
        *told,
        *((text("places.note_boundaries"),) if asks_shades else ()),
        *((text("places.empty"),) if empty else ()),
    )
