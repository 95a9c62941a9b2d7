"""The two worlds that questions are asked of: the shipped data, and a small invented one for what these lack."""

from pathlib import Path

import pytest
from rdflib import Graph, URIRef

from graph.embedded import EmbeddedStore
from graph.reasoning.inference import infer
from graph.release import Releases
from graph.store import Store
from ontology.catalogue import vocabulary
from ontology.namespaces import ONTOLOGY
from tests.questions.asking import EXAMPLE, Ask, rows


@pytest.fixture(scope="session")
def shipped(demo: Path) -> Store:
    """All shipped data, for reading."""
    release = Releases(demo).current()
    assert release is not None
    return release.open()


@pytest.fixture(scope="session")
def ask(shipped: Store) -> Ask:
    """Ask a named question of the shipped data."""
    return lambda name, **given: rows(shipped, name, **given)


@pytest.fixture(scope="session")
def invented() -> Store:
    """The vocabulary and the example world, with what follows from them."""
    store = EmbeddedStore.memory()
    store.replace(ONTOLOGY, iter(vocabulary()))
    store.replace(URIRef("urn:example"), iter(Graph().parse(EXAMPLE)))
    infer(store)
    return store


@pytest.fixture(scope="session")
def ask_invented(invented: Store) -> Ask:
    """Ask a named question of the example world."""
    return lambda name, **given: rows(invented, name, **given)
