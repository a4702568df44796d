"""Which kind of fact a question asks for, and which words tell it."""

import pytest

from assistant.asked import asked, tells


@pytest.mark.parametrize(
    ("question", "words", "told"),
    [
        ("身份证补办要多少钱？", "证件工本费为四十元。", 1.0),
        ("身份证补办要多少钱？", "首次申领，免收证件工本费。", 1.0),
        ("身份证补办要多少钱？", "公民申请补领居民身份证，应当缴纳证件工本费。", 0.5),
        ("失业金一个月多少钱？", "失业保险金的标准，由省、自治区、直辖市人民政府确定。", 0.5),
        ("失业金一个月多少钱？", "企业应缴纳社会保险费的一半可以返还。", 0.0),
        ("身份证补办要多少钱？", "居民身份证丢失的，应当申请补领。", 0.0),
        ("身份证补办要多少钱？", "应当自交验旧证之日起六十日内领取。", 0.0),
        ("How much does it cost?", "You need to pay a small application fee.", 0.5),
        ("十级伤残赔多少钱？", "十级伤残为7个月的本人工资。", 0.5),
        ("公司辞退我要赔多少钱？", "应当依照经济补偿标准的二倍支付赔偿金。", 0.5),
        ("最低工资标准是多少钱？", "试用期工资不得低于约定工资的百分之八十。", 0.0),
        ("居住证多少天能办下来？", "公安机关应当自受理之日起15日内制作发放。", 1.0),
        ("居住证多少天能办下来？", "情况复杂的，可以延长1个月。", 0.5),
        ("居住证签注要钱吗？", "办理签注手续不得收取费用。", 1.0),
        ("行政复议要交钱吗？", "行政复议机关不得向申请人收取任何费用。", 1.0),
        ("申请法律援助收费吗？", "国家为符合条件的公民无偿提供法律服务。", 1.0),
        ("办身份证要交费吗？", "公民申请领取居民身份证，应当缴纳证件工本费。", 1.0),
        ("办身份证要交费吗？", "公安机关收取的工本费，全部上缴国库。", 0.0),
        ("申请行政复议收费吗？", "可以书面申请，也可以口头申请。", 0.0),
        ("Do I need to pay for the card?", "There is no charge for the card.", 1.0),
        ("Is there a fee?", "Bring two photographs.", 0.0),
        ("居住证怎么办？", "公安机关应当自受理之日起15日内制作发放。", 0.0),
        ("卖野生动物怎么处罚？", "禁止网络平台为违法出售野生动物提供交易服务。", 0.0),
        ("卖野生动物怎么处罚？", "违反本法规定的，没收违法所得，并处违法所得二倍以上十倍以下罚款。", 1.0),
        ("账簿没设，对单位的罚款幅度是多少？", "可以对单位并处二十万元以下的罚款。", 1.0),
        ("What is the penalty for drunk driving?", "The licence shall be revoked.", 1.0),
        ("What is the penalty for drunk driving?", "No one may drive after drinking.", 0.0),
        ("起诉离婚法院要收多少诉讼费？", "可以直接向人民法院提起离婚诉讼。", 0.0),
        ("起诉离婚法院要收多少诉讼费？", "离婚案件每件交纳50元至300元。", 1.0),
        ("租房一个月能抵多少个税？", "来源于境外的综合所得有抵免限额。", 0.0),
        ("租房一个月能抵多少个税？", "扣除标准为每月1500元。", 1.0),
        ("离婚了要给多少抚养费？", "负担费用的多少和期限的长短，由双方协议。", 0.5),
        ("本科学历落户能加多少分？", "应当建立积分落户制度。", 0.0),
        ("本科学历落户能加多少分？", "大学本科学历，积50分。", 1.0),
        ("失业保险费率降了几个百分点？", "失业保险费率由2%降至1%。", 1.0),
        ("失业保险费率降了几个百分点？", "失业保险费率应当降低。", 0.0),
        ("港澳签注一年能办多少次？", "签注每年可以申请两次。", 1.0),
        ("港澳签注一年能办多少次？", "签注应当提前申请。", 0.0),
        ("后排没系安全带会罚钱不？", "乘坐人员应当使用安全带。", 0.0),
        ("后排没系安全带罚不罚款？", "处警告或者五元以上五十元以下罚款。", 1.0),
        ("忘带行驶证扣不扣车？", "应当扣留机动车。", 1.0),
        ("忘带行驶证，车会不会扣？", "机动车应当登记。", 0.0),
        ("年假能休几天？", "请病假累计20天以上的，不享受当年的年休假。", 0.5),
        ("年假能休几天？", "已满10年不满20年的，年休假10天。", 1.0),
        ("连续旷工几天才能开除？", "连续旷工15天以上的，予以辞退。", 1.0),
        ("密码至少几位？", "密码应当由本人保管。", 0.0),
        ("密码至少几位？", "密码长度为8位以上。", 1.0),
        ("How many characters must it have?", "Your password must have 12 or more characters.", 1.0),
        ("How many digits are in the code?", "Enter the code from the letter.", 0.0),
    ],
)
def test_words_tell_what_was_asked_wholly_in_part_or_not(question: str, words: str, told: float) -> None:
    assert tells(question, words) == told


def test_most_questions_ask_for_no_amount_period_or_penalty() -> None:
    assert not asked("居住证怎么办？")
    assert not asked("老板不给钱吗？")
    assert not asked("罚单丢了怎么办？")
    assert not asked("居住证忘了签注会怎么样？")
    assert not asked("居住证逾期没签注会被罚吗？")
    assert not asked("工伤期间公司要付钱吗？")
    assert not asked("养老保险要个人交钱吗？")
    assert not asked("What happens if I don't receive the letter?")
    assert not asked("我可以要求其支付一定的费用吗？")
    assert not asked("罚款不交会怎样？")
    assert len(asked("办居住证要多久，多少钱？")) == 2


@pytest.mark.parametrize(
    "told",
    [
        "交了十几年养老保险，家里能领什么？",
        "好几天没发工资怎么办？",
        "过几天去要带什么？",
        "前几天丢了身份证怎么办？",
        "没几天就坏了能退吗？",
        "这几年没签注还能用吗？",
        "哪几天要补班？",
        "几年前离职的还算吗？",
        "没多久就坏了能退吗？",
    ],
)
def test_several_days_or_years_that_are_told_are_not_asked_for(told: str) -> None:
    assert not asked(told)


@pytest.mark.parametrize(
    "question", ["辞职要提前几天说？", "旷工超过几天能开除？", "年假有几天？", "要过多久才能再考？"]
)
def test_few_days_before_or_beyond_are_asked_for(question: str) -> None:
    assert asked(question)
