"""The links of a network as rows of a query say them: one for each pair and relation, however many rows there are."""

import math
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from typing import TypeAlias

from graph.networks.tabular import Table, ask
from graph.query import view
from graph.store import Scope, Store

Pair: TypeAlias = tuple[str, str, str]

COLUMNS = ("source", "target", "relation", "role", "since", "until", "basis", "weight", "shared")
_HEAVIEST = 1e9
_NONE: frozenset[str] = frozenset()


@dataclass(slots=True)
class Tie:
    """A link, with all that its rows say of it."""

    source: str
    target: str
    relation: str
    judged: bool
    directed: bool = True
    roles: frozenset[str] = _NONE
    shared: frozenset[str] = _NONE
    since: str = ""
    until: str = ""
    weighed: float = 0.0

    @property
    def weight(self) -> float:
        """What its rows weigh together, or how many things its ends share."""
        return self.weighed or float(len(self.shared) or 1)

    def holds(self, since: str, until: str) -> bool:
        """Whether it may have held at some time from one year to another; what has no date is not ruled out."""
        return not (since and self.until and self.until[:4] < since) and not (
            until and self.since and self.since[:4] > until
        )


def judged(store: Store, scope: Scope) -> Set[Pair]:
    """The direct links that no source states."""
    rows = ask(store, scope, view("network-judgements")).rows
    return {(source, target, relation) for source, relation, target in rows}


def ties(table: Table, judgements: Set[Pair] = frozenset(), *, directed: bool = True) -> list[Tie]:
    """The links of some rows in a fixed order; several rows of one link are one, stated if any row states it."""
    found: dict[Pair, Tie] = {}
    known: dict[str, str] = {}  # so that each address is kept once
    for source, target, relation, role, since, until, basis, weight, shared in _cells(table):
        if not _is_thing(source) or not _is_thing(target) or source == target:
            continue
        if not directed and target < source:
            source, target = target, source
        source, target = known.setdefault(source, source), known.setdefault(target, target)
        pair = source, target, known.setdefault(relation, relation)
        is_judged = bool(basis) or pair in judgements
        tie = found.get(pair)
        if tie is None:
            tie = found[pair] = Tie(*pair, is_judged, directed, since=since, until=until)
        else:
            tie.judged = tie.judged and is_judged
            tie.since = min(tie.since or since, since or tie.since)
            tie.until = max(tie.until, until) if tie.until and until else ""  # one that goes on has no end
        _add(tie, role, weight, shared)
    return [found[pair] for pair in sorted(found)]


def _add(tie: Tie, role: str, weight: str, shared: str) -> None:
    if role:
        tie.roles |= {role}
    if shared:
        tie.shared |= {shared}
    if weight:
        tie.weighed += _number(weight)


def _cells(table: Table) -> Iterator[Iterable[str]]:
    """The cells of each row in the order of `COLUMNS`, empty for columns that the answer does not have."""
    places = table.places(*COLUMNS)
    for row in table.rows:
        yield ["" if at is None else row[at] for at in places]


def _is_thing(text: str) -> bool:
    return text.startswith(("http://", "https://", "urn:"))


def _number(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        return 0.0
    return min(max(number, 0.0), _HEAVIEST) if math.isfinite(number) else 0.0
