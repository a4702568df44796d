"""The convex combination of scores, by its formula."""

import pytest

from retrieval.fusion import Ranking, fuse


def test_the_best_of_a_leg_counts_one_and_its_floor_nothing() -> None:
    assert dict(fuse({"words": Ranking({1: 30.0, 2: 20.0, 3: 10.0}, floor=10.0)})) == {1: 1.0, 2: 0.5, 3: 0.0}


def test_scores_of_legs_add_up_by_weight() -> None:
    rankings = {"vectors": Ranking({7: 0.9, 8: 0.8}, floor=0.7), "words": Ranking({8: 40.0}, floor=0.0)}
    assert dict(fuse(rankings, weights={"words": 2.0})) == pytest.approx({7: 1.0, 8: 0.5 + 2.0})


def test_what_two_legs_find_stands_above_what_one_finds() -> None:
    vectors, words = Ranking({1: 0.9, 3: 0.8}, floor=0.5), Ranking({4: 9.0, 3: 8.0}, floor=0.0)
    assert fuse({"vectors": vectors, "words": words})[0][0] == 3


def test_a_score_below_the_floor_counts_against() -> None:
    vectors, words = Ranking({1: 0.9, 2: 0.8, 3: 0.6}, floor=0.8), Ranking({2: 5.0, 3: 5.0}, floor=0.0)
    assert [position for position, _ in fuse({"vectors": vectors, "words": words})] == [1, 2, 3]
    assert dict(fuse({"vectors": vectors, "words": words}))[3] < 0


def test_the_scale_of_a_leg_makes_no_difference() -> None:
    words = Ranking({4: 9.0, 3: 8.0}, floor=0.0)
    narrow = {"vectors": Ranking({1: 0.90, 3: 0.89, 5: 0.88}, floor=0.88), "words": words}
    wide = {"vectors": Ranking({1: 0.9, 3: 0.5, 5: 0.1}, floor=0.1), "words": words}
    assert [p for p, _ in fuse(narrow)] == [p for p, _ in fuse(wide)]


def test_equal_scores_come_in_the_order_of_position_whatever_the_order_of_the_legs() -> None:
    one, two = Ranking({9: 1.0}, 0.0), Ranking({4: 1.0}, 0.0)
    assert fuse({"a": one, "b": two}) == fuse({"b": two, "a": one}) == [(4, 1.0), (9, 1.0)]


def test_a_single_hit_counts_and_no_legs_find_nothing() -> None:
    assert fuse({"vectors": Ranking({5: 0.8}, floor=0.8)}) == [(5, 1.0)]
    assert fuse({}) == []
    assert fuse({"words": Ranking({}, 0.0)}) == []


def test_a_leg_that_is_trusted_less_moves_less() -> None:
    words = {1: 9.0, 2: 3.0}
    vectors = Ranking({1: 0.80, 2: 0.84}, floor=0.80)
    assert fuse({"vectors": vectors, "words": Ranking(words, 0.0)})[0] == (2, pytest.approx(1 + 1 / 3))
    assert fuse({"vectors": Ranking({1: 0.8}, 0.7), "words": Ranking({1: 9.0}, 0.0, trust=0.1)}) == [
        (1, pytest.approx(1.1))
    ]
    doubtful = fuse({"vectors": vectors, "words": Ranking(words, 0.0, trust=0.1)})
    assert [position for position, _ in doubtful] == [2, 1]
