"""How the query of an address is read: as the library reads all of it, in less time."""

from itertools import product
from urllib.parse import parse_qsl

import pytest

from api.faulty import BadRequest
from api.protocol import Asking, asked


@pytest.mark.unmeasured
def test_a_query_is_read_as_the_library_reads_it() -> None:
    count = 0
    for length in range(1, 6):
        for signs in product("%203Cc+F", repeat=length):
            text = "".join(signs)
            count += 1
            try:
                ((_, expected),) = parse_qsl(f"query={text}", errors="strict")
            except UnicodeDecodeError:
                with pytest.raises(BadRequest):
                    asked(f"query={text}".encode())
            else:
                assert asked(f"query={text}".encode()) == Asking(expected)
    assert count == sum(8**length for length in range(1, 6))
