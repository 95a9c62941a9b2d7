from pathlib import Path

from graph.release import Releases
from tests import world
from tests.elsewhere import Elsewhere


def test_no_server_outlives_the_tests_of_its_process(tmp_path: Path) -> None:
    elsewhere, releases = Elsewhere(), Releases(world.publish(tmp_path))
    server = elsewhere.server(releases)
    assert elsewhere.server(releases) is server
    assert server.process.poll() is None
    elsewhere.close()
    assert server.process.poll() is not None
