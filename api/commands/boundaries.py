"""`clusterscape boundaries`: the shapes of regions, which may not be shipped, added to a store by its operator."""

import argparse
from datetime import UTC, datetime
from pathlib import Path

from api.commands.parts import OK, REFUSED, WRONG_CALL, add_store, fail, say
from api.settings import Settings
from graph.release import Releases
from graph.store import Scope
from viz.geography import given
from viz.geography.boundaries import Boundaries, Layer
from viz.geography.given import BadBoundaries

NAME = "boundaries"
PURPOSE = "Add the boundaries of NUTS regions to the maps of a store (GeoJSON or TopoJSON), list or remove them."
EXAMPLE = "clusterscape boundaries NUTS_RG_10M_2024_4326.geojson"
LICENCE = "© EuroGeographics for the administrative boundaries"


def add(parser: argparse.ArgumentParser, settings: Settings) -> None:
    """Which file, under what licence, or none."""
    parser.add_argument(
        "file", type=Path, nargs="?", help="GeoJSON or TopoJSON, plain or .gz, in EPSG:4326 or 3035; none lists them"
    )
    parser.add_argument(
        "--licence", default=LICENCE, metavar="WORDS", help=f"what maps say of the boundaries (default: {LICENCE})"
    )
    parser.add_argument("--remove", action="store_true", help="take all boundaries out of the store again")
    add_store(parser, settings)


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Add, list or remove."""
    if options.file and options.remove:
        return fail("give a file, or --remove: not both", WRONG_CALL)
    boundaries = Boundaries(options.store)
    if options.remove:
        say(f"boundaries of {boundaries.remove()} levels were removed from {options.store}")
        return OK
    if options.file is None:
        return _list(boundaries.layers(), options.store)
    return _add(boundaries, options)


def _list(layers: tuple[Layer, ...], store: Path) -> int:
    for each in layers:
        print(f"level {each.level}: {each.regions} regions from {each.file}, added {each.added} ({each.licence})")
    if not layers:
        print(f"{store} has no boundaries of regions; countries are shipped")
    return OK


def _add(boundaries: Boundaries, options: argparse.Namespace) -> int:
    size = options.file.stat().st_size
    if size > given.MOST_BYTES:
        return fail(f"{options.file} has {size} bytes; {given.MOST_BYTES} are taken: take a coarser file", REFUSED)
    try:
        found = given.read(options.file.read_bytes())
    except BadBoundaries as error:
        return fail(f"{options.file}: {error}", REFUSED)
    layers = boundaries.add(found, options.file.name, options.licence, datetime.now(UTC).date().isoformat())
    if not layers:
        return fail(f"{options.file}: no region of NUTS level 1, 2 or 3; countries are shipped already", REFUSED)
    for each in layers:
        say(f"level {each.level}: {each.regions} regions are in {options.store}; maps show them from now on")
    _tell("codes that are none of NUTS were left out", found.strange)
    _tell("regions that the graph does not know", sorted(set(found.regions) - _known(options.store)))
    return OK


def _known(store: Path) -> set[str]:
    """The codes of the regions in the graph, if there is one."""
    release = Releases(store).current()
    rows = release.open(Scope.PUBLIC).select(_REGIONS, Scope.PUBLIC) if release else ()
    return {str(row["region"]).rsplit("/", 1)[-1] for row in rows}


def _tell(what: str, codes: "tuple[str, ...] | list[str]") -> None:
    if codes:
        more = f" and {len(codes) - 8} more" if len(codes) > 8 else ""
        say(f"{what}: {', '.join(codes[:8])}{more}")


_REGIONS = "SELECT ?region WHERE { ?region a <https://w3id.org/clusterscape/ontology#Region> }"
