import pytest

from eval.service_slots import fees, laws, matched_items, nearest_f1, periods, phones


@pytest.mark.parametrize(
    ("words", "other", "same"),
    [
        ("15个工作日", "十五个工作日内办结", True),
        ("15个工作日", "15日", False),
        ("1年", "12个月", True),
        ("30日", "1个月", False),
        ("当场办结", "即办", True),
        ("5 working days", "5个工作日", True),
    ],
)
def test_periods_are_value_and_unit(words: str, other: str, same: bool) -> None:
    assert (periods(words) == periods(other)) == same
    assert periods(words)


@pytest.mark.parametrize("words", ["不收费", "免费", "免收工本费", "0元", "不收取任何费用", "free of charge", "No fee"])
def test_nothing_to_pay_is_an_amount(words: str) -> None:
    assert fees(words) == {("0", "")}


def test_amounts_keep_their_currency() -> None:
    assert fees("首次免费，补领每证20元") == {("0", ""), ("20", "yuan")}
    assert fees("It costs £20.") == {("20", "pound")}
    assert fees("收费按规定执行") == frozenset()


@pytest.mark.parametrize(
    ("words", "digits"),
    [
        ("咨询电话：0571-87654321。", "057187654321"),
        ("拨打12345。", "12345"),
        ("电话（020）83123456", "02083123456"),
        ("+86 13800138000", "13800138000"),
        ("Call 0300 200 7852.", "03002007852"),
        ("call 1-800-827-1000 today", "18008271000"),
    ],
)
def test_telephone_numbers_are_their_digits(words: str, digits: str) -> None:
    assert digits in phones(words)


def test_dates_times_and_amounts_are_no_telephone_numbers() -> None:
    assert phones("2024年12月31日前，9:00-17:00，收费12000元，15个工作日") == frozenset()


def test_laws_are_names_and_document_numbers() -> None:
    assert laws("依据《中华人民共和国居民身份证法》和国办发〔2015〕8号") == {"居民身份证法", "国办发〔2015〕8号"}


MATERIALS = ("居民身份证原件；", "近期一寸免冠照片一张；", "居住地住址证明、就业证明或者就读证明之一。")


@pytest.mark.parametrize(
    ("answer", "hits", "listed"),
    [
        ("需要提交居民身份证、近期一寸免冠照片一张以及居住地住址证明、就业证明或者就读证明之一。", 3, 3),
        ("需要：\n1. 居民身份证\n2. 一寸免冠照片一张\n3. 居住地住址证明、就业证明或者就读证明之一", 3, 3),
        ("需要：\n1. 居民身份证\n2. 户口簿\n3. 一寸免冠照片一张", 2, 3),
        ("需要居民身份证原件。15个工作日内办结，不收费。", 1, 1),
        ("居民身份证原件、居民身份证原件。", 1, 2),
        ("不需要材料。", 0, 0),
        ("居民身份证（原件、复印件各一份）、近期一寸免冠照片（白底）一张。", 2, 2),
    ],
)
def test_materials_are_matched_one_to_one_within_the_lists_of_the_answer(answer: str, hits: int, listed: int) -> None:
    assert matched_items(MATERIALS, answer) == (hits, listed)


def test_materials_are_matched_in_english() -> None:
    wanted = ("your passport", "a recent photo", "proof of address")
    assert matched_items(wanted, "You need a passport, a recent photo and proof of address.") == (3, 3)


def test_endings_of_english_words_do_not_matter() -> None:
    assert matched_items(["copies of the applications"], "You must send us a copy of your application.") == (1, 1)


def test_what_leads_to_a_list_is_no_part_of_its_first_item() -> None:
    assert matched_items(["相片", "户口簿"], "第一次办理的时候应当提交相片、户口簿。") == (2, 2)


def test_a_note_in_brackets_is_no_part_of_an_items_name() -> None:
    assert matched_items(["户口簿（原件及首页、本人页复印件各一份）"], "带上户口簿。") == (1, 1)


def test_a_piece_of_the_answer_names_one_item() -> None:
    assert matched_items(["居民身份证原件", "居民身份证"], "带上居民身份证。") == (1, 1)


def test_a_value_is_sought_in_the_nearest_clauses() -> None:
    answer = "自受理之日起15日内办结，办理地点：居住地派出所户籍窗口。不收费。"
    assert nearest_f1("居住地派出所户籍窗口", answer) == 1.0
    assert nearest_f1("市民中心三楼大厅", answer) < 0.4
