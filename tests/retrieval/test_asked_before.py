"""Labelled questions lead those of their like to the passages that answered them."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from retrieval import learned_order
from retrieval.asked_before import AskedBefore
from retrieval.candidate_features import FEATURES
from retrieval.candidates import beside, strangers
from retrieval.learned_order import LinearOrder, Published
from retrieval.seams import Filters, SearchResult
from retrieval.searcher import Searcher
from tests.retrieval.askers import ALIKE, DOGS, LIKE, OTHERS, known, opened, precedents, standing
from tests.retrieval.town import TODAY, Desk, law


def searched(
    desk: Desk, before: AskedBefore | None, question: str = DOGS, filters: Filters = TODAY, *, unseen: bool = False
) -> SearchResult:
    known = [before] if before else []
    return Searcher(desk.indexes, desk.embedder, known=known, unseen=unseen).search(question, filters)


def rank_of(words: str, found: SearchResult) -> int:
    return next(p.rank for p in found.passages if words in p.chunk.text)


def test_a_question_is_led_to_what_answered_one_of_its_like(desk: Desk) -> None:
    desk.build()
    found = searched(desk, known(desk, "遛狗不拴绳子罚多少"))
    assert "未使用牵引带" in found.passages[0].chunk.text
    assert found.passages[0].found_by["asked before"] == 1
    assert (found.legs["asked before"], found.legs["answered alike"]) == ("ok", "ok")
    plain = searched(desk, None)
    assert rank_of("未使用牵引带", plain) > 1
    assert "asked before" not in plain.legs


def test_the_work_that_answered_is_heard_too(desk: Desk) -> None:
    desk.build()
    votes = precedents(desk, known(desk, "遛狗不拴绳子罚多少")).votes(desk.embedder.question(DOGS))
    here = opened(desk).table
    rule, permit = (standing(desk, words) for words in ("未使用牵引带", "每年签注一次"))
    assert votes.works[here.work(rule)] > votes.works.get(here.work(permit), 0.0)
    assert votes.works[here.work(rule)] == pytest.approx(votes.passages[rule])
    assert sum(votes.works.values()) == pytest.approx(1)


def test_a_question_that_several_passages_answered_votes_for_each_but_once_for_their_work(desk: Desk) -> None:
    desk.build()
    here = opened(desk).table
    both = [here.words(p) for p in range(len(here)) if here.work(p) == here.work(standing(desk, "未使用牵引带"))]
    assert len(both) > 1
    one = known(desk, DOGS)
    several = AskedBefore(one.questions, (tuple(both), *one.answers[1:]), one.vectors)
    votes = precedents(desk, several).votes(desk.embedder.question(DOGS))
    work = here.work(standing(desk, "未使用牵引带"))
    shares = [share for position, share in votes.passages.items() if here.work(position) == work]
    assert len(shares) >= len(both)
    assert votes.works[work] == pytest.approx(max(shares))


def test_it_passes_the_filters_as_every_leg_does(desk: Desk) -> None:
    desk.build()
    elsewhere = replace(TODAY, lineage=("410100", "410000", "000000"))
    found = searched(desk, known(desk, "遛狗不拴绳子罚多少"), filters=elsewhere)
    assert found.passages
    assert all(p.metadata.region != "370200" for p in found.passages)


def test_a_rule_that_was_amended_answers_nothing_that_was_asked_before(desk: Desk) -> None:
    desk.build()
    before = known(desk, *ALIKE).without(OTHERS)
    desk.corpus.held = [
        law("dog-east", "东市养犬条例", [("第十条之一", "未使用牵引带的，处五百元罚款。")], region="370200")
        if version.document_id == "dog-east"
        else version
        for version in desk.corpus.held
    ]
    desk.build()
    found = searched(desk, before)
    assert (found.legs["asked before"], found.legs["answered alike"]) == ("empty", "empty")
    assert [p.chunk.id for p in found.passages] == [p.chunk.id for p in searched(desk, None).passages]


def test_what_is_unlike_all_that_was_asked_hears_next_to_nothing(desk: Desk) -> None:
    desk.build()
    here = precedents(desk, known(desk, *ALIKE).without(OTHERS))
    near, far = (here.votes(desk.embedder.question(question)) for question in (LIKE, "图书馆几点关门"))
    assert (near.sure, far.sure, far.passages) == (1.0, 0.0, {})
    assert (far.places, far.held) == (near.places, near.held)
    assert near.places
    _, strange, familiar, _ = here._scale
    between = np.float32((strange + familiar) / 2) * desk.embedder.question(ALIKE[0])
    assert here.votes(between).sure == pytest.approx(0.5, abs=0.01)


def test_none_known_says_nothing(desk: Desk) -> None:
    desk.build()
    none = AskedBefore((), (), np.empty((0, 64), np.float32))
    votes = precedents(desk, none).votes(desk.embedder.question(DOGS))
    assert (votes.sure, votes.passages) == (0, {})
    assert searched(desk, none).legs["asked before"] == "empty"
    one = AskedBefore(("什么",), (("x",),), np.ones((1, 64), np.float32) / 8)
    assert precedents(desk, one).votes(desk.embedder.question("什么")).sure == 0


def test_a_question_that_is_evaluated_is_not_led_by_its_own_label(desk: Desk) -> None:
    desk.build()
    before = known(desk, DOGS)
    assert rank_of("未使用牵引带", searched(desk, before)) == 1
    assert rank_of("未使用牵引带", searched(desk, before.without([DOGS]))) > 1
    assert rank_of("未使用牵引带", searched(desk, before, unseen=True)) > 1
    followed_up = f"{DOGS} 吗"
    seeing, blind = (rank_of("未使用牵引带", searched(desk, before, followed_up, unseen=u)) for u in (False, True))
    assert seeing == 1 < blind


def test_questions_can_be_left_out(desk: Desk) -> None:
    desk.build()
    mine = known(desk, DOGS, "遛狗不拴绳子罚多少")
    assert mine.without([DOGS]).questions == ("遛狗不拴绳子罚多少", *OTHERS)
    assert mine.without(mine.questions).vectors.shape == (0, 64)


def test_of_several_collections_the_one_speaks_that_holds_the_most_alike(desk: Desk) -> None:
    desk.build()
    dogs = known(desk, *ALIKE).without(OTHERS)
    others = known(desk)
    for both in ([dogs, others], [others, dogs]):
        found = Searcher(desk.indexes, desk.embedder, known=both).search(LIKE, TODAY)
        assert rank_of("未使用牵引带", found) == 1
        assert not any("asked before" in p.found_by for p in found.passages if "每年签注一次" in p.chunk.text)


def test_a_generation_that_follows_is_read_anew(desk: Desk) -> None:
    desk.build()
    searcher = Searcher(desk.indexes, desk.embedder, known=[known(desk, *ALIKE).without(OTHERS)])
    assert searcher.search(LIKE, TODAY).legs["asked before"] == "ok"
    desk.corpus.held = [version for version in desk.corpus.held if version.document_id != "dog-east"]
    desk.build()
    assert searcher.search(LIKE, TODAY).legs["asked before"] == "empty"


def test_it_is_published_with_its_order_and_comes_back_the_same(desk: Desk, tmp_path: Path) -> None:
    desk.build()
    before = known(desk, "遛狗不拴绳子罚多少")
    weights = (0.5,) * len(FEATURES)
    learned_order.publish(tmp_path, Published("town", LinearOrder(weights), before, {}), "counting", None)
    used = learned_order.current(tmp_path, "counting", None)
    assert used is not None
    back = used.known
    assert back is not None
    assert (back.questions, back.answers) == (before.questions, before.answers)
    assert np.abs(back.vectors - before.vectors).max() < 1e-3


def test_labels_and_vectors_of_different_number_are_refused() -> None:
    with pytest.raises(ValueError, match="one number"):
        AskedBefore(("什么",), (), np.ones((1, 4), np.float32))


def test_rules_of_a_place_that_no_label_knew_stand_where_they_stood(desk: Desk) -> None:
    desk.build()
    question = "未使用牵引带遛狗罚多少"
    national = known(desk, "未使用牵引带遛狗怎么罚", "未使用牵引带遛狗要罚多少", answer="每年签注一次").without(OTHERS)
    plain, led = searched(desk, None, question), searched(desk, national, question)
    local = [p.rank for p in plain.passages if p.metadata.region == "370200"]
    assert local[0] == 1
    assert [p.rank for p in led.passages if p.metadata.region == "370200"] == local
    assert rank_of("每年签注一次", led) < rank_of("每年签注一次", plain)


def test_strangers_are_the_passages_of_places_that_no_label_knew(desk: Desk) -> None:
    desk.build()
    here = opened(desk)
    votes = precedents(desk, known(desk, *ALIKE).without(OTHERS)).votes(desk.embedder.question(LIKE))
    assert votes.places == {"370200"}
    positions = [(position, 1.0) for position in range(len(here.table))]
    regions = [here.table.columns["region"][row] for row in here.table.document_of]
    assert strangers(here, votes, positions) == {p for p, region in enumerate(regions) if region != "370200"}


def test_a_question_is_familiar_only_where_what_answered_may_be_seen(desk: Desk) -> None:
    desk.build()
    before = known(desk, *ALIKE).without(OTHERS)
    assert searched(desk, before, LIKE).familiar == 1.0
    elsewhere = replace(TODAY, lineage=("410100", "410000", "000000"))
    assert searched(desk, before, LIKE, elsewhere).familiar == 0.0


def test_those_that_are_kept_stand_between_the_others() -> None:
    plain, led = [(1, 0.9), (2, 0.8), (3, 0.7), (4, 0.6)], [(4, 3.0), (3, 2.0), (2, 1.0), (5, 0.5)]
    assert beside(plain, led, {2}) == [(4, 3.0), (2, 2.0), (3, 1.0), (5, 0.5)]
    assert beside(plain, led, {1, 2}) == [(1, 3.0), (2, 2.0), (4, 1.0), (3, 0.5)]
    assert beside(plain, led, ()) == led
    assert [p for p, _ in beside(plain, [(3, 1.0)], {1, 2, 4})] == [1, 2, 3, 4]
    assert beside([], [], ()) == []
