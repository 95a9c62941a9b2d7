"""Read the names of ROR once, for the register that the matcher ships: `python -m bench names`."""

import gzip
from pathlib import Path

from ingest.resolve import known


def write(target: Path = known.FILE) -> int:
    """Write the bodies of ROR by the keys of their names; the answer is the number of keys."""
    found = known.of_ror()
    text = "".join(f"{key}\t{bodies}\n" for key, bodies in sorted(found.items()))
    with target.open("wb") as file, gzip.GzipFile(filename="", fileobj=file, mode="wb", mtime=0) as packed:
        packed.write(text.encode())
    return len(found)
