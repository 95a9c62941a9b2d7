"""Scripts of the pages, run by Node as a browser would run them."""

import json
import subprocess
from pathlib import Path

import pytest

from api.i18n import words
from ontology.model import LANGUAGES

ASSETS = Path(__file__).parents[2] / "viz" / "assets"
NUMBERS = (0, 7, 999, 1234, -1234, 9999, 10_000, 12_345, 1_240_000, -1_240_000, 0.25, 1234.5, 9999.75, 12_345.678901)
RUN = """
import { buildSync } from "esbuild";
const [file, what] = JSON.parse(process.argv[1]);
const { outputFiles } = buildSync({ entryPoints: [file], bundle: true, format: "esm", write: false });
const script = await import("data:text/javascript;base64," + Buffer.from(outputFiles[0].contents).toString("base64"));
console.log(JSON.stringify(what.map(([name, ...given]) => script[name](...given))));
"""


def said(file: str, *what: tuple[object, ...]) -> list[object]:
    """What the functions of a script give: each a name and what it is given."""
    told = json.dumps([file, what])
    done = subprocess.run(
        ["node", "--input-type=module", "--eval", RUN, told], cwd=ASSETS, capture_output=True, text=True, check=True
    )
    found: list[object] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("lang", LANGUAGES)
def test_scripts_write_numbers_as_pages_do_and_read_them_again(lang: str) -> None:
    written = [words(lang).number(each) for each in NUMBERS]
    how = {"lang": lang}
    assert said("js/common/number.ts", *(("number", each, 6, how) for each in NUMBERS)) == written
    assert said("js/common/number.ts", *(("read", each, lang) for each in written)) == list(NUMBERS)
    assert said("js/common/number.ts", ("read", "−", lang), ("read", "2019–2020", lang)) == ["−", "2019–2020"]


def test_numbers_that_may_be_years_stand_in_one_piece() -> None:
    given = (("number", each, 6, {"lang": "en", "short": True}) for each in (2019, 12_019, -1234.5))
    assert said("js/common/number.ts", *given) == ["2019", "12,019", "−1234.5"]


def test_no_script_writes_numbers_in_a_way_of_its_own() -> None:
    scripts = [path for path in (ASSETS / "js").rglob("*.ts") if "common" not in path.parts]
    assert len(scripts) > 50
    found = [path.name for path in scripts if ".toLocaleString(" in path.read_text(encoding="utf-8")]
    assert found == ["past.ts"]  # a date
