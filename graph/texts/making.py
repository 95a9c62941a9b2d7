"""Gathers the texts and counts of a release into its folder, and hands them on to what is written next."""

import os
import shutil
import sys
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import TypeAlias

import pyoxigraph as ox

from graph.locking import Hold
from graph.terms import parsed
from graph.texts.counts import Counts
from graph.texts.index import ADDED, BASE, FOLDER, TEXT, THING, Part, Said, write

MOST_ADDED = 20_000  # things of one write, literals of all since a load; with more all are gathered anew
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_STRING = "http://www.w3.org/2001/XMLSchema#string"
_PREDICATES = "SELECT DISTINCT ?p { ?s ?p ?o }"
_OBJECTS = "SELECT DISTINCT ?o {{ ?s {predicate} ?o }}"  # the engine reads a term once then, not for each triple
_BY_PREDICATE = "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p"
_BY_CLASS = f"SELECT ?o (COUNT(*) AS ?n) {{ ?s <{_TYPE}> ?o }} GROUP BY ?o"
_TRIPLES = "triples"  # the engine's folder
_KINDNESS = 10  # to whom else wants to work

_Object: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


def make(triples: Path) -> None:
    """Write the texts of a store beside it, with its figures, or these alone; nothing is there before all is."""
    target, work = triples.parent / FOLDER, triples.parent / f".{FOLDER}-{os.getpid()}"
    hold, has_texts = Hold(triples), (target / BASE).is_dir()
    try:
        store = ox.Store.read_only(str(triples))
        if has_texts:
            counted(store).write(target)
        else:
            gather(store, work)
            work.rename(target)
    except OSError:
        if has_texts or not target.exists():  # else another process was quicker
            raise
    finally:
        shutil.rmtree(work, ignore_errors=True)
        hold.let_go()


def gather(store: ox.Store, folder: Path) -> None:
    """Write the texts of a store into a folder."""
    write(folder / BASE, (_said(each, _column(store, _OBJECTS.format(predicate=each))) for each in _predicates(store)))
    counted(store).write(folder)


def counted(store: ox.Store) -> Counts:
    """How many triples the default graph of a store has of each predicate, and how many things of each class."""
    predicates = {name[1:-1]: count for name, count in _groups(store, _BY_PREDICATE)}
    return Counts(predicates, dict(_groups(store, _BY_CLASS)))


def _groups(store: ox.Store, query: str) -> Iterator[tuple[str, int]]:
    found = store.query(query)
    assert isinstance(found, ox.QuerySolutions)
    for name, count in found:
        assert isinstance(count, ox.Literal)
        yield str(name), int(count.value)


def hand_on(before: Path, after: Path, store: ox.Store, things: Collection[str] | None) -> None:
    """Put the texts of one release beside the next, in which other things are said of some; not where these are many.

    `before` and `after` are the folders that those of the engine stand in; things are written as in N-Triples.
    """
    source, target = before / FOLDER, after / FOLDER
    if things is None or len(things) > MOST_ADDED or not (source / BASE).is_dir():
        return
    said = {each.predicate: each for each in _before(source / ADDED)}
    for thing in things:
        for quad in store.quads_for_pattern(parsed(thing), None, None, None):  # type: ignore[arg-type]
            _add(said.setdefault(quad.predicate.value, Said(quad.predicate.value, set(), set())), quad.object)
    if sum(len(each.literals) for each in said.values()) <= MOST_ADDED:
        shutil.copytree(source / BASE, target / BASE, copy_function=os.link)
        write(target / ADDED, said.values())
        _count_on(before / _TRIPLES, target, store, things)


def _count_on(before: Path, target: Path, store: ox.Store, things: Collection[str]) -> None:
    counts = Counts.beside(before)
    if counts is not None and before.is_dir():  # else nobody knows what was said of them
        gone = _of(ox.Store.read_only(str(before)), things)
        counts.changed(gone, _of(store, things)).write(target)


def _of(store: ox.Store, things: Collection[str]) -> Counts:
    """What the default graph of a store says of some things, counted."""
    found = Counts(Counter[str](), Counter[str]())
    for thing in things:
        for quad in store.quads_for_pattern(parsed(thing), None, None, ox.DefaultGraph()):  # type: ignore[arg-type]
            found.predicates[quad.predicate.value] += 1
            if quad.predicate.value == _TYPE:
                found.classes[str(quad.object)] += 1
    return found


def _before(folder: Path) -> Iterator[Said]:
    if folder.is_dir():
        part = Part(folder)
        for predicate, section in part.sections.items():
            literals = {(parsed(each).value, each) for each in part.first(section, descending=False)}
            yield Said(predicate, literals, set(section.kinds))


def _predicates(store: ox.Store) -> list[ox.NamedNode]:
    return [each for each in _column(store, _PREDICATES) if isinstance(each, ox.NamedNode)]


def _column(store: ox.Store, query: str) -> Iterator[_Object]:
    found = store.query(query)
    assert isinstance(found, ox.QuerySolutions)
    for solution in found:
        term = solution[0]
        assert term is not None
        yield term


def _said(predicate: ox.NamedNode, objects: Iterable[_Object]) -> Said:
    said = Said(predicate.value, set(), set())
    for each in objects:
        _add(said, each)
    return said


def _add(said: Said, term: _Object) -> None:
    said.kinds.add(_kind(term))
    if isinstance(term, ox.Literal):
        said.literals.add((term.value, str(term)))


def _kind(term: _Object) -> str:
    if not isinstance(term, ox.Literal):
        return THING
    if term.language:
        return f"@{term.language}"
    return TEXT if term.datatype.value == _STRING else term.datatype.value


def main() -> None:
    """Gather the texts of the store that is named as first argument."""
    os.nice(_KINDNESS)
    make(Path(sys.argv[1]))
