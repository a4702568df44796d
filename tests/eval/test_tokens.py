import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.sentences import split
from eval.tokens import TOKENISER, characters, tokens, words, words_are_known, words_name

LETTERS = st.text(
    "零〇一二两三四五六七八九十百千万亿第条款年月日天个工作统万半、至〔〕号《》 ．.,%0159aZß’\n（１％", max_size=40
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("十五日内", "15日内"),
        ("１５日", "15 日"),
        ("15天", "15日"),
        ("15个工作日", "十五个工作日"),
        ("百分之五十", "50%"),
        ("第九条", "第 9 条"),
        ("第一百二十条之一", "第120条之1"),
        ("第一", "第1"),
        ("二〇二四年五月一日", "2024年5月1日"),
        ("二〇二四", "2024"),
        ("一百二十", "120"),
        ("两个部门、三项材料", "2个部门，3项材料"),
        ("1,000元", "1000元"),
        ("2万元", "二万元"),
        ("fifteen working days", "15个工作日"),
        ("ＡＢＣ《办法》！", "abc办法"),
        ("国办发[2024]12号", "国办发〔2024〕12号"),
    ],
)
def test_what_says_the_same_has_the_same_tokens(one: str, other: str) -> None:
    assert tokens(one) == tokens(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("15个工作日", "15日"),
        ("15个工作日", "5个工作日"),
        ("50%", "50元"),
        ("3.5", "35"),
        ("第九条", "第九款"),
        ("第九条", "9元"),
        ("2024年5月1日", "2024年5月2日"),
    ],
)
def test_what_differs_in_number_or_unit_shares_no_such_token(one: str, other: str) -> None:
    assert not set(tokens(one)) & set(tokens(other))


def test_a_value_with_its_unit_is_one_token() -> None:
    assert tokens("办理时限为15个工作日。") == (*"办理时限为", "15 working_day")
    assert tokens("10至15日") == ("10 day", "15 day")
    assert tokens("居住证满6个月") == (*"居住证满", "6 month")


@pytest.mark.parametrize(
    "word", ["一些", "统一", "万一", "唯一", "十分", "百姓", "千万", "一般", "一律", "进一步", "同一"]
)
def test_a_numeral_inside_a_word_stays_a_character(word: str) -> None:
    assert tokens(word + "的") == (*word, "的")


@pytest.mark.parametrize("text", ["统一日期", "万一天气", "统一名称", "唯一年级", "划一月份"])
def test_a_one_that_counts_nothing_is_not_read_with_the_unit_behind_it(text: str) -> None:
    assert tokens(text) == tuple(text)


def test_a_one_that_counts_is_read_even_behind_ten_thousand() -> None:
    assert tokens("三万一千元") == ("31000 yuan",)


def test_hundreds_of_millions_without_a_unit_stay_characters_as_a_whole() -> None:
    assert tokens("三百五十亿") == tuple("三百五十亿")


def test_the_issuer_of_a_document_number_is_not_read_too_far_back() -> None:
    assert tokens("根据国办发〔2024〕12号") == ("根", "据", "国办发〔2024〕12号")


def test_the_name_of_a_law_is_read_by_its_characters() -> None:
    assert tokens("《居住证暂行条例》第九条") == (*"居住证暂行条例", "9 条")


def test_characters_leave_numbers_and_units_as_they_are_written() -> None:
    assert characters("十五日，15个工作日 3.5") == (*"十五日", "15", *"个工作日", "3.5")
    assert characters("Don't WAIT: 1,000") == ("don", "t", "wait", "1000")


@pytest.mark.parametrize("text", ["", "  \n", "。，！？…", "😀"])
def test_a_text_without_words_has_no_tokens(text: str) -> None:
    assert tokens(text) == characters(text) == ()


@settings(max_examples=150, deadline=None)
@given(LETTERS)
def test_no_token_is_empty_and_no_han_character_is_lost(text: str) -> None:
    assert all(token == token.strip() != "" for token in tokens(text))
    assert [t for t in characters(text) if "\u4e00" <= t <= "\u9fff"] == [c for c in text if "\u4e00" <= c <= "\u9fff"]


def test_the_name_of_the_tokens_carries_a_version() -> None:
    assert TOKENISER == "wenzheng-mixed/1"


def test_words_are_named_with_version_and_dictionary() -> None:
    assert words_are_known(), "jieba is a development dependency"
    assert words_name() == "jieba/0.42.1+7197c3211ddd"
    assert words("办理居住证，15个工作日！") == ("办理", "居住证", "15", "个", "工作日")


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("可以吗？可以！一是交材料；二是等。", ["可以吗？", "可以！", "一是交材料；", "二是等。"]),
        ("第一行\n第二行", ["第一行", "第二行"]),
        ("（一）身份证；\n（二）户口簿。", ["（一）身份证；", "（二）户口簿。"]),
        ("1. 身份证。\n2. 户口簿。", ["1. 身份证。", "2. 户口簿。"]),
        ("第九条　应当提交证明。第十条　每年签注。", ["第九条　应当提交证明。", "第十条　每年签注。"]),
        ("第一条\n为了规范。", ["第一条", "为了规范。"]),
        ("根据《条例（2024年修订。）》办理。完。", ["根据《条例（2024年修订。）》办理。", "完。"]),
        ("费用为3.5元。免费。", ["费用为3.5元。", "免费。"]),
        ("“这是对的。”他说。", ["“这是对的。”他说。"]),
        ("他说“好！”就走了。", ["他说“好！”就走了。"]),
        ("等等……然后再来。", ["等等……", "然后再来。"]),
        ("真的吗？！好。", ["真的吗？！", "好。"]),
        ("‘这是对的。再看。’他说。", ["‘这是对的。再看。’他说。"]),
    ],
)
def test_sentences_end_where_the_evaluation_says(text: str, sentences: list[str]) -> None:
    assert [text[a:b] for a, b in split(text)] == sentences
