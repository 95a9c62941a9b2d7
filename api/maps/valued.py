"""Values of regions and countries for a map: how many things there are in each, or what an indicator says of each."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from rdflib import URIRef

from api.i18n import Words
from api.maps.placed import THINGS, Asked
from graph.figured import Figured, Figures
from graph.reader import Reader
from graph.whereabouts import Whereabouts
from viz.geography.laea import forward
from viz.geography.outlines import middle, nuts_codes
from viz.geography.plate import Place

LETTERS = 2  # of a country in the code of a region


@dataclass(frozen=True)
class Valued:
    """Places with values, what they tell in words, and how many things are not in them as only more is known."""

    heading: str
    places: tuple[Place, ...]
    coarse: int = 0
    nowhere: tuple[URIRef, ...] = ()


@dataclass(frozen=True)
class Valuing:
    """What is needed to value places: names, addresses and words."""

    reader: Reader
    where: Whereabouts
    text: Words
    address: Callable[[str], str]

    def counts(self, things: Iterable[URIRef], asked: Asked, heading: str) -> Valued:
        """How many of some things each country has, or each region of a level; a thing counts in all it names."""
        found: Counter[str] = Counter()
        coarse, nowhere = 0, []
        for thing in things:
            codes = self._codes(thing, asked.level)
            found.update(set(codes))
            if not codes:
                coarse += bool(self.where.countries(thing))
                nowhere += [] if self.where.countries(thing) else [thing]
        places = (self._place(code, asked.level, float(count), "") for code, count in found.items())
        return Valued(heading, _ordered(places), coarse, tuple(nowhere))

    def figures(self, figures: Figures, asked: Asked) -> Valued:
        """What an indicator says of countries, or of regions of a level."""
        told = ((self._code(thing, asked.level), each) for thing, each in figures.values.items())
        kept = {code: each for code, each in told if code}
        if asked.country:
            kept = {code: each for code, each in kept.items() if country_of(code) == asked.country}
        places = (self._place(code, asked.level, each.value, self.said(figures, each)) for code, each in kept.items())
        return Valued(self.heading(figures, asked), _ordered(places))

    def sizes(self, figures: Figures) -> Mapping[URIRef, tuple[float, str]]:
        """What an indicator says of things that are no places, each value with its words."""
        told = ((thing, each) for thing, each in figures.values.items() if not _is_place(self.reader, thing))
        return {thing: (each.value, self.said(figures, each)) for thing, each in told}

    def said(self, figures: Figures, each: Figured) -> str:
        """A value with its unit and its time: `120,000 employees, 2016`."""
        unit = figures.unit.label if figures.unit else ""
        when = self.text.date(each.period) if each.period else self.text("places.undated")
        others = "".join(f" / {self.text.number(f'{other:g}')}" for other in each.others)
        return f"{self.text.number(f'{each.value:.12g}')}{others} {unit}".strip() + f", {when}"

    def heading(self, figures: Figures, asked: Asked) -> str:
        """What is shown: the indicator, its unit and its time."""
        named = figures.unit is not None and figures.unit.label.casefold() != figures.indicator.label.casefold()
        unit = f" ({figures.unit.label})" if named and figures.unit else ""
        when = asked.year or self.text("places.latest")
        return f"{_capital(figures.indicator.label)}{unit}, {when}"

    def _codes(self, thing: URIRef, level: int) -> tuple[str, ...]:
        if level == 0:
            return self.where.countries(thing)
        return tuple(code[: LETTERS + level] for code in self.where.regions(thing) if len(code) >= LETTERS + level)

    def _code(self, thing: URIRef, level: int) -> str:
        """The code of a place of a level, empty for all else; a country is also a region of level 0."""
        located = self.reader.model.locate(thing)
        kind, slug = (located.kind.name, located.slug) if located else ("", "")
        if kind == "region":
            return nuts_codes().get(slug, "") if level == 0 and len(slug) == LETTERS else _of_level(slug, level)
        return slug if kind == "country" and level == 0 else ""

    def _place(self, code: str, level: int, value: float, told: str) -> Place:
        kind = self.reader.model.kind("region" if level else "country")
        named = self.reader.called(kind.iri(code), self.text.lang)
        href = self.address(named.path) if named.path else ""
        return Place(code, named.label, href, self._point(code, level), value, told or self.text.number(f"{value:g}"))

    def _point(self, code: str, level: int) -> tuple[float, float] | None:
        """The centre of a place in metres."""
        if level == 0:
            found = middle(code)
        else:
            stand = self.where.centre(code)
            found = (stand.point.longitude, stand.point.latitude) if stand else None
        if found is None:
            return None
        x, y = forward(*found)
        return float(x), float(y)


def country_of(code: str) -> str:
    """The country of a place by the code of either."""
    return nuts_codes().get(code[:LETTERS], "") if len(code) != 3 or code not in nuts_codes().values() else code


def counts_things(asked: Asked) -> bool:
    """Whether what is shown is itself what is counted."""
    return asked.figure == THINGS


def _is_place(reader: Reader, thing: URIRef) -> bool:
    located = reader.model.locate(thing)
    return located is not None and located.kind.name in {"country", "region"}


def _of_level(code: str, level: int) -> str:
    return code if level and len(code) == LETTERS + level else ""


def _ordered(places: Iterable[Place]) -> tuple[Place, ...]:
    return tuple(sorted(places, key=lambda each: (-(each.value or 0), each.label)))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
