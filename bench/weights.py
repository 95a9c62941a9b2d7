"""Count how many names have each word, for the weights that the matcher ships: `python -m bench weights`."""

import gzip
from collections import Counter
from pathlib import Path

from ingest.resolve import reference, weighing
from ingest.resolve.reading import read

# A rarer word has the weight of a word that nobody else has; the table stays small.
_LEAST = 4


def write(target: Path = weighing.FILE) -> int:
    """Count the words of ROR and GLEIF by meaning and write the table; the answer is the number of names."""
    counted: Counter[str] = Counter()
    parties = (*reference.ror(), *reference.gleif())
    for party in parties:
        long = (party.name, *(name for name in party.names if " " in name))
        counted.update({unit.key for name in long for unit in read(name).units})
    rows = sorted((key, number) for key, number in counted.items() if number >= _LEAST)
    text = "key,names\n" + "".join(f"{key},{number}\n" for key, number in rows)
    with target.open("wb") as file, gzip.GzipFile(filename="", fileobj=file, mode="wb", mtime=0) as packed:
        packed.write(text.encode())
    return len(parties)
