"""The linear map that reads a question as known ones were answered: what it learns, and where it is kept."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from retrieval import question_reading
from retrieval.question_reading import QuestionReading, fit, kept

RANDOM = np.random.default_rng(3)


def unit(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    return (rows / np.linalg.norm(rows, axis=-1, keepdims=True)).astype(np.float32)


PASSAGES = unit(RANDOM.normal(size=(300, 24)))
TURN = np.linalg.qr(RANDOM.normal(size=(24, 24)))[0]
"""Questions lie where their passages lie, turned half-way to somewhere else."""
ASKED = unit(PASSAGES @ (np.eye(24) + TURN) + RANDOM.normal(size=(300, 24)) * 0.1)


def found_first(asked: NDArray[np.float32], answers: range) -> float:
    return float(((asked @ PASSAGES.T).argmax(axis=1) == np.array(answers)).mean())


def test_questions_that_were_not_known_find_what_answers_them() -> None:
    reading = fit(ASKED[:200], PASSAGES, [[row] for row in range(200)])
    before = found_first(ASKED[200:], range(200, 300))
    after = found_first(np.stack([reading.read(asked) for asked in ASKED[200:]]), range(200, 300))
    assert after > before + 0.1, (before, after)


def test_a_share_of_nothing_leaves_a_question_as_it_is() -> None:
    reading = fit(ASKED[:50], PASSAGES, [[row] for row in range(50)])
    assert reading.read(ASKED[60], 0.0) == pytest.approx(ASKED[60], abs=1e-6)
    half, whole = reading.read(ASKED[60], 0.5), reading.read(ASKED[60])
    assert ASKED[60] @ whole < ASKED[60] @ half < 1
    assert np.linalg.norm(half) == pytest.approx(1, abs=1e-5)


def test_all_that_answer_a_question_share_it() -> None:
    two = fit(ASKED[:1], PASSAGES, [[7, 9]]).read(ASKED[0])
    assert set((PASSAGES @ two).argsort()[-2:].tolist()) == {7, 9}


def test_without_questions_nothing_can_be_learned() -> None:
    with pytest.raises(ValueError, match="no question"):
        fit(ASKED[:0], PASSAGES, [])


def test_what_was_learned_is_kept_and_learned_anew_when_it_cannot_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "reading.npz"
    first = kept(path, ASKED[:9], PASSAGES, [[row] for row in range(9)])
    calls: list[int] = []

    def counted(*given: object) -> QuestionReading:
        calls.append(1)
        return first

    monkeypatch.setattr(question_reading, "fit", counted)
    again = kept(path, ASKED[:9], PASSAGES, [])
    assert (again.turn == first.turn).all()
    assert not calls
    whole = path.read_bytes()
    for damaged in (b"", whole[: len(whole) // 2], b"PK\x03\x04 nonsense"):
        path.write_bytes(damaged)
        kept(path, ASKED[:9], PASSAGES, [])
        assert path.stat().st_size == len(whole)
    assert len(calls) == 3
    kept(tmp_path / "no such folder" / "reading.npz", ASKED[:9], PASSAGES, [])
    assert len(calls) == 4
