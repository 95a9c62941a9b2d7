"""The pictures that maps send: which one a request asks for; each is made once while its release is served."""

import gzip
import json
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore
from typing import Annotated, Any

from fastapi import Depends, Request

from api.askers import asker
from api.current import Served
from api.deps import LanguageDep
from api.faulty import BadRequest
from api.maps.makings import Makings
from api.shared_queries import ShelfDep
from graph.answering.asker import ANYBODY, Asker
from graph.answering.workers import QueryPool
from graph.networks.drawing import links, media_type
from graph.networks.exploring import Explorer
from graph.networks.network import Network, in_words
from graph.networks.outline import Outline
from graph.networks.projections import Projection, linked, projected, projection, year
from graph.structure.structure import FILE
from ontology.model import pick
from ontology.saying import Said
from viz.compact import Communities, Sent, pack
from viz.placing.layered import place_layered
from viz.placing.layout import Positions, place, read_positions

USUAL = "whole"
QUERY_MOST = 10_000  # things of the network of a query: they are placed while somebody waits
_ROWS = 200_000  # links of it
_KEPT = 1_000_000  # things and links of all pictures that are kept: about 600 MB
_KEPT_OUTLINES = 500_000  # things and links of what they are made of, whatever the language
_KEPT_BYTES = 64 * 1024 * 1024  # of columns, squeezed
_RELEASES = 2  # the present one, and one that is still asked for
_LEVEL = 6  # of squeezing
_AT_ONCE = 2  # networks that are read or placed at one time: each may take 900 MB while that lasts


@dataclass(frozen=True)
class Picture:
    """Which network is asked for: a projection or the text of a shared query, in a language, kept to some years."""

    of: Projection
    lang: str
    since: str = ""
    until: str = ""
    query: str = ""
    asker: Asker = ANYBODY

    @property
    def key(self) -> Hashable:
        """The same for all who may see the same."""
        return self.outline, self.lang

    @property
    def outline(self) -> Hashable:
        """The same for all who may see the same, whatever their language."""
        return self.of.name, self.query, self.since, self.until, self.is_confidential

    @property
    def is_confidential(self) -> bool:
        """Whether it may show what only operators see."""
        return bool(self.query) and self.asker.operates


async def picture(request: Request, lang: LanguageDep, shelf: ShelfDep) -> Picture:
    """The network that the address asks for; raises `UnknownProjection`, `UnknownShared`, `BadYear`, `BadRequest`."""
    asked = request.query_params
    since, until = year(asked.get("from", "")), year(asked.get("to", ""))
    if since and until and until < since:
        told = "the years go from {since} to {until}: that is backwards"
        raise BadRequest(Said.of("backwards", told, since=since, until=until))
    of, mark = projection(asked.get("of") or USUAL), asked.get("query", "")
    if not mark:
        return Picture(of, lang, since, until)
    return Picture(of, lang, since, until, shelf.find(mark), asker(request))


class Pictures:
    """The pictures of a service."""

    def __init__(self) -> None:
        self._seats = BoundedSemaphore(_AT_ONCE)
        self._outlines: Makings[Outline] = Makings(_KEPT_OUTLINES, len)
        self._sent: Makings[Sent] = Makings(_KEPT, _size)
        self._columns: Makings[bytes] = Makings(_KEPT_BYTES, len)
        self._explorers: Makings[Explorer] = Makings(_RELEASES, lambda _: 1)

    def sent(self, served: Served, pool: QueryPool | None, asked: Picture) -> Sent:
        """A network with its places; queries are asked of the pool."""
        return self._sent.get((served.mark, asked.key), lambda: self._drawn(served, pool, asked))

    def outline(self, served: Served, pool: QueryPool | None, asked: Picture) -> Outline:
        """The things and links of a network: read once for all languages."""

        def read() -> Outline:
            if asked.query and pool:
                return _of_query(served, pool, asked)
            with self._seats:
                return _of_projection(served, asked)

        return self._outlines.get((served.mark, asked.outline), read)

    def columns(self, served: Served, pool: QueryPool | None, asked: Picture) -> bytes:
        """The same in columns, squeezed."""
        return self._columns.get((served.mark, asked.key), lambda: self._packed(served, pool, asked))

    def explorer(self, served: Served) -> Explorer:
        """What goes from thing to thing in a release; its links are read when it is made."""
        reader = served.library.reader
        return self._explorers.get(served.mark, lambda: Explorer(reader.store, reader.scope))

    def prepare(self, served: Served, lang: str) -> None:
        """Make what the map shows first in a language, and what it asks next, before anyone asks."""
        self.columns(served, None, Picture(projection(USUAL), lang))
        self.explorer(served)

    def _drawn(self, served: Served, pool: QueryPool | None, asked: Picture) -> Sent:
        outline, measured = self.outline(served, pool, asked), _measured(served.artefacts)
        groups = _communities(measured, asked.lang)
        with self._seats:
            network = in_words(outline, asked.lang)
            return Sent(network, _positions(served, asked, network), groups, measured.get("sizes", {}))

    def _packed(self, served: Served, pool: QueryPool | None, asked: Picture) -> bytes:
        packed = pack(self.sent(served, pool, asked), _told(served, asked))
        return gzip.compress(packed, _LEVEL, mtime=0)


async def pictures(request: Request) -> Pictures:
    """The pictures that this service made."""
    found: Pictures = request.app.state.pictures
    return found


PictureDep = Annotated[Picture, Depends(picture)]
PicturesDep = Annotated[Pictures, Depends(pictures)]


def _size(sent: Sent) -> int:
    return len(sent.network.nodes) + len(sent.network.edges)


def _told(served: Served, asked: Picture) -> dict[str, object]:
    told = {"release": served.release.name, "lang": asked.lang, "from": asked.since, "to": asked.until}
    if asked.query:
        return {"of": "", "title": "", "help": "", **told}
    return {"of": asked.of.name, "title": asked.of.title_in(asked.lang), "help": asked.of.help_in(asked.lang), **told}


def _of_projection(served: Served, asked: Picture) -> Outline:
    reader = served.library.reader
    return projected(reader.store, reader.scope, asked.of, asked.since, asked.until)


def _of_query(served: Served, pool: QueryPool, asked: Picture) -> Outline:
    """The network of a query, asked as all queries of strangers are: by its asker, within limits, in a process."""
    examined, reader = pool.examine(asked.query), served.library.reader
    body = pool.answer(examined.limited(_ROWS), media_type(examined.form), asked.asker)
    found = links(body, examined.form)
    return linked(reader.store, reader.scope, found, (asked.since, asked.until), QUERY_MOST, rows=_ROWS)


def _positions(served: Served, asked: Picture, network: Network) -> Positions:
    if asked.query:
        return place(network)
    if asked.of.layered:
        return place_layered(network)
    known = read_positions(served.artefacts, asked.of.name)
    return known if all(node.key in known for node in network.nodes) else place(network, known)


def _measured(artefacts: Path) -> Mapping[str, Any]:
    """What a load measured of the release; nothing where it measured nothing."""
    try:
        found: Mapping[str, Any] = json.loads((artefacts / FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return found


def _communities(measured: Mapping[str, Any], lang: str) -> Communities:
    """The communities of a release, named in a language."""
    found = measured.get("communities", {"names": [], "of": {}})
    return Communities(tuple((pick(names, lang) or ("", ""))[0] for names in found["names"]), found["of"])
