"""One thing made wrong in a right answer: does the metric that is there for it fall?

`undetected` must be empty. `survivors` are the mutants that no metric at all sees: what an evaluation without people or
a judge is blind to, published with every selftest. Does not know how often a model makes which mistake.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from eval.answer_metrics import METRICS as ANSWER_METRICS
from eval.cases import Case
from eval.mutation_originals import GUIDE, LAW, NEEDS_PLACE, PAGE, UNANSWERABLE, Original
from eval.records import Cited, Record, Said
from eval.scores import Metric
from eval.service_metrics import METRICS as SERVICE_METRICS

METRICS = {metric.name: metric for metric in (*ANSWER_METRICS, *SERVICE_METRICS)}


@dataclass(frozen=True, slots=True)
class Mutant:
    """A wrong record. `falls` names the metrics that must become worse; none for a mistake that is hard to see."""

    name: str
    original: Original
    record: Record
    falls: tuple[str, ...]


def undetected() -> list[str]:
    """`mutant: metric` for every metric that did not become worse on a mutant that it is there for."""
    return [
        f"{mutant.name}: {name}"
        for mutant in mutants()
        for name in mutant.falls
        if not _is_worse(METRICS[name], mutant)
    ]


def survivors() -> list[str]:
    """Mutants on which no metric became worse."""
    return [m.name for m in mutants() if not any(_is_worse(metric, m) for metric in METRICS.values())]


def unproven() -> list[str]:
    """Metrics with a better direction that no mutant is there for."""
    proven = {name for mutant in mutants() for name in mutant.falls}
    return [metric.name for metric in METRICS.values() if metric.better != "neither" and metric.name not in proven]


def mutants() -> list[Mutant]:
    """All mutants, in a fixed order."""
    return [*_of_words(), *_of_citations(), *_of_guides(), *_of_outcomes(), *_hard()]


def _is_worse(metric: Metric, mutant: Mutant) -> bool:
    """Whether both could be measured, and the mutant is worse. A measurement that falls away is no detection."""
    case: Case = mutant.original.case
    before, after = metric.score(case, mutant.original.record).value, metric.score(case, mutant.record).value
    if before is None or after is None or metric.better == "neither":
        return False
    return after < before if metric.better == "higher" else after > before


def _of_words() -> Iterator[Mutant]:
    numbers = ("unsupported_numbers", "any_unsupported_number", "support_wp", "support_wr", "false_sentence_rate")
    yield _said("a number is flipped", LAW, "15日", "25日", *numbers, "nugget_vital", "nugget_strict_vital")
    yield _said("日 becomes 个工作日", LAW, "15日", "15个工作日", *numbers, "nugget_vital", "nugget_strict_all")
    yield _said("a number is flipped, in English", PAGE, "2 years", "3 years", *numbers, "nugget_vital")
    force = ("support_wp", "support_wr", "false_sentence_rate", "nugget_all")
    yield _said("应当 becomes 不应当", LAW, "应当提交", "不应当提交", *force)
    yield _said("应当 becomes 可以", LAW, "应当提交", "可以提交", *force)
    yield _said("不得超过 becomes 不得少于", LAW, "最长不得超过30日", "不得少于30日", "quote_verbatim", "support_wp")
    yield _said("must becomes may not", PAGE, "You must file", "You may not file", *force)
    yield _said("a quoted span is altered", LAW, "“延长后最长不得超过30日”", "“延长以后不得超过30日”", "quote_verbatim")
    yield _said("another article is named", LAW, "第九条", "第八条", "article_match", "unsupported_numbers")
    yield _said("another law is named", LAW, "《居住证暂行条例》第九条", "《户口登记条例》第九条", "article_match")
    yield _said("another document number", LAW, "第663号", "第636号", "document_number_match", "unsupported_numbers")
    completeness = ("nugget_vital", "nugget_all", "nugget_strict_vital", "nugget_strict_all")
    yield _without_sentence("a vital nugget is dropped", LAW, 1, *completeness)
    yield _without_sentence("an okay nugget is dropped", LAW, 2, "nugget_all", "nugget_strict_all")


def _of_citations() -> Iterator[Mutant]:
    first = LAW.record.citations[0]
    stray = replace(first, number=4, document="household-register-1958", title="户口登记条例", locator="第十条")
    sibling = replace(first, number=4, document="shenzhen-residence-rules", region="440300", locator="第十条")
    draft = replace(first, number=4, document="residence-permit-draft", locator="第十条")
    for status in ("repealed", "superseded", "not_yet_in_force"):
        yield _cited(f"what is cited is {status}", (replace(first, status=status),), "stale_cited")
    yield _cited("a draft that must not be cited is cited", (draft,), "stale_cited")
    yield _cited("a sibling city is cited", (sibling,), "wrong_jurisdiction_cited")
    yield _cited("an unrelated place is cited too", (stray,), "citation_precision", "citation_f1")
    yield _cited("a stored wording does not hold the quote", (replace(first, verbatim=False),), "citation_verbatim")
    fewer = (*LAW.record.sentences[:3], replace(LAW.record.sentences[3], citations=()))
    dropped = replace(LAW.record, sentences=fewer, citations=LAW.record.citations[:2])
    yield Mutant(
        "a citation is dropped", LAW, dropped, ("citation_recall", "citation_f1", "uncited_sentence_rate", "support_wr")
    )
    elsewhere = tuple(replace(c, document="household-register-1958") for c in LAW.record.citations)
    yield Mutant(
        "another document is cited throughout",
        LAW,
        replace(LAW.record, citations=elsewhere),
        ("expected_cited", "citation_recall", "citation_precision"),
    )
    yield Mutant("the right passage is not found", LAW, replace(LAW.record, passages=()), ("expected_found",))
    crossed = (replace(LAW.record.sentences[0], citations=(3,)), *LAW.record.sentences[1:])
    yield Mutant(
        "a sentence cites the words of another",
        LAW,
        replace(LAW.record, sentences=crossed),
        ("support_wp", "support_wr", "false_sentence_rate"),
    )


def _of_guides() -> Iterator[Mutant]:
    yield _said("a material is dropped", GUIDE, "、浙江省居住登记凭证", "", "slot_materials_f1", "slot_mean")
    yield _said("a material is made up", GUIDE, "居民身份证、", "居民身份证、无犯罪记录证明、", "slot_materials_f1")
    yield _said("工作日 becomes 日", GUIDE, "10个工作日", "10日", "slot_time_limit", "slot_mean", "unsupported_numbers")
    yield _said("a fee is made up", GUIDE, "不收费", "收费20元", "slot_fee", "slot_mean", "unsupported_numbers")
    yield _said("a telephone number is flipped", GUIDE, "12345", "12354", "slot_phone", "unsupported_numbers")
    yield _said("another place is named", GUIDE, "居住地派出所户籍窗口", "市民中心三楼大厅", "slot_other_f1")
    basis = "法律依据是《居住证暂行条例》。"
    yield _said("a missing field is filled in", GUIDE, "办理指南未列明法律依据。", basis, "missing_said")


def _of_outcomes() -> Iterator[Mutant]:
    refusal = Record(case="permit", outcome="not_found", text="没有找到依据。", passages=LAW.record.passages)
    yield Mutant("what can be answered is refused", LAW, refusal, ("over_refusal", "outcome_match"))
    asks = replace(refusal, outcome="needs_clarification", text="您在哪个城市？")
    yield Mutant("a place is asked for needlessly", LAW, asks, ("needless_ask_back", "over_refusal"))
    wrongly = replace(LAW.record, case="none")
    yield Mutant("what cannot be answered is answered", UNANSWERABLE, wrongly, ("correct_refusal", "outcome_match"))
    placeless = replace(GUIDE.record, case="place")
    yield Mutant("a place is not asked for", NEEDS_PLACE, placeless, ("ask_back", "outcome_match"))


def _hard() -> Iterator[Mutant]:
    """Mistakes made of right words: none of them has a metric of its own."""
    yield _said("a condition is left out: 首次", LAW, "首次申领居住证，免收", "申领居住证，免收")
    yield _said("the agent is another", LAW, "公安机关应当自受理", "居民委员会应当自受理")
    yield _said("免收 becomes 收取", LAW, "免收证件工本费", "收取证件工本费")
    swapped = {"15日": "30日", "30日": "15日"}
    sentences = LAW.record.sentences
    crossed = tuple(replace(s, text=_swapped(s.text, swapped)) for s in sentences)
    yield Mutant("two periods change places", LAW, _with(LAW.record, crossed), ())
    yield _said("或者 becomes 并且", LAW, "在偏远地区或者因特殊情况", "在偏远地区并且因特殊情况")
    yield _said("one of them becomes all of them", GUIDE, "或者在读证明之一", "和在读证明")
    yield _said("the period runs from another day", LAW, "自受理之日起15日内", "自申请之日起15日内")
    said = Said("办理签注手续不得收取费用。", (3,), 0.9)
    yield Mutant("a true sentence beside the point", LAW, _with(LAW.record, (*sentences, said)), ())
    yield _said("a period of another matter is given too", GUIDE, "10个工作日内办结", "10个工作日内受理，次月办结")
    yield Mutant("the answer says everything twice", LAW, _with(LAW.record, (*sentences, *sentences)), ())


def _said(name: str, original: Original, words: str, instead: str, *falls: str) -> Mutant:
    """The first sentence that holds the words says others. ValueError if none does."""
    sentences = list(original.record.sentences)
    place = next((i for i, said in enumerate(sentences) if words in said.text), None)
    if place is None:
        raise ValueError(f"{words!r} stands in no sentence of {original.case.id}")
    sentences[place] = replace(sentences[place], text=sentences[place].text.replace(words, instead, 1))
    return Mutant(name, original, _with(original.record, tuple(sentences)), falls)


def _without_sentence(name: str, original: Original, place: int, *falls: str) -> Mutant:
    sentences = original.record.sentences
    return Mutant(name, original, _with(original.record, (*sentences[:place], *sentences[place + 1 :])), falls)


def _cited(name: str, citations: tuple[Cited, ...], *falls: str) -> Mutant:
    """Citations of the law's answer are exchanged by number, or added."""
    numbers = {citation.number for citation in citations}
    kept = tuple(c for c in LAW.record.citations if c.number not in numbers)
    return Mutant(name, LAW, replace(LAW.record, citations=(*kept, *citations)), falls)


def _with(record: Record, sentences: tuple[Said, ...]) -> Record:
    return replace(record, sentences=sentences, text="\n".join(said.text for said in sentences))


def _swapped(words: str, pairs: dict[str, str]) -> str:
    for old, new in pairs.items():
        if old in words:
            return words.replace(old, new)
    return words
