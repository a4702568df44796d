"""Two sources on one matter: which clauses belong together, and when their figures differ."""

import pytest

from assistant.conflicts import at_odds, differing, side_by_side
from tests.assistant.shelf import passages_of, version

CITY = "第二十二条　街道办事处应当自收到报告之日起三十日内组建业主大会筹备组。"
PROVINCE = """第二十一条　符合会议召开条件的，街道办事处、乡镇人民政府应当在六十日内组建业主大会筹备组。
筹备组由七人以上单数组成。"""


@pytest.mark.parametrize(
    ("one", "other", "differ"),
    [
        (
            "未分类投放生活垃圾，情节严重的，对个人处一百元以上五百元以下的罚款。",
            "未分类投放生活垃圾，情节严重的，对个人处五十元以上二百元以下的罚款。",
            True,
        ),
        ("情节严重的，处一百元以上五百元以下的罚款。", "情节严重的，处五十元以上二百元以下的罚款。", False),
        ("情节严重的，对个人处五十元以上二百元以下的罚款。", "情节严重的，对个人处五十元以上二百元以下罚款。", False),
        ("失业保险金按照最低工资标准的百分之八十确定。", "失业保险金按照最低工资标准的80%确定，按月发放。", False),
        ("失业保险金按照最低工资标准的百分之八十确定。", "失业保险金按照最低工资标准的百分之七十确定。", True),
        ("申请人应当年满十八周岁。", "申请人应当年满十六周岁。", True),
        ("对符合条件的，公安机关应当自受理之日起15日内发放居住证。", "用人单位应当在15日内缴纳社会保险费。", False),
        ("试用期不得超过二个月。", "职工累计工作已满1年的，年休假5天。", False),
        ("申领居住证需居住半年以上。", "申领居住证应当提交身份证。", False),
        ("You must pay a fee of $60 within 30 days.", "应当在60日内缴费。", False),
        ("The appeal must be filed within 30 days.", "The appeal must be filed within 60 days.", True),
    ],
)
def test_rules_differ_where_one_figure_has_two_amounts(one: str, other: str, differ: bool) -> None:
    assert at_odds(one, other) is differ
    assert at_odds(other, one) is differ


def test_rules_of_one_level_must_be_nearly_alike() -> None:
    company = "清算组应当自成立之日起十日内通知债权人，并于六十日内在报纸上公告。"
    partnership = "清算人自被确定之日起十五日内将合伙企业解散事项通知债权人，并于三十日内在报纸上公告。"
    assert at_odds(company, partnership)
    assert not at_odds(company, partnership, one_level=True)
    assert at_odds(company, company.replace("十日", "二十日"), one_level=True)
    own = "本法中十日以内期限的规定是指工作日。"
    assert at_odds(own, own.replace("十", "五"))
    assert not at_odds(own, own.replace("十", "五"), one_level=True)


def test_what_both_say_is_no_difference_to_what_they_say_beside_it() -> None:
    land = "草地的承包期为三十年至五十年。\n林地的承包期为三十年至七十年。"
    assert at_odds(land.splitlines()[0], land.splitlines()[1])
    assert not at_odds(land, land.replace("\n", ""))
    assert at_odds(land, land.replace("五十年", "四十年"))
    assert not at_odds(f"（一）{land}", land)


def test_a_rule_of_the_same_level_is_told_beside_only_if_it_is_nearly_alike() -> None:
    rule = "街道办事处应当自收到申请之日起六十日内组建业主大会筹备组。"
    city = version("city", "青岛市物业管理条例", CITY, region="370200")
    for region, found in (("370000", True), ("370200", False)):
        told = differing("街道办事处多少日内组建业主大会筹备组？", [("other", region, rule)], passages_of(city))
        assert (told is not None) is found


def test_the_clauses_of_two_levels_are_chosen_for_each_other() -> None:
    city = passages_of(version("city", "青岛市物业管理条例", CITY, region="370200"))
    province = passages_of(version("province", "山东省物业管理条例", PROVINCE, region="370000"))
    chosen = side_by_side("街道办事处组建业主大会筹备组的期限", [city, province])
    assert [q.passage.metadata.region for q in chosen] == ["370200", "370000"]
    assert "三十日" in chosen[0].text
    assert "六十日" in chosen[1].text


def test_a_rule_with_another_figure_is_found_in_what_is_not_cited() -> None:
    city = version("city", "青岛市物业管理条例", CITY, region="370200")
    found = differing(
        "街道办事处多少日内组建业主大会筹备组？",
        [("province", "370000", "街道办事处应当自收到申请之日起六十日内组建业主大会筹备组。")],
        passages_of(city),
    )
    assert found is not None
    assert "三十日" in found.text


def test_a_rule_of_another_matter_or_of_a_cited_document_is_not() -> None:
    city = version("city", "青岛市物业管理条例", CITY, region="370200")
    shown = "街道办事处应当自收到申请之日起六十日内组建业主大会筹备组。"
    question = "街道办事处多少日内组建业主大会筹备组？"
    assert differing(question, [("other", "370000", "申请人应当在六十日内申请行政复议。")], passages_of(city)) is None
    assert differing(question, [("city", "370200", shown)], passages_of(city)) is None
