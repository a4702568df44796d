"""Labelled questions lead those of their like to the passages that answered them."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from retrieval import learned_order
from retrieval.asked_before import LEAST, AskedBefore
from retrieval.candidate_features import FEATURES
from retrieval.chunk_table import ChunkTable
from retrieval.learned_order import LinearOrder, Published
from retrieval.opened import Generation
from retrieval.seams import Filters, SearchResult
from retrieval.searcher import Searcher
from tests.retrieval.town import TODAY, Desk, law

OTHERS = ("哪里能换身份证", "结婚要带什么", "公交几点停运", "图书馆周末开门吗", "怎么给孩子上户口", "水费在哪里交")
DOGS = "遛狗不拴绳要挨罚吗"
"""Shares no pair of characters with the rule that answers it."""


def table(desk: Desk) -> ChunkTable:
    generation = desk.searcher()._generation
    assert isinstance(generation, Generation)
    return generation.table


def standing(desk: Desk, words: str) -> int:
    here = table(desk)
    return next(p for p, chunk in enumerate(here.chunks(range(len(here)))) if words in chunk.text)


def known(desk: Desk, *questions: str, answer: str = "未使用牵引带") -> AskedBefore:
    """These questions were answered by the rule that holds these words; the others by the one about permits."""
    here = table(desk)
    rule, permit = (here.words(standing(desk, words)) for words in (answer, "每年签注一次"))
    every = (*questions, *OTHERS)
    answers = tuple((rule if question in questions else permit,) for question in every)
    return AskedBefore(every, answers, np.stack([desk.embedder.question(question) for question in every]))


def searched(
    desk: Desk,
    before: AskedBefore | None,
    question: str = DOGS,
    filters: Filters = TODAY,
    by: str = "asked_before",
) -> SearchResult:
    weights = tuple(1.0 if name == by else 0.0 for name in FEATURES)
    return Searcher(desk.indexes, desk.embedder, order=LinearOrder(weights, before)).search(question, filters)


def test_a_question_is_led_to_what_answered_one_of_its_like(desk: Desk) -> None:
    desk.build()
    found = searched(desk, known(desk, "遛狗不拴绳子罚多少"))
    assert "未使用牵引带" in found.passages[0].chunk.text
    assert found.passages[0].found_by["asked before"] == 1
    assert found.legs["asked before"] == "ok"
    plain = searched(desk, None)
    assert "未使用牵引带" not in plain.passages[0].chunk.text
    assert "asked before" not in plain.legs


def test_it_has_a_voice_among_the_legs_before_the_order_is_learned(desk: Desk) -> None:
    desk.build()
    with_it, without = (searched(desk, b, by="fused") for b in (known(desk, "遛狗不拴绳子罚多少"), None))
    rank = [next(p.rank for p in r.passages if "未使用牵引带" in p.chunk.text) for r in (with_it, without)]
    assert rank[0] < rank[1]


def test_it_passes_the_filters_as_every_leg_does(desk: Desk) -> None:
    desk.build()
    elsewhere = replace(TODAY, lineage=("410100", "410000", "000000"))
    found = searched(desk, known(desk, "遛狗不拴绳子罚多少"), filters=elsewhere)
    assert found.passages
    assert all(p.metadata.region != "370200" for p in found.passages)


def test_a_rule_that_was_amended_answers_nothing_that_was_asked_before(desk: Desk) -> None:
    desk.build()
    before = known(desk, "遛狗不拴绳子罚多少")
    desk.corpus.held = [
        law("dog-east", "东市养犬条例", [("第十条之一", "未使用牵引带的，处五百元罚款。")], region="370200")
        if version.document_id == "dog-east"
        else version
        for version in desk.corpus.held
    ]
    desk.build()
    assert not any("asked before" in p.found_by for p in searched(desk, before).passages)
    assert before.nearest(desk.embedder.question(DOGS), table(desk), None, 1)[0].size == 0


def test_what_is_unlike_all_that_was_asked_brings_nothing(desk: Desk) -> None:
    desk.build()
    before = known(desk, "遛狗不拴绳子罚多少")
    assert all(position.size == 0 for position in before.nearest(np.zeros(64, np.float32), table(desk), None, 10))
    one_alone = AskedBefore(("什么",), (("x",),), np.ones((1, 64), np.float32) / 8)
    assert one_alone.nearest(desk.embedder.question("什么"), table(desk), None, 10)[0].size == 0


def test_likeness_counts_from_the_mean_of_all_that_were_asked(desk: Desk) -> None:
    desk.build()
    before = known(desk, "遛狗不拴绳子罚多少")
    asked = desk.embedder.question(DOGS)
    cosines = before.vectors @ asked
    positions, likeness = before.nearest(asked, table(desk), None, 1)
    assert positions.tolist() == [standing(desk, "未使用牵引带")]
    assert likeness[0] == pytest.approx((cosines.max() - cosines.mean()) / cosines.std(), rel=1e-3)
    assert likeness[0] > LEAST


def test_a_question_is_not_led_by_itself_while_it_is_learned_from(desk: Desk) -> None:
    desk.build()
    before = known(desk, DOGS, "遛狗不拴绳子罚多少")
    assert before.without(DOGS).questions == ("遛狗不拴绳子罚多少", *OTHERS)
    assert before.of(OTHERS[:2]).questions == OTHERS[:2]
    assert before.of(OTHERS[:2]).vectors.shape == (2, 64)


def test_it_is_published_with_its_order_and_comes_back_the_same(desk: Desk, tmp_path: Path) -> None:
    desk.build()
    before = known(desk, "遛狗不拴绳子罚多少")
    weights = (0.5,) * len(FEATURES)
    learned_order.publish(tmp_path, Published("town", LinearOrder(weights, before), {}), "counting", None)
    used = learned_order.current(tmp_path, "counting", None)
    assert used is not None
    back = used.order.asked_before
    assert back is not None
    assert (back.questions, back.answers) == (before.questions, before.answers)
    assert np.abs(back.vectors - before.vectors).max() < 1e-3


def test_labels_and_vectors_of_different_number_are_refused() -> None:
    with pytest.raises(ValueError, match="one number"):
        AskedBefore(("什么",), (), np.ones((1, 4), np.float32))
