"""Search from end to end on a small town's rules: what is found, what is not seen, what is said when a leg fails."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from threading import Thread
from unittest.mock import Mock

import numpy as np
import pytest

from prompts.problems import Problem
from retrieval import generations, keywords
from retrieval.seams import Filters
from tests.retrieval.town import Desk, law

Found = Callable[..., list[tuple[str, str]]]


def test_the_rule_that_answers_comes_first(desk: Desk, found_by: Found) -> None:
    desk.build()
    assert found_by(desk, "居住证由谁签发")[0] == ("res-new", "第三条")


def test_a_repealed_text_is_not_seen_today_but_on_its_day(desk: Desk, found_by: Found, today: Filters) -> None:
    desk.build()
    assert "res-old" not in dict(found_by(desk, "居住证管理"))
    assert "res-new" not in dict(found_by(desk, "居住证管理", Filters(as_of=date(2015, 1, 1))))
    assert found_by(desk, "居住证管理", Filters(as_of=date(2015, 1, 1)))[0][0] == "res-old"
    assert "gone" not in dict(found_by(desk, "个体户登记费"))
    assert "gone" in dict(found_by(desk, "个体户登记费", replace(today, any_time=True)))


def test_an_article_that_ended_alone_is_not_seen_from_that_day_on(desk: Desk, found_by: Found, today: Filters) -> None:
    short = [("第二条", "宠物登记费每年五百元。"), ("第三条", "宠物登记由街道办事处办理。")]  # that would share a chunk
    held = law("pets", "宠物条例", short, repealed_articles=(("第二条", date(2022, 1, 1)),))
    desk.corpus.held.append(held)
    desk.build()
    assert ("pets", "第二条") not in found_by(desk, "宠物登记费每年多少", today)
    assert ("pets", "第二条") not in found_by(desk, "《宠物条例》第二条", today)
    assert ("pets", "第三条") in found_by(desk, "宠物登记费每年多少", today)
    assert ("pets", "第二条") in found_by(desk, "宠物登记费每年多少", Filters(as_of=date(2021, 1, 1)))
    assert ("pets", "第二条") in found_by(desk, "宠物登记费每年多少", replace(today, any_time=True))


def test_a_sibling_places_rule_is_not_seen(desk: Desk, found_by: Found, today: Filters) -> None:
    desk.build()
    east = replace(today, lineage=("370200", "370000", "000000"))
    documents = {document for document, _ in found_by(desk, "遛狗犬链多长", east)}
    assert "dog-east" in documents
    assert "dog-west" not in documents


def test_the_same_words_come_once_and_from_the_text_in_force(desk: Desk, found_by: Found, today: Filters) -> None:
    desk.build()
    for filters in (today, replace(today, any_time=True)):
        found = found_by(desk, "连续居住六个月以上可以申领居住证", filters)
        assert [document for document, label in found if label == "第二条"] == ["res-new"]


def test_short_sentences_that_every_law_has_are_not_taken_for_the_same(desk: Desk, found_by: Found) -> None:
    for words in ("自公布之日起施行。", "本条例由市人民政府负责解释，" * 5 + "具体办法另行制定。"):
        desk.corpus.held += [law(f"a{len(words)}", "甲条例", [("第九条", words)])]
        desk.corpus.held += [law(f"b{len(words)}", "乙条例", [("第九条", words)])]
        desk.build()
        found = {document for document, _ in found_by(desk, words)}
        assert {f"a{len(words)}", f"b{len(words)}"} <= found


def test_of_the_same_words_those_in_force_stand_before_those_to_come(
    desk: Desk, found_by: Found, today: Filters
) -> None:
    coming = replace(desk.corpus.held[1], document_id="res-coming")
    desk.corpus.held.append(replace(coming, metadata=replace(coming.metadata, effective_from=date(2030, 1, 1))))
    desk.build()
    found = found_by(desk, "居住证由公安机关负责签发", replace(today, any_time=True))
    assert [document for document, label in found if label == "第三条"] == ["res-new"]


def test_a_named_article_comes_first_and_says_so(desk: Desk, today: Filters) -> None:
    desk.build()
    result = desk.searcher().search("东市养犬条例第10条之一", today)
    assert result.passages[0].chunk.labels == ("第十条之一",)
    assert result.passages[0].found_by["exact"] == 1
    assert result.legs["exact"] == "ok"


def test_a_named_article_that_may_not_be_seen_is_an_empty_leg(desk: Desk, today: Filters) -> None:
    desk.build()
    result = desk.searcher().search("个体户登记办法第一条", today)
    assert result.legs["exact"] == "empty"
    assert all(p.chunk.document_id != "gone" for p in result.passages)


def test_of_two_wordings_the_named_article_is_that_of_the_day(desk: Desk, found_by: Found, today: Filters) -> None:
    desk.build()
    assert found_by(desk, "居住证办法第一条")[0] == ("res-new", "第一条")
    assert found_by(desk, "居住证办法第一条", Filters(as_of=date(2015, 1, 1)))[0] == ("res-old", "第一条")
    both = found_by(desk, "居住证办法第一条", replace(today, any_time=True))
    assert both[:2] == [("res-new", "第一条"), ("res-old", "第一条")]


def test_a_document_number_brings_its_document(desk: Desk, found_by: Found) -> None:
    desk.build()
    assert found_by(desk, "国办发[2019]115号有什么规定")[0][0] == "res-new"


def test_passages_carry_ranks_scores_and_cosines_in_order(desk: Desk, today: Filters) -> None:
    desk.build()
    passages = desk.searcher().search("居住证", today, count=3).passages
    assert [p.rank for p in passages] == [1, 2, 3]
    assert sorted((p.score for p in passages), reverse=True) == [p.score for p in passages]
    assert all(p.found_by and p.cosine is not None for p in passages)


def test_a_chunk_comes_back_as_it_was_cut(desk: Desk, today: Filters) -> None:
    desk.build()
    versions = {v.document_id: v for v in desk.corpus.held}
    for passage in desk.searcher().search("居住证 养犬 permit", replace(today, any_time=True)).passages:
        chunk, version = passage.chunk, versions[passage.chunk.document_id]
        assert version.text[chunk.start : chunk.end] == chunk.text
        assert passage.metadata == version.metadata


def test_the_same_question_has_the_same_answer(desk: Desk, today: Filters) -> None:
    desk.build()
    first, second = (desk.searcher().search("居住证 登记 养犬", today) for _ in range(2))
    assert first.passages == second.passages


def test_a_search_tells_which_characters_of_the_question_stand_nowhere(
    desk: Desk, today: Filters, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keywords, "ENOUGH_TO_MISS", 1)
    desk.build()
    assert desk.searcher().search("居住证 驴 狗", today).unheld == {"驴"}


def test_how_near_a_rule_lies_is_measured_on_the_question_in_its_words(desk: Desk, today: Filters) -> None:
    desk.build()
    everyday, said = (desk.searcher().search(question, today) for question in ("遛狗要登记吗", "养犬要登记吗"))
    near = {passage.chunk.id: passage.cosine or 0.0 for passage in said.passages}
    assert everyday.nearest == pytest.approx(max(near.get(passage.chunk.id, 0.0) for passage in everyday.passages))
    assert said.nearest == 0.0, "the passages tell it themselves"


def test_an_everyday_word_is_known_where_a_text_says_it_in_the_words_of_rules(
    desk: Desk, today: Filters, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keywords, "ENOUGH_TO_MISS", 1)
    desk.build()
    known, unknown = (desk.searcher().search(question, today) for question in ("遛狗", "放炮"))
    assert (known.unheld, unknown.unheld) == (set(), {"放", "炮"})
    assert known.legs["everyday"] == "ok"
    assert "everyday" in known.passages[0].found_by
    assert "养犬" in known.passages[0].chunk.text + known.passages[0].metadata.title


class FailingEmbedder:
    """A model that was there when the index was built, and is not now."""

    fingerprint = "counting"
    dimension = 64

    def question(self, text: str) -> None:
        raise RuntimeError("no memory")


def test_when_the_vectors_fail_the_words_answer_and_it_is_said(desk: Desk, today: Filters) -> None:
    desk.build()
    desk.embedder = FailingEmbedder()  # type: ignore[assignment]
    result = desk.searcher().search("居住证由谁签发", today)
    assert result.legs == {"vectors": "down: RuntimeError", "words": "ok"}
    assert result.passages[0].chunk.labels == ("第三条",)


def test_an_index_of_another_model_is_not_compared_with_its_vectors(desk: Desk, today: Filters) -> None:
    desk.build()
    desk.embedder = replace(desk.embedder, name="another")
    searcher = desk.searcher()
    assert searcher.search("居住证", today).legs["vectors"].startswith("down: ")
    assert any("another embedding model" in fact for fact in searcher.degraded())


def test_when_both_legs_fail_the_search_does(desk: Desk, today: Filters) -> None:
    desk.build()
    desk.embedder = FailingEmbedder()  # type: ignore[assignment]
    searcher = desk.searcher()
    searcher._generation.words._searcher = None  # type: ignore[union-attr]
    with pytest.raises(Problem) as raised:
        searcher.search("居住证", today)
    assert raised.value.code == "search_down"


@pytest.mark.parametrize("question", ["", "   ", "？？", "🙂", "\x00", "居住证" * 4000, '" OR NEAR(*', "{0.__class__}"])
def test_no_question_breaks_the_search(desk: Desk, today: Filters, question: str) -> None:
    desk.build()
    assert len(desk.searcher().search(question, today).passages) <= 10


def test_a_filter_that_lets_nothing_through_finds_nothing(desk: Desk, today: Filters) -> None:
    desk.build()
    result = desk.searcher().search("居住证", replace(today, documents=()))
    assert (result.passages, set(result.legs.values())) == ((), {"empty"})


def test_without_an_index_a_search_says_what_to_run_and_takes_up_the_first_one(desk: Desk, today: Filters) -> None:
    searcher = desk.searcher()
    assert searcher.generation is None
    assert searcher.degraded()
    with pytest.raises(Problem) as raised:
        searcher.search("居住证", today)
    assert raised.value.code == "no_index"
    desk.build()
    assert searcher.search("居住证", today).generation == "gen-000001"
    assert searcher.degraded() == ()


def test_a_new_generation_is_taken_up_by_the_next_question(desk: Desk, today: Filters) -> None:
    desk.build()
    searcher = desk.searcher()
    desk.corpus.held = desk.corpus.held[1:]
    desk.build()
    assert searcher.search("居住证", today).generation == "gen-000002"


def test_what_hinders_a_new_generation_for_a_moment_is_told_and_tried_again(
    desk: Desk, today: Filters, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.build()
    searcher = desk.searcher()
    before = searcher.search("居住证", today).generation
    desk.corpus.held.append(law("more", "更多条例", [("第一条", "更多。")]))
    desk.build()
    with monkeypatch.context() as hindered:
        hindered.setattr(generations, "find", Mock(side_effect=OSError(24, "Too many open files")))
        assert searcher.search("居住证", today).generation == before
        assert searcher.degraded() == ("index_rollback: Too many open files",)
    assert searcher.search("居住证", today).generation != before
    assert searcher.degraded() == ()


def test_readers_never_mix_generations_while_others_are_published(desk: Desk, today: Filters) -> None:
    """Each generation holds one document; a passage of another would be a mixture."""
    desk.corpus.held = [law("d1", "一号条例", [("第一条", "居住证一号。")])]
    desk.build()
    searcher, mixed, stop = desk.searcher(), [], False

    def read() -> None:
        while not stop:
            result = searcher.search("居住证", today)
            if [p.chunk.document_id for p in result.passages] != [f"d{int(result.generation[4:])}"]:
                mixed.append(result)

    readers = [Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for number in range(2, 8):
        desk.corpus.held = [law(f"d{number}", f"{number}号条例", [("第一条", f"居住证{number}号。")])]
        desk.build()
    stop = True
    for reader in readers:
        reader.join()
    assert mixed == []


def test_an_empty_corpus_is_searched_without_an_error(desk: Desk, today: Filters) -> None:
    desk.corpus.held = []
    desk.build()
    assert desk.searcher().search("居住证", today).passages == ()


def test_cosines_are_those_of_the_embedder(desk: Desk, today: Filters) -> None:
    desk.build()
    question = "养犬人携犬只出户的"
    for passage in desk.searcher().search(question, today).passages:
        text = f"{passage.chunk.heading(passage.metadata.title)}\n{passage.chunk.text}"
        expected = float(np.dot(desk.embedder.question(question), desk.embedder.question(text)))
        assert passage.cosine == pytest.approx(expected, abs=2e-3)
