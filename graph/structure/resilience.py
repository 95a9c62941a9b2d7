"""What falls apart if something leaves: the pieces into which the rest of its part of the network would break."""

from dataclasses import dataclass

from graph.structure.web import Web


@dataclass(frozen=True)
class Break:
    """Without one thing: into how many pieces its part breaks, and how many things lose the way to the largest."""

    pieces: int
    cut: int


def breaks(web: Web) -> dict[int, Break]:
    """The things without which their part of the network falls apart (articulation points: Hopcroft and Tarjan 1973).

    One walk in depth finds for each thing the branches that hang on it alone, and how large they are.
    """
    hanging, part = _walk(web)
    found = {}
    for at, branches in hanging.items():
        rest = part[at] - 1 - sum(branches)
        pieces = [*branches, rest] if rest else branches
        if len(pieces) > 1:
            found[at] = Break(len(pieces), part[at] - 1 - max(pieces))
    return found


def _walk(web: Web) -> tuple[dict[int, list[int]], list[int]]:
    """For each thing the sizes of the branches that only it holds, and for each thing the size of its part."""
    seen, part = [-1] * web.count, [0] * web.count
    hanging: dict[int, list[int]] = {}
    for root in range(web.count):
        if seen[root] < 0:
            own = _branch(root, web, seen, hanging)
            for at in own:
                part[at] = len(own)
    return hanging, part


def _branch(root: int, web: Web, seen: list[int], hanging: dict[int, list[int]]) -> list[int]:
    """Walk one part from its root; without recursion, for a path may be as long as the network is large."""
    ends, starts = web.neighbours
    order, low, size, above, todo = [root], {root: 0}, {root: 1}, {root: -1}, [(root, starts[root])]
    seen[root] = 0
    while todo:
        at, next_ = todo.pop()
        if next_ < starts[at + 1]:
            todo.append((at, next_ + 1))
            other = ends[next_]
            if seen[other] < 0:
                seen[other] = low[other] = len(order)
                size[other], above[other] = 1, at
                order.append(other)
                todo.append((other, starts[other]))
            elif other != above[at]:
                low[at] = min(low[at], seen[other])
        elif (over := above[at]) >= 0:
            low[over] = min(low[over], low[at])
            size[over] += size[at]
            if low[at] >= seen[over]:
                hanging.setdefault(over, []).append(size[at])
    return order
