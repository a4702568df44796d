"""Known questions teach how the questions of a corpus are read: from how many, how far, and where that is kept."""

from collections.abc import Sequence

import numpy as np
import pytest

from retrieval import generations, measured, question_reading
from retrieval.question_reading import QuestionReading, _part, fit
from retrieval.seams import Vectors
from retrieval.searcher import Searcher
from tests.retrieval.askers import ALIKE, LIKE, OTHERS, known, opened, precedents, standing
from tests.retrieval.town import TODAY, Desk, law


def test_questions_are_read_as_known_ones_were_answered(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.build()
    before = known(desk, *ALIKE)
    asked = desk.embedder.question(LIKE)
    few = precedents(desk, before)
    assert few.read(asked, few.votes(asked)) is asked, "too few are known"
    monkeypatch.setattr(question_reading, "LEAST", 2)
    here = precedents(desk, before)
    unlike_the_rule = desk.embedder.question("遛狗不拴绳子要罚吗")
    read = here.read(unlike_the_rule, here.votes(unlike_the_rule))
    rule, vectors = standing(desk, "未使用牵引带"), opened(desk).vectors
    rank_before, rank = (vectors.nearest(v, 50, None)[0].tolist().index(rule) for v in (unlike_the_rule, read))
    assert rank < rank_before
    foreign = np.zeros_like(asked)
    assert here.read(foreign, here.votes(foreign)) is foreign
    between = np.float32(sum(here._scale[:2]) / 2) * desk.embedder.question(ALIKE[0])
    assert here.votes(between).akin == pytest.approx(0.5, abs=0.01)
    half = here._passages._reading(None).read(between, 0.5)
    assert here.read(between, here.votes(between)) == pytest.approx(half, abs=1e-2)


def test_a_reading_is_learned_from_no_more_than_a_sample(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.build()
    monkeypatch.setattr(question_reading, "LEAST", 2)
    monkeypatch.setattr(question_reading, "SAMPLE", 4)
    taught: list[int] = []
    monkeypatch.setattr(question_reading, "fit", lambda asked, *others: taught.append(len(asked)))
    precedents(desk, known(desk, *ALIKE)).prepare()
    assert taught == [4]


def test_in_an_evaluation_a_question_is_read_as_others_taught(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.build()
    monkeypatch.setattr(question_reading, "LEAST", 2)
    taught: list[int] = []

    def counted(asked: Vectors, passages: Vectors, answers: Sequence[Sequence[int]]) -> QuestionReading:
        taught.append(len(asked))
        return fit(asked, passages, answers)

    monkeypatch.setattr(question_reading, "fit", counted)
    here = precedents(desk, known(desk, *ALIKE))
    asked = desk.embedder.question(ALIKE[0])
    with_it = here.read(asked, here.votes(asked))
    without = here.read(asked, here.votes(asked), f"{ALIKE[0]}呢")
    every = len(ALIKE) + len(OTHERS)
    assert taught == [every, every - sum(_part(q) == _part(ALIKE[0]) for q in (*ALIKE, *OTHERS))]
    assert taught[1] < every
    assert with_it @ without < 1
    here.read(asked, here.votes(asked), "图书馆几点关门")
    assert len(taught) == 2, "of a question that is not known nothing is left out, and nothing is learned twice"


def test_what_was_learned_lies_beside_the_generation_and_goes_with_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.build()
    before = known(desk, *ALIKE)
    monkeypatch.setattr(question_reading, "LEAST", 2)
    monkeypatch.setattr(measured, "restated", lambda question, holds: question)  # everyday words are measured elsewhere
    readings = lambda: [path.name[:18] for path in desk.indexes.glob("reading-*")]  # noqa: E731
    Searcher(desk.indexes, desk.embedder, desk.embedder, known=[before])
    assert readings() == [], "a trained encoder reads in its stead"
    searcher = Searcher(desk.indexes, desk.embedder, known=[before])
    assert readings() == ["reading-gen-000001"], "learned before anybody asks"
    plain = Searcher(desk.indexes, desk.embedder).search(LIKE, TODAY)
    found = searcher.search(LIKE, TODAY)
    cosines = [{p.chunk.id: p.cosine for p in each.passages} for each in (plain, found)]
    assert all(cosines[1][of] == pytest.approx(cosines[0][of], abs=1e-3) for of in cosines[0] if of in cosines[1])
    assert plain.nearest == 0.0
    assert found.nearest == pytest.approx(max(p.cosine or 0.0 for p in plain.passages), abs=1e-3)
    for number in range(generations.KEEP):
        desk.corpus.held = [version for version in desk.corpus.held if version.document_id != "dog-east" or number]
        desk.corpus.held.append(law(f"new-{number}", f"新规{number}", [("第一条", f"新规{number}。")], region="370200"))
        desk.build()
        searcher.search(LIKE, TODAY)
    assert "reading-gen-000001" not in readings()
