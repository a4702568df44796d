import pytest

from ingestion.documents import Block, Reading
from ingestion.locators import locator, part
from ingestion.outline import section_at, structure

LINES = (
    "第九条 申请居住证的，应当提交材料。",
    "有下列情形之一的，不予办理：",
    "（一）材料不全的；",
    "（二）居住不满半年的；",
    "（三）其他。",
    "第十条 本条只有一款：",
    "（一）甲；",
    "（二）乙。",
    "附件1",
    "收费标准",
    "第一条 免费。",
)
RESULT = structure(Reading("text/plain", tuple(Block(line) for line in LINES)))


def at(quote: str, language: str = "zh") -> str:
    start = RESULT.text.index(quote)
    return locator(RESULT.text, section_at(RESULT.sections, start), start, start + len(quote), language=language)


@pytest.mark.parametrize(
    ("quote", "address"),
    [
        ("申请居住证的", "第九条第一款"),
        ("居住不满半年的", "第九条第二款第（二）项"),
        ("（一）材料不全的；\n（二）居住不满半年的", "第九条第二款第（一）项至第（二）项"),
        ("应当提交材料。\n有下列情形", "第九条第一款至第二款"),
        ("（二）乙", "第十条第（二）项"),
        ("本条只有一款：\n（一）甲；\n（二）乙。", "第十条"),
        ("免费", "附件1 收费标准第一条"),
    ],
)
def test_a_quote_in_an_article_is_addressed_by_paragraph_and_item(quote: str, address: str) -> None:
    assert at(quote) == address


def test_an_address_in_english_says_article_paragraph_item() -> None:
    assert at("居住不满半年的", "en") == "Article 9, paragraph 2, item (2)"


def test_a_quote_under_headings_is_addressed_by_its_path() -> None:
    result = structure(Reading("text/plain", (Block("一、总体要求"), Block("（一）指导思想。以人民为中心。"))))
    start = result.text.index("以人民")
    assert locator(result.text, result.sections[1], start, start + 3) == "一、总体要求 › （一）指导思想"


def test_a_quote_without_headings_is_addressed_by_page_or_paragraph() -> None:
    result = structure(Reading("text/plain", (Block("first"), Block("second"))))
    assert locator(result.text, result.sections[0], 6, 9, language="en", page=3) == "page 3"
    assert locator(result.text, result.sections[0], 6, 9, language="en") == "paragraph 2"
    assert locator(result.text, result.sections[0], 6, 9) == "第2段"


@pytest.mark.parametrize(
    ("article", "address", "words"),
    [
        ("第九条", "第九条", "\n".join(LINES[:5])),
        ("第九条", "第九条第一款", LINES[0]),
        ("第九条", "第 9 条第2款", "\n".join(LINES[1:5])),
        ("第九条", "第九条第一款至第二款", "\n".join(LINES[:5])),
        ("第九条", "第九条第二款第（二）项", LINES[3]),
        ("第九条", "Article 9, paragraph 2, items (1)–(2)", "\n".join(LINES[2:4])),
        ("第十条", "第十条第二项", LINES[7]),
        ("第九条", "第九条第三款", None),
    ],
)
def test_an_address_means_the_paragraph_and_item_that_it_names(article: str, address: str, words: str | None) -> None:
    section = next(s for s in RESULT.sections if s.label == article)
    span = part(RESULT.text, section, address)
    assert (RESULT.text[slice(*span)].strip() if span else None) == words
