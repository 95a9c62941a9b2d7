from itertools import combinations, pairwise

import numpy as np
import pytest

from viz.geography.classing import WAYS, classed, place

VALUES = [1, 2, 2, 2, 3, 10, 11, 12, 50, 52]


def spread(groups: list[np.ndarray]) -> float:  # type: ignore[type-arg]
    return float(sum(((each - each.mean()) ** 2).sum() for each in groups))


@pytest.mark.parametrize("number", [2, 3, 4])
@pytest.mark.parametrize("seed", range(5))
def test_natural_breaks_are_the_best_of_all(number: int, seed: int) -> None:
    values = np.sort(np.random.default_rng(seed).choice(np.arange(200), 14, replace=False)).astype(float)
    ways = (np.split(values, at) for at in combinations(range(1, len(values)), number - 1))
    best = min(spread(each) for each in ways)
    found = classed(values.tolist(), "natural", number)
    mine = [values[(values >= each.low) & (values <= each.high)] for each in found]
    assert spread(mine) == pytest.approx(best)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("number", range(2, 7))
def test_every_value_is_in_one_class_and_equal_ones_in_the_same(way: str, number: int) -> None:
    classes = classed(VALUES, way, number)
    assert sum(each.count for each in classes) == len(VALUES)
    assert 1 <= len(classes) <= number
    assert all(one.high < other.low for one, other in pairwise(classes))
    for value in VALUES:
        at = classes[place(classes, value)]
        assert at.low <= value <= at.high


def test_quantiles_have_as_many_values_each_and_equal_classes_are_as_wide() -> None:
    assert [each.count for each in classed(range(12), "quantiles", 4)] == [3, 3, 3, 3]
    assert [(each.low, each.high) for each in classed([0, 1, 4, 9, 10], "equal", 2)] == [(0, 4), (9, 10)]


@pytest.mark.parametrize("way", WAYS)
def test_few_values_make_few_classes(way: str) -> None:
    assert classed([], way, 4) == ()
    assert [each.count for each in classed([5, 5, 5], way, 4)] == [3]


def test_many_values_are_classed_without_much_work() -> None:
    values = np.random.default_rng(1).lognormal(size=50_000).tolist()
    classes = classed(values, "natural", 6)
    assert sum(each.count for each in classes) == 50_000
