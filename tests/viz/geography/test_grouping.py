import math

import numpy as np

from viz.geography.grouping import Group, beside, grouped


def radius(count: int) -> float:
    return 9 + 1.9 * math.sqrt(count)


def random_points(number: int) -> list[tuple[float, float]]:
    spread = np.random.default_rng(3).random((number, 2)) * 400
    return [(round(float(x)), round(float(y))) for x, y in spread]


def test_the_numbers_add_up_and_nothing_is_in_two_groups() -> None:
    points = [(at, point) for at, point in enumerate(random_points(700))]
    groups = grouped(points, lambda each: each[1], radius)
    members = [each for group in groups for each in group.members]
    assert len(members) == len(points)
    assert set(members) == set(points)
    assert [len(each) for each in groups] == sorted((len(each) for each in groups), reverse=True)


def test_the_same_points_give_the_same_groups_in_any_order() -> None:
    points = random_points(300)
    told = {frozenset(each.members) for each in grouped(points, lambda each: each, radius)}
    assert told == {frozenset(each.members) for each in grouped(points[::-1], lambda each: each, radius)}


def test_points_in_one_spot_stand_together() -> None:
    [group] = grouped([(5.0, 5.0)] * 4, lambda each: each, radius)
    assert (len(group), group.together, group.x, group.y) == (4, True, 5.0, 5.0)
    [near] = grouped([(5.0, 5.0), (6.0, 5.0)], lambda each: each, radius)
    assert not near.together


def test_what_is_moved_aside_hides_nothing() -> None:
    fixed = [Group(50.0, 50.0, tuple(range(20)), True)]
    loose = [Group(50.0, 50.0, (1, 2), True), Group(52.0, 50.0, (3,), True)]
    moved = list(beside(loose, fixed, lambda group: radius(len(group))))
    shown = [*fixed, *moved]
    for at, one in enumerate(shown):
        for other in shown[at + 1 :]:
            assert math.hypot(one.x - other.x, one.y - other.y) >= radius(len(one)) + radius(len(other)) - 0.2
    assert [each.members for each in moved] == [each.members for each in loose]
