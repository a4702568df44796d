from eval.cases import Case
from eval.curves import by_expected_place, curve
from eval.records import Cited, Record, Said


def test_a_score_that_knows_shows_no_error_before_the_wrong_half() -> None:
    points = curve([(0.9, True), (0.8, True), (0.2, False), (0.1, False)])
    assert [(p.coverage, p.error) for p in points] == [(0.25, 0.0), (0.5, 0.0), (0.75, 0.333333), (1.0, 0.5)]


def test_equal_scores_stand_or_fall_together() -> None:
    assert [(p.shown, p.error) for p in curve([(0.5, True), (0.5, False), (0.5, False), (0.5, True)])] == [(4, 0.5)]


def test_a_long_curve_is_thinned_and_still_ends_with_everything() -> None:
    points = curve((n / 10_000, n % 3 > 0) for n in range(10_000))
    assert 50 <= len(points) <= 60
    assert points[-1].coverage == 1.0


def test_no_pairs_are_no_curve() -> None:
    assert curve([]) == ()


def test_a_sentence_is_right_if_one_of_its_citations_is_expected() -> None:
    case = Case.model_validate(
        {"id": "a", "cluster_id": "a", "question": "？", "answerable": True,
         "expected": [{"document": "d", "locator": "第九条"}]}
    )  # fmt: skip
    cited = [
        Cited(n, "d", 1, "t", locator, "q", 0, 1, "in_force", "CN")
        for n, locator in ((1, "第九条之一"), (2, "第九条第二款"))
    ]
    said = (Said("x", (1,), 0.7), Said("y", (1, 2), 0.9), Said("z", (), 0.1))
    record = Record("a", outcome="answered", sentences=said, citations=tuple(cited))
    assert by_expected_place([case], {"a": record}) == [(0.7, False), (0.9, True), (0.1, False)]
