"""What a rule was before, or will be, is told beside what holds, where the question asks for it."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import Engine

from assistant.answers import Answer, Question
from assistant.pipeline import Assistant
from assistant.store import Store
from ingestion.documents import Version
from tests.assistant.shelf import TODAY, ByWords, Shelf, Writes, answer_of, every_word_is_carried, version

RULE = "单位{name}统计资料，或者拒绝提供统计资料的，由统计机构责令改正，可以并处{fine}以下的罚款。"
OTHER = "第七条　统计机构依法独立行使统计调查、统计报告、统计监督的职权。"
FIRST = version(
    "v1",
    "中华人民共和国统计法",
    f"{OTHER}\n第四十一条　{RULE.format(name='迟报', fine='一万元')}",
    effective_from=date(1996, 1, 1),
    effective_to=date(2010, 1, 1),
    superseded_by="v2",
)
SECOND = version(
    "v2",
    "中华人民共和国统计法",
    f"{OTHER}\n第四十二条　{RULE.format(name='迟报', fine='五万元')}",
    effective_from=date(2010, 1, 1),
    effective_to=date(2024, 9, 13),
    superseded_by="v3",
)
THIRD = version(
    "v3",
    "中华人民共和国统计法",
    # The number that the rule had before is another's now.
    f"第四十二条　统计人员应当具备统计资料所需的专业知识。\n第四十五条　{RULE.format(name='迟报', fine='十万元')}",
    effective_from=date(2024, 9, 13),
)
NEXT = version(
    "v4",
    "中华人民共和国统计法",
    f"第五十条　{RULE.format(name='迟报', fine='二十万元')}\n第五十一条　本法自2026年1月1日起施行。",
    effective_from=date(2026, 1, 1),
)
Asking = Callable[..., Answer]


@pytest.fixture
def ask(engine: Engine) -> Asking:
    def asking(question: str, *held: Version, as_of: date | None = None) -> Answer:
        shelf, store = Shelf(*held), Store(engine)
        store.create_tables()
        assistant = Assistant(ByWords(shelf), None, store, shelf, lambda: TODAY)
        answer = answer_of(list(assistant.answer(Question(question, as_of=as_of))))
        every_word_is_carried(answer, shelf)
        return answer

    return asking


CHANGED = "单位迟报统计资料的罚款前后怎么变的？"


def test_the_rule_before_is_told_beside_the_one_that_holds_and_said_to_have_ended(ask: Asking) -> None:
    answer = ask(CHANGED, FIRST, SECOND, THIRD)
    now, told, before = answer.sentences
    assert "十万元" in now.text
    assert "修改前的文本已于2024年9月13日起不再有效" in told.text
    assert "五万元" in before.text
    assert before.citations == told.citations
    assert [(c.locator, c.status) for c in answer.citations] == [
        ("第四十五条", "in_force"),
        ("第四十二条", "superseded"),
    ]


def test_it_is_told_only_where_the_question_asks_for_it_and_another_wording_is_held(ask: Asking) -> None:
    assert [c.status for c in ask("单位迟报统计资料罚款多少？", SECOND, THIRD).citations] == ["in_force"]
    assert [c.status for c in ask(CHANGED, THIRD).citations] == ["in_force"]


def test_wordings_that_said_the_same_are_passed_to_the_last_that_did_not(ask: Asking) -> None:
    same = version("v3", THIRD.metadata.title, SECOND.text, effective_from=date(2024, 9, 13))
    answer = ask(CHANGED, FIRST, SECOND, same)
    assert "一万元" in answer.sentences[-1].text
    assert "2010年1月1日起不再有效" in answer.sentences[-2].text


def test_where_no_wording_said_otherwise_that_is_told(ask: Asking) -> None:
    same = version("v3", THIRD.metadata.title, SECOND.text, effective_from=date(2024, 9, 13))
    answer = ask(CHANGED, SECOND, same)
    assert "文字与现在相同" in answer.sentences[-1].text
    assert answer.citations[-1].status == "superseded"


def test_a_text_of_which_another_took_the_place_on_its_first_day_was_never_the_rule_before(ask: Asking) -> None:
    never = version(
        "v2b",
        "中华人民共和国统计法",
        f"第四十三条　{RULE.format(name='迟报', fine='三十万元')}",
        effective_from=date(2024, 9, 13),
        effective_to=date(2024, 9, 13),
        superseded_by="v3",
    )
    second = version(
        "v2",
        SECOND.metadata.title,
        SECOND.text,
        effective_from=date(2010, 1, 1),
        effective_to=date(2024, 9, 13),
        superseded_by="v2b",
    )
    answer = ask(CHANGED, second, never, THIRD)
    assert "五万元" in answer.sentences[-1].text


def test_what_was_repealed_by_the_text_that_holds_is_the_rule_before_too(ask: Asking) -> None:
    old = version(
        "old",
        "统计管理办法",
        f"第三条　{RULE.format(name='迟报', fine='二千元')}",
        effective_from=date(1990, 1, 1),
        effective_to=date(2024, 9, 13),
        repealed_by="v3",
    )
    answer = ask(CHANGED, old, THIRD)
    assert "《统计管理办法》已于2024年9月13日起不再有效" in answer.sentences[-2].text
    assert "二千元" in answer.sentences[-1].text


COMING = "新统计法已经公布了，单位迟报统计资料，现在罚多少？"


def test_the_coming_wording_of_a_law_called_new_is_told_in_its_words_with_its_day(ask: Asking) -> None:
    third = version(
        "v3", THIRD.metadata.title, THIRD.text, **{"effective_from": date(2024, 9, 13), "superseded_by": "v4"}
    )
    answer = ask(COMING, third, NEXT)
    assert "十万元" in answer.sentences[0].text
    told = next(s for s in answer.sentences if "尚未施行" in s.text)
    assert "将自2026年1月1日起施行" in told.text
    assert "二十万元" in answer.sentences[answer.sentences.index(told) + 1].text
    assert {c.status for c in answer.citations if c.number in told.citations} == {"not_yet_in_force"}


def letters(words: str) -> list[Version]:
    """Texts that are nearer to a question about 统计法 than that law is."""
    text = f"第一条　统计法里单位迟报统计资料罚多少{words}。"
    return [version(f"o{i}", f"{i}号通知", text, effective_from=date(2020, 1, 1)) for i in range(8)]


def test_a_coming_law_that_is_named_is_found_although_other_texts_are_nearer(ask: Asking) -> None:
    answer = ask("新统计法里单位迟报统计资料罚多少？", *letters("：六元"), NEXT)
    assert any("将自2026年1月1日起施行" in s.text for s in answer.sentences)
    unnamed = ask("单位迟报统计资料罚多少？", *letters("：六元"), NEXT)
    assert not any("尚未施行" in s.text for s in unnamed.sentences)


def test_a_coming_law_that_is_named_is_told_alone_where_nothing_else_answers(ask: Asking) -> None:
    answer = ask("新统计法里单位迟报统计资料罚多少？", *letters("，另行通知"), NEXT)
    assert {c.status for c in answer.citations} == {"not_yet_in_force"}
    assert "二十万元" in answer.text


def test_a_new_wording_that_holds_already_is_no_reason_for_anything(ask: Asking) -> None:
    assert [c.status for c in ask("新统计法里，单位迟报统计资料罚多少？", SECOND, THIRD).citations] == ["in_force"]


def test_beside_a_coming_rule_stands_the_one_that_it_will_replace(ask: Asking) -> None:
    nearer = [
        version(f"x{i}", f"报表{name}", f"第一条　迟报统计资料的罚款是{name}。", effective_from=date(2020, 1, 1))
        for i, name in enumerate(("细则", "通则"))
    ]
    second = version(
        "v2",
        SECOND.metadata.title,
        "第四十二条　单位拒绝提供资料，由统计机构责令改正，可以并处五万元以下的罚款。",
        effective_from=date(2010, 1, 1),
        effective_to=date(2024, 9, 13),
        superseded_by="v3",
    )
    answer = ask("迟报统计资料的罚款是多少？", *nearer, second, THIRD, as_of=date(2024, 1, 1))
    assert [(c.document_id, c.status) for c in answer.citations] == [
        ("x0", "in_force"),
        ("x1", "in_force"),
        ("v2", "in_force"),
        ("v3", "not_yet_in_force"),
    ]


def test_words_that_only_got_an_addition_are_shown_as_they_were(ask: Asking) -> None:
    more = version(
        "v3",
        THIRD.metadata.title,
        f"第四十五条　{RULE.format(name='迟报', fine='五万元')[:-1]}，并予以通报。",
        effective_from=date(2024, 9, 13),
    )
    answer = ask(CHANGED, SECOND, more)
    assert answer.sentences[-1].text.endswith("五万元以下的罚款。")


THEN = "2005年的时候单位迟报统计资料最多罚多少，现在呢？"


def test_who_asks_for_a_day_and_for_now_is_told_the_rule_of_today_and_the_one_of_that_day(ask: Asking) -> None:
    answer = ask(THEN, FIRST, SECOND, THIRD)
    assert answer.as_of == TODAY
    assert "十万元" in answer.sentences[0].text
    assert "一万元" in answer.sentences[-1].text
    assert "2010年1月1日起不再有效" in answer.sentences[-2].text


def test_the_words_that_hold_now_stand_beside_the_ones_that_were_changed(ask: Asking) -> None:
    fined = "迟延的，可以并处{fine}以下的处罚，并通报其主管部门和所在地的机关。"
    long = "另行公告；" * 80  # no article that is told whole
    old = version(
        "v2",
        "中华人民共和国统计法",
        f"第九条　{fined.format(fine='五万元')}",
        effective_from=date(2010, 1, 1),
        effective_to=date(2024, 9, 13),
        superseded_by="v3",
    )
    new = version(
        "v3",
        "中华人民共和国统计法",
        f"第九条　统计资料罚款前后不得更改。\n统计资料的罚款应当上缴。\n{long}\n{fined.format(fine='十万元')}",
        effective_from=date(2024, 9, 13),
    )
    told = [s.text for s in ask("统计资料罚款前后怎么变的？", old, new).sentences]
    assert ["十万元" in text for text in told] == [False, False, True, False, False]
    assert "五万元" in told[4]


@pytest.fixture
def written(engine: Engine) -> Callable[..., Answer]:
    def asking(text: str, *held: Version) -> Answer:
        shelf, store = Shelf(*held), Store(engine)
        store.create_tables()
        assistant = Assistant(ByWords(shelf), Writes(text), store, shelf, lambda: TODAY)
        return answer_of(list(assistant.answer(Question(CHANGED))))

    return asking


def test_what_a_model_told_in_its_own_words_is_not_quoted_once_more(written: Asking) -> None:
    answer = written("单位迟报统计资料，或者拒绝提供统计资料的，可以并处十万元以下的罚款。", SECOND, THIRD)
    assert [c.status for c in answer.citations] == ["in_force", "superseded"]
    assert [s.quoted for s in answer.sentences] == [False, False, True]


def test_where_a_model_told_another_rule_the_one_that_meets_the_question_best_is_what_changed(written: Asking) -> None:
    second = version(
        "v2",
        "中华人民共和国统计法",
        f"第六条　统计人员应当具备统计资料所需的基本知识。\n{SECOND.text}",
        effective_from=date(2010, 1, 1),
        effective_to=date(2024, 9, 13),
        superseded_by="v3",
    )
    answer = written("统计人员应当具备统计资料所需的专业知识。", second, THIRD)
    assert [next((f for f in ("五万元", "十万元") if f in s.text), "") for s in answer.sentences] == [
        "",
        "十万元",
        "",
        "五万元",
    ]
