"""A rule that ended, or one that is on its way, is announced as what it is."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Engine

from assistant.answers import Notice, Question
from assistant.citations import copy_of
from assistant.legal_time import coming, ended
from assistant.pipeline import Assistant
from assistant.store import Store
from retrieval.seams import Passage
from tests.assistant.shelf import TODAY, ByWords, Shelf, answer_of, passages_of, version


def passage(cosine: float, **facts: object) -> Passage:
    law = version("d", "信访条例", "第三十三条　信访事项应当自受理之日起60日内办结。", **facts)
    return replace(passages_of(law)[0], cosine=cosine)


ASKED = "信访条例规定信访事项多少天内办结？"
GONE = passage(0.935, effective_from=date(2005, 5, 1), effective_to=date(2022, 5, 1), ended_by="信访工作条例")
HOLDS = passage(0.905, effective_from=date(2020, 1, 1))


def test_a_question_about_a_text_that_ended_is_told_so_with_the_day_and_what_ended_it() -> None:
    told = ended(ASKED, [GONE, HOLDS], [HOLDS], TODAY, "zh")
    assert told is not None
    assert told.passage is GONE
    assert "2022年5月1日起不再有效" in told.text
    assert "信访工作条例" in told.text
    english = ended(ASKED, [GONE], [HOLDS], TODAY, "en")
    assert english is not None
    assert "since 1 May 2022" in english.text


def test_where_a_text_in_force_meets_the_question_as_well_nothing_is_announced() -> None:
    assert ended(ASKED, [GONE, HOLDS], [replace(HOLDS, cosine=0.93)], TODAY, "zh") is None
    assert ended(ASKED, [HOLDS, GONE], [HOLDS], TODAY, "zh") is None


def test_a_question_that_does_not_name_the_text_must_be_much_nearer_to_it() -> None:
    assert ended("上访的事多少天内有答复？", [GONE, HOLDS], [HOLDS], TODAY, "zh") is not None
    assert ended("上访的事多少天内有答复？", [GONE, HOLDS], [replace(HOLDS, cosine=0.915)], TODAY, "zh") is None
    assert ended(ASKED, [GONE, HOLDS], [replace(HOLDS, cosine=0.915)], TODAY, "zh") is not None


def test_on_a_day_on_which_it_held_it_had_not_ended() -> None:
    assert ended(ASKED, [GONE, HOLDS], [HOLDS], date(2021, 1, 1), "zh") is None


def test_an_ended_text_that_the_question_names_exactly_is_meant() -> None:
    named = replace(GONE, cosine=0.80, found_by={"exact": 1})
    assert ended(ASKED, [named, HOLDS], [HOLDS], TODAY, "zh") is not None


def test_a_text_of_which_only_the_end_is_known_is_said_to_have_ended() -> None:
    told = ended(ASKED, [passage(0.935, repealed=True)], [HOLDS], TODAY, "zh")
    assert told is not None
    assert "已经失效" in told.text


def test_an_article_that_ended_alone_is_told_so_with_its_day() -> None:
    gone = passage(0.935, effective_from=date(2005, 5, 1), repealed_articles=(("第三十三条", date(2022, 5, 1)),))
    told = ended(ASKED, [gone, HOLDS], [HOLDS], TODAY, "zh")
    assert told is not None
    assert "《信访条例》第三十三条已于2022年5月1日起不再有效" in told.text
    assert ended(ASKED, [gone, HOLDS], [HOLDS], date(2021, 1, 1), "zh") is None


def test_the_citation_of_an_article_that_ended_alone_shows_its_own_last_day() -> None:
    ends = {"repealed_articles": (("第三十三条", date(2022, 5, 1)),), "effective_to": date(2027, 1, 1)}
    law = version("d", "信访条例", LETTERS, effective_from=date(2005, 5, 1), **ends)
    first, other = (law.text.index(words) for words in ("信访事项", "信访人"))
    of_article = copy_of(law, first, first + 4, number=1, as_of=TODAY)
    assert (of_article.status, of_article.effective_to) == ("repealed", date(2022, 5, 1))
    of_other = copy_of(law, other, other + 3, number=2, as_of=TODAY)
    assert (of_other.status, of_other.effective_to) == ("in_force", date(2027, 1, 1))


def test_a_coming_wording_is_announced_with_its_day() -> None:
    new = passage(0.93, effective_from=date(2025, 10, 1))
    told = coming([HOLDS, new], TODAY, TODAY, "zh")
    assert told is not None
    assert told.passage is new
    assert "将自2025年10月1日起施行" in told.text
    assert coming([HOLDS, HOLDS, HOLDS, new], TODAY, TODAY, "zh") is None


def test_what_came_since_the_day_that_is_asked_about_is_told_as_past() -> None:
    told = coming([GONE, HOLDS], date(2019, 6, 1), TODAY, "zh")
    assert told is not None
    assert "在所问的日期" in told.text


LETTERS = """第三十三条　信访事项应当自受理之日起60日内办结；情况复杂的，经批准可以延长。法律另有规定的，从其规定。
第三十四条　信访人对处理意见不服的，可以自收到书面答复之日起30日内请求复查。"""
OTHER = "第五条　信访工作应当坚持党的领导。"


@pytest.mark.parametrize(
    ("as_of", "outcome", "says", "status"),
    [
        (date(2025, 7, 15), "partly_answered", "不再有效", "repealed"),
        (date(2021, 7, 15), "partly_answered", "60日内办结", "in_force"),
    ],
)
def test_the_flow_says_that_a_rule_ended_and_still_shows_what_it_said(
    engine: Engine, as_of: date, outcome: str, says: str, status: str
) -> None:
    old = {"effective_from": date(2005, 5, 1), "effective_to": date(2022, 5, 1), "ended_by": "信访工作条例"}
    shelf = Shelf(
        version("old", "信访条例", LETTERS, **old),
        version("new", "信访工作条例", OTHER, effective_from=date(2022, 5, 1)),
    )
    store = Store(engine)
    store.create_tables()
    assistant = Assistant(ByWords(shelf), None, store, shelf, lambda: TODAY)
    answer = answer_of(list(assistant.answer(Question("信访条例规定信访事项多少日内办结？", as_of=as_of))))
    assert answer.outcome == outcome
    assert says in answer.text
    assert answer.citations[0].status == status
    assert "60日" in answer.citations[0].quote
    assert "从其规定" in answer.citations[0].quote
    # Whatever is quoted of a text that ended is cited by the sentence that says so.
    assert [c.number for c in answer.citations if c.status == "repealed"] in ([], [1])


def test_a_coming_wording_is_told_beside_the_rule_that_holds(engine: Engine) -> None:
    shelf = Shelf(
        version("now", "统计法", "第四十一条　统计资料迟报的，处五万元以下罚款。", effective_from=date(2010, 1, 1)),
        version("next", "统计法", "第四十三条　统计资料迟报的，处十万元以下罚款。", effective_from=date(2025, 9, 1)),
    )
    store = Store(engine)
    store.create_tables()
    assistant = Assistant(ByWords(shelf), None, store, shelf, lambda: TODAY)
    answer = answer_of(list(assistant.answer(Question("统计资料迟报，罚款多少？"))))
    assert "五万元" in answer.sentences[0].text
    assert "将自2025年9月1日起施行" in answer.sentences[-1].text
    assert [citation.status for citation in answer.citations] == ["in_force", "not_yet_in_force"]


def test_an_index_that_stands_behind_the_corpus_is_told(engine: Engine) -> None:
    shelf = Shelf(
        version("now", "统计法", "第四十一条　统计资料迟报的，处五万元以下罚款。", effective_from=date(2010, 1, 1))
    )
    store = Store(engine)
    store.create_tables()
    search = ByWords(shelf)
    search.legs["index"] = "behind"
    events = list(Assistant(search, None, store, shelf, lambda: TODAY).answer(Question("统计资料迟报，罚款多少？")))
    assert "index_behind" in [event.code for event in events if isinstance(event, Notice)]
