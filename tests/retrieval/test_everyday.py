"""Everyday words find the rules that are written in others."""

import csv
from importlib import resources

import pytest

from retrieval.everyday import in_rule_words, meant, restated


def test_everyday_words_are_told_in_the_words_of_rules() -> None:
    assert "饮酒后驾驶机动车" in in_rule_words("酒驾怎么处罚")
    assert "燃放烟花爆竹" in in_rule_words("过年能放炮吗")
    assert "突发疾病死亡" in in_rule_words("上班时猝死算工伤吗")
    assert "跨年度安排" in in_rule_words("年假能攒到明年用不")
    assert "政务新媒体" in in_rule_words("政务公众号不更新会怎么处理")
    assert "代为申领" in in_rule_words("老妈腿脚不好，能不能帮她去办居住证")
    assert in_rule_words("个人养老金每年最多存多少") == "个人养老金账户"  # no basic pension
    assert "犬只" in in_rule_words("狗没去办证会罚多少")
    assert "一孩" in in_rule_words("生头胎产假多少天")
    assert "免费乘坐" in in_rule_words("老人坐公交要不要钱，公交免费吗")
    assert in_rule_words("不够判刑的话会怎么处罚").startswith("尚不构成犯罪")
    assert "处有期徒刑" not in in_rule_words("不够判刑的话会怎么处罚")
    assert "本级人民政府" in in_rule_words("对区教育局的决定不服，复议找谁")
    assert in_rule_words("机关的办公时间") == ""
    assert in_rule_words("how do I renew my card") == ""


def test_an_alternative_of_several_parts_asks_for_all_of_them() -> None:
    assert "退回商品的运费" in in_rule_words("无理由退货，运费谁出")
    assert "退回商品的运费" not in in_rule_words("搬家的运费谁出")


def test_what_lies_within_a_longer_word_is_left_out() -> None:
    assert ("临时身份证",) in [each.said for each in meant("临时身份证怎么办")]
    assert ("身份证",) not in [each.said for each in meant("临时身份证怎么办")]


def test_what_the_question_says_itself_is_not_told_again() -> None:
    assert "居住证" not in in_rule_words("暂住证丢了，居住证怎么补").split()


def test_no_phrase_of_rules_is_an_everyday_word_for_itself() -> None:
    lines = resources.files("retrieval").joinpath("everyday.csv").read_text(encoding="utf-8").splitlines()
    for row in csv.DictReader(lines):
        alternatives, written = row["said"].split("|"), row["written"].split()
        assert written, row
        assert all(alternative.strip() for alternative in alternatives), row
        assert not set(alternatives) & set(written), row


def test_two_things_that_are_said_of_one_rule_both_count_and_one_thing_once() -> None:
    said = [each.said for each in meant("健身房收了预付卡的钱跑路了")]
    assert ("预付卡",) in said
    assert ("跑路",) in said
    assert ("不续签",) not in [each.said for each in meant("合同到期公司不续签有补偿吗")]  # 合同到期 不续 says it


def test_a_question_is_restated_in_the_words_of_rules_that_some_text_holds() -> None:
    assert restated("老外要交社保吗", lambda phrase: phrase != "社会保险") == "外国人要交社保吗"
    assert restated("老外要交社保吗", lambda phrase: False) == "老外要交社保吗"
    assert restated("临时身份证怎么办", lambda phrase: True) == "临时居民身份证怎么办"


def test_what_is_said_in_several_parts_is_not_restated() -> None:
    assert "退回商品的运费" in in_rule_words("退货的快递费谁出")
    assert restated("退货的快递费谁出", lambda phrase: True) == "退货的快递费谁出"


@pytest.mark.parametrize(
    ("question", "phrase"),
    [
        ("出门忘带驾驶本，车会不会扣", "未随车携带行驶证、驾驶证"),
        ("行驶证没带会被扣车吗", "未随车携带行驶证、驾驶证"),
        ("我妹20岁，能去领证了吗", "结婚年龄"),
        ("21岁的男的可以结婚吗", "结婚年龄"),
        ("电瓶车闯过来撞上了我的车", "非机动车驾驶人"),
        ("明星代言的假货能告他吗", "向消费者推荐商品或者服务"),
        ("单位把我借到兄弟单位，受伤算谁的", "职工被借调期间"),
        ("交了十年养老保险的人病死了，家里能领啥", "因病或者非因工死亡"),
        ("我爸得病去世了，能领啥", "因病或者非因工死亡"),
        ("孩子被抓了，家里没请律师", "没有委托辩护人"),
        ("复议期间罚款要不要先交", "不停止执行"),
        ("机关食堂老拖我的货款", "拖欠"),
        ("饭店说没有发票", "发票等购货凭证或者服务单据"),
        ("我不太会写字，能口头说吗", "口头提出"),
        ("档案里出生年月记错了", "记录不准确"),
        ("帮出版社翻译稿子怎么交税", "劳务报酬所得"),
        ("罚单丢了还能交吗", "罚款的行政处罚决定书"),
        ("六一放几天", "儿童节"),
        ("坐后排没系安全带会罚吗", "使用安全带"),
        ("坐车的乘客没系安全带罚钱不", "乘车人"),
        ("国庆前后哪天补班", "调休"),
        ("放假前能不能连着上八天班", "连续工作"),
        ("派遣公司从我工资里抽管理费", "劳务派遣单位"),
        ("工伤住院吃饭的钱有没有补", "住院伙食补助费"),
        ("工伤了去外地治路费报不报", "交通、食宿费用"),
        ("工伤住院请护工谁出钱", "停工留薪期需要护理"),
        ("在工地上摔了", "工伤"),
        ("限速80的路开到130", "超过规定时速"),
        ("合同干不满三年就要赔钱", "约定由劳动者承担违约金"),
        ("柜员把我的身份证信息拿去卖了", "泄露"),
    ],
)
def test_what_people_say_finds_the_phrase_of_the_rule(question: str, phrase: str) -> None:
    assert phrase in in_rule_words(question)


def test_a_card_left_at_home_is_no_driving_licence() -> None:
    assert "未随车携带" not in in_rule_words("忘带身份证能坐车吗")
    assert "结婚" not in in_rule_words("居住证办好了去哪里领证")
