"""The example of docs/maps/places.md runs."""

import re
from pathlib import Path
from xml.etree import ElementTree

PAGE = Path(__file__).parents[3] / "docs" / "maps" / "places.md"


def test_the_example_draws_a_map() -> None:
    [example] = re.findall(r"^```python\n(.*?)^```", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    names: dict[str, object] = {}
    exec(example, names)
    root = ElementTree.fromstring(str(names["svg"]))
    assert [each.get("data-key") for each in root.iter() if each.get("data-key")] == ["cluster/produtech"]
