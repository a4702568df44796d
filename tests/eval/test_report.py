import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from time import perf_counter

import lxml.html
import pytest

from eval import report
from eval.comparison import compare
from eval.costs import Cost, Price, Usage
from eval.judgements import Judgement
from eval.latency import stages
from eval.records import Record
from eval.report_frame import figure, signed
from eval.shifts import Side
from eval.standings import Standing
from eval.summary import summarise
from eval.verdicts import ENTAILMENT
from prompts.problems import Problem
from tests.eval import made_up_run as made

ATTACK = "</style></script><script>alert(1)</script><img src=//x.test/a onerror=alert(1)>"


def run_page(cases, records, scores, metrics, **more) -> str:
    given = {"name": "demo", "circumstances": made.CIRCUMSTANCES, "stages": stages(made.timings(records, 3))} | more
    return report.render_run(summarise(cases, records, scores, metrics), cases, records, **given)


def comparison_page(cases, records, scores, metrics) -> str:
    others = made.records(cases, 5, 0.7)
    a = Side("quoting", records, scores)
    b = Side("packaged", others, made.scores(cases, others, metrics, 2, change=(4, {"answer": 0.1, "service": -0.3})))
    compared = compare(cases, metrics, a, b, repeats=[made.scores(cases, records, metrics, 2, change=(9, {}))])
    return report.render_comparison(compared, cases, a, b, circumstances=(made.CIRCUMSTANCES, {"model": "packaged"}))


@pytest.fixture(scope="module")
def plausible():
    cases, metrics = made.cases(60), made.metrics()
    records = made.records(cases, 1)
    return cases, records, made.scores(cases, records, metrics, 2), metrics


@pytest.fixture(scope="module", params=[run_page, comparison_page], ids=["run", "comparison"])
def page(request, plausible) -> str:
    return request.param(*plausible)


def test_a_page_asks_nothing_of_any_network(page: str) -> None:
    parsed = lxml.html.document_fromstring(page)
    addresses = [
        value for element in parsed.iter() for name, value in element.items() if name in ("src", "href", "action")
    ]
    assert addresses
    assert all(address.startswith("#") for address in addresses)
    assert not re.search(r"url\(|@import|@font-face|fetch\(|XMLHttp|https?://", page)
    assert "default-src &#39;none&#39;" in page or "default-src 'none'" in page


def test_only_the_pages_own_script_may_run(page: str) -> None:
    parsed = lxml.html.document_fromstring(page)
    (script,) = parsed.iter("script")
    policy = parsed.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    assert f"'sha256-{b64encode(sha256(script.text.encode()).digest()).decode()}'" in policy
    assert "unsafe" not in policy
    assert not parsed.xpath("//@style | //@onclick | //@onerror")


def test_every_link_leads_somewhere_and_no_name_is_given_twice(page: str) -> None:
    parsed = lxml.html.document_fromstring(page)
    names = parsed.xpath("//@id")
    assert len(names) == len(set(names))
    assert {href[1:] for href in parsed.xpath("//a/@href")} <= set(names)
    assert {part for value in parsed.xpath("//@aria-labelledby") for part in value.split()} <= set(names)


def test_every_table_has_a_caption_and_every_head_a_scope(page: str) -> None:
    parsed = lxml.html.document_fromstring(page)
    assert len(parsed.xpath("//table")) > 2
    assert parsed.xpath("//table[not(caption)]") == []
    assert parsed.xpath("//th[not(@scope)]") == []


def test_chinese_words_are_marked_as_chinese(page: str) -> None:
    parsed = lxml.html.document_fromstring(page)
    for text in parsed.xpath("//body//text()[not(ancestor::script)]"):
        if len(re.findall(r"[\u4e00-\u9fff]", text)) > 3:
            languages = text.getparent().xpath("ancestor-or-self::*/@lang")
            assert languages[-1] == "zh" or re.search(r"[A-Za-z]{2}", text), text


@pytest.mark.parametrize("make", [run_page, comparison_page])
def test_strangers_words_stay_words(make, plausible) -> None:
    cases, records, scores, metrics = plausible
    hostile = [
        case.model_copy(
            update={"question": ATTACK + case.question, "ideal_answer": ATTACK, "kind": ATTACK, "source": ATTACK}
        )
        for case in cases
    ]
    spoken = {
        name: replace(
            record if record.problem or not record.sentences else made.with_words(record, ATTACK),
            passages=tuple(replace(passage, text=ATTACK, title=ATTACK) for passage in record.passages),
            dropped=(ATTACK,),
        )
        for name, record in records.items()
    }
    page = make(hostile, spoken, scores, metrics)
    parsed = lxml.html.document_fromstring(page)
    assert len(list(parsed.iter("script"))) == 1
    assert list(parsed.iter("img")) == []
    assert "&lt;img src=//x.test" in page


def test_a_half_character_and_a_null_do_not_stop_the_page(plausible) -> None:
    cases, records, scores, metrics = plausible
    broken = {name: replace(record, problem="\ud800 \x00 broke") for name, record in records.items()}
    run_page(cases, broken, scores, metrics).encode("utf-8")


def test_what_the_gates_said_stands_on_the_page(plausible) -> None:
    page = run_page(*plausible, failures=["ndcg@10 is 0.1 & too low"])
    assert "Does not pass" in page
    assert "ndcg@10 is 0.1 &amp; too low" in page
    assert "Does not pass" not in run_page(*plausible)


def test_cited_words_are_marked_and_every_case_is_listed(plausible) -> None:
    parsed = lxml.html.document_fromstring(run_page(*plausible))
    assert len(parsed.xpath("//mark")) > 5
    assert len(parsed.xpath("//table[@id='case-list']/tbody/tr")) == 60


def test_both_answers_stand_side_by_side(plausible) -> None:
    parsed = lxml.html.document_fromstring(comparison_page(*plausible))
    sides = parsed.xpath("//section[@id='losses']//div[@class='sides']")
    assert sides
    assert all(len(side.xpath("./div[@class='side']")) == 2 for side in sides)


def test_a_run_of_the_searcher_alone_and_an_empty_one_have_a_page() -> None:
    cases, metrics = made.cases(10), made.metrics(4)
    records = {case.id: Record(case.id, retrieval_only=True) for case in cases}
    page = run_page(cases, records, {}, metrics, stages=())
    assert "searched only" in page
    assert "nothing measured" in page
    assert "were answered" not in page
    run_page([], {}, {}, metrics, stages=())


def test_figures_have_a_true_minus_and_few_digits() -> None:
    assert [figure(v) for v in (0.12345, -0.5, 1234.5)] == ["0.123", "−0.500", "1,234.5"]
    assert [signed(v) for v in (0.1, -0.1, 0.0)] == ["+0.100", "−0.100", "0.000"]


def test_a_large_run_is_reported_in_little_time() -> None:
    cases, metrics = made.cases(500), made.metrics(20)
    records = made.records(cases, 1)
    scores = made.scores(cases, records, metrics, 2)
    started = perf_counter()
    run_page(cases, records, scores, metrics)
    assert perf_counter() - started < 5


def test_a_judge_is_shown_with_what_it_said_what_it_cost_and_why_it_gates_nothing(plausible) -> None:
    cases, records, scores, metrics = plausible
    said = tuple(Judgement(c.id, "entailment", ATTACK, ATTACK, "neutral", ATTACK, "openai:m", "p/1") for c in cases)
    reason = Problem("judge_not_compared", judge="openai:m", prompt="p/1")
    judge = Standing({"model": "openai:m"}, (), {ENTAILMENT: (reason,)}, said)
    costs = (Cost("judge", "openai:m", Usage(3, 2_000_000, 1_000), Price(2, 8)),)
    page = run_page(
        cases, records, scores, metrics, judge=judge, costs=costs, notes=["m was held against no threshold"]
    )
    parsed = lxml.html.document_fromstring(page)
    section = parsed.get_element_by_id("judge").text_content()
    assert reason.text("zh") in section
    assert reason.text("en") in section
    assert "m was held against no threshold" in page
    assert "4.0080 at 2 and 8 a million tokens" in page
    assert len(parsed.xpath("//details[contains(summary, 'labels by the judge')]")) > 5
    assert not parsed.xpath("//img")
    assert len(list(parsed.iter("script"))) == 1
