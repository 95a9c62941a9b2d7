"""Maps and charts in a notebook: from the folder of a store, or from a service that runs somewhere.

from viz.notebook import Atlas

atlas = Atlas("var/store")                      # or Atlas("http://127.0.0.1:8000")
atlas.map("membership", country="PRT")          # a map that one can search, zoom and read
atlas.chart("bridges", show="bar")              # a question as a chart
atlas.chart("SELECT ?country (COUNT(?c) AS ?clusters) WHERE { … } GROUP BY ?country", show="bar")
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from html import escape
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen

from rdflib import URIRef

from graph.networks.network import Network
from graph.networks.projections import project, projection
from graph.parameters import known_to, read
from graph.query import bind, query
from graph.reader import Reader
from graph.release import Releases
from graph.store import Scope
from ontology.model import model
from viz.charts import ways
from viz.charts.chart import Setting
from viz.charts.spoken import texts
from viz.charts.table import Column, Table, table
from viz.export import svg
from viz.export.forms import PAGE, TooMany
from viz.export.narrowing import Choice, narrow
from viz.map import build_map
from viz.page import render_standalone
from viz.placing.layered import place_layered
from viz.placing.layout import place

_WIDTH, _HIGH = 760.0, 640
_PATIENCE = 60.0  # seconds for a service to answer
_QUERY = re.compile(r"\b(?:SELECT|ASK|CONSTRUCT|DESCRIBE)\b", re.IGNORECASE)
_JSON, _SVG = "application/sparql-results+json", "image/svg+xml"


class NoAnswer(Exception):
    """A service could not be asked, or refused."""


@dataclass(frozen=True)
class Shown:
    """What a cell of a notebook shows; `save` writes it into a file."""

    html: str
    document: str

    def _repr_html_(self) -> str:
        """What notebooks ask for."""
        return self.html

    def save(self, path: str | Path) -> Path:
        """The map as a page that needs nothing else, or the chart as SVG."""
        target = Path(path)
        target.write_text(self.document, encoding="utf-8")
        return target


@dataclass(frozen=True)
class Atlas:
    """A graph to look at: `place` is the folder of a store, or the address of a service."""

    place: str | Path
    lang: str = "en"

    def map(self, of: str = "membership", **kept: str) -> Shown:
        """A map by the name of its projection, kept to a `country`, `area` or `relation`, or without kinds (`hide`).

        Raises `UnknownProjection`, `UnknownChoice`, `TooMany`, `NoAnswer`.
        """
        page = self._fetched_map(of, kept) if self._is_remote else self._drawn_map(of, kept)
        return Shown(_framed(page), page)

    def chart(self, question: str, show: str = "bar", columns: str = "", **given: str) -> Shown:
        """A question by its name with its parameters, or a SELECT query, drawn.

        `show` is the way (bar, line, scatter, matrix, sankey, timeline), `columns` those to draw, with commas between.

        Raises `NotDrawable`, `UnknownQuery`, `BadValue`, `NoAnswer`.
        """
        asked = f"{show}:{columns}" if columns else show
        if self._is_remote and not _QUERY.search(question):
            named = {**given, "show": asked, "format": "svg", "lang": self.lang}
            drawn = _fetch(f"{self._address}/questions/{quote(question)}?{urlencode(named)}", None, _SVG).decode()
            return Shown(f"<figure>{drawn}</figure>", drawn)
        title, text = self._bound(question, given)
        chart = ways.draw(show, self._table(title, text), _listed(columns), self._setting)
        told = f"<p>{escape(chart.summary)}</p>"
        return Shown(f"<figure>{svg.write(chart.picture, alone=False)}{told}</figure>", svg.write(chart.picture))

    @property
    def _setting(self) -> Setting:
        return Setting(_WIDTH, texts(self.lang), lambda value: f"{float(str(value)):,g}", lambda only: "")

    def _bound(self, question: str, given: Mapping[str, str]) -> tuple[str, str]:
        """Title and query: of a question by its name with its parameters in place, or of a query as it stands."""
        if _QUERY.search(question):
            return "SPARQL", question
        named, reader = query(question), self._reader
        values = read(named, given, reader.model, known_to(reader.store, reader.scope))
        return named.title_in(self.lang), bind(named.text, values)

    def _table(self, title: str, text: str) -> Table:
        found = self._asked(text)
        columns = [Column(name, name) for name in found["head"]["vars"]]
        return table(title, columns, found["results"]["bindings"], self._named, lambda term: term["value"])

    @property
    def _is_remote(self) -> bool:
        return str(self.place).startswith(("http://", "https://"))

    @cached_property
    def _reader(self) -> Reader:
        release = Releases(Path(self.place)).current()
        if release is None:
            raise NoAnswer(f"{self.place} holds no release: load one with `clusterscape load --store {self.place}`")
        return Reader(release.open(Scope.PUBLIC), model(), Scope.PUBLIC)

    def _drawn_map(self, of: str, kept: Mapping[str, str]) -> str:
        network = narrow(self._network(of), _choice(kept))
        if len(network.nodes) > PAGE:
            raise TooMany(f"this map has {len(network.nodes):,} things, a page holds {PAGE:,}: keep it to a country")
        chosen = projection(of)
        positions = place_layered(network) if chosen.layered else place(network)
        named = {"title": chosen.title_in(self.lang), "lead": chosen.help_in(self.lang)}
        return render_standalone(build_map(network, positions, self.lang, named))

    def _network(self, of: str) -> Network:
        return project(self._reader.store, Scope.PUBLIC, projection(of), self.lang)

    def _asked(self, text: str) -> dict[str, Any]:
        """The rows of a query, as SPARQL writes them in JSON."""
        if self._is_remote:
            body = _fetch(f"{self._address}/sparql", {"query": text}, _JSON)
        else:
            body = self._reader.store.answer(text, _JSON, Scope.PUBLIC)
        found: dict[str, Any] = json.loads(body)
        return found

    @property
    def _address(self) -> str:
        return str(self.place).rstrip("/")

    def _named(self, iri: str) -> tuple[str, str]:
        """The name of a thing and its address; a service that is far away is not asked for each."""
        if self._is_remote:
            return iri.rstrip("/").rsplit("/", 1)[-1].rsplit("#", 1)[-1], iri
        return self._reader.called(URIRef(iri), self.lang).label, iri

    def _fetched_map(self, of: str, kept: Mapping[str, str]) -> str:
        given = {"of": of, "lang": self.lang, **kept}
        return _fetch(f"{self._address}/map/download.html?{urlencode(given)}", None, "text/html").decode()


def _choice(kept: Mapping[str, str]) -> Choice:
    if unknown := kept.keys() - {"country", "area", "relation", "hide", "gone"}:
        raise TypeError(f"a map is not kept by “{min(unknown)}”, but by country, area, relation, hide or gone")
    hide, gone = (frozenset(_listed(kept.get(name, ""))) for name in ("hide", "gone"))
    country, area, relation = (kept.get(name, "") for name in ("country", "area", "relation"))
    return Choice(hide=hide, gone=gone, country=country, area=area, relation=relation)


def _listed(names: str) -> tuple[str, ...]:
    return tuple(each.strip() for each in names.split(",") if each.strip())


def _fetch(address: str, form: Mapping[str, str] | None, media_type: str) -> bytes:
    body = urlencode(form).encode() if form else None
    try:
        with urlopen(Request(address, body, {"Accept": media_type}), timeout=_PATIENCE) as answer:
            found: bytes = answer.read()
            return found
    except HTTPError as error:
        raise NoAnswer(f"{address} answered {error.code}: {error.read(2000).decode(errors='replace')}") from error
    except OSError as error:
        raise NoAnswer(f"{address} cannot be reached: {error}") from error


def _framed(page: str) -> str:
    """A page within the page of a notebook, apart from it: neither's script or style reaches the other."""
    opening = page.replace("<head>", '<head><base target="_blank">', 1)  # what is opened has no room in the frame
    return (
        f'<iframe srcdoc="{escape(opening)}" width="100%" height="{_HIGH}" sandbox="allow-scripts allow-popups" '
        f'title="Clusterscape" style="border:0"></iframe>'
    )
