"""A store as an agency fills it: two sources that disagree, one of them in its second version, and one for operators."""

from pathlib import Path

from api.cli import OK, main

SECRET = "Zephyrium"  # stands in the hidden source only, in every name there
_DECLARED = """
[source]
id = "{name}"
title = {{en = "{title}"}}
publisher = "{publisher}"
license = "https://creativecommons.org/licenses/by/4.0/"
issued = "2026-05"
language = ["en"]
visibility = "{visibility}"
resolve = false
file = "{name}.csv"

[mapping]
key = ["id"]
[mapping.thing.cluster]
iri = "cluster/{{id}}"
type = "csc:Cluster"
[mapping.thing.cluster.say]
"rdfs:label" = {{column = "name", lang = "en"}}
"csc:founded" = {{column = "founded", as = "date"}}
"csc:country" = {{column = "country", as = "country"}}
"csc:city" = {{column = "city"}}
"""
FIRST = "id,name,founded,country,city\nalpha,Alpha Cluster,2001,PT,Porto\nbeta,Beta Cluster,2002,PT,Lisbon\n"
SECOND = FIRST + "gamma,Gamma Cluster,2010,IT,Bari\n"
OTHERS = "id,name,founded,country,city\nalpha,Alpha Cluster,2003,PT,Porto\nbeta,Beta Cluster,2002-05,PT,Lisbon\n"
HIDDEN = (
    f"id,name,founded,country,city\nzephyrium,{SECRET} Cluster,1977,RO,{SECRET}ville\n"
    f"alpha,Alpha Cluster,1931,PT,Porto\n"
)


def declare(folder: Path, name: str, rows: str, visibility: str = "public") -> Path:
    """Write a source beside its declaration."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.csv").write_text(rows, encoding="utf-8")
    path = folder / f"{name}.toml"
    title = f"{SECRET} register" if visibility == "operator" else f"Register of the {name}"
    told = _DECLARED.format(name=name, title=title, publisher=title, visibility=visibility)
    path.write_text(told, encoding="utf-8")
    return path


def load(store: Path, declared: Path | str) -> None:
    """Load one source by the command."""
    assert main(["load", str(declared), "--store", str(store)]) == OK


def fill(folder: Path, *, hidden: bool = True) -> Path:
    """The folder of a store with all of it."""
    store, own = folder / "store", folder / "declared"
    load(store, "reference-countries")
    load(store, declare(own, "agency", FIRST))
    load(store, declare(own, "ministry", OTHERS))
    if hidden:
        load(store, declare(own, f"{SECRET.lower()}-list", HIDDEN, "operator"))
    load(store, declare(own, "agency", SECOND))
    return store
