"""Gathers the texts and counts of a release into its folder, and hands them on to what is written next."""

import os
import shutil
import sys
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import TypeAlias

import pyoxigraph as ox

from graph.locking import Hold
from graph.terms import parsed
from graph.texts import ends
from graph.texts.counts import Counts
from graph.texts.ends import Ends
from graph.texts.index import ADDED, BASE, FOLDER, TEXT, THING, Part, Said, Texts, write

LEAST_OF_CLASS = 1_000  # things
MOST_ADDED = 20_000  # things of one write, literals of all since a load; with more all are gathered anew
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_STRING = "http://www.w3.org/2001/XMLSchema#string"
_PREDICATES = "SELECT DISTINCT ?p { ?s ?p ?o }"
_OBJECTS = "SELECT DISTINCT ?o {{ ?s {predicate} ?o }}"  # the engine reads a term once then, not for each triple
_BY_PREDICATE = "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p"
_BY_CLASS = f"SELECT ?o (COUNT(*) AS ?n) {{ ?s <{_TYPE}> ?o }} GROUP BY ?o"
_BY_END = "SELECT ?o (COUNT(*) AS ?n) {{ ?s <{predicate}> ?o }} GROUP BY ?o"
_SAID = f"SELECT DISTINCT ?o {{{{ ?s <{_TYPE}> {{kind}} ; <{{predicate}}> ?o }}}}"
_TRIPLES = "triples"  # the engine's folder
_KINDNESS = 10  # to whom else wants to work

_Object: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


def make(triples: Path) -> None:
    """Write the texts of a store beside it, with its figures, or these alone; nothing is there before all is."""
    target, work = triples.parent / FOLDER, triples.parent / f".{FOLDER}-{os.getpid()}"
    hold, has_texts = Hold(triples), Texts.beside(triples) is not None
    try:
        store = ox.Store.read_only(str(triples))
        if has_texts:
            _write_figures(store, counted(store), target)
        else:
            gather(store, work / FOLDER)
            if target.exists():
                target.rename(work / "before")  # of long ago
            (work / FOLDER).rename(target)
    except OSError:
        if has_texts or Texts.beside(triples) is None:  # else another process was quicker
            raise
    finally:
        shutil.rmtree(work, ignore_errors=True)
        hold.let_go()


def gather(store: ox.Store, folder: Path) -> None:
    """Write the texts of a store into a folder."""
    counts = counted(store)
    said = (_said(each, _column(store, _OBJECTS.format(predicate=each))) for each in _predicates(store))
    write(folder / BASE, said, partial(_by_class, store, counts))
    _write_figures(store, counts, folder)


def _by_class(store: ox.Store, counts: Counts, said: Said) -> Iterator[tuple[str, Iterator[str]]]:
    """The classes of which many things may say something of a predicate, but not most that is said, with what they say.

    Of one with fewer things the engine sorts the rows.
    """
    if all(kind == TEXT or kind.startswith("@") for kind in said.kinds):
        for kind, number in counts.classes.items():
            if LEAST_OF_CLASS <= number <= len(said.literals) // 2 and not kind.startswith("_:"):
                yield kind, map(str, _column(store, _SAID.format(kind=kind, predicate=said.predicate)))


def _write_figures(store: ox.Store, counts: Counts, folder: Path) -> None:
    ends.write(folder, ended(store, counts))
    counts.write(folder)


def counted(store: ox.Store) -> Counts:
    """How many triples the default graph of a store has of each predicate, and how many things of each class."""
    predicates = {name[1:-1]: count for name, count in _groups(store, _BY_PREDICATE)}
    return Counts(predicates, dict(_groups(store, _BY_CLASS)))


def ended(store: ox.Store, counts: Counts) -> Ends:
    """How many triples of a predicate the default graph of a store has that end at each thing, where such are few."""
    found, left = dict[str, dict[str, int]](), ends.MOST
    for predicate, number in Counter(counts.predicates).most_common():
        groups = _groups(store, _BY_END.format(predicate=predicate)) if number >= ends.LEAST else ()
        each = {end: count for end, count in groups if ends.is_told(end)}
        if 0 < len(each) <= min(left, number // ends.EACH):
            found[predicate] = each
            left -= len(each)
    return found


def _groups(store: ox.Store, query: str) -> Iterator[tuple[str, int]]:
    found = store.query(query)
    assert isinstance(found, ox.QuerySolutions)
    for name, count in found:
        assert isinstance(count, ox.Literal)
        yield str(name), int(count.value)


def hand_on(
    before: Path, after: Path, store: ox.Store, things: Collection[str] | None, gone: Ends | None = None
) -> None:
    """Put the texts of one release beside the next, in which other things are said of some; not where these are many.

    `before` and `after` are the folders that those of the engine stand in; things are written as in N-Triples. The
    figures go along where it is known what was said of these things before (`said_of`).
    """
    source, target = before / FOLDER, after / FOLDER
    if things is None or len(things) > MOST_ADDED or Texts.beside(before / _TRIPLES) is None:
        return
    said = {each.predicate: each for each in _before(source / ADDED)}
    left = MOST_ADDED - sum(len(each.literals) for each in said.values())
    come = dict[str, Counter[str]]()
    for quad in _about(store, things):
        predicate, known = quad.predicate.value, said.get(quad.predicate.value)
        if known is None:
            known = said[predicate] = Said(predicate, set(), set())
        left += len(known.literals)
        _add(known, quad.object)
        left -= len(known.literals)
        if left < 0:
            return
        _count(come, quad)
    shutil.copytree(source / BASE, target / BASE, copy_function=os.link)
    write(target / ADDED, said.values())
    counts = Counts.beside(before / _TRIPLES)
    if counts is not None and gone is not None:
        counts.changed(_summed(gone), _summed(come)).write(target)
        ends.hand_on(source, target, gone, come, MOST_ADDED)


def said_of(store: ox.Store, things: Iterable[str]) -> dict[str, Counter[str]]:
    """How often the default graph of a store says each predicate of some things, by where the triples end."""
    found = dict[str, Counter[str]]()
    for quad in _about(store, things):
        _count(found, quad)
    return found


def _about(store: ox.Store, things: Iterable[str]) -> Iterator[ox.Quad]:
    for thing in things:
        yield from store.quads_for_pattern(parsed(thing), None, None, ox.DefaultGraph())  # type: ignore[arg-type]


def _count(found: dict[str, Counter[str]], quad: ox.Quad) -> None:
    found.setdefault(quad.predicate.value, Counter())[str(quad.object)] += 1


def _summed(found: Ends) -> Counts:
    return Counts({predicate: sum(each.values()) for predicate, each in found.items()}, dict(found.get(_TYPE, {})))


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
