"""The names of all things of one release, in memory: what lists are narrowed by."""

from collections.abc import Iterable, Mapping

from rdflib import URIRef

from graph.reader import Reader, ref
from ontology.iri import fold
from ontology.namespaces import SCHEMA


class Names:
    """Every name of every thing, folded."""

    def __init__(self, reader: Reader) -> None:
        rows = [row for row in reader.rows("texts") if reader.model.locate(row["thing"])]
        # The same rows tell what everything is called: no list has to ask again.
        reader.remember(rows)
        names: dict[URIRef, set[str]] = {}
        for row in rows:
            if row["property"] != SCHEMA.url:
                names.setdefault(ref(row["thing"]), set()).add(fold(str(row["text"])))
        self._names: Mapping[URIRef, Iterable[str]] = names

    def holds(self, iri: URIRef, text: str) -> bool:
        """Whether a thing has a name that holds every word of the text."""
        words = fold(text).split()
        return any(all(word in name for word in words) for name in self._names.get(iri, ()))
