"""Words of a question in the other language and the other script."""

import csv
import re
from importlib import resources

import pytest

from assistant.dictionary import simplified, terms_abroad


@pytest.mark.parametrize(
    ("question", "term"),
    [
        ("How long is the cooling-off period for divorce?", "冷静期"),
        ("How do I get a residence permit?", "居住证"),
        ("How long is probation?", "试用期"),
        ("Is Spring Festival a holiday?", "春节"),
        ("Dragon Boat Festival", "端午节"),
        ("hiring somebody", "雇用"),
        ("Which labour contracts must be written?", "合同"),
        ("邮寄的验证码多久会作废？", "verification code"),
        ("退伍军人的补贴", "veteran"),
    ],
)
def test_a_term_is_found_in_the_other_language(question: str, term: str) -> None:
    assert any(term in meanings for meanings in terms_abroad(question))


def test_what_government_calls_a_term_goes_before_other_senses_and_no_stem_makes_it_another_word() -> None:
    assert terms_abroad("probation") == (("试用期",),)
    assert all("探针" not in meanings for meanings in terms_abroad("probational probate"))


def test_each_term_of_government_is_held_once_in_small_letters_with_its_chinese_words() -> None:
    lines = resources.files("assistant").joinpath("english_terms.csv").read_text(encoding="utf-8").splitlines()
    rows = list(csv.DictReader(lines))
    assert len({row["english"] for row in rows}) == len(rows) > 100
    for row in rows:
        assert re.fullmatch(r"[a-z']+(?: [a-z']+){0,3}", row["english"])
        assert re.fullmatch(r"[\u4e00-\u9fff]+(?: [\u4e00-\u9fff]+)*", row["chinese"])
        assert terms_abroad(row["english"])[0] == tuple(row["chinese"].split())


def test_words_that_say_nothing_are_not_looked_up() -> None:
    assert terms_abroad("How is it?") == ()
    assert terms_abroad("Does it?") == ()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("居住證多少天能辦下來？", "居住证多少天能办下来？"),
        ("協議離婚的冷靜期", "协议离婚的冷静期"),
        ("居住证多少天能办下来？", "居住证多少天能办下来？"),
        ("Residence permit, 15 days", "Residence permit, 15 days"),
        ("著作權登記怎麼辦", "著作权登记怎么办"),
        ("後台準備頭髮乾淨", "后台准备头发干净"),
        ("王喆的著作权登记怎么办", "王喆的著作权登记怎么办"),
    ],
)
def test_traditional_characters_become_simplified_by_their_words(text: str, shown: str) -> None:
    assert simplified(text) == shown
