"""What travels with a rule: exceptions, whole lists, the next stage of a penalty. As properties over real laws, too."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.exceptions import all_steps, opening_of, untold, whole_rule
from assistant.sentences import split
from ingestion.numerals import article_label

DEMO = Path(__file__).parents[2] / "eval" / "sets" / "demo" / "documents" / "laws"

RULE = """用人单位应当支付二倍的工资。但是，劳动者拒绝签订的除外。
前款规定不适用于非全日制用工。
劳动行政部门负责监督检查。"""
LIST = """有下列情形之一的，可以解除合同：
（一）未提供劳动保护的；
（二）未及时支付报酬的；经责令仍不支付的；
（三）法律规定的其他情形。
劳动者可以立即解除。"""
FINE = "由城市管理部门责令改正；拒不改正的，处二百元以下罚款；对单位处五百元罚款。由公安机关另行处理。"
BESIDES = """有下列行为之一的，处罚款：
（一）无证驾驶的；
（二）超速的。
行为人有前款第二项情形的，可以吊销驾驶证；有第一项情形的，可以拘留。
本条由公安机关执行。"""
PROOF = """申领居住证，应当提交本人身份证以及住址、就业等证明材料。
住址证明包括租赁合同等；就业证明包括劳动合同等。
居住证包括正本和副本。
工作日是指星期一至星期五。"""
FEE = "物业费由业主承担，建设单位与业主另有约定的除外。"


@pytest.mark.parametrize(
    ("text", "words", "shown"),
    [
        (BESIDES, "（一）无证驾驶的；", BESIDES[: BESIDES.index("有第一项")]),
        (RULE, "用人单位应当支付二倍的工资。", RULE[: RULE.rindex("\n")]),
        (RULE, "劳动行政部门负责监督检查。", "劳动行政部门负责监督检查。"),
        (LIST, "（二）未及时支付报酬的；", LIST[: LIST.rindex("\n")]),
        (LIST, "有下列情形之一的，可以解除合同：", LIST[: LIST.rindex("\n")]),
        (LIST, "劳动者可以立即解除。", "劳动者可以立即解除。"),
        (FINE, "由城市管理部门责令改正；", FINE[: FINE.index("由公安")]),
        (PROOF, "住址证明包括租赁合同等；就业证明包括劳动合同等。", PROOF[: PROOF.index("\n居住证")]),
        (PROOF, "就业证明包括劳动合同等。", "就业证明包括劳动合同等。"),
        (PROOF, "居住证包括正本和副本。", "居住证包括正本和副本。"),
        (PROOF, "工作日是指星期一至星期五。", "工作日是指星期一至星期五。"),
        ("Does it matter?\nNo. It never does. Bye.", "No. It never does.", "Does it matter?\nNo. It never does."),
        ("Does it matter?\nIt never does. Bye.", "It never does.", "It never does."),
        ("It matters.\nNo. It never does. Bye.", "No. It never does.", "No. It never does."),
        (
            "You must pay the fee. However, veterans pay nothing. Bring cash.",
            "You must pay the fee.",
            "You must pay the fee. However, veterans pay nothing.",
        ),
    ],
)
def test_a_rule_takes_its_exceptions_and_its_list_along(text: str, words: str, shown: str) -> None:
    start = text.index(words)
    first, last = whole_rule(text, start, start + len(words))
    assert text[first:last] == shown


@pytest.mark.parametrize(
    ("text", "words", "opens"),
    [
        ("甲。\n外国人收养的，应当经审查。收养人应当登记。", "收养人应当登记。", 3),
        ("甲。\n外国人收养的，应当经审查。收养人应当登记。", "外国人收养的，应当经审查。", 3),
        ("不满一年的，五天；满一年的，十天。", "满一年的，十天。", 9),
        (f"{'长' * 100}。收养人应当登记。", "收养人应当登记。", 101),
        (f"{'长' * 99}。收养人应当登记。", "收养人应当登记。", 0),
        (f"短。{'长' * 399}。", f"{'长' * 399}。", 2),
        ("Foreigners ask first。 They then register.", "They then register.", 22),
    ],
)
def test_a_sentence_is_told_with_the_short_ones_that_open_its_paragraph(text: str, words: str, opens: int) -> None:
    start = text.index(words)
    assert opening_of(text, start, start + len(words)) == opens


@pytest.mark.parametrize(
    ("sentence", "text", "expected"),
    [
        ("单位要支付二倍工资。", RULE, "但是，劳动者拒绝签订的除外。\n前款规定不适用于非全日制用工。"),
        ("单位要支付二倍工资，但劳动者拒绝签订的除外，非全日制用工不适用。", RULE, None),
        ("The employer pays double wages.", RULE, "但是，劳动者拒绝签订的除外。\n前款规定不适用于非全日制用工。"),
        ("The employer pays double wages, unless the worker refused to sign.", RULE, None),
        ("物业费由业主承担。", FEE, FEE),
        ("物业费由业主承担，另有约定的除外。", FEE, None),
    ],
)  # fmt: skip
def test_an_exception_that_a_sentence_leaves_out_is_found(sentence: str, text: str, expected: str | None) -> None:
    first = split(text)[0]
    found = untold(sentence, text, *first)
    assert (text[slice(*found)] if found else None) == expected


def test_no_sentence_of_the_demonstration_laws_is_parted_from_its_exception_or_list() -> None:
    assert sum(holds(article) for file in sorted(DEMO.glob("*.md")) for article in articles(file)) > 1500


@pytest.mark.shared_data
def test_no_sentence_of_other_laws_is_parted_from_its_exception_or_list(shared_data: Path) -> None:
    files = sorted((shared_data / "zh_law_docs" / "documents").rglob("*.md"))[::20]
    assert sum(holds(article) for file in files for article in articles(file)) > 2000


def articles(file: Path) -> Iterator[str]:
    """The articles of a law as it lies in a file."""
    lines: list[str] = []
    for line in file.read_text("utf-8").splitlines():
        if article_label(line[:12]) and line.startswith("第"):
            yield "\n".join(lines)
            lines = []
        if line.strip():
            lines.append(line.strip())
    yield "\n".join(lines)


def holds(article: str) -> int:
    """Check every sentence of an article; gives how many there were."""
    lists = [
        m.span("items") for m in re.finditer(r"：\n(?P<items>(?:（[一二三四五六七八九十]+）.*(?:\n|$))+)", article)
    ]
    units = split(article)
    for unit in units:
        start, end = whole_rule(article, *unit)
        assert start <= unit[0] < unit[1] <= end
        assert not re.match(r"\s*(?:但是|但，|但[^书])", article[end:]), article
        for first, last in lists:
            if start < last and first < end:
                assert start < first, article
                assert end >= len(article[:last].rstrip()), article
    return len(units)


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("3. 输入。", "1. 前往。\n2. 点击。这会带你回来。\n3. 输入。\n至少12个字符。\n4. 更改。"),
        ("这会带你回来。", "1. 前往。\n2. 点击。这会带你回来。\n3. 输入。\n至少12个字符。\n4. 更改。"),
        ("1. 登录。", "1. 登录。\n2. 选择密钥。"),
        ("另一件事。", "另一件事。"),
    ],
)
def test_a_step_is_widened_to_all_steps_of_its_list(words: str, shown: str) -> None:
    text = (
        "重设密码\n1. 前往。\n2. 点击。这会带你回来。\n3. 输入。\n至少12个字符。\n4. 更改。\n"
        "如果有密钥\n1. 登录。\n2. 选择密钥。\n另一件事。"
    )
    start = text.index(words)
    first, last = all_steps(text, start, start + len(words))
    assert text[first:last] == shown


def test_of_many_steps_as_many_are_shown_as_fit() -> None:
    text = "\n".join(f"{n}. {'按照提示操作' * 10}。" for n in range(1, 20))
    first, last = all_steps(text, 0, text.index("\n"))
    assert first == 0
    assert text[first:last].count("\n") == 5
    late = text.index("18. ")
    assert all_steps(text, late, late + 20) == (late, late + 20)


DEBTS = (
    "夫妻一方在婚姻关系存续期间以个人名义为家庭日常生活需要所负的债务，属于夫妻共同债务。\n"
    "债务的清偿办法由双方协议。\n"
    "夫妻一方在婚姻关系存续期间以个人名义超出家庭日常生活需要所负的债务，不属于夫妻共同债务；但是，能够证明的除外。\n"
)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (DEBTS, DEBTS.strip()),
        (DEBTS.replace("债务的清偿办法由双方协议。\n", "协议。\n" * 3), DEBTS.split("\n", 1)[0]),
        (DEBTS.replace("不属于", "也属于"), DEBTS.split("\n", 1)[0]),
        (DEBTS.replace("，属于", "，不属于"), DEBTS.replace("，属于", "，不属于").split("\n", 1)[0]),
        (DEBTS.rsplit("\n", 2)[0] + "\n收养人不得虐待儿童。", DEBTS.split("\n", 1)[0]),
    ],
)
def test_what_a_near_paragraph_denies_of_the_same_matter_is_told(text: str, told: str) -> None:
    start, end = whole_rule(text, 0, text.index("。") + 1)
    assert text[start:end] == told
