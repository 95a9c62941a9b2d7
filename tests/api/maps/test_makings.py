from threading import Barrier, Thread

import pytest

from api.maps.makings import Makings


def test_what_was_made_once_is_kept() -> None:
    makings, made = Makings[str](10, len), []
    for _ in range(3):
        assert makings.get("key", lambda: made.append(1) or "made") == "made"
    assert made == [1]


def test_what_was_asked_for_longest_ago_goes_first() -> None:
    makings = Makings[str](10, len)
    for key in ("a", "b", "a", "c"):
        makings.get(key, lambda: "four")
    assert len(makings) == 2
    assert makings.get("a", lambda: "new") == "four"
    assert makings.get("b", lambda: "new") == "new"


def test_one_that_is_too_large_is_kept_alone() -> None:
    makings = Makings[str](3, len)
    makings.get("small", lambda: "x")
    assert makings.get("large", lambda: "too large") == "too large"
    assert len(makings) == 1


def test_who_asks_while_it_is_made_waits_for_it() -> None:
    makings, made, start = Makings[int](10, lambda _: 1), list[int](), Barrier(4)

    def make() -> int:
        made.append(1)
        return len(made)

    def ask(found: list[int]) -> None:
        start.wait()
        found.append(makings.get("key", make))

    found: list[int] = []
    threads = [Thread(target=ask, args=(found,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [1, 1, 1, 1]


def test_what_could_not_be_made_is_tried_again() -> None:
    makings = Makings[str](10, len)
    with pytest.raises(ZeroDivisionError):
        makings.get("key", lambda: str(1 // 0))
    assert makings.get("key", lambda: "made") == "made"


def test_what_cannot_be_made_leaves_nothing_behind() -> None:
    makings = Makings[str](10, len)
    for number in range(5):
        with pytest.raises(ZeroDivisionError):
            makings.get(number, lambda: str(1 // 0))
    assert not makings._making
