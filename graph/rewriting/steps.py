"""Paths by their definition (SPARQL 1.1 Query, 18.2.2.4 and 18.4), where the engine has its own.

An alternative gives a solution for each of its ways, and a negated set one for each triple, where the engine gives the
same end once (the latter where both ends are known to it); `!()` is any predicate; and within GRAPH too, a path of no
steps begins at a thing that the graph does not name. A blank node that is to stand in two parts of a UNION is written
as the variable that it is (section 4.1.4).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from math import prod

from graph.rewriting.equals import written
from graph.rewriting.paths import followed_in_graph, is_empty_sequence, may_be_empty
from graph.rewriting.question import Question
from graph.rewriting.tree import Block, Group, Link, Path, Span, Steps, Term, Triple, groups, patterns, queries, read_of

_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
_NOTHING = "<urn:clusterscape:nothing>"
_APART = frozenset("|/^!")
_ANEW = re.compile(r"\b(?:bnode|rand|(?:str)?uuid)\s*\(", re.IGNORECASE)  # what is another value for each solution
_MOST = 64  # ways of a sequence that are written one by one


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
    fresh = (Term("variable", f"?{name}", name) for name in question.names())
    writers = {in_graph: _Writer(question, fresh, in_graph=in_graph) for in_graph in (False, True)}
    for group, part in read_of(patterns(where)):
        blocks = [each for each in group.elements if isinstance(each, Block)]
        # A query within `GRAPH ?g`, as which paths are followed there, the engine would ask of all graphs.
        in_graph = part is not None and part.name is not None and part.name.kind == "iri"
        yield from writers[in_graph].group(blocks)


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
        within = len(list(queries(question.tree))) > 1
        self._takes_names = question.takes_names
        self._times_matter = _is_counted(question) or within or question.tree.aggregates

    def group(self, blocks: Sequence[Block]) -> Iterator[tuple[Span, str]]:
        """The blocks of a group that are said in other words, and where they stand."""
        names = self._variables(blocks)
        for block in blocks:
            blanks = _blanks(block)
            if blanks <= names.keys() and (block.simple or blanks):
                triples = [_renamed(triple, names) for triple in block.triples]
                text = self._block(triples, changed=bool(blanks))
                if text is not None:
                    yield block.span, text

    def _variables(self, blocks: Sequence[Block]) -> dict[str, Term]:
        """A variable for each blank node of a group, none where they can stay, or not all of them can go."""
        blanks = {blank for block in blocks for blank in _blanks(block)}
        listed = any(term.text == "()" for block in blocks for term in _ends(block))
        if not blanks or listed or not self._takes_names:
            return {}
        names = {blank: next(self._fresh) for blank in sorted(blanks)}
        triples = (_renamed(triple, names) for block in blocks for triple in block.triples)
        return names if any(self._is_apart(each) or _is_followed(each) for each in triples) else {}

    def _block(self, triples: Sequence[Triple], *, changed: bool) -> str | None:
        """The triples in other words, None where they stay as they are."""
        ahead, plain, forked = list[str](), list[str](), list[str]()
        for triple in triples:
            if self._is_apart(triple):
                forked.append(self._written(triple))
            elif (ends := self._ends(triple)) is not None:
                ahead.append(ends)
            else:
                plain.append(written(self._question, triple, {}))
        parts = [*filter(None, ahead), *plain, *filter(None, forked)]
        return " . ".join([*parts, ""]) if ahead or forked or changed else None

    def _ends(self, triple: Triple) -> str | None:
        return followed_in_graph(self._question, triple) if self._in_graph else None

    def _is_apart(self, triple: Triple) -> bool:
        is_empty = may_be_empty(triple.steps) and not _varies(triple.subject, triple.object)
        return self._parts(triple) and (self._times_matter or is_empty)

    def _parts(self, triple: Triple) -> bool:
        """Whether a path is more than one, or one whose place between two constants may be any."""
        if self._forks(triple.steps):
            return True
        between = not (triple.subject.kind == "variable" or triple.object.kind == "variable")
        return self._takes_names and between and is_empty_sequence(triple.steps)

    def _forks(self, way: Steps) -> bool:
        """Whether a path has alternatives, or a negated set, that are not within one of any length."""
        if not isinstance(way, Path) or way.sign not in _APART:
            return False
        if way.sign == "/" and not self._takes_names:
            return 1 < _count(way) <= _MOST
        if way.sign == "!":
            return self._takes_names or _count(way) > 1
        return way.sign == "|" or any(map(self._forks, way.parts))

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
            avoiding = [self._avoiding(subject, parts, value) for parts in _directions(way) if parts]
            return _united(avoiding) if len(avoiding) > 1 else avoiding[0]
        if not self._takes_names:
            return _united(f"{subject.text} {said} {value.text}" for said in self._ways(way))
        between = [next(self._fresh) for _ in way.parts[1:]]
        ways = map(Triple, [subject, *between], way.parts, [*between, value])
        return " . ".join(filter(None, map(self._written, ways)))

    def _avoiding(self, subject: Term, parts: Sequence[Steps], value: Term) -> str:
        """The triples in one direction whose predicates are none of these."""
        if not self._takes_names:
            return f"{subject.text} !({'|'.join(map(self._text, parts))}) {value.text}"
        start, end = (subject, value) if isinstance(parts[0], Link) else (value, subject)
        predicate = next(self._fresh).text
        avoided = ", ".join(_TYPE if each.text == "a" else each.text for each in map(_predicate, parts))
        return f"{start.text} {predicate} {end.text} FILTER({predicate} NOT IN ({avoided}))"

    def _ways(self, way: Steps) -> Iterator[str]:
        """A path without alternatives, for each of its ways."""
        if not isinstance(way, Path) or way.sign not in _APART:
            yield self._text(way)
        elif way.sign == "|":
            yield from (f"({said})" for part in way.parts for said in self._ways(part))
        elif way.sign == "^":
            yield from (f"^({said})" for said in self._ways(way.parts[0]))
        elif way.sign == "/":
            yield from ("/".join(f"({said})" for said in parts) for parts in product(*map(self._ways, way.parts)))
        else:
            yield from (f"!({'|'.join(map(self._text, parts))})" for parts in _directions(way) if parts)

    def _text(self, way: Steps) -> str:
        return way.predicate.text if isinstance(way, Link) else self._question.said(way.span)


def _is_counted(question: Question) -> bool:
    """Whether it makes a difference how often there is a solution."""
    tree = question.tree
    if _ANEW.search(question.text):
        return True
    if tree.form == "SELECT":
        return tree.distinct != "DISTINCT"
    # A blank node of a template is another one for each solution (section 16.2.1).
    template = question.text[tree.span.start : tree.where.span.start] if tree.where else ""
    return any(sign in template for sign in ("_:", "[", "(")) or tree.limit is not None or tree.offset is not None


def _directions(way: Path) -> tuple[list[Steps], list[Steps]]:
    """The predicates that are not to be followed onwards, and those not backwards."""
    return [each for each in way.parts if isinstance(each, Link)], [
        each for each in way.parts if isinstance(each, Path)
    ]


def _predicate(way: Steps) -> Term:
    return way.predicate if isinstance(way, Link) else _predicate(way.parts[0])


def _count(way: Steps) -> int:
    """How many ways a path has."""
    if not isinstance(way, Path) or way.sign not in _APART:
        return 1
    if way.sign == "!":
        return sum(map(bool, _directions(way)))
    counts = map(_count, way.parts)
    return sum(counts) if way.sign == "|" else prod(counts)


def _ends(block: Block) -> Iterator[Term]:
    return (term for triple in block.triples for term in (triple.subject, triple.object))


def _blanks(block: Block) -> set[str]:
    return {term.value for term in _ends(block) if term.kind == "blank"}


def _renamed(triple: Triple, names: dict[str, Term]) -> Triple:
    subject, way, value = triple
    if names:
        subject, value = (names[each.value] if each.kind == "blank" else each for each in (subject, value))
    return Triple(subject, way, value)


def _is_followed(triple: Triple) -> bool:
    """Whether it is a path from something known: `paths` looks where it leads, if that is a variable."""
    return isinstance(triple.steps, Path) and not _varies(triple.subject, triple.object)


def _united(parts: Iterable[str]) -> str:
    return " UNION ".join(f"{{ {part} }}" for part in parts)


def _varies(*terms: Term) -> bool:
    return all(term.kind == "variable" for term in terms)
