"""What the registers say of two names: whether both are those of one body, or of two."""

from collections.abc import Iterator

from ingest.resolve import known, place
from ingest.resolve.party import Party


def judged(left: Party, right: Party) -> Iterator[tuple[bool, str]]:
    """Whether they are one by a register (else two), and how a person would say it; nothing where it does not know."""
    one, two = known.find(left), known.find(right)
    if not one or not two:
        return
    mine, yours = _by_scheme(one.bodies), _by_scheme(two.bodies)
    both = sorted(mine.keys() & yours.keys())
    if "known" in both:
        both = ["known"]  # written by hand, by the letters: it knows two bodies whose names mean the same
    if is_apart := [scheme for scheme in both if not mine[scheme] & yours[scheme]]:
        if all(not found.short or (party.city and both == ["known"]) for found, party in ((one, left), (two, right))):
            here, there = min(mine[is_apart[0]]), min(yours[is_apart[0]])
            yield False, f"they are names of two bodies ({known.told(here)}, {known.told(there)})"
    elif sure := [scheme for scheme in both if len(mine[scheme]) == 1 and mine[scheme] == yours[scheme]]:
        bodies = [min(mine[scheme]) for scheme in sure]
        if place.around(left, right).apart == "far" and not any(map(known.has_seat, bodies)):
            return  # one of two branches, or two of one name
        yield True, f"both are names of {known.told(bodies[0])}"


def _by_scheme(bodies: frozenset[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for body in bodies:
        found.setdefault(known.scheme(body), set()).add(body)
    return found
