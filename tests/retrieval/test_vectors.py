"""What every vector index must do, run on the one that lives in the process."""

import numpy as np
import pytest
from numpy.typing import NDArray

from prompts.problems import Problem
from retrieval.vectors import FaissVectors


def unit(rows: int, dimension: int = 16, seed: int = 0) -> NDArray[np.float32]:
    made = np.random.default_rng(seed).standard_normal((rows, dimension)).astype(np.float32)
    return made / np.linalg.norm(made, axis=1, keepdims=True)  # type: ignore[no-any-return]


def filled(rows: int = 200) -> tuple[FaissVectors, NDArray[np.float32]]:
    vectors = unit(rows)
    index = FaissVectors(16)
    index.add(np.arange(rows), vectors)
    return index, vectors


def test_the_nearest_are_those_of_the_largest_inner_product() -> None:
    index, vectors = filled()
    question = unit(1, seed=1)[0]
    positions, cosines = index.nearest(question, 10, None)
    assert positions.tolist() == np.argsort(-(vectors @ question))[:10].tolist()
    assert cosines == pytest.approx(np.sort(vectors @ question)[::-1][:10], abs=2e-3)


def test_cosines_are_given_for_any_positions_in_their_order() -> None:
    index, vectors = filled()
    question = unit(1, seed=1)[0]
    assert index.cosines(question, [42, 7]) == pytest.approx(vectors[[42, 7]] @ question, abs=2e-3)


def test_only_allowed_positions_are_found_and_fewer_when_fewer_are_allowed() -> None:
    index, vectors = filled()
    allowed = np.zeros(200, dtype=np.bool_)
    allowed[[3, 77, 150]] = True
    positions, _ = index.nearest(vectors[5], 10, allowed)
    assert sorted(positions.tolist()) == [3, 77, 150]
    assert index.nearest(vectors[5], 10, np.zeros(200, dtype=np.bool_))[0].size == 0


def test_positions_are_those_given_and_removed_ones_are_gone() -> None:
    vectors = unit(3)
    index = FaissVectors(16)
    index.add(np.array([10, 20, 30]), vectors)
    index.remove(np.array([20, 99]))
    assert index.count == 2
    assert 20 not in index.nearest(vectors[1], 3, None)[0]


def test_equal_scores_come_in_the_order_of_position() -> None:
    index = FaissVectors(16)
    index.add(np.arange(5), np.repeat(unit(1), 5, axis=0))
    assert index.nearest(unit(1)[0], 5, None)[0].tolist() == [0, 1, 2, 3, 4]


def test_what_was_serialised_finds_the_same_and_can_no_longer_be_changed() -> None:
    index, vectors = filled()
    again = FaissVectors.deserialise(index.serialise())
    before, after = index.nearest(vectors[7], 5, None), again.nearest(vectors[7], 5, None)
    assert before[0].tolist() == after[0].tolist()
    with pytest.raises(TypeError, match="build a new one"):
        again.add(np.array([1]), unit(1))
    with pytest.raises(TypeError, match="build a new one"):
        again.remove(np.array([1]))


@pytest.mark.parametrize("value", [np.nan, np.inf, 0.0, 2.0])
def test_a_vector_that_is_not_of_unit_length_is_refused(value: float) -> None:
    bad = unit(2)
    bad[1] = value
    with pytest.raises(Problem) as raised:
        FaissVectors(16).add(np.arange(2), bad)
    assert raised.value.code == "bad_vector"


def test_bytes_that_are_no_index_are_a_problem_and_not_a_crash() -> None:
    index, _ = filled()
    for data in (b"", b"not an index", index.serialise()[:100]):
        with pytest.raises(Problem) as raised:
            FaissVectors.deserialise(data)
        assert raised.value.code == "damaged_index"


def test_an_empty_index_finds_nothing() -> None:
    assert FaissVectors.deserialise(FaissVectors(16).serialise()).nearest(unit(1)[0], 5, None)[0].size == 0
