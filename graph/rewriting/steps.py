"""Paths by their definition (SPARQL 1.1 Query, 18.2.2.4 and 18.4), where the engine has its own.

An alternative gives a solution for each of its ways, where the engine gives the same end once; `!()` is any predicate;
and within GRAPH too, a path of no steps begins at a thing that the graph does not name.
"""

from collections.abc import Iterable, Iterator

from graph.rewriting.equals import written
from graph.rewriting.paths import followed_in_graph, is_empty_sequence, may_be_empty
from graph.rewriting.question import Question
from graph.rewriting.tree import Block, Group, Link, Path, Span, Steps, Term, Triple, groups, patterns, queries

_NOTHING = "<urn:clusterscape:nothing>"
_APART = frozenset("|/^!")


def negated(question: Question) -> str | None:
    """The query with a predicate that there is not in each `!()`, which the engine does not read."""
    where = question.tree.where
    blocks = (block for group in groups(where) for block in group.elements) if where else ()
    ways = (triple.steps for block in blocks if isinstance(block, Block) for triple in block.triples)
    empty = (path for way in ways for path in _paths(way) if path.sign == "!" and not path.parts)
    return question.edited((path.span, f"!({_NOTHING})") for path in empty)


def steps(question: Question) -> str | None:
    """The query with paths in words that the engine answers by the standard."""
    where = question.tree.where
    return question.edited(_edits(question, where)) if where else None


def _edits(question: Question, where: Group) -> Iterator[tuple[Span, str]]:
    outside = {group.span for group in patterns(where, graphs=False)}
    fresh = (Term("variable", f"?{name}", name) for name in question.names())
    writers = {in_graph: _Writer(question, fresh, in_graph=in_graph) for in_graph in (False, True)}
    for group in patterns(where):
        writer = writers[group.span not in outside]
        for block in group.elements:
            text = writer.block(block) if isinstance(block, Block) and block.simple else None
            if text is not None:
                yield block.span, text


def _paths(way: Steps) -> Iterator[Path]:
    if isinstance(way, Path):
        yield way
        for part in way.parts:
            yield from _paths(part)


class _Writer:
    """Writes the triples of a block, those with alternatives as UNION."""

    def __init__(self, question: Question, fresh: Iterator[Term], *, in_graph: bool) -> None:
        self._question = question
        self._in_graph = in_graph
        self._fresh = fresh
        within = list(queries(question.tree))
        self._takes_names = question.takes_names and all(each.star is None for each in within)
        distinct = question.tree.form != "SELECT" or question.tree.distinct == "DISTINCT"
        self._times_matter = not distinct or len(within) > 1 or question.tree.aggregates

    def block(self, block: Block) -> str | None:
        """The block in other words, None where it stays as it is."""
        if any(term.kind == "blank" for triple in block.triples for term in (triple.subject, triple.object)):
            return None
        ahead, plain, forked = list[str](), list[str](), list[str]()
        for triple in block.triples:
            if self._is_apart(triple):
                forked.append(self._written(triple))
            elif (ends := self._ends(triple)) is not None:
                ahead.append(ends)
            else:
                plain.append(written(self._question, triple, {}))
        parts = [*filter(None, ahead), *plain, *filter(None, forked)]
        return " . ".join([*parts, ""]) if ahead or forked else None

    def _ends(self, triple: Triple) -> str | None:
        return followed_in_graph(self._question, triple) if self._in_graph else None

    def _is_apart(self, triple: Triple) -> bool:
        is_empty = may_be_empty(triple.steps) and not _varies(triple.subject, triple.object)
        return self._parts(triple) and (self._times_matter or is_empty)

    def _parts(self, triple: Triple) -> bool:
        """Whether a path is more than one, or one whose place between two constants may be any."""
        between = not (triple.subject.kind == "variable" or triple.object.kind == "variable")
        return self._forks(triple.steps) or (between and self._takes_names and is_empty_sequence(triple.steps))

    def _forks(self, way: Steps) -> bool:
        """Whether a path has alternatives that are not within one of any length."""
        if not isinstance(way, Path) or way.sign not in _APART:
            return False
        if way.sign == "/" and not self._takes_names:
            return False
        return way.sign == "|" or (way.sign == "!" and all(_directions(way))) or any(map(self._forks, way.parts))

    def _written(self, triple: Triple) -> str:
        subject, way, value = triple
        if not (isinstance(way, Path) and self._parts(triple)):
            ends = self._ends(triple)
            return written(self._question, triple, {}) if ends is None else ends
        if way.sign == "^":
            return self._written(Triple(value, way.parts[0], subject))
        if way.sign == "|":
            return _united(self._written(Triple(subject, part, value)) for part in way.parts)
        if way.sign == "!":
            return _united(f"{subject.text} !({said}) {value.text}" for said in self._said(way))
        between = [next(self._fresh) for _ in way.parts[1:]]
        ways = map(Triple, [subject, *between], way.parts, [*between, value])
        return " . ".join(filter(None, map(self._written, ways)))

    def _said(self, way: Path) -> Iterator[str]:
        for parts in _directions(way):
            texts = (
                each.predicate.text if isinstance(each, Link) else self._question.said(each.span) for each in parts
            )
            yield "|".join(texts)


def _directions(way: Path) -> tuple[list[Steps], list[Steps]]:
    """The predicates that are not to be followed onwards, and those not backwards."""
    return [each for each in way.parts if isinstance(each, Link)], [
        each for each in way.parts if isinstance(each, Path)
    ]


def _united(parts: Iterable[str]) -> str:
    return " UNION ".join(f"{{ {part} }}" for part in parts)


def _varies(*terms: Term) -> bool:
    return all(term.kind == "variable" for term in terms)
