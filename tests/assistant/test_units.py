"""What may be quoted of a text, and what says nothing by itself."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.units import LONGEST, Unit, clauses, lists_questions, tells_enactment, tells_nothing, units

DENTAL = (
    "What benefits do I qualify for?\n"
    "Find the statement that describes you.\n"
    "I’m a former Prisoner of War.\n"
    "You’re in: Class IIC\n"
    "You may qualify for: Any needed dental care\n"
    "I have a disability.\n"
    "You’re in: Class IV"
)
AMOUNTS = (
    "Amounts for a service-connected death\nStatus | Maximum\nDied after 2001 | $2,000\nDied before 2001 | $1,500\n"
    "Amounts for another death\nStatus | Maximum\nDied after 2017 | $300"
)
STEPS = "如何重设密码\n1. 前往网站。\n2. 选择链接。\n3. 输入地址。"
NOTICE = (
    "二、工作任务\n1.依标建设幼儿园。\n应当按照标准建设。\n2.如期移交幼儿园。\n应当移交教育部门。未移交的限期移交。"
)


def shown(text: str, *headings: str) -> list[str]:
    return [text[unit.start : unit.end] for unit in units(text, headings)]


def test_an_exception_is_one_with_its_rule() -> None:
    text = "遗嘱人可以立口头遗嘱。但是，危急情况消除后，所立的口头遗嘱无效。遗嘱可以撤回。"
    assert [text[a:b] for a, b in clauses(text)] == [text[:-7], "遗嘱可以撤回。"]
    rule = "饮酒后驾驶机动车的，处罚款。因饮酒后驾驶机动车被处罚，再次饮酒后驾驶机动车的，处十日以下拘留。"
    assert clauses(rule) == [(0, len(rule))]


def test_a_long_list_is_in_parts_and_nothing_is_lost() -> None:
    text = "有下列情形之一的：\n" + "\n".join(f"（{n}）{'情形' * 40}；" for n in "一二三四五六七八九")
    spans = clauses(text)
    assert len(spans) > 1
    assert text[slice(*spans[0])].startswith("有下列情形之一的：\n（一）")
    assert all(end - start <= LONGEST for start, end in spans)
    assert "".join("".join(text[a:b] for a, b in spans).split()) == "".join(text.split())


def test_a_list_without_marks_goes_on_while_its_items_say_so() -> None:
    text = "You may be eligible if you meet all listed below. All must be true. You:\nServed, and\nLeft.\nApply now."
    assert shown(text)[0].endswith("Served, and\nLeft.")


def test_yes_and_what_points_on_come_with_what_follows() -> None:
    text = "Will it help?\nYes. You may qualify if one of the following words is true. You are old. Apply."
    assert shown(text)[1:] == ["Yes. You may qualify if one of the following words is true. You are old.", "Apply."]


def test_a_sentence_of_a_line_that_asks_tells_nothing() -> None:
    text = "• I have insurance. Does that matter?\nIt does not."
    told = [tells_nothing(text, unit) for unit in units(text)]
    assert (told[0], told[-1]) == (True, False)


@pytest.mark.parametrize(
    ("words", "expected"),
    [("", True), ("Go to:\n• Who?\n• Why?", True), ("Who?", False), ("Who?\nYou.\nMe.", False), ("谁？\n什么？", True)],
)
def test_a_table_of_contents_is_told(words: str, expected: bool) -> None:
    assert lists_questions(words) == expected


def test_a_heading_comes_with_the_lines_that_say_nothing_without_it() -> None:
    names = ("I’m a former Prisoner of War.", "I have a disability.")
    assert shown(DENTAL, *names)[2:] == [
        "I’m a former Prisoner of War.\nYou’re in: Class IIC\nYou may qualify for: Any needed dental care",
        "I have a disability.\nYou’re in: Class IV",
    ]


def test_a_table_is_whole_and_under_its_caption() -> None:
    names = ("Amounts for a service-connected death", "Amounts for another death")
    first, second = shown(AMOUNTS, *names)
    assert "$2,000" in first
    assert "$1,500" in first
    assert second.startswith("Amounts for another death")


def test_each_row_of_a_long_table_is_led_to_by_its_caption() -> None:
    rows = "\n".join(f"第{n}类 | {n}元" for n in range(100))
    found = units(f"收费标准\n项目 | 金额\n{rows}", ("收费标准",))
    assert len(found) > 50
    assert {unit.under for unit in found[2:]} == {"收费标准"}
    assert all(unit.end - unit.start < 20 for unit in found)


def test_a_heading_leads_to_the_first_sentence_under_it() -> None:
    found = {NOTICE[u.start : u.end]: u for u in units(NOTICE, ("二、", "1.", "2.", "二、工作任务"))}
    assert found["2.如期移交幼儿园。"].bare
    assert found["应当移交教育部门。"].under == "2.如期移交幼儿园。"
    assert found["未移交的限期移交。"].under == ""


def test_numbered_steps_are_no_headings_although_they_are_sections() -> None:
    found = units(STEPS, ("如何重设密码", "1.", "2.", "3."))
    assert [unit.bare for unit in found] == [True, False, False, False]


@pytest.mark.parametrize(
    ("words", "nothing"),
    [
        ("Am I eligible for a card?", True),
        ("相关文章\n如何登录", True),
        ("Related articles\nHow to sign in.", True),
        ("Learn more about how to apply.", True),
        ("Apply for Benefits", True),
        ("用人单位拒不出具证明的，依照《中华人民共和国劳动合同法》的规定处理。", True),
        ("用人单位拒不出具证明的，依照《中华人民共和国劳动合同法》的规定处理，并处一千元罚款。", False),
        ("You can apply online.", False),
        ("Died after 2001 | $2,000", False),
        ("居住证每年签注1次。", False),
    ],
)
def test_headings_links_and_mere_references_tell_nothing(words: str, nothing: bool) -> None:
    assert tells_nothing(words, Unit(0, len(words))) is nothing


def test_what_stands_under_a_heading_of_links_tells_nothing() -> None:
    text = "相关文章\n验证我的信息。\n拍照。"
    assert [tells_nothing(text, unit) for unit in units(text, ("相关文章",))][:2] == [True, True]


def test_who_passed_a_text_is_told_from_a_rule() -> None:
    assert tells_enactment("（2015年11月26日国务院令第663号公布 自2016年1月1日起施行）")
    assert not tells_enactment("本条例自2016年1月1日起施行。")


@given(st.text(alphabet="规定应当。；：\n（一）1.abc |?", max_size=120), st.sampled_from(["", "1.", "规定", "abc"]))
def test_units_cover_every_character_once_and_in_order(text: str, name: str) -> None:
    spans = [(unit.start, unit.end) for unit in units(text, (name,))]
    assert all(a < b for a, b in spans)
    assert all(one[1] <= two[0] for one, two in pairwise(spans))
    assert "".join("".join(text[a:b] for a, b in spans).split()) == "".join(text.split())


def test_a_heading_of_two_sentences_is_one_and_tells_nothing() -> None:
    question = "I have other insurance (like Medicare). Does that affect my benefits?"
    found = units(f"{question}\nNo. Other insurance doesn’t affect the benefits.\nIs it free? It is.")
    assert (found[0].bare, found[0].end) == (True, len(question))
    assert found[1].under == question
    assert [tells_nothing(question, Unit(0, len(question), bare=True)), found[-1].bare] == [True, False]
