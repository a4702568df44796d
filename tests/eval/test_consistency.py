from dataclasses import replace

import pytest

from eval.cases import Case
from eval.consistency import consistency
from eval.mutation_originals import LAW
from eval.records import Record


def case(name: str, paraphrase_of: str | None = None) -> Case:
    return Case(id=name, cluster_id="1", question=name, answerable=True, paraphrase_of=paraphrase_of)


def answer(name: str, text: str = "十五日内发放。", *locators: str) -> Record:
    first = LAW.record.citations[0]
    citations = tuple(replace(first, number=n, locator=at) for n, at in enumerate(locators, start=1))
    return Record(case=name, outcome="answered", text=text, citations=citations)


def test_paraphrases_and_repeated_runs_of_a_case_are_one_group() -> None:
    cases = [case("a"), case("b", "a"), case("c", "b"), case("d"), case("e", "not in the set")]
    records = [answer(name) for name in "abcde"] + [answer("a"), answer("d")]
    found = consistency(cases, records)
    assert [(g.name, g.cases, g.records) for g in found.groups] == [("a", ("a", "b", "c"), 4), ("d", ("d",), 2)]


def test_a_ring_of_paraphrases_is_one_group() -> None:
    ring = [case("a", "b"), case("b", "a")]
    assert [g.name for g in consistency(ring, [answer("b"), answer("a")]).groups] == ["a"]


def test_outcome_places_and_words_are_compared_in_pairs() -> None:
    refusal = Record(case="c", outcome="not_found", text="没有找到。")
    cases = [case("a"), case("b", "a"), case("c", "a")]
    one = answer("a", "十五日内发放。", "第九条第一款", "第十条")
    other = answer("b", "15日内发放。", "第九条第六款")
    (group,) = consistency(cases, [one, other, refusal]).groups
    assert group.scores["same_outcome"].value == pytest.approx(1 / 3)
    assert group.scores["cited_jaccard"].value == pytest.approx((1 / 2 + 0 + 0) / 3)
    assert group.scores["answer_f1"].value == 1.0


def test_answers_in_two_languages_are_compared_by_places_alone() -> None:
    pair = [answer("a", "十五日内发放。", "第九条"), answer("a", "It is issued within 15 days.", "第九条")]
    found = consistency([case("a")], pair)
    assert found.means["cited_jaccard"].value == 1.0
    assert found.means["answer_f1"].value is None
    assert found.means["answer_f1"].groups == 0


def test_what_broke_or_was_only_searched_is_left_out() -> None:
    broken = Record(case="a", problem="broke")
    searched = Record(case="a", retrieval_only=True)
    assert consistency([case("a")], [answer("a"), broken, searched, answer("stranger")]).groups == ()


def test_a_mean_counts_the_groups_it_was_measured_on() -> None:
    refusals = [Record(case="b", outcome="not_found", text="没有找到。")] * 2
    found = consistency([case("a"), case("b")], [answer("a", "甲", "第九条"), answer("a", "甲", "第九条"), *refusals])
    assert (found.means["same_outcome"].value, found.means["same_outcome"].groups) == (1.0, 2)
    assert (found.means["cited_jaccard"].value, found.means["cited_jaccard"].groups) == (1.0, 1)
