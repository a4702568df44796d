"""Rules of ranking metrics on cases."""

from dataclasses import replace

import pytest

from eval.cases import Case, Expected
from eval.ranking_metrics import METRICS, grades, names
from eval.records import Found, Record
from eval.scores import Score

CASE = Case(
    id="c",
    cluster_id="c",
    question="居住证几天能办好？",
    answerable=True,
    expected=(Expected(document="permit", locator="第九条"), Expected(document="permit", locator="第二条", grade=1)),
)
PASSAGE = Found("permit", 1, "居住证条例", ("第九条",), (), 0, 9, "in_force", "000000", "d1", 1.0)


def found(document: str, *labels: str, status: str = "in_force", region: str = "000000", digest: str = "") -> Found:
    digest = digest or f"{document}{labels}"
    return replace(PASSAGE, document=document, labels=labels, status=status, region=region, digest=digest)


def record(*passages: Found) -> Record:
    return Record("c", passages=passages)


def value(name: str, case: Case, *passages: Found) -> float | None:
    return score(name, case, record(*passages)).value


def score(name: str, case: Case, of: Record) -> Score:
    return next(metric for metric in METRICS if metric.name == name).score(case, of)


def test_a_passage_is_called_by_the_expected_place_that_it_meets() -> None:
    ranked = names(
        CASE, record(found("dogs", "第一条"), found("permit", "第二条", "第九条"), found("permit", "第九条之一"))
    )
    assert ranked == ["dogs#第一条", "permit#第九条", "permit#第二条", "permit#第九条之一"]


def test_several_chunks_of_one_article_are_one_hit() -> None:
    assert names(CASE, record(found("permit", "第九条"), found("permit", "第九条第二款"))) == ["permit#第九条"]


def test_where_whole_documents_are_expected_documents_are_ranked() -> None:
    case = CASE.model_copy(update={"expected": (Expected(document="guide"),)})
    assert names(case, record(found("other", "一"), found("other", "二"), found("guide", "三"))) == ["other", "guide"]


def test_a_place_given_twice_has_its_highest_grade() -> None:
    case = CASE.model_copy(
        update={"expected": (*CASE.expected, Expected(document="permit", locator="第二条", grade=3))}
    )
    assert grades(case) == {"permit#第九条": 2, "permit#第二条": 3}


def test_a_record_without_passages_is_nothing_and_not_refused() -> None:
    for metric in METRICS[:8]:
        assert metric.score(CASE, Record("c", outcome="not_found")) == Score(0.0)


def test_a_case_without_expected_places_has_no_ranking() -> None:
    case = CASE.model_copy(update={"expected": (), "answerable": False})
    assert score("ap", case, record(found("a"))).status == "not_applicable"
    assert score("in_force@5", case, record(found("a"))).value == 1.0


def test_an_error_stays_an_error() -> None:
    assert {metric.score(CASE, Record("c", problem="timeout")).status for metric in METRICS} == {"error"}


def test_in_force_counts_undated_and_not_what_is_to_come() -> None:
    passages = [
        found("a"),
        found("b", status="undated"),
        found("c", status="not_yet_in_force"),
        found("d", status="repealed"),
    ]
    assert value("in_force@5", CASE, *passages) == 0.5
    assert value("in_force@5", CASE, *[found("a")] * 5, found("old", status="repealed")) == 1.0
    assert score("in_force@5", CASE, record()).status == "not_applicable"


def test_a_repealed_passage_or_a_forbidden_place_is_a_stale_hit() -> None:
    case = CASE.model_copy(update={"must_not": (Expected(document="old", locator="第三条"),)})
    assert value("stale_hit@5", case, found("permit", "第九条")) == 0.0
    assert value("stale_hit@5", case, found("any", status="superseded")) == 1.0
    assert value("stale_hit@5", case, found("old", "第三条")) == 1.0
    assert value("stale_hit@5", case, found("old", "第四条")) == 0.0
    assert value("stale_hit@5", case, *[found("a")] * 5, found("old", "第三条")) == 0.0


def test_the_old_wording_that_is_asked_for_is_not_stale() -> None:
    assert value("stale_hit@5", CASE, found("permit", "第九条", status="superseded")) == 0.0


@pytest.mark.parametrize(
    ("region", "wrong"),
    [("440100", 0.0), ("440000", 0.0), ("000000", 0.0), ("", 0.0), ("310000", 1.0), ("440300", 1.0)],
)
def test_rules_of_a_sibling_are_of_the_wrong_place(region: str, wrong: float) -> None:
    case = CASE.model_copy(update={"region": "440100"})
    assert value("wrong_jurisdiction@5", case, found("a"), found("b", region=region)) == wrong


def test_the_place_that_a_question_names_wins_over_where_it_is_asked() -> None:
    case = CASE.model_copy(update={"region": "440100", "question": "上海居住证几天能办好？"})
    assert value("wrong_jurisdiction@5", case, found("a", region="310000")) == 0.0
    assert value("wrong_jurisdiction@5", case, found("a", region="440100")) == 1.0


def test_without_a_place_no_place_is_wrong() -> None:
    assert score("wrong_jurisdiction@5", CASE, record(found("a"))).status == "not_applicable"
    unknown = CASE.model_copy(update={"region": "999999"})
    assert score("wrong_jurisdiction@5", unknown, record(found("a"))).status == "error"


def test_the_same_words_twice_are_a_duplicate() -> None:
    same = [found("a", digest="x"), found("b", digest="x"), found("c"), found("d")]
    assert value("duplicates@10", CASE, *same) == 0.25
