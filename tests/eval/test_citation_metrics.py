from dataclasses import replace

import pytest

from eval.cases import Case, Expected
from eval.citation_metrics import (
    citation_f1,
    citation_precision,
    citation_recall,
    expected_cited,
    expected_found,
    quote_verbatim,
    stale_cited,
    wrong_jurisdiction_cited,
)
from eval.mutation_originals import GUIDE, LAW
from eval.records import Cited, Record, Said

QUOTE = "申请人应当提交居民身份证原件，不得使用复印件。"


def cited(number: int = 1, document: str = "permit", locator: str = "第九条第一款", **changes: str) -> Cited:
    citation = Cited(number, document, 1, "居住证条例", locator, QUOTE, 0, len(QUOTE), "in_force", "000000")
    return replace(citation, **changes)


def answer(*citations: Cited, text: str = "应当提交原件。") -> Record:
    return Record(case="1", outcome="answered", text=text, citations=citations)


def case(*expected: Expected, region: str | None = None, question: str = "要交什么？", **places: object) -> Case:
    values = {"id": "1", "cluster_id": "1", "answerable": True, **places}
    return Case(expected=expected, region=region, question=question, **values)


NINE, TEN = Expected(document="permit", locator="第九条"), Expected(document="permit", locator="第十条")
HELPS = Expected(document="permit", locator="第十一条", grade=1)


def test_recall_counts_the_decisive_places_and_precision_all_of_them() -> None:
    record = answer(cited(1), cited(2, locator="第十一条"), cited(3, document="other"), cited(4, locator="第九条之一"))
    wanted = case(NINE, TEN, HELPS)
    assert citation_recall(wanted, record).value == 0.5
    assert citation_precision(wanted, record).value == 0.5
    assert citation_f1(wanted, record).value == 0.5
    assert expected_cited(wanted, record).value == 1.0


def test_where_no_place_decides_all_places_do() -> None:
    assert citation_recall(case(HELPS), answer(cited(locator="第十一条"))).value == 1.0


def test_an_answer_without_citations_cites_nothing_right() -> None:
    assert [f(case(NINE), answer()).value for f in (citation_recall, citation_precision, citation_f1)] == [0, 0, 0]


def test_the_right_passage_of_a_refusal_counts_as_found() -> None:
    refusal = replace(LAW.record, outcome="not_found", sentences=(), citations=())
    assert expected_found(LAW.case, refusal).value == 1.0
    assert expected_found(LAW.case, replace(refusal, passages=())).value == 0.0


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("条例规定“应当提交居民身份证原件”。", 1.0),
        ("条例规定「应当提交居民身份证原件」。", 1.0),
        ("条例规定『应当提交居民户口簿原件』。", 0.0),
        ('条例规定"申请人应当提交……不得使用复印件。"。', 1.0),
        ("“应当提交居民身份证原件”，并且“可以使用复印件的”。", 0.5),
        ("办理“居住证”。", None),
    ],
)
def test_quoted_spans_of_four_characters_must_stand_in_a_quote(text: str, share: float | None) -> None:
    assert quote_verbatim(case(), answer(cited(), text=text)).value == share


def test_a_quoted_span_in_english_has_three_words() -> None:
    quote = "You must file a claim within 2 years."
    citation = cited(quote=quote)
    assert quote_verbatim(case(), answer(citation, text='It says "file a claim within 2 years".')).value == 1.0
    assert quote_verbatim(case(), answer(citation, text="It says “file a claim within 3 years”.")).value == 0.0
    assert quote_verbatim(case(), answer(citation, text='A "burial allowance" is paid.')).status == "not_applicable"


@pytest.mark.parametrize(("status", "stale"), [("in_force", 0), ("undated", 0), ("repealed", 1), ("superseded", 1)])
def test_what_is_not_in_force_on_the_day_is_stale(status: str, stale: float) -> None:
    assert stale_cited(case(), answer(cited(1), cited(2, status=status))).value == stale


@pytest.mark.parametrize(
    ("region", "wrong"), [("440100", 0), ("440000", 0), ("000000", 0), ("440300", 1), ("330000", 1), ("US", 1)]
)
def test_a_place_sees_its_own_rules_and_those_above_it(region: str, wrong: float) -> None:
    assert wrong_jurisdiction_cited(case(region="440100"), answer(cited(region=region))).value == wrong


def test_the_place_may_be_named_in_the_question() -> None:
    asked = case(question="广州办居住证要交什么？")
    assert wrong_jurisdiction_cited(asked, answer(cited(region="440300"))).value == 1.0
    assert wrong_jurisdiction_cited(case(), answer(cited(region="440300"))).status == "not_applicable"


def test_a_forbidden_place_is_either_stale_or_elsewhere_never_both() -> None:
    forbidden = case(must_not=(Expected(document="old"), Expected(document="sibling")))
    old, sibling = answer(cited(document="old")), answer(cited(document="sibling", region="440300"))
    assert (stale_cited(forbidden, old).value, wrong_jurisdiction_cited(forbidden, old).value) == (1, 0)
    assert (stale_cited(forbidden, sibling).value, wrong_jurisdiction_cited(forbidden, sibling).value) == (0, 1)
    assert stale_cited(GUIDE.case, GUIDE.record).value == 0.0


def test_the_place_that_a_question_names_counts_before_that_of_its_caller() -> None:
    case = Case(id="q", cluster_id="q", question="衢州的电动车限速多少？", region="330100", answerable=True)
    cited = Cited(1, "d", 1, "衢州市电动自行车管理规定", "第五条", "15公里", 0, 4, "in_force", "330800")
    said = Said("限速15公里。", (1,), 1.0)
    record = Record("q", outcome="answered", text="限速15公里。", sentences=(said,), citations=(cited,))
    assert wrong_jurisdiction_cited(case, record).value == 0.0
    assert wrong_jurisdiction_cited(case.model_copy(update={"question": "电动车限速多少？"}), record).value == 1.0


def test_a_repealed_text_that_is_told_to_be_repealed_is_no_stale_rule() -> None:
    case = Case(id="q", cluster_id="q", question="信访条例还有效吗？", answerable=True)
    cited = Cited(1, "d", 1, "信访条例", "第三十三条", "60日内", 0, 4, "repealed", "000000")
    said = Said("《信访条例》已于2022年5月1日起不再有效。", (1,), 1.0)
    record = Record("q", outcome="answered", text=said.text, sentences=(said,), citations=(cited,))
    assert stale_cited(case, record).value == 0.0
    plain = replace(record, sentences=(Said("应当在60日内办结。", (1,), 1.0),))
    assert stale_cited(case, plain).value == 1.0
