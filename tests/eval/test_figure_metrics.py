from dataclasses import replace

import pytest

from eval.figure_metrics import any_unsupported_number, article_match, document_number_match, unsupported_numbers
from eval.mutation_originals import LAW, PAGE
from eval.records import Cited, Record, Said

RULE = "公安机关应当自受理之日起15日内制作发放居住证；丢失的，依照本条例第十一条办理。"
CITATION = Cited(
    1, "permit", 1, "居住证暂行条例", "第九条第六款", RULE, 0, len(RULE), "in_force", "000000",
    document_number="国办发〔2015〕8号", effective_from="2016-01-01",
)  # fmt: skip


def record(*sentences: str, cites: tuple[int, ...] = (1,)) -> Record:
    said = tuple(Said(text, cites, 0.9) for text in sentences)
    return Record(case="1", outcome="answered", text="".join(sentences), sentences=said, citations=(CITATION,))


@pytest.mark.parametrize(
    ("sentence", "unsupported"),
    [
        ("自受理之日起十五日内发放。", 0.0),
        ("自受理之日起15个工作日内发放。", 1.0),
        ("自2016年1月1日起，按第九条办理。", 0.0),
        ("自2017年1月1日起施行。", 1.0),
        ("按国办发〔2015〕8号办理。", 0.0),
        ("按国办发〔2015〕9号办理。", 1.0),
        ("收取工本费20元。", 1.0),
        ("由公安机关发放。", None),
    ],
)
def test_numbers_must_stand_in_quote_title_locator_or_dates(sentence: str, unsupported: float | None) -> None:
    assert unsupported_numbers(LAW.case, record(sentence)).value == unsupported
    assert any_unsupported_number(LAW.case, record(sentence)).value == unsupported


def test_what_is_told_of_the_documents_themselves_is_left_out() -> None:
    told = Said("该条例自2017年1月1日起不再有效。", (1,), 1.0, told=True)
    answer = record("15日内发放。")
    assert unsupported_numbers(LAW.case, replace(answer, sentences=(*answer.sentences, told))).value == 0.0


def test_the_share_is_of_sentences_that_hold_a_number() -> None:
    mixed = record("15日内发放。", "收费20元。", "由公安机关发放。")
    assert unsupported_numbers(LAW.case, mixed).value == 0.5
    assert any_unsupported_number(LAW.case, mixed).value == 1.0
    assert "20元" in unsupported_numbers(LAW.case, mixed).note


def test_a_number_without_a_citation_has_no_source() -> None:
    assert unsupported_numbers(LAW.case, record("15日内发放。", cites=())).value == 1.0


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("《居住证暂行条例》第九条规定，15日内发放。", 1.0),
        ("根据第九条和第十条办理。", 0.5),
        ("《居住证暂行条例》第九条、第十二条都有规定。", 0.5),
        ("《中华人民共和国户口登记条例》第九条规定，15日内发放。", 0.0),
        ("丢失的按第十一条办理。", 1.0),
        ("按第九条之一办理。", 0.0),
        ("户口登记由《户口登记条例》规定；居住证按第九条办理。", 1.0),
        ("15日内发放。", None),
    ],
)
def test_articles_must_be_those_of_a_citation_of_that_law(text: str, share: float | None) -> None:
    assert article_match(LAW.case, record(text)).value == share


def test_articles_are_matched_in_english() -> None:
    english = replace(PAGE.record.citations[0], locator="Article 9, paragraph 2")
    told = replace(PAGE.record, citations=(english,), text="Under Article 9 and Article 10 a claim is needed.")
    assert article_match(PAGE.case, told).value == 0.5


def test_document_numbers_are_compared_in_their_normal_form() -> None:
    assert document_number_match(LAW.case, record("见国办发[2015]8号。")).value == 1.0
    assert document_number_match(LAW.case, record("见国办发〔2016〕8号。")).value == 0.0
    assert document_number_match(LAW.case, record("见条例。")).value is None


def test_words_before_the_number_of_an_unknown_organ_do_not_matter() -> None:
    citation = replace(CITATION, document_number="穗城某规〔2020〕5号")
    local = replace(record("依照穗城某规〔2020〕5号办理。"), citations=(citation,))
    assert document_number_match(LAW.case, local).value == 1.0
    assert unsupported_numbers(LAW.case, local).value == 0.0
