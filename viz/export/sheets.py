"""Maps as two tables in a zip: things and links as CSV, with a description that programs and people read."""

import csv
import json
import re
import zipfile
from collections.abc import Iterable, Sequence
from io import BytesIO, StringIO

from viz.export.columns import EDGES, NODES, Value, facts
from viz.export.view import View

MEDIA_TYPE = "application/zip"
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first a zip can tell: the same map is the same file
# What starts a formula, or becomes its start once a program cuts or folds it (OWASP, CSV injection).
_START = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")


def write(view: View) -> bytes:
    """The map as `nodes.csv`, `edges.csv`, `datapackage.json` (Frictionless) and `README.md`."""
    nodes = ([dot.node.key, *(of(view, dot) for _, _, _, of in NODES)] for dot in view.dots)
    edges = (
        [view.keys[edge.source], view.keys[edge.target], *(of(view, edge) for _, _, _, of in EDGES)]
        for edge in view.links
    )
    files = {
        "nodes.csv": _table(["id", *(name for name, *_ in NODES)], nodes),
        "edges.csv": _table(["source", "target", *(name for name, *_ in EDGES)], edges),
        "datapackage.json": json.dumps(_package(view), ensure_ascii=False, indent=1),
        "README.md": _readme(view),
    }
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), text.encode("utf-8", "replace"), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _table(head: Sequence[str], rows: Iterable[Sequence[Value]]) -> str:
    """The rows as CSV (RFC 4180), with the mark by which spreadsheet programs know UTF-8."""
    out = StringIO()
    out.write("\ufeff")
    made = csv.writer(out)
    made.writerow(head)
    made.writerows([_cell(value) for value in row] for row in rows)
    return out.getvalue()


def _cell(value: Value) -> Value:
    """A value; one that a spreadsheet program would run as a formula has an apostrophe before it."""
    if isinstance(value, bool):
        return str(value).lower()
    return f"'{value}" if isinstance(value, str) and _START.match(value) else value


def _package(view: View) -> dict[str, object]:
    told = view.told
    ends = [
        ("source", "string", "where it begins: id of a thing"),
        ("target", "string", "where it ends: id of a thing"),
    ]
    things = [("id", "string", "kind and name"), *((name, kind, help) for name, kind, help, _ in NODES)]
    links = [*ends, *((name, kind, help) for name, kind, help, _ in EDGES)]
    return {
        "profile": "tabular-data-package",
        "name": "clusterscape-map",
        "title": told.title,
        "description": told.help,
        "homepage": told.address,
        "version": told.release,
        "created": told.date,
        "licenses": [{"path": told.licence}],
        "sources": [{"title": each.title, "path": each.url} for each in told.sources],
        "resources": [_resource("nodes", things), _resource("edges", links)],
    }


def _resource(name: str, fields: Sequence[tuple[str, str, str]]) -> dict[str, object]:
    types = {"double": "number"}
    return {
        "name": name,
        "path": f"{name}.csv",
        "profile": "tabular-data-resource",
        "format": "csv",
        "encoding": "utf-8",
        "schema": {
            "fields": [
                {"name": name, "type": types.get(kind, kind), "description": help} for name, kind, help in fields
            ]
        },
    }


def _readme(view: View) -> str:
    lines = [f"# {view.told.title}", "", view.told.help, ""]
    lines += [f"- **{name}**: {text}" for name, text in facts(view)[2:] if text and name not in {"query", "sources"}]
    lines += ["", "## Columns", ""]
    for table, columns in (("nodes.csv", NODES), ("edges.csv", EDGES)):
        lines += [f"`{table}`: " + "; ".join(f"`{name}` {help}" for name, _, help, *_ in columns) + ".", ""]
    lines += ["## Sources", "", *(f"- {each.title} {each.licence} {each.url}".rstrip() for each in view.told.sources)]
    lines += ["", "## Query", "", "```sparql", view.told.query.strip(), "```", ""]
    return "\n".join(lines)
