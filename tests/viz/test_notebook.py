"""Maps and charts in a notebook: from a folder, from a service, and the example notebook as it stands."""

import json
import re
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import nbclient
import nbformat
import pytest

from graph.parameters import BadValue
from graph.query import UnknownQuery
from viz.charts.chart import NotDrawable
from viz.export.forms import TooMany
from viz.export.narrowing import UnknownChoice
from viz.notebook import Atlas, NoAnswer

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "maps.ipynb"
COUNTED = (
    "SELECT ?kind (COUNT(?thing) AS ?things) WHERE { ?thing a ?kind } GROUP BY ?kind ORDER BY DESC(?things) LIMIT 5"
)


def test_a_map_of_a_folder_is_shown_in_a_frame_and_saved_as_a_page(demo: Path, tmp_path: Path) -> None:
    shown = Atlas(demo, "pt").map("membership", country="PRT")
    html = shown._repr_html_()
    assert html.startswith("<iframe srcdoc=")
    assert 'sandbox="allow-scripts allow-popups"' in html
    page = shown.save(tmp_path / "map.html").read_text(encoding="utf-8")
    assert "cluster/produtech" in page
    assert not re.search(r'(?:src|href)="https?://', re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL))


def test_a_question_or_a_query_is_drawn_with_its_words(demo: Path, tmp_path: Path) -> None:
    atlas = Atlas(demo)
    named = atlas.chart("bridges")
    assert "Bars: " in named.html
    assert "University of Porto" in named.html
    assert named.save(tmp_path / "bars.svg").read_text(encoding="utf-8").startswith("<svg")
    assert "Bars: 5." in atlas.chart(COUNTED).html
    line = atlas.chart("figures-over-time", "line", "period, value, indicator", cluster="clusters/aed-cluster-portugal")
    assert "<figure>" in line.html


def test_what_cannot_be_shown_is_said(demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    atlas = Atlas(demo)
    with pytest.raises(UnknownQuery, match="there is no question"):
        atlas.chart("nothing")
    with pytest.raises(NotDrawable, match="dates"):
        atlas.chart("bridges", "line")
    with pytest.raises(BadValue):
        atlas.chart("bridges", country="nowhere at all")
    with pytest.raises(UnknownChoice, match="there are"):
        atlas.map("membership", country="XXX")
    with pytest.raises(TypeError, match="not kept by “colour”"):
        atlas.map("membership", colour="red")
    with pytest.raises(NoAnswer, match="clusterscape load"):
        Atlas(tmp_path).map()
    monkeypatch.setattr("viz.notebook.PAGE", 10)
    with pytest.raises(TooMany, match="a page holds 10"):
        atlas.map("membership")


def test_a_service_is_asked_over_http(site: str) -> None:
    atlas = Atlas(site, "it")
    assert "Estratto" in atlas.map("membership", country="PRT").document or "Clusterscape" in atlas.map().document
    assert "University of Porto" in atlas.chart("bridges").document
    assert "Barre: 5." in atlas.chart(COUNTED).html
    with pytest.raises(NoAnswer, match="answered 404"):
        atlas.chart("nothing")
    with pytest.raises(NoAnswer, match="cannot be reached"):
        Atlas("http://127.0.0.1:9").map()


def test_the_example_notebook_runs_as_it_stands(demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLUSTERSCAPE_STORE", str(demo))
    monkeypatch.setenv("PYTHONPATH", str(EXAMPLE.parents[2]))
    # The kernel of this very environment, whatever others the machine knows; sockets are files, not ports.
    kernel = tmp_path / "kernels" / "python3"
    kernel.mkdir(parents=True)
    command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    (kernel / "kernel.json").write_text(json.dumps({"argv": command, "display_name": "p", "language": "python"}))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path / "run"))
    notebook = nbformat.read(EXAMPLE, as_version=4)
    client = nbclient.NotebookClient(
        notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}
    )
    client.create_kernel_manager()
    with TemporaryDirectory(prefix="k") as short:  # the path of a socket has at most 107 letters
        client.km.transport, client.km.ip = "ipc", f"{short}/s"
        client.execute()
    shown = [out for cell in notebook.cells if cell.cell_type == "code" for out in cell.outputs if "data" in out]
    assert sum("text/html" in out["data"] for out in shown) >= 4
    assert any("<iframe" in out["data"].get("text/html", "") for out in shown)


def test_the_example_notebook_is_kept_without_what_it_showed() -> None:
    notebook = nbformat.read(EXAMPLE, as_version=4)
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert len(code) >= 4
    assert all(not cell.outputs and cell.execution_count is None for cell in code)
