"""Answers that say all that belongs to them: each level, another figure, what ended a rule, exceptions, a language."""

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import Engine

from assistant.answers import Answer, Event, Notice, Outcome, Question
from assistant.draft import whole
from assistant.pipeline import Assistant
from assistant.store import Store
from ingestion.documents import Repeal
from tests.assistant.shelf import PROBATION, TODAY, TRUE, Asking, ByWords, Shelf, Writes, answer_of, version

CITY = "第二十二条　街道办事处应当自收到报告之日起三十日内组建业主大会筹备组。"
PROVINCE = "第二十一条　街道办事处应当自收到申请之日起六十日内组建业主大会筹备组。\n筹备组由七人以上单数组成。"
GUIDE = """（样例）犬只登记办理指南
办理材料
（一）居民身份证；
（二）犬只免疫证明。
办理时限
自受理之日起5个工作日内办结。
收费标准
每只犬收取登记费100元。"""


@pytest.fixture
def levels(shelf: Shelf) -> None:
    """A rule of a city and one of its province, on one matter."""
    shelf.wordings["city"] = version(
        "city", "青岛市物业管理条例", CITY, region="370200", effective_from=date(2021, 5, 1)
    )
    shelf.wordings["province"] = version(
        "province", "山东省物业管理条例", PROVINCE, region="370000", effective_from=date(2019, 1, 1)
    )


def notices(events: list[Event]) -> list[str]:
    return [event.code for event in events if isinstance(event, Notice)]


@pytest.mark.usefixtures("levels")
@pytest.mark.parametrize("writes", [None, "街道办事处应当自收到报告之日起三十日内组建业主大会筹备组。"])
@pytest.mark.parametrize(
    "question",
    [
        "青岛组建业主大会筹备组的期限，市里和省里的规定有什么不一样？",
        "青岛街道办事处多少日内组建业主大会筹备组？",
    ],
)
def test_rules_of_two_levels_that_differ_are_both_shown_and_named(
    ask: Asking, question: str, writes: str | None
) -> None:
    answer = answer_of(ask(question, writes))
    assert "三十日" in answer.text
    assert "六十日" in answer.text
    last = answer.sentences[-1]
    assert [sentence.told for sentence in answer.sentences] == [False] * (len(answer.sentences) - 1) + [True]
    assert "数字不同" in last.text
    assert "《青岛市物业管理条例》（山东省青岛市，市级，2021年5月1日起施行）" in last.text
    assert "《山东省物业管理条例》（山东省，省级，2019年1月1日起施行）" in last.text
    assert {answer.citations[n - 1].region for n in last.citations} == {"370200", "370000"}


def test_a_sentence_is_told_with_what_it_is_about_and_that_but_once(ask: Asking, shelf: Shelf) -> None:
    whom, what = "外国人收养子女，应当经其所在国审查同意。", "收养人应当提供年龄、婚姻状况的证明材料，并办理登记。"
    shelf.wordings["adoption"] = version("adoption", "收养办法", f"第三条　{whom}{what}\n收养自登记之日起成立。")
    for question in (
        "收养人登记应当提供哪些证明材料？",
        "外国人收养子女经审查同意，收养人提供哪些证明材料？",
    ):
        answer = answer_of(ask(question, None))
        assert f"{whom}{what}" in "".join(answer.text.splitlines())
        assert answer.text.count(whom) == answer.text.count(what) == 1


@pytest.mark.parametrize(
    ("text", "words", "told"),
    [
        ("Bring\n• A card.\n• A pen.", "• A card.", "A card."),
        ("Bring\n• A card.\n• A pen.", "• A card.\n• A pen.", "• A card.\n• A pen."),
        ("You need:\n• A card.\n• A pen.", "• A card.", "You need:\n• A card.\n• A pen."),
        ("第九条　提交材料。", "第九条　提交材料。", "提交材料。"),
    ],
)
def test_an_item_alone_needs_no_bullet(text: str, words: str, told: str) -> None:
    start, end = whole(text, text.index(words), text.index(words) + len(words))
    assert text[start:end] == told


@pytest.mark.parametrize(("region", "warned"), [("370200", True), ("370000", False)])
def test_of_sources_of_one_level_no_difference_is_told_where_they_are_only_somewhat_alike(
    ask: Asking, shelf: Shelf, region: str, warned: bool
) -> None:
    for id_, words, where in (
        ("company", "清算组应当自成立之日起十日内通知债权人，并于六十日内在报纸上公告。", "370000"),
        ("partners", "清算人自被确定之日起十五日内将合伙企业解散事项通知债权人，并于三十日内在报纸上公告。", region),
    ):
        shelf.wordings[id_] = version(id_, f"{id_}办法", f"第一条　{words}", region=where)
    answer = answer_of(ask("清算组、清算人多少日内通知债权人、在报纸上公告？", None, region="370200"))
    assert ("数字不同" in answer.text) is warned


@pytest.mark.usefixtures("levels")
def test_a_rule_that_no_other_contradicts_stands_alone(ask: Asking, shelf: Shelf) -> None:
    same = CITY.replace("第二十二条", "第二十一条")
    shelf.wordings["province"] = version("province", "山东省物业管理条例", same, region="370000")
    answer = answer_of(ask("青岛街道办事处多少日内组建业主大会筹备组？", None))
    assert "数字不同" not in answer.text


def test_what_ended_a_rule_is_cited_beside_its_old_words(engine: Engine) -> None:
    old = "第八条　个体工商户应当向经营场所所在地登记机关申请登记。"
    new = "第十一条　市场主体登记机关应当为个体工商户提供登记服务。\n第三十九条　《个体工商户条例》同时废止。"
    start = new.index("《个体")
    repeal = Repeal("个体工商户条例", new[start:], start, len(new))
    shelf = Shelf(
        version(
            "old",
            "个体工商户条例",
            old,
            effective_from=date(2011, 11, 1),
            effective_to=date(2022, 11, 1),
            repealed_by="new",
        ),
        version("new", "促进个体工商户发展条例", new, effective_from=date(2022, 11, 1), repeals=(repeal,)),
    )
    store = Store(engine)
    store.create_tables()
    assistant = Assistant(ByWords(shelf), None, store, shelf, lambda: TODAY)
    answer = answer_of(list(assistant.answer(Question("《个体工商户条例》规定向哪个登记机关申请登记？"))))
    assert "不再有效" in answer.sentences[0].text
    told = [answer.citations[n - 1] for n in answer.sentences[0].citations]
    assert [c.document_id for c in told] == ["old", "new"]
    assert told[1].quote == "《个体工商户条例》同时废止。"
    assert told[1].locator == "第三十九条"


def test_an_exception_that_the_model_leaves_out_is_quoted(ask: Asking, shelf: Shelf) -> None:
    text = "第五条　养犬人应当每年为犬只登记一次。但是，导盲犬免予登记的除外。"
    shelf.wordings["dogs"] = version("dogs", "养犬登记条例", text, effective_from=date(2020, 1, 1))
    answer = answer_of(ask("养犬人应当每年为犬只登记几次？", "养犬人应当每年为犬只登记一次。"))
    assert "导盲犬" in answer.text


def test_a_follow_up_stays_with_the_guide_of_the_answer_before(ask: Asking, shelf: Shelf) -> None:
    shelf.wordings["guide"] = version("guide", "犬只登记办理指南", GUIDE)
    first = answer_of(ask("犬只登记办理要带什么材料？", None))
    assert first.service_guide is not None
    second = answer_of(ask("那要交钱吗？", None, conversation_id=first.conversation_id))
    assert "100元" in second.text
    assert "身份证" not in second.text
    third = answer_of(ask("多久能办好？", None, conversation_id=first.conversation_id))
    assert "5个工作日" in third.text
    other = answer_of(ask("护照怎么办？", None, conversation_id=first.conversation_id))
    assert "100元" not in other.text


def test_a_question_in_traditional_characters_is_understood_and_kept_as_typed(ask: Asking, store: Store) -> None:
    answer = answer_of(ask("申領居住證要提交哪些材料？", None))
    assert answer.citations[0].document_id == "permit"
    assert store.conversation(answer.conversation_id)[0][0] == "申領居住證要提交哪些材料？"


def test_a_source_in_another_language_is_found_and_said_to_be_in_it(ask: Asking) -> None:
    events = ask("In how many days is a residence permit issued by the public security organ?", None)
    answer = answer_of(events)
    assert (answer.language, answer.outcome) == ("en", Outcome.PARTLY_ANSWERED)
    assert "permit" in {c.document_id for c in answer.citations}
    assert "source_language" in notices(events)


def translated(writes: str, engine: Engine, shelf: Shelf) -> tuple[list[str], Answer]:
    """What is told of an English sentence about a Chinese source; all texts are near one another."""
    store = Store(engine)
    store.create_tables()
    assistant = Assistant(
        ByWords(shelf), Writes(writes), store, shelf, lambda: TODAY, similarity=lambda one, texts: [0.9 for _ in texts]
    )
    question = Question("In how many days is a residence permit issued by the public security organ?")
    events: Iterator[Event] = assistant.answer(question)
    shown = list(events)
    return notices(shown), answer_of(shown)


@pytest.mark.parametrize(
    ("writes", "passes"),
    [
        ("The public security organ shall issue the residence permit within 15 days of acceptance.", True),
        ("The public security organ shall issue the residence permit within 30 days of acceptance.", False),
        ("The public security organ must not issue the residence permit within 15 days.", False),
    ],
)
def test_a_translation_is_marked_and_its_figures_and_duties_are_checked(
    engine: Engine, shelf: Shelf, writes: str, passes: bool
) -> None:
    codes, answer = translated(writes, engine, shelf)
    assert (writes in answer.text) is passes
    assert ("translated" if passes else "source_language") in codes


def test_an_answer_that_does_not_tell_the_period_asked_for_gets_it_from_the_source(ask: Asking) -> None:
    beside = "同一用人单位与同一劳动者只能约定一次试用期。"
    answer = answer_of(ask("劳动合同的试用期最长多久？", beside))
    assert answer.sentences[0].text == beside
    assert "不得超过六个月" in answer.sentences[1].text
    assert answer.sentences[1].quoted
    told = answer_of(ask("试用期能约定几次？", beside))
    assert [sentence.text for sentence in told.sentences] == [beside]


def test_a_stage_that_ends_in_a_list_is_quoted_with_it(ask: Asking, shelf: Shelf) -> None:
    text = "第十条　犬只伤人的，处一千元罚款；屡次伤人的，处一万元罚款：\n（一）未系绳的；\n（二）未免疫的。"
    shelf.wordings["dogs"] = version("dogs", "养犬管理条例", text, effective_from=date(2020, 1, 1))
    answer = answer_of(ask("犬只伤人的怎样处罚款？", None))
    assert "（二）未免疫的。" in answer.sentences[0].text


@pytest.mark.parametrize(("shares", "quoted"), [((), []), ((0.5, 0.3), ["第九条第一款"]), ((0.5, 0.05), [])])
def test_beside_a_composed_answer_stands_what_is_as_likely_to_answer(
    ask: Asking, searcher: ByWords, shares: tuple[float, ...], quoted: list[str]
) -> None:
    searcher.likelihoods = shares
    answer = answer_of(ask(PROBATION, TRUE))
    assert (answer.outcome, answer.sentences[0].text) == (Outcome.ANSWERED, TRUE)
    assert [c.locator for c in answer.citations][1:] == quoted
    assert [s.quoted for s in answer.sentences][1:] == [True] * len(quoted)
