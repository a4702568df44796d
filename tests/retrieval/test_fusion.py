"""Reciprocal rank fusion, by its formula."""

import pytest

from retrieval.fusion import fuse


def test_a_score_is_the_sum_of_weight_by_k_plus_rank() -> None:
    fused = dict(fuse({"vectors": [7, 8], "words": [8]}, weights={"vectors": 2.0, "words": 1.0}, k=10))
    assert fused == pytest.approx({7: 2 / 11, 8: 2 / 12 + 1 / 11})


def test_what_two_legs_find_stands_above_what_one_finds() -> None:
    assert next(iter(fuse({"vectors": [1, 2, 3], "words": [4, 3, 5]})))[0] == 3


def test_equal_scores_come_in_the_order_of_position_whatever_the_order_of_the_legs() -> None:
    assert fuse({"a": [9], "b": [4]}) == fuse({"b": [4], "a": [9]})
    assert [position for position, _ in fuse({"a": [9], "b": [4]})] == [4, 9]


def test_no_legs_find_nothing() -> None:
    assert fuse({}) == []
    assert fuse({"words": []}) == []
