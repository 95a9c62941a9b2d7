"""What rows say that name a body and a cluster: that it is a member of it, in which role and since when."""

from collections.abc import Iterator, Mapping, Sequence

from ingest.guessing.column import Column, Way, dates, fitting
from ingest.guessing.planned import USUAL, Entry, Left, Plan
from ingest.known import Known

Found = Mapping[str, Sequence[Column]]


def membership(made: Plan, columns: Sequence[Column], named: Column | None, known: Known) -> None:
    """Rows that name a body and a cluster say that it is a member of it."""
    found = {role: [each for each in columns if each.role == role] for role in ("cluster", "role", "since", "asof")}
    cluster = next(iter(found["cluster"]), None)
    if cluster is None or made.kind != USUAL or named is None:
        _leave(made, found, "no property was found for it; it holds {examples}")
        return
    way = _cluster(cluster, known)
    if len(way.failing) * 2 > len(set(cluster.parts(None))):
        _leave(made, {"cluster": [cluster]}, unread("the cluster of each row, by its name", cluster, way))
        _leave(made, {**found, "cluster": found["cluster"][1:]}, "goes with the cluster; it holds {examples}")
        return
    doing = found["role"][:1]
    made.member_iri = "-".join(f"{{{each.name}}}" for each in (cluster, named, *doing))
    made.member = [
        Entry("rdfs:label", {"template": ": ".join(f"{{{each.name}}}" for each in (named, *(doing or [cluster])))}),
        Entry("csc:member", {"thing": USUAL}),
        Entry("csc:inCluster", {"column": cluster.name, **way.how}, _unknown(way)),
        *_role(doing, known),
        *_dated(made, "csc:start", found["since"][:1], known),
        *_dated(made, "csc:asOf", found["asof"][:1], known),
    ]
    made.left.extend(
        Left(each.name, f"one column of its kind was used already; it holds {each.examples()}")
        for listed in found.values()
        for each in listed[1:]
    )


def _leave(made: Plan, found: Found, why: str) -> None:
    for column in (each for listed in found.values() for each in listed):
        if column.name not in made.key:
            made.left.append(Left(column.name, why.replace("{examples}", column.examples())))


def _cluster(column: Column, known: Known) -> Way:
    """How the clusters of a column are named: by a name of the release, or by what an id is made of."""
    how = {"as": "known", "kind": "cluster"}
    by_name = fitting(column, (how,), known) or Way(how, tuple(column.parts(None)))
    is_code = all(text == text.lower() and " " not in text for text in column.parts(None))
    return Way({"as": "id", "prefix": "cluster/"}) if by_name.failing and is_code else by_name


def _unknown(way: Way) -> str:
    """What is in doubt where most clusters are known: those that are not, which a load will refuse."""
    shown = ", ".join(f"“{each[:40]}”" for each in way.failing[:3])
    return f"no cluster is known as {shown}{' …' if len(way.failing) > 3 else ''}" if shown else ""


def _role(doing: Sequence[Column], known: Known) -> Iterator[Entry]:
    way = fitting(doing[0], ({"as": "code", "scheme": "role"},), known) if doing else None
    if doing and way and not way.failing:
        yield Entry("csc:role", {"column": doing[0].name, **way.how})
        return
    yield Entry("csc:role", {"value": "id:concept/role-member", "as": "curie"}, "every row is taken to be a member")
    yield from (Entry("csc:roleText", {"column": each.name}) for each in doing)


def _dated(made: Plan, prop: str, columns: Sequence[Column], known: Known) -> Iterator[Entry]:
    for column in columns:
        way = fitting(column, dates(made.order), known)
        if way is None or way.failing:
            made.left.append(Left(column.name, unread(prop, column, way)))
        else:
            yield Entry(prop, {"column": column.name, **way.how}, doubt_of(made, column, way, known))


def unread(prop: str, column: Column, way: Way | None) -> str:
    """Why a column is left out though its header tells what it is."""
    failing = ", ".join(f"“{each[:40]}”" for each in (way.failing if way else ())[:3])
    return f"seems to be {prop}, but cannot be read so: {failing or column.examples()}"


def doubt_of(made: Plan, column: Column, way: Way, known: Known) -> str:
    """What is in doubt about dates: which of day and month comes first, where both can."""
    order = way.how.get("order")
    if order is None:
        return ""
    other = fitting(column, ({**way.how, "order": "mdy" if order == "dmy" else "dmy"},), known)
    if other is None or other.failing:
        return ""
    made.ambiguous = next(iter(column.values))
    return f"the {'day' if order == 'dmy' else 'month'} is taken to come first: {column.examples()}"
