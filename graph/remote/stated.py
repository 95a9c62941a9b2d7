"""What is stated, without what follows: servers are asked for no triple that stands in the graph of what follows.

What follows is never stated too (`graph.reasoning.inference`), so the union without that graph is what is stated. A
list of all other graphs would not do in its place: what stands in two of them counts twice on some servers.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain

from graph import prologue
from graph.reasoning.inference import INFERRED
from graph.remote.hiding import hidden
from graph.rewriting.paths import may_be_empty
from graph.rewriting.question import COUNTS_ALL, names
from graph.rewriting.reader import Reader
from graph.rewriting.scope import ABSOLUTE, shown
from graph.rewriting.terms import NotRead
from graph.rewriting.tree import Block, Link, Path, Select, Span, Steps, Term, groups, inside, queries
from graph.store import BadQuery
from graph.tokens import tokens
from ontology.saying import Said

_DEEPEST = 1_000  # the guard has counted brackets before
_FOLLOWS = f"FILTER NOT EXISTS {{{{ GRAPH <{INFERRED}> {{{{ {{}} }}}} }}}}"


class NotToldApart(BadQuery):
    """Over a remote store, this query cannot be asked of what is stated alone."""

    def __init__(self, why: Said) -> None:
        told = "over a store on other machines, inferred=false is not offered for {why}"
        super().__init__(Said.of("not_apart", told, why=why))


def of_what_is_stated(query: str, follows: Callable[[str], bool]) -> str:
    """The query, asked of what is stated alone; `follows` tells whether triples of a predicate follow.

    Raises `NotToldApart`, `BadQuery`.
    """
    query = hidden(query, str(INFERRED))  # before there are patterns of ours
    pieces = list(tokens(query, _DEEPEST))
    declared = prologue.read(query, pieces)
    body = pieces[declared.length :]
    try:
        tree = Reader(body, declared).query()
    except NotRead as error:
        told = "a query that cannot be read whole ({why})"
        raise NotToldApart(Said.of("apart_unread", told, why=str(error))) from error
    if tree.form == "DESCRIBE":
        raise NotToldApart(Said.of("apart_describe", "DESCRIBE: ask by CONSTRUCT"))
    return _Writer(query, tree, follows).written(body[1].start)


class _Writer:
    """Writes a query anew, block by block."""

    def __init__(self, text: str, tree: Select, follows: Callable[[str], bool]) -> None:
        self._text = text
        self._tree = tree
        self._follows = follows
        self._names = names(text)
        self._blanks: dict[str, str] = {}
        self._is_longer = False  # whether variables came that the query does not have

    def written(self, template: int) -> str:
        """The whole text; the template of a CONSTRUCT without one goes to a place."""
        edits = [(block.span, self._block(block)) for block in self._blocks()]
        if self._is_longer:
            edits += self._columns()
        where = self._tree.where
        # CONSTRUCT WHERE { ... } shows what it asks for.
        if self._tree.form == "CONSTRUCT" and where and self._text[template : template + 5].upper() == "WHERE":
            edits.append((Span(template, template), f"{self._said(where.span)} "))
        pieces, at = list[str](), 0
        for span, text in sorted(edits):
            pieces += [self._text[at : span.start], text]
            at = span.end
        return "".join([*pieces, self._text[at:]])

    def _blocks(self) -> Iterator[Block]:
        within = (groups(each, graphs=False) for each in inside(self._tree))
        yield from (part for group in chain(*within) for part in group.elements if isinstance(part, Block))

    def _columns(self) -> Iterator[tuple[Span, str]]:
        """What stands for each `*`, which would show more now."""
        if COUNTS_ALL.search(self._text):
            raise NotToldApart(Said.of("apart_count", "COUNT(DISTINCT *) with blank nodes or paths"))
        for query in queries(self._tree):
            if query.star is not None:
                if not shown(query):
                    raise NotToldApart(Said.of("apart_star", "SELECT * of no variable"))
                yield query.star, " ".join(f"?{name}" for name in shown(query))

    def _block(self, block: Block) -> str:
        if any(term.text == "()" for triple in block.triples for term in (triple.subject, triple.object)):
            raise NotToldApart(Said.of("apart_list", "lists in parentheses"))
        return self._all((triple.subject, triple.steps, triple.object) for triple in block.triples) + " "

    def _all(self, triples: Iterable[tuple[Term, Steps, Term]]) -> str:
        """Triples side by side: each with its condition, paths in the steps that they are made of."""
        said, ends, paths = list[str](), set[str](), list[tuple[Term, Path, Term]]()
        waiting = list(triples)[::-1]
        while waiting:
            subject, steps, value = waiting.pop()
            if isinstance(steps, Link):
                said.append(self._one(subject, steps.predicate, value))
                ends |= {subject.text, value.text}
            elif steps.sign == "^":
                waiting.append((value, steps.parts[0], subject))
            elif steps.sign == "/":
                between = [self._fresh() for _ in steps.parts[1:]]
                stops = (subject, *between, value)
                waiting += list(zip(stops[:-1], steps.parts, stops[1:], strict=True))[::-1]
            elif steps.sign == "|":
                said.append(" UNION ".join(f"{{ {self._all([(subject, each, value)])} }}" for each in steps.parts))
            else:
                paths.append((subject, steps, value))
        return " ".join([*(self._path(*each, ends) for each in paths), *said])

    def _one(self, subject: Term, predicate: Term, value: Term) -> str:
        said = " ".join(map(self._term, (subject, predicate, value)))
        return f"{said} . {_FOLLOWS.format(said)}" if self._may_follow(predicate) else f"{said} ."

    def _path(self, subject: Term, path: Path, value: Term, ends: set[str]) -> str:
        """A path of any length, of which no step follows."""
        steps = list(_steps(path))
        if any(step is None or self._may_follow(step) for step in steps):
            told = "the path {path}, of which some steps only follow"
            raise NotToldApart(Said.of("apart_follows", told, path=self._said(path.span)))
        if may_be_empty(path) and all(
            each.kind in {"variable", "blank"} and each.text not in ends for each in (subject, value)
        ):
            told = "the path {path} between any two things"
            raise NotToldApart(Said.of("apart_between", told, path=self._said(path.span)))
        return f"{self._term(subject)} {self._said(path.span)} {self._term(value)} ."

    def _may_follow(self, predicate: Term) -> bool:
        is_known = predicate.kind == "iri" and ABSOLUTE.match(predicate.value) and "\\" not in predicate.value
        return not is_known or self._follows(predicate.value)

    def _term(self, term: Term) -> str:
        """A term as it is written; a blank node is a variable, as a condition has to name it too."""
        if term.kind != "blank":
            return term.text
        if term.value not in self._blanks:
            self._blanks[term.value] = self._fresh().text
        return self._blanks[term.value]

    def _fresh(self) -> Term:
        self._is_longer = True
        name = next(self._names)
        return Term("variable", f"?{name}", name)

    def _said(self, span: Span) -> str:
        return self._text[span.start : span.end]


def _is_met(term: Term, ends: set[str]) -> bool:
    """Whether the thing at the end of a path is given, or named by something stated."""
    return term.kind not in {"variable", "blank"} or term.text in ends


def _steps(path: Steps) -> Iterator[Term | None]:
    """The predicates of a path; None for what is met by all others than those that it names."""
    if isinstance(path, Link):
        yield path.predicate
    elif path.sign == "!":
        yield None
    else:
        for part in path.parts:
            yield from _steps(part)
