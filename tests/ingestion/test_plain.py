from ingestion.plain import join, paragraphs, read, width


def lines(text: str) -> list[str]:
    return [block.text for block in paragraphs(text)]


def test_wrapped_english_lines_become_a_paragraph_again() -> None:
    text = (
        "You may qualify for bereavement counseling if a member of your family died\n"
        "while serving. The counseling is offered at community-based centers near\n"
        "you.\n"
        "\n"
        "What to bring:\n"
        "- your identity card\n"
        "- the form, filled in and signed by you and, if you are under age, by one\n"
        "of your parents\n"
    )
    assert lines(text) == [
        "You may qualify for bereavement counseling if a member of your family died while serving. "
        "The counseling is offered at community-based centers near you.",
        "What to bring:",
        "- your identity card",
        "- the form, filled in and signed by you and, if you are under age, by one of your parents",
    ]


def test_wrapped_chinese_lines_are_joined_without_a_space() -> None:
    first = "申请人应当自收到通知之日起三十日内向户籍所在地的乡镇人民政府或者街"
    second = "道办事处提出申请，并提交居民身份证和本人相片以及居住地址的证明材料，"
    text = f"居住证申领办法\n{first}\n{second}\n由受理机关审核。\n第二条 免费。"
    assert lines(text) == ["居住证申领办法", f"{first}{second}由受理机关审核。", "第二条 免费。"]


def test_lines_that_were_not_wrapped_stay_paragraphs() -> None:
    text = (
        "国务院办公厅\n2018年10月27日\n（此件公开发布）\n　　一、总体要求\n　　（一）指导思想。\n"
        + "为贯彻落实部署" * 30
    )
    assert lines(text) == [line.strip() for line in text.split("\n")]


def test_a_label_always_begins_a_paragraph() -> None:
    full = "本办法所称居住证是指公民在居住地享受基本公共服务和便利的凭证和证明"
    text = (
        f"{full}\n第三条 县级以上人民政府应当做好管理工作并将所需的经费列入财政预算\n（一）教育\n（二）卫生\n{full}\n"
    )
    assert [line[:3] for line in lines(text)] == ["本办法", "第三条", "（一）", "（二）", "本办法"]


def test_pieces_of_a_paragraph_are_joined_as_their_script_wants() -> None:
    assert join("居住", "证") == "居住证"
    assert join("residence", "permit") == "residence permit"
    assert join("community-", "based") == "community-based"
    assert width("证a") == 3


def test_a_reading_names_an_encoding_that_is_not_utf8() -> None:
    assert read("第一条 为了规范居住证的管理，制定本办法。".encode("gbk"), "a.txt").notes == ("encoding gb18030",)
