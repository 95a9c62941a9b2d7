"""Small lists of organisations as a steward has them, loaded by the command into a store of their own."""

from pathlib import Path

from api.cli import OK, main

DECLARATION = """
[source]
id = "{name}"
title = {{en = "The list {name}"}}
publisher = "Nobody"
license = "https://creativecommons.org/licenses/by/4.0/"
issued = "2026"
language = ["pt"]
visibility = "{visibility}"
file = "{name}.csv"
format = "csv"
encoding = "utf-8"
delimiter = ","
[mapping]
key = ["id"]
[mapping.thing.organisation]
iri = "organisation/{{id}}"
type = "csc:University"
[mapping.thing.organisation.say]
"rdfs:label" = {{column = "name", lang = "pt"}}
"csc:city" = {{column = "city"}}
"csc:country" = {{column = "country", as = "country"}}
"""
FIRST = ("evora,Universidade de Évora,Évora,PT", "porto,Universidade do Porto,Porto,PT")
SECOND = ("ue,UNIVERSIDADE DE EVORA,Évora,PT", "flor,Cooperativa Flor do Vale,Beja,PT")


def declare(folder: Path, name: str, rows: tuple[str, ...], visibility: str = "public") -> Path:
    """A list with its declaration; the answer is the path of the declaration."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.csv").write_text("\n".join(("id,name,city,country", *rows, "")), encoding="utf-8")
    path = folder / f"{name}.toml"
    path.write_text(DECLARATION.format(name=name, visibility=visibility), encoding="utf-8")
    return path


def load(store: Path, *declared: Path) -> None:
    """Load lists by the command."""
    for each in declared:
        assert main(["load", "--store", str(store), "reference-countries", str(each)]) == OK
