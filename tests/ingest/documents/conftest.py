"""A store with a few things, and a report on them as a source of its own."""

import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from ingest.load import Finish, Watcher, load
from ingest.source import Source, read
from tests.ingest.conftest import source_in
from tests.ingest.documents.making import pdf

THINGS = """kind,id,name,acronym
cluster,health,Health Cluster Portugal,HCP
cluster,auto,Automotive Cluster,
organisation,hovione,Hovione,
organisation,mobinov,MOBINOV,
organisation,citeve,CITEVE,
"""
MAPPING = """
key = ["id"]
[thing.cluster]
iri = "cluster/{id}"
type = "csc:Cluster"
when = {column = "kind", is = "cluster"}
[thing.cluster.say]
"rdfs:label" = {column = "name", lang = "en"}
"csc:acronym" = {column = "acronym"}
[thing.organisation]
iri = "organisation/{id}"
type = "csc:Organisation"
when = {column = "kind", is = "organisation"}
[thing.organisation.say]
"rdfs:label" = {column = "name"}
"""
PAGES = (
    "A Hovione é membro do Health Cluster Portugal. O Automotive Cluster é gerido pela MOBINOV.",
    "O HCP cresceu. Os membros do Health Cluster Portugal são muitos, e a CITEVE não é membro do Automotive Cluster.",
)
DECLARATION = """
[source]
id = "test-report"
title = {en = "A report"}
publisher = "Agency"
license = "https://creativecommons.org/licenses/by/4.0/"
issued = "2026-05"
language = ["pt"]
file = "report.pdf"
"""
Report = Callable[..., Source]


@pytest.fixture
def report(tmp_path: Path) -> Report:
    """Write the report with these pages and declare it as a source."""

    return partial(report_in, tmp_path)


def report_in(folder: Path, *pages: str) -> Source:
    """The report in a folder, declared as a source."""
    folder = folder / "report"
    folder.mkdir(exist_ok=True)
    pdf(folder / "report.pdf", pages or PAGES)
    (folder / "report.toml").write_text(DECLARATION, encoding="utf-8")
    (source,) = read(folder / "report.toml")
    return source


@pytest.fixture(scope="session")
def filled_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that holds the things and the report, for copies of it."""
    folder = tmp_path_factory.mktemp("filled")
    bring(folder / "store", source_in(folder, THINGS, MAPPING), report_in(folder))
    return folder / "store"


@pytest.fixture
def filled(tmp_path: Path, filled_once: Path) -> Path:
    """The folder of a store of its own that holds the things and the report."""
    return Path(shutil.copytree(filled_once, tmp_path / "store", symlinks=True))


def bring(folder: Path, *wanted: Source) -> None:
    """Load sources."""
    load(folder, wanted, Watcher(), Finish("", lambda draft: None))
