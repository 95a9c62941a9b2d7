"""`clusterscape dump`: what the store says, as N-Quads."""

import argparse
from pathlib import Path

from rdflib import URIRef

from api.commands.parts import OK, REFUSED, add_scope, add_store, fail, reading, say
from api.settings import Settings
from graph.dumping import dump, dump_apart
from graph.layout import Layout, layout_of
from graph.store import Scope

NAME = "dump"
PURPOSE = "Write all graphs, or some, as N-Quads with a checksum: what the public may see, or all."
EXAMPLE = "clusterscape dump clusterscape.nq.gz --store var/store"


def add(parser: argparse.ArgumentParser, settings: Settings) -> None:
    """Where to, and what."""
    parser.add_argument("target", type=Path, help="a file (squeezed if it ends in .gz), or with --apart a folder")
    parser.add_argument("--graph", action="append", default=[], metavar="IRI", help="only this graph; may be repeated")
    parser.add_argument("--apart", action="store_true", help="each graph in a file of its own, squeezed")
    add_scope(parser)
    add_store(parser, settings)


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Write; a file that is there is replaced once the new one is whole."""
    store = reading(options).open(Scope(options.scope))
    write = dump_apart if options.apart else dump
    if not options.apart and options.target.is_dir():
        return fail(f"{options.target} is a folder: name a file, or say --apart", REFUSED)
    plain = options.remote is None and layout_of(options.store) is Layout.PLAIN
    number = write(store, options.target, [URIRef(each) for each in options.graph], unnamed=plain)
    say(f"{number:,} quads written to {options.target}")
    return OK
