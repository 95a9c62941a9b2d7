"""What a release says, as those ask for it who look at a part of what is new beside it."""

from collections.abc import Collection, Iterable, Iterator
from functools import cached_property
from itertools import combinations

from rdflib import RDF, Variable

from graph.embedded import EmbeddedStore
from graph.reasoning.deduction import Program
from graph.reasoning.facts import Memory, Pair
from graph.reasoning.inference import program_of
from graph.store import Scope, Triple
from graph.terms import written
from graph.validating.checks import Check
from graph.validating.reach import reach
from graph.validating.validation import shipped

Slot = tuple[str, int, str | None]  # a predicate, which end of it, and the class where it is one
STANDS = 1  # in the place of an end: that the triple stands at all
_EACH = (0, 2)  # the ends of a triple
_TYPE = written(RDF.type)
_HELD = 3_000_000  # triples of a release whose terms are held in memory
_TABLE = "text/tab-separated-values"


class Known:
    """What a release says, as parts ask for it; answers are kept, since all parts ask the same."""

    def __init__(self, store: EmbeddedStore) -> None:
        self.store = store
        self.program = program_of(store)
        self._objects: dict[Pair, frozenset[str]] = {}
        self._subjects: dict[Pair, frozenset[str]] = {}
        self._context: dict[str, tuple[str, frozenset[str]]] = {}

    @cached_property
    def checks(self) -> tuple[Check, ...]:
        """The checks that look no further than at a thing and its values."""
        return tuple(each for each in shipped() if reach(each).is_local)

    @cached_property
    def joins(self) -> frozenset[tuple[Slot, Slot]]:
        """Where its rules join two triples."""
        return frozenset(joins(self.program))

    @cached_property
    def beyond(self) -> tuple[str, ...]:
        """What they ask of values."""
        return beyond(self.checks)

    def says_of(self, term: str) -> bool:
        """Whether the release says anything of a thing."""
        if self._terms:
            return term in self._terms[0]
        return any(True for _ in self.store.lines(term, None, None))

    def names(self, term: str) -> bool:
        """Whether it says anything to which a term is the object."""
        if self._terms:
            return term in self._terms[1]
        return any(True for _ in self.store.lines(None, None, term))

    @cached_property
    def _terms(self) -> tuple[frozenset[str], frozenset[str]] | None:
        """Its subjects and its objects, where they are few enough to be held: much quicker than to ask for each."""
        if self.store.size() > _HELD:
            return None
        asked = (f"SELECT DISTINCT ?term WHERE {{ {pattern} }}" for pattern in ("?term ?p ?o", "?s ?p ?term"))
        subjects, objects = (self.store.answer(query, _TABLE, Scope.OPERATOR).decode() for query in asked)
        return frozenset(subjects.split("\n")), frozenset(objects.split("\n"))

    def objects(self, predicate: str, subject: str) -> frozenset[str]:
        """The objects of a subject."""
        key = predicate, subject
        if key not in self._objects:
            self._objects[key] = frozenset(line[2] for line in self.store.lines(subject, predicate, None))
        return self._objects[key]

    def subjects(self, predicate: str, value: str) -> frozenset[str]:
        """The subjects of an object."""
        key = predicate, value
        if key not in self._subjects:
            self._subjects[key] = frozenset(line[0] for line in self.store.lines(None, predicate, value))
        return self._subjects[key]

    def context(self, terms: Iterable[str]) -> bytes:
        """What checks ask of values, as N-Triples."""
        found: dict[str, str] = {}
        waiting = list(terms)
        while waiting:
            term = waiting.pop()
            if term not in found:
                found[term], more = self._of(term)
                waiting.extend(more)
        return "".join(found.values()).encode()

    def _of(self, term: str) -> tuple[str, frozenset[str]]:
        """What they ask of one value, and to which others that leads them."""
        if term not in self._context:
            lines = [line for each in self.beyond for line in self.store.lines(term, each, None)]
            more = frozenset(line[2] for line in lines if line[1] in self.onward and line[2].startswith("<"))
            self._context[term] = "".join(f"{' '.join(line)} .\n" for line in lines), more
        return self._context[term]

    @cached_property
    def onward(self) -> frozenset[str]:
        """What they ask of the values of values too."""
        return frozenset[str]().union(*(reach(each).onward for each in self.checks))


def beyond(checks: Iterable[Check]) -> tuple[str, ...]:
    """What checks ask of the values of a thing: its class first of all."""
    return tuple(sorted(frozenset({_TYPE}).union(*(reach(each).beyond for each in checks))))


class Beside:
    """Facts of a part beside what is known; of its own things nothing is known."""

    def __init__(self, part: Memory, known: Known, own: set[str]) -> None:
        self._part = part
        self._known = known
        self._own = own
        self.found = Memory()

    def add(self, predicate: str, pairs: Iterable[Pair]) -> None:
        """Take in what follows."""
        self.found.add(predicate, pairs)
        self._part.add(predicate, pairs)

    def pairs(self, predicate: str) -> Collection[Pair]:
        """All subjects with their objects."""
        known = {(subject, value) for subject, _, value in self._known.store.lines(None, predicate, None)}
        return known | self._part.pairs(predicate)

    def objects(self, predicate: str, subject: str) -> Collection[str]:
        """The objects of a subject."""
        here = self._part.objects(predicate, subject)
        return here if subject in self._own else self._known.objects(predicate, subject).union(here)

    def subjects(self, predicate: str, value: str) -> Collection[str]:
        """The subjects of an object."""
        here = self._part.subjects(predicate, value)
        return here if value in self._own else self._known.subjects(predicate, value).union(here)

    def holds(self, predicate: str, pair: Pair) -> bool:
        """Whether one triple is among them."""
        if self._part.holds(predicate, pair):
            return True
        subject, value = pair
        return not {subject, value} & self._own and value in self._known.objects(predicate, subject)

    def unknown(self, predicate: str, pairs: set[Pair]) -> set[Pair]:
        """Those of some triples that are not among them."""
        new = pairs - self._part.pairs(predicate)
        return {pair for pair in new if pair[0] in self._own or not self.holds(predicate, pair)}


def joins(program: Program) -> Iterator[tuple[Slot, Slot]]:
    """The ends of triples at which rules join two; of two that need have no end in common, the fact that they stand."""
    for clause in program.clauses:
        for one, two in combinations(clause.body, 2):
            pairs = [(left, right) for left in _EACH for right in _EACH if one[left] == two[right]]
            open_ = [(left, right) for left, right in pairs if isinstance(one[left], Variable)]
            yield from ((_slot(one, left), _slot(two, right)) for left, right in open_)
            if not open_:
                yield _slot(one, STANDS), _slot(two, STANDS)


def _slot(atom: Triple, end: int) -> Slot:
    is_class = atom[1] == RDF.type and not isinstance(atom[2], Variable)
    return written(atom[1]), end, written(atom[2]) if is_class else None
