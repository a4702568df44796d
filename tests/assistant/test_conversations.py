"""What is kept of a turn, and what the next one takes from it."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Row, select

from assistant.answers import Event, Notice, Outcome, Question, SentenceShown
from assistant.pipeline import Assistant
from assistant.store import Store
from assistant.tables import turns
from prompts.problems import Problem
from tests.assistant.shelf import PROBATION, TODAY, TRUE, Asking, ByWords, Shelf, Writes, answer_of, version


def test_personal_numbers_reach_neither_search_nor_model_nor_store(
    ask: Asking, searcher: ByWords, store: Store
) -> None:
    model = Writes(TRUE)
    events = ask("我的身份证11010519491231002X，手机13812345678，劳动合同一年半，试用期最长多久？", model)
    answer = answer_of(events)
    kept = store.conversation(answer.conversation_id)[0][0]
    for text in (searcher.asked[0][0], model.read[0], kept, str(answer)):
        assert "11010519491231002X" not in text
        assert "13812345678" not in text
    assert isinstance(events[0], Notice)
    assert events[0].code == "masked"


def test_personal_numbers_of_earlier_messages_go_no_further_either(ask: Asking, searcher: ByWords) -> None:
    model = Writes("")
    said = "我身份证号是\u200b11010519491231002Ｘ，申领居住证要提交哪些材料？"
    answer = answer_of(ask("那费用呢？", model, history=((said, "本人居民身份证。"),)))
    assert answer.trace.rephrased is not None
    assert "居住证" in answer.trace.rephrased
    for text in (searcher.asked[0][0], *model.read, str(answer)):
        assert "11010519491231002" not in text


def test_an_earlier_message_that_could_be_no_question_is_left_out(ask: Asking) -> None:
    answer = answer_of(ask("那费用呢？", None, history=(("居住证" * 200, "?"), ("…", "?"))))
    assert answer.trace.rephrased is None


def test_a_reader_who_leaves_stops_the_model_and_keeps_what_was_shown(
    searcher: ByWords, store: Store, shelf: Shelf
) -> None:
    model = Writes(TRUE + "同一用人单位与同一劳动者只能约定一次试用期。" * 50)
    events = Assistant(searcher, model, store, shelf, lambda: TODAY).answer(Question(PROBATION))
    shown: list[Event] = [next(events), next(events)]
    assert isinstance(shown[1], SentenceShown)
    events.close()
    (row,) = _turns(store)
    assert (row.outcome, row.text) == ("partly_answered", TRUE)


def test_a_search_that_fails_is_raised_and_kept_as_failed(ask: Asking, searcher: ByWords, store: Store) -> None:
    searcher.fails = RuntimeError("disk")
    with pytest.raises(RuntimeError, match="disk"):
        ask(PROBATION, TRUE)
    (row,) = _turns(store)
    assert row.outcome == "failed"


def test_a_kept_answer_is_read_back_as_it_was(ask: Asking, store: Store) -> None:
    answer = answer_of(ask(PROBATION, TRUE))
    assert store.answer(answer.id) == answer
    assert store.conversation(answer.conversation_id) == [(PROBATION, answer)]


def test_a_follow_up_is_searched_together_with_its_topic(ask: Asking, searcher: ByWords) -> None:
    first = answer_of(ask("申领居住证要提交哪些材料？", "申领居住证，应当向居住地公安派出所提交本人居民身份证。"))
    second = answer_of(ask("那多久能拿到？", "", conversation_id=first.conversation_id))
    assert "居住证" in searcher.asked[-1][0]
    assert second.trace.rephrased is not None
    assert searcher.asked[-1][0] == f"那多久能拿到？ {second.trace.rephrased}"
    assert second.conversation_id == first.conversation_id


@pytest.mark.parametrize(
    ("said", "taken_for_the_same"),
    [("我在广州市天河区", True), ("广州市", True), ("广州市公积金提取条件", False), ("上海社保缴费基数", False)],
)
def test_a_place_alone_goes_on_with_the_question_and_a_place_with_a_matter_does_not(
    ask: Asking, said: str, taken_for_the_same: bool
) -> None:
    asked = "申领居住证要提交哪些材料？"
    first = answer_of(ask(asked, None))
    second = answer_of(ask(said, None, conversation_id=first.conversation_id))
    assert (second.trace.rephrased == asked) is taken_for_the_same


def test_a_place_that_the_caller_sets_anew_goes_before_the_one_that_was_spoken_of(ask: Asking) -> None:
    first = answer_of(ask("广州市申领居住证要提交哪些材料？", None, region="330100"))
    assert first.region == "440100"
    same = answer_of(ask("那多久能拿到？", None, conversation_id=first.conversation_id, region="330100"))
    assert same.region == "440100"
    anew = answer_of(ask("那要交钱吗？", None, conversation_id=first.conversation_id, region="440300"))
    assert anew.region == "440300"


def test_a_follow_up_is_answered_for_the_day_that_was_asked_about(ask: Asking) -> None:
    first = answer_of(ask("按2017年的规定，申领居住证要提交哪些材料？", None))
    second = answer_of(ask("那多久能拿到？", None, conversation_id=first.conversation_id))
    third = answer_of(ask("要交钱吗？", None, conversation_id=first.conversation_id))
    assert {first.as_of, second.as_of, third.as_of} == {date(2017, 12, 31)}
    other = answer_of(ask(PROBATION, None, conversation_id=first.conversation_id))
    assert other.as_of == TODAY


def test_a_fact_that_decides_is_asked_for_once_and_its_answer_is_heard(ask: Asking, shelf: Shelf) -> None:
    text = "Rates relief for farmers\nYou can claim rates relief for farmers if you:\n* own a barn\n* keep bees"
    shelf.wordings["relief"] = version("relief", "Rates relief for farmers", text, language="en", region="GB")
    first = answer_of(ask("Can I claim rates relief for farmers?", None))
    assert first.outcome is Outcome.NEEDS_CLARIFICATION
    assert "own a barn" in first.text
    assert first.follow_ups == ("Yes", "No")
    second = answer_of(ask("Yes", None, conversation_id=first.conversation_id))
    assert second.trace.rephrased == "Can I claim rates relief for farmers?"
    assert "own a barn" not in second.text


def test_turns_of_one_conversation_kept_at_once_all_get_a_place_of_their_own(ask: Asking, store: Store) -> None:
    first = answer_of(ask(PROBATION, TRUE))
    asked_at = _turns(store)[0].asked_at
    others = [replace(first, id=f"{number}") for number in range(40)]
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda answer: store.keep(PROBATION, answer, asked_at), others))
    assert sorted(row.ordinal for row in _turns(store)) == list(range(1, 42))


def test_an_unknown_conversation_is_a_problem(ask: Asking) -> None:
    with pytest.raises(Problem) as raised:
        ask(PROBATION, TRUE, conversation_id="nobody")
    assert raised.value.code == "conversation_unknown"


def _turns(store: Store) -> list[Row]:  # type: ignore[type-arg]
    with store._engine.connect() as connection:
        return list(connection.execute(select(turns)).all())
