import random
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from itertools import combinations

import pytest

from eval.mutation_originals import LAW
from eval.records import Cited, Record, Said
from eval.scores import Metric
from eval.support_metrics import METRICS, alce, support_metrics, weighted_precision, weighted_recall

BY_NAME = {metric.name: metric for metric in METRICS}
RULE = "对符合条件的，公安机关应当自受理之日起15日内制作发放居住证。"


def record(text: str, *quotes: str) -> Record:
    citations = tuple(
        Cited(n, "permit", 1, "居住证条例", "第九条", quote, 0, len(quote), "in_force", "000000")
        for n, quote in enumerate(quotes, start=1)
    )
    said = (Said(text, tuple(range(1, len(quotes) + 1)), 0.0),)
    return Record(case="permit", outcome="answered", text=text, sentences=said, citations=citations)


def value(name: str, of: Record) -> float | None:
    return BY_NAME[name].score(LAW.case, of).value


@pytest.mark.parametrize(
    ("sentence", "weight"),
    [
        ("公安机关应当自受理之日起15日内制作发放居住证。", 1.0),
        ("公安机关应当自受理之日起15个工作日内制作发放居住证。", 0.0),
        ("公安机关自受理之日起15日内制作发放居住证，并且通过邮政寄给申请人的住处。", 0.5),
        ("申请护照的，向户籍所在地出入境管理机构提出。", 0.0),
    ],
)
def test_a_sentence_is_supported_fully_partly_or_not(sentence: str, weight: float) -> None:
    assert value("support_wp", record(sentence, RULE)) == weight
    assert value("false_sentence_rate", record(sentence, RULE)) == float(weight == 0)


def test_the_sources_own_words_support_themselves_however_few() -> None:
    assert value("support_wp", record("不收费。", "收费标准\n不收费。")) == 1.0
    assert value("support_wp", record("收费标准 不收费。", "收费标准\n不收费。")) == 1.0
    assert value("support_wp", record("收费。", "不收费。")) == 0.0


def test_only_the_first_citation_counts_for_support_but_any_saves_a_sentence_from_being_false() -> None:
    two = record("公安机关应当自受理之日起15日内制作发放居住证。", "居住证由县级人民政府公安机关签发。", RULE)
    assert value("support_wp", two) == 0.0
    assert value("false_sentence_rate", two) == 0.0


def test_a_sentence_without_a_citation_costs_recall_and_no_precision() -> None:
    bare = replace(LAW.record, sentences=(*LAW.record.sentences, Said("办理很快。", (), 0.0)))
    assert value("support_wp", bare) == 1.0
    assert value("support_wr", bare) == 0.8
    assert value("uncited_sentence_rate", bare) == 0.2


@pytest.mark.parametrize("name", ["support_wp", "support_wr", "false_sentence_rate"])
def test_what_is_told_of_the_documents_themselves_is_not_held_against_their_words(name: str) -> None:
    dated = Said("《居住证暂行条例》自2016年1月1日起施行，全国适用。", (1,), 1.0)
    with_it, told = (
        replace(LAW.record, sentences=(*LAW.record.sentences, said)) for said in (dated, replace(dated, told=True))
    )
    assert value(name, told) == value(name, LAW.record)
    assert value(name, with_it) != value(name, LAW.record)


def test_across_languages_nothing_is_judged_without_a_similarity() -> None:
    crossed = record("The permit is issued by the police of the county.", "居住证由县级人民政府公安机关签发。")
    assert BY_NAME["support_wp"].score(LAW.case, crossed).status == "not_applicable"
    near, far = (
        {m.name: m for m in support_metrics(lambda _, texts, c=cosine: [c for _ in texts])} for cosine in (0.95, 0.5)
    )
    assert near["support_wp"].score(LAW.case, crossed).value == 1.0
    assert far["support_wp"].score(LAW.case, crossed).value == 0.0


def test_weights_of_nothing_are_no_number() -> None:
    assert weighted_precision([None, None]) is None
    assert weighted_recall([None, None]) == 0.0
    assert weighted_recall([]) is None


def test_citation_recall_and_precision_equal_a_second_formulation_on_random_tables() -> None:
    dice = random.Random(20240601)
    for _ in range(400):
        passages = range(dice.randint(1, 5))
        cited = [
            [dice.choice((*passages, *passages, *passages, -1)) for _ in range(dice.randint(0, 4))]
            for _ in range(dice.randint(1, 5))
        ]
        carrying = {
            (i, frozenset(some))
            for i in range(len(cited))
            for size in range(1, 6)
            for some in combinations(passages, size)
            if dice.random() < 0.6
        }

        def entails(i: int, some: Collection[int], table: set[tuple[int, frozenset[int]]] = carrying) -> bool:
            return (i, frozenset(some)) in table

        assert alce(cited, entails) == pytest.approx(by_the_book(cited, entails))


def by_the_book(cited: Sequence[Sequence[int]], entails: Callable[[int, Collection[int]], bool]) -> tuple[float, float]:
    """ALCE by its sentences in the paper: what is irrelevant, then what is left."""
    valid = {i: list(numbers)[:3] for i, numbers in enumerate(cited) if numbers and all(n >= 0 for n in numbers)}
    supported = {i for i, mine in valid.items() if entails(i, mine)}

    def irrelevant(i: int, at: int) -> bool:
        rest = [n for place, n in enumerate(valid[i]) if place != at]
        return bool(rest) and not entails(i, [valid[i][at]]) and entails(i, rest)

    every = [(i, at) for i, mine in valid.items() for at in range(len(mine))]
    good = [(i, at) for i, at in every if i in supported and not irrelevant(i, at)]
    return len(supported) / len(cited), len(good) / len(every) if every else 0.0


def test_a_sentence_is_judged_once_for_all_metrics() -> None:
    asked: list[str] = []

    def similarity(sentence: str, texts: Sequence[str]) -> list[float]:
        asked.append(sentence)
        return [0.95 for _ in texts]

    metrics: tuple[Metric, ...] = support_metrics(similarity)
    crossed = record("The permit is issued by the police of the county.", "居住证由县级人民政府公安机关签发。")
    metrics[0].score(LAW.case, crossed)
    often = len(asked)
    for metric in metrics:
        metric.score(LAW.case, crossed)
    assert len(asked) == often
