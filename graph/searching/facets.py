"""By what a search can be kept: values of facets, each with how many would be left."""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from graph.listing import CHOICES
from graph.reader import Reader
from graph.searching import schema
from graph.searching.index import Index
from graph.searching.sought import Sought
from graph.things import Choice, Facet
from ontology.iri import fold


def facets(index: Index, reader: Reader, sought: Sought, lang: str, *, near: bool = False) -> tuple[Facet, ...]:
    """All facets in which there is something to choose; values that were chosen stay, also where nothing has them."""
    chosen, counts = dict(sought.filters), index.counts(sought, near=near).values
    most = {name: _most(counts[name], chosen.get(name, ())) for name in schema.FACETS}
    terms = (index.iri(name, value) for name, values in most.items() for value in values)
    reader.learn(term for term in terms if term is not None)
    made = (
        Facet(
            name,
            name,
            tuple(_choices(index, reader, lang, name, values, chosen.get(name, ()))),
            len(counts[name].keys() - values.keys()),
        )
        for name, values in most.items()
    )
    return tuple(facet for facet in made if facet.choices)


def label(index: Index, reader: Reader, lang: str, name: str, value: str) -> str:
    """What a value of a facet is called."""
    if name == "kind":
        return reader.collection_label(reader.model.kind(value), lang)
    iri = index.iri(name, value)
    return reader.called(iri, lang).label if iri else value


def _most(counts: Mapping[str, int], chosen: Iterable[str]) -> Mapping[str, int]:
    """The most frequent values, and those that were chosen: only these are given names."""
    frequent = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:CHOICES]
    return dict(frequent) | {value: counts.get(value, 0) for value in chosen}


def _choices(
    index: Index, reader: Reader, lang: str, name: str, counts: Mapping[str, int], chosen: Iterable[str]
) -> Iterator[Choice]:
    selected = set(chosen)
    made = (
        Choice(value, label(index, reader, lang, name, value), count, value in selected)
        for value, count in counts.items()
    )
    if name == "year":
        return iter(sorted(made, key=lambda each: (not each.selected, -int(each.value))))
    return iter(sorted(made, key=lambda each: (not each.selected, -each.count, _folded(each.label), each.value)))


@lru_cache(2**14)  # the same few thousand places and areas in every search
def _folded(label: str) -> str:
    return fold(label)
