"""Everyday words find the rules that are written in others."""

import csv
from importlib import resources

from retrieval.everyday import in_rule_words, meant


def test_everyday_words_are_told_in_the_words_of_rules() -> None:
    assert "饮酒后驾驶机动车" in in_rule_words("酒驾怎么处罚")
    assert "燃放烟花爆竹" in in_rule_words("过年能放炮吗")
    assert "居住证" in in_rule_words("居往证怎么办")
    assert "突发疾病死亡" in in_rule_words("上班时猝死算工伤吗")
    assert "跨年度安排" in in_rule_words("年假能攒到明年用不")
    assert in_rule_words("机关的办公时间") == ""
    assert in_rule_words("how do I renew my card") == ""


def test_an_alternative_of_several_parts_asks_for_all_of_them() -> None:
    assert "退回商品的运费" in in_rule_words("无理由退货，运费谁出")
    assert "退回商品的运费" not in in_rule_words("搬家的运费谁出")


def test_what_lies_within_a_longer_word_is_left_out() -> None:
    assert ("临时身份证",) in [each.said for each in meant("临时身份证怎么办")]
    assert ("身份证",) not in [each.said for each in meant("临时身份证怎么办")]


def test_what_the_question_says_itself_is_not_told_again() -> None:
    assert "居住证" not in in_rule_words("居往证丢了，居住证怎么补").split()


def test_no_phrase_of_rules_is_an_everyday_word_for_itself() -> None:
    lines = resources.files("retrieval").joinpath("everyday.csv").read_text(encoding="utf-8").splitlines()
    for row in csv.DictReader(lines):
        alternatives, written = row["said"].split("|"), row["written"].split()
        assert written, row
        assert all(alternative.strip() for alternative in alternatives), row
        assert not set(alternatives) & set(written), row
